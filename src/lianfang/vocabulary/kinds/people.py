"""Facts about who people are and where they belong."""

from lianfang.vocabulary.columns import Column, Option, Type
from lianfang.vocabulary.kind import Kind
from lianfang.vocabulary.shared_columns import DISEASE, DISEASE_IF_KNOWN, NOTE, PERSON

SEXES = (
    Option("male", "男", "Male", ("m", "男性", "1")),
    Option("female", "女", "Female", ("f", "女性", "2")),
    Option("unknown", "未知", "Unknown", ("不详",)),
)

IDENTITY_KINDS = (
    Option("resident", "居民身份证", "Resident identity card", ("身份证",)),
    Option(
        "residence_permit", "港澳台居民居住证", "Residence permit of Hong Kong, Macao, Taiwan residents", ("居住证",)
    ),
    Option(
        "hong_kong_macao_permit", "港澳居民来往内地通行证", "Mainland permit of Hong Kong, Macao residents", ("回乡证",)
    ),
    Option("taiwan_permit", "台湾居民来往大陆通行证", "Mainland permit of Taiwan residents", ("台胞证",)),
    Option("passport", "护照", "Passport"),
    Option("foreigner_permanent", "外国人永久居留身份证", "Foreigner's permanent residence card", ("外国人永居证",)),
    Option("none", "无证件", "None", ("无",)),
)

CARE_NEEDS = (
    Option("child", "14岁以下儿童", "Child under 14"),
    Option("pregnant", "孕产妇", "Pregnant"),
    Option("dialysis", "透析", "Dialysis"),
    Option("psychiatric", "精神障碍", "Psychiatric"),
    Option("disabled", "残疾", "Disabled"),
    Option("alone", "独居老人", "Old and alone"),
)

PERSON_KIND = Kind(
    "person",
    "人员",
    "Person",
    subject="person",
    key=("subject",),
    moment_zh="登记时间",
    moment_en="Registered",
    moment_required=False,
    columns=(
        PERSON,
        Column("number", Type.TEXT, "人员编号", "Person number", also=("patient_id", "person_id", "患者编号")),
        Column("name", Type.NAME, "姓名", "Name", identifying=True, also=("患者姓名", "受检者", "受检人", "名字")),
        Column("sex", Type.CHOICE, "性别", "Sex", options=SEXES, also=("gender",)),
        Column("birth", Type.DATE, "出生日期", "Birth date", also=("出生年月日", "生日", "birth_date", "dob")),
        Column("age", Type.NUMBER, "年龄", "Age", unit="years", minimum=0, maximum=125),
        Column("identity_kind", Type.CHOICE, "证件类型", "Kind of document", options=IDENTITY_KINDS),
        Column(
            "identity_number",
            Type.IDENTITY,
            "证件号码",
            "Identity number",
            identifying=True,
            also=("身份证号", "身份证号码", "有效证件号", "证件号", "公民身份号码", "id_number"),
        ),
        Column("no_identity_reason", Type.TEXT, "无证件原因", "Why no document"),
        Column(
            "telephone",
            Type.TELEPHONE,
            "联系电话",
            "Telephone",
            identifying=True,
            also=("电话", "手机", "手机号", "手机号码", "电话号码", "联系方式", "phone", "mobile"),
        ),
        Column("no_telephone_reason", Type.TEXT, "无电话原因", "Why no telephone"),
        Column(
            "guardian_name", Type.NAME, "监护人姓名", "Guardian", identifying=True, also=("患儿家长姓名", "家长姓名")
        ),
        Column("guardian_telephone", Type.TELEPHONE, "监护人电话", "Guardian's telephone", identifying=True),
        Column("nationality", Type.TEXT, "国籍", "Nationality", also=("country",)),
        Column("occupation", Type.TEXT, "职业", "Occupation", also=("人群分类",)),
        Column("workplace", Type.TEXT, "工作单位", "Workplace", also=("患者工作单位", "单位", "学校或单位")),
        Column(
            "residence",
            Type.AREA,
            "现住辖区",
            "Area of residence",
            also=("现住地址国标", "现住址区划", "户籍辖区", "居住地区划", "辖区", "网格"),
        ),
        Column(
            "address",
            Type.ADDRESS,
            "现住址",
            "Address",
            identifying=True,
            also=("现住详细地址", "住址", "地址", "详细地址", "家庭住址", "居住地址"),
        ),
        Column("care_need", Type.CHOICE, "照护需要", "Care need", options=CARE_NEEDS),
        Column("household", Type.SUBJECT, "户", "Household", of="household"),
    ),
)

HOUSEHOLD = Kind(
    "household",
    "户",
    "Household",
    subject="household",
    key=("subject",),
    moment_required=False,
    columns=(
        Column("number", Type.TEXT, "户号", "Household number"),
        Column("residence", Type.AREA, "所在辖区", "Area"),
        Column("address", Type.ADDRESS, "住址", "Address", identifying=True),
    ),
)

