"""Why a cell, a row or a sheet is not used: one template a reason, in English and in Chinese.

Columns of reasons hold the English text; ``chinese`` says the same, for files and pages that are given back in Chinese.
"""

import re
from functools import cache

from lianfang.facts.cells.mistakes import MISTAKES

TEMPLATES: dict[str, tuple[str, str]] = {
    # cells
    "lost_digits": (
        "the last digits were lost in a number cell: format the column as text and enter the number again",
        "数字单元格丢失了末尾数字：请把该列设为文本格式后重新填写",
    ),
    "null_character": ("holds a character that stands for nothing: write it again", "含有空字符：请重新填写"),
    "two_values": ("holds more than one value: give each its own row", "一格内有多个值：请拆成多行"),
    "not_a_date": ("is not a date: write it as 2021-01-05", "不是日期：请写成 2021-01-05"),
    "no_such_day": ("is not a day of the calendar", "日历上没有这一天"),
    "date_order": (
        "may be two days: say whether day or month comes first",
        "日、月先后不明：请说明日期的顺序（date_order）",
    ),
    "no_year": ("has no year: write it as 2021-01-05", "没有年份：请写成 2021-01-05"),
    "short_year": ("has a year of two digits: write it as 2021-01-05", "年份只有两位：请写成 2021-01-05"),
    "no_day": ("names no day: write it as 2021-01-05", "没有写明哪一日：请写成 2021-01-05"),
    "no_such_time": ("has no such time of day", "没有这样的时刻"),
    "future": ("lies in the future", "晚于当前时间"),
    "too_early": ("lies before {earliest}", "早于 {earliest}"),
    "bare_number": ("is a bare number: write a date, or say which day is 0", "只是一个数：请写日期，或说明第0日是哪天"),
    "not_an_integer": ("is not a whole number", "不是整数"),
    "not_a_number": ("is not a number", "不是数字"),
    "below_minimum": ("is below {minimum}", "小于 {minimum}"),
    "above_maximum": ("is above {maximum}", "大于 {maximum}"),
    "not_yes_or_no": ("is neither yes nor no", "既不是“是”也不是“否”"),
    "no_such_option": ("is none of: {options}", "不在可选项之内：{options}"),
    "name_is_number": ("is a number, not a name: are the columns shifted?", "是号码而不是姓名：是否错列？"),
    "not_a_telephone": ("is not a telephone number", "不是电话号码"),
    # identity numbers
    "identity_length": (
        "has {digits} characters; an identity number has 18 (or, of old, 15)",
        "有 {digits} 位；身份证号应为18位（旧号15位）",
    ),
    "identity_characters": ("has characters that an identity number cannot have", "含有身份证号不应有的字符"),
    "identity_birth": ("holds no possible birth date ({digits})", "号码中的出生日期不成立（{digits}）"),
    "identity_check_digit": ("has the wrong check digit: a digit was mistyped", "校验码不符：有数字写错"),
    "identity_other_birth": (
        "says born on {number_birth}, the birth date beside it differs",
        "号码中的出生日期为 {number_birth}，与出生日期一栏不符",
    ),
    "identity_kind": ("does not look like {kind}", "不像 {kind} 的号码"),
    "identity_unknown_kind": (
        "is of no known form: say which kind of document it is",
        "无法判断证件类型：请注明证件类型",
    ),
    "identity_none": ("has a number although the kind of document says none", "证件类型为“无”，却填了号码"),
    # values, once typed
    "minimum": ("is below {minimum}; check the value", "小于 {minimum}：请核对"),
    "maximum": ("is above {maximum}; check the value", "大于 {maximum}：请核对"),
    "end_first": ("is before its beginning; exchange or mend them", "早于开始时间：请对调或改正"),
    "last_first": ("is before the first exposure; exchange or mend them", "早于首次接触时间：请对调或改正"),
    "future_journey": ("lies in the future; only an intended return may", "晚于当前时间：只有“拟返回”可以填将来的时间"),
    "onset_after_report": ("is after the report; check both dates", "晚于报告时间：请核对两个日期"),
    "onset_after_outcome": ("is after the outcome; check both dates", "晚于转归时间：请核对两个日期"),
    "onset_before_birth": ("is before the birth date; check both dates", "早于出生日期：请核对两个日期"),
    # boundaries
    "boundary_kind": (
        "the geometry is {found}; a boundary is a Polygon or a MultiPolygon",
        "几何类型为 {found}：边界应为 Polygon 或 MultiPolygon",
    ),
    "boundary_empty": ("the geometry has no ring; draw the boundary", "几何没有环：请补画边界"),
    "boundary_few_points": (
        "a ring has {points} points; it needs four, the last equal to the first",
        "一个环只有 {points} 个点：至少四个，末点与首点相同",
    ),
    "boundary_numbers": (
        "a point is no pair of numbers; write it as [longitude, latitude]",
        "有的点不是一对数字：请写成 [经度, 纬度]",
    ),
    "boundary_open": (
        "a ring is not closed: it begins at {first} and ends at {last}; repeat its first point at the end",
        "环没有闭合：起于 {first}，止于 {last}；请在末尾重复首点",
    ),
    "boundary_projected": (
        "the point {point} is no longitude and latitude; save the file in degrees (WGS 84, EPSG:4326)",
        "点 {point} 不是经纬度：请把文件存为经纬度（WGS 84，EPSG:4326）",
    ),
    "boundary_exchanged": (
        "the point {point} has its latitude first; write the longitude before the latitude",
        "点 {point} 纬度在前：请把经度写在纬度之前",
    ),
    "boundary_crosses": (
        "a ring crosses itself or another at {point}; mend it there (in QGIS: Fix geometries)",
        "环在 {point} 处与自身或另一环相交：请在该处改正（QGIS 的“修复几何图形”可用）",
    ),
    "boundary_invalid": (
        "the rings do not fit together at {point}: {what}; mend them (in QGIS: Fix geometries)",
        "各环在 {point} 处不相容（{what}）：请改正（可用 QGIS 的“修复几何图形”）",
    ),
    "boundary_no_code": (
        "no property holds the code of its area (code, adcode, 区划代码, …); add it, or name it by a mapping",
        "没有写区划代码的属性（code、adcode、区划代码等）：请补上，或用对应方案指定",
    ),
    "boundary_no_area": (
        "no area here has this code; load the areas first, or mend the code",
        "这里没有这个代码的辖区：请先导入辖区，或改正代码",
    ),
    "boundary_twice": (
        "the area stands more than once in this file; join its parts into one MultiPolygon",
        "该辖区在文件中不止一条：请把各部分合并为一个 MultiPolygon",
    ),
    # whom and what a row is about
    "missing": ("{zh} / {en} is missing; fill it in", "缺“{zh}”：请填写"),
    "nobody": (
        "says of nobody; give a name, an identity number or a telephone",
        "没有写明是谁：请填写姓名、证件号码或联系电话",
    ),
    "nothing": (
        "does not say what it is about; give its number, or the subject answered when that was recorded",
        "没有写明属于哪一条：请填写编号，或登记时返回的标识",
    ),
    "specimen_of_goods": (
        "a specimen of goods, of a surface or of an animal is of no person; tell who handled the goods (handling)",
        "物品、环境或动物标本不属于任何人；接触人员请录入货物接触",
    ),
    "no_case": (
        "no case of this disease has this number; load the line list first, or mend the number",
        "该病种没有这个编号的病例：请先导入病例一览表，或改正编号",
    ),
    "no_case_of": (
        "no case of {disease} has this number; load the line list first, or mend the number",
        "病种 {disease} 没有这个编号的病例：请先导入病例一览表，或改正编号",
    ),
    "no_specimen": (
        "no specimen has this number; register it first, or mend the number",
        "没有这个编号的标本：请先登记标本，或改正编号",
    ),
    "no_signal": (
        "no such signal is known here; answer one that the list of signals shows",
        "没有这个预警信号：请从信号列表中选择",
    ),
    "case_of_another": (
        "is the number of another person's case; mend the number, or correct that case and say why",
        "是另一人的病例编号：请改正编号；该病例确属登记错人的，请更正并写明原因",
    ),
    "specimen_of_others": (
        "this tube is registered for other people; mend the number, or correct the specimen and say why",
        "该标本已登记在他人名下：请改正编号；确属登记错人的，请更正该标本并写明原因",
    ),
    "pool_full": (
        "this tube would hold more people than its pool; mend the number or the size of the pool",
        "该管人数超过混检人数：请改正编号或混检人数",
    ),
    "number_of_another": (
        "is the number of another one; mend it, or leave it empty",
        "是另一个的编号：请改正，或留空",
    ),
    "pair_blank": ("is blank; both cases of a pair must be named", "为空：两端病例都要写明"),
    "no_id": (
        "is no id that this system gave; give one, or leave it out and give a number or a name instead",
        "不是本系统给出的编号：请填系统给出的编号，或留空并改填号码、姓名",
    ),
    "no_such_fact": (
        "is no fact of this kind; name the one that is to be corrected",
        "没有这一事实：请写明要更正的是哪一条",
    ),
    "transfer_received_before": (
        "this transfer was received already, on {moment}; to mend it, correct that receipt and say why",
        "这次移交已于 {moment} 接收：要改正请更正那次接收并写明原因",
    ),
    "transfer_refused_before": (
        "this transfer was refused, on {moment}; the sender sends again",
        "这次移交已于 {moment} 拒收：请移交单位重新发出",
    ),
    "transfer_after_release": (
        "the person was released on {moment}, after being sent; refuse the transfer, or let it be taken back",
        "此人发出后已于 {moment} 解除隔离：请拒收，或由移交单位撤回",
    ),
    "transfer_of_the_dead": (
        "the person died on {moment}; nobody can be handed over, take the transfer back",
        "此人已于 {moment} 死亡，不能移交：请由移交单位撤回",
    ),
    "alone": (
        "tightens, and so needs a second doctor: write another name than the first",
        "属于加严，须由第二名医师复核：请填写另一人的姓名",
    ),
    "no_medical_fact": (
        "tightens, and so needs a medical fact of this very person: a case, an exposure, a test result, a symptom or a"
        " health check",
        "属于加严，须有本人的医学依据：病例、接触、检测结果、症状或健康监测",
    ),
    "own_work": (
        "is said by whoever did it; somebody else must accept it",
        "是承办人自己填的：须由他人验收",
    ),
    "own_shift": (
        "is signed by the account that signed for the other shift; the other shift signs by its own account",
        "与另一方签字的是同一账号：请由对方用自己的账号签字",
    ),
    "plan_unfit": (
        "is no plan without mistakes; lianfang plan check tells them",
        "不是没有差错的方案：请先用 lianfang plan check 查看",
    ),
    "plan_told_otherwise": (
        "is not what the text says; propose the text as it is",
        "与方案文本不一致：请按文本填写",
    ),
    "plan_of_another_level": (
        "is not of this area's level; each level proposes and signs its own layer",
        "不是本级的方案：各级只拟订、签署本级的层级文件",
    ),
    "no_plan": (
        "is no plan that this area proposed with this text; open it again and sign what stands there",
        "本辖区没有提出过这一文本：请重新打开后签署",
    ),
    "signed_for_another": (
        "is not the account that signs; each signs by their own",
        "不是签署者本人的账号：须用自己的账号签署",
    ),
    "signed_already": (
        "has signed this plan; the second signature is another person's",
        "已签署过这一方案：第二个签名须由他人签署",
    ),
    "plan_unsignable": (
        "has a clause that is still to be found; find it before the plan is signed",
        "尚有依据条款待核：查明后才能签署",
    ),
    "no_disease": (
        "is no disease here; write its name as the list of notifiable diseases has it, or say it with --disease",
        "不是本系统中的病种：请按法定传染病名称填写，或指定病种",
    ),
    "before_entered": (
        "is before the card was entered; export the card again",
        "早于报告卡录入时间：请重新导出这张卡",
    ),
    # areas and units (their room stands below this one and says it in the same words)
    "areas_so_called": (
        "{text} is the name of {count} areas; write the code, e.g. {example}",
        "{text} 是 {count} 个辖区的名称：请写代码，例如 {example}",
    ),
    "no_area": (
        "{text} is no area here; write its code, or load the areas first",
        "没有名为 {text} 的辖区：请写代码，或先导入辖区",
    ),
    "units_so_called": (
        "{text} is the name of {count} units; write the code, e.g. {example}",
        "{text} 是 {count} 个单位的名称：请写代码，例如 {example}",
    ),
    "no_unit": (
        "{text} is no unit here; write its code, or load the units first",
        "没有名为 {text} 的单位：请写代码，或先导入单位",
    ),
    "no_area_named": (
        "names no area here; load the areas first (lianfang load areas FILE), or write the code",
        "不是本系统中的辖区：请先导入辖区，或写代码",
    ),
    # files of areas and units
    "code_blank": (
        "is blank or too long; every unit needs a code of 40 characters at most",
        "为空或过长：每个单位要有不超过40个字符的代码",
    ),
    "code_form": (
        "must be of ASCII letters and digits, without / and ~, 40 at most",
        "须为字母和数字（不含 / 和 ~），不超过40个字符",
    ),
    "twice": ("stands twice in the file; take one of the two out", "文件中出现两次：请删去其一"),
    "unit_name_blank": ("is blank; fill in the unit's name", "为空：请填写单位名称"),
    "area_name_blank": ("is blank; fill in the area's name", "为空：请填写辖区名称"),
    "unit_kind_blank": ("is blank; say what kind of unit it is", "为空：请填写单位类型"),
    "area_code_blank": ("is blank; write the area's code", "为空：请写辖区代码"),
    "no_level": ("is no level; use one of {levels}", "不是级别：请用 {levels} 之一"),
    "parent_missing": ("is no area here or in the file; add its row", "系统和文件中都没有这个辖区：请补上这一行"),
    "parent_nowhere": ("leads to no area; mend the parents", "追溯不到上级辖区：请改正上级"),
    "area_gone": ("an area that is no more", "已撤销的辖区"),
    "area_missing": ("is no area here; load the areas first", "系统中没有这个辖区：请先导入辖区"),
    # notes on cells that were accepted
    "first_telephone": ("only the first of {count} telephone numbers was kept", "{count} 个电话只保留了第一个"),
    "no_area_code": ("telephone without an area code", "电话没有区号"),
    "identity_other_sex": ("the number says another sex than the column beside it", "号码中的性别与性别一栏不符"),
    "identity_old": ("old number of 15 digits, written with 18", "15位旧号已换写为18位"),
    "decade": ("a decade of age, kept as its first year", "年龄段，取其起始岁数"),
    # rows and sheets
    "subtotal": ("a subtotal, not a row", "合计行，不是记录"),
    "note_row": ("a note below the table, not a row", "表下说明，不是记录"),
    "header_again": ("the header again, not a row", "重复的表头，不是记录"),
    "too_many_values": ("has values beyond the last column of the header", "值多于表头的列数"),
    "no_table": ("no header row and rows beneath it", "没有表头及其下的数据行"),
    "no_rows": ("only a header, no rows", "只有表头，没有数据"),
    "not_known_header": ("no known column name, as another sheet has", "没有可识别的列名（另有工作表有）"),
    "hidden_sheet": ("a hidden sheet without known column names", "隐藏的工作表，没有可识别的列名"),
    "row_too_long": (
        "has values beyond the last column of the header; mend the row",
        "值多于表头的列数：请改正该行",
    ),
    "not_signed": ("has not been signed", "尚未报送"),
    "no_record": ("is no record of this kind", "不是这一类记录"),
    "chart_sheet": ("a chart, not a table", "是图表，不是表格"),
    # collected visits
    "row_of_other_columns": ("has more or fewer columns than the header; mend the row", "列数与表头不符：请改正该行"),
    "visit_nobody": ("names nobody: give an identity number or a telephone", "没有人员：请填写证件号或电话"),
    "visit_no_start": ("has no moment at which it began", "没有进入时间"),
    "visit_nowhere": ("has neither a place nor the number of a vehicle", "既没有场所，也没有车次（航班、车牌）"),
    "visit_backwards": ("ends before it begins", "离开时间早于进入时间"),
    "visit_no_kind": (
        "has no kind of place, by which collecting is declared: name it, or load the place as a unit",
        "没有场所类型，而到访登记按场所类型公告：请注明类型，或先把该场所导入为单位",
    ),
    "visit_no_area": (
        "lies in no area that is here: name the area, or load the place as a unit",
        "所在辖区不在系统中：请注明辖区，或先把该场所导入为单位",
    ),
    "visit_not_collected": (
        "no declaration lets visits be collected there and then",
        "没有公告允许登记该地、该类场所、该时间的到访",
    ),
    "visit_afar": (
        "was scanned in another prefecture: that is no visit to this place; it was flagged",
        "扫码地在其他地市，不算到访本场所，已列入异常扫码",
    ),
    "place_kind_unknown": (
        "no kind of place is called {kinds}; name kinds of unit (market), vehicles (train), household or room",
        "没有名为{kinds}的场所类型：请用单位类型（如市场）、交通工具（如火车）、住户或房间",
    ),
    # waivers and assignments
    "no_such_duty": ("is no duty that you see: look it up again", "不是您可见的待办：请重新查找"),
    "waived_by_others": (
        "only these kinds of unit may waive it: {units}",
        "只有这些单位可以决定不再执行：{units}",
    ),
    "waived_for_others": ("it may be waived only for: {reasons}", "只因这些原因可以不再执行：{reasons}"),
    # results
}


def reason(code: str, **arguments: object) -> str:
    """The reason in English. Raises KeyError for a code without a template or an argument that it lacks."""
    return TEMPLATES[code][0].format(**arguments)


def chinese(text: str) -> str:
    """The same reason in Chinese; a text that is no reason of ours comes back as it is."""
    for pattern, template in _patterns():
        if found := pattern.fullmatch(text):
            return template.format(**found.groupdict())
    return text


@cache
def _patterns() -> list[tuple[re.Pattern[str], str]]:
    """The most particular first: "is below 3; check the value" is not "is below …"."""
    every = [*TEMPLATES.values(), *MISTAKES]
    every.sort(key=lambda pair: -len(re.sub(r"\{\w+\}", "", pair[0])))
    return [(re.compile(_expression(english), re.DOTALL), zh) for english, zh in every]


def _expression(template: str) -> str:
    parts = re.split(r"\{(\w+)\}", template)
    return "".join(re.escape(part) if i % 2 == 0 else f"(?P<{part}>.*?)" for i, part in enumerate(parts))
