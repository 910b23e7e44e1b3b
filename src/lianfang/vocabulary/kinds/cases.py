"""Facts about cases: how they are classified, how ill they are, what became of them, who treats them."""

from dataclasses import replace

from lianfang.vocabulary.columns import Column, Option, Type
from lianfang.vocabulary.kind import Kind
from lianfang.vocabulary.shared_columns import (
    CASE,
    DISEASE,
    DISEASE_IF_KNOWN,
    LATITUDE,
    LONGITUDE,
    NOTE,
    OUTBREAK,
    PERSON,
)

CLASSIFICATIONS = (
    Option("suspected", "疑似病例", "Suspected", ("疑似",)),
    Option("clinical", "临床诊断病例", "Clinically diagnosed", ("临床诊断", "临床诊断病例", "probable")),
    Option("confirmed", "确诊病例", "Confirmed", ("确诊", "实验室诊断病例", "实验室确诊")),
    Option("asymptomatic", "无症状感染者", "Asymptomatic infection", ("无症状", "阳性检测", "病原携带者")),
    Option("excluded", "排除", "Excluded", ("排除病例", "discarded")),
    Option("positive_again", "复阳", "Positive again"),
)

ORIGINS = (
    Option("local", "本地", "Local", ("本土", "本地病例")),
    Option("import_related", "输入关联", "Import-related", ("输入相关",)),
    Option("imported", "境外输入", "Imported", ("输入", "境外", "overseas inflow")),
)

CASE_KIND = Kind(
    "case",
    "病例（感染者）",
    "Case",
    subject="case",
    key=("subject", "classification"),
    moment_zh="诊断时间",
    moment_en="Classified",
    moment_also=("诊断日期", "确诊日期", "确诊时间", "confirmed_date", "date_confirmed", "dt_diag", "confirm"),
    columns=(
        PERSON,
        Column("number", Type.TEXT, "病例编号", "Case number", also=("卡片编号", "病例号", "case_id", "case_no", "id")),
        DISEASE,
        OUTBREAK,
        Column(
            "classification",
            Type.CHOICE,
            "病例分类",
            "Classification",
            required=True,
            options=CLASSIFICATIONS,
            also=("诊断类型", "诊断分类", "status"),
        ),
        Column(
            "onset",
            Type.DATE,
            "发病日期",
            "Onset",
            also=("发病时间", "date_of_onset", "dt_onset", "symptom_onset_date"),
        ),
        Column("origin", Type.CHOICE, "来源", "Origin", options=ORIGINS, also=("病例来源", "输入情况")),
        Column(
            "origin_place",
            Type.TEXT,
            "来源地",
            "Place of origin",
            also=("输入来源地", "place_infect", "infection_source"),
        ),
        Column("generation", Type.INTEGER, "代次", "Generation", minimum=0, maximum=99, also=("代", "几代")),
        Column(
            "index_number",
            Type.TEXT,
            "上一代病例编号",
            "Number of the infecting case",
            also=("infector", "infected_by"),
        ),
        Column("exposed_from", Type.DATE, "暴露开始", "Exposed from", also=("exposure_start", "dt_start_exp")),
        Column("exposed_until", Type.DATE, "暴露结束", "Exposed until", also=("exposure_end", "dt_end_exp")),
        Column("setting", Type.TEXT, "感染场所", "Setting of infection", also=("infection_case", "聚集场所")),
        Column(
            "responsible",
            Type.AREA,
            "责任辖区",
            "Responsible area",
            also=("病例辖区", "报告地区", "所属区县", "镇", "乡镇"),
        ),
        Column("reported_by", Type.UNIT, "报告单位", "Reporting unit", recorder=True, also=("填报单位",)),
        Column("reported", Type.MOMENT, "报告时间", "Reported", also=("报告日期", "dt_report", "date_report")),
        # Where the patient lives, or was when infected: it points at a home.
        replace(LONGITUDE, identifying=True),
        replace(LATITUDE, identifying=True),
        Column("contacts_told", Type.INTEGER, "自述密接人数", "Contacts as told", minimum=0, also=("contact_number",)),
        NOTE,
    ),
)

SEVERITY = Kind(
    "severity",
    "临床分型",
    "Severity",
    subject="case",
    key=("subject", "severity"),
    moment_zh="分型时间",
    moment_en="Since",
    columns=(
        PERSON,
        Column(
            "severity",
            Type.CHOICE,
            "临床分型",
            "Severity",
            required=True,
            options=(
                Option("mild", "轻型", "Mild", ("轻症", "轻")),
                Option("common", "普通型", "Common", ("moderate", "普通", "normal")),
                Option("severe", "重型", "Severe", ("重症", "重")),
                Option("critical", "危重型", "Critical", ("危重症", "危重")),
            ),
            also=("病情", "临床严重程度"),
        ),
    ),
)

