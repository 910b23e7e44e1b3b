"""A small norovirus outbreak in a primary school: classes, line list, stools, what was done."""

from datetime import date
from typing import Any

import polars as pl

from lianfang.demonstration.areas import SEAT, town_of
from lianfang.demonstration.rows import NOROVIRUS, SCHOOL_OUTBREAK, local
from lianfang.demonstration.story.book import Book, hours, minutes
from lianfang.demonstration.story.laboratory import Bench
from lianfang.demonstration.units import CDC, SCHOOL, health_centre

CLASSES_A_GRADE, CLASS_SIZE = 3, 42
# Onsets by class (grade, class): days and hours, as the nurse's list has them.
_ONSETS = {
    (3, 2): ((5, 21), (6, 2), (6, 7), (6, 9), (6, 13), (6, 19), (6, 23), (7, 3), (7, 8), (7, 20), (8, 6), (8, 22)),
    (3, 1): ((6, 22), (7, 5), (7, 9), (7, 18), (8, 4), (8, 15)),
    (4, 2): ((7, 1), (7, 12), (8, 3), (8, 20), (9, 2)),
    (2, 3): ((7, 22), (8, 9), (9, 5)),
}


def tell_school(book: Book, bench: Bench) -> None:
    """Tells the school's classes, its cases, their stools and what was done."""
    generator = book.chance("school")
    classes = _classes(book)
    for (grade, number), pupils in classes.items():
        for pupil in pupils:
            book.fact(
                "membership",
                SCHOOL,
                local(-60, 9),
                local(1, 9),
                "学籍名册",
                person=pupil["person"],
                group_kind="school_class",
                unit=SCHOOL,
                group=f"{grade}年级{number}班",
            )
    cases: list[tuple[str, dict[str, Any]]] = []
    for (grade, number), onsets in _ONSETS.items():
        for (day, hour), pupil in zip(onsets, classes[(grade, number)], strict=False):
            case, began = book.new(generator), local(day, hour)
            morning = local(day + (hour >= 9), 9, 40) + minutes(generator.uniform(0, 70))
            sampled = len(cases) % 3 == 0
            confirmed = sampled and len(cases) % 12 != 9
            if morning >= local(10):
                continue
            cases.append((case, pupil))
            common = {
                "case": case,
                "person": pupil["person"],
                "number": f"NV2021-{len(cases):03d}",
                "disease": NOROVIRUS,
                "outbreak": SCHOOL_OUTBREAK,
                "onset": date(2021, 1, day),
                "origin": "local",
                "setting": f"{grade}年级{number}班",
                "responsible": town_of(pupil["residence"]),
            }
            unit = health_centre(SEAT)
            book.fact("case", unit, morning, classification="clinical", reported_by=unit, reported=morning, **common)
            for symptom in ("呕吐", "腹泻") if generator.random() < 0.6 else ("呕吐",):
                book.fact("symptom", unit, began, morning, person=pupil["person"], disease=NOROVIRUS, symptom=symptom)
            if not sampled:
                continue
            stool = bench.specimen(
                [pupil],
                morning + hours(0.5),
                unit,
                "学校腹泻疫情",
                disease=NOROVIRUS,
                outbreak=SCHOOL_OUTBREAK,
                sample="粪便",
            )
            if confirmed:
                found = bench.positive(stool, morning + hours(3), NOROVIRUS)
                book.fact("case", CDC, found + hours(0.6), classification="confirmed", **common)
            else:
                bench.negative(stool, morning + hours(0.5), NOROVIRUS)
    _actions(book, cases)


def _classes(book: Book) -> dict[tuple[int, int], list[dict[str, Any]]]:
    """Six grades by age (6 to 11), three classes each, of the children who live in the county's seat."""
    classes = {}
    for grade in range(1, 7):
        of_age = (pl.col("age") == grade + 5) & pl.col("residence").str.starts_with(SEAT)
        open_ = book.people.filter(of_age & ~pl.col("person").is_in(list(book.taken)))
        pupils = open_.head(CLASSES_A_GRADE * CLASS_SIZE).to_dicts()
        for number in range(1, CLASSES_A_GRADE + 1):
            classes[(grade, number)] = pupils[number - 1 :: CLASSES_A_GRADE]
    return classes


def _actions(book: Book, cases: list[tuple[str, dict[str, Any]]]) -> None:
    first, pupil = cases[0]
    for action, at, unit, note in (
        ("event_report", local(7, 11, 30), CDC, "3日内同校5例以上呕吐、腹泻病例"),
        ("terminal_disinfection", local(7, 17, 0), SCHOOL, "3年级教室、卫生间"),
        ("suspension", local(7, 18, 0), SCHOOL, "3年级2班停课3天"),
        ("case_investigation", local(8, 10, 0), CDC, "采集厨工肛拭子3份"),
    ):
        book.fact("action", unit, at, case=first, person=pupil["person"], action=action, unit=unit, note=note)
