from datetime import date

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianfang.facts.matching import PROPOSED_FROM, pinyin_key, pinyin_keys, proposed_pairs, similarity

ZHANG = {
    "name": "张伟",
    "pinyin": "zhang wei",
    "birth": date(1980, 3, 4),
    "telephone": "13900000001",
    "address": "东街1号",
}


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("张三", "zhang san"),
        ("曾小贤", "zeng xiao xian"),
        ("尉迟恭", "yu chi gong"),
        ("阿里·木", "a li mu"),
        ("John  Smith", "john smith"),
        ("𠮷野", "𠮷 ye"),
        ("任重", "ren zhong"),
        ("", ""),
    ],
)
def test_names_by_their_sound(name: str, key: str) -> None:
    assert pinyin_key(name) == key
    assert pinyin_keys(pl.Series([name, None])).to_list() == [key, None]


@pytest.mark.parametrize(
    ("other", "score", "parts"),
    [
        (ZHANG, 1.0, {"name": 35, "birth": 35, "telephone": 25, "address": 15}),
        ({"name": "张伟", "birth": date(1980, 3, 4)}, 0.7, {"name": 35, "birth": 35}),
        ({"name": "张玮", "pinyin": "zhang wei", "birth": date(1980, 4, 3)}, 0.42, {"name": 28, "birth": 14}),
        # The name with a birthday nearly the same is not enough to be proposed: mostly it is a namesake.
        ({"name": "张伟", "birth": date(1980, 4, 3)}, 0.49, {"name": 35, "birth": 14}),
        ({"name": "张伟"}, 0.35, {"name": 35}),
        ({"name": "张强", "pinyin": "zhang qiang"}, 0.0, {"name": -15}),
        (
            {
                "name": "张强",
                "pinyin": "zhang qiang",
                "birth": date(2010, 1, 1),
                "telephone": "13900000001",
                "address": "东街 1号",
            },
            0.0,
            {"name": -15, "birth": -25, "telephone": 25, "address": 15},
        ),
    ],
)
def test_the_score_shows_its_parts(other: dict[str, object], score: float, parts: dict[str, int]) -> None:
    found = similarity(ZHANG, other)
    assert (found.score, found.parts) == (pytest.approx(score), parts)


def test_two_numbers_are_two_people() -> None:
    assert similarity({**ZHANG, "identity": "a"}, {**ZHANG, "identity": "b"}).score == 0


PEOPLE = st.fixed_dictionaries(
    {
        "name": st.sampled_from(["张伟", "张玮", "张强", "李娜", None]),
        "birth": st.sampled_from(
            [date(1980, 3, 4), date(1980, 4, 3), date(1981, 3, 4), date(1980, 3, 5), date(1999, 9, 9), None]
        ),
        "telephone": st.sampled_from(["13900000001", "13900000002", "", None]),
        "address": st.sampled_from(["东街1号", "东街 1号", "西街2号", None]),
        "identity": st.sampled_from(["a", "b", None, None, None]),
    }
)


@given(st.lists(PEOPLE, min_size=1, max_size=8), st.lists(PEOPLE, min_size=1, max_size=8))
def test_blocks_lose_no_pair_that_the_score_would_propose(
    new: list[dict[str, object]], known: list[dict[str, object]]
) -> None:
    schema = {"name": pl.String, "birth": pl.Date, "telephone": pl.String, "address": pl.String, "identity": pl.String}
    left = pl.DataFrame(new, schema=schema).with_row_index("row")
    right = pl.DataFrame(known, schema=schema).with_row_index("person")
    found = {
        (r["new_row"], r["known_person"]): (r["score"], r["reasons"]) for r in proposed_pairs(left, right).to_dicts()
    }
    expected = {}
    for i, a in enumerate(new):
        for j, b in enumerate(known):
            keys = [{**p, "pinyin": pinyin_key(str(p["name"])) if p["name"] else None} for p in (a, b)]
            likeness = similarity(*keys)
            if likeness.score >= PROPOSED_FROM:
                expected[i, j] = (likeness.score, [part for part, points in likeness.parts.items() if points > 0])
    assert found == expected


def test_a_shared_surname_or_a_telephone_of_a_whole_works_proposes_nobody() -> None:
    known = pl.DataFrame(
        {"person": range(60), "name": [f"张{chr(0x4E00 + i)}" for i in range(60)], "telephone": ["0451-88888888"] * 60}
    )
    new = pl.DataFrame({"row": [0], "name": ["张伟"], "telephone": ["0451-88888888"]})
    assert proposed_pairs(new, known).is_empty()
