"""The derived tables: what ``derive`` makes from facts, plan and clock, and ``situation`` keeps. Never typed in."""

from lianfang.vocabulary.columns import Column, Option, Type
from lianfang.vocabulary.grounds import GROUNDS
from lianfang.vocabulary.kind import Derived
from lianfang.vocabulary.kinds.cases import CLASSIFICATIONS, ORIGINS, SEVERITY
from lianfang.vocabulary.kinds.command import DECLARATION, LEVELS
from lianfang.vocabulary.kinds.contacts import GRADES
from lianfang.vocabulary.shared_columns import UNIT_KINDS


def _text(name: str, zh: str, en: str) -> Column:
    return Column(name, Type.TEXT, zh, en)


def _moment(name: str, zh: str, en: str) -> Column:
    return Column(name, Type.MOMENT, zh, en)


# Where a person or case belongs, is, and is treated: three areas, each its own, each a path that policies range over.
THREE_AREAS = (
    _text("responsible", "责任辖区", "Responsible area"),
    _text("whereabouts", "所在辖区", "Whereabouts"),
    _text("treated", "收治辖区", "Treated in"),
)

DUTY = Derived(
    "duty",
    "待办",
    "Duty",
    key=("key",),
    columns=(
        _text("key", "待办编号", "Key"),
        _text("plan", "方案", "Plan"),
        _text("rule", "条款", "Rule"),
        _text("disease", "病种", "Disease"),
        _text("outbreak", "疫情", "Outbreak"),
        _text("subject_kind", "对象类型", "Kind of subject"),
        Column("subject", Type.SUBJECT, "对象", "Subject"),
        Column("person", Type.SUBJECT, "人员", "Person", of="person"),
        Column("owed_by", Type.UNIT, "责任单位", "Owed by"),
        Column("owed_kind", Type.CHOICE, "责任单位类型", "Kind of unit", options=UNIT_KINDS),
        _text("area", "责任单位辖区", "Area of the owing unit"),
        *THREE_AREAS,
        Column("occurrence", Type.INTEGER, "第几次", "Occurrence"),
        _moment("opened", "起始", "Opened"),
        _moment("due", "时限", "Due"),
        _moment("ends", "终止", "Ends"),
        _moment("met", "办结", "Met"),
        Column("met_by", Type.FACT, "办结事实", "Met by"),
        _text("met_kind", "办结事实类型", "Kind of meeting fact"),
        _moment("waived", "不再执行", "Waived"),
        Column("waived_by", Type.FACT, "不再执行依据", "Waived by"),
        _text("waiver_reason", "不再执行原因", "Why waived"),
        _text("assigned_to", "承办人", "Assigned to"),
    ),
)

DUTY_TALLY = Derived(
    "duty_tally",
    "待办日计",
    "Duties of a day",
    key=("day", "rule", "disease", "owed_by", "responsible", "area", "standing"),
    columns=(
        Column("day", Type.DATE, "到期日", "Day due"),
        _text("rule", "条款", "Rule"),
        _text("disease", "病种", "Disease"),
        Column("owed_by", Type.UNIT, "责任单位", "Owed by"),
        _text("responsible", "责任辖区", "Responsible area"),
        _text("area", "责任单位辖区", "Area of the owing unit"),
        Column("standing", Type.INTEGER, "当日24时办理情况", "How they stood at its end"),
        Column("number", Type.INTEGER, "待办数", "Duties"),
    ),
)

OPEN_TALLY = Derived(
    "open_tally",
    "待办在办合计",
    "Open duties counted",
    key=(
        "due", "opened", "ends", "rule", "owed_by", "responsible", "whereabouts", "treated", "area", "plan", "disease",
    ),
    columns=(
        _text("plan", "方案", "Plan"),
        _text("rule", "条款", "Rule"),
        _text("disease", "病种", "Disease"),
        Column("owed_by", Type.UNIT, "责任单位", "Owed by"),
        _text("area", "责任单位辖区", "Area of the owing unit"),
        *THREE_AREAS,
        _moment("opened", "起始", "Opened"),
        _moment("due", "时限", "Due"),
        _moment("ends", "终止", "Ends"),
        Column("of_people", Type.INTEGER, "涉及人员的待办数", "Duties about people"),
        Column("number", Type.INTEGER, "待办数", "Duties"),
    ),
)  # fmt: skip

