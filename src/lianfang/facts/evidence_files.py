"""Files that prove what was done: what they are by their content, how they are told to the ledger, how read back.

A file is known by its first bytes (its signature), never by its name: a name is what somebody typed.
"""

import base64
import zipfile
from dataclasses import dataclass
from io import BytesIO
from uuid import UUID

from lianfang.access import ciphers
from lianfang.facts.models import Evidence
from lianfang.vocabulary import Mistake

# A photograph of a telephone and a scanned letter are smaller; what is larger belongs on a drive, with its place told.
MOST_BYTES = 5 * 1024 * 1024
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Ending by type of content.
TYPES = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png", _WORD: "docx", _SHEET: "xlsx"}
_SIGNATURES = ((b"%PDF-", "application/pdf"), (b"\xff\xd8\xff", "image/jpeg"), (b"\x89PNG\r\n\x1a\n", "image/png"))


@dataclass(frozen=True, slots=True)
class EvidenceFile:
    """A file as it comes back: its name with the ending of its content, its media type, its bytes."""

    name: str
    type: str
    content: bytes


def told_file(name: str, content: bytes) -> dict[str, object]:
    """The columns of ``evidence`` that tell this file.

    Raises Mistake where it is empty, too large, or none of PDF, JPEG, PNG, docx and xlsx by its content.
    """
    shown = repr(name[-60:])
    if not content:
        raise Mistake(f"the file {shown} is empty; choose another")
    if len(content) > MOST_BYTES:
        size = f"{len(content) / 1024 / 1024:.1f}"
        raise Mistake(f"the file {shown} has {size} MB, more than 5; make it smaller, or tell where it is kept")
    type_ = type_of(content)
    if type_ is None:
        raise Mistake(f"the file {shown} is no PDF, JPEG, PNG, docx or xlsx by its content; save it as one of these")
    return {
        "evidence.file_name": _named(name, TYPES[type_]),
        "evidence.file_type": type_,
        "evidence.file_size": len(content),
        "evidence.file": base64.b64encode(content).decode("ascii"),
    }


def type_of(content: bytes) -> str | None:
    """The media type that the content itself shows, or None where it is none that is taken."""
    for signature, type_ in _SIGNATURES:
        if content.startswith(signature):
            return type_
    if not content.startswith(b"PK\x03\x04"):
        return None
    try:
        names = set(zipfile.ZipFile(BytesIO(content)).namelist())
    except zipfile.BadZipFile:
        return None
    # A workbook or letter with macros is a program, and is not taken.
    if "[Content_Types].xml" not in names or any(name.endswith("vbaProject.bin") for name in names):
        return None
    return _WORD if "word/document.xml" in names else _SHEET if "xl/workbook.xml" in names else None


def file_of(evidence: UUID) -> EvidenceFile | None:
    """The file of a fact of evidence; None where it has none or the session may not see it."""
    row = Evidence.objects.filter(id=evidence, file__isnull=False).values_list("file_name", "file_type", "file").first()
    if row is None or row[2] is None:
        return None
    text = ciphers.decrypted([bytes(row[2])])[0]
    return EvidenceFile(row[0] or "file", row[1] or "application/octet-stream", base64.b64decode(text))


def _named(name: str, ending: str) -> str:
    """The name without folders and signs that a name cannot have, with the ending that its content has."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    plain = "".join(sign for sign in last if sign.isprintable() and sign not in '<>:"|?*').strip(". ")
    stem = plain.rsplit(".", 1)[0] if "." in plain else plain
    return f"{stem[-80:] or 'file'}.{ending}"
