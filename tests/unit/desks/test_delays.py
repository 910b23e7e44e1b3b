"""The page of the steps from onset to outcome: days and units from the facts, honest where few are known."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import numpy as np
import polars as pl

from lianfang import facts
from lianfang.access.session import machine_session
from lianfang.facts.recorder import Recorder
from lianfang.reports.step_delays import lines_of_groups, lines_of_steps
from lianfang.situation.case_steps import STEPS, case_steps, unit_of
from lianfang.situation.models import CaseStatus
from lianfang.situation.outbox import drain

NOON = datetime(2021, 1, 10, 4, 0, tzinfo=UTC)
CDC = Recorder("cdc", "231299", "QH-CDC")


def recorded(layout, **columns):
    row = {name.replace("__", "."): value for name, value in columns.items()}
    told = facts.record(layout, [row], CDC, "test", uuid4(), NOON, defaults={"disease": "covid19"})
    assert told.loaded, told.rejections
    return told.subjects


def test_a_case_passes_the_steps_that_its_facts_tell_and_the_page_shows_them(story, signed_in):
    """Two fell ill on 1 January: one went to the clinic, the other was in isolation, her second."""
    told = story(2)
    ill, contact = (str(told["person"][place]) for place in (0, 1))
    case = str(told["case"][0])
    recorded("health_check", person=ill, health_check__setting="clinic", health_check__place="QH-FRMZ",
             health_check__temperature=38.2, health_check__occurred_from="2021-01-03 09:00")  # fmt: skip
    recorded("action", person=ill, case=case, action__action="network_report", action__unit="QH-FRMZ",
             action__occurred_from="2021-01-04 10:00")  # fmt: skip
    recorded("admission", person=ill, case=case, admission__hospital="QH-HOSP",
             admission__occurred_from="2021-01-05 10:00")  # fmt: skip
    recorded("outcome", person=ill, case=case, outcome__outcome="discharged",
             outcome__occurred_from="2021-01-09 20:00")  # fmt: skip
    for stage, day in (("entered", "2020-12-20"), ("released", "2020-12-28"), ("entered", "2020-12-30")):
        recorded("observation", person=contact, observation__observation="central", observation__stage=stage,
                 observation__site="HD-GLD", observation__occurred_from=f"{day} 08:00")  # fmt: skip
    with machine_session():
        drain(NOON)
        steps = case_steps(CaseStatus.objects.all(), "/CN/", "covid19", NOON)
        before = case_steps(CaseStatus.objects.all(), "/CN/", "covid19", NOON - timedelta(days=1))
    first, last = (steps.row(by_predicate=pl.col(unit_of(step)) == unit, named=True) for step, unit in (
        ("visit", "QH-FRMZ"), ("isolation", "HD-GLD")))  # fmt: skip
    assert {step: (first[step], first[unit_of(step)]) for step in STEPS} == {
        "onset": (date(2021, 1, 1), None), "visit": (date(2021, 1, 3), "QH-FRMZ"),
        "report": (date(2021, 1, 4), "QH-FRMZ"), "isolation": (date(2021, 1, 5), "QH-HOSP"),
        "admission": (date(2021, 1, 5), "QH-HOSP"), "outcome": (date(2021, 1, 9), "QH-HOSP"),
    }  # fmt: skip
    assert last["isolation"] == date(2020, 12, 30) and last["report"] == date(2021, 1, 9)
    assert before.is_empty(), "none of it was known the day before"

    client = signed_in("cdc")
    html = client.get("/analysis/delays/?disease=covid19").content.decode()
    assert "发病至就诊" in html and "河东镇" in html and "2例" in html
    assert "县医院发热门诊" in client.get("/analysis/delays/?disease=covid19&by=unit").content.decode()
    table = client.get("/analysis/delays/?disease=covid19&by=unit&export=csv").content.decode("utf-8-sig")
    assert "县人民医院,收治至转归,1,4.0," in table and ",报告至隔离,2," not in table
    assert client.get("/analysis/delays/?area=231298").status_code == 404, "the neighbour's"
    assert "发病至就诊" not in client.get("/analysis/delays/?disease=dengue").content.decode()


def growing(slow, until, rng):
    """Cases that grow by a tenth a day, visit a day after, and are isolated after the days ``slow`` says: by the day
    ``until`` only those are known whose day has come."""
    for back in range(60):
        onset = until - timedelta(days=back)
        for number in range(rng.poisson(20 * np.exp(-back / 10))):
            days = {"onset": onset, "visit": onset + timedelta(days=1), "report": onset + timedelta(days=1)}
            area = ("T1", "T2")[number % 2]
            days["isolation"] = days["report"] + timedelta(days=slow[area](rng))
            passed = {step: day for step, day in days.items() if day <= until}
            yield {"counted_in": area, **passed, **{unit_of(step): area for step in passed}}


def test_who_is_not_isolated_yet_is_accounted_for_in_each_area():
    rng, today = np.random.default_rng(4), date(2021, 3, 31)
    # Whole days of a delay that begins within a day: the mean of floor(start + delay) is the delay's own.
    slow = {
        "T1": lambda rng: int(rng.random() + rng.gamma(4, 0.5)),
        "T2": lambda rng: int(rng.random() + rng.gamma(4, 2)),
    }
    schema = {"counted_in": pl.String, **dict.fromkeys(STEPS, pl.Date)}
    schema |= dict.fromkeys(map(unit_of, STEPS), pl.String)
    steps = pl.DataFrame(list(growing(slow, today, rng)), schema=schema)
    whole = lines_of_steps(steps, today)
    by_area = dict(lines_of_groups(steps, whole, today, lambda _step: "counted_in"))
    for area, truth in (("T1", 2), ("T2", 8)):
        line = next(one for one in by_area[area] if one.second == "isolation")
        assert line.low < truth < line.high, line
        assert line.plain < line.mean and line.waiting > 0
    assert len(list(lines_of_groups(steps, whole, today, unit_of, most=1))) == 1
    visit = whole[0]
    assert (visit.mean, visit.reason) == (None, "few-delays") and visit.plain == 1, "all alike: no distribution"
