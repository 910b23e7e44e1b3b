"""Names by their sound: a key to sort and to find by, since the database knows no Chinese order."""

import re

import polars as pl

# Surnames that are read otherwise than the character usually is. Of two characters first.
_SURNAMES = {
    "尉迟": "yu chi", "万俟": "mo qi", "长孙": "zhang sun", "令狐": "ling hu", "单于": "chan yu", "澹台": "tan tai",
    "曾": "zeng", "单": "shan", "仇": "qiu", "解": "xie", "朴": "piao", "区": "ou", "查": "zha", "盖": "ge",
    "乐": "yue", "任": "ren", "华": "hua", "缪": "miao", "翟": "zhai", "召": "shao", "繁": "po", "种": "chong",
    "重": "chong", "折": "she", "秘": "bi", "冼": "xian", "覃": "qin", "员": "yun", "宓": "mi", "牟": "mu",
}  # fmt: skip
_HAN = r"[\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
_IS_HAN = re.compile(_HAN)
_PIECES = re.compile(rf"{_HAN}|(?:(?!{_HAN})[^\W_])+")


def pinyin_key(name: str) -> str:
    """The key of one name: 曾小贤 'zeng xiao xian', 阿里·木 'a li mu', John Smith 'john smith'.

    Characters are read one by one (a dictionary of words would read 重庆 in a person's name as the city), surnames as
    surnames. A character without a known sound stays itself, so that it sorts behind and still finds its equal.
    """
    return _key(name, {})


def pinyin_keys(names: pl.Series) -> pl.Series:
    """The keys of a column of names, null where the name is null; each distinct character is looked up once."""
    sounds: dict[str, str] = {}
    distinct = names.unique().drop_nulls().to_list()
    keys = [_key(name, sounds) for name in distinct]
    return names.replace_strict(distinct, keys, default=None, return_dtype=pl.String)


def _key(name: str, sounds: dict[str, str]) -> str:
    name = name.strip()
    parts: list[str] = []
    # Only a name of ordinary length begins with a surname; 阿里·木 and the like do not.
    if "·" not in name and len(name) <= 4:
        for length in (2, 1):
            if len(name) > length and (sound := _SURNAMES.get(name[:length])):
                parts.append(sound)
                name = name[length:]
                break
    for piece in _PIECES.findall(name):
        if not _IS_HAN.fullmatch(piece):
            parts.append(piece.casefold())
            continue
        if piece not in sounds:
            sounds[piece] = _sound(piece)
        parts.append(sounds[piece])
    return " ".join(parts)


def _sound(character: str) -> str:
    # 0.3 s at import: nobody who matches no names should wait for it.
    from pypinyin import Style, pinyin

    return str(pinyin(character, style=Style.NORMAL, heteronym=False, errors="default")[0][0])
