"""The columns that every fact has, whatever its kind: when it was so, when it was known, who recorded it and where."""

from lianfang.vocabulary.columns import Column, Type

LEDGER: tuple[Column, ...] = (
    Column("id", Type.FACT, "编号", "Fact"),
    Column("subject", Type.SUBJECT, "对象", "Subject"),
    Column("occurred_from", Type.MOMENT, "发生时间", "When", required=True),
    Column("occurred_until", Type.MOMENT, "截止时间", "Until"),
    Column("known_at", Type.MOMENT, "知悉时间", "Known at", required=True),
    Column("recorded_at", Type.MOMENT, "入库时间", "Recorded at", required=True),
    Column("recorded_by", Type.TEXT, "录入者", "Recorded by", required=True),
    Column("source", Type.TEXT, "来源", "Source", required=True),
    Column("area", Type.AREA, "录入辖区", "Recorded in", required=True),
    Column("supersedes", Type.FACT, "更正自", "Supersedes"),
    # The first of its chain of corrections: what followed from the first goes on following from the last.
    Column("original", Type.FACT, "首次事实", "First told as"),
    Column("reason", Type.TEXT, "更正原因", "Reason"),
    Column("withdrawn", Type.BOOLEAN, "撤回", "Withdrawn"),
)
