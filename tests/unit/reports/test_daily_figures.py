"""The figures of a day from plain tables: where they come from, what is unknown, sums, rates, duties, sign-offs."""

from datetime import date, timedelta

import polars as pl
import pytest

from lianfang.reports.daily import daily_figures, differences
from lianfang.reports.figures import Basis, SignOffState
from lianfang.vocabulary import Mistake
from unit.reports import frames
from unit.reports.frames import CUT, DAY, DUE, NOW, counted, frame, given, reported

BEFORE = DAY - timedelta(days=1)


def figures(**more):
    return daily_figures(**given(**more))


def test_new_is_the_difference_of_two_days_and_unknown_without_the_first():
    rows = [
        reported("510100", BEFORE, confirmed=10, cured=1, dead=0),
        reported("510100", DAY, confirmed=16, cured=3, dead=1),
        reported("510400", DAY, confirmed=2, cured=0, dead=0),
    ]
    children = {child.area.code: child for child in figures(reported=frame(frames.REPORTED, *rows)).children}
    assert children["510100"].new_confirmed == 6
    assert children["510100"].current_confirmed == 12
    assert children["510400"].new_confirmed is None
    assert children["510400"].cumulative_confirmed == 2


def test_unknown_is_never_zero():
    made = figures(reported=frame(frames.REPORTED, reported("510100", DAY, confirmed=16)))
    children = {child.area.code: child for child in made.children}
    assert children["510100"].current_suspected is None
    assert children["510400"].cumulative_confirmed is None
    assert made.row("suspected").current is None
    assert made.row("confirmed").cumulative == 16
    assert [area.short for area in made.opening.unknown] == ["攀枝花", "阿坝"]
    assert made.opening.none == ()


def test_a_row_of_empty_figures_is_unknown_too():
    made = figures(reported=frame(frames.REPORTED, reported("510100", DAY, confirmed=1), reported("510400", DAY)))
    assert "510400" in [area.code for area in made.opening.unknown]


def test_own_figure_beside_the_sum_of_the_children():
    rows = [
        reported("510000", DAY, confirmed=20, suspected=5),
        reported("510100", DAY, confirmed=16, suspected=5),
        reported("510400", DAY, confirmed=7),
    ]
    made = figures(reported=frame(frames.REPORTED, *rows))
    checks = {check.figure: check for check in made.sums}
    confirmed = checks["cumulative_confirmed"]
    assert (confirmed.own, confirmed.children, confirmed.difference, confirmed.unknown) == (20, 23, -3, 1)
    assert made.row("confirmed").cumulative == 20
    assert made.basis is Basis.REPORTED


def test_persons_are_rolled_up_and_told_apart_by_origin():
    rows = [
        counted("510104", "cumulative_confirmed", 3),
        counted("510104", "cumulative_confirmed", 1, "imported"),
        counted("510400", "cumulative_confirmed", 2),
        counted("510400", "new_tested", 40, ""),
    ]
    made = figures(counts=frame(frames.COUNTS, *rows))
    assert made.basis is Basis.PERSONS
    assert made.row("confirmed").cumulative == 6
    assert made.row("confirmed.local").cumulative == 5
    assert made.row("confirmed.imported").cumulative == 1
    assert made.row("tested").new == 40
    children = {child.area.code: child.cumulative_confirmed for child in made.children}
    assert children == {"510100": 4, "510400": 2, "513200": 0}


def test_counts_of_another_disease_or_day_are_not_counted():
    rows = [
        counted("510104", "cumulative_confirmed", 3) | {"disease": "norovirus"},
        counted("510104", "cumulative_confirmed", 2, day=BEFORE),
    ]
    assert figures(counts=frame(frames.COUNTS, *rows)).row("confirmed").cumulative == 0


