"""Made messages of ten styles, as towns and clinics send them, each with the people that it tells of.

The people are invented (area code 00, true check digits). A fixed seed makes the same messages each time. Each style is
made tidy, and untidy: rare surnames, separators lost, the stamps of a chat copied along, signs between, talk around.
The reader was written beside the tidy ones; of the untidy it learned rare surnames and stamps.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_FAMILY = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董"
    "萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田"
)
_GIVEN = "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超霞平刚桂兰华建国志宏春梅玉珍海燕雪松晓东立新永福少华红梅文博"
_PLACES = (
    "河东镇河东村3组",
    "新民镇新民街12号",
    "青禾县城关镇幸福小区5号楼2单元301室",
    "东兴镇向阳村",
    "城南街道光明社区8栋",
)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of a message; what it does not tell is blank."""

    name: str
    number: str = ""
    telephone: str = ""
    temperature: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class MadeMessage:
    """A message with its style and its people; ``untidy``: whether it was made so."""

    style: str
    untidy: bool
    text: str
    people: tuple[Person, ...]


_RARE = ("蹇", "矫", "粟", "巩", "晋", "苍", "呼延", "东郭")
_TALK = (
    "刘姐说她已经做完核酸了，明天出结果",
    "收到请回复👌",
    "昨天那个电话打不通",
    "@所有人 尽快落实",
    "[图片]",
    "辛苦了！",
)


def _person(source: random.Random, untidy: bool) -> Person:
    family = source.choice(_FAMILY) if source.random() < 0.95 else "欧阳"
    if untidy and source.random() < 0.1:
        family = source.choice(_RARE)
    name = family + "".join(source.sample(_GIVEN, source.choice((1, 2, 2, 2))))
    born = f"{source.randint(1935, 2019)}{source.randint(1, 12):02}{source.randint(1, 28):02}"
    body = f"{source.choice(('000127', '000128'))}{born}{source.randint(1, 999):03}"
    check = "10X98765432"[sum(int(digit) * weight for digit, weight in zip(body, _WEIGHTS, strict=True)) % 11]
    telephone = f"1{source.choice('35789')}{source.randint(0, 999999999):09}"
    return Person(name, body + check, telephone, f"{source.uniform(36, 39.4):.1f}", source.choice(_PLACES))


def _only(person: Person, *names: str) -> Person:
    return Person(person.name, **{name: getattr(person, name) for name in names})


def _labelled(people: list[Person]) -> tuple[str, list[Person]]:
    blocks = [f"姓名：{p.name}\n身份证号：{p.number}\n联系电话：{p.telephone}\n住址：{p.address}" for p in people]
    return "各位领导好，现将密接信息上报如下：\n" + "\n\n".join(blocks), [
        _only(p, "number", "telephone", "address") for p in people
    ]


def _numbered(people: list[Person]) -> tuple[str, list[Person]]:
    lines = [f"{n}、{p.name}，男，{p.number}，{p.telephone}，{p.address}。" for n, p in enumerate(people, 1)]
    return "河东镇今日返乡人员名单\n" + "\n".join(lines) + "\n请查收，谢谢！", [
        _only(p, "number", "telephone", "address") for p in people
    ]


def _table(people: list[Person]) -> tuple[str, list[Person]]:
    lines = [f"{n}\t{p.name}\t{p.number}\t{p.telephone}" for n, p in enumerate(people, 1)]
    return "序号\t姓名\t身份证号\t电话\n" + "\n".join(lines), [_only(p, "number", "telephone") for p in people]


def _temperatures(people: list[Person]) -> tuple[str, list[Person]]:
    told = "，".join(f"{p.name}{p.temperature}" for p in people)
    return f"隔离点早上体温：{told}。其余人员正常，王护士报", [_only(p, "temperature") for p in people]


def _temperature_lines(people: list[Person]) -> tuple[str, list[Person]]:
    lines = [f"{p.name} 体温{p.temperature}℃ 电话{p.telephone}" for p in people]
    return "【1月8日晚测温】\n" + "\n".join(lines) + "\n报送人：刘芳 13800000000", [
        _only(p, "telephone", "temperature") for p in people
    ]


def _prose(people: list[Person]) -> tuple[str, list[Person]]:
    p = people[0]
    return (
        f"李主任您好，我是县医院发热门诊。刚接诊一名患者，{p.name}，女，身份证{p.number}，家住{p.address}，体温{p.temperature}度，"
        f"电话{p.telephone}，请尽快安排流调。",
        [p],
    )


def _in_brackets(people: list[Person]) -> tuple[str, list[Person]]:
    told = "、".join(f"{p.name}（{p.telephone}）" for p in people)
    return f"同桌吃饭的有：{told}，麻烦核实一下", [_only(p, "telephone") for p in people]


def _telephone_first(people: list[Person]) -> tuple[str, list[Person]]:
    lines = [f"{p.telephone[:3]} {p.telephone[3:7]} {p.telephone[7:]} {p.name}" for p in people]
    return "请联系以下人员👇\n" + "\n".join(lines), [_only(p, "telephone") for p in people]


def _one_a_line(people: list[Person]) -> tuple[str, list[Person]]:
    lines = [f"{p.name}\n{p.number}\n{p.telephone}" for p in people]
    return "\n".join(lines), [_only(p, "number", "telephone") for p in people]


def _household(people: list[Person]) -> tuple[str, list[Person]]:
    place = people[0].address
    lines = [f"{p.name} {p.number}" for p in people]
    return f"[转发]以下一家人均住{place}\n" + "\n".join(lines) + "\n户主电话另报", [
        Person(p.name, p.number, "", "", place) for p in people
    ]


STYLES: dict[str, Callable[[list[Person]], tuple[str, list[Person]]]] = {
    "labelled blocks": _labelled,
    "numbered lines": _numbered,
    "pasted table": _table,
    "temperatures in one sentence": _temperatures,
    "temperatures by line, signed": _temperature_lines,
    "one person in prose": _prose,
    "names with telephones in brackets": _in_brackets,
    "telephone first": _telephone_first,
    "a thing a line": _one_a_line,
    "a household at one address": _household,
}


def _untidied(text: str, source: random.Random) -> str:
    """The text as it comes out of a chat: what stands between lost or changed, talk around, stamps copied along."""
    lines = []
    for line in text.splitlines():
        for sign in "，：、。":
            line = line.replace(sign, source.choice((sign, sign, " ", "", ",", "  ")))
        if source.random() < 0.15:
            line = f"{line} {source.choice('👍🙏❗✅')}"
        if source.random() < 0.1:
            lines.append(source.choice(_TALK))
        lines.append(line)
    if source.random() < 0.4:
        lines.insert(0, f"河东网格 刘芳 1月8日 {source.randint(7, 22)}:{source.randint(10, 59)}")
    return "\n".join(lines)


def made(each: int = 8, seed: int = 20210108) -> list[MadeMessage]:
    """So many messages of each style, tidy, and as many untidy."""
    source = random.Random(seed)
    found = []
    for style, write in STYLES.items():
        for untidy in (False, True):
            for _ in range(each):
                people = [_person(source, untidy) for _ in range(1 if write is _prose else source.randint(1, 6))]
                text, expected = write(people)
                found.append(MadeMessage(style, untidy, _untidied(text, source) if untidy else text, tuple(expected)))
    return found
