"""The head of a letter from its prose: number, sender, addressee, day, what is asked and by when, the disease."""

import re
from datetime import date, datetime, timedelta

from lianfang.exchange.letters.told import LetterTold
from lianfang.vocabulary.diseases import DISEASES

_HAN = "\u3400-\u4dbf\u4e00-\u9fff"
NUMBER = re.compile(rf"[{_HAN}A-Za-z]{{1,20}}[〔\[【（(]\s*20\d\d\s*[〕\]】）)]\s*第?\s*\d{{1,5}}\s*号")
_TO = re.compile(rf"^(?:致\s*)?(?P<to>[{_HAN}、（）()A-Za-z]{{4,40}})\s*[：:]$")
_SENDERS = "指挥部|办公室|委员会|卫生健康局|卫健委|卫健局|领导小组|专班|工作组|中心"
_SEAL = r"\s*(?:[（(](?:盖章|章|公章)[)）])?"
_FROM = re.compile(rf"^{_SEAL}(?P<name>[{_HAN}（）()]{{2,40}}(?:{_SENDERS})){_SEAL}$")
_DAY = re.compile(r"(?P<year>20\d\d)\s*年\s*(?P<month>\d{1,2})\s*月\s*(?P<day>\d{1,2})\s*日")
_SOME_DAY = re.compile(r"(?:(?P<year>20\d\d)\s*年\s*)?(?P<month>\d{1,2})\s*月\s*(?P<day>\d{1,2})\s*日")
_ALONE = re.compile(rf"^{_DAY.pattern}$")
_ANSWER = "反馈|回复|函复|复函|答复|书面回复|回函|报送"
_BEFORE = re.compile(
    r"(?:(?P<year>20\d\d)\s*年)?\s*(?P<month>\d{1,2})\s*月\s*(?P<day>\d{1,2})\s*日\s*"
    r"(?:(?P<hour>\d{1,2})\s*(?:时|点|[:：](?P<minute>\d{2}))?)?\s*(?:之前|以前|前)"
    rf"(?=[^。；]{{0,30}}(?:{_ANSWER}))"
)
_WITHIN = re.compile(rf"(?P<hours>\d{{1,3}})\s*(?:个)?小时(?:之)?内(?=[^。；]{{0,30}}(?:{_ANSWER}))")
_ASK = re.compile(
    rf"[^。；\n]*(?:请|恳请|烦请|商请)[^。；\n]*(?:协查|协助|核实|排查|落实|管控|{_ANSWER})[^。；\n]*[。；]?"
)
_REPLY_TO = re.compile(r"^(?:联系人|经办人|联系电话|联系方式|回函地址|反馈邮箱|传真)[^：:]{0,12}[：:]\s*(?P<who>.+)$")
_CASE = re.compile(
    rf"(?:确诊病例|无症状感染者|感染者|阳性人员|病例)\s*[（(]?(?P<who>[{_HAN}](?:某+|[xX×*＊]{{1,2}})|[A-Za-z]{{0,4}}-?\d[\w-]*号?)"
)
# What prose calls the people of a letter, the narrower word before the wider one that it holds.
_TOLD_AS = (
    ("secondary", r"次密接|次密切接触|密接的密接|密切接触者的密切接触"),
    ("close", r"密接|密切接触"),
    ("general", r"一般接触"),
    ("co_exposed", r"时空伴随|共同暴露|共同轨迹|同乘|同车|同航班|同空间"),
    ("arrival", r"返乡|来返|抵返|返回|旅居|前往贵|来自中高?风险|风险地区人员"),
)


def head_of(lines: list[str], today: date) -> tuple[LetterTold, list[int]]:
    """The head that these lines of prose tell, without names, and the places of the lines that tell nothing else.

    ``today`` is the day on which it is read: a day without a year is the nearest to it.
    """
    told, used = LetterTold(), []
    text = "\n".join(lines)
    for place, line in enumerate(lines):
        plain = line.strip()
        if not told.number and (found := NUMBER.search(plain)):
            told.number = re.sub(r"\s", "", found[0])
            used.append(place)
        elif not told.to_name and (to := _TO.match(plain)):
            told.to_name = to["to"]
            used.append(place)
        elif found := _REPLY_TO.match(plain):
            told.reply_to = "；".join(filter(None, (told.reply_to, found["who"].strip())))
            used.append(place)
        elif alone := _ALONE.match(plain):
            told.sent = _day(alone)
            used.append(place)
        elif (sender := _FROM.match(plain)) and plain != told.to_name:
            # The last such line signs the letter; one at its top is its letterhead.
            told.from_name = sender["name"]
            used.append(place)
    told.ask = " ".join(one[0].strip() for one in _ASK.finditer(text))[:600]
    told.disease = _disease(text)
    told.deadline = _deadline(text, told.sent, today)
    within = _WITHIN.search(text)
    told.hours = int(within["hours"]) if within else None
    return told, used


def told_as_of(text: str) -> str:
    """As what a text tells of people, where it speaks of one such group only; else ""."""
    rest, found = text, []
    for name, pattern in _TOLD_AS:
        if re.search(pattern, rest):
            found.append(name)
            rest = re.sub(pattern, "", rest)
    # A letter on close contacts also says where they travelled: what they were told as goes before that.
    graded = [name for name in found if name in ("close", "secondary", "general")]
    chosen = graded or found
    return chosen[0] if len(chosen) == 1 else ""


def case_of(text: str) -> str:
    """The case that a text speaks of, as it calls it, where it speaks of one only; else ""."""
    found = list(dict.fromkeys(one["who"] for one in _CASE.finditer(text)))
    return found[0] if len(found) == 1 else ""


def day_of(text: str, sent: str, today: date) -> str:
    """The day that a text speaks of, where it speaks of one only; else "". Without a year it is the latest one past."""
    found = list(_SOME_DAY.finditer(text))
    if len(found) != 1:
        return ""
    month, day = int(found[0]["month"]), int(found[0]["day"])
    about = date.fromisoformat(sent) if sent else today
    for year in (int(found[0]["year"]),) if found[0]["year"] else (about.year, about.year - 1):
        try:
            told = date(year, month, day)
        except ValueError:
            continue
        if told <= about:
            return told.isoformat()
    return ""


def _day(found: re.Match[str]) -> str:
    try:
        return date(int(found["year"]), int(found["month"]), int(found["day"])).isoformat()
    except ValueError:
        return ""


def _disease(text: str) -> str:
    shorter = {"新冠": "covid19", "新型冠状病毒": "covid19"}
    words = {word: disease.code for disease in DISEASES for word in (disease.zh, *disease.also)} | shorter
    named = {code for word, code in words.items() if len(word) > 1 and word in text}
    return next(iter(named)) if len(named) == 1 else ""


def _deadline(text: str, sent: str, today: date) -> str:
    """The moment by which an answer is asked, as local time; a day alone means its end."""
    if found := _BEFORE.search(text):
        year = int(found["year"]) if found["year"] else _nearest_year(int(found["month"]), sent, today)
        try:
            day = datetime(year, int(found["month"]), int(found["day"]))  # noqa: DTZ001 — local wall clock, as written
        except ValueError:
            return ""
        hour = int(found["hour"]) if found["hour"] else 24
        if hour > 24:
            return ""
        return f"{day + timedelta(hours=hour, minutes=int(found['minute'] or 0)):%Y-%m-%d %H:%M}"
    return ""


def _nearest_year(month: int, sent: str, today: date) -> int:
    about = date.fromisoformat(sent) if sent else today
    # A letter of December may ask for an answer in January.
    return about.year + 1 if month < about.month - 6 else about.year
