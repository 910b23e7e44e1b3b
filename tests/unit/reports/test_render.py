"""Every form shows the same figures; a character that no font has is named, not lost."""

import io
import json
import re
import zipfile
from dataclasses import replace
from datetime import timedelta

import docx
import pytest
from python_calamine import CalamineWorkbook

from lianfang.reports.asked import day_of, language_of, moment_of
from lianfang.reports.daily import daily_figures, differences
from lianfang.reports.figures import DailyReport
from lianfang.reports.layout import document
from lianfang.reports.render import ENDINGS, ending_of, html, pdf, rendered, txt
from lianfang.reports.render.heads import head, title_size
from lianfang.vocabulary import Mistake
from unit.reports import frames
from unit.reports.frames import CUT, DAY, counted, frame, given, reported

SENTENCE = (
    "截至1月9日24时，四川省累计报告病例19例，其中确诊病例18例、疑似病例1例，分布在2个市（州），"
    "阿坝藏族羌族自治州暂无报告病例。"
)


@pytest.fixture(scope="module")
def report():
    rows = [
        reported("510000", DAY - timedelta(days=1), confirmed=1200, suspected=0, cured=0, dead=0),
        reported("510000", DAY, confirmed=18, suspected=1, cured=0, dead=0),
        reported("510100", DAY, confirmed=16, suspected=1),
        reported("510400", DAY, confirmed=1234, suspected=0),
        reported("513200", DAY, confirmed=0, suspected=0),
    ]
    signed = {"unit": "U1", "day": DAY, "disease": "covid19", "zero": False, "occurred_from": CUT}
    made = daily_figures(
        **given(
            reported=frame(frames.REPORTED, *rows),
            sign_offs=frame(frames.SIGN_OFFS, signed),
            signing=("cdc", "hospital"),
            disease_names=("新型冠状病毒肺炎", "COVID-19"),
        )
    )
    earlier = daily_figures(**given(reported=frame(frames.REPORTED, *rows[:1])))
    return DailyReport(made, CUT, True, differences(earlier, made))


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("ending", [ending for ending in ENDINGS if ending != "pdf"])
def test_every_form_in_both_languages(report, ending, language):
    assert len(rendered(report, ending, language)) > 100


def test_docx_has_the_sentence_and_every_table(report):
    paper = docx.Document(io.BytesIO(rendered(report, "docx")))
    assert SENTENCE in [line.text for line in paper.paragraphs]
    cells = [[cell.text for cell in row.cells] for table in paper.tables for row in table.rows]
    assert ["攀枝花市", "1,234", "0", "1"] in cells
    assert ["累计确诊", "18", "1,250", "−1,232", "0"] in cells
    xml = zipfile.ZipFile(io.BytesIO(rendered(report, "docx"))).read("word/document.xml").decode()
    assert SENTENCE in re.sub(r"<[^>]+>", "", xml)


def test_xlsx_has_numbers_as_numbers_and_unknown_as_text(report):
    book = CalamineWorkbook.from_filelike(io.BytesIO(rendered(report, "xlsx")))
    assert book.sheet_names[0] == "日报"
    rows = book.get_sheet_by_name("分地区数据").to_python()
    place = rows[0].index("累计确诊")
    by_name = {row[0]: row for row in rows}
    assert by_name["攀枝花市"][place] == 1234
    bulletin = {row[0]: row for row in book.get_sheet_by_name("疫情数据").to_python()}
    assert bulletin["确诊病例"][1:] == [18 - 1200, 18, 18]
    assert bulletin["无症状感染者"][1:] == ["—", "—", "—"]
    assert SENTENCE in [row[0] for row in book.get_sheet_by_name("日报").to_python()]
    names = {row[0] for row in book.get_sheet_by_name("报送明细").to_python()}
    assert {"成都市疾控中心", "阿坝州医院"} <= names


def test_json_has_the_figures_themselves(report):
    told = json.loads(rendered(report, "json"))
    assert told["area"]["code"] == "510000" and told["paragraphs"][0] == SENTENCE
    confirmed = next(row for row in told["bulletin"] if row["name"] == "confirmed" and not row["origin"])
    assert (confirmed["new"], confirmed["cumulative"]) == (18 - 1200, 18)
    assert told["sums"][0]["difference"] == 18 - 1250
    suspected = next(d for d in told["then"]["differences"] if (d["row"], d["column"]) == ("suspected", "new"))
    assert suspected["then"] is None


