"""Letters read from whatever they come as; what is broken is said, never guessed, and what was written is read back."""

import io
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import docx
import pytest
import xlsxwriter
from docx.oxml.ns import qn
from hypothesis import given
from hypothesis import strategies as st

from lianfang.exchange.letters import LetterTold, NameTold, as_csv, as_json, read_letter_file, read_letter_text, united
from lianfang.exchange.letters.replies import read_reply_file
from lianfang.exchange.letters.told import NAME_FIELDS
from lianfang.vocabulary import Mistake
from lianfang.vocabulary.subjects import letter_subject, name_subjects

TODAY = date(2021, 1, 8)
PROSE = (
    "关于协查密切接触者的函",
    "松河指协〔2021〕15号",
    "青禾县疫情防控指挥部：",
    "我县报告1例新冠肺炎确诊病例李某某，下列人员系其密切接触者。请协助核查，并于收函后24小时内函复。",
    "联系人：赵某 0452-6123456",
    "松河县疫情防控指挥部（盖章）",
    "2021年1月7日",
)
HEADER = ("序号", "姓名", "性别", "身份证号码", "手机号", "现住址", "接触类型", "接触时间", "车次")
ROWS = (
    ("1", "王强", "男", "110101199003070038", "13800000001", "青禾县河东镇", "密接", "2021-01-03", "K7091"),
    ("2", "刘芳", "女", "", "13800000002", "", "密接的密接", "", ""),
)


def document(tmp_path: Path, rows: Sequence[Sequence[str]] = (HEADER, *ROWS), prose: Sequence[str] = PROSE) -> Path:
    """A letter of Word: prose, and a table of these rows."""
    made = docx.Document()
    for line in prose[:4]:
        made.add_paragraph(line)
    if rows:
        table = made.add_table(rows=0, cols=len(rows[0]))
        for row in rows:
            cells = table.add_row().cells
            for cell, text in zip(cells, row, strict=False):
                cell.text = text
    for line in prose[4:]:
        made.add_paragraph(line)
    path = tmp_path / "函.docx"
    made.save(str(path))
    return path


def test_a_word_document_gives_its_head_and_its_table(tmp_path: Path) -> None:
    letter = read_letter_file(document(tmp_path), TODAY)
    assert (letter.number, letter.from_name, letter.to_name) == (
        "松河指协〔2021〕15号", "松河县疫情防控指挥部", "青禾县疫情防控指挥部",
    )  # fmt: skip
    assert (letter.sent, letter.disease, letter.hours) == ("2021-01-07", "covid19", 24)
    assert letter.reply_to == "赵某 0452-6123456"
    assert "请协助核查" in letter.ask
    first, second = letter.names
    assert first == NameTold(
        "1", "王强", "男", "110101199003070038", "13800000001", "青禾县河东镇", "close", "李某某", "2021-01-03", "K7091"
    )
    assert (second.name, second.told_as) == ("刘芳", "secondary")
    assert letter.unread == []


def test_a_row_with_a_cell_missing_is_not_guessed(tmp_path: Path) -> None:
    path = document(tmp_path)
    broken = docx.Document(str(path))
    row = broken.tables[0].rows[2]._tr
    row.remove(row.findall(qn("w:tc"))[3])
    broken.save(str(path))
    letter = read_letter_file(path, TODAY)
    assert [name.name for name in letter.names] == ["王强"]
    (lost,) = letter.unread
    assert (lost.where, lost.why) == ("row 3", "cells")
    assert "刘芳" in lost.text and "13800000002" in lost.text


def test_a_table_without_a_header_is_read_as_prose_or_said(tmp_path: Path) -> None:
    letter = read_letter_file(document(tmp_path, [row[1:6] for row in ROWS]), TODAY)
    assert [(name.name, name.telephone) for name in letter.names] == [("王强", "13800000001"), ("刘芳", "13800000002")]


def test_merged_repeated_and_summing_rows_are_no_people(tmp_path: Path) -> None:
    path = document(tmp_path, (HEADER, *ROWS, HEADER, ("合计", "2", *[""] * 7), ("3", *[""] * 8)))
    made = docx.Document(str(path))
    table = made.tables[0]
    table.cell(1, 6).merge(table.cell(2, 6)).text = "密接"
    made.save(str(path))
    letter = read_letter_file(path, TODAY)
    assert [(name.name, name.told_as) for name in letter.names] == [("王强", "close"), ("刘芳", "close")]


