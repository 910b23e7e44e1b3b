"""The kinds of document and the words that files use for them."""

RESIDENT = "resident"
RESIDENCE_PERMIT = "residence_permit"
HONG_KONG_MACAO = "hong_kong_macao_permit"
TAIWAN = "taiwan_permit"
PASSPORT = "passport"
FOREIGNER = "foreigner_permanent"
NONE = "none"

_WORDS = {
    RESIDENT: "居民身份证 身份证 二代身份证 临时身份证 户口簿 户口本 id idcard identitycard residentidentitycard",
    RESIDENCE_PERMIT: "港澳台居民居住证 港澳台居住证 居住证 台湾居民居住证 港澳居民居住证",
    HONG_KONG_MACAO: "港澳居民来往内地通行证 港澳居民往来内地通行证 港澳通行证 回乡证 港澳居民通行证",
    TAIWAN: "台湾居民来往大陆通行证 台湾居民往来大陆通行证 台胞证 台湾通行证",
    PASSPORT: "护照 外国护照 中国护照 普通护照",
    FOREIGNER: "外国人永久居留身份证 外国人永久居留证 外国人永居证 永久居留证 永居证",
    NONE: "无 无证件 没有 无身份证",
}
_KINDS = {word: kind for kind, words in _WORDS.items() for word in words.split()}
_KINDS |= {kind.replace("_", ""): kind for kind in _WORDS}

# The second half of the number says the same of every number with 18 digits, whoever issued it.
_PREFIXES = {"81": RESIDENCE_PERMIT, "82": RESIDENCE_PERMIT, "83": RESIDENCE_PERMIT}


def kind_named(word: str | None) -> str | None:
    """The kind that a file's word means; None where it says nothing or is not known here."""
    if word is None:
        return None
    return _KINDS.get(word.strip().lower().replace(" ", "").replace("_", "").replace("'", ""))


def kind_of_eighteen(number: str) -> str:
    """The kind of a number of 18 digits: 81, 82, 83 residence permits, 9 permanent residence of foreigners."""
    if number.startswith("9"):
        return FOREIGNER
    return _PREFIXES.get(number[:2], RESIDENT)
