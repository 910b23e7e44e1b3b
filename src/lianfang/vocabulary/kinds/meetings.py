"""Facts of how a command works day by day: its meetings, the hand-over of its shifts, who is responsible for what."""

from lianfang.vocabulary.columns import Column, Option, Type
from lianfang.vocabulary.kind import Kind
from lianfang.vocabulary.shared_columns import NOTE

MEETING = Kind(
    "meeting",
    "调度会",
    "Meeting",
    subject="meeting",
    key=("subject",),
    moment_zh="召开时间",
    moment_en="Held",
    columns=(
        Column("number", Type.TEXT, "会议编号", "Meeting number"),
        Column("title", Type.TEXT, "会议名称", "Title", required=True),
        Column("unit", Type.UNIT, "召集单位", "Convened by", recorder=True),
        Column("chair", Type.NAME, "主持人", "Chair"),
        Column("attended", Type.TEXT, "参会单位", "Attended by"),
        NOTE,
    ),
)

# A shift's hand-over is signed twice, by two accounts: `changes` is the moment at which the shifts change, `known` the
# moment whose knowledge both sign, `digest` the SHA-256 of the figures that they saw.
HANDOVER = Kind(
    "handover",
    "交接班",
    "Hand-over",
    subject="unit",
    key=("unit", "changes", "side"),
    moment_zh="签字时间",
    moment_en="Signed",
    columns=(
        Column("unit", Type.UNIT, "单位", "Unit", required=True, recorder=True),
        Column("changes", Type.MOMENT, "交接时刻", "Shifts change at", required=True),
        Column(
            "side",
            Type.CHOICE,
            "签字方",
            "Side",
            required=True,
            options=(Option("leaving", "交班", "Leaving"), Option("coming", "接班", "Coming")),
        ),
        Column("signed_by", Type.NAME, "签字人", "Signed by", required=True),
        Column("known", Type.MOMENT, "知悉截止", "Known until"),
        Column("digest", Type.TEXT, "内容校验码", "Digest"),
        NOTE,
    ),
)

RESPONSIBILITY = Kind(
    "responsibility",
    "责任分工",
    "Responsibility",
    subject="unit",
    key=("unit", "role", "occurred_from"),
    moment_zh="起始时间",
    moment_en="From",
    ahead=True,
    columns=(
        Column("unit", Type.UNIT, "单位", "Unit", required=True),
        Column(
            "role",
            Type.CHOICE,
            "职责",
            "Role",
            required=True,
            options=(
                Option("leader", "包保责任人", "Leader responsible", ("包保", "包保领导", "责任领导")),
                Option("worker", "网格员", "Grid worker", ("网格责任人",)),
                Option("signer", "报送人", "Signs the day", ("报告人", "信息员")),
            ),
        ),
        Column("name", Type.NAME, "姓名", "Name", required=True),
        Column("post", Type.TEXT, "职务", "Post"),
        Column("telephone", Type.TELEPHONE, "电话", "Telephone", identifying=True),
        Column("account", Type.TEXT, "账号", "Account"),
        NOTE,
    ),
)

KINDS = (MEETING, HANDOVER, RESPONSIBILITY)
