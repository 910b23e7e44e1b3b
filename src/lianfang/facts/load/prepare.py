"""A file made ready: read, its mapping found, its areas and defaults known. Whatever makes it unusable is said here."""

from dataclasses import dataclass
from pathlib import Path

from django.db import connection

from lianfang.access.session import machine_session
from lianfang.facts.load import cards, links
from lianfang.facts.load.counts import counts_areas
from lianfang.facts.load.headers import SHARED, columns_of_headers, words
from lianfang.facts.load.mapping import LINKS, ColumnSource, Mapping, layout_of_kind
from lianfang.facts.load.options import Options
from lianfang.facts.load.outright import told_outright
from lianfang.facts.load.shipped import named, of_headers
from lianfang.facts.reading import LIMIT_BYTES, Sheet, Sheets, read
from lianfang.facts.tables import table_of
from lianfang.vocabulary import Layout, Mistake, Type
from lianfang.vocabulary.diseases import disease_code

# The name of a mapping that the headers alone give.
BY_HEADERS = "by its headers"


@dataclass(frozen=True, slots=True)
class Ready:
    """A sheet with its mapping and the defaults of what it leaves out; ``remarks`` are to be said with the answer."""

    sheet: Sheet
    mapping: Mapping
    layout: Layout
    defaults: dict[str, str]
    remarks: tuple[str, ...]


def prepared(kind: str, path: Path, options: Options) -> tuple[list[Ready], Sheets]:
    """The sheets of a file with their mappings. Raises Mistake where the file cannot be used at all."""
    chosen, layout, sheets = opened(kind, path, options)
    return [_ready(sheet, kind, chosen, layout, options, path) for sheet in sheets], sheets


def opened(kind: str, path: Path, options: Options) -> tuple[Mapping | None, Layout, Sheets]:
    """The mapping that the options name, the layout of the kind, and the sheets read."""
    chosen = named(options.map) if options.map else None
    if chosen is not None and chosen.kind != kind:
        raise Mistake(f"the mapping {chosen.name} is for {chosen.kind}; write: lianfang load {chosen.kind} {path}")
    layout = layout_of_kind(kind)
    known = links.words() if kind == LINKS else cards.words() if kind == cards.CARDS else words(layout)
    if chosen is not None:
        known |= {header for source in chosen.columns.values() for header in source.headers}
    return chosen, layout, read(path, sheet=options.sheet, limit_bytes=LIMIT_BYTES, words=known | set(options.columns))


def mapping_for(sheet: Sheet, kind: str, chosen: Mapping | None, layout: Layout, options: Options) -> Mapping:
    """The mapping of a sheet: the one chosen, else that for just these headers, else what the headers say; in it what
    the options say outright.
    """
    mapping = chosen or of_headers(sheet.header, kind) or automatic(sheet, kind, layout)
    return told_outright(mapping, options, layout)


def _ready(sheet: Sheet, kind: str, chosen: Mapping | None, layout: Layout, options: Options, path: Path) -> Ready:
    remarks: list[str] = []
    mapping = mapping_for(sheet, kind, chosen, layout, options)
    if mapping.name == BY_HEADERS:
        used = mapping.headers_used()
        if kind == cards.CARDS:
            # What fills no column is kept with the card, for its print and the row to copy.
            used |= {header for header in sheet.header if cards.column_of(header)}
        unused = [h for h in sheet.header if h not in used and h != options.known_at and h not in ("row", "reason")]
        if unused:
            remarks.append(f"columns not used: {', '.join(unused)}")
    elif chosen is None:
        remarks.append(f"the headers are those of the mapping {mapping.name}, which was used")
    # Why what stands there is corrected can be said of a whole file.
    known = {name for name, _, _ in layout.columns()} | {f"{part.name}.reason" for part in layout.parts}
    for full in (*options.constants, *options.otherwise):
        if full not in known:
            raise Mistake(f"--set {full}: {kind} has no such column")
    defaults = _defaults(mapping, layout, options, sheet, path)
    _check_complete(mapping, layout, defaults, options, sheet, path)
    return Ready(sheet, mapping, layout, defaults, tuple(remarks))


