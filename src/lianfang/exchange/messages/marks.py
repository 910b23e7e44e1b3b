"""What in a line of a message is a number, a telephone, a temperature, an address, a name: spans with their values."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

# The surnames of some nine in ten people of China, and those of two characters.
SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范"
    "金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤常温康施文牛樊葛邢安齐易乔伍庞颜倪"
    "庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房"
    "阎傅萧沃闻栗滑巴鄢冀敖仝逯亓蔺漆檀撒丛晁鞠束佘保都郁连沐储单郜禹匡竺茅匙危修宣卞楚暴麻褟盖逄雒"
    "滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣"
)
DOUBLE = ("欧阳", "司马", "上官", "诸葛", "皇甫", "尉迟", "公孙", "慕容", "令狐", "宇文", "司徒", "夏侯", "东方")
# Words that begin as a name does, and are none.
_NO_NAMES = (
    "谢谢|麻木|连日|保持|保证|都是|修改|宣布|单人|"
    "高烧|高热|高风险|高铁|白天|黄码|方便|方式|方案|安全|时间|何时|常住|常态|任何|马上|严格|计划|成员|麻烦|关于|温度|单元|单位|"
    "党员|阳性|阴性|全家|全部|司机|应急|江苏|江西|金额|石家庄|成都|安徽|宁夏|甘肃|云南|吉林|武汉|连续|解除|管控|管理|包保|文件|"
    "施工|易地|路上|车次|车牌|车厢|古城|农村|农民|华为|房间|房号|满意|边境|师傅|和平|商店|商场|沙发|荣幸|万人|白云|毛病|于今|"
    "从今|明日|许可|江北|江南|黎明|向上|平台|左右|程序|周一|周二|周三|周四|周五|周六|周日|周边|周围|成功|景区|项目|简要|简报|"
    "费用|冷链|冷库|宫颈|席位|边上|和县|都住|住址|住在|同住|都在|均在|路过|游客|盛大|曲线|管线|解释|解答|华东|华北|尚未|尚无|尚需|"
    "常规|温馨|温州|施行|文明|安排|安置|齐全|易感|颜色|章程|申请|申报|关注|关系|关闭|包括|包含|宁波|尚有|单独|单间|成人|成年|万一|"
    "应检|应隔|应收|卫生|米饭|师生|陆续|汪洋|金属|石油|夏季|史无|顾虑|武装|莫名|孔雀|向您|向各|汤药|康复|牛奶|葛根|白班|夜班|毕业|"
    "时段|项下|连同|党委|苗头|季度|路口|路段|应该|全体|全员|全程|全县|全镇|全村"
)
_NOT_A_NAME = re.compile(rf"^(?:{_NO_NAMES})")
_TITLES = (
    "主任|医生|大夫|书记|局长|镇长|县长|院长|所长|科长|队长|老师|护士|同志|经理|校长|村长|支书|师傅|站长|组长|领导|总|"
    "姐|哥|好|您好|你好|收"
)
_SIGNED = re.compile(
    r"(?:报送人|报告人|填报人|填表人|上报人|制表人|审核人|审核|录入员|发件人|发送人|经办人|核实人|转发|抄送|抄报|签发|值班员?|流调人员?|"
    r"流调员|调查员|采样员|网格员|包保(?:干部|领导|人)|负责人|落款|from)\s*[:：]?\s*$",
    re.IGNORECASE,
)
_HAN = "\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0002ebef"
IDENTITY = re.compile(r"(?<![0-9A-Za-z])\d{6}[ -]?\d{4}[ -]?\d{4}[ -]?\d{3}[\dXx](?![0-9A-Za-z])")
NUMBER = re.compile(r"(?<![0-9A-Za-z])(?:[EGDSPH][A-Z]?\d{7,10}|\d{15}|\d{16,20}[Xx]?|\d{17}[A-Za-z])(?![0-9A-Za-z])")
TELEPHONE = re.compile(r"(?<![0-9A-Za-z])(?:\+?86[- ]?)?(1[3-9]\d[- ]?\d{4}[- ]?\d{4})(?![0-9A-Za-z])")
# A mobile telephone where the identity number should stand.
TELEPHONE_AS_NUMBER = re.compile(r"(?:身份证|证件)[^0-9]{0,8}(1[3-9]\d{9})(?!\d)")
LANDLINE = re.compile(r"(?<![0-9A-Za-z])(0\d{2,3}[- ]?\d{7,8})(?![0-9A-Za-z])")
TEMPERATURE = re.compile(
    r"(?:(?:体温|腋温|额温|温度|测温)[为是:：\s]*(?P<said>\d{2}(?:\.\d{1,2})?)\s*(?:℃|度|°C|°)?"
    r"|(?<![\d.])(?P<bare>(?:3[4-9]|4[0-2])(?:\.\d{1,2})?)\s*(?:℃|°C|°|度)"
    r"|(?<![\d.:])(?P<alone>3[5-9]\.\d|4[0-2]\.\d)(?![\d.]))"
)
AGE = re.compile(r"(?:年龄\s*[:：]?\s*)?(?<!\d)(\d{1,3})\s*(?:周岁|岁)|年龄\s*[:：]?\s*(\d{1,3})(?!\d)")
SEX = re.compile(rf"(?<![{_HAN}])(男|女)(?:性|士|童|孩)?(?![{_HAN}])|性别\s*[:：]?\s*(男|女)")
_STOPS = r"，,。;；\n|\t"
ADDRESS = re.compile(
    rf"(?:现住址|现住地|现住|家庭住址|居住地址|居住地|住址|地址|家住|住在|住)\s*[:：]?\s*(?P<said>[{_HAN}][^{_STOPS}]*)"
    rf"|(?<![{_HAN}])(?P<bare>[{_HAN}]{{2,10}}(?:省|市|州|县|区|镇|乡|街道|村|社区|小区)[{_HAN}0-9A-Za-z#\-]*?"
    rf"(?:村|屯|组|社区|小区|花园|号楼|号|栋|幢|单元|室|队|户|街|路|[0-9]-[0-9]+)[0-9A-Za-z#\-{_HAN}]*)"
)
_NAMED = re.compile(rf"(?:姓\s*名|患者姓名|名字)\s*[:：]?\s*(?P<name>[{_HAN}](?: ?[{_HAN}·]){{1,11}})")
_LATIN = re.compile(r"(?:姓\s*名|name)\s*[:：]\s*(?P<name>[A-Za-z][A-Za-z .'-]{2,40}[A-Za-z])", re.IGNORECASE)
_DOTTED = re.compile(rf"(?<![{_HAN}])[{_HAN}]{{2,6}}(?:·[{_HAN}]{{2,6}})+")
_LABELS = re.compile(r"姓\s*名|身份证号?码?|证件号?码?|联系电话|联系方式|手机号?码?|电话|体温|性别|年龄|住址|地址")


@dataclass(frozen=True, slots=True)
class Mark:
    """Something in a line: what it is (name, number, telephone, temperature, age, sex, address, signer), its value."""

    kind: str
    value: str
    start: int
    end: int


def marks_of(line: str) -> list[Mark]:
    """The marks of one line (half-width), in their order, none within another."""
    found: list[Mark] = []
    rest = line
    for kind, pattern in (
        ("number", IDENTITY),
        ("telephone", TELEPHONE),
        ("telephone", LANDLINE),
        ("number", NUMBER),
        ("temperature", TEMPERATURE),
        ("age", AGE),
        ("address", ADDRESS),
        ("sex", SEX),
    ):
        for one in pattern.finditer(rest):
            value = next((group for group in one.groups() if group), one[0]) if pattern.groups else one[0]
            if kind in ("number", "telephone"):
                value = re.sub(r"[ -]", "", value) if pattern is not LANDLINE else value.replace(" ", "-")
            if kind == "address":
                # 以下一家人均住河东镇…: the place begins behind the verb.
                value = re.split(r"(?:居住|住)(?:址|地|在|于)?[:：]?", value)[-1]
            found.append(Mark(kind, value.strip(), one.start(), one.end()))
        rest = _without(rest, [mark for mark in found if mark.kind == kind])
    found += _names(rest)
    return sorted(found, key=lambda mark: mark.start)


def lone_word(line: str, marks: list[Mark]) -> list[Mark]:
    """The only word of a name's length that stands alone in a line besides these marks, as a name."""
    rest = _LABELS.sub(lambda one: "\x00" * len(one[0]), _without(line, marks))
    found = re.finditer(rf"(?<![{_HAN}])[{_HAN}]{{2,4}}(?![{_HAN}])", rest)
    words = [one for one in found if not _NOT_A_NAME.match(one[0])]
    return [Mark("name", words[0][0], *words[0].span())] if len(words) == 1 else []


