"""今日上门清单: a grid's visits on paper for when the line is down, a line each with boxes, to be typed back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from lianfang.plan.wording.language import Language
from lianfang.reports.document import Code, Document, Notes, Paragraph, Signatures, Table, TableColumn
from lianfang.reports.labels import as_known

# The boxes of a line; what is typed for one is the digit before it. A temperature is typed as it is written.
NOT_MET = {"1": ("不在", "not home"), "2": ("拒绝", "refuses"), "3": ("离开", "gone")}
BOOKED = ("4", "约采样", "test booked")
DONE = "0"
_DONE: Mapping[str, tuple[str, str]] = {
    "told": ("已告知", "told"),
    "entered": ("已到位", "in place"),
    "found": ("在家", "at home"),
}


@dataclass(frozen=True, slots=True)
class VisitLine:
    """A line: its number and code, the door, who, what is owed and by when, and what is asked (``asks`` of a card)."""

    number: str
    door: str
    who: str
    owed: str
    due: str
    asks: str


@dataclass(frozen=True, slots=True)
class VisitSheet:
    """The sheet of a unit; ``printed`` is local, ``address`` that of the page on which it is typed back."""

    unit: str
    lines: tuple[VisitLine, ...]
    printed: datetime
    address: str


def document(sheet: VisitSheet, language: Language) -> Document:
    """The sheet: A4, the visits in walking order, how to fill it in, and the code of the page for typing it back."""
    chinese = language == "zh"
    labels = (
        ("序号", "No.", 0.9),
        ("门牌", "Door", 1.5),
        ("姓名", "Name", 1.1),
        ("事项", "What", 2.0),
        ("期限", "By", 1.0),
        ("结果", "Result", 3.0),
        ("时间", "Time", 0.8),
    )
    rows = tuple(
        (line.number, line.door, line.who, line.owed, line.due, boxes(line.asks, chinese), "") for line in sheet.lines
    )
    count = len(sheet.lines)
    said = (
        f"共{count}项，按行走顺序。体温写数字，其余在方框内打勾，写上门时间。"
        if chinese
        else f"{count} lines in walking order. Write temperatures, tick the other boxes, write the time of the visit."
    )
    typing = (
        (
            "录入：扫码（需登录），按本表顺序逐行录入。",
            "体温录36.5或365；打勾的录框前数字；出示核酸的录采样月日，如1-8；没去的留空。",
        )
        if chinese
        else (
            "To type it back: scan, sign in, and go line by line in the order of this sheet.",
            "A temperature as 36.5 or 365; else the digit before the box ticked; of a test shown its day, such as 1-8; "
            "nothing where nobody went.",
        )
    )  # fmt: skip
    return Document(
        language=language,
        title="今日上门清单" if chinese else "Today's visits",
        subtitle=sheet.unit,
        blocks=(
            Paragraph(said),
            Table(
                "上门事项" if chinese else "Visits",
                "visits",
                tuple(TableColumn(zh if chinese else en, share=share) for zh, en, share in labels),
                rows,
                note="" if rows else ("今日无需上门。" if chinese else "Nobody is to be visited."),
            ),
            Signatures(("上门人（签名）：", "日期：") if chinese else ("Visited by: ", "Date: ")),
            Code(sheet.address, typing),
            Notes(
                "",
                (
                    "序号后的字母是该行的代码：录入页同此代码；纸上有而录入页没有的，已在打印后撤销。"
                    if chinese
                    else "The letters behind a number name the line: the page shows the same. A line that the page has "
                    "not was taken back after this was printed.",
                ),
            ),
        ),
        known=as_known(sheet.printed, language),
    )


def boxes(asks: str, chinese: bool) -> str:
    """What a line offers to be filled in, by what its card asks."""
    place = 0 if chinese else 1
    others = " ".join(f"□{digit}{words[place]}" for digit, words in NOT_MET.items())
    if asks == "temperature":
        return f"＿＿＿＿℃ {others}"
    if asks in _DONE:
        return f"□{DONE}{_DONE[asks][place]} {others}"
    if asks == "evidence":
        shown = "阴性，＿月＿日采样" if chinese else "negative, sampled __-__"
        return f"□{shown} □{BOOKED[0]}{BOOKED[place + 1]} {others}"
    return others