def automatic(sheet: Sheet, kind: str, layout: Layout) -> Mapping:
    """The mapping that the headers alone give."""
    if kind == cards.CARDS:
        found = cards.columns_of(sheet.header)
    else:
        found = links.columns_of(sheet.header) if kind == LINKS else columns_of_headers(sheet.header, layout)
    areas = counts_areas(sheet.header) if kind == "counts" else None
    if areas is not None:
        found.pop("reported_count.counted", None)
    columns = {full: ColumnSource(headers=tuple(headers)) for full, headers in found.items()}
    return Mapping(name=BY_HEADERS, kind=kind, columns=columns, areas=areas)


def _defaults(mapping: Mapping, layout: Layout, options: Options, sheet: Sheet, path: Path) -> dict[str, str]:
    defaults = {}
    disease = options.disease or mapping.disease
    required = any(column.name == "disease" and column.required for _, _, column in layout.columns())
    told = any(full.endswith(".disease") for full in (*mapping.columns, *options.constants))
    if not disease and required and not told:
        disease = _disease_in_force(path)
    if disease:
        defaults["disease"] = disease_code(disease)
    if outbreak := options.outbreak or mapping.outbreak:
        defaults["outbreak"] = outbreak
    return defaults


def _disease_in_force(path: Path) -> str:
    """The one disease of which there are cases or counts; covid19 where there is nothing yet but an empty ledger."""
    with machine_session(), connection.cursor() as cursor:
        cursor.execute(
            f'SELECT disease FROM "{table_of("case")}" UNION SELECT disease FROM "{table_of("reported_count")}"'  # noqa: S608
        )
        diseases = sorted(disease for (disease,) in cursor.fetchall() if disease)
    if len(diseases) > 1:
        raise Mistake(f"{path}: say which disease: --disease {' or '.join(diseases)}")
    return diseases[0] if diseases else ""


def _check_complete(
    mapping: Mapping, layout: Layout, defaults: dict[str, str], options: Options, sheet: Sheet, path: Path
) -> None:
    """A file that lacks a column which every row needs is a file of another kind: nothing of it is recorded."""
    filled = set(mapping.columns) | set(options.constants) | set(options.otherwise)
    if mapping.kind == LINKS:
        for full, words_ in links.HEADERS.items():
            if full not in filled and full != "link.setting":
                has = ", ".join(sheet.header[:12])
                raise Mistake(f"{path}: no column for {full} (e.g. {', '.join(words_[:4])}); it has {has}")
        if not defaults.get("disease"):
            raise Mistake(f"{path}: say which disease these cases are of, e.g. --disease covid19")
        return
    if mapping.areas is not None:
        filled |= set(mapping.areas.columns)
    corrects = {full.rpartition(".")[0] for full in filled if full.endswith(".supersedes")}
    always = {layout.parts[0].name, *layout.always} if len(layout.parts) == 1 else set(layout.always)
    # A file that has no card's number is no export of cards, whatever else it lacks.
    wanted = sorted(layout.columns(), key=lambda named: named[0] != "card.card")
    for full, part, column in wanted:
        if part.name not in always or part.name in corrects or full in filled:
            continue
        if not column.required or column.type in (Type.SUBJECT, Type.SUBJECTS, Type.FACT):
            continue
        if column.name in SHARED and column.name in defaults:
            continue
        if column.name == "disease":
            raise Mistake(f"{path}: say which disease these rows are of, e.g. --disease covid19")
        raise Mistake(
            f"{path}: no column for {column.zh} / {column.en} ({full}); is this a file of {layout.zh} / {layout.name}? "
            f"It has {', '.join(sheet.header[:12])}; name a mapping with --map, or say it with --set {full}=…"
        )
    if not mapping.columns:
        raise Mistake(
            f"{path}: none of its columns is one of {layout.zh} / {layout.name}: {', '.join(sheet.header[:12])}"
        )
