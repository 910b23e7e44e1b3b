"""Facts of command: sign-offs, typed figures, declarations, tasks, inspections, and what closes a duty otherwise."""

from lianfang.vocabulary.columns import Column, Option, Type
from lianfang.vocabulary.kind import Kind
from lianfang.vocabulary.kinds.cases import CLASSIFICATIONS
from lianfang.vocabulary.shared_columns import BATCH, DISEASE, DISEASE_IF_KNOWN, LATITUDE, LONGITUDE, NOTE

SIGN_OFF = Kind(
    "sign_off",
    "日报告（零报告）报送",
    "Sign-off",
    subject="unit",
    key=("unit", "day", "disease", "occurred_from"),
    moment_zh="报送时间",
    moment_en="Signed",
    columns=(
        Column("unit", Type.UNIT, "报送单位", "Unit", required=True, recorder=True),
        Column("day", Type.DATE, "报送日", "Day", required=True),
        DISEASE,
        Column("zero", Type.BOOLEAN, "零报告", "Zero", required=True),
        Column("signed_by", Type.NAME, "签发人", "Signed by"),
        NOTE,
    ),
)

REPORTED_COUNT = Kind(
    "reported_count",
    "上报数字",
    "Reported count",
    subject="area",
    key=("counted", "day", "disease", "publisher"),
    moment_zh="统计日",
    moment_en="Day",
    moment_required=False,
    columns=(
        Column(
            "counted",
            Type.AREA,
            "统计辖区",
            "Area",
            required=True,
            also=("cityCode", "provinceCode", "area_code", "区划代码", "地区编码"),
        ),
        Column("day", Type.DATE, "统计日", "Day", required=True, also=("date", "日期", "截至日期")),
        DISEASE,
        Column("publisher", Type.TEXT, "发布者", "Publisher"),
        Column(
            "confirmed", Type.INTEGER, "累计确诊", "Confirmed, cumulative", minimum=0, also=("确诊", "累计确诊病例")
        ),
        Column("suspected", Type.INTEGER, "疑似", "Suspected", minimum=0, also=("疑似病例", "现有疑似")),
        Column("asymptomatic", Type.INTEGER, "无症状感染者", "Asymptomatic", minimum=0),
        Column(
            "cured", Type.INTEGER, "累计出院", "Discharged, cumulative", minimum=0, also=("治愈", "累计治愈", "出院")
        ),
        Column("dead", Type.INTEGER, "累计死亡", "Deaths, cumulative", minimum=0, also=("死亡", "累计死亡病例")),
        NOTE,
    ),
)

LOWERED_FIGURE = Kind(
    "lowered_figure",
    "核减（已报送）",
    "Signed figure lowered",
    subject="area",
    key=("counted", "day", "disease", "correction"),
    moment_zh="核减时间",
    moment_en="Lowered",
    columns=(
        Column("counted", Type.AREA, "辖区", "Area", required=True),
        Column("day", Type.DATE, "报送日", "Day", required=True),
        DISEASE,
        Column("figure", Type.CHOICE, "数字", "Figure", required=True, options=CLASSIFICATIONS),
        # Units that had signed the day, by commas, and the moment of the latest signature.
        Column("units", Type.TEXT, "报送单位", "Units", required=True),
        Column("signed", Type.MOMENT, "最后报送时间", "Last signed", required=True),
        Column("why", Type.TEXT, "原因", "Why"),
        # The correcting fact, by its id where it was recorded.
        Column("correction", Type.TEXT, "更正事实", "Correction", required=True),
    ),
)

LEVELS = (
    Option("low", "低风险", "Low", ("低", "L")),
    Option("medium", "中风险", "Medium", ("中", "M")),
    Option("high", "高风险", "High", ("高", "H")),
    Option("response_1", "Ⅰ级响应", "Response level I"),
    Option("response_2", "Ⅱ级响应", "Response level II"),
    Option("response_3", "Ⅲ级响应", "Response level III"),
    Option("response_4", "Ⅳ级响应", "Response level IV"),
)

