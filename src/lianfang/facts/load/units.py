"""Units from a file: codes, kinds, names, areas, and who is responsible for them."""

from pathlib import Path

import polars as pl

from lianfang.facts.cells import reason, trimmed
from lianfang.facts.load.answer import Answer, RejectedRow
from lianfang.facts.load.options import Options
from lianfang.facts.load.rejects import rejects_of
from lianfang.facts.reading import header_key, read
from lianfang.facts.values.choices import choices
from lianfang.places.models import Unit
from lianfang.places.names import area_codes
from lianfang.places.tree import install_units
from lianfang.vocabulary import Mistake
from lianfang.vocabulary.shared_columns import UNIT_KINDS

_HEADERS = {
    "code": ("code", "代码", "单位代码", "编码"),
    "name": ("name", "名称", "单位名称", "单位"),
    "kind": ("kind", "类型", "单位类型"),
    "area": ("area", "辖区", "所在辖区", "区划代码", "area_code"),
    "leader": ("leader", "包保领导", "责任领导"),
    "leader_telephone": ("leader_telephone", "包保领导电话", "联系电话"),
    "capacity": ("capacity", "容量", "床位数", "房间数"),
}


def load_units(path: Path, options: Options) -> Answer:
    """Puts units in, or mends them: ``code, name, kind, area`` and, where known, who leads them and what they hold.

    Raises Mistake where the file cannot be used.
    """
    words = {header_key(word) for forms in _HEADERS.values() for word in forms}
    sheet = read(path, sheet=options.sheet, words=words)[0]
    by_key = {header_key(header): header for header in sheet.header}
    columns = {
        name: header
        for name, forms in _HEADERS.items()
        if (header := next((by_key[header_key(f)] for f in forms if header_key(f) in by_key), None))
    }
    if lacking := [name for name in ("code", "name", "kind", "area") if name not in columns]:
        raise Mistake(f"{path}: units need {', '.join(lacking)}; it has {', '.join(sheet.header[:12])}")
    rows = pl.DataFrame({name: trimmed(sheet.rows[header]) for name, header in columns.items()})
    kinds = choices(rows["kind"], UNIT_KINDS)
    areas = area_codes(rows["area"].unique().to_list())
    refused: dict[int, tuple[str, str, str]] = {}
    good: dict[str, dict[str, object]] = {}
    for place, row in enumerate(rows.iter_rows(named=True)):
        capacity = row.get("capacity") or ""
        if not row["code"] or len(row["code"]) > 40:
            refused[place] = ("code", row["code"], reason("code_blank"))
        elif row["code"] in good:
            refused[place] = ("code", row["code"], reason("twice"))
        elif not row["name"]:
            refused[place] = ("name", "", reason("unit_name_blank"))
        elif kinds.values[place] is None:
            refused[place] = ("kind", row["kind"], kinds.reasons[place] or reason("unit_kind_blank"))
        elif row["area"] not in areas.codes:
            refused[place] = ("area", row["area"], areas.reasons.get(row["area"], reason("area_code_blank")))
        elif capacity and not capacity.isdigit():
            refused[place] = ("capacity", capacity, reason("not_an_integer"))
        else:
            good[row["code"]] = {
                **row,
                "kind": kinds.values[place],
                "area": areas.codes[row["area"]],
                "capacity": int(capacity) if capacity else None,
            }
    before = {unit.code: unit for unit in Unit.objects.filter(code__in=list(good))}
    states = [_state(row, before.get(code)) for code, row in good.items()]
    install_units(good.values())
    places = sorted(refused)
    found = [
        RejectedRow(sheet.name, int(sheet.row_numbers[p]), columns.get(refused[p][0], refused[p][0]), *refused[p][1:])
        for p in places
    ]
    return Answer(
        file=str(path),
        rows=rows.height,
        loaded=states.count("loaded"),
        unchanged=states.count("unchanged"),
        corrected=states.count("corrected"),
        rejected=len(found),
        rejections=tuple(found),
        skipped=tuple((sheet.name, number, why) for number, why in sheet.skipped),
        rejects=rejects_of(sheet, found, places),
    )


def _state(row: dict[str, object], before: Unit | None) -> str:
    if before is None:
        return "loaded"
    now = (
        row["kind"],
        row["name"],
        row["area"],
        row.get("leader") or "",
        row.get("leader_telephone") or "",
        row["capacity"],
    )
    was = (before.kind, before.name, before.area_id, before.leader, before.leader_telephone, before.capacity)
    return "unchanged" if now == was else "corrected"