OWED_PERSON = Derived(
    "owed_person",
    "待办对象",
    "Whom a unit owes",
    key=("owed_by", "person"),
    columns=(
        Column("owed_by", Type.UNIT, "责任单位", "Owed by"),
        Column("person", Type.SUBJECT, "人员", "Person", of="person"),
        Column("number", Type.INTEGER, "待办数", "Duties"),
    ),
)

DUTY_CAUSE = Derived(
    "duty_cause",
    "待办依据",
    "Cause of a duty",
    # One visit may be the evidence of several contacts: its originals tell them apart.
    key=("duty", "fact", "original"),
    columns=(
        _text("duty", "待办编号", "Duty"),
        Column("fact", Type.FACT, "事实", "Fact"),
        Column("original", Type.FACT, "首次事实", "First told as"),
        _text("kind", "事实类型", "Kind of fact"),
        _moment("since", "自", "Since"),
        _moment("until", "至", "Until"),
    ),
)

CONTACT = Derived(
    "contact",
    "密接 / 次密接 / 一般接触者",
    "Contact",
    key=("person", "case"),
    columns=(
        Column("person", Type.SUBJECT, "人员", "Person", of="person"),
        Column("case", Type.SUBJECT, "关联病例", "Case", of="case"),
        _text("disease", "病种", "Disease"),
        _text("outbreak", "疫情", "Outbreak"),
        Column("grade", Type.CHOICE, "接触者类型", "Grade", options=GRADES),
        Column("evidence", Type.FACT, "依据", "Evidence"),
        _moment("first_exposed", "首次接触", "First exposed"),
        _moment("last_exposed", "末次接触", "Last exposed"),
        _moment("judged", "判定", "Judged"),
        _moment("told", "告知", "Told"),
        _moment("carried", "转运", "Carried"),
        _moment("received", "入住", "Received"),
        _moment("released", "解除", "Released"),
        _moment("ground_fell", "依据消失", "Ground fell"),
        _moment("called", "联系上", "Reached"),
        Column("unanswered", Type.INTEGER, "未接通次数", "Attempts without an answer", minimum=0),
        _moment("refused", "拒绝", "Refused"),
        _moment("left", "离开", "Left"),
        _text("fell_because", "依据消失原因", "Why the ground fell"),
        *THREE_AREAS,
    ),
)

GROUP = Derived(
    "group",
    "聚集性疫情（组）",
    "Group",
    key=("group",),
    columns=(
        Column("group", Type.SUBJECT, "疫情", "Group", of="group"),
        _text("plan", "方案", "Plan"),
        _text("definition", "定义", "Definition"),
        _text("disease", "病种", "Disease"),
        _text("outbreak", "疫情名称", "Outbreak"),
        _text("share", "关联方式", "In one"),
        Column("unit", Type.UNIT, "单位", "Unit"),
        _text("place", "名称", "Place"),
        _moment("founded", "达到标准时间", "Founded"),
        _moment("recognised", "发现时间", "Recognised"),
        _moment("first", "首例时间", "First case"),
        _moment("last", "末例时间", "Last case"),
        _moment("closes", "结束时间", "Closes"),
        Column("cases", Type.INTEGER, "病例数", "Cases"),
        Column("evidence", Type.FACT, "依据", "Evidence"),
        _text("responsible", "责任辖区", "Responsible area"),
    ),
)

GROUP_MEMBER = Derived(
    "group_member",
    "聚集性疫情病例",
    "Member of a group",
    key=("group", "case"),
    columns=(
        Column("group", Type.SUBJECT, "疫情", "Group", of="group"),
        Column("case", Type.SUBJECT, "病例", "Case", of="case"),
        Column("person", Type.SUBJECT, "人员", "Person", of="person"),
        _moment("since", "计入时间", "Counted from"),
        Column("fact", Type.FACT, "依据", "Evidence"),
    ),
)

