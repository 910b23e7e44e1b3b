"""The pages of signals and of analysis: answered once, 422 with what was typed, honest where little is known."""

import csv
import io
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import numpy as np
import pytest
from shapely import box

from lianfang import facts
from lianfang.access.session import machine_session
from lianfang.desks.analysis.picture import picture
from lianfang.facts.recorder import Recorder
from lianfang.places.bounding import install_boundaries
from lianfang.places.models import Area
from lianfang.reports.estimate_words import estimate_words
from lianfang.reports.estimates import Ahead, DayLine, analysed
from lianfang.situation.case_series import CaseDays
from lianfang.situation.models import CaseStatus, Group, GroupMember
from lianfang.situation.outbox import drain
from lianfang.situation.plans import plan_of
from lianfang.situation.warning import raise_signals, signals

NOON = datetime(2021, 1, 10, 4, 0, tzinfo=UTC)
TODAY = date(2021, 3, 31)


@pytest.fixture
def signal(story):
    """A case of 20 December, twelve more on 9 January, and the signal that follows."""
    told = {
        "person.name": "王某", "person.birth": "1960-01-01", "person.telephone": "13700000001",
        "person.residence": "231299002", "case.number": "first", "case.classification": "confirmed",
        "case.occurred_from": "2020-12-20 10:00", "case.responsible": "231299002",
    }  # fmt: skip
    by = Recorder("cdc", "231299", "QH-CDC")
    facts.record("linelist", [told], by, "test", uuid4(), NOON, defaults={"disease": "covid19"})
    story(12)
    with machine_session():
        drain(NOON)
        assert raise_signals(NOON) == 1
        drain(NOON)
        return signals(NOON)["subject"][0]


def test_a_signal_is_listed_with_its_duty_and_the_record_of_its_method(signal, signed_in):
    client = signed_in("cdc")
    html = client.get("/analysis/signals/").content.decode()
    assert f"/analysis/signals/{signal}/" in html and "EARS C2" in html and "青禾县" in html
    html = client.get(f"/analysis/signals/{signal}/").content.decode()
    assert html.count("/dossier/case/") == 12 and "<svg" in html and 'name="answer"' in html


def test_an_answer_is_recorded_once_and_stands_on_both_pages(signal, signed_in):
    client = signed_in("cdc")
    form = {"answer": "outbreak", "until": "2021-02-01", "note": "婚宴", "request_id": str(uuid4())}
    for _ in range(2):
        assert client.post(f"/analysis/signals/{signal}/answer/", form).status_code == 302
    with machine_session():
        told = signals(NOON + timedelta(days=1))
        assert told.height == 1 and told.select("answer", "until", "note").row(0) == (
            "outbreak", date(2021, 2, 1), "婚宴"
        )  # fmt: skip
    html = client.get(f"/analysis/signals/{signal}/").content.decode()
    assert "婚宴" in html and 'name="answer"' not in html
    assert "100 %" in client.get("/analysis/signals/").content.decode()


def test_a_form_refused_keeps_what_was_typed(signal, signed_in):
    client = signed_in("cdc")
    answer = client.post(f"/analysis/signals/{signal}/answer/", {"answer": "", "until": "soon", "note": "查无此事"})
    html = answer.content.decode()
    assert answer.status_code == 422 and "查无此事" in html and html.count('class="mistake"') == 2
    with machine_session():
        assert signals(NOON)["answer"].to_list() == [None]


def test_who_may_not_answer_sees_no_form_and_a_neighbour_no_signal(signal, signed_in):
    html = signed_in("commander").get(f"/analysis/signals/{signal}/").content.decode()
    assert 'name="answer"' not in html and "/dossier/case/" in html
    commander = signed_in("commander")
    assert commander.post(f"/analysis/signals/{signal}/answer/", {"answer": "outbreak"}).status_code == 404
    neighbour = signed_in("cdc", neighbour=True)
    assert neighbour.get(f"/analysis/signals/{signal}/").status_code == 404
    assert str(signal) not in neighbour.get("/analysis/signals/").content.decode()


