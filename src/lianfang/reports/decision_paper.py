"""A decision to a person on paper: isolation from a day to a day, or its end; who decided, why, and the remedy."""

from dataclasses import dataclass
from datetime import date

from lianfang.plan.wording.language import Language, day
from lianfang.reports.document import Code, Document, Paragraph, Signatures, Table, TableColumn

# What every paper rests on: 突发事件应对法 (2024) art. 10, 个人信息保护法 art. 24.
LAW = {
    "zh": (
        "《中华人民共和国突发事件应对法》第十条（选择最大程度保护合法权益、影响最小的措施）；"
        "《中华人民共和国个人信息保护法》第二十四条（不得仅由机器自动作出决定）"
    ),
    "en": (
        "Emergency Response Law, art. 10 (the least harmful measure); "
        "Personal Information Protection Law, art. 24 (nobody is decided on by a machine alone)"
    ),
}
PROVIDED = {
    "zh": "免费提供食宿、每日健康监测、核酸检测和就医协助；老幼病残孕等需要照护的另作安排。",
    "en": (
        "Board and lodging, daily health checks, tests and help to see a doctor, free of charge; "
        "care for whoever needs it."
    ),
}
REMEDY = {
    "zh": "对本决定有异议的，可向决定单位申诉，由具名医师答复；也可依法申请行政复议或提起行政诉讼。",
    "en": (
        "An appeal to the deciding unit is answered by a named doctor; "
        "administrative review or a suit as the law provides."
    ),
}


@dataclass(frozen=True, slots=True)
class DecisionPaper:
    """What stands on the paper. ``lifts``: the number of the paper that this one ends, "" on an isolation decision.

    ``rule`` names the plan, its rule and the document behind it; "" where no rule of a plan stands behind it, and then
    no line is printed. ``address`` is where anyone asks whether the paper is in force. With ``number`` and ``code``,
    which stands in no QR code, the person opens their own page at ``own_page``. ``guardian`` speaks for a child.
    """

    number: str
    name: str
    sex: str
    birth: date | None
    unit: str
    decided_by: str
    decided: date
    ground: str
    rule: str
    begins: date
    ends: date
    provided: str
    remedy: str
    address: str
    code: str
    own_page: str
    lifts: str = ""
    guardian: str = ""


def document(paper: DecisionPaper, language: Language) -> Document:
    """The paper: A4, whom it concerns, what is decided, a table of particulars, signatures, the code to verify it."""
    chinese = language == "zh"
    if paper.lifts:
        title = "解除隔离医学观察决定书" if chinese else "End of isolation: decision"
    else:
        title = "隔离医学观察决定书" if chinese else "Isolation: decision"
    born = ""
    if paper.birth:
        born = f"{day(paper.birth, language)}出生" if chinese else f"born {day(paper.birth, language)}"
    guardian = ""
    if paper.guardian:
        guardian = f"监护人{paper.guardian}" if chinese else f"guardian {paper.guardian}"
    about = ("，" if chinese else ", ").join(word for word in (paper.sex, born, guardian) if word)
    if chinese:
        whom = f"{paper.name}（{about}）：" if about else f"{paper.name}："
    else:
        whom = f"{paper.name} ({about}):" if about else f"{paper.name}:"
    columns = (
        TableColumn("事项" if chinese else "Matter", share=1.6),
        TableColumn("内容" if chinese else "What is decided", share=6),
    )
    signatures = ("决定单位（盖章）：", "决定人（签名）：") if chinese else ("Deciding unit (seal): ", "Signature: ")
    received = ("当事人（监护人）签收：", "日期：") if chinese else ("Received by the person (guardian): ", "Date: ")
    verify = "扫码可核验本决定是否有效及起止日期，不显示个人信息。" if chinese else (
        "Scan to verify: shows whether the decision is in force, from and to; nothing about the person."
    )  # fmt: skip
    return Document(
        language=language,
        title=title,
        subtitle=f"编号 {paper.number}" if chinese else f"No. {paper.number}",
        blocks=(
            Paragraph(whom),
            Paragraph(_sentence(paper, language)),
            Table("决定事项" if chinese else "Particulars", "decision", columns, _rows(paper, language)),
            Signatures(signatures),
            Signatures(received),
            Code(paper.address, (verify,)),
            Paragraph(_own_page(paper, language)),
        ),
        known=day(paper.decided, language),
    )


def _own_page(paper: DecisionPaper, language: Language) -> str:
    if language == "zh":
        return (
            f"本人页：{paper.own_page}，凭编号和查询码 {paper.code} 查看本人健康码、待办及其依据，"
            "查看谁看过本人记录，并提出申诉。"
            "查询码只供本人（监护人）使用，不要出示给他人。"
        )
    return (
        f"Your own page: {paper.own_page}. The number and the code {paper.code} open it: your health code, what is"
        " asked of you and why, who looked at your record, and the appeal. The code is for you (the guardian) alone;"
        " show it to nobody."
    )


def _sentence(paper: DecisionPaper, language: Language) -> str:
    chinese = language == "zh"
    begins, ends = day(paper.begins, language), day(paper.ends, language)
    if paper.lifts and chinese:
        return f"自{begins}起对你的隔离医学观察，于{ends}解除。原决定书（编号 {paper.lifts}）自当日起失效。"
    if paper.lifts:
        return (
            f"Your isolation, begun on {begins}, ends on {ends}. The decision No. {paper.lifts} is void from that day."
        )
    if chinese:
        return f"现决定对你实施隔离医学观察，自{begins}起，至{ends}止。"
    return f"It is decided that you are isolated under medical observation from {begins} to the end of {ends}."


def _rows(paper: DecisionPaper, language: Language) -> tuple[tuple[str, str], ...]:
    chinese = language == "zh"
    early = (
        "期限未满而隔离依据消失的，当日解除，并告知本人。"
        if chinese
        else "If the ground falls before the term, isolation ends on that day, and you are told."
    )
    words = (
        ("决定单位", "Deciding unit", paper.unit),
        ("决定人", "Decided by", paper.decided_by),
        ("依据", "Ground", paper.ground),
        ("方案规则", "Rule of the plan", paper.rule),
        ("法律", "Law", LAW[language]),
        ("起", "From", day(paper.begins, language)),
        ("止", "To", day(paper.ends, language)),
        ("提供的保障", "Provided", paper.provided),
        ("提前解除", "Early release", "" if paper.lifts else early),
        ("救济途径", "Remedy", paper.remedy),
    )
    return tuple((zh if chinese else en, value) for zh, en, value in words if value)
