"""The report card of one case as a document: what there is to type, field by field, and what is missing marked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from lianfang.reports.document import Document, Notes, Table, TableColumn

# What a reader of English is told beside the form's own words.
ENGLISH = {
    "患者姓名": "Name",
    "患儿家长姓名": "Parent of a child",
    "有效证件号": "Identity number",
    "性别": "Sex",
    "出生日期": "Birth date",
    "患者工作单位": "Workplace",
    "联系电话": "Telephone",
    "病人属于": "Lives in",
    "现住地址国标": "Code of residence",
    "现住详细地址": "Address",
    "人群分类": "Occupation",
    "病例分类": "Classification",
    "病例分类2": "Course",
    "发病日期": "Onset",
    "诊断时间": "Diagnosed",
    "死亡日期": "Died",
    "疾病名称": "Disease",
    "填卡医生": "Doctor",
    "医生填卡日期": "Filled in",
    "报告单位": "Reporting unit",
    "备注": "Note",
}


@dataclass(frozen=True, slots=True)
class ReportCard:
    """A card's fields in the order of its form: (header, value, whether a blank is a lack). ``number``: the card's."""

    number: str
    fields: tuple[tuple[str, str, bool], ...]
    unit: str
    known: datetime

    @property
    def missing(self) -> tuple[str, ...]:
        """The fields that the form needs and that nobody told yet."""
        return tuple(header for header, value, needed in self.fields if needed and not value)


def report_card(
    cells: Mapping[str, str], headers: Sequence[str], needed: frozenset[str], unit: str, known: datetime
) -> ReportCard:
    """The card of a case whose cells are these."""
    fields = tuple((header, cells.get(header, ""), header in needed) for header in headers)
    return ReportCard(cells.get("卡片编号", ""), fields, unit, known)


def row_to_copy(card: ReportCard) -> str:
    """The values in the form's order with tabs between, for pasting into a row; nothing in them breaks the row."""
    return "\t".join(" ".join(value.split()) for _, value, _ in card.fields)


def document(card: ReportCard, language: Literal["zh", "en"], zone: ZoneInfo) -> Document:
    """The card on paper: A4, two columns of field and value."""
    chinese = language == "zh"
    blank = "（缺，请补填）" if chinese else "(missing: to be filled in)"
    rows = tuple(
        (header if chinese else f"{ENGLISH[header]} {header}", value or (blank if needed else ""))
        for header, value, needed in card.fields
    )
    moment = f"{card.known.astimezone(zone):%Y-%m-%d %H:%M}"
    lacks = "、".join(card.missing) if chinese else ", ".join(ENGLISH[header] for header in card.missing)
    lines = [("缺：" if chinese else "Missing: ") + lacks] if lacks else []
    lines.append(
        "由已录入的事实生成；填卡医生签名：＿＿＿＿＿＿　日期：＿＿＿＿＿＿"
        if chinese
        else "Made from recorded facts. Signature of the doctor: ____________  Date: ____________"
    )
    columns = (
        TableColumn("栏目" if chinese else "Field", share=2),
        TableColumn("内容" if chinese else "Value", share=5),
    )
    strong = frozenset(place for place, (_, value, needed) in enumerate(card.fields) if needed and not value)
    return Document(
        language=language,
        title="传染病报告卡" if chinese else "Report card of an infectious disease",
        subtitle=f"{card.number}　{card.unit}".strip("　"),
        blocks=(
            Table("报告卡内容" if chinese else "The card", "card", columns, rows, strong=strong),
            Notes("说明" if chinese else "Notes", tuple(lines)),
        ),
        known=f"截至 {moment} 所知" if chinese else f"as known at {moment}",
    )