def test_the_page_of_an_area_says_what_it_cannot_tell(signal, signed_in):
    client = signed_in("cdc")
    html = client.get("/analysis/?disease=covid19").content.decode()
    assert f"/analysis/signals/{signal}/" in html and "<svg" in html
    assert client.get("/analysis/?area=231298").status_code == 404, "the neighbour's"
    town = client.get("/analysis/?area=231299001&by=report").content.decode()
    assert "河东镇" in town and "<svg" in town
    nothing = client.get("/analysis/?disease=dengue").content.decode()
    assert "<svg" not in nothing
    weeks = client.get("/analysis/?step=week").content.decode()
    assert "2021-W01" in weeks and "W53</text>" in weeks and "ISO" in weeks
    table = client.get("/analysis/?export=csv&step=week").content.decode("utf-8-sig").strip().splitlines()
    assert len(table) == 13 and table[-1].startswith("2021,1,2021-01-04,2021-01-10,"), table[-1]
    table = client.get("/analysis/?export=csv")
    assert table.status_code == 200 and len(table.content.decode("utf-8-sig").strip().splitlines()) > 90


def test_the_briefing_carries_the_signal_and_its_figures_on_page_and_paper(signal, signed_in):
    client = signed_in("cdc")
    html = client.get("/analysis/briefing/?disease=covid19").content.decode()
    assert f'href="/analysis/signals/{signal}/"' in html and "青禾县1月9日报告12例" in html
    assert html.count('class="said"') == html.count('href="#figure-')
    table = client.get("/analysis/briefing/?export=csv").content.decode("utf-8-sig")
    assert "未核实预警信号,1,每小时预警运行" in table
    paper = client.get("/analysis/briefing/?form=txt").content.decode()
    assert "疫情分析研判" in paper and "EARS C2法" in paper
    assert client.get("/analysis/briefing/?form=xls").status_code == 404
    assert client.get("/analysis/briefing/?area=231298").status_code == 404, "the neighbour's"
    # On the day before nothing of it was known: the briefing of then says so.
    before = client.get("/analysis/briefing/?disease=covid19&as-of=2021-01-09").content.decode()
    assert str(signal) not in before and "没有尚未核实的预警信号" in before


def test_the_rates_by_age_are_those_of_the_daily_report_with_their_intervals(signal, signed_in):
    """Thirteen are confirmed, born from 1950 to 1961; none has died."""
    client = signed_in("cdc")
    html = client.get("/analysis/rates/?disease=covid19").content.decode()
    assert "60–79" in html and "0 / 13" in html and "Clopper" in html and "Nishiura" in html
    table = list(csv.DictReader(io.StringIO(client.get("/analysis/rates/?export=csv").content.decode("utf-8-sig"))))
    assert [row["累计确诊"] for row in table][:2] == ["13", "0"]
    assert sum(int(row["累计确诊"]) for row in table[1:]) == 13
    everybody, low, high = (float(table[0][f"病亡率{end}"]) for end in ("", "下限", "上限"))
    assert (everybody, low) == (0, 0) and high == pytest.approx(100 * (1 - 0.025 ** (1 / 13)), abs=1e-3)
    assert client.get("/analysis/rates/?area=231298").status_code == 404, "the neighbour's"
    nothing = client.get("/analysis/rates/?disease=dengue").content.decode()
    assert "<table" not in nothing


def test_a_cluster_stands_with_its_place_and_its_cases_and_a_neighbour_s_does_not(signal, signed_in):
    with machine_session():
        case = CaseStatus.objects.order_by("number").last()
        here = {"plan": "covid19_2020", "definition": "cluster", "disease": "covid19", "share": "village"}
        for number, (path, cases) in enumerate((("/CN/23/2312/231299/", 5), ("/CN/23/2312/231298/", 7))):
            group = UUID(int=number)
            Group.objects.create(
                **here, group=group, place="231299002", first=NOON, last=NOON, cases=cases, recognised=NOON,
                responsible=Area.objects.get(code=path.split("/")[-2]).path, closes=NOON + timedelta(days=14),
            )  # fmt: skip
            GroupMember.objects.create(group=group, case=case.case, person=case.person, since=NOON)
    client = signed_in("cdc")
    assert "进行中的聚集性疫情 1 起" in client.get("/analysis/?disease=covid19").content.decode()
    html = client.get("/analysis/clusters/?disease=covid19").content.decode()
    assert html.count("/dossier/case/") == 1 and "新民镇" in html and "进行中" in html
    table = client.get("/analysis/clusters/?export=csv").content.decode("utf-8-sig").strip().splitlines()
    assert len(table) == 2 and ",5," in table[1]


