"""Made exports of report cards in the national reporting system's layout: two lines, the header, dots for blanks."""

from collections.abc import Iterable, Mapping

from lianfang.facts.load.cards import HEADERS

_TOP = ("传染病报告卡（按报告单位）", "导出时间：2021-01-09 08:00:00　导出用户：木兰县疾控中心")
_BLANK = "."

# What a card has at least: an invented person of area code 00, with a true check digit where a number stands.
FIRST: dict[str, str] = {
    "卡片ID": "5000001",
    "卡片编号": "2301272021-00001",
    "卡片状态": "未终审卡",
    "患者姓名": "张三",
    "有效证件号": "000127198003041230",
    "性别": "男",
    "出生日期": "1980-03-04",
    "年龄": "40岁",
    "患者工作单位": "木兰县第二中学",
    "联系电话": "13900000001",
    "病人属于": "本县区",
    "现住地址国标": "23012701",
    "现住详细地址": "黑龙江省哈尔滨市木兰县木兰镇人民路1号",
    "人群分类": "教师",
    "病例分类": "疑似病例",
    "病例分类2": "急性",
    "发病日期": "2021-01-03",
    "诊断时间": "2021-01-05 09:00:00",
    "疾病名称": "新型冠状病毒感染的肺炎",
    "填卡医生": "王医生",
    "医生填卡日期": "2021-01-05",
    "报告单位地区编码": "23012701",
    "报告单位": "木兰县人民医院",
    "单位类型": "综合医院",
    "报告卡录入时间": "2021-01-05 10:00:00",
    "录卡用户": "liu",
    "录卡用户所属单位": "木兰县人民医院",
    "审核状态": "未审核",
}


def card(**said: str) -> dict[str, str]:
    """A card that says this beside what the first one says."""
    return FIRST | said


def export(cards: Iterable[Mapping[str, str]], headers: Iterable[str] = HEADERS, top: tuple[str, ...] = _TOP) -> str:
    """The file's text: title, conditions, header, a line a card."""
    names = list(headers)
    lines = [f"{line}{',' * (len(names) - 1)}" for line in top]
    lines.append(",".join(names))
    lines += [",".join(each.get(name, "") or _BLANK for name in names) for each in cards]
    return "\n".join(lines) + "\n"
