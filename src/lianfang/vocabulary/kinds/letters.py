"""Facts about letters of assistance (协查函): the letter, each name in it and its answer, the reply, the letter onward.

A letter and each name in it are subjects of their own: what is owed on a letter is owed for each of its names.
"""

from lianfang.vocabulary.columns import Column, Option, Type
from lianfang.vocabulary.kind import Kind
from lianfang.vocabulary.kinds.contacts import GRADES
from lianfang.vocabulary.kinds.people import SEXES
from lianfang.vocabulary.shared_columns import DISEASE, NOTE, OUTBREAK, PERSON

_OF_LETTER = Column("letter", Type.SUBJECT, "协查函", "Letter", of="letter")

# As what a letter tells of somebody: the grades of a contact, and those who are none.
TOLD_AS = (
    *GRADES,
    Option(
        "co_exposed", "共同暴露者", "Exposed together", ("时空伴随者", "时空伴随", "同时空人员", "共同轨迹", "同行人员")
    ),
    Option(
        "arrival", "来（返）人员", "Arrival", ("来返人员", "返乡人员", "抵返人员", "风险地区人员", "风险人员", "旅居史")
    ),
    Option("other", "其他", "Other"),
)

LETTER = Kind(
    "letter",
    "协查函",
    "Letter",
    subject="letter",
    key=("subject",),
    moment_zh="发函时间",
    moment_en="Sent",
    columns=(
        Column("number", Type.TEXT, "函号", "Letter number", required=True, also=("文号", "编号")),
        Column(
            "direction",
            Type.CHOICE,
            "方向",
            "Direction",
            required=True,
            options=(Option("incoming", "来函", "Incoming"), Option("outgoing", "发函", "Outgoing")),
        ),
        Column("from_area", Type.AREA, "发函辖区", "From"),
        Column("to_area", Type.AREA, "收函辖区", "To"),
        Column("from_name", Type.TEXT, "发函单位", "Sender"),
        Column("to_name", Type.TEXT, "收函单位", "Addressee"),
        Column("receipt", Type.MOMENT, "收函时间", "Received"),
        DISEASE,
        OUTBREAK,
        Column("ask", Type.TEXT, "请求事项", "What is asked"),
        Column("deadline", Type.MOMENT, "要求答复时限", "Answer asked by"),
        Column("reply_to", Type.TEXT, "联系人及电话", "Whom to answer"),
        Column("text", Type.TEXT, "内容", "Text"),
    ),
)

LETTER_NAME = Kind(
    "letter_name",
    "协查人员",
    "Name in a letter",
    subject="letter_name",
    key=("subject",),
    moment_zh="发函时间",
    moment_en="Told",
    columns=(
        _OF_LETTER,
        Column("place", Type.INTEGER, "序号", "No.", minimum=1, also=("编号", "序")),
        PERSON,
        Column("name", Type.NAME, "姓名", "Name", required=True, identifying=True, also=("人员姓名", "患者姓名")),
        Column("sex", Type.CHOICE, "性别", "Sex", options=SEXES, also=("gender",)),
        Column(
            "identity_number",
            Type.IDENTITY,
            "证件号码",
            "Identity number",
            identifying=True,
            also=("身份证号", "身份证号码", "身份证", "证件号", "有效证件号", "公民身份号码", "护照号"),
        ),
        Column(
            "telephone",
            Type.TELEPHONE,
            "联系电话",
            "Telephone",
            identifying=True,
            also=("电话", "手机", "手机号", "手机号码", "电话号码", "联系方式"),
        ),
        Column(
            "address",
            Type.ADDRESS,
            "住址",
            "Address",
            identifying=True,
            also=("现住址", "现住地址", "家庭住址", "详细地址", "地址", "居住地", "居住地址", "户籍地址", "目的地"),
        ),
        Column(
            "told_as",
            Type.CHOICE,
            "人员类型",
            "Told as",
            options=TOLD_AS,
            also=("类型", "类别", "人员类别", "接触类型", "接触者类型", "判定类型", "密接类型"),
        ),
        Column("case_number", Type.TEXT, "关联病例", "Case", also=("关联病例编号", "病例编号", "病例", "涉及病例")),
        Column(
            "last",
            Type.MOMENT,
            "末次接触时间",
            "Last exposed",
            also=("末次接触日期", "最后接触时间", "接触时间", "接触日期", "离开时间", "离开日期", "暴露时间"),
        ),
        Column(
            "known",
            Type.TEXT,
            "情况说明",
            "What is known",
            also=("情况", "备注", "说明", "轨迹", "活动轨迹", "接触方式", "接触情况", "乘坐车次", "车次", "航班"),
        ),
    ),
)

LETTER_ANSWER = Kind(
    "letter_answer",
    "协查答复",
    "Answer to a letter",
    subject="letter_name",
    key=("subject",),
    moment_zh="答复时间",
    moment_en="Answered",
    columns=(
        _OF_LETTER,
        PERSON,
        Column("name", Type.NAME, "姓名", "Name", required=True, identifying=True),
        Column(
            "answer",
            Type.CHOICE,
            "答复",
            "Answer",
            required=True,
            options=(
                Option("found", "已找到", "Found", ("已查到", "已核实", "已落实管控")),
                Option("not_here", "查无此人", "Not here", ("未查到", "不在本地")),
                Option("gone_to", "已去往", "Gone to", ("已离开", "已前往")),
            ),
        ),
        Column("gone_to", Type.AREA, "去往辖区", "Gone to"),
        Column("gone_to_name", Type.TEXT, "去往何处", "Gone where"),
        NOTE,
    ),
)

LETTER_REPLY = Kind(
    "letter_reply",
    "复函",
    "Reply to a letter",
    subject="letter",
    key=("subject", "number"),
    moment_zh="复函时间",
    moment_en="Replied",
    columns=(
        Column("number", Type.TEXT, "复函文号", "Reply number", required=True),
        Column("signer", Type.NAME, "签发人", "Signed by"),
        Column("answered", Type.INTEGER, "答复人数", "Names answered", minimum=0),
        NOTE,
    ),
)

LETTER_PASSING = Kind(
    "letter_passing",
    "转函",
    "Passed on",
    subject="letter_name",
    key=("subject", "letter"),
    moment_zh="转函时间",
    moment_en="Passed on",
    columns=(_OF_LETTER,),
)

KINDS = (LETTER, LETTER_NAME, LETTER_ANSWER, LETTER_REPLY, LETTER_PASSING)