def test_a_table_within_a_cell_is_read_too(tmp_path: Path) -> None:
    made = docx.Document()
    made.add_paragraph(PROSE[2])
    frame = made.add_table(rows=1, cols=1)
    inner = frame.cell(0, 0).add_table(rows=0, cols=len(HEADER))
    for row in (HEADER, *ROWS):
        for cell, text in zip(inner.add_row().cells, row, strict=True):
            cell.text = text
    path = tmp_path / "函.docx"
    made.save(str(path))
    assert [name.name for name in read_letter_file(path, TODAY).names] == ["王强", "刘芳"]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.docx", b"no zip", "is no Word document that can be read"),
        ("a.docx", bytes.fromhex("d0cf11e0a1b11ae1"), "is an old or an encrypted Word document"),
        ("a.doc", b"", "is an old Word document"),
        ("a.pdf", b"%PDF", "a letter is read from"),
        ("a.json", b"{", "is no JSON"),
        ("a.json", b"[" * 100_000, "is no JSON"),
        ("a.json", b'{"format": "lianfang-letter/1", "names": [{"name": "\\ud800"}]}', "is no JSON"),
        ("a.json", b'{"format": "other"}', "is no letter of lianfang-letter/1"),
        ("a.json", b'{"format": "lianfang-letter/1", "names": [1]}', "name 1 is no list of columns"),
        ("a.xlsx", b"PK\x03\x04", "save the table as .csv or .xlsx"),
    ],
)
def test_a_file_that_is_no_letter_is_one_line(tmp_path: Path, name: str, content: bytes, said: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(Mistake, match=said) as refused:
        read_letter_file(path, TODAY)
    assert "\n" not in str(refused.value)


def test_a_workbook_with_titles_above_its_table(tmp_path: Path) -> None:
    path = tmp_path / "名单.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet()
    lines = [("松河县密切接触者协查名单（新冠肺炎）",), ("松河指协〔2021〕15号",), HEADER, *ROWS, ("填表人：赵某",)]
    for number, row in enumerate(lines):
        for column, cell in enumerate(row):
            sheet.write_string(number, column, cell)
    book.close()
    letter = read_letter_file(path, TODAY)
    assert (letter.number, letter.disease) == ("松河指协〔2021〕15号", "covid19")
    assert [name.name for name in letter.names] == ["王强", "刘芳"]


def test_a_table_copied_from_a_spreadsheet_into_the_box() -> None:
    text = "\n".join(["青禾县疫情防控指挥部：", *("\t".join(row) for row in (HEADER, *ROWS)), *PROSE[4:]])
    letter = read_letter_text(text, TODAY)
    assert [name.name for name in letter.names] == ["王强", "刘芳"]
    assert letter.from_name == "松河县疫情防控指挥部"


def test_a_telephone_in_place_of_a_number_is_kept_where_it_stands() -> None:
    (name,) = read_letter_text("张伟，身份证号13812345678，电话13812345678，1月3日同桌就餐", TODAY).names
    assert (name.identity_number, name.telephone) == ("13812345678", "13812345678")
    assert name.known == "1月3日同桌就餐"


def test_a_line_of_figures_that_belong_to_nobody_is_said() -> None:
    letter = read_letter_text("张伟 13800000001\n110101199003070038 13900000002\n13900000003\n", TODAY)
    assert [name.name for name in letter.names] == ["张伟"]
    assert {lost.why for lost in letter.unread} == {"nobody"}


@pytest.mark.parametrize(
    ("text", "deadline"),
    [
        ("请于1月9日18时前反馈结果。", "2021-01-09 18:00"),
        ("请于2021年1月9日前书面回复。", "2021-01-10 00:00"),
        ("请于1月9日17:30前函复。", "2021-01-09 17:30"),
        ("请于2月30日前反馈。", ""),
        ("他于1月9日前离开。", ""),
    ],
)
def test_by_when_an_answer_is_asked(text: str, deadline: str) -> None:
    assert read_letter_text(text, TODAY).deadline == deadline


def test_a_letter_of_december_asks_for_january() -> None:
    letter = read_letter_text("请于1月2日12时前反馈。\n某县指挥部\n2020年12月31日", TODAY)
    assert letter.deadline == "2021-01-02 12:00"


words = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=8)
names = st.builds(NameTold, **dict.fromkeys(NAME_FIELDS, words))


@given(
    st.builds(
        LetterTold,
        number=words,
        from_name=words,
        ask=words,
        deadline=words,
        names=st.lists(names, min_size=1, max_size=4),
    )
)
def test_what_is_written_for_the_other_machine_is_read_back_exactly(letter: LetterTold) -> None:
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as folder:
        for ending, content in (("json", as_json(letter)), ("csv", as_csv(letter))):
            path = Path(folder) / f"letter.{ending}"
            path.write_bytes(content)
            assert read_letter_file(path, TODAY) == letter


def test_who_stands_twice_by_number_is_one_and_namesakes_are_two() -> None:
    told = [
        NameTold(name="张伟", identity_number="1", telephone="a"),
        NameTold(name="张伟", telephone="b"),
        NameTold(name="张伟", identity_number="1", address="c"),
    ]
    kept, twice = united(told)
    assert len(kept) == 2 and len(twice) == 1
    assert kept[0].address == "c"


def test_a_letter_and_its_names_have_one_subject_however_often_they_are_read() -> None:
    letter = letter_subject("incoming", "松河县 指挥部", "松〔2021〕 1号")
    assert letter == letter_subject("incoming", "松河县指挥部", "松〔2021〕1号")
    assert letter != letter_subject("outgoing", "松河县指挥部", "松〔2021〕1号")
    assert letter != letter_subject("incoming", "东岭区指挥部", "松〔2021〕1号")
    one, two, three = name_subjects(letter, [("张伟", "", ""), ("张伟", "", ""), ("王强", "110101199003070038", "")])
    assert len({one, two, three}) == 3
    # In another order, with a telephone that was learnt since, the number still tells who it is.
    assert name_subjects(letter, [("王强", "110101199003070038", "138")]) == [three]


def test_a_damaged_part_within_the_archive_is_one_line(tmp_path: Path) -> None:
    import zipfile

    path = document(tmp_path)
    held = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(held, "w") as new:
        for part in old.namelist():
            content = old.read(part)
            new.writestr(part, content[: len(content) // 2] if part == "word/document.xml" else content)
    path.write_bytes(held.getvalue())
    with pytest.raises(Mistake, match="no Word document that can be read"):
        read_letter_file(path, TODAY)


@pytest.mark.parametrize("raw", [b"{", b"[" * 100_000, b'{"reply": {"number": "\\ud800"}}'])
def test_a_reply_that_is_no_json_is_one_clear_line(tmp_path: Path, raw: bytes) -> None:
    path = tmp_path / "复函.json"
    path.write_bytes(raw)
    with pytest.raises(Mistake, match=r"^复函\.json: is no JSON; ask for the file again, or tick the answers by hand$"):
        read_reply_file(path)
