"""移交单: who and what was handed from one unit to another, with what both ends signed, by whom and when."""

from dataclasses import dataclass
from datetime import datetime

from lianfang.plan.wording.language import Language, day
from lianfang.reports.document import Document, Notes, Paragraph, Signatures, Table, TableColumn


@dataclass(frozen=True, slots=True)
class Signature:
    """One end's: who signed, and when in local time; ``why`` is the reason of a refusal."""

    by: str
    moment: datetime
    refused: bool = False
    why: str = ""


@dataclass(frozen=True, slots=True)
class Handed:
    """A line of the paper. ``received`` is None as long as the other end has not signed."""

    name: str
    about: str
    number: str
    vehicle: str
    companion: str
    sent: Signature | None
    received: Signature | None


@dataclass(frozen=True, slots=True)
class TransferPaper:
    """What one unit handed to another: people, or the responsibility for them."""

    from_unit: str
    to_unit: str
    responsibility: bool
    handed: tuple[Handed, ...]
    printed: datetime


def document(paper: TransferPaper, language: Language) -> Document:
    """The paper: A4, from whom to whom, a line a person with both receipts, room for both seals."""
    chinese = language == "zh"
    if paper.responsibility:
        title = "管理责任移交单" if chinese else "Hand-over of responsibility"
    else:
        title = "人员转运交接单" if chinese else "Hand-over of people"
    said = _sentence(paper, chinese)
    labels = (
        ("序号", "No.", 0.6),
        ("姓名", "Name", 1.3),
        ("性别、年龄", "Sex, age", 1.1),
        ("编号、车辆", "Number, vehicle", 1.6),
        ("陪护人", "With", 1.0),
        ("移交方签字", "Sent", 1.9),
        ("接收方签字", "Received", 1.9),
    )
    rows = tuple(
        (
            str(number),
            one.name,
            one.about,
            " ".join(part for part in (one.number, one.vehicle) if part),
            one.companion,
            _signed(one.sent, language),
            _signed(one.received, language) or ("未签收" if chinese else "not signed"),
        )
        for number, one in enumerate(paper.handed, 1)
    )
    seals = ("移交单位（盖章）：", "接收单位（盖章）：") if chinese else ("Sender (seal): ", "Receiver (seal): ")
    note = (
        "签字栏为系统中双方各自录入的签收人和时间。"
        if chinese
        else "Signatures are who recorded each end in the system, and when."
    )
    return Document(
        language=language,
        title=title,
        subtitle=f"{paper.from_unit} → {paper.to_unit}",
        blocks=(
            Paragraph(said),
            Table(
                "名单" if chinese else "List",
                "transfer",
                tuple(TableColumn(zh if chinese else en, share=share) for zh, en, share in labels),
                rows,
            ),
            Signatures(seals),
            Notes("", (note,)),
        ),
        known=f"{day(paper.printed.date(), language)} {paper.printed:%H:%M}",
    )


def _sentence(paper: TransferPaper, chinese: bool) -> str:
    """How many were handed over, and how many of them the other end has not signed for, or refused."""
    count = len(paper.handed)
    waiting = sum(1 for one in paper.handed if one.received is None)
    refused = sum(1 for one in paper.handed if one.received is not None and one.received.refused)
    if chinese:
        said = f"{paper.from_unit}向{paper.to_unit}移交{count}人"
        said += f"，其中{waiting}人接收单位尚未签收" if waiting else ""
        said += f"，{refused}人被拒收" if refused else ""
        return said + ("；未签收和被拒收的由移交单位继续负责。" if waiting or refused else "，双方均已签收。")
    said = f"{paper.from_unit} hands {count} over to {paper.to_unit}"
    said += f", {waiting} not signed for yet" if waiting else ""
    said += f", {refused} refused" if refused else ""
    return said + ("; for these the sender stays responsible." if waiting or refused else ", and both ends signed.")


def _signed(signature: Signature | None, language: Language) -> str:
    if signature is None:
        return ""
    chinese = language == "zh"
    word = ("拒收 " if chinese else "refused ") if signature.refused else ""
    told = f"{word}{signature.by} {day(signature.moment.date(), language)} {signature.moment:%H:%M}"
    return f"{told}：{signature.why}" if signature.why and chinese else f"{told} {signature.why}".strip()
