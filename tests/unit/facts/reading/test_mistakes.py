import gzip
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from lianfang.facts.reading import read
from lianfang.vocabulary.mistakes import Mistake

OLE = bytes.fromhex("d0cf11e0a1b11ae1")


def header_only(path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["姓名", "乡镇"])
    book.save(path)


def word_document(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")


def damaged(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("xl/workbook.xml", "<w/>")


def content(raw: bytes) -> Callable[[Path], object]:
    return lambda path: path.write_bytes(raw)


@pytest.mark.parametrize(
    ("name", "make", "said"),
    [
        ("a.csv", content(b""), "the file is empty; save it again with its rows"),
        ("a.csv", content(b"\xef\xbb\xbf \n\n"), "the file is empty; save it again with its rows"),
        ("a.csv.gz", content(gzip.compress(b"")), "the file is empty; save it again with its rows"),
        ("a.csv.gz", content(gzip.compress(b"a,b\n1,2\n")[:-9]), "the packed file is damaged; pack it again"),
        (
            "a.csv",
            content(bytes(range(256)) * 20),
            "its ending says .csv, but it is a binary file; save the table as .csv or .xlsx",
        ),
        ("a.csv", header_only, "its ending says .csv, but it is an Excel workbook (.xlsx); give it the right ending"),
        (
            "a.xlsx",
            content(b"a,b\n1,2\n"),
            "its ending says .xlsx, but it is a text table (CSV); give it the right ending",
        ),
        (
            "a.xlsx",
            content(b"%PDF-1.7\n"),
            "its ending says .xlsx, but it is a PDF document; save the table as .csv or .xlsx",
        ),
        ("a.xlsx", word_document, "its ending says .xlsx, but it is a Word document; save the table as .csv or .xlsx"),
        ("a.docx", word_document, "files ending in .docx cannot be read; save it as .csv or .xlsx"),
        (
            "a.xlsx",
            content(OLE + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le")),
            "the workbook is encrypted; save it without a password",
        ),
        (
            "a.xls",
            content(b"<html><body>no table</body></html>"),
            "the web page holds no table; save the table as .xlsx or .csv",
        ),
        ("a.csv", content("姓名,乡镇\n".encode()), "holds only a header; fill in its rows"),
        ("a.csv", content("姓名,乡镇\n合计,3\n".encode()), "holds only a header; fill in its rows"),
        ("a.xlsx", header_only, "holds only a header; fill in its rows"),
        ("a.csv", content(b"1,2\n3,4\n"), "no header was found; the first row of the table must name its columns"),
        (
            "a.csv",
            content(b"a,b\n1,\xff\xff\n"),
            "line 2 is neither UTF-8 nor GB18030; save the file again as CSV UTF-8",
        ),
    ],
)
def test_a_file_that_cannot_be_used_says_what_to_do(
    tmp_path: Path, name: str, make: Callable[[Path], object], said: str
) -> None:
    make(tmp_path / name)
    with pytest.raises(Mistake) as mistake:
        read(tmp_path / name)
    assert str(mistake.value) == f"{tmp_path / name}: {said}"


def test_a_damaged_workbook(tmp_path: Path) -> None:
    damaged(tmp_path / "a.xlsx")
    with pytest.raises(Mistake, match=r"a\.xlsx: the workbook is damaged \(.*\); open it and save it again"):
        read(tmp_path / "a.xlsx")


def test_missing_file_and_folder(tmp_path: Path) -> None:
    with pytest.raises(Mistake, match="there is no such file"):
        read(tmp_path / "none.csv")
    with pytest.raises(Mistake, match="is a folder; name a file"):
        read(tmp_path)


def test_the_size_limit_holds_for_what_is_packed_too(tmp_path: Path) -> None:
    raw = b"a,b\n" + b"1,2\n" * 10_000
    (tmp_path / "a.csv").write_bytes(raw)
    (tmp_path / "a.csv.gz").write_bytes(gzip.compress(raw))
    for name in ("a.csv", "a.csv.gz"):
        with pytest.raises(Mistake, match=r"the file is too large .* the limit is 20000 bytes"):
            read(tmp_path / name, limit_bytes=20_000)
        assert read(tmp_path / name, limit_bytes=len(raw))[0].rows.height == 10_000


def test_a_sheet_that_is_not_there(tmp_path: Path) -> None:
    header_only(tmp_path / "a.xlsx")
    with pytest.raises(Mistake, match="has no sheet 二; its sheets are Sheet"):
        read(tmp_path / "a.xlsx", sheet="二")


def _bomb(path: Path, size: int, declared: int | None = None) -> None:
    """A workbook whose sheet holds so many bytes of one letter, which pack to nothing, or says that it has fewer."""
    book = openpyxl.Workbook()
    book.active.append(["姓名", "乡镇"])
    book.active.append(["王五", "河东"])
    book.save(path)
    with zipfile.ZipFile(path) as archive:
        parts = {entry.filename: archive.read(entry) for entry in archive.infolist()}
    sheet = next(name for name in parts if "sheet1" in name)
    parts[sheet] += b"<!--" + b"a" * size + b"-->"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    if declared is not None:
        told = struct.pack("<I", len(parts[sheet]))
        path.write_bytes(path.read_bytes().replace(told, struct.pack("<I", declared)))


def test_a_workbook_that_unpacks_to_far_more_is_not_unpacked(tmp_path: Path) -> None:
    _bomb(tmp_path / "a.xlsx", 5_000_000)
    assert (tmp_path / "a.xlsx").stat().st_size < 50_000
    with pytest.raises(Mistake, match=r"a\.xlsx: the file is too large"):
        read(tmp_path / "a.xlsx", limit_bytes=100_000)
    assert read(tmp_path / "a.xlsx", limit_bytes=1_000_000)[0].rows.height == 1


def test_nor_is_one_that_says_it_is_small(tmp_path: Path) -> None:
    _bomb(tmp_path / "a.xlsx", 5_000_000, declared=1000)
    with pytest.raises(Mistake, match=r"a\.xlsx: .*damaged"):
        read(tmp_path / "a.xlsx", limit_bytes=100_000)
