"""A decision's paper: who decided, why, from, to, what is provided, the remedy, a code; a page a person."""

import io
import re
from dataclasses import replace
from datetime import UTC, date, datetime

import docx
import pytest

from lianfang.reports.decision_paper import DecisionPaper, document
from lianfang.reports.document import Code, Table
from lianfang.reports.render.docx import set_in_word
from lianfang.reports.render.html import set_in_html
from lianfang.reports.render.md import set_in_markdown
from lianfang.reports.render.pdf import set_in_pdf

AT = datetime(2021, 1, 10, 4, 0, tzinfo=UTC)
PAPER = DecisionPaper(
    number="K7QM-3XHD-9TPA",
    name="李某",
    sex="女",
    birth=date(1990, 4, 1),
    unit="青禾县疾控中心",
    decided_by="刘芳",
    decided=date(2021, 1, 10),
    ground="密接，末次接触日期 2021-01-03",
    rule="方案：密切接触者集中隔离医学观察",
    begins=date(2021, 1, 10),
    ends=date(2021, 1, 17),
    provided="食宿",
    remedy="行政复议",
    address="https://example.test/verify/K7QM-3XHD-9TPA/",
    code="W4T2-9KXN",
    own_page="https://example.test/me/",
)
LIFTED = replace(PAPER, number="AAAA-BBBB-CCCC", lifts=PAPER.number, ends=date(2021, 1, 12), provided="")


def rows(paper: DecisionPaper, language: str = "zh") -> dict[str, str]:
    (table,) = (block for block in document(paper, language).blocks if isinstance(block, Table))
    return {str(name): str(value) for name, value in table.rows}


def test_what_the_law_asks_stands_on_the_paper() -> None:
    told = rows(PAPER)
    assert told["决定单位"] == "青禾县疾控中心"
    assert told["决定人"] == "刘芳"
    assert told["起"] == "2021年1月10日" and told["止"] == "2021年1月17日"
    assert told["提供的保障"] == "食宿" and told["救济途径"] == "行政复议"
    assert "当日解除" in told["提前解除"]
    assert rows(PAPER, "en")["To"] == "17 January 2021"


def test_what_is_not_known_has_no_line() -> None:
    assert "方案规则" not in rows(replace(PAPER, rule=""))
    assert "提供的保障" not in rows(LIFTED) and "提前解除" not in rows(LIFTED)


def test_a_childs_paper_names_the_guardian() -> None:
    for language, words in (("zh", "监护人李国强"), ("en", "guardian 李国强")):
        assert words in set_in_markdown(document(replace(PAPER, guardian="李国强"), language))


def test_a_paper_that_lifts_names_the_other() -> None:
    made = document(LIFTED, "zh")
    assert made.title == "解除隔离医学观察决定书"
    assert PAPER.number in set_in_markdown(made)
    assert LIFTED.number in made.subtitle


@pytest.mark.parametrize("language", ["zh", "en"])
def test_word_and_pdf_hold_every_paper_each_on_its_own_page(language: str) -> None:
    made = [document(PAPER, language), document(LIFTED, language), document(PAPER, language)]
    word = docx.Document(io.BytesIO(set_in_word(*made)))
    assert len(word.sections) == len(word.inline_shapes) == 3
    # Of each paper its particulars, and its code with the address beside it.
    assert len(word.tables) == 6
    assert [PAPER.address in table.rows[0].cells[-1].text for table in word.tables[1::4]] == [True, True]
    # Of sections in Word each but the last ends within the text, and each counts its pages anew.
    text = "\n".join(line.text for line in word.paragraphs)
    assert text.count("K7QM-3XHD-9TPA") >= 3 and "AAAA-BBBB-CCCC" in text
    paper = set_in_pdf(made[0], AT, *made[1:])
    assert len(re.findall(rb"/Type\s*/Page\b", paper)) == 3


def test_where_the_code_cannot_be_drawn_its_address_is_written() -> None:
    made = document(PAPER, "zh")
    (code,) = (block for block in made.blocks if isinstance(block, Code))
    assert code.address == PAPER.address
    assert PAPER.address in set_in_markdown(made)
    assert PAPER.address in set_in_html(replace(made, blocks=(code,))).decode()