OUTCOME = Kind(
    "outcome",
    "转归",
    "Outcome",
    subject="case",
    key=("subject", "outcome"),
    moment_zh="转归时间",
    moment_en="Date of outcome",
    moment_also=("转归日期", "date_of_outcome"),
    columns=(
        PERSON,
        Column(
            "outcome",
            Type.CHOICE,
            "转归",
            "Outcome",
            required=True,
            options=(
                Option(
                    "discharged",
                    "出院",
                    "Discharged",
                    ("治愈", "治愈出院", "recover", "recovered", "released", "alive", "解除"),
                ),
                Option("died", "死亡", "Died", ("death", "dead", "deceased", "病亡")),
                Option("transferred", "转出", "Transferred away"),
            ),
        ),
        Column("cause", Type.TEXT, "死因", "Cause of death", also=("死亡原因",)),
    ),
)

ADMISSION = Kind(
    "admission",
    "收治",
    "Admission",
    subject="person",
    key=("subject", "hospital", "occurred_from"),
    moment_zh="入院时间",
    moment_en="Admitted",
    moment_also=("入院日期", "住院日期", "date_of_hospitalisation", "date_hospitalisation"),
    columns=(
        PERSON,
        CASE,
        DISEASE_IF_KNOWN,
        Column("hospital", Type.UNIT, "收治医院", "Hospital", also=("医院", "收治单位")),
        Column("hospital_name", Type.TEXT, "医院名称", "Name of the hospital", also=("hospital", "loc_hosp")),
        Column("ward", Type.TEXT, "病区", "Ward"),
        Column("bed", Type.TEXT, "床位", "Bed"),
        Column(
            "room",
            Type.CHOICE,
            "病室",
            "Room",
            options=(
                Option("single", "单间", "Single room", ("单人间", "负压单间")),
                Option("shared", "多人间", "Shared room"),
                Option("intensive", "重症监护", "Intensive care", ("ICU",)),
            ),
        ),
    ),
)

REFERRAL = Kind(
    "referral",
    "转诊",
    "Referral",
    subject="person",
    key=("subject", "to_unit", "occurred_from"),
    moment_zh="转诊时间",
    moment_en="Referred",
    columns=(
        PERSON,
        CASE,
        Column("from_unit", Type.UNIT, "转出单位", "From"),
        Column("to_unit", Type.UNIT, "接收单位", "To"),
        NOTE,
    ),
)

DECISION = Kind(
    "decision",
    "判定",
    "Decision",
    subject="person",
    key=("subject", "decision", "occurred_from"),
    moment_zh="判定时间",
    moment_en="Decided",
    columns=(
        PERSON,
        CASE,
        DISEASE_IF_KNOWN,
        Column(
            "decision",
            Type.CHOICE,
            "判定",
            "Decision",
            required=True,
            options=(
                Option("loosened", "放宽", "Loosened"),
                Option("tightened", "加严", "Tightened"),
                Option("diagnosed", "诊断", "Diagnosed"),
                Option("excluded", "排除", "Excluded"),
                # To the person, on paper: isolation from a day to a day, and its end before the term.
                Option("isolated", "隔离医学观察", "Isolated", ("隔离",)),
                Option("lifted", "解除隔离医学观察", "Lifted", ("解除隔离",)),
                # The answer to an appeal that changes nothing; that which grants it has loosened.
                Option("upheld", "维持", "Upheld"),
            ),
        ),
        Column("doctor", Type.NAME, "判定医师", "Doctor", required=True, also=("决定人",)),
        Column("second_signer", Type.NAME, "复核医师", "Second signer"),
        Column("ground", Type.TEXT, "依据", "Ground", required=True),
        Column("medical_fact", Type.FACT, "医学依据", "Medical fact"),
        Column("appeal", Type.FACT, "所答复的申诉", "Appeal answered"),
        # The number that nobody can guess: whoever holds the paper asks by it whether the paper is in force.
        Column("paper", Type.TEXT, "决定书编号", "Number of the paper"),
        Column("lifts", Type.TEXT, "所解除的决定书编号", "Number of the paper lifted"),
        Column("unit", Type.UNIT, "决定单位", "Deciding unit"),
        Column("begins", Type.DATE, "隔离起始日", "First day"),
        Column("ends", Type.DATE, "隔离截止日", "Last day"),
        Column("provided", Type.TEXT, "提供的保障", "Provided"),
        Column("remedy", Type.TEXT, "救济途径", "Remedy"),
    ),
)

