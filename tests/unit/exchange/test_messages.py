"""Pasted messages: whoever they name, with what is theirs; what was not understood is kept and never guessed."""

from datetime import date

import pytest

from lianfang.exchange.messages import Told, read_message

DAY = date(2021, 1, 10)
ZHANG, LI = "000127198003041230", "000127199005061248"


def people(text: str) -> list[tuple[str, str, str, str]]:
    return [(p.name, p.number, p.telephone, p.temperature) for p in read_message(text, DAY).people]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"姓名：张三\n身份证号：{ZHANG}\n电话：13900000001", [("张三", ZHANG, "13900000001", "")]),
        (
            f"1、张三，男，{ZHANG}，139 0000 0001。\n2、李 四 {LI}",
            [("张三", ZHANG, "13900000001", ""), ("李四", LI, "", "")],
        ),
        ("13900000001 张三，13900000002 李四", [("张三", "", "13900000001", ""), ("李四", "", "13900000002", "")]),
        (
            "张三（13900000001）、李四（13900000002）",
            [("张三", "", "13900000001", ""), ("李四", "", "13900000002", "")],
        ),
        ("张三 体温37.8℃ 电话0451-57080000", [("张三", "", "0451-57080000", "37.8")]),
        ("阿依古丽·买买提 13900000003 36度5", [("阿依古丽·买买提", "", "13900000003", "36.5")]),
        ("姓名: John Smith\n电话: 13900000004", [("John Smith", "", "13900000004", "")]),
        (f"姓名：𠮷三 {ZHANG}", [("𠮷三", ZHANG, "", "")]),
        ("电话：１３９０００００００１　姓名：张三", [("张三", "", "13900000001", "")]),
        ("蹇先强 13900000001", [("蹇先强", "", "13900000001", "")]),
        ("河东网格 刘芳 1月8日 10:23\n张三 13900000001", [("张三", "", "13900000001", "")]),
        ("", []),
        ("各位领导早上好，请大家做好防控，方便时回复", []),
    ],
)
def test_who_is_named_with_what_is_theirs(text: str, expected: list[tuple[str, str, str, str]]) -> None:
    assert people(text) == expected


def test_greetings_headings_and_who_signs_are_nobody() -> None:
    text = "李主任您好，刘书记：\n河东镇今日名单\n张三 13900000001\n报送人：王芳 13800000000\n谢谢！"
    message = read_message(text, DAY)
    assert [person.name for person in message.people] == ["张三"]
    assert message.not_understood == ()


def test_an_address_said_of_all_is_everybodys() -> None:
    found = read_message(f"以下一家人均住河东镇河东村3组\n张三 {ZHANG}\n李四 {LI} 住新民镇新民街12号", DAY)
    assert [person.address for person in found.people] == ["河东镇河东村3组", "新民镇新民街12号"]


def test_figures_of_nobody_are_not_understood_and_kept_as_they_stand() -> None:
    message = read_message(f"13900000001\n张三 {ZHANG}\n13900000002\n13900000003", DAY)
    assert message.not_understood == ((1, "13900000001"), (4, "13900000003"))
    assert message.people[0].telephone == "13900000002"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("张三 000127198003041231", "has the wrong check digit"),
        ("张三 身份证号：13900000001", "is a telephone where an identity number should stand"),
        ("张三 13900000001 体温47.5", "is no body temperature"),
        ("张三", "neither a number nor a telephone"),
        ("张三 00012719800304123", "has 17 characters"),
    ],
)
def test_what_cannot_be_so_is_said_in_one_line_and_stands_first(text: str, said: str) -> None:
    message = read_message(f"李四 13900000002\n{text}", DAY)
    first: Told = message.people[0]
    assert first.name == "张三"
    assert any(said in mistake for mistake in first.mistakes), first.mistakes
    assert message.people[1].mistakes == []
