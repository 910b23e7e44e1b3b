"""Lines of a scanner read into tubes: who is in which, and what is not understood, each in one line."""

from datetime import date

import pytest

from lianfang.desks.laboratory.tubes import tubes_of

DAY = date(2021, 1, 10)
LI, LIU, XIAOYU = "000121198503120017", "000121198707250024", "000121201211050023"


def read(text, size=1, category="person"):
    tubes, unread = tubes_of(text, size, category, DAY)
    told = {
        tube.number: [(p.document.number if p.document else None, p.name, p.telephone) for p in tube.people]
        for tube in tubes
    }
    return told, [(each.line, each.why) for each in unread]


@pytest.mark.parametrize(
    "line",
    [f"T1,{LI}", f"T1，{LI}", f"T1\t{LI}", f"T1 {LI}", f"  T1 , {LI} ", f"T1\n{LI}", f"T1;{LI.lower()}"],
)
def test_a_tube_and_its_person_in_every_form(line):
    assert read(line) == ({"T1": [(LI, "", "")]}, [])


def test_a_name_with_a_telephone_and_an_old_telephone_form():
    assert read("T1,李国强,15400000001\nT2,古丽娜尔·艾力,+8615400000005") == (
        {"T1": [(None, "李国强", "15400000001")], "T2": [(None, "古丽娜尔·艾力", "+8615400000005")]},
        [],
    )


def test_a_pool_by_repeated_numbers_by_one_line_and_by_scanning():
    told = [(LI, "", ""), (LIU, "", ""), (XIAOYU, "", "")]
    for text in (f"P1,{LI}\nP1,{LIU}\nP1,{XIAOYU}", f"P1,{LI},{LIU},{XIAOYU}", f"P1\n{LI}\n{LIU}\n{XIAOYU}"):
        assert read(text, size=5) == ({"P1": told}, [])


def test_where_something_is_told_twice_another_person_begins():
    told, unread = read(f"P1,{LI},李国强,{LIU},刘桂兰,张三,15400000009", size=5)
    assert told == {"P1": [(LI, "李国强", ""), (LIU, "刘桂兰", ""), (None, "张三", "15400000009")]} and not unread


def test_a_pool_over_its_size_is_no_tube_at_all():
    told, [(line, why)] = read(f"P1,{LI}\nP1,{LIU}")
    assert told == {} and line == 2 and "P1" in why and "1" in why


def test_no_pool_is_larger_than_the_vocabulary_lets_it_be():
    people = "\n".join(f"P1,王{number},138{number:08d}" for number in range(21))
    told, [(line, _why)] = read(people, size=100)
    assert told == {} and line == 21


def test_the_same_person_twice_in_a_tube():
    told, [(line, why)] = read(f"P1\n{LI}\n{LI}", size=5)
    assert told == {} and line == 3 and "0017" in why


def test_a_mistyped_digit_names_the_number_and_what_is_wrong():
    told, [(line, why)] = read("T1,000121198503120018\nT2,000121198707250024")
    assert list(told) == ["T2"] and line == 1 and why.startswith("000121198503120018")


def test_a_person_before_any_tube_and_a_tube_of_nobody():
    told, unread = read(f"{LI}\nT1\nT2,{LIU}")
    assert list(told) == ["T2"] and [line for line, _why in unread] == [1, 2]


def test_a_surface_needs_nobody_and_keeps_its_note():
    tubes, unread = tubes_of("S1, 冷库门把手\nS2", 1, "surface", DAY)
    assert [(tube.number, tube.note, tube.people) for tube in tubes] == [("S1", "冷库门把手", []), ("S2", "", [])]
    assert unread == []


def test_empty_lines_are_none():
    assert read(f"\n\nT1,{LI}\n  \n") == ({"T1": [(LI, "", "")]}, [])