def test_the_number_of_queries_does_not_grow(signal, signed_in, django_assert_max_num_queries):
    client = signed_in("cdc")
    client.get("/analysis/")
    for address, most in (
        ("/analysis/", 30),
        ("/analysis/signals/", 25),
        (f"/analysis/signals/{signal}/", 35),
        ("/analysis/rates/", 30),
        ("/analysis/clusters/", 30),
    ):
        with django_assert_max_num_queries(most):
            assert client.get(address).status_code == 200


def epidemic(growth=0.05, seed=1):
    """Sixty days of onsets, each reported after two to nine days; who is not reported by today is not here."""
    rng = np.random.default_rng(seed)
    cases = []
    for back in range(70):
        onset = TODAY - timedelta(days=back)
        for _ in range(rng.poisson(30 * np.exp(-growth * back))):
            told = onset + timedelta(days=int(rng.integers(2, 10)))
            if told <= TODAY:
                cases.append(CaseDays(onset, told, None))
    return cases


def test_of_a_growing_epidemic_the_estimates_tell_the_truth():
    """Onsets rise by a twentieth a day, delays are two to nine days, nobody died."""
    told = analysed(epidemic(), [], "covid19", TODAY)
    now, r, growth, delay, naive, adjusted, _ahead = told.estimates
    assert growth.low < 0.05 < growth.high, growth
    # A twentieth a day and a gamma interval of 6.3 ± 4.2 days make R (1 + 0.05 · 2.8) ** 2.25, some 1.34.
    assert r.low < 1.34 + 0.1 and r.high > 1.34, r
    assert 4.5 < delay.value < 7.5, delay
    assert naive.value == 0 and naive.reason == "outcomes-to-come" and adjusted.value == 0
    words = estimate_words(now, "en")
    assert "expected" in words.value and "Höhle" in words.method
    assert estimate_words(growth, "en").value.startswith("+") and estimate_words(naive, "en").value == "0.0%"
    # None of those who fell ill today or yesterday can be known: what is expected is above what is.
    newest = told.days[-1]
    assert newest.ill == 0 and newest.expected > 10 and newest.low < newest.expected < newest.high


def test_weeks_are_sums_of_their_days_with_the_interval_of_the_sum_and_their_backfilled_part():
    """31 March 2021 is a Wednesday: the week of ISO began on the 29th, that of the MMWR on the 28th."""
    old = [case._replace(newly_known=case.told >= TODAY - timedelta(days=6)) for case in epidemic()]
    told = analysed(old, [], "covid19", TODAY)
    mmwr = analysed(old, [], "covid19", TODAY, week="mmwr")
    assert [(one.weeks[-1].day.day, one.weeks[-1].year, one.weeks[-1].number) for one in (told, mmwr)] == [
        (29, 2021, 13), (28, 2021, 13)
    ]  # fmt: skip
    by_day = {line.day: line for line in told.days}
    for week in told.weeks:
        days = [by_day[day] for day in (week.day + timedelta(days=number) for number in range(7)) if day in by_day]
        assert (week.told or 0) == sum(line.told or 0 for line in days) and week.ill == sum(line.ill for line in days)
        assert week.last == days[-1].day
    newest, before = told.weeks[-1], told.weeks[-2]
    assert newest.ill < newest.low <= newest.expected <= newest.high
    assert before.high - before.low < sum(by_day[before.day + timedelta(days=n)].high for n in range(7)) - before.low
    # Those who fell ill before the last seven days and became known in them are what these days added.
    added = sum(case.newly_known and case.onset < TODAY - timedelta(days=6) for case in old)
    assert sum(week.ill_since or 0 for week in told.weeks) == added > 0
    assert newest.ill_since is None and not any(week.told_since for week in told.weeks)
    drawn = picture(told.weeks, [], by_onset=True)
    assert drawn.bars[-1].label == "W13" and any(bar.since for bar in drawn.bars)


