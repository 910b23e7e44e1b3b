"""Facts of the laboratory: specimens of persons, surfaces, goods and animals, and what was found in them."""

from lianfang.vocabulary.columns import Column, Option, Type
from lianfang.vocabulary.kind import Kind
from lianfang.vocabulary.shared_columns import BATCH, DISEASE, NOTE, OUTBREAK, RESULTS

SPECIMEN = Kind(
    "specimen",
    "标本",
    "Specimen",
    subject="specimen",
    key=("subject",),
    moment_zh="采样时间",
    moment_en="Sampled",
    moment_also=("采样日期", "采集时间", "sampled", "date_sampled"),
    columns=(
        Column("persons", Type.SUBJECTS, "受检者", "Persons", of="person"),
        Column(
            "number",
            Type.TEXT,
            "标本编号",
            "Specimen number",
            also=("样本编号", "样本号", "条码", "条形码", "采样管号", "管号"),
        ),
        DISEASE,
        OUTBREAK,
        Column(
            "category",
            Type.CHOICE,
            "标本对象",
            "Taken from",
            options=(
                Option("person", "人员", "Persons"),
                Option("surface", "环境物表", "A surface"),
                Option("goods", "货物（冷链）", "Goods"),
                Option("animal", "动物", "An animal"),
            ),
        ),
        # Of goods and surfaces: what was sampled, of which batch, and the place where it was.
        Column("item", Type.TEXT, "品名", "Item", also=("货物名称", "样品名称")),
        BATCH,
        Column("unit", Type.UNIT, "被采样场所", "Where it was", also=("被采样单位",)),
        Column("sample", Type.TEXT, "标本类型", "Kind of sample", also=("样本类型",)),
        Column("pool", Type.INTEGER, "混检人数", "Size of the pool", minimum=1, maximum=20, also=("混采比例",)),
        Column("purpose", Type.TEXT, "采样原因", "Purpose", also=("检测类型", "人员类别")),
        Column("sampled_by", Type.UNIT, "采样单位", "Sampled by", recorder=True, also=("采样点", "送检单位")),
        NOTE,
    ),
)

TEST_RESULT = Kind(
    "test_result",
    "检测结果",
    "Test result",
    subject="specimen",
    key=("subject", "assay", "laboratory", "round"),
    moment_zh="检测时间",
    moment_en="Tested",
    moment_also=("检测日期", "报告时间", "结果时间", "出结果时间"),
    columns=(
        DISEASE,
        Column(
            "assay",
            Type.CHOICE,
            "检测项目",
            "Assay",
            options=(
                Option("nucleic_acid", "核酸", "Nucleic acid", ("核酸检测", "pcr")),
                Option("igm", "IgM抗体", "IgM", ("IgM",)),
                Option("igg", "IgG抗体", "IgG", ("IgG",)),
                Option("antigen", "抗原", "Antigen"),
                Option("culture", "培养", "Culture"),
            ),
        ),
        Column(
            "result", Type.CHOICE, "检测结果", "Result", required=True, options=RESULTS, also=("结果", "核酸检测结果")
        ),
        Column("ct_orf1ab", Type.NUMBER, "ORF1ab Ct值", "Ct of ORF1ab", minimum=0, maximum=50, also=("ORF1ab",)),
        Column("ct_n", Type.NUMBER, "N基因Ct值", "Ct of N", minimum=0, maximum=50, also=("N",)),
        Column("laboratory", Type.UNIT, "检测单位", "Laboratory", recorder=True, also=("检测机构", "实验室")),
        Column("round", Type.INTEGER, "次数", "Round", minimum=1, maximum=9),
        NOTE,
    ),
)

KINDS = (SPECIMEN, TEST_RESULT)