def test_a_fall_of_a_cumulative_figure_reads_as_a_correction(report):
    assert "核减确诊病例1182例" in txt.as_text(report)


def test_text_names_who_has_not_reported(report):
    said = txt.as_text(report)
    assert SENTENCE in said
    assert "未报送3家：锦江区医院、攀枝花市医院、阿坝州医院" in said
    assert "已报送1家" in said


def test_html_escapes_what_it_shows(report):
    figures = report.figures
    named = replace(figures, area=replace(figures.area, name="<script>"))
    page = html.page(replace(report, figures=named))
    assert "<script>" not in page and "&lt;script&gt;" in page
    assert html.fragment(report).startswith("<article")


def test_english_says_nothing_in_chinese(report):
    units = [line.name for line in report.figures.sign_offs.lines]
    said = txt.as_text(report, "en")
    for name in units:
        said = said.replace(name, "")
    assert not re.search(r"[一-鿿]", said)


def test_numbers_of_the_workbook_and_the_paper_are_the_same(report):
    tables = {table.sheet: table for table in document(report).tables}
    figures = next(row for row in tables["疫情数据"].rows if row[0] == "确诊病例")
    assert figures[3] == report.figures.row("confirmed").cumulative


@pytest.fixture
def fonts():
    if not any(pdf.FONTS.glob("*.ttf")):
        pytest.skip("the font was not fetched: build the package once with the network")


@pytest.mark.usefixtures("fonts")
def test_pdf(report):
    for language in ("zh", "en"):
        paper = rendered(report, "pdf", language)
        assert paper.startswith(b"%PDF") and b"pdfaid" in paper


@pytest.mark.usefixtures("fonts")
def test_a_character_in_no_font_is_named(report):
    figures = report.figures
    odd = replace(figures, area=replace(figures.area, name="四川省\U0003fffd"))
    with pytest.raises(Mistake, match="U\\+3FFFD"):
        rendered(replace(report, figures=odd), "pdf")


def test_without_the_font_a_line_says_what_to_do(report, tmp_path, monkeypatch):
    monkeypatch.setattr(pdf, "FONTS", tmp_path)
    with pytest.raises(Mistake, match="make setup"):
        rendered(report, "pdf")


@pytest.mark.parametrize("name", ["report.odt", "report", "report.doc"])
def test_an_ending_unknown_is_a_mistake(tmp_path, name):
    with pytest.raises(Mistake, match=r"\.docx"):
        ending_of(tmp_path / name)


def test_days_moments_and_languages_as_people_write_them():
    assert day_of("2020-01-24").isoformat() == "2020-01-24"
    assert moment_of("2020-01-25T02:00").isoformat() == "2020-01-24T18:00:00+00:00"
    assert moment_of("2020-01-25T02:00+00:00").hour == 2
    assert language_of("en") == "en"
    for bad in (lambda: day_of("24.1."), lambda: moment_of("gestern"), lambda: language_of("fr")):
        with pytest.raises(Mistake):
            bad()
    for bad in (lambda: day_of("0001-01-01"), lambda: moment_of("0001-01-01T00:00")):
        with pytest.raises(Mistake):
            bad()


def test_no_origin_is_shown_of_reported_counts(report):
    assert [row.key for row in report.figures.bulletin if row.origin] == []
    made = daily_figures(**given(counts=frame(frames.COUNTS, counted("510104", "new_confirmed", 1, "imported"))))
    assert made.row("confirmed.imported").new == 1


@pytest.mark.parametrize(
    ("title", "size"),
    [
        ("今日上门清单", 20),
        ("新型冠状病毒肺炎防控方案（第七版）县级补充要求", 450 / 23),
        ("Qinghe: hand-over of shifts", 20),
        ("长" * 40, 15),
    ],
)
def test_a_long_title_is_set_smaller_until_it_fits_a_line(title: str, size: float) -> None:
    assert title_size(title) == size


def test_a_long_word_of_a_head_may_break_and_nothing_else_changes() -> None:
    assert head("New asymptomatic") == "New asymp\u00adtomatic"
    assert head("Cumulative deaths") == "Cumu\u00adlative deaths"
    assert head("累计确诊") == "累计确诊"
