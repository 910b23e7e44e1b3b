"""Facts of early warning: the machine says what is unusual, a person says what it was."""

from lianfang.vocabulary.columns import Column, Option, Type
from lianfang.vocabulary.kind import Kind
from lianfang.vocabulary.shared_columns import DISEASE, NOTE, OUTBREAK

SIGNAL = Kind(
    "signal",
    "预警信号",
    "Signal",
    subject="signal",
    # What several methods say of one area, disease and day is one signal: one answer is owed.
    key=("subject", "method"),
    moment_zh="信号时间",
    moment_en="Raised",
    columns=(
        Column("about", Type.AREA, "辖区", "Area", required=True),
        DISEASE,
        OUTBREAK,
        Column("method", Type.TEXT, "方法", "Method", required=True),
        Column("counted", Type.TEXT, "统计指标", "What is counted"),
        Column("first_day", Type.DATE, "统计首日", "First day counted"),
        Column("last_day", Type.DATE, "统计末日", "Last day counted"),
        Column("observed", Type.NUMBER, "观察值", "Observed"),
        Column("expected", Type.NUMBER, "期望值", "Expected"),
        Column("upper", Type.NUMBER, "阈值", "Upper bound"),
        Column("chance", Type.NUMBER, "偶然概率", "Chance of so many"),
        Column("cluster", Type.TEXT, "聚集辖区", "Areas of the cluster"),
    ),
)

SIGNAL_ANSWER = Kind(
    "signal_answer",
    "预警信号核实",
    "Answer to a signal",
    subject="signal",
    key=("subject",),
    moment_zh="核实时间",
    moment_en="Verified",
    columns=(
        Column("about", Type.AREA, "辖区", "Area", required=True),
        DISEASE,
        Column(
            "answer",
            Type.CHOICE,
            "核实结果",
            "Answer",
            required=True,
            options=(
                Option("outbreak", "疫情", "Outbreak"),
                Option("artefact", "数据问题", "Artefact of the data"),
                Option("expected", "预期内", "Expected"),
            ),
        ),
        Column("until", Type.DATE, "解释有效至", "Explained until"),
        NOTE,
    ),
)

KINDS = (SIGNAL, SIGNAL_ANSWER)
