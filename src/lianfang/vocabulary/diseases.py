"""The notifiable diseases of China by the codes that the ledger keeps, with what report cards have called them.

Names and classes: the list of notifiable diseases in force in 2026; older names of the same disease stand in ``also``.
"""

from dataclasses import dataclass
from functools import cache


@dataclass(frozen=True, slots=True)
class Disease:
    """A disease: the code in the ledger, its Chinese and English name, what else a report card calls it."""

    code: str
    zh: str
    en: str
    also: tuple[str, ...] = ()


DISEASES: tuple[Disease, ...] = (
    Disease("plague", "鼠疫", "Plague", ("腺鼠疫", "肺鼠疫")),
    Disease("cholera", "霍乱", "Cholera"),
    Disease(
        "covid19",
        "新型冠状病毒感染",
        "COVID-19",
        ("新型冠状病毒感染的肺炎", "新型冠状病毒肺炎", "新型冠状病毒肺炎（新冠肺炎）", "新冠肺炎"),
    ),
    Disease("sars", "传染性非典型肺炎", "SARS"),
    Disease("hiv", "艾滋病", "AIDS and HIV", ("艾滋病毒感染", "HIV")),
    Disease(
        "viral_hepatitis",
        "病毒性肝炎",
        "Viral hepatitis",
        ("甲肝", "乙肝", "丙肝", "丁肝", "戊肝", "甲型肝炎", "乙型肝炎", "丙型肝炎", "丁型肝炎", "戊型肝炎",
         "肝炎未分型", "甲型病毒性肝炎", "乙型病毒性肝炎", "丙型病毒性肝炎", "丁型病毒性肝炎", "戊型病毒性肝炎"),
    ),
    Disease("polio", "脊髓灰质炎", "Poliomyelitis", ("脊灰",)),
    Disease("influenza_h7n9", "人感染H7N9禽流感", "Influenza A(H7N9)", ("人感染 H7N9 禽流感",)),
    Disease("novel_influenza", "人感染新亚型流感", "Novel influenza", ("人感染高致病性禽流感", "人禽流感")),
    Disease("measles", "麻疹", "Measles"),
    Disease("haemorrhagic_fever", "流行性出血热", "Haemorrhagic fever with renal syndrome", ("出血热",)),
    Disease("rabies", "狂犬病", "Rabies"),
    Disease("japanese_encephalitis", "流行性乙型脑炎", "Japanese encephalitis", ("乙脑",)),
    Disease("dengue", "登革热", "Dengue"),
    Disease("mpox", "猴痘", "Mpox"),
    Disease("anthrax", "炭疽", "Anthrax", ("肺炭疽", "皮肤炭疽", "炭疽未分型")),
    Disease("dysentery", "细菌性和阿米巴性痢疾", "Dysentery", ("痢疾", "细菌性痢疾", "阿米巴性痢疾")),
    Disease(
        "tuberculosis",
        "肺结核",
        "Pulmonary tuberculosis",
        ("涂阳", "涂(+)", "仅培阳", "菌阴", "未痰检", "病原学阳性", "病原学阴性", "无病原学结果", "利福平耐药"),
    ),
    Disease("typhoid", "伤寒和副伤寒", "Typhoid and paratyphoid", ("伤寒", "副伤寒")),
    Disease("meningococcal", "流行性脑脊髓膜炎", "Meningococcal meningitis", ("流脑",)),
    Disease("pertussis", "百日咳", "Pertussis"),
    Disease("diphtheria", "白喉", "Diphtheria"),
    Disease("neonatal_tetanus", "新生儿破伤风", "Neonatal tetanus"),
    Disease("scarlet_fever", "猩红热", "Scarlet fever"),
    Disease("brucellosis", "布鲁氏菌病", "Brucellosis", ("布病",)),
    Disease("gonorrhoea", "淋病", "Gonorrhoea"),
    Disease(
        "syphilis",
        "梅毒",
        "Syphilis",
        ("Ⅰ期梅毒", "Ⅱ期梅毒", "Ⅲ期梅毒", "胎传梅毒", "隐性梅毒"),
    ),
    Disease("leptospirosis", "钩端螺旋体病", "Leptospirosis", ("钩体病",)),
    Disease("schistosomiasis", "血吸虫病", "Schistosomiasis"),
    Disease("malaria", "疟疾", "Malaria", ("间日疟", "恶性疟", "疟疾未分型", "三日疟", "卵形疟")),
    Disease("influenza", "流行性感冒", "Influenza", ("流感", "甲型H1N1流感")),
    Disease("mumps", "流行性腮腺炎", "Mumps", ("腮腺炎",)),
    Disease("rubella", "风疹", "Rubella"),
    Disease("haemorrhagic_conjunctivitis", "急性出血性结膜炎", "Acute haemorrhagic conjunctivitis"),
    Disease("leprosy", "麻风病", "Leprosy"),
    Disease("typhus", "流行性和地方性斑疹伤寒", "Typhus", ("斑疹伤寒",)),
    Disease("kala_azar", "黑热病", "Visceral leishmaniasis"),
    Disease("echinococcosis", "包虫病", "Echinococcosis"),
    Disease("filariasis", "丝虫病", "Filariasis"),
    Disease("infectious_diarrhoea", "其他感染性腹泻病", "Other infectious diarrhoea", ("其它感染性腹泻病",)),
    Disease("hand_foot_mouth", "手足口病", "Hand, foot and mouth disease"),
    # Not notifiable each by itself; reported as other diseases or as outbreaks.
    Disease("norovirus", "诺如病毒感染", "Norovirus infection", ("诺如病毒感染性腹泻", "诺如病毒急性胃肠炎")),
    Disease("varicella", "水痘", "Varicella"),
    Disease("mers", "中东呼吸综合征", "MERS", ("中东呼吸综合征（MERS）",)),
    Disease("ebola", "埃博拉出血热", "Ebola", ("埃博拉病毒病",)),
    Disease("sfts", "发热伴血小板减少综合征", "SFTS"),
    Disease("zika", "寨卡病毒病", "Zika"),
)  # fmt: skip


@cache
def disease_named(code: str) -> Disease | None:
    """The disease of this code, or None."""
    return next((disease for disease in DISEASES if disease.code == code), None)


def disease_code(word: str) -> str:
    """The code of the disease that a word names, a remark in brackets after it left out; the word, where none is."""
    known, plain = disease_codes(), word.strip().casefold()
    return known.get(plain) or known.get(plain.split("（")[0].split("(")[0].strip()) or word


@cache
def disease_codes() -> dict[str, str]:
    """The code of a disease by its code, its Chinese or English name, or another name that cards give it."""
    found: dict[str, str] = {}
    for disease in DISEASES:
        for word in (disease.code, disease.zh, disease.en, *disease.also):
            found.setdefault(word.casefold(), disease.code)
    return found
