"""A letter on paper and the reply to one: what offices write, a row a name, no column without anything in it."""

import io
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Literal

import docx
import pytest

from lianfang.reports.document import Paragraph, Table
from lianfang.reports.letter_paper import LetterPaper, NameOnPaper, document
from lianfang.reports.render.docx import set_in_word
from lianfang.reports.render.pdf import set_in_pdf

AT = datetime(2021, 1, 10, 4, 0, tzinfo=UTC)
NAMES = (
    NameOnPaper("1", "张伟", "男", "110101199003070038", "13800000000", answer="已找到"),
    NameOnPaper("2", "买买提·阿卜杜拉", telephone="13800000001", known="同乘K7091次列车", answer="查无此人；号码停机"),
)
LETTER = LetterPaper(
    number="青疾控协〔2021〕3号",
    from_name="青禾县疾控中心",
    to_name="邻县疫情防控指挥部",
    sent=date(2021, 1, 10),
    disease="新冠肺炎",
    names=NAMES,
    ask="请核查下列人员是否在贵地。",
    deadline=datetime(2021, 1, 12, 12, 0, tzinfo=UTC),
)
REPLY = replace(
    LETTER,
    number="青疾控复〔2021〕1号",
    asked=("邻指协〔2021〕7号", date(2021, 1, 9)),
    counts=(("已找到", 1), ("查无此人", 1), ("已去往", 0)),
    signer="刘芳",
)


def prose(paper: LetterPaper, language: Literal["zh", "en"] = "zh") -> list[str]:
    return [block.text for block in document(paper, language).blocks if isinstance(block, Paragraph)]


def table(paper: LetterPaper) -> Table:
    (found,) = (block for block in document(paper, "zh").blocks if isinstance(block, Table))
    return found


def test_a_letter_says_to_whom_what_by_when_and_who_signs() -> None:
    assert prose(LETTER) == [
        "邻县疫情防控指挥部：",
        "因新冠肺炎疫情防控需要，请协查下列2人。",
        "请核查下列人员是否在贵地。",
        "请于2021年1月12日12:00前函复。",
        "青禾县疾控中心（盖章）",
        "2021年1月10日",
    ]
    assert "Please reply by 12 January 2021, 12:00." in prose(LETTER, "en")


def test_a_column_of_which_nothing_is_told_takes_no_room() -> None:
    assert [column.label for column in table(LETTER).columns] == [
        "序号", "姓名", "性别", "证件号码", "联系电话", "情况说明",
    ]  # fmt: skip


def test_a_reply_names_the_letter_and_each_answer() -> None:
    assert (
        prose(REPLY)[1]
        == "贵方2021年1月9日来函（邻指协〔2021〕7号）收悉。所列2人协查结果：已找到1人，查无此人1人。现函复如下。"
    )
    assert [row[-1] for row in table(REPLY).rows] == ["已找到", "查无此人；号码停机"]
    assert "签发人：刘芳" in prose(REPLY)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("paper", [LETTER, REPLY], ids=["letter", "reply"])
def test_both_are_set_in_word_and_as_pdf(paper: LetterPaper, language: Literal["zh", "en"]) -> None:
    made = document(paper, language)
    opened = docx.Document(io.BytesIO(set_in_word(made)))
    assert len(opened.tables[0].rows) == 3
    assert set_in_pdf(made, AT)[:5] == b"%PDF-"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_does_not_break_keeps_to_its_column(language: Literal["zh", "en"]) -> None:
    """On 160 mm: a digit is 0.555 of the eight points of ten columns, and four points stand at either side."""
    whole = NameOnPaper(
        "126", "张三", "女", "000121198605240167", "15497494129", "住址", "密接", "QH2021-0002", "末次", "情况"
    )
    (found,) = (
        block for block in document(replace(LETTER, names=[whole]), language).blocks if isinstance(block, Table)
    )
    every = sum(column.share for column in found.columns)
    for place, signs in {3: 18, 4: 11, 7: 11}.items():
        points = 160 / 25.4 * 72 * found.columns[place].share / every
        assert points >= signs * 0.555 * 8 + 8, found.columns[place]