# What a contact rests on beside what was told: two visits, or rides, to one place at one time.
ENCOUNTER = Derived(
    "encounter",
    "接触记录",
    "Encounter",
    key=("case", "person", "visit", "exposing_visit", "place"),
    columns=(
        Column("case", Type.SUBJECT, "关联病例", "Case", of="case"),
        Column("person", Type.SUBJECT, "人员", "Person", of="person"),
        Column("via", Type.SUBJECT, "经由", "Exposed by", of="person"),
        Column("grade", Type.CHOICE, "接触者类型", "Grade", options=GRADES),
        _text("disease", "病种", "Disease"),
        _text("outbreak", "疫情", "Outbreak"),
        _text("plan", "方案", "Plan"),
        _text("setting", "判定情形", "Setting"),
        _text("place", "地点", "Place"),
        _moment("began", "开始", "Began"),
        _moment("ended", "结束", "Ended"),
        Column("minutes", Type.INTEGER, "分钟", "Minutes"),
        Column("visit", Type.FACT, "接触者到访", "Visit"),
        Column("exposing_visit", Type.FACT, "暴露者到访", "Visit of whoever exposed"),
        _moment("known", "知悉", "Known"),
    ),
)

# People whom collected visits show beside a case and whom the ledger does not know: counted, to be asked for by name.
UNNAMED_CONTACT = Derived(
    "unnamed_contact",
    "台账上没有的接触者",
    "Contacts not in the ledger",
    key=("case", "plan", "place", "setting", "grade"),
    columns=(
        Column("case", Type.SUBJECT, "关联病例", "Case", of="case"),
        _text("disease", "病种", "Disease"),
        _text("plan", "方案", "Plan"),
        _text("place", "地点", "Place"),
        _text("setting", "判定情形", "Setting"),
        Column("grade", Type.CHOICE, "接触者类型", "Grade", options=GRADES),
        Column("people", Type.INTEGER, "人数", "People"),
        _moment("began", "开始", "Began"),
        _moment("ended", "结束", "Ended"),
    ),
)

PERSON_STATUS = Derived(
    "person_status",
    "人员现况",
    "Person's status",
    key=("person",),
    columns=(
        Column("person", Type.SUBJECT, "人员", "Person", of="person"),
        Column("name", Type.NAME, "姓名", "Name", identifying=True),
        _text("sex", "性别", "Sex"),
        Column("birth", Type.DATE, "出生日期", "Birth date"),
        Column("age", Type.NUMBER, "年龄", "Age"),
        Column("merged_into", Type.SUBJECT, "已并入", "Merged into", of="person"),
        *THREE_AREAS,
    ),
)

CASE_STATUS = Derived(
    "case_status",
    "病例现况",
    "Case's status",
    key=("case",),
    columns=(
        Column("case", Type.SUBJECT, "病例", "Case", of="case"),
        Column("person", Type.SUBJECT, "人员", "Person", of="person"),
        _text("number", "病例编号", "Case number"),
        _text("disease", "病种", "Disease"),
        _text("outbreak", "疫情", "Outbreak"),
        Column("classification", Type.CHOICE, "现分类", "Classification", options=CLASSIFICATIONS),
        _moment("classified", "分类时间", "Classified"),
        Column("severity", Type.CHOICE, "临床分型", "Severity", options=SEVERITY.column("severity").options),
        _text("outcome", "转归", "Outcome"),
        _moment("ended", "转归时间", "Date of outcome"),
        Column("onset", Type.DATE, "发病日期", "Onset"),
        Column("origin", Type.CHOICE, "来源", "Origin", options=ORIGINS),
        Column("generation", Type.INTEGER, "代次", "Generation"),
        _moment("suspected", "疑似时间", "Suspected"),
        _moment("clinical", "临床诊断时间", "Clinically diagnosed"),
        _moment("confirmed", "确诊时间", "Confirmed"),
        _moment("asymptomatic", "无症状时间", "Asymptomatic"),
        _moment("excluded", "排除时间", "Excluded"),
        Column("counted_in", Type.AREA, "计入辖区", "Counted in"),
        Column("latest_fact", Type.FACT, "分类依据", "Classifying fact"),
        *THREE_AREAS,
    ),
)

