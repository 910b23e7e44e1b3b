"""What a sender may tell: of its own area and units only, in columns that the vocabulary knows; and of a colour or a
duty nothing that lacks its rule and its facts."""

from collections.abc import Iterable, Mapping

from lianfang import vocabulary
from lianfang.access import anchors
from lianfang.access.models import Node
from lianfang.exchange.nodes import letters, receipts, replies, transfers
from lianfang.exchange.nodes.files import File, Line
from lianfang.places.models import Area, Unit
from lianfang.places.tree import is_within, path_of
from lianfang.vocabulary import Mistake
from lianfang.vocabulary.grounds import COLOURS, GROUNDS

# Computed by each node from its own plan: told, and never recorded.
CLAIMS = ("duty", "health_code")
_CLAIM_COLUMNS = {
    "duty": ("opened", "due", "ends", "person"), "health_code": ("colour", "since", "expires", "person"),
}  # fmt: skip
# Without which columns a line says nothing: a contact of no case is none.
_REQUIRED = {
    "sign_off": ("unit",), "reported_count": ("counted", "publisher"), "lowered_figure": ("counted", "units"),
    "letter": ("number", "from_area", "from_name"), "letter_name": ("name",), "person": ("name",),
    "exposure": ("case_number", "disease"), "transfer": ("transfer",),
    "letter_reply": ("number", "letter_number"), "letter_answer": ("name", "answer"),
}  # fmt: skip
# Which columns must name an area, or a unit, of the sender's.
_OF_SENDER = {
    "sign_off": ("unit",), "reported_count": ("counted",), "lowered_figure": ("counted",), "letter": ("from_area",),
    "transfer": ("from_unit",),
}  # fmt: skip
# Which must name one of ours, where they name any.
_OURS = {"letter": ("to_area",), "transfer": ("to_unit", "to_area")}
_UNITS = ("unit", "from_unit", "to_unit")
_COLUMNS: dict[str, tuple[str, ...]] = {
    "letter": letters.HEAD,
    "letter_name": (*letters.NAME, "identity_number", "telephone", "address"),
    "letter_reply": replies.REPLY,
    "letter_answer": replies.ANSWER,
    "person": (*transfers.PERSON, "identity_number", "telephone", "address"),
    "exposure": (*transfers.EXPOSURE, "person"),
    "observation": (*transfers.OBSERVATION, "person"),
    "transfer": (*transfers.TRANSFER, "transfer", "person"),
    "anchor": ("anchor",),
    **_CLAIM_COLUMNS,
}
# Of which kind a file tells just one.
_ONE_OF = {"letter": "letter", "reply": "letter_reply"}
# A fact on which a colour rests is a ground of medicine under this name.
_GROUND_OF = {"exposure": "contact"} | {ground: ground for ground in GROUNDS}