@pytest.mark.parametrize(
    ("start", "basis", "confirmed"), [(DAY + timedelta(days=1), "reported", 16), (DAY, "persons", 4)]
)
def test_persons_replace_typed_counts_from_their_day_on(start, basis, confirmed):
    made = figures(
        counts=frame(frames.COUNTS, counted("510104", "cumulative_confirmed", 4)),
        reported=frame(frames.REPORTED, reported("510100", DAY, confirmed=16)),
        counting_from=pl.DataFrame({"area": ["510000"], "disease": ["covid19"], "day": [start]}),
        area="510100",
    )
    assert made.basis == basis
    assert made.row("confirmed").cumulative == confirmed
    both = {line.figure: (line.reported, line.persons) for line in made.both}
    assert both == {} if start != DAY else both["cumulative_confirmed"] == (16, 4)


def test_of_two_tellings_the_one_known_last_counts():
    rows = [
        reported("510100", DAY, confirmed=16, publisher="b") | {"known_at": NOW},
        reported("510100", DAY, confirmed=15, publisher="a") | {"known_at": NOW - timedelta(hours=1)},
    ]
    assert figures(reported=frame(frames.REPORTED, *rows), area="510100").row("confirmed").cumulative == 16


def test_the_four_rates_with_numerator_and_denominator():
    rows = [
        counted("510104", "cumulative_confirmed", 8),
        counted("510104", "current_confirmed", 4),
        counted("510104", "current_admitted", 3),
        counted("510104", "cumulative_discharged", 3),
        counted("510104", "cumulative_died", 1),
    ]
    inside = "/510000/510100/510104/"
    contacts = [
        {"person": person, "disease": "covid19", "responsible": inside, "released": released}
        for person, released in (("p1", CUT - timedelta(hours=1)), ("p2", None), ("p3", None))
    ]
    cases = [{"person": "p2", "disease": "covid19", "confirmed": CUT - timedelta(days=1)}]
    made = figures(
        counts=frame(frames.COUNTS, *rows),
        contacts=frame(frames.CONTACTS, *contacts),
        cases=frame(frames.CASES, *cases),
    )
    rates = {rate.name: (rate.numerator, rate.denominator, rate.value) for rate in made.rates}
    assert rates == {
        "admission": (3, 4, 75.0),
        "cure": (3, 8, 37.5),
        "infection": (8, 1_000_000, 0.8),
        # p1 is released, p2 infected; p3 is still under observation and in neither.
        "contact_infection": (1, 2, 50.0),
        "death": (1, 8, 12.5),
    }


def test_a_rate_without_a_denominator_has_no_value():
    assert {rate.name: rate.value for rate in figures().rates}["cure"] is None


def duty(rule, due, met=None, waived=None, ends=None, owed_by="U1", area="/510000/510100/510104/"):
    return {"rule": rule, "disease": "covid19", "owed_by": owed_by, "responsible": area, "due": due} | {
        "met": met,
        "waived": waived,
        "ends": ends,
    }


def test_duties_due_met_late_waived_and_overdue_add_up():
    hour = timedelta(hours=1)
    rows = [
        duty("isolate", CUT - 5 * hour, met=CUT - 6 * hour),
        duty("isolate", CUT - 5 * hour, met=CUT - hour),
        duty("isolate", CUT - 5 * hour, waived=CUT - 6 * hour),
        duty("isolate", CUT - 5 * hour, owed_by="U3"),
        duty("isolate", CUT - 5 * hour, met=CUT + hour),
        duty("isolate", CUT - 5 * hour, ends=CUT - 2 * hour, owed_by="U3"),
        duty("isolate", CUT - 5 * hour, ends=CUT - 6 * hour),
        duty("sample", CUT - 30 * hour),
        duty("sample", CUT - 30 * hour, met=CUT - 29 * hour),
        duty("sample", CUT - 50 * hour, ends=CUT - 24 * hour),
        duty("sample", CUT + hour),
        duty("sample", CUT - hour, met=CUT - hour) | {"disease": "norovirus"},
        duty("sample", CUT - hour, area="/520000/"),
    ]
    made = figures(
        duties=frame(frames.DUTIES, *rows),
        promises={"isolate": "isolate", "sample": "test"},
        rule_titles={"isolate": ("集中隔离", "Isolate")},
    )
    kept = {
        figure.name: (figure.due, figure.met, figure.late, figure.waived, figure.missed, figure.overdue)
        for figure in made.promises
    }
    # Met, or missed, before the day began: no longer of this day. Due after the cut: not yet. Ended before it was due:
    # let go.
    assert kept == {"admit": (0, 0, 0, 0, 0, 0), "test": (1, 0, 0, 0, 0, 1), "isolate": (7, 2, 1, 2, 1, 2)}
    for figure in (*made.promises, *made.rules):
        assert figure.due == figure.met + figure.waived + figure.missed + figure.overdue
    assert [(figure.name, figure.title_zh) for figure in made.rules] == [("isolate", "集中隔离"), ("sample", "sample")]
    assert [(unit.name, unit.leader, unit.overdue, unit.missed) for unit in made.overdue] == [
        ("成都市疾控中心", "王志远", 2, 0),
        ("阿坝州医院", "赵建国", 1, 1),
    ]