COUNT = Derived(
    "count",
    "统计",
    "Count",
    key=("area", "disease", "date", "figure", "origin"),
    columns=(
        Column("area", Type.AREA, "辖区", "Area"),
        _text("disease", "病种", "Disease"),
        Column("date", Type.DATE, "日期", "Date"),
        Column(
            "figure",
            Type.CHOICE,
            "指标",
            "Figure",
            options=(
                Option("new_confirmed", "新增确诊", "New confirmed"),
                Option("current_confirmed", "现有确诊", "Current confirmed"),
                Option("cumulative_confirmed", "累计确诊", "Cumulative confirmed"),
                Option("new_asymptomatic", "新增无症状感染者", "New asymptomatic"),
                Option("current_asymptomatic", "尚在医学观察的无症状感染者", "Current asymptomatic"),
                Option("cumulative_asymptomatic", "累计无症状感染者", "Cumulative asymptomatic"),
                Option("new_suspected", "新增疑似", "New suspected"),
                Option("current_suspected", "现有疑似", "Current suspected"),
                Option("cumulative_suspected", "累计疑似", "Cumulative suspected"),
                Option("new_clinical", "新增临床诊断", "New clinically diagnosed"),
                Option("current_clinical", "现有临床诊断", "Current clinically diagnosed"),
                Option("cumulative_clinical", "累计临床诊断", "Cumulative clinically diagnosed"),
                Option("current_severe", "现有重型", "Current severe"),
                Option("current_critical", "现有危重型", "Current critical"),
                Option("new_discharged", "新增出院", "Newly discharged"),
                Option("cumulative_discharged", "累计出院", "Cumulative discharged"),
                Option("new_died", "新增死亡", "New deaths"),
                Option("cumulative_died", "累计死亡", "Cumulative deaths"),
                Option("new_turned", "无症状转确诊", "Asymptomatic turned confirmed"),
                Option("current_admitted", "在定点医院的现有确诊", "Current confirmed in hospital"),
                Option("cumulative_contacts", "累计追踪密接", "Contacts traced"),
                Option("current_contacts", "尚在医学观察的密接", "Contacts under observation"),
                Option("cumulative_released", "累计解除医学观察", "Contacts released"),
                Option("new_tested", "检测人数", "People tested"),
            ),
        ),
        Column("origin", Type.CHOICE, "来源", "Origin", options=(*ORIGINS, Option("", "不分", "Not told apart"))),
        Column("value", Type.INTEGER, "数值", "Value"),
    ),
)

_ABOUT = DECLARATION.column("about").options[:2]
LEVEL = Derived(
    "level",
    "风险等级和响应级别（建议）",
    "Proposed level of an area",
    key=("plan", "scale", "area"),
    columns=(
        _text("plan", "方案", "Plan"),
        _text("scale", "等级标准", "Scale"),
        Column("about", Type.CHOICE, "事项", "About", options=_ABOUT),
        _text("disease", "病种", "Disease"),
        Column("area", Type.AREA, "辖区", "Area"),
        Column("day", Type.DATE, "日期", "Day"),
        # Where a figure is not known the two differ: the level lies between them. Both are null where none fits.
        Column("lowest", Type.CHOICE, "建议等级（下限）", "Proposed, lowest", options=LEVELS),
        Column("highest", Type.CHOICE, "建议等级（上限）", "Proposed, highest", options=LEVELS),
        Column("since", Type.DATE, "建议等级自", "Proposed since"),
    ),
)

