"""The infected of the script: visit or sampling, results, classification and its moves, reports, treatment."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import numpy as np
import polars as pl

from lianfang.demonstration.areas import PREFECTURE, town_of
from lianfang.demonstration.rows import LOCAL, NOW, WEDDING, local
from lianfang.demonstration.story.book import Book, hours, minutes
from lianfang.demonstration.story.gatherings import Gatherings
from lianfang.demonstration.story.laboratory import Bench
from lianfang.demonstration.story.script import INFECTIONS, Infection
from lianfang.demonstration.units import BANQUET_HALL, CDC, FEVER_CLINIC, HOSPITAL, SITES, STATION

_SYMPTOMS = ("发热", "干咳", "乏力", "咽痛", "头痛", "肌肉酸痛", "嗅觉减退")
_SETTINGS = {"wedding": "河东村婚宴", "host": "河东村婚宴", "birthday": "聚福饭店寿宴", "household": "家庭"}
# What went wrong with the reports: hours of delay by name of the infection, None for not done at all.
_LATE_REPORTS: dict[str, float] = {"second guest": 3.4, "workmate": 2.8}
_LATE_REVIEWS: dict[str, float | None] = {"first guest": 3.1, "eighth guest": None, "ninth guest": 4.2}
_UNINVESTIGATED = ("child", "neighbour", "tenth guest", "ninth guest", "eighth guest")


@dataclass(slots=True)
class Told:
    """A case as told: its subject and number, the person, when it was first and when it was last classified."""

    infection: Infection
    case: str
    number: str
    person: dict[str, Any]
    first: datetime
    classified: datetime | None
    beds: int


def tell_cases(book: Book, story: Gatherings, bench: Bench) -> dict[str, Told]:
    """Tells all infections of the script and the excluded case; answers the cases by name in the script."""
    generator, told = book.chance("cases"), dict[str, Told]()
    ordered = sorted(INFECTIONS, key=lambda infection: infection.at)
    for order, infection in enumerate(ordered, start=2):
        case = Told(
            infection, book.new(generator), f"QH2021-{order:04d}", story.by_name[infection.name], NOW, None, order
        )
        _tell(book, bench, case, told, generator)
        told[infection.name] = case
    told["excluded"] = _excluded(book, bench, generator)
    _actions_of_the_cluster(book, told)
    return told


def _tell(book: Book, bench: Bench, case: Told, told: dict[str, Told], generator: np.random.Generator) -> None:
    infection, person = case.infection, case.person
    at = local(*infection.at)
    if infection.found == "clinic":
        _visit(book, case, at, generator)
        case.first = at + hours(1.4)
        _classified(book, case, "suspected", case.first, told, FEVER_CLINIC)
        _reports(book, case, case.first, generator, FEVER_CLINIC)
        _admitted(book, case, case.first + hours(0.8))
        specimen = bench.specimen([person], at + minutes(25), FEVER_CLINIC, "发热门诊就诊", outbreak=_outbreak(case))
    else:
        site = STATION if infection.found == "arrival" else SITES[case.beds % 2]
        purpose = {"contact": "密接检测", "screening": "筛查复采", "arrival": "风险地区来返人员"}[infection.found]
        if infection.found == "screening":
            # The pool was the day before; this is the single sample of who was in it.
            at = local(8, 8, 20)
        specimen = bench.specimen([person], at, site, purpose, outbreak=_outbreak(case))
    if infection.ends == "suspected":
        return
    preliminary = bench.preliminary(specimen, at)
    if infection.ends == "preliminary":
        return
    reviewed = bench.positive(specimen, preliminary)
    if infection.ends == "reviewed":
        return
    classified = reviewed + hours(1.4)
    final = "asymptomatic" if infection.onset is None or infection.turned else "confirmed"
    unit = HOSPITAL if infection.found == "clinic" else CDC
    if infection.found != "clinic":
        case.first = classified
    case.classified = classified
    _classified(book, case, final, classified, told, unit)
    _reports(book, case, classified, generator, unit)
    if infection.found != "clinic":
        _admitted(book, case, classified + hours(1.2))
    if final == "confirmed":
        _severities(book, case, classified)
    if infection.turned:
        turned = local(*infection.turned)
        _classified(book, case, "confirmed", turned, told, HOSPITAL)
        _reports(book, case, turned, generator, HOSPITAL)
        _severities(book, case, turned)
    if infection.name not in _UNINVESTIGATED:
        _action(book, case, "case_investigation", min(classified, case.first + hours(9)) + hours(9), CDC)


def _outbreak(case: Told) -> str | None:
    return WEDDING if case.infection.by or case.infection.role == "index" else None


def _day(day: int | None) -> date | None:
    return None if day is None else date(2021, 1, day)


def _classified(book: Book, case: Told, classification: str, at: datetime, told: dict[str, Told], unit: str) -> None:
    infection = case.infection
    symptomatic = classification in ("suspected", "confirmed")
    exposed = {"wedding": (1, 1), "host": (1, 1), "birthday": (3, 3), "index": (-7, -1)}.get(
        infection.role.partition(":")[0]
    )
    by = told.get(infection.by)
    book.fact(
        "case",
        unit,
        at,
        case=case.case,
        person=case.person["person"],
        number=case.number,
        outbreak=_outbreak(case),
        classification=classification,
        onset=_day(infection.onset) if symptomatic else None,
        origin=None if classification == "suspected" else "local",
        origin_place="临海省安阜市清安区"
        if infection.name == "index"
        else "临海省云台市新城区"
        if infection.name == "returner"
        else None,
        generation=infection.generation if _outbreak(case) and classification != "suspected" else None,
        index_number=by.number if by else None,
        exposed_from=local(exposed[0], 12).astimezone(LOCAL).date() if exposed else None,
        exposed_until=local(exposed[1], 12).astimezone(LOCAL).date() if exposed else None,
        setting=_SETTINGS.get(infection.role.partition(":")[0]),
        responsible=town_of(case.person["residence"]),
        reported_by=unit,
        reported=at,
    )


def _visit(book: Book, case: Told, at: datetime, generator: np.random.Generator) -> None:
    onset = case.infection.onset or at.astimezone(LOCAL).day
    for symptom in (_SYMPTOMS[0], *generator.choice(_SYMPTOMS[1:], 2, replace=False)):
        book.fact(
            "symptom",
            FEVER_CLINIC,
            local(onset, 8),
            at + minutes(20),
            person=case.person["person"],
            disease="covid19",
            symptom=str(symptom),
        )
    book.fact(
        "health_check",
        FEVER_CLINIC,
        at,
        person=case.person["person"],
        temperature=round(float(generator.uniform(37.6, 38.9)), 1),
        symptoms="发热、咳嗽",
        setting="clinic",
        place=FEVER_CLINIC,
    )


def _reports(book: Book, case: Told, at: datetime, generator: np.random.Generator, unit: str) -> None:
    """The network report within two hours and its review within two more; some late, one never reviewed."""
    name = case.infection.name
    reported = at + hours(_LATE_REPORTS.get(name, float(generator.uniform(0.3, 1.5))))
    if not _action(book, case, "network_report", reported, unit):
        return
    late = _LATE_REVIEWS.get(name, float(generator.uniform(0.3, 1.4)))
    if late is not None:
        _action(book, case, "review", reported + hours(late), CDC)


def _action(book: Book, case: Told, action: str, at: datetime, unit: str, note: str | None = None) -> bool:
    return book.fact(
        "action", unit, at, case=case.case, person=case.person["person"], action=action, unit=unit, note=note
    )


def _admitted(book: Book, case: Told, at: datetime) -> None:
    book.fact(
        "admission",
        HOSPITAL,
        at,
        person=case.person["person"],
        case=case.case,
        disease="covid19",
        hospital=HOSPITAL,
        hospital_name="青禾县人民医院",
        ward="隔离病区",
        bed=f"{case.beds:02d}",
        room="single",
    )


def _severities(book: Book, case: Told, at: datetime) -> None:
    severe = case.infection.severity == "severe"
    first = "common" if severe else case.infection.severity
    book.fact("severity", HOSPITAL, at + minutes(40), case=case.case, person=case.person["person"], severity=first)
    if severe:
        book.fact(
            "severity", HOSPITAL, local(9, 14, 30), case=case.case, person=case.person["person"], severity="severe"
        )


def _excluded(book: Book, bench: Bench, generator: np.random.Generator) -> Told:
    """The county's first suspected case: two negatives a day apart, and it was none."""
    person = book.take(
        1, pl.col("residence").str.starts_with("000121106") & pl.col("age").is_between(30, 60), generator
    )[0]
    infection = Infection("excluded", "patient", "clinic", (4, 9, 50), 3, 0)
    case = Told(infection, book.new(generator), "QH2021-0001", person, local(4, 11, 20), local(5, 22, 10), 1)
    _visit(book, case, local(4, 9, 50), generator)
    _classified(book, case, "suspected", case.first, {}, FEVER_CLINIC)
    _reports(book, case, case.first, generator, FEVER_CLINIC)
    _admitted(book, case, case.first + hours(0.8))
    for sampled in (local(4, 10, 20), local(5, 13, 0)):
        bench.negative(bench.specimen([person], sampled, FEVER_CLINIC, "疑似病例排查"), sampled)
    book.fact(
        "decision",
        HOSPITAL,
        local(5, 22, 5),
        person=person["person"],
        case=case.case,
        disease="covid19",
        decision="excluded",
        doctor="冯志远",
        ground="连续两次核酸检测阴性（间隔24小时以上），胸部CT无异常",
    )
    _classified(book, case, "excluded", local(5, 22, 10), {}, HOSPITAL)
    return case


