"""Facts about contacts: exposures as told, and the chain of telling, calling, carrying and receiving."""

from dataclasses import replace

from lianfang.vocabulary.columns import Column, Option, Type
from lianfang.vocabulary.kind import Kind
from lianfang.vocabulary.shared_columns import BATCH, CASE, COMPANION, DISEASE, NOTE, OUTBREAK, PERSON

GRADES = (
    Option("close", "密接", "Close contact", ("密切接触者",)),
    Option("secondary", "次密接", "Secondary contact", ("密接的密接",)),
    Option("general", "一般接触者", "General contact", ("一般接触",)),
)

CHANNELS = (
    Option("call", "电话", "Telephone"),
    Option("visit", "上门", "Visit"),
    Option("message", "短信", "Message", ("微信",)),
    Option("letter", "书面", "Letter"),
)

EXPOSURE = Kind(
    "exposure",
    "接触（自述）",
    "Exposure as told",
    subject="person",
    key=("subject", "case", "occurred_from"),
    moment_zh="首次接触时间",
    moment_en="First exposed",
    moment_also=("接触时间", "接触日期", "首次接触日期"),
    columns=(
        PERSON,
        CASE,
        Column(
            "case_number",
            Type.TEXT,
            "关联病例编号",
            "Number of the case",
            also=("关联病例", "病例编号", "infector", "from"),
        ),
        DISEASE,
        OUTBREAK,
        Column("last", Type.MOMENT, "末次接触时间", "Last exposed", also=("末次接触日期", "最后接触时间")),
        Column("grade", Type.CHOICE, "接触者类型", "Grade", required=True, options=GRADES, also=("类型", "判定类型")),
        Column("setting", Type.TEXT, "接触方式", "Setting", also=("接触场景", "exposure", "source")),
        Column("place", Type.UNIT, "接触场所", "Place"),
        Column("relation", Type.TEXT, "与病例关系", "Relation", also=("关系",)),
        # Of a secondary contact: whose contact they are.
        Column("via", Type.SUBJECT, "经由的密接", "Through the close contact", of="person"),
        NOTE,
    ),
)

NOTICE = Kind(
    "notice",
    "告知",
    "Notice",
    subject="person",
    key=("subject", "about", "occurred_from"),
    moment_zh="告知时间",
    moment_en="Told",
    columns=(
        PERSON,
        Column(
            "about",
            Type.CHOICE,
            "告知内容",
            "About",
            required=True,
            options=(
                Option("isolation", "隔离医学观察", "Isolation"),
                Option("testing", "采样检测", "Testing"),
                Option("monitoring", "健康监测", "Monitoring"),
                Option("release", "解除", "Release"),
            ),
        ),
        Column("channel", Type.CHOICE, "方式", "Channel", options=CHANNELS),
        Column("told_by", Type.NAME, "告知人", "Told by"),
    ),
)

ATTEMPT = Kind(
    "attempt",
    "联系",
    "Attempt",
    subject="person",
    key=("subject", "occurred_from"),
    moment_zh="联系时间",
    moment_en="Tried",
    columns=(
        PERSON,
        Column("channel", Type.CHOICE, "方式", "Channel", options=CHANNELS),
        Column(
            "result",
            Type.CHOICE,
            "结果",
            "Result",
            required=True,
            options=(
                Option("reached", "已联系上", "Reached"),
                Option("no_answer", "无人接听", "No answer", ("未接", "没人")),
                Option("refused", "拒绝", "Refused"),
                Option("wrong_number", "号码错误", "Wrong number", ("空号",)),
                Option("gone", "已离开", "Gone elsewhere"),
            ),
        ),
        NOTE,
    ),
)

TRANSFER = Kind(
    "transfer",
    "转运/移交",
    "Transfer",
    subject="transfer",
    key=("subject", "stage"),
    moment_zh="交接时间",
    moment_en="Signed",
    columns=(
        PERSON,
        Column("number", Type.TEXT, "转运编号", "Transfer number"),
        Column(
            "what",
            Type.CHOICE,
            "移交内容",
            "What",
            required=True,
            options=(
                Option("person", "人员转运", "The person"),
                Option("responsibility", "管理责任", "Responsibility"),
            ),
        ),
        Column(
            "stage",
            Type.CHOICE,
            "环节",
            "Stage",
            required=True,
            options=(
                Option("sent", "已发出", "Sent"),
                Option("received", "已接收", "Received"),
                Option("refused", "拒收", "Refused"),
            ),
        ),
        Column("from_unit", Type.UNIT, "移交单位", "From"),
        Column("to_unit", Type.UNIT, "接收单位", "To"),
        Column("to_area", Type.AREA, "接收辖区", "Receiving area"),
        Column("vehicle", Type.TEXT, "车辆", "Vehicle"),
        COMPANION,
        NOTE,
    ),
)

HANDLING = Kind(
    "handling",
    "货物接触",
    "Goods handled",
    subject="person",
    key=("subject", "batch", "unit", "occurred_from"),
    moment_zh="接触时间",
    moment_en="Handled",
    moment_also=("接触日期", "作业时间"),
    columns=(
        PERSON,
        replace(BATCH, required=True),
        Column("unit", Type.UNIT, "接触场所", "Where", also=("作业场所", "工作单位")),
        Column(
            "work",
            Type.CHOICE,
            "作业",
            "Work",
            options=(
                Option("unloaded", "装卸搬运", "Loaded or unloaded", ("装卸", "搬运")),
                Option("unpacked", "拆包分拣", "Unpacked or sorted", ("拆包", "分拣", "拆箱")),
                Option("stored", "仓储保管", "Kept in store", ("仓储", "保管")),
                Option("carried", "运输", "Carried", ("驾驶",)),
                Option("processed", "加工烹饪", "Processed or cooked", ("加工", "烹饪")),
                Option("sold", "销售", "Sold"),
                Option("bought", "购买食用", "Bought or ate", ("购买", "食用")),
                Option("sampled", "采样检验", "Sampled or inspected", ("采样",)),
                Option("other", "其他", "Other"),
            ),
        ),
        Column("protected", Type.BOOLEAN, "规范防护", "Protected"),
        NOTE,
    ),
)

KINDS = (EXPOSURE, NOTICE, ATTEMPT, TRANSFER, HANDLING)
