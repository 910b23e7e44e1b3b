"""Rows of the export as states of cards: every cell typed, the disease and the unit found, the cells kept whole."""

import hashlib
import json
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

import polars as pl

from lianfang.access.ciphers import lookup_hashes
from lianfang.facts.cells import reason
from lianfang.facts.cells.plain import UNKNOWN_TEXT
from lianfang.facts.load.area_chains import Chains
from lianfang.facts.load.cards.columns import COLUMNS
from lianfang.facts.load.cards.telling import State
from lianfang.facts.load.cards.threads import without_nothing
from lianfang.facts.reading import Sheet
from lianfang.facts.recording.rows import frame_of, values_of
from lianfang.facts.recording.sealing import sealed_columns
from lianfang.facts.recording.values import Reasons, typed
from lianfang.places.models import Area
from lianfang.places.names import unit_codes
from lianfang.vocabulary import Layout, kind
from lianfang.vocabulary.diseases import disease_code, disease_codes

REVIEWS = (
    ("card.reviewed_county", "县区审核"),
    ("card.reviewed_prefecture", "地市审核"),
    ("card.reviewed_province", "省市审核"),
)
# What is found leniently: a resident of elsewhere, a hospital of elsewhere are no mistakes of the row.
_LENIENT = ("person.residence", "case.reported_by")
_NEEDED = (
    ("card.card", "卡片ID", "Card"),
    ("person.name", "患者姓名", "Name"),
    ("case.classification", "病例分类", "Classification"),
    ("case.occurred_from", "诊断时间", "Classified"),
    ("card.disease_name", "疾病名称", "Disease as reported"),
    ("card.entered", "报告卡录入时间", "Entered"),
)
_MINUTE = timedelta(minutes=1)


def cells_of(sheet: Sheet, kept_by: dict[str, str]) -> list[dict[str, str]]:
    """The filled cells of each row by the export's headers; a dot and other marks for nothing are left out."""
    rows = []
    for row in sheet.rows.rows():
        cells = {kept_by[h]: cell.strip() for h, cell in zip(sheet.header, row, strict=True)}
        rows.append({name: cell for name, cell in cells.items() if cell.lower() not in UNKNOWN_TEXT})
    return rows


def columns_of_cells(cells: Iterable[dict[str, str]]) -> pl.DataFrame:
    """Cells as they were kept, as the ledger's columns again."""
    rows = list(cells)
    return pl.DataFrame(
        {
            full: pl.Series([row.get(column.header) for row in rows], dtype=pl.String)
            for column in COLUMNS
            for full in column.fills
        }
    )


class Residences:
    """Where patients live, by the tree of areas: it is read whole, so once for a load."""

    def __init__(self) -> None:
        self._chains = Chains()
        self._known = set(Area.objects.values_list("code", flat=True))
        self._roots = list(Area.objects.filter(parent=None).values_list("code", flat=True))

    def of(self, codes: pl.Series, addresses: pl.Series) -> pl.Series:
        """The deepest area that an address names, else the code's, else of the county in the code's first digits."""
        found = [self._one(code or "", address) for code, address in zip(codes, addresses, strict=True)]
        return pl.Series("person.residence", found, dtype=pl.String)

    def _one(self, code: str, address: str | None) -> str | None:
        code = code.strip()
        county = next((each for each in (code, code[:6]) if each in self._known), None)
        named = (self._chains.found([address], under)[0] for under in ("", *self._roots)) if address else ()
        return next(filter(None, named), None) or county


