"""Facts of medical observation: who entered and left it, and their daily health."""

from lianfang.vocabulary.columns import Column, Option, Type
from lianfang.vocabulary.kind import Kind
from lianfang.vocabulary.shared_columns import COMPANION, DISEASE_IF_KNOWN, NOTE, OUTBREAK, PERSON

OBSERVATION = Kind(
    "observation",
    "医学观察",
    "Observation",
    subject="person",
    key=("subject", "observation", "stage", "occurred_from"),
    moment_zh="入住（解除）时间",
    moment_en="Entered or released",
    moment_also=("隔离开始时间", "入住时间", "隔离日期", "隔离时间"),
    columns=(
        PERSON,
        DISEASE_IF_KNOWN,
        OUTBREAK,
        Column(
            "observation",
            Type.CHOICE,
            "观察方式",
            "Observation",
            required=True,
            options=(
                Option("central", "集中隔离医学观察", "Central isolation", ("集中隔离", "集中")),
                Option("home", "居家隔离医学观察", "Home isolation", ("居家隔离", "居家")),
                Option("monitoring", "居家健康监测", "Home health monitoring", ("健康监测",)),
            ),
            also=("隔离方式", "管控方式"),
        ),
        Column(
            "stage",
            Type.CHOICE,
            "环节",
            "Stage",
            required=True,
            options=(
                Option("entered", "入住", "Entered", ("开始",)),
                Option("released", "解除", "Released", ("期满", "结束")),
            ),
        ),
        Column("site", Type.UNIT, "隔离点", "Site", recorder=True, also=("集中隔离点", "隔离地点")),
        Column("room", Type.TEXT, "房间", "Room", also=("房间号",)),
        Column("ground", Type.TEXT, "依据", "Ground", also=("隔离原因",)),
        Column("decided_by", Type.NAME, "决定人", "Decided by"),
        COMPANION,
        NOTE,
    ),
)

HEALTH_CHECK = Kind(
    "health_check",
    "健康监测",
    "Health check",
    subject="person",
    key=("subject", "occurred_from"),
    moment_zh="监测时间",
    moment_en="Checked",
    moment_also=("测温时间", "监测日期"),
    partitioned=True,
    columns=(
        PERSON,
        Column(
            "temperature", Type.NUMBER, "体温", "Temperature", unit="°C", minimum=34, maximum=43, also=("体温℃", "温度")
        ),
        Column("symptoms", Type.TEXT, "症状", "Symptoms", also=("有无症状",)),
        Column(
            "setting",
            Type.CHOICE,
            "监测场合",
            "Setting",
            options=(
                Option("isolation", "集中隔离", "Central isolation"),
                Option("home", "居家", "At home"),
                Option("door", "卡口门岗", "At a door"),
                Option("clinic", "就诊", "At a clinic"),
            ),
        ),
        Column("place", Type.UNIT, "监测地点", "Place", recorder=True),
        NOTE,
    ),
)

KINDS = (OBSERVATION, HEALTH_CHECK)
