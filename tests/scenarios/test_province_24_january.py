"""The first speech: a province on 24 January 2020. 53 cases reported, in 15 of 21 prefectures; six have none.

The file is what the province's own staff keep of the day: a row a prefecture, loaded as any file is. What comes in the
morning after is loaded too, and the report says what was known when, and what is known now.
"""

import csv
import io
import json
import zipfile
from datetime import UTC, date, datetime, timedelta

import pytest
import typer
from typer.testing import CliRunner

from lianfang.access.session import machine_session
from lianfang.cli.report import register
from lianfang.facts import clock
from lianfang.facts.load import Options, load
from lianfang.reports.figures import DailyReport
from lianfang.reports.layout import document, paragraphs
from lianfang.reports.ledger import daily_report
from lianfang.reports.render import rendered
from lianfang.vocabulary import Mistake

pytestmark = pytest.mark.django_db

DAY = date(2020, 1, 24)
# 00:30 of the 25th, an hour and a half before the report is due.
NIGHT = datetime(2020, 1, 24, 16, 30, tzinfo=UTC)
MORNING = datetime(2020, 1, 25, 3, 0, tzinfo=UTC)

SENTENCE = (
    "截至1月24日24时，四川省累计报告病例53例，其中确诊病例28例、疑似病例25例，分布在15个市（州），"
    "攀枝花、广元、宜宾、巴中、资阳、阿坝6市（州）暂无报告病例。"
)

# Prefecture, code, confirmed, suspected.
PREFECTURES = (
    ("成都市", "510100", 16, 19),
    ("自贡市", "510300", 1, 0),
    ("攀枝花市", "510400", 0, 0),
    ("泸州市", "510500", 1, 0),
    ("德阳市", "510600", 1, 0),
    ("绵阳市", "510700", 2, 0),
    ("广元市", "510800", 0, 0),
    ("遂宁市", "510900", 2, 0),
    ("内江市", "511000", 1, 0),
    ("乐山市", "511100", 0, 1),
    ("南充市", "511300", 0, 1),
    ("眉山市", "511400", 0, 2),
    ("宜宾市", "511500", 0, 0),
    ("广安市", "511600", 2, 0),
    ("达州市", "511700", 1, 0),
    ("雅安市", "511800", 1, 0),
    ("巴中市", "511900", 0, 0),
    ("资阳市", "512000", 0, 0),
    ("阿坝藏族羌族自治州", "513200", 0, 0),
    ("甘孜藏族自治州", "513300", 0, 1),
    ("凉山彝族自治州", "513400", 0, 1),
)
COLUMNS = (
    *("date", "country", "countryCode", "province", "provinceCode", "city", "cityCode"),
    *("confirmed", "suspected", "cured", "dead"),
)


def row(city, code, confirmed, suspected, day=DAY, cured=0, dead=0):
    return (day, "中国", "CN", "四川省", "510000", city, code, confirmed, suspected, cured, dead)


@pytest.fixture
def written(tmp_path):
    def write(*rows, name="counts.csv"):
        path = tmp_path / name
        with path.open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows([COLUMNS, *rows])
        return path

    return write


@pytest.fixture
def loaded(written):
    """The province's file of the day, loaded in the night before the report is due."""
    answer = load("counts", written(*(row(*prefecture) for prefecture in PREFECTURES)), Options(), NIGHT)
    assert (answer.rows, answer.loaded, answer.rejected) == (21, 21, 0)


def report(now=NIGHT, area="510000", **more):
    with machine_session():
        return daily_report(area, DAY, now=now, **more)


@pytest.mark.usefixtures("loaded")
def test_the_opening_sentence_to_the_letter():
    assert paragraphs(report().figures)[0] == SENTENCE


@pytest.mark.usefixtures("loaded")
def test_the_same_sentence_in_english():
    assert paragraphs(report().figures, "en")[0] == (
        "As of 24:00 on 24 January 2020, Sichuan had reported 53 cases in all: 28 confirmed and 25 suspected, in 15 "
        "prefectures; Panzhihua, Guangyuan, Yibin, Bazhong, Ziyang and Aba (6 prefectures) had reported none."
    )


@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize("ending", ["docx", "html", "txt", "json"])
def test_the_sentence_stands_in_every_document(ending):
    made = rendered(report(), ending)
    text = zipfile.ZipFile(io.BytesIO(made)).read("word/document.xml").decode() if ending == "docx" else made.decode()
    assert SENTENCE in text


