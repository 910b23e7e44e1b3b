"""个案调查表: a case as its investigator fills it in, from facts; what nobody told yet is marked."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from lianfang.plan.wording.language import Language
from lianfang.reports.document import Block, Document, Notes, Paragraph, Signatures, Table, TableColumn
from lianfang.reports.labels import as_known

State = Literal["told", "in_vain", "missing", "open"]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the form. ``open`` is one that is empty and need not be filled, ``in_vain`` one asked without avail."""

    label: str
    value: str
    state: State


@dataclass(frozen=True, slots=True)
class Section:
    """Lines under a title, in the order in which they are dictated."""

    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Listed:
    """A list behind the form: its columns with their shares of the width, and its rows; ``more`` stand elsewhere."""

    title: str
    columns: tuple[tuple[str, float], ...]
    rows: tuple[tuple[str, ...], ...]
    more: int = 0


@dataclass(frozen=True, slots=True)
class InvestigationPaper:
    """The form of a case. Words are in the language of the paper; ``printed`` is local, as is every moment in it."""

    number: str
    name: str
    disease: str
    unit: str
    sections: tuple[Section, ...]
    lists: tuple[Listed, ...]
    printed: datetime

    @property
    def missing(self) -> tuple[str, ...]:
        """What is still to be asked."""
        return tuple(line.label for section in self.sections for line in section.lines if line.state == "missing")


def document(paper: InvestigationPaper, language: Language) -> Document:
    """The form on A4: its sections, then contacts, places and specimens, then room for the signature."""
    chinese = language == "zh"
    blank = "（缺，请询问）" if chinese else "(missing: to be asked)"
    columns = (
        TableColumn("项目" if chinese else "Question", share=2),
        TableColumn("内容" if chinese else "Answer", share=5),
    )
    lacks = ("、" if chinese else ", ").join(paper.missing)
    said = (
        f"尚缺{len(paper.missing)}项：{lacks}。" if chinese else f"{len(paper.missing)} still to be asked: {lacks}."
    ) if lacks else ("各项均已填齐。" if chinese else "Nothing is missing.")  # fmt: skip
    blocks: list[Block] = [Paragraph(said)]
    for section in paper.sections:
        rows = tuple((line.label, line.value or (blank if line.state == "missing" else "")) for line in section.lines)
        lacking = frozenset(place for place, line in enumerate(section.lines) if line.state == "missing")
        blocks.append(Table(section.title, section.title[:31], columns, rows, strong=lacking))
    for listed in paper.lists:
        blocks.append(_listed(listed, chinese))
    blocks.append(Signatures(("调查人（签名）：", "调查日期：") if chinese else ("Investigator: ", "Date: ")))
    blocks.append(
        Notes(
            "",
            (
                "由已录入的事实生成；“缺”为尚无人告知，“无”“不详”“拒绝回答”为已问过的答复。"
                if chinese
                else "Made from recorded facts. Missing: nobody told it yet. None, not known, refused: answers.",
            ),
        )
    )
    return Document(
        language=language,
        title="个案调查表" if chinese else "Case investigation form",
        subtitle=f"{paper.name}　{paper.number}　{paper.disease}　{paper.unit}",
        blocks=tuple(blocks),
        known=as_known(paper.printed, language),
    )


def _listed(listed: Listed, chinese: bool) -> Table:
    note = ""
    if listed.more:
        note = f"另有{listed.more}人（条）见系统。" if chinese else f"{listed.more} more stand in the system."
    if not listed.rows:
        note = "尚无。" if chinese else "None yet."
    count = f"（{len(listed.rows) + listed.more}）" if chinese else f" ({len(listed.rows) + listed.more})"
    columns = tuple(TableColumn(label, share=share) for label, share in listed.columns)
    return Table(listed.title + count, listed.title[:31], columns, listed.rows, note=note)