def typed_cards(
    given: pl.DataFrame, layout: Layout, at: datetime, reasons: Reasons, residences: Residences, disease: str = ""
) -> pl.DataFrame:
    """The rows with typed values; those that cannot be are noted in ``reasons``.

    ``disease`` is that of rows whose disease has no name here. A resident of elsewhere has no area, a card of a
    hospital elsewhere no unit.
    """
    frame = frame_of(given.drop(_LENIENT, strict=False), layout)
    names = frame["card.disease_name"] if "card.disease_name" in frame.columns else frame["case.disease"]
    codes = {name: disease_codes().get(disease_code(name)) or disease or None for name in names.drop_nulls().unique()}
    found = names.replace_strict(codes, default=disease or None, return_dtype=pl.String)
    unknown = names.is_not_null() & found.is_null()
    reasons.where(
        "card.disease_name", frame.with_columns(names.alias("card.disease_name")), unknown, reason("no_disease")
    )
    frame = frame.with_columns(found.alias("case.disease"), found.alias("card.disease"))
    whole = typed(frame, layout, at, "/", reasons)
    for full, zh, en in _NEEDED:
        reasons.where(full, whole, values_of(whole, full).is_null(), reason("missing", zh=zh, en=en))
    if "card.status" in whole.columns:
        deleted = values_of(whole, "card.deleted")
        gone = whole["card.status"].str.contains("删除").fill_null(False) & deleted.is_null()
        reasons.where("card.deleted", whole, gone, reason("missing", zh="删除时间", en="Deleted"))
    entered = whole["card.entered"]
    for full in ("card.revised", "card.deleted", *(full for full, _ in REVIEWS)):
        if full in whole.columns:
            reasons.where(full, whole, whole[full] + _MINUTE < entered, reason("before_entered"))
    if "card.number" in whole.columns:
        whole = whole.with_columns(pl.coalesce(whole["card.number"], whole["card.card"]).alias("case.number"))
    lives = residences.of(values_of(given, "person.residence"), values_of(whole, "person.address"))
    return whole.with_columns(lives, _units(whole))


def _units(whole: pl.DataFrame) -> pl.Series:
    names = values_of(whole, "card.unit_name")
    found = unit_codes(names.drop_nulls().unique().to_list()).codes
    return names.replace_strict(found, default=None, return_dtype=pl.String).alias("case.reported_by")


def states(whole: pl.DataFrame) -> list[State]:
    """A state a row of typed cards, none of which lacks what a card needs."""
    return [_state(row) for row in whole.iter_rows(named=True)]


def _state(row: dict[str, Any]) -> State:
    def part(of: str) -> dict[str, Any]:
        told = {name.partition(".")[2]: value for name, value in row.items() if name.startswith(f"{of}.")}
        return without_nothing(told)

    person, case = part("person"), part("case")
    person.pop("occurred_from", None)
    if "residence" in person:
        case["responsible"] = person["residence"]
    reviews = tuple((note, row[full]) for full, note in REVIEWS if row.get(full) is not None)
    revised, deleted = row.get("card.revised"), row.get("card.deleted")
    known = deleted or revised or row["card.entered"]
    latest = max(known, *(moment for _, moment in reviews)) if reviews else known
    return State(
        card=row["card.card"],
        known=known,
        rank=(latest, version(row)),
        entered=row["card.entered"],
        deleted=deleted is not None or "删除" in (row.get("card.status") or ""),
        classification=row["case.classification"],
        person=person,
        case=case,
        died=row.get("outcome.occurred_from"),
        unit=row.get("case.reported_by"),
        reviews=reviews,
    )


def version(row: dict[str, Any]) -> str:
    """The keyed fingerprint of all that a typed card says: what is found here (area, unit) does not count."""
    said = {
        name: str(value)
        for name, value in sorted(row.items())
        if value is not None and "." in name and name not in _LENIENT
    }
    plain = hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()
    return lookup_hashes([plain])[0].hex()[:32]


def sealed_fields(person: dict[str, Any], clear: dict[str, str]) -> dict[str, Any]:
    """The person's columns with what is sealed by its hash; what the hashes stand for is noted in ``clear``."""
    found = dict(person)
    for name in sealed_columns(kind("person")):
        if name in found:
            found[name] = lookup_hashes([found[name]])[0].hex()
            clear[found[name]] = person[name]
    return found