def _actions_of_the_cluster(book: Book, told: dict[str, Told]) -> None:
    index = told["index"]
    _action(book, told["excluded"], "event_report", local(4, 12, 50), CDC, "全县首例疑似病例")
    if index.classified:
        _action(book, index, "expert_consultation", index.classified - minutes(40), HOSPITAL, "市县专家组会诊")
        _action(book, index, "event_report", index.classified + hours(1.2), CDC, "全县首例确诊病例")
    _action(book, told["celebrant"], "event_report", local(7, 12, 40), CDC, "聚集性疫情")
    _action(book, index, "terminal_disinfection", local(6, 15, 20), CDC, "河东村文化活动室、患者家中")
    _action(book, told["celebrant"], "terminal_disinfection", local(7, 18, 30), CDC, "聚福饭店、患者家中")
    book.fact(
        "measurement", CDC, local(8, 16, 0), unit=BANQUET_HALL, measure="环境核酸阳性份数", value=2.0, disease="covid19"
    )
    book.fact(
        "referral",
        HOSPITAL,
        local(9, 16, 10),
        person=told["uncle"].person["person"],
        case=told["uncle"].case,
        from_unit=HOSPITAL,
        note=f"重型，请市级专家远程会诊后转市定点医院（{PREFECTURE}）",
    )