def test_a_week_of_which_a_day_is_not_told_is_not_told():
    days = [(TODAY - timedelta(days=back), None if back == 9 else 1.0) for back in range(90)][::-1]
    told = analysed([], days, "covid19", TODAY)
    assert [week.told for week in told.weeks[-4:]] == [7.0, 7.0, None, 3.0]
    assert all(week.told_since is None for week in told.weeks), "of figures nobody knows who came later"


def test_of_three_cases_nothing_is_told_and_why():
    cases = [CaseDays(TODAY - timedelta(days=back), TODAY - timedelta(days=1), None) for back in (3, 4, 4)]
    told = analysed(cases, [], "covid19", TODAY)
    delay = told.estimate("delay")
    assert delay.value is None and estimate_words(delay, "en").value == "not told"
    assert estimate_words(delay, "en").caution == "too few cases with a day of onset"
    assert estimate_words(told.estimate("ahead"), "en").value == "not shown" and not told.ahead
    assert estimate_words(told.estimate("adjusted"), "en").caution.startswith("too uncertain")
    nothing = [estimate_words(one, "zh") for one in analysed([], [], "dengue", TODAY).estimates]
    assert all(one.value in ("无法给出", "不显示") and one.caution for one in nothing)


def test_a_delay_whose_interval_cannot_be_told_is_too_uncertain_and_never_nan():
    """Seven cases, told of after about a day each: the shape of the fit has no end."""
    told_and_late = ((4, 1), (3, 2), (2, 1), (0, 0), (2, 1), (3, 1), (1, 1))
    cases = [
        CaseDays(TODAY - timedelta(days=back + late), TODAY - timedelta(days=back), None)
        for back, late in told_and_late
    ]
    delay = analysed(cases, [], "norovirus", TODAY).estimate("delay")
    words = estimate_words(delay, "en")
    assert (
        delay.low is None and words.caution == "too uncertain to act on" and "nan" not in words.value + words.interval
    )


def test_figures_as_reported_have_a_curve_and_no_onsets():
    days = [(TODAY - timedelta(days=back), None if back == 9 else float(100 - back)) for back in range(90)][::-1]
    told = analysed([], days, "covid19", TODAY)
    assert told.days[-10].told is None and told.days[-1].told == 100 and told.days[-1].ill is None
    r = told.estimates[0]
    assert r.name == "r" and "row" in estimate_words(r, "en").caution, "a day not told is never filled"


def test_the_picture_stands_on_its_base_and_tells_a_gap():
    days = [DayLine(TODAY - timedelta(days=back), None if back == 3 else float(back)) for back in range(20)][::-1]
    drawn = picture(days, [Ahead(TODAY, 5, 4, 6, 2, 9)], by_onset=False)
    assert drawn is not None and drawn.total == sum(range(20)) - 3
    assert [bar.known for bar in drawn.bars][-4:] == [None, 2, 1, 0]
    for bar in drawn.bars:
        assert bar.y + bar.height == pytest.approx(drawn.base, abs=0.2) and bar.x + bar.width <= drawn.right
    assert len(drawn.wide.split()) == 2 and drawn.line.count(",") == 1
    assert picture([DayLine(TODAY, 0.0)], [], by_onset=False) is None


def test_the_page_says_by_which_neighbours_the_scan_goes(signal, signed_in, monkeypatch):
    client, address = signed_in("cdc"), "/analysis/clusters/?disease=covid19"
    plan = plan_of("covid19")
    with monkeypatch.context() as other:
        without = replace(plan, watches=plan.watches[:1])
        other.setattr("lianfang.desks.analysis.clusters.plan_of", lambda disease: without)
        assert "现行预案没有要求时空扫描" in client.get(address).content.decode()
    Area.objects.filter(level="town").update(neighbours="")
    assert "扫描得不出结果" in client.get(address).content.decode()
    first = Area.objects.filter(level="town").first()
    Area.objects.filter(code=first.code).update(neighbours="231299002")
    assert "没有导入边界" in client.get(address).content.decode()
    install_boundaries({first.code: box(127, 46, 128, 47)}, "towns.geojson", "chen", NOON)
    assert "个中 1 个有边界，最近于 1月10日 导入" in client.get(address).content.decode()
