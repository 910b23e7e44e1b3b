"""What is due to other nodes, written into signed files: to the level above what was signed and what was lowered of it,
and the day's anchor; to whoever is responsible elsewhere, letters and people handed over,
and the answers to theirs."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

from lianfang.access import anchors
from lianfang.access.audit import audited
from lianfang.access.keys import own_signing_key
from lianfang.access.models import Node, NodeFile
from lianfang.access.session import machine_session
from lianfang.exchange.nodes import known, register
from lianfang.exchange.nodes.figures import lowered_told, signed_told
from lianfang.exchange.nodes.files import File, Head, Line, written
from lianfang.exchange.nodes.letters import letters_told
from lianfang.exchange.nodes.receipts import receipts_told
from lianfang.exchange.nodes.replies import replies_told
from lianfang.exchange.nodes.transfers import transfers_told
from lianfang.places.models import Area
from lianfang.places.tree import is_within
from lianfang.vocabulary.subjects import place_subject

# Nothing older is told unasked: whoever is taken in today does not get last year.
BACK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Told:
    """What one file is to tell."""

    tells: str
    lines: tuple[Line, ...]


def write_due(at: datetime) -> int:
    """Writes every file that is due and puts them into the outgoing folder; answers how many were written.

    What a file told is told once: called again it writes nothing. What is too old goes before.
    """
    with machine_session():
        register.one_at_a_time()
        for file in register.let_go(at):
            said = f"{file.node.name} {file.number} {file.tells}"
            audited(None, "remove node file", (), said, "worker", name="worker", area=file.area_path)
        own = known.own_node()
        nodes = known.others() if own else []
        codes = [node.area for node in (own, *nodes) if node]
        paths = dict(Area.objects.filter(code__in=codes).values_list("code", "path"))
        count = 0
        if own is not None and own.area in paths:
            for node in nodes:
                beyond = _Reach(own, node, [each for each in nodes if each != node], paths)
                for told in _due(beyond, at):
                    _write(own, node, told, paths[own.area], at)
                    count += 1
    register.put_out()
    return count


@dataclass(frozen=True, slots=True)
class _Reach:
    """One other node beside us and the rest: what lies with it."""

    own: Node
    node: Node
    rest: Sequence[Node]
    paths: dict[str, str]

    @property
    def own_path(self) -> str:
        return self.paths[self.own.area]

    @property
    def above(self) -> bool:
        """Whether it is the nearest whose area holds ours."""
        holding = [each for each in (self.node, *self.rest) if self._holds(each, self.own_path)]
        return self.node in holding and all(len(self._path(each)) <= len(self._path(self.node)) for each in holding)

    def answers_for(self, path: str | None) -> bool:
        """Whether it is the nearest node to a place that is not ours."""
        if path is None or is_within(path, self.own_path) or not self._holds(self.node, path):
            return False
        return all(len(self._path(each)) <= len(self._path(self.node)) for each in self.rest if self._holds(each, path))

    def _holds(self, node: Node, path: str) -> bool:
        return bool(self._path(node)) and is_within(path, self._path(node))

    def _path(self, node: Node) -> str:
        return self.paths.get(node.area, "")


def _due(reach: _Reach, at: datetime) -> Iterable[Told]:
    since, told = at - BACK, lambda facts: register.told_already(reach.node, facts)
    if reach.above:
        # What was signed goes before what was lowered of it.
        for lines in signed_told(reach.own, reach.own_path, since, at, told):
            yield Told("figures", lines)
        for lines in lowered_told(reach.own, reach.own_path, since, at, told):
            yield Told("lowered", lines)
        if (line := _anchor(reach.node, at)) is not None:
            yield Told("anchor", (line,))
    for lines in letters_told(reach.own, reach.own_path, since, at, told, reach.answers_for):
        yield Told("letter", lines)
    for lines in replies_told(reach.own_path, since, at, told, reach.answers_for):
        yield Told("reply", lines)
    for lines in transfers_told(reach.own_path, since, at, told, reach.answers_for):
        yield Told("transfer", lines)
    for lines in receipts_told(reach.node, since, at, told):
        yield Told("receipt", lines)


def _anchor(node: Node, at: datetime) -> Line | None:
    """The day's anchor of the audit, where none went to this node yet today."""
    midnight = at.astimezone(ZoneInfo(settings.TIME_ZONE)).replace(hour=0, minute=0, second=0, microsecond=0)
    if NodeFile.objects.filter(node=node, outgoing=True, tells="anchor", moment__gte=midnight).exists():
        return None
    made = anchors.anchor()
    if made is None:
        return None
    return Line("anchor", place_subject("anchor", str(made)), {"anchor": str(made)})


def _write(own: Node, node: Node, told: Told, path: str, at: datetime) -> None:
    number = register.last_number(node, outgoing=True) + 1
    head = Head(own.name, own.area, node.name, bytes(node.key).hex(), number, told.tells, at)
    raw = written(head, told.lines, own_signing_key())
    register.noted(node, File(head, told.lines), raw, "worker", path, at, outgoing=True, kept=True)
    audited(None, "write node file", (), f"{node.name} {number} {told.tells}", "worker", name="worker", area=path)
