"""The picture of chains: folded until it can be read, no label over another, and what was asked for always in it."""

import random
from datetime import date, timedelta
from uuid import UUID

import pytest

from lianfang.desks.chains.drawing import LETTER, WIDTH, Labels, drawn, shortened, width_of
from lianfang.desks.chains.folding import MOST, lines_of
from lianfang.desks.chains.linking import Ill, chains_of

FIRST = date(2021, 1, 1)
LABELS = Labels(
    lambda row: f"欧阳测试甲乙丙丁{row}",
    lambda line: f"{len(line.cases)} 例，未见续发",
    lambda n: f"+{n}",
    lambda n: f"第 {n} 代",
)


def case(number, day=None):
    onset = None if day is None else FIRST + timedelta(days=day)
    return Ill(UUID(int=number + 1), UUID(int=number + 10_001), f"Q{number}", onset, onset, "confirmed")


def made(infectors, days=None, contacts=(), cut=(), disease="covid19"):
    """The chains of cases numbered from 0, each with the number of its infector or None."""
    ill = [case(number, (days or range(len(infectors)))[number]) for number in range(len(infectors))]
    told = {ill[number].case: [ill[by].case] for number, by in enumerate(infectors) if by is not None}
    pairs = [(ill[by].case, ill[infected].case) for by, infected in contacts]
    return chains_of(ill, told, pairs, [(ill[by].case, ill[infected].case) for by, infected in cut], disease)


def outbreak(shape):
    """Five hundred cases: each infected by one drawn of those before it, by the first, by the last, or by nobody."""
    draw = random.Random(20210110)
    by = {
        "drawn": lambda n: None if draw.random() < 0.1 else draw.randrange(max(0, n - 60), n),
        "one spreads": lambda n: 0,
        "a long line": lambda n: n - 1,
        "pairs": lambda n: n - 1 if n % 2 else None,
        "alone": lambda n: None,
    }[shape]
    return made([None, *(by(number) for number in range(1, 500))], [number // 8 for number in range(500)])


def boxes(picture):
    """Each text of the picture as (left, top, right, bottom)."""
    found = [(x, 14 - LETTER, x + width_of(word), 14.0) for word, x in picture.above]
    for mark in picture.marks:
        found.append((mark.text, mark.base - LETTER, mark.text + width_of(mark.words), mark.base + 2))
    return found


def over(one, other):
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


@pytest.mark.parametrize("shape", ["drawn", "one spreads", "a long line", "pairs", "alone"])
@pytest.mark.parametrize("by", ["generation", "day"])
def test_no_label_lies_over_another_at_five_hundred_cases(shape, by):
    chains = outbreak(shape)
    lines = lines_of(chains)
    assert len(lines) <= MOST
    told = sum(len(line.cases) + line.folded for line in lines)
    assert told == 500, "whoever is not drawn is counted where they hang"
    picture = drawn(chains, lines, by, LABELS, frozenset())
    placed = boxes(picture)
    assert not [(a, b) for n, a in enumerate(placed) for b in placed[n + 1 :] if over(a, b)]
    assert all(box[0] >= 0 and box[2] <= WIDTH and box[3] <= picture.height for box in placed)


def test_what_was_asked_for_is_never_folded_and_hangs_from_its_infectors():
    chains = outbreak("drawn")
    deep = int(chains.forest.generation.argmax())
    lines = lines_of(chains, None, [deep])
    at = next(number for number, line in enumerate(lines) if line.cases == (deep,))
    line = [deep]
    while lines[at].parent >= 0:
        assert lines[at].parent < at, "parents stand above"
        at = lines[at].parent
        line.append(lines[at].cases[0])
    infectors = [deep]
    while chains.forest.infector[infectors[-1]] >= 0:
        infectors.append(int(chains.forest.infector[infectors[-1]]))
    assert line == infectors
    assert sum(len(one.cases) + one.folded for one in lines) == 500


def test_a_small_outbreak_stands_whole_and_a_branch_alone_counts_the_rest():
    chains = made([None, 0, 0, 1])
    assert [line.cases for line in lines_of(chains)] == [(0,), (1,), (3,), (2,)]
    assert [(line.cases, line.folded) for line in lines_of(chains, {1, 3})] == [((0,), 1), ((1,), 0), ((3,), 0)]
    # The last is folded into its infector before the chains of others are.
    many = [None, *[0] * 70]
    assert [(len(line.cases), line.folded) for line in lines_of(made(many))] == [(1, 0), (70, 0)]


def test_what_was_told_counts_before_a_contact_the_days_decide_among_equals_and_a_cut_link_is_gone():
    # Case 3 is told of 0, and a contact of 1 and 2; case 4 a contact of 0 and 2, two days before it.
    contacts = [(1, 3), (2, 3), (0, 4), (2, 4), (4, 0)]
    days = [0, 2, 18, 19, 20]
    chains = made([None, None, None, 0, None], days, contacts)
    assert chains.forest.infector.tolist() == [-1, -1, -1, 0, 2], "who fell ill later infected nobody before"
    assert chains.others[3] == [1, 2] and chains.kept[3].evidence == "told"
    assert made([None, None, None, 0, None], days, contacts, [(0, 3), (2, 4)]).forest.infector.tolist() == [
        -1, -1, -1, 2, 0,
    ]  # fmt: skip
    both = made([None, 0], [0, 3], [(0, 1)])
    assert both.kept[1].evidence == "both" and both.days_between(both.kept[1]) == 3


def test_a_name_too_wide_ends_in_an_ellipsis():
    assert shortened("王丽", 120) == "王丽"
    assert shortened("阿卜杜拉·买买提江·吐尔逊", 60) == "阿卜杜拉…" and width_of("阿卜杜拉…") <= 60