DECLARATION = Kind(
    "declaration",
    "公告",
    "Declaration",
    subject="area",
    key=("declared", "place", "about", "disease", "number", "occurred_from"),
    moment_zh="生效时间",
    moment_en="In force from",
    ahead=True,
    moment_also=("公布日期", "发布日期"),
    columns=(
        Column("number", Type.TEXT, "公告编号", "Number"),
        Column("signer", Type.NAME, "签发人", "Signer"),
        Column(
            "about",
            Type.CHOICE,
            "事项",
            "About",
            required=True,
            options=(
                Option("risk", "风险等级", "Risk level"),
                Option("response", "响应级别", "Response level"),
                Option("collecting", "到访登记", "Collecting of visits"),
            ),
        ),
        DISEASE,
        Column("declared", Type.AREA, "公告辖区", "Area", required=True, also=("地区", "region")),
        Column("place", Type.TEXT, "具体地点", "Place", also=("address", "community", "地点")),
        # Of a declaration that visits are collected: at which kinds of place, by commas. Without any, at none.
        Column("place_kinds", Type.TEXT, "场所类型", "Kinds of place"),
        Column("level", Type.CHOICE, "等级", "Level", options=LEVELS, also=("风险等级", "risk")),
        Column("counts_from", Type.DATE, "追溯起始日", "Counts from", also=("旅居史起算日",)),
        NOTE,
    ),
)

TASK = Kind(
    "task",
    "督办事项",
    "Task",
    subject="task",
    key=("subject",),
    moment_zh="交办时间",
    moment_en="Given",
    columns=(
        Column("number", Type.TEXT, "督办编号", "Task number"),
        Column("title", Type.TEXT, "事项", "Title", required=True),
        Column(
            "origin",
            Type.CHOICE,
            "来由",
            "Origin",
            options=(
                Option("meeting", "会议决定", "A meeting's decision"),
                Option("superior", "上级交办", "A superior"),
                Option("finding", "督导问题", "A finding"),
            ),
        ),
        Column("meeting", Type.SUBJECT, "所属会议", "Meeting", of="meeting"),
        Column("finding", Type.SUBJECT, "所据问题", "Finding", of="finding"),
        Column("superior", Type.TEXT, "上级来文", "Order of a superior"),
        Column("owner", Type.UNIT, "责任单位", "Owner", required=True),
        Column("doer", Type.NAME, "承办人", "Person responsible"),
        Column("helpers", Type.TEXT, "配合单位", "Helpers"),
        Column("leader", Type.NAME, "责任领导", "Leader responsible"),
        Column("deadline", Type.MOMENT, "时限", "Deadline", required=True),
        NOTE,
    ),
)

EVIDENCE = Kind(
    "evidence",
    "办结佐证",
    "Evidence",
    subject="task",
    key=("subject", "occurred_from"),
    moment_zh="申请销号时间",
    moment_en="Applied",
    columns=(
        Column("text", Type.TEXT, "完成情况", "What was done", required=True),
        Column("unit", Type.UNIT, "申请单位", "Unit", recorder=True),
        Column("fact", Type.FACT, "佐证事实", "Fact"),
        Column("file_name", Type.TEXT, "附件名", "File's name"),
        Column("file_type", Type.TEXT, "附件类型", "File's type"),
        Column("file_size", Type.INTEGER, "附件大小", "File's size", unit="byte", minimum=1),
        Column("file", Type.FILE, "附件", "File"),
    ),
)

ACCEPTANCE = Kind(
    "acceptance",
    "验收销号",
    "Acceptance",
    subject="task",
    key=("subject", "occurred_from"),
    moment_zh="验收时间",
    moment_en="Checked",
    columns=(
        Column("accepted", Type.BOOLEAN, "通过", "Accepted", required=True),
        Column("unit", Type.UNIT, "验收单位", "Unit", recorder=True),
        NOTE,
    ),
)

ASSIGNMENT = Kind(
    "assignment",
    "交办/转派",
    "Assignment",
    subject="duty",
    key=("duty", "occurred_from"),
    moment_zh="交办时间",
    moment_en="Assigned",
    columns=(
        Column("duty", Type.TEXT, "待办", "Duty", required=True),
        Column("causes", Type.SUBJECTS, "依据", "What caused the duty", of="fact"),
        Column("to_unit", Type.UNIT, "承办单位", "To unit"),
        Column("to_account", Type.TEXT, "承办人", "To account"),
        NOTE,
    ),
)

WAIVER = Kind(
    "waiver",
    "不再执行",
    "Waiver",
    subject="duty",
    key=("duty", "occurred_from"),
    moment_zh="决定时间",
    moment_en="Waived",
    columns=(
        Column("duty", Type.TEXT, "待办", "Duty", required=True),
        Column("causes", Type.SUBJECTS, "依据", "What caused the duty", of="fact"),
        Column(
            "why",
            Type.CHOICE,
            "原因",
            "Why",
            required=True,
            options=(
                Option("moved", "已移交外地", "Handed to another place"),
                Option("died", "死亡", "Died"),
                Option("contraindicated", "禁忌", "Contraindicated"),
                Option("recorded_in_error", "登记有误", "Recorded in error"),
                Option("ground_fallen", "依据消失", "The ground has fallen"),
                Option("other", "其他", "Other"),
            ),
        ),
        Column("until", Type.MOMENT, "有效至", "Until"),
        NOTE,
    ),
)