def signed(unit, moment, zero=False, day=DAY, disease="covid19"):
    return {"unit": unit, "day": day, "disease": disease, "zero": zero, "occurred_from": moment}


def test_the_states_of_a_sign_off():
    minute = timedelta(minutes=1)
    rows = [
        signed("U1", DUE - minute),
        signed("U2", CUT - 60 * minute, zero=True),
        signed("U3", DUE + minute),
        signed("U5", DUE - minute, zero=True),
        signed("U4", DUE - minute, day=BEFORE),
    ]
    made = figures(
        sign_offs=frame(frames.SIGN_OFFS, *rows),
        signing=("cdc", "hospital", "fever_clinic"),
        late_facts={"U5": [DUE + minute], "U1": [CUT - minute]},
    )
    lines = {line.unit: line for line in made.sign_offs.lines}
    assert {unit: line.state for unit, line in lines.items()} == {
        "U1": SignOffState.REPORTED,
        "U2": SignOffState.ZERO,
        "U3": SignOffState.LATE,
        "U4": SignOffState.MISSING,
        "U5": SignOffState.REOPENED,
    }
    assert lines["U2"].covers_until == CUT - 60 * minute and lines["U1"].covers_until is None
    assert lines["U5"].late_facts == 1
    assert not made.sign_offs.complete
    assert {child.area.code: child.missing_units for child in made.children} == {"510100": 1, "510400": 0, "513200": 0}


def test_signed_again_after_it_was_due_is_reopened():
    rows = [signed("U1", DUE - timedelta(hours=1)), signed("U1", DUE + timedelta(hours=1))]
    made = figures(sign_offs=frame(frames.SIGN_OFFS, *rows), signers=["U1"])
    assert [line.state for line in made.sign_offs.lines] == [SignOffState.REOPENED]
    assert made.sign_offs.complete


def test_before_it_is_due_nobody_is_missing():
    made = figures(known_at=DUE - timedelta(hours=1), signing=("cdc",))
    assert [line.state for line in made.sign_offs.lines] == [SignOffState.PENDING]
    assert not made.sign_offs.complete


def test_as_known_then_beside_as_known_now():
    early = figures(reported=frame(frames.REPORTED), reporting={"510100": DAY}, area="510100")
    later = figures(reported=frame(frames.REPORTED, reported("510100", DAY, confirmed=16)), area="510100")
    row = next(d for d in differences(early, later) if (d.row, d.column) == ("confirmed", "cumulative"))
    # Nothing was known then, which is not that there was nobody.
    assert (row.then, row.now, row.difference, row.changed) == (None, 16, None, True)
    first = figures(reported=frame(frames.REPORTED, reported("510100", DAY, confirmed=14)), area="510100")
    row = next(d for d in differences(first, later) if (d.row, d.column) == ("confirmed", "cumulative"))
    assert (row.then, row.now, row.difference) == (14, 16, 2)


def test_an_unknown_area_is_a_mistake():
    with pytest.raises(Mistake, match="'999999'"):
        figures(area="999999", day=date(2021, 1, 9))
