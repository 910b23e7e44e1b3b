"""A letter between counties on paper, and the reply to one: the text that offices write, with the table of names."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from lianfang.plan.wording.language import Language, day
from lianfang.reports.document import Block, Document, Notes, Paragraph, Table, TableColumn


@dataclass(frozen=True, slots=True)
class NameOnPaper:
    """A row of the table: what the letter tells of somebody and, on a reply, the answer. All of it in words."""

    place: str
    name: str
    sex: str = ""
    identity_number: str = ""
    telephone: str = ""
    address: str = ""
    told_as: str = ""
    case_number: str = ""
    last: str = ""
    known: str = ""
    answer: str = ""


@dataclass(frozen=True, slots=True)
class LetterPaper:
    """What stands on a letter. On a ``reply`` ``asked`` is the letter replied to: its number and its day."""

    number: str
    from_name: str
    to_name: str
    sent: date
    disease: str
    names: Sequence[NameOnPaper]
    ask: str = ""
    deadline: datetime | None = None
    reply_to: str = ""
    signer: str = ""
    note: str = ""
    asked: tuple[str, date] | None = None
    counts: Sequence[tuple[str, int]] = field(default=())


# Field, Chinese and English head, share of the width: what does not break must not run into its neighbour.
_COLUMNS = (
    ("place", "序号", "No.", 0.7),
    ("name", "姓名", "Name", 1.4),
    ("sex", "性别", "Sex", 0.8),
    ("identity_number", "证件号码", "Identity number", 3.7),
    ("telephone", "联系电话", "Telephone", 2.4),
    ("address", "住址", "Address", 1.9),
    ("told_as", "人员类型", "Told as", 1.5),
    ("case_number", "关联病例", "Case", 2.4),
    ("last", "末次接触时间", "Last exposed", 2.1),
    ("known", "情况说明", "What is known", 1.5),
)
# Words that need more room in English than their one sign in Chinese.
_IN_ENGLISH = {"sex": 1.45, "told_as": 1.4}
_REPLIED = (
    ("place", "序号", "No.", 0.7),
    ("name", "姓名", "Name", 1.3),
    ("identity_number", "证件号码", "Identity number", 3.0),
    ("telephone", "联系电话", "Telephone", 1.8),
    ("answer", "协查结果", "Answer", 3.2),
)


def document(paper: LetterPaper, language: Language) -> Document:
    """The letter or the reply: A4, number, addressee, what is asked or was found, the table, who signs."""
    chinese = language == "zh"
    count = len(paper.names)
    if paper.asked:
        title = "关于协查有关人员情况的复函" if chinese else "Reply on the people asked about"
    else:
        title = "关于协查有关人员的函" if chinese else "Request for assistance with people"
    blocks: list[Block] = [
        Paragraph(f"{paper.to_name}：" if chinese else f"To {paper.to_name}:"),
        *(Paragraph(text) for text in _sentences(paper, count, language) if text),
        Table(
            "人员名单" if chinese else "The people",
            "names",
            *_table(paper, language),
        ),
    ]
    if paper.note:
        blocks.append(Paragraph(paper.note))
    if paper.reply_to:
        blocks.append(Paragraph(f"联系人及电话：{paper.reply_to}" if chinese else f"Contact: {paper.reply_to}"))
    blocks.append(Paragraph(f"{paper.from_name}（盖章）" if chinese else f"{paper.from_name} (seal)"))
    if paper.signer:
        blocks.append(Paragraph(f"签发人：{paper.signer}" if chinese else f"Signed by: {paper.signer}"))
    blocks.append(Paragraph(day(paper.sent, language)))
    notice = (
        "名单含个人信息，仅用于疫情防控，用后按规定处理，不得转发无关人员。"
        if chinese
        else "The list holds personal data: for epidemic control only, not to be passed to others, destroyed after use."
    )
    return Document(
        language=language,
        title=title,
        subtitle=paper.number,
        blocks=(*blocks, Notes("", (notice,))),
        known=day(paper.sent, language),
    )


def _sentences(paper: LetterPaper, count: int, language: Language) -> tuple[str, ...]:
    chinese = language == "zh"
    if paper.asked:
        number, sent = paper.asked
        counts = [(word, n) for word, n in paper.counts if n]
        told = "，".join(f"{word}{n}人" for word, n in counts)
        if not chinese:
            told = ", ".join(f"{n} {word.lower()}" for word, n in counts)
        if chinese:
            return (f"贵方{day(sent, language)}来函（{number}）收悉。所列{count}人协查结果：{told}。现函复如下。",)
        people = "person" if count == 1 else "people"
        return (f"Your letter {number} of {day(sent, language)} was received. Of the {count} {people} named: {told}.",)
    until = ""
    if paper.deadline:
        at = (
            f"{day(paper.deadline.date(), language)}{paper.deadline:%H:%M}"
            if chinese
            else f"{day(paper.deadline.date(), language)}, {paper.deadline:%H:%M}"
        )
        until = f"请于{at}前函复。" if chinese else f"Please reply by {at}."
    opening = (
        f"因{paper.disease}疫情防控需要，请协查下列{count}人。"
        if chinese
        else f"For the control of {paper.disease}, we ask for your assistance with the {count} below."
    )
    return (opening, paper.ask, until)


def _table(paper: LetterPaper, language: Language) -> tuple[tuple[TableColumn, ...], tuple[tuple[str, ...], ...]]:
    """Columns and rows of the table; a column of which nothing is told takes no room."""
    given = _REPLIED if paper.asked else _COLUMNS
    shown = [
        each for each in given if each[0] in ("place", "name") or any(getattr(one, each[0]) for one in paper.names)
    ]
    chinese = language == "zh"
    columns = tuple(
        TableColumn(zh, share=share) if chinese else TableColumn(en, share=_IN_ENGLISH.get(name, share))
        for name, zh, en, share in shown
    )
    return columns, tuple(tuple(getattr(one, name) for name, *_rest in shown) for one in paper.names)
