"""Columns that several kinds share, declared once each."""

from lianfang.vocabulary.columns import Column, Option, Type

PERSON = Column("person", Type.SUBJECT, "人员", "Person", of="person")
CASE = Column("case", Type.SUBJECT, "病例", "Case", of="case")
DISEASE = Column("disease", Type.TEXT, "病种", "Disease", required=True, also=("疾病名称", "疾病", "病名"))
DISEASE_IF_KNOWN = Column("disease", Type.TEXT, "病种", "Disease", also=("疾病名称", "疾病", "病名"))
OUTBREAK = Column("outbreak", Type.TEXT, "疫情", "Outbreak", also=("事件", "聚集性疫情"))
NUMBER = Column("number", Type.TEXT, "编号", "Number")
# By the batch goods are told apart, from the producer to whoever unpacked them.
BATCH = Column("batch", Type.TEXT, "批号", "Batch", also=("批次", "生产批号", "批次号", "batch_number", "lot"))
# Where something lies, in degrees (WGS 84): zones by distance are made of it.
LONGITUDE = Column(
    "longitude", Type.NUMBER, "经度", "Longitude", unit="°", minimum=-180, maximum=180, also=("lng", "lon")
)
LATITUDE = Column("latitude", Type.NUMBER, "纬度", "Latitude", unit="°", minimum=-90, maximum=90, also=("lat",))
NOTE = Column("note", Type.TEXT, "备注", "Note", also=("说明", "remark", "remarks", "notes"))
# A child is neither carried nor kept alone.
COMPANION = Column(
    "companion", Type.NAME, "陪护人", "Accompanying adult", identifying=True, also=("陪同人", "陪护家长")
)

RESULTS = (
    Option("positive", "阳性", "Positive", ("+", "pos", "检出")),
    Option("negative", "阴性", "Negative", ("-", "neg", "未检出")),
    Option("preliminary_positive", "初筛阳性", "Preliminary positive", ("初筛阳",)),
    Option("inconclusive", "可疑", "Inconclusive", ("灰区", "不确定")),
    Option("invalid", "无效", "Invalid"),
)

UNIT_KINDS = (
    Option("command", "指挥部", "Command"),
    Option("health_authority", "卫生健康行政部门", "Health authority"),
    Option("cdc", "疾控中心", "Disease control centre"),
    Option("hospital", "医院", "Hospital"),
    Option("fever_clinic", "发热门诊", "Fever clinic"),
    Option("clinic", "诊所（卫生室）", "Clinic"),
    Option("laboratory", "检测实验室", "Laboratory"),
    Option("isolation_site", "集中隔离点", "Isolation site"),
    Option("holding_site", "留验站", "Holding site"),
    Option("checkpoint", "检查站", "Checkpoint"),
    Option("port", "口岸", "Port of entry"),
    Option("grid", "网格", "Grid"),
    Option("police", "公安", "Police"),
    Option("hotel", "宾馆", "Hotel"),
    Option("school", "学校", "School"),
    Option("enterprise", "企业", "Enterprise"),
    Option("market", "市场", "Market"),
    Option("farm", "养殖场", "Farm"),
    Option("cold_store", "冷库", "Cold store"),
    Option("venue", "场所", "Venue"),
    Option("transport", "交通工具", "Transport"),
    Option("warehouse", "仓库", "Warehouse"),
)

AREA_LEVELS = (
    Option("world", "世界", "World"),
    Option("nation", "国家", "Nation"),
    Option("province", "省", "Province"),
    Option("prefecture", "市（州）", "Prefecture"),
    Option("county", "县（市、区）", "County"),
    Option("town", "乡镇（街道）", "Town"),
    Option("village", "村（社区）", "Village"),
    Option("grid", "网格", "Grid"),
    Option("elsewhere", "其他", "Elsewhere"),
)
