"""Names of areas in Latin letters, for a report in English: 攀枝花市 → Panzhihua, 陕西省 → Shaanxi, 拉萨市 → Lhasa."""

from functools import cache

from lianfang.places.short_names import short_name

# Spellings that are established and differ from the letters of each character's sound.
_ESTABLISHED = {
    "全国": "China", "陕西": "Shaanxi", "内蒙古": "Inner Mongolia", "西藏": "Tibet", "香港": "Hong Kong",
    "澳门": "Macao", "台湾": "Taiwan", "新疆": "Xinjiang", "哈尔滨": "Harbin", "呼和浩特": "Hohhot",
    "乌鲁木齐": "Urumqi", "拉萨": "Lhasa", "喀什": "Kashgar", "和田": "Hotan", "阿克苏": "Aksu", "伊犁": "Ili",
    "吐鲁番": "Turpan", "哈密": "Hami", "日喀则": "Shigatse", "林芝": "Nyingchi", "那曲": "Nagqu",
    "昌都": "Qamdo", "山南": "Shannan", "阿里": "Ngari", "阿坝": "Aba", "甘孜": "Garze", "齐齐哈尔": "Qiqihar",
    "佳木斯": "Jiamusi", "鄂尔多斯": "Ordos", "呼伦贝尔": "Hulunbuir", "巴彦淖尔": "Bayannur",
    "乌兰察布": "Ulanqab", "锡林郭勒": "Xilingol", "阿拉善": "Alxa", "兴安": "Hinggan", "克拉玛依": "Karamay",
    "塔城": "Tacheng", "阿勒泰": "Altay", "博尔塔拉": "Bortala", "巴音郭楞": "Bayingolin",
    "克孜勒苏": "Kizilsu", "西双版纳": "Xishuangbanna", "延边": "Yanbian", "包头": "Baotou", "迪庆": "Dêqên",
    "玉树": "Yushu", "果洛": "Golog", "海西": "Haixi", "六安": "Lu'an", "蚌埠": "Bengbu", "丽水": "Lishui",
    "台州": "Taizhou", "铅山": "Yanshan", "乐清": "Yueqing", "东阿": "Dong'e",
}  # fmt: skip


@cache
def english_name(name: str) -> str:
    """The name of an area in Latin letters, without its level; a name that is not Chinese comes back as it is."""
    short = short_name(name)
    if short in _ESTABLISHED:
        return _ESTABLISHED[short]
    if not any("㐀" <= character <= "鿿" or ord(character) > 0x1FFFF for character in short):
        return short
    from pypinyin import lazy_pinyin  # 0.3 s, and only for English

    syllables = [syllable for syllable in lazy_pinyin(short, v_to_u=True) if syllable.strip()]
    joined = syllables[0] + "".join(("'" if syllable[0] in "aeo" else "") + syllable for syllable in syllables[1:])
    return joined[:1].upper() + joined[1:]