MEMBERSHIP = Kind(
    "membership",
    "所属集体",
    "Membership",
    subject="person",
    key=("subject", "group_kind", "unit", "group"),
    moment_zh="起始时间",
    moment_en="Since",
    moment_required=False,
    columns=(
        PERSON,
        Column(
            "group_kind",
            Type.CHOICE,
            "集体类型",
            "Kind of group",
            required=True,
            options=(
                Option("school_class", "班级", "Class"),
                Option("ward", "病区", "Ward"),
                Option("workplace", "工作单位", "Workplace"),
                Option("grid", "网格", "Grid"),
                Option("dormitory", "宿舍", "Dormitory"),
            ),
        ),
        Column("unit", Type.UNIT, "单位", "Unit"),
        Column("group", Type.TEXT, "名称", "Name", also=("班级", "class")),
    ),
)

VACCINATION = Kind(
    "vaccination",
    "预防接种",
    "Vaccination",
    subject="person",
    key=("subject", "disease", "dose"),
    moment_zh="接种时间",
    moment_en="Given",
    columns=(
        PERSON,
        DISEASE,
        Column("vaccine", Type.TEXT, "疫苗", "Vaccine"),
        Column("dose", Type.INTEGER, "剂次", "Dose", minimum=1, maximum=20),
        Column("batch", Type.TEXT, "批号", "Batch"),
        Column("unit", Type.UNIT, "接种单位", "Given by"),
    ),
)

CONTRAINDICATION = Kind(
    "contraindication",
    "禁忌",
    "Contraindication",
    subject="person",
    key=("subject", "against"),
    columns=(PERSON, Column("against", Type.TEXT, "对何措施", "Against", required=True), NOTE),
)

MERGE = Kind(
    "merge",
    "查重合并",
    "Merge",
    subject="person",
    key=("subject", "merged"),
    moment_zh="合并时间",
    moment_en="Merged at",
    columns=(
        PERSON,
        Column("merged", Type.SUBJECT, "并入者", "Merged person", required=True, of="person"),
        Column("undone", Type.BOOLEAN, "已撤销合并", "Undone"),
    ),
)

CONSENT = Kind(
    "consent",
    "监护人同意",
    "Guardian's consent",
    subject="person",
    key=("subject", "matter", "occurred_from"),
    moment_zh="答复时间",
    moment_en="Answered",
    columns=(
        PERSON,
        Column("guardian", Type.NAME, "监护人", "Guardian", required=True, identifying=True),
        Column(
            "relation",
            Type.CHOICE,
            "与儿童关系",
            "Relation to the child",
            required=True,
            options=(
                Option("mother", "母亲", "Mother"),
                Option("father", "父亲", "Father"),
                Option("grandparent", "祖父母、外祖父母", "Grandparent"),
                Option("other", "其他监护人", "Other guardian"),
                Option("body", "担任监护人的单位", "Body that is the guardian", ("居委会", "村委会", "民政部门")),
            ),
        ),
        Column(
            "matter",
            Type.CHOICE,
            "同意事项",
            "To what",
            required=True,
            options=(
                Option("own_page", "查看儿童本人页并代为申诉", "Reading the child's page and appealing on it"),
                Option("interview", "流调询问", "Questions of an investigation"),
                Option("vaccination", "预防接种", "Vaccination"),
            ),
        ),
        Column(
            "answer",
            Type.CHOICE,
            "答复",
            "Answer",
            required=True,
            options=(
                Option("agreed", "同意", "Agreed"),
                Option("refused", "不同意", "Refused"),
                Option("withdrawn", "撤回同意", "Withdrawn"),
            ),
        ),
        Column(
            "how",
            Type.CHOICE,
            "方式",
            "How",
            required=True,
            options=(
                Option("paper_code", "凭文书在本人页", "On the page, with a paper's code"),
                Option("counter_code", "凭窗口验证码在本人页", "On the page, with a counter's code"),
                Option("in_person", "当面", "In person"),
                Option("signed", "书面签字", "Signed on paper"),
            ),
        ),
    ),
)

SYMPTOM = Kind(
    "symptom",
    "症状",
    "Symptom",
    subject="person",
    key=("subject", "symptom", "occurred_from"),
    moment_zh="出现时间",
    moment_en="Began",
    columns=(
        PERSON,
        DISEASE_IF_KNOWN,
        Column("symptom", Type.TEXT, "症状", "Symptom", required=True, also=("临床表现", "symptoms")),
    ),
)

KINDS = (PERSON_KIND, HOUSEHOLD, MEMBERSHIP, VACCINATION, CONTRAINDICATION, CONSENT, MERGE, SYMPTOM)
