"""Report cards as the ledger keeps them: the last state of each, and a case in the cells of a card."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from lianfang import vocabulary
from lianfang.access import ciphers
from lianfang.access.masks import Masked
from lianfang.facts.identities import sealed_values
from lianfang.facts.known import known_by
from lianfang.facts.models import Card
from lianfang.places.models import Area, Unit
from lianfang.vocabulary.diseases import DISEASES

# What a doctor types into a new card, in the order of its form; of these a blank one is missing.
TYPED: tuple[str, ...] = (
    "患者姓名", "患儿家长姓名", "有效证件号", "性别", "出生日期", "患者工作单位", "联系电话", "病人属于",
    "现住地址国标", "现住详细地址", "人群分类", "病例分类", "病例分类2", "发病日期", "诊断时间", "死亡日期",
    "疾病名称", "填卡医生", "医生填卡日期", "报告单位", "备注",
)  # fmt: skip
NEEDED = frozenset(TYPED) - {
    "患儿家长姓名", "患者工作单位", "病人属于", "现住地址国标", "病例分类2", "死亡日期", "填卡医生",
    "医生填卡日期", "报告单位", "备注",
}  # fmt: skip
SEALED: dict[str, Masked] = {"有效证件号": "identity", "联系电话": "telephone", "现住详细地址": "address"}


@dataclass(frozen=True, slots=True)
class LastState:
    """The last state of a card that is known: whose it is, when it was so, when it was deleted, every cell."""

    card: str
    number: str
    person: str
    case: str
    known: datetime
    entered: datetime | None
    deleted: datetime | None
    deletion_reason: str
    cells: dict[str, str]


def last_states(at: datetime, *, cases: Iterable[str] = (), since: datetime | None = None) -> list[LastState]:
    """The last states of the cards of these cases, and of all cards whose state has changed since a moment.

    Row-level security decides which. Whoever shows cells in clear writes the audit's line.
    """
    frames = [known_by(at, ["card"], {"case": list(cases)})["card"]]
    if since is not None:
        frames.append(known_by(at, ["card"], between=(since, at))["card"])
    rows = {row["id"]: row for frame in frames for row in frame.iter_rows(named=True)}
    last: dict[str, dict[str, Any]] = {}
    for row in rows.values():
        before = last.get(row["card"])
        if before is None or _order(before) < _order(row):
            last[row["card"]] = row
    kept = dict(Card.objects.filter(id__in=[row["id"] for row in last.values()]).values_list("id", "cells"))
    by_id = {str(fact): cells for fact, cells in kept.items() if cells is not None}
    found = [(row, by_id[row["id"]]) for row in last.values() if row["id"] in by_id]
    texts = ciphers.decrypted([cells for _, cells in found])
    return [
        LastState(
            row["card"], row["number"] or "", row["person"], row["subject"], row["occurred_from"], row["entered"],
            row["deleted"], row["deletion_reason"] or "", json.loads(text),
        )
        for (row, _), text in zip(found, texts, strict=True)
    ]  # fmt: skip


def _order(row: dict[str, Any]) -> tuple[Any, ...]:
    reviews = [row[name] for name in ("reviewed_county", "reviewed_prefecture", "reviewed_province")]
    return row["occurred_from"], max((each for each in reviews if each is not None), default=row["occurred_from"])


def cells_of_case(case: str, person: str | None, at: datetime, zone: ZoneInfo) -> dict[str, str]:
    """A case in the cells of a report card, as far as facts tell it; what identifies in clear, for the audit's line."""
    told = known_by(at, ["case", "outcome"], {"case": [case]})
    who = known_by(at, ["person"], {"person": [person]})["person"] if person else None
    cases = list(told["case"].iter_rows(named=True))
    last = cases[-1] if cases else {}
    persons = list(who.iter_rows(named=True)) if who is not None else []

    def latest(rows: list[dict[str, Any]], name: str) -> Any:
        return next((row[name] for row in reversed(rows) if row[name] is not None), None)

    died = told["outcome"].filter(told["outcome"]["outcome"] == "died")
    area = Area.objects.filter(code=latest(persons, "residence")).values_list("code", flat=True).first()
    unit = Unit.objects.filter(code=latest(cases, "reported_by")).values_list("name", flat=True).first()
    cells: dict[str, Any] = {
        "卡片编号": latest(cases, "number"),
        "患者姓名": latest(persons, "name"),
        "患儿家长姓名": latest(persons, "guardian_name"),
        "性别": _word("person", "sex", latest(persons, "sex")),
        "出生日期": latest(persons, "birth"),
        "年龄": _age(latest(persons, "age")),
        "患者工作单位": latest(persons, "workplace"),
        "现住地址国标": area,
        "人群分类": latest(persons, "occupation"),
        "病例分类": _word("case", "classification", last.get("classification")),
        "发病日期": latest(cases, "onset"),
        "诊断时间": last.get("occurred_from"),
        "死亡日期": _day(died["occurred_from"].to_list()[-1], zone) if died.height else None,
        "疾病名称": _disease(last.get("disease")),
        "报告单位": unit,
        "备注": latest(cases, "note"),
    }
    for header, kind in SEALED.items() if person else ():
        cells[header] = next(iter(sealed_values([UUID(person)], kind).values()), None)
    return {name: _text(value, zone) for name, value in cells.items() if value is not None}


def _age(years: float | None) -> str | None:
    return None if years is None else f"{int(years)}岁" if years >= 1 else f"{round(years * 12)}月"


def _word(kind: str, column: str, value: str | None) -> str | None:
    return vocabulary.kind(kind).column(column).option(value).zh if value else None


def _disease(code: str | None) -> str | None:
    return next((disease.zh for disease in DISEASES if disease.code == code), code)


def _day(moment: datetime, zone: ZoneInfo) -> date:
    return moment.astimezone(zone).date()


def _text(value: Any, zone: ZoneInfo) -> str:
    if isinstance(value, datetime):
        return f"{value.astimezone(zone):%Y-%m-%d %H:%M}"
    return str(value)