def _without(line: str, marks: list[Mark]) -> str:
    """The line with these marks blanked out, so that nothing is read twice."""
    for mark in marks:
        line = line[: mark.start] + "\x00" * (mark.end - mark.start) + line[mark.end :]
    return line


def _names(line: str) -> Iterator[Mark]:
    for pattern in (_NAMED, _LATIN):
        for one in pattern.finditer(line):
            name = _LABELS.split(one["name"])[0]
            name = re.sub(rf"(?<=[{_HAN}]) +(?=[{_HAN}])", "", name).strip()
            yield Mark("name", name, one.start(), one.end())
        line = pattern.sub(lambda one: "\x00" * len(one[0]), line)
    for one in _DOTTED.finditer(line):
        yield Mark("name", one[0], one.start(), one.end())
    line = _DOTTED.sub(lambda one: "\x00" * len(one[0]), line)
    spaced = re.compile(rf"(?<![{_HAN}])[{_HAN}](?: [{_HAN}]){{1,3}}(?![{_HAN}])")
    for one in spaced.finditer(line):
        name = one[0].replace(" ", "")
        if name[0] in SURNAMES:
            yield Mark("name", name, one.start(), one.end())
    line = spaced.sub(lambda one: "\x00" * len(one[0]), line)
    for one in re.finditer(rf"[{_HAN}]+", line):
        word, before, after = one[0], line[: one.start()], line[one.end() :]
        told = re.fullmatch(rf"(?P<name>[{_HAN}]{{1,4}}?)(?P<title>{_TITLES})", word)
        if (told and _is_name(told["name"])) or (told and len(told["name"]) == 1):
            yield Mark("signer", told["name"], one.start(), one.end())
        elif _is_name(word):
            signs = _SIGNED.search(before) or re.match(rf"\s*(?:{_TITLES})(?![{_HAN}])", after)
            yield Mark("signer" if signs else "name", word, one.start(), one.end())


def _is_name(word: str) -> bool:
    if _NOT_A_NAME.match(word) or _LABELS.search(word):
        return False
    if word[:2] in DOUBLE:
        return len(word) in (3, 4)
    return word[0] in SURNAMES and len(word) in (2, 3)
