"""结案销毁证明: what of an outbreak was removed, what the law keeps, which figures stay, and that they are whole."""

from zoneinfo import ZoneInfo

from django.conf import settings

from lianfang import vocabulary
from lianfang.plan.wording.language import Language, day
from lianfang.reports.document import Document, Notes, Paragraph, Signatures, Table, TableColumn
from lianfang.reports.labels import label
from lianfang.retention.closing import Closed

# The figures of the whole outbreak that stand on the paper; all of them by day and area are in the ledger.
_LAST = ("confirmed", "asymptomatic", "discharged", "died", "contacts")


def document(closed: Closed, language: Language, *, trial: bool = False) -> Document:
    """The certificate: A4, by kind what went and when the rest goes, the last figures, digest and signature, seals."""
    zh, closing = language == "zh", closed.closing
    at = closing.at.astimezone(ZoneInfo(settings.TIME_ZONE))
    gone = (
        ("未执行：以下为将要发生的。" if zh else "Not done: this is what would be.")
        if trial
        else ("以下已执行。" if zh else "This was done.")
    )
    keys = "、".join(closed.months) if zh else ", ".join(closed.months)
    sealed = (f"已销毁密钥月份：{keys or '无'}" if zh else f"Months whose keys are destroyed: {keys or 'none'}",)
    return Document(
        language=language,
        title="疫情结案信息销毁证明" if zh else "Certificate of a closed outbreak",
        subtitle=f"{closing.outbreak}　{at:%Y-%m-%d %H:%M}",
        blocks=(
            Paragraph(gone),
            _table(closed, language),
            _figures(closed, language),
            Notes(
                "核对" if zh else "To check it",
                (
                    f"SHA-256 {closing.digest}",
                    f"Ed25519 {closing.signature}",
                    *sealed,
                    "统计数字已签名留存；个人信息按期销毁，不再可查。"
                    if zh
                    else "The figures stay, signed; what identifies people goes by its day and cannot be asked again.",
                ),
            ),
            Signatures(
                (f"执行：{closing.by or ''}", f"见证：{closing.second or ''}", "日期：")
                if zh
                else (f"Closed by {closing.by or ''}", f"Before {closing.second or ''}", "Date: ")
            ),
        ),
        known=day(at, language),
    )


def _table(closed: Closed, language: Language) -> Table:
    zh = language == "zh"
    rows = []
    for kind in vocabulary.kinds():
        name = kind.zh if zh else kind.en
        if count := closed.removed.get(kind.name):
            rows.append((name, count, "已销毁" if zh else "removed"))
        if found := closed.later.get(kind.name):
            rows.append((name, found[0], f"结案后{found[1]}天内销毁" if zh else f"within {found[1]} days of closing"))
        if count := closed.closing.kept.get(kind.name):
            rows.append((name, count, "依法留存" if zh else "kept by law"))
    labels = ("信息类别", "条数", "处理") if zh else ("What", "Entries", "What becomes of it")
    return Table(
        "信息处理" if zh else "What becomes of what was told",
        "removed",
        (TableColumn(labels[0], share=2), TableColumn(labels[1], True), TableColumn(labels[2], share=2)),
        tuple(rows),
    )


def _figures(closed: Closed, language: Language) -> Table:
    zh, last = language == "zh", max((row[1] for row in closed.closing.figures), default="")
    totals: dict[str, int] = {}
    for _area, on, figure, _origin, value in closed.closing.figures:
        if on == last:
            totals[figure] = totals.get(figure, 0) + value
    return Table(
        f"截至{last}的累计数字" if zh else f"Cumulative figures to {last}",
        "figures",
        (TableColumn("项目" if zh else "Figure", share=2), TableColumn("人数" if zh else "People", True)),
        tuple((label(name, language), totals.get(f"cumulative_{name}", 0)) for name in _LAST),
    )
