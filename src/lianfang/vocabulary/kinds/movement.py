"""Facts about where people went: journeys and visits."""

from lianfang.vocabulary.columns import Column, Option, Type
from lianfang.vocabulary.kind import Kind
from lianfang.vocabulary.shared_columns import NOTE, PERSON, RESULTS

JOURNEY = Kind(
    "journey",
    "来（返）人员",
    "Journey",
    subject="person",
    key=("subject", "direction", "occurred_from"),
    moment_zh="到达（离开）时间",
    moment_en="Arrived or left",
    ahead=True,
    moment_also=("到达时间", "抵达时间", "抵返时间", "来返时间", "离开时间", "到达日期", "抵返日期"),
    columns=(
        PERSON,
        Column(
            "direction",
            Type.CHOICE,
            "方向",
            "Direction",
            required=True,
            options=(
                Option("arrival", "来（返）", "Arrival", ("来返", "来", "返", "返回", "到达", "抵达", "抵返")),
                Option("departure", "离开", "Departure", ("外出",)),
                Option("intended_return", "拟返", "Intended return", ("拟来返",)),
                Option("passing_through", "途经", "Passing through"),
            ),
        ),
        Column("origin", Type.AREA, "来源地", "From", also=("出发地", "来自", "出发地区划", "旅居地")),
        Column("origin_place", Type.TEXT, "来源地名称", "Place of origin", also=("旅居史",)),
        Column(
            "left_origin", Type.MOMENT, "离开来源地时间", "Left the origin", also=("离开时间", "出发时间", "出发日期")
        ),
        Column("destination", Type.AREA, "目的地", "To", also=("目的地区划", "居住网格", "去向")),
        Column(
            "means",
            Type.CHOICE,
            "交通方式",
            "Means",
            options=(
                Option("train", "火车", "Train", ("高铁", "动车")),
                Option("aircraft", "飞机", "Aircraft", ("航班",)),
                Option("coach", "客车", "Coach", ("大巴", "长途客车")),
                Option("car", "自驾", "Car", ("私家车", "网约车", "出租车")),
                Option("ship", "轮船", "Ship"),
                Option("other", "其他", "Other"),
            ),
            also=("交通工具",),
        ),
        Column(
            "vehicle",
            Type.TEXT,
            "车次（航班、车牌）",
            "Train, flight or plate",
            also=("车次", "航班号", "车牌号", "车次航班"),
        ),
        Column("carriage", Type.TEXT, "车厢", "Carriage"),
        Column("seat", Type.TEXT, "座位", "Seat", also=("座位号",)),
        Column("checkpoint", Type.UNIT, "登记点", "Checkpoint", recorder=True),
        Column(
            "evidence_sampled",
            Type.MOMENT,
            "出示核酸采样时间",
            "Sampling time of the test shown",
            also=("核酸采样时间",),
        ),
        Column(
            "evidence_result",
            Type.CHOICE,
            "出示核酸结果",
            "Result of the test shown",
            options=RESULTS,
            also=("核酸结果",),
        ),
        NOTE,
    ),
)

VISIT = Kind(
    "visit",
    "到访",
    "Visit",
    subject="person",
    key=("subject", "place", "place_name", "occurred_from"),
    moment_zh="进入时间",
    moment_en="Entered",
    partitioned=True,
    either=("place", "place_name"),
    columns=(
        PERSON,
        Column("place", Type.UNIT, "场所", "Place"),
        # As told, where it is no unit here: what an investigation hears of is mostly a shop that nobody registered.
        Column("place_name", Type.TEXT, "场所名称", "Place as told"),
        Column(
            "how",
            Type.CHOICE,
            "记录方式",
            "How it is known",
            options=(
                Option("scan", "扫码", "Scan"),
                Option("ticket", "票务", "Ticket"),
                Option("hotel", "住宿登记", "Hotel register"),
                Option("checkpoint", "检查站", "Checkpoint"),
                Option("till", "收银", "Till"),
                Option("statement", "自述", "Statement"),
            ),
        ),
        Column("vehicle", Type.TEXT, "车次", "Vehicle"),
        Column("carriage", Type.TEXT, "车厢", "Carriage"),
        Column("room", Type.TEXT, "房间（舱室、病室）", "Room, cabin or ward"),
        Column("row", Type.INTEGER, "排", "Row"),
        Column("seat", Type.TEXT, "座位", "Seat"),
        # By these a plan's settings tell how near two people were, where the place is no unit that says it.
        Column("place_kind", Type.TEXT, "场所类型", "Kind of place"),
        Column("staff", Type.BOOLEAN, "工作人员", "Served there"),
        Column(
            "air",
            Type.CHOICE,
            "通风",
            "Air",
            options=(Option("sealed", "密闭", "Sealed"), Option("ventilated", "通风", "Ventilated")),
        ),
        Column("square_metres", Type.NUMBER, "面积", "Area of the place", unit="㎡", minimum=0),
    ),
)

KINDS = (JOURNEY, VISIT)