INSPECTION = Kind(
    "inspection",
    "督导检查",
    "Inspection",
    subject="inspection",
    key=("subject",),
    moment_zh="检查时间",
    moment_en="Inspected",
    columns=(
        Column("number", Type.TEXT, "检查编号", "Inspection number"),
        Column("unit", Type.UNIT, "受检单位", "Unit", required=True),
        Column("inspector", Type.NAME, "检查人", "Inspector"),
        NOTE,
    ),
)

FINDING = Kind(
    "finding",
    "问题",
    "Finding",
    subject="finding",
    key=("subject",),
    moment_zh="发现时间",
    moment_en="Found",
    columns=(
        Column("number", Type.TEXT, "问题编号", "Finding number"),
        Column("inspection", Type.SUBJECT, "督导检查", "Inspection", of="inspection"),
        Column("unit", Type.UNIT, "责任单位", "Unit", required=True),
        Column("problem", Type.TEXT, "问题", "Problem", required=True),
        Column("deadline", Type.MOMENT, "整改时限", "Deadline"),
    ),
)

RECTIFICATION = Kind(
    "rectification",
    "整改",
    "Rectification",
    subject="finding",
    key=("subject", "occurred_from"),
    moment_zh="整改时间",
    moment_en="Rectified",
    columns=(
        Column("done", Type.TEXT, "整改情况", "What was done", required=True),
        Column("rechecked", Type.BOOLEAN, "已复查（回头看）", "Checked again"),
    ),
)

MEASUREMENT = Kind(
    "measurement",
    "监测值",
    "Measurement",
    subject="unit",
    key=("subject", "measure", "occurred_from"),
    moment_zh="测量时间",
    moment_en="Measured",
    either=("unit", "zone", "longitude"),
    columns=(
        Column("unit", Type.UNIT, "单位", "Unit"),
        Column("zone", Type.AREA, "区域", "Zone"),
        LONGITUDE,
        LATITUDE,
        DISEASE_IF_KNOWN,
        Column("measure", Type.TEXT, "指标", "Measure", required=True),
        Column("value", Type.NUMBER, "数值", "Value", required=True),
    ),
)

SHIFT = Kind(
    "shift",
    "值班",
    "Shift",
    subject="unit",
    key=("unit", "occurred_from", "name"),
    moment_zh="接班时间",
    moment_en="Begins",
    ahead=True,
    columns=(
        Column("unit", Type.UNIT, "单位", "Unit", required=True),
        Column("name", Type.NAME, "值班人", "Name", required=True),
        Column("telephone", Type.TELEPHONE, "电话", "Telephone", identifying=True),
        Column("leading", Type.BOOLEAN, "带班领导", "Leader on duty"),
    ),
)

STOCK = Kind(
    "stock",
    "库存",
    "Stock",
    subject="unit",
    key=("unit", "item", "occurred_from"),
    moment_zh="盘点时间",
    moment_en="Counted",
    columns=(
        Column("unit", Type.UNIT, "仓库", "Unit", required=True),
        Column("item", Type.TEXT, "物资", "Item", required=True),
        Column("quantity", Type.NUMBER, "数量", "Quantity", required=True, minimum=0),
        Column("measure", Type.TEXT, "计量单位", "Measure"),
    ),
)

CONSIGNMENT = Kind(
    "consignment",
    "调拨",
    "Consignment",
    subject="consignment",
    key=("subject", "stage"),
    moment_zh="调拨时间",
    moment_en="Sent or received",
    columns=(
        Column("number", Type.TEXT, "调拨单号", "Consignment number"),
        Column("from_unit", Type.UNIT, "调出单位", "From"),
        Column("to_unit", Type.UNIT, "调入单位", "To"),
        Column("item", Type.TEXT, "物资", "Item", required=True),
        BATCH,
        Column("quantity", Type.NUMBER, "数量", "Quantity", required=True, minimum=0),
        Column(
            "stage",
            Type.CHOICE,
            "环节",
            "Stage",
            required=True,
            options=(Option("sent", "已发出", "Sent"), Option("received", "已接收", "Received")),
        ),
    ),
)

KINDS = (
    SIGN_OFF,
    REPORTED_COUNT,
    LOWERED_FIGURE,
    DECLARATION,
    TASK,
    EVIDENCE,
    ACCEPTANCE,
    ASSIGNMENT,
    WAIVER,
    INSPECTION,
    FINDING,
    RECTIFICATION,
    MEASUREMENT,
    SHIFT,
    STOCK,
    CONSIGNMENT,
)