def refuse_beyond(file: File, node: Node, own: Node, name: str) -> None:
    """Raises Mistake, in one line, on the first thing that this sender may not tell."""
    sender, here = path_of(node.area), path_of(own.area)
    paths = _paths(file.lines)
    kinds = {line.id: line.kind for line in file.lines}
    for number, line in enumerate(file.lines, start=2):
        where = f"{name}:{number}"
        allowed = _COLUMNS.get(line.kind) or _columns(line.kind)
        unknown = sorted(line.row.keys() - set(allowed))
        if unknown:
            raise Mistake(f"{where}: {unknown[0][:40]!r} is no column of {line.kind}; nothing was recorded")
        if line.kind in CLAIMS:
            _refuse_unfounded(line, kinds, where)
        lacking = [column for column in _REQUIRED.get(line.kind, ()) if not line.row.get(column)]
        if lacking:
            raise Mistake(f"{where}: {line.kind} lacks {lacking[0]}; ask the sender")
        _refuse_outside(line.row, _OF_SENDER.get(line.kind, ()), paths, sender, where, node)
        _refuse_outside(line.row, _OURS.get(line.kind, ()), paths, here, where, own)
        if line.kind == "lowered_figure":
            units = {f"unit {code}": code for code in str(line.row["units"]).split(",")}
            _refuse_outside(units, tuple(units), paths, sender, where, node)
        if line.kind == "reported_count" and line.row["publisher"] != node.name:
            raise Mistake(
                f"{where}: publishes as {line.row['publisher']}, but {node.name} signed; nothing was recorded"
            )
        if line.kind == "observation" and line.row.get("stage") == "released":
            raise Mistake(f"{where}: releases somebody who is handed over; whoever receives them does; refused")
        stages = receipts.STAGES if file.head.tells == "receipt" else ("sent",)
        if line.kind == "transfer" and (
            line.row.get("what") != "responsibility" or line.row.get("stage") not in stages
        ):
            raise Mistake(f"{where}: a file hands over a responsibility, and signs for nobody else; ask the sender")
        if line.kind == "anchor":
            _refuse_another_key(line, node, where)
    just_one = _ONE_OF.get(file.head.tells)
    if just_one is not None and [line.kind for line in file.lines].count(just_one) != 1:
        raise Mistake(f"{name}: holds more than one {file.head.tells}, or none; ask the sender for a file each")
    if file.head.tells == "transfer":
        transfers.one_person(list(file.lines), name)


def _columns(kind: str) -> tuple[str, ...]:
    return (*(column.name for column in vocabulary.kind(kind).columns), "occurred_from")


def _paths(lines: Iterable[Line]) -> dict[str, str]:
    """The paths of the areas and units that these lines name, a unit's under its code after ``unit ``."""
    areas = {str(value) for line in lines for column, value in line.row.items() if column not in _UNITS}
    units = {str(line.row[column]) for line in lines for column in _UNITS if column in line.row}
    units |= {code for line in lines for code in str(line.row.get("units", "")).split(",")}
    found = dict(Area.objects.filter(code__in=areas).values_list("code", "path"))
    return found | {
        f"unit {code}": path for code, path in Unit.objects.filter(code__in=units).values_list("code", "path")
    }


def _refuse_outside(
    row: Mapping[str, object],
    columns: tuple[str, ...],
    paths: Mapping[str, str],
    outer: str,
    where: str,
    node: Node,
) -> None:
    for column in columns:
        value = row.get(column)
        if value is None:
            continue
        unit = column in _UNITS or column.startswith("unit ")
        path = paths.get(f"unit {value}" if unit else str(value))
        if path is None:
            what = "unit" if unit else "area"
            raise Mistake(f"{where}: {value!r} is no {what} that is known here; load the {what}s first")
        if not is_within(path, outer):
            told = f"tells of {value}, which is not of {node.area}, the area of {node.name}"
            raise Mistake(f"{where}: {told}; nothing was recorded")


def _refuse_unfounded(line: Line, kinds: Mapping[str, str], where: str) -> None:
    """A colour or a duty is a claim: with a rule, and with facts that stand in the same file."""
    what = "colour" if line.kind == "health_code" else "duty"
    facts = [kinds.get(fact) for fact in line.facts]
    if not line.rule.strip() or not facts or None in facts or set(facts) & set(CLAIMS):
        raise Mistake(f"{where}: a {what} without its rule and the facts on which it rests is nobody's; refused")
    if what == "colour" and (
        line.row.get("colour") not in COLOURS or not all(_GROUND_OF.get(str(fact)) in GROUNDS for fact in facts)
    ):
        raise Mistake(f"{where}: a colour rests on grounds of medicine alone, not on {facts[0]}; refused")


def _refuse_another_key(line: Line, node: Node, where: str) -> None:
    made = anchors.read(str(line.row.get("anchor", "")), where)
    wrong = anchors.wrongly_signed(made[0], bytes(node.key))
    if wrong or len(made) != 1:
        raise Mistake(f"{where}: the anchor {wrong or 'is more than one line'}; ask the sender")
