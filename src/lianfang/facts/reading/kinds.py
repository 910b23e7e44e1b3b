"""Which kind of file this is, by its bytes, held against what its ending says."""

import gzip
import io
import zipfile
import zlib
from pathlib import Path

from lianfang.vocabulary.mistakes import Mistake

_ENDINGS = {
    ".csv": {"text"},
    ".tsv": {"text"},
    ".txt": {"text"},
    ".xlsx": {"xlsx"},
    ".xlsm": {"xlsx"},
    ".xlsb": {"xlsb"},
    # Systems write .xls on whatever they export, and spreadsheets open it all the same.
    ".xls": {"xls", "html", "xlsx", "text"},
    ".ods": {"ods"},
    ".html": {"html"},
    ".htm": {"html"},
    ".parquet": {"parquet"},
}
_SAID = {
    "text": "a text table (CSV)",
    "xlsx": "an Excel workbook (.xlsx)",
    "xlsb": "a binary Excel workbook (.xlsb)",
    "xls": "an old Excel workbook (.xls)",
    "ods": "an OpenDocument spreadsheet (.ods)",
    "html": "a web page (.html)",
    "parquet": "a Parquet table",
    "pdf": "a PDF document",
    "word": "a Word document",
    "picture": "a picture",
    "archive": "an archive",
    "encrypted": "an encrypted workbook",
    "binary": "a binary file",
}
_MAGIC = (
    (b"PAR1", "parquet"),
    (b"%PDF", "pdf"),
    (b"\x89PNG", "picture"),
    (b"\xff\xd8\xff", "picture"),
    (b"GIF8", "picture"),
    (b"Rar!", "archive"),
    (b"7z\xbc\xaf", "archive"),
)
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")


def content_of(path: Path, limit_bytes: int) -> tuple[str, bytes]:
    """The kind of the file (text, xlsx, xlsb, xls, ods, html, parquet) and its bytes, unpacked where it is gzip.

    Raises Mistake for a file that is missing, empty, over the limit, encrypted, of no table kind, or of another kind
    than its ending says.
    """
    raw = _bytes_of(path, limit_bytes)
    ending = path.suffix.lower()
    if raw[:2] == b"\x1f\x8b":
        raw = _unpacked(path, limit_bytes)
        ending = Path(path.stem).suffix.lower()
    if not raw.strip(b"\0 \r\n\t\xef\xbb\xbf"):
        raise Mistake(f"{path}: the file is empty; save it again with its rows")
    kind = _kind_of(raw)
    if kind == "encrypted":
        raise Mistake(f"{path}: the workbook is encrypted; save it without a password")
    allowed = _ENDINGS.get(ending)
    if allowed is None and ending:
        raise Mistake(f"{path}: files ending in {ending} cannot be read; save it as .csv or .xlsx")
    readable = set().union(*_ENDINGS.values())
    if kind not in (allowed or readable):
        says = f"its ending says {ending}, but it" if ending else "it"
        todo = "give it the right ending" if kind in readable else "save the table as .csv or .xlsx"
        raise Mistake(f"{path}: {says} is {_SAID[kind]}; {todo}")
    if kind in {"xlsx", "xlsb", "ods"}:
        _check_unpacked_size(path, raw, limit_bytes)
    return kind, raw


def _bytes_of(path: Path, limit_bytes: int) -> bytes:
    try:
        if path.is_dir():
            raise Mistake(f"{path}: is a folder; name a file")
        size = path.stat().st_size
        if size > limit_bytes:
            raise Mistake(_too_large(path, size, limit_bytes))
        return path.read_bytes()
    except FileNotFoundError:
        raise Mistake(f"{path}: there is no such file") from None
    except OSError as error:
        raise Mistake(f"{path}: the file cannot be read: {error.strerror}") from None


def _too_large(path: Path, size: int, limit_bytes: int) -> str:
    of = f"{size / 1048576:.1f} MB" if size >= 104858 else f"{size} bytes"
    limit = f"{limit_bytes / 1048576:g} MB" if limit_bytes >= 1048576 else f"{limit_bytes} bytes"
    return f"{path}: the file is too large ({of}; the limit is {limit}); split it into smaller files"


def _unpacked(path: Path, limit_bytes: int) -> bytes:
    try:
        # No more than the limit is ever unpacked, whatever the file claims.
        with gzip.open(path) as stream:
            unpacked = stream.read(limit_bytes + 1)
    except (OSError, EOFError, zlib.error):
        raise Mistake(f"{path}: the packed file is damaged; pack it again") from None
    if len(unpacked) > limit_bytes:
        raise Mistake(_too_large(path, len(unpacked), limit_bytes))
    return unpacked


def _check_unpacked_size(path: Path, raw: bytes, limit_bytes: int) -> None:
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        size = sum(entry.file_size for entry in archive.infolist())
    # A workbook packs its text about tenfold.
    if size > 10 * limit_bytes:
        raise Mistake(_too_large(path, size, 10 * limit_bytes))


def _kind_of(raw: bytes) -> str:
    for magic, kind in _MAGIC:
        if raw.startswith(magic):
            return kind
    if raw.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in raw:
            return "encrypted"
        if "WordDocument".encode("utf-16-le") in raw:
            return "word"
        book = any(name.encode("utf-16-le") in raw for name in ("Workbook", "Book"))
        return "xls" if book else "binary"
    if raw.startswith(b"PK"):
        return _kind_of_archive(raw)
    start = raw[:4096].lstrip(b"\xef\xbb\xbf\xff\xfe \r\n\t").lower().replace(b"\0", b"")
    if start.startswith((b"<html", b"<!doctype html", b"<table", b"<head", b"<body", b"<meta", b"<style")):
        return "html"
    if start.startswith((b"<?xml", b"<!--")) and (b"<html" in start or b"<table" in start):
        return "html"
    if raw[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return "text"
    sample = raw[:65536]
    control = sum(sample.count(bytes([code])) for code in range(32) if code not in b"\t\n\r\x0b\x0c\x1a")
    return "binary" if b"\0" in raw or control > len(sample) // 200 else "text"


def _kind_of_archive(raw: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            names = set(archive.namelist())
            if "mimetype" in names and b"spreadsheet" in archive.read("mimetype"):
                manifest = archive.read("META-INF/manifest.xml") if "META-INF/manifest.xml" in names else b""
                return "encrypted" if b"encryption-data" in manifest else "ods"
    except (zipfile.BadZipFile, RuntimeError, zlib.error):
        return "binary"
    if "xl/workbook.xml" in names:
        return "xlsx"
    if "xl/workbook.bin" in names:
        return "xlsb"
    return "word" if "word/document.xml" in names else "archive"