APPEAL = Kind(
    "appeal",
    "申诉（转码申请）",
    "Appeal",
    subject="person",
    key=("subject", "occurred_from"),
    moment_zh="申诉时间",
    moment_en="Appealed",
    columns=(
        PERSON,
        Column(
            "matter",
            Type.CHOICE,
            "申诉事由",
            "Matter",
            options=(
                Option("not_there", "未到过、未接触", "Was not there, met nobody"),
                Option("not_me", "认错人", "Taken for somebody else"),
                Option("tested", "已有检测结果", "Has a test result"),
                Option("over", "期限已满", "The days are over"),
                Option("hardship", "看病、照护等困难", "Needs care, or must care for somebody"),
                Option("other", "其他", "Other"),
            ),
        ),
        Column("ground", Type.TEXT, "申诉理由", "Ground", required=True),
    ),
)

ACTION = Kind(
    "action",
    "处置",
    "Action",
    subject="case",
    key=("subject", "action", "occurred_from"),
    moment_zh="处置时间",
    moment_en="Done",
    columns=(
        PERSON,
        Column(
            "action",
            Type.CHOICE,
            "处置",
            "Action",
            required=True,
            options=(
                Option("network_report", "网络直报", "Network report"),
                Option("review", "报告卡审核", "Review of the report card"),
                Option("event_report", "突发公共卫生事件报告", "Event report"),
                Option("case_investigation", "个案流行病学调查", "Case investigation"),
                Option("terminal_disinfection", "终末消毒", "Terminal disinfection"),
                Option("expert_consultation", "专家会诊", "Expert consultation"),
                Option("suspension", "暂停（停课停业）", "Suspension"),
                Option("burial", "遗体处置", "Safe burial"),
                Option("household_search", "入户搜索", "Household search"),
                Option("vector_control", "媒介控制", "Vector control"),
            ),
        ),
        Column("unit", Type.UNIT, "实施单位", "Done by", recorder=True),
        NOTE,
    ),
)

# That one case infected another was told, or looked so from a contact, and is no longer believed: the chains leave it
# out. The contact stays a contact. Taken back by a withdrawal, like any fact.
CUT_LINK = Kind(
    "cut_link",
    "传播关系排除",
    "Cut link",
    subject="case",
    key=("subject", "infector"),
    moment_zh="排除时间",
    moment_en="Cut",
    columns=(
        PERSON,
        Column("infector", Type.SUBJECT, "被排除的上一代病例", "Infector ruled out", required=True, of="case"),
        Column("ground", Type.TEXT, "排除依据", "Ground", required=True),
        Column("decided_by", Type.NAME, "判定人", "Decided by"),
    ),
)

UNANSWERED = Kind(
    "unanswered",
    "问而未得",
    "Asked in vain",
    subject="case",
    key=("subject", "question"),
    moment_zh="询问时间",
    moment_en="Asked",
    columns=(
        PERSON,
        # The column that was asked for, with its kind before it: case.setting. Whoever is asked once is asked no more.
        Column("question", Type.TEXT, "所问项目", "Question", required=True),
        Column(
            "answer",
            Type.CHOICE,
            "答复",
            "Answer",
            required=True,
            options=(
                Option("none", "无", "None", ("没有",)),
                Option("unknown", "不详", "Not known", ("不知道", "不清楚", "不记得")),
                Option("refused", "拒绝回答", "Refused", ("拒答", "不愿回答")),
            ),
        ),
    ),
)

CARD = Kind(
    "card",
    "报告卡",
    "Report card",
    subject="case",
    key=("card", "version"),
    moment_zh="此状态起",
    moment_en="So since",
    moment_required=False,
    columns=(
        PERSON,
        Column("card", Type.TEXT, "卡片ID", "Card", required=True),
        # A keyed fingerprint of the whole card: two exports that say the same of it are one telling.
        Column("version", Type.TEXT, "卡片指纹", "Fingerprint"),
        Column("number", Type.TEXT, "卡片编号", "Card number"),
        Column("status", Type.TEXT, "卡片状态", "State of the card"),
        DISEASE,
        Column("disease_name", Type.TEXT, "疾病名称", "Disease as reported"),
        Column("unit_name", Type.TEXT, "报告单位", "Reporting unit as named"),
        Column("entered", Type.MOMENT, "报告卡录入时间", "Entered", required=True),
        Column("revised", Type.MOMENT, "订正报告时间", "Revised"),
        Column("reviewed_county", Type.MOMENT, "县区审核时间", "Reviewed by the county"),
        Column("reviewed_prefecture", Type.MOMENT, "地市审核时间", "Reviewed by the prefecture"),
        Column("reviewed_province", Type.MOMENT, "省市审核时间", "Reviewed by the province"),
        Column("deleted", Type.MOMENT, "删除时间", "Deleted"),
        Column("deletion_reason", Type.TEXT, "删除原因", "Why deleted"),
        # Every cell of the card as it was exported, sealed as one: the report card is printed from it.
        Column("cells", Type.ADDRESS, "全卡内容", "All cells of the card", identifying=True),
    ),
)

KINDS = (CASE_KIND, SEVERITY, OUTCOME, ADMISSION, REFERRAL, DECISION, APPEAL, ACTION, CUT_LINK, UNANSWERED, CARD)