def test_a_blank_is_unknown_and_a_zero_is_zero(written):
    rows = [
        row("成都市", "510100", 16, 19),
        row("攀枝花市", "510400", 0, 0),
        row("乐山市", "511100", "", ""),
    ]
    load("counts", written(*rows), Options(), NIGHT)
    told = report().figures
    assert [area.short for area in told.opening.none] == ["攀枝花"]
    assert [area.short for area in told.opening.unknown] == ["乐山"]
    assert paragraphs(told)[0].endswith("，均在成都市，其余1个市（州）暂无报告病例，乐山市未公布。")


@pytest.mark.usefixtures("loaded")
def test_the_morning_after_shows_what_was_known_when_due_and_what_is_known_now(written):
    load("counts", written(row("成都市", "510100", 18, 17), name="later.csv"), Options(), MORNING)
    made = report(now=MORNING + timedelta(hours=1))
    assert made.then_is_due
    changed = {(d.row, d.column): (d.then, d.now, d.difference) for d in made.differences if d.changed}
    assert changed == {
        ("confirmed", "current"): (28, 30, 2),
        ("confirmed", "cumulative"): (28, 30, 2),
        ("suspected", "current"): (25, 23, -2),
    }
    then = report(now=MORNING + timedelta(hours=1), as_of=NIGHT)
    assert paragraphs(then.figures)[0] == SENTENCE
    assert {(d.row, d.column): (d.then, d.now) for d in then.differences if d.changed} == {
        key: (before, after) for key, (before, after, _) in changed.items()
    }
    cells = next(table for table in document(made).tables if table.sheet == "当时所知与现在所知").rows
    assert ("确诊病例 · 累计", 28, 30, 2) in cells


@pytest.mark.usefixtures("loaded")
def test_the_province_own_figure_is_shown_beside_the_sum(written):
    load("counts", written(row("", "", 30, 25), name="province.csv"), Options(), NIGHT)
    figures = report().figures
    confirmed = next(check for check in figures.sums if check.figure == "cumulative_confirmed")
    assert (confirmed.own, confirmed.children, confirmed.difference) == (30, 28, 2)
    assert figures.row("confirmed").cumulative == 30


@pytest.mark.usefixtures("loaded")
def test_a_report_of_tomorrow_an_unknown_area_a_disease_unheard_of():
    with pytest.raises(Mistake, match="still to come"), machine_session():
        daily_report("510000", date(2020, 1, 26), now=NIGHT)
    with pytest.raises(Mistake, match="no area has the code '999999'"):
        report(area="999999")
    with pytest.raises(Mistake, match="'plague'"):
        report(disease="plague")


@pytest.mark.usefixtures("loaded")
def test_the_command(tmp_path):
    clock.set_to(NIGHT)
    app = typer.Typer()
    register(app)
    out = tmp_path / "report.docx"
    asked = ["report", "daily", "--area", "510000", "--date", "2020-01-24"]
    done = CliRunner().invoke(app, [*asked, "--out", str(out), "--json"])
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["paragraphs"][0] == SENTENCE
    assert SENTENCE in zipfile.ZipFile(out).read("word/document.xml").decode()
    assert SENTENCE in CliRunner().invoke(app, asked).stdout
    refused = CliRunner().invoke(app, [*asked, "--out", str(tmp_path / "report.odt")])
    assert isinstance(refused.exception, Mistake) and ".docx" in str(refused.exception)


def test_the_nation_of_that_day_says_both_its_own_figure_and_the_sum(shared_data):
    """1,287 confirmed as the nation published; the provinces add up to 1,337."""
    load("areas", shared_data / "areas/gbt2260_2019.csv", Options(), NIGHT)
    options = Options(map="china_2020_national")
    load("counts", shared_data / "china-2020/prefecture_daily.csv.gz", options, datetime(2020, 7, 1, tzinfo=UTC))
    figures = report(now=datetime(2020, 7, 2, tzinfo=UTC), area="CN", beside=False).figures
    confirmed = next(check for check in figures.sums if check.figure == "cumulative_confirmed")
    assert (confirmed.own, confirmed.children, confirmed.difference) == (1287, 1337, -50)
    assert (figures.row("confirmed").cumulative, figures.row("suspected").current) == (1287, 1965)
    # Below the nation a typed 0 of suspected cases means that they were not published.
    sichuan = next(child for child in figures.children if child.area.code == "510000")
    assert (sichuan.cumulative_confirmed, sichuan.current_suspected) == (28, None)
    assert ("累计确诊", 1287, 1337, -50) in [
        row[:4] for table in document(DailyReport(figures)).tables for row in table.rows
    ]