LEVEL_FIGURE = Derived(
    "level_figure",
    "等级所依数字",
    "Figure behind a level",
    key=("plan", "scale", "area", "figure"),
    columns=(
        _text("plan", "方案", "Plan"),
        _text("scale", "等级标准", "Scale"),
        Column("area", Type.AREA, "辖区", "Area"),
        _text("figure", "数字", "Figure"),
        # Of a cluster 1 is yes and 0 is no; null is not known.
        Column("value", Type.NUMBER, "数值", "Value"),
        Column(
            "basis", Type.CHOICE, "来源", "Rests on",
            options=(
                Option("persons", "个案", "Persons"), Option("counts", "上报数字", "Reported counts"),
                Option("none", "无数据", "Nothing told"),
            ),
        ),
        Column("told", Type.DATE, "数字统计日", "Day of the figure"),
    ),
)  # fmt: skip

# What a definition may propose; again positive is no class of its own but a finding after recovery.
DEFINED = tuple(option for option in CLASSIFICATIONS if option.name != "positive_again")

CASE_PROPOSAL = Derived(
    "case_proposal",
    "拟定分类",
    "Proposed classification",
    key=("plan", "case"),
    columns=(
        _text("plan", "方案", "Plan"),
        Column("case", Type.SUBJECT, "病例", "Case", of="case"),
        Column("person", Type.SUBJECT, "人员", "Person", of="person"),
        _text("disease", "病种", "Disease"),
        _text("outbreak", "疫情", "Outbreak"),
        Column("proposed", Type.CHOICE, "拟定分类", "Proposed", options=DEFINED),
        # The doctor's fact stays what it is: the proposal stands beside it.
        Column("recorded", Type.CHOICE, "已录分类", "Recorded", options=CLASSIFICATIONS),
        _text("holds", "符合的定义", "Definitions that hold"),
        _text("undecided", "尚不能判定的定义", "Definitions not decided yet"),
        _moment("since", "符合定义之时", "Since it holds"),
        Column("evidence", Type.FACT, "最近病例事实", "Latest fact of the case"),
        *THREE_AREAS,
    ),
)

HEALTH_CODE = Derived(
    "health_code",
    "健康码",
    "Health code",
    # Each ground that makes a colour, from when until when; at a moment the gravest of those that stand counts.
    key=("plan", "rule", "person", "original"),
    columns=(
        _text("plan", "方案", "Plan"),
        _text("rule", "规则", "Rule"),
        Column("person", Type.SUBJECT, "人员", "Person", of="person"),
        _text("disease", "病种", "Disease"),
        Column(
            "colour", Type.CHOICE, "颜色", "Colour",
            options=(Option("red", "红码", "Red"), Option("yellow", "黄码", "Yellow")),
        ),
        Column(
            "ground", Type.CHOICE, "依据", "Ground",
            options=tuple(Option(ground.kind, ground.zh, ground.en) for ground in GROUNDS.values()),
        ),
        Column("fact", Type.FACT, "事实", "Fact"),
        Column("original", Type.FACT, "首次事实", "First told as"),
        _moment("since", "自", "Since"),
        _moment("expires", "至", "Expires"),
        *THREE_AREAS,
    ),
)  # fmt: skip

PLAN_VERSION = Derived(
    "plan_version",
    "方案施行版本",
    "Signed version of a plan",
    key=("version",),
    columns=(
        Column("version", Type.SUBJECT, "版本", "Version", of="plan"),
        _text("plan", "方案", "Plan"),
        _text("layer", "层级文件", "Layer"),
        _text("disease", "病种", "Disease"),
        _text("digest", "文本校验码", "Digest of the text"),
        Column("area", Type.AREA, "施行辖区", "Area"),
        Column("begins", Type.DATE, "施行日期", "In force from"),
        _moment("signed", "签署齐全时间", "Signed by both"),
        _text("signers", "签署人", "Signed by"),
        _text("texts", "方案文本", "Texts"),
    ),
)

TABLES = (
    DUTY, DUTY_TALLY, OPEN_TALLY, OWED_PERSON, DUTY_CAUSE, CONTACT, ENCOUNTER, PERSON_STATUS, CASE_STATUS, COUNT, GROUP,
    GROUP_MEMBER, LEVEL, LEVEL_FIGURE, HEALTH_CODE, PLAN_VERSION, CASE_PROPOSAL, UNNAMED_CONTACT,
)  # fmt: skip
