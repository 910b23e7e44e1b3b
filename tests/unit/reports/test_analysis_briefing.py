"""The analysis briefing: no sentence without a figure, no number in one that its figures do not hold, one page."""

import io
import re
from dataclasses import replace
from datetime import date, timedelta

import docx
import numpy as np
import pytest

from lianfang.reports.analysis_figures import AnalysisBriefing, MethodRecord, SignalFigure
from lianfang.reports.analysis_paper import document, figure_rows
from lianfang.reports.analysis_wording import HEADINGS, Statement, sections
from lianfang.reports.daily import daily_figures
from lianfang.reports.data_faults import DataFault
from lianfang.reports.estimates import analysed
from lianfang.reports.figures import AreaName, Revision
from lianfang.reports.meeting_ledger import changes_between
from lianfang.reports.render import document_written, pdf
from lianfang.situation.case_series import CaseDays
from unit.reports import frames
from unit.reports.frames import DAY, NOW, counted, frame, given, reported

NUMBER = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
# Moments up to which a report counts, and years of papers, are no figures.
MOMENT = re.compile(r"24时|24:00|0—|\b2021\b")


def epidemic(growth: float, size: float, seed: int) -> list[CaseDays]:
    """Onsets of eighty days, each told of two to nine days later; one in thirty died."""
    rng, morning = np.random.default_rng(seed), DAY + timedelta(days=1)
    found = []
    for back in range(80):
        onset = morning - timedelta(days=back)
        for _ in range(rng.poisson(size * np.exp(-growth * back))):
            told = onset + timedelta(days=int(rng.integers(2, 10)))
            if told <= morning:
                outcome = "died" if rng.random() < 0.03 else None
                found.append(CaseDays(onset if rng.random() < 0.9 else None, told, outcome))
    return found


def figures(day: date, **rows: dict[str, int]):
    """A province's day by figures as reported: by area, its confirmed and suspected so far."""
    told = [reported(code.removeprefix("a"), day, **of_it) for code, of_it in rows.items()]
    signed = {"unit": "U1", "day": day, "disease": "covid19", "zero": False, "occurred_from": frames.CUT}
    return daily_figures(
        **given(
            reported=frame(frames.REPORTED, *told),
            counts=frame(frames.COUNTS, counted("510104", "new_confirmed", 3, day=day)),
            sign_offs=frame(frames.SIGN_OFFS, signed),
            signing=("cdc", "hospital"),
            disease_names=("新型冠状病毒肺炎", "COVID-19"),
            day=day,
        )
    )


def briefing(cases: list[CaseDays], signals: tuple[SignalFigure, ...] = (), **more) -> AnalysisBriefing:
    before = figures(
        DAY - timedelta(days=1),
        a510000={"confirmed": 9, "suspected": 4},
        a510100={"confirmed": 9},
        a510400={"confirmed": 0},
    )
    now = figures(
        DAY, a510000={"confirmed": 21, "suspected": 6}, a510100={"confirmed": 16}, a510400={"confirmed": 2}
    )  # fmt: skip
    now = replace(now, revisions=(Revision("confirmed", DAY - timedelta(days=3), 2, 1),))
    answered = tuple(signal for signal in signals if signal.answer)
    made = AnalysisBriefing(
        now.area, NOW, now, before, changes_between(before, now), (now.children[1].area,),
        tuple(signal for signal in signals if not signal.answer), answered, (MethodRecord("ears-c2", 3, 7),),
        analysed(cases, [], "covid19", DAY + timedelta(days=1)),
        (
            DataFault("dead", "apart", DAY - timedelta(days=3), DAY - timedelta(days=2), 1290.0),
            DataFault("confirmed", "late", DAY - timedelta(days=60), DAY - timedelta(days=3), 38.0),
            DataFault("confirmed", "jump", DAY - timedelta(days=9), DAY - timedelta(days=9), 13436.0),
        ), 5,
    )  # fmt: skip
    return replace(made, **more)


def signal(number: int, answer: str | None = None) -> SignalFigure:
    area = AreaName("510400", "prefecture", "攀枝花市", "攀枝花", "Panzhihua")
    methods = ("ears-c2", "moving-percentile")
    return SignalFigure(f"s{number}", area, DAY, methods, 12.0 + number, 0.4, 2.1, 3.2e-9, answer)


@pytest.fixture(scope="module")
def briefings() -> list[AnalysisBriefing]:
    """A growing epidemic with signals, one that ends, a handful of cases, and nothing at all."""
    many = (*(signal(number) for number in range(5)), signal(9, "outbreak"), signal(10, "artefact"))
    quiet = briefing([], changes=(), first_cases=(), faults=(), silent_days=0)
    return [
        briefing(epidemic(0.05, 30, 1), many),
        briefing(epidemic(-0.04, 3, 2), (signal(1),)),
        briefing(epidemic(0.02, 0.2, 3)),
        replace(quiet, now=replace(quiet.now, sign_offs=replace(quiet.now.sign_offs, lines=()))),
    ]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_number_of_a_sentence_is_one_of_its_figures(briefings, language):
    for made in briefings:
        for section in sections(made, language):
            for told in section.statements:
                held = " ".join(f"{one.name} {one.value} {one.source}" for one in told.figures)
                lost = set(NUMBER.findall(MOMENT.sub("", told.text))) - set(NUMBER.findall(held))
                assert not lost, (told.text, held)


def test_a_sentence_without_a_figure_cannot_be_said():
    with pytest.raises(ValueError, match="no figure carries"):
        Statement("形势总体平稳。", "analysis", ())


def test_what_was_found_is_said_and_what_is_not_known_too(briefings):
    growing, _ending, few, nothing = ({one.name: one for one in sections(made, "zh")} for made in briefings)
    assert list(growing) == list(HEADINGS)
    said = " ".join(one.text for section in growing.values() for one in section.statements)
    for part in (
        "累计确诊病例21（+12）", "首次报告确诊病例的地区1个", "补报2例、核减1例", "尚未核实的预警信号5个",
        "近一日核实2个：属疫情1个，属数据问题1个",
        "流行病学周2021-W01（1月4日起）已报告", "近7天发病：已知", "再生数R：", "近28天中有5天没有数字", "未报送",
    ):  # fmt: skip
        assert part in said, (part, said)
    assert said.count("预期0.4例") == 3, "the first signals one by one, the others in their number"
    uncertain = " ".join(one.text for one in few["uncertain"].statements)
    assert "发病至报告无法给出：有发病日期的病例过少" in uncertain
    assert "expected" not in nothing, "a part of which nothing can be said is left out"
    assert [one.text for one in nothing["unusual"].statements] == ["没有尚未核实的预警信号。"]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_paper_is_one_page_and_each_sentence_has_its_row(briefings, language):
    made = document(briefings[0], language)
    parts = sections(briefings[0], language)
    last = figure_rows(parts)[-1][0]
    text = document_written(made, "txt", NOW).decode()
    assert all(text.count(f"[{number}]") >= 2 for number in range(1, last + 1))
    assert set(re.findall(r"\[(\d+)\]", text)) == {str(number) for number in range(1, last + 1)}
    content = pdf.set_in_pdf(made, NOW)
    assert len(re.findall(rb"/Type\s*/Page\b", content)) == 1
    paper = docx.Document(io.BytesIO(document_written(made, "docx", NOW)))
    assert len(paper.tables[0].rows) == last + 1
