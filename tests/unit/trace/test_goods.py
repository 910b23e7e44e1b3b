"""A positive batch: where it went, where it came from, who handled it there; equal to walking every way."""

from datetime import UTC, datetime, timedelta

from hypothesis import example, given
from hypothesis import strategies as st

from lianfang.trace.goods import (
    Consignment,
    Handling,
    Sample,
    Stage,
    Visit,
    consignments,
    presences,
    traced,
    ways,
)
from naive import goods as naive


def hour(number):
    return datetime(2021, 1, 4, tzinfo=UTC) + timedelta(hours=number)


def sent(name, origin, destination, at, received=None):
    made = [Stage(name, origin, destination, "sent", hour(at), "prawns", 10.0)]
    return made if received is None else [*made, Stage(name, origin, destination, "received", hour(received))]


# The port sends to the store, the store to two markets; what the second market got had left before.
STAGES = [
    *sent("a", "port", "store", 0, 5),
    *sent("b", "store", "market", 10, 12),
    *sent("c", "market", "stall", 20, 21),
    *sent("d", "market", "hotel", 11, 13),
    *sent("e", "port", "mill", 1, 3),
    *sent("f", "store", "school", 40),
]
SAMPLES = [Sample("store", hour(30))]


def told(found):
    return [(way.consignment.consignment, way.lies, way.step) for way in found.ways]


def test_where_it_went_and_came_from():
    found = traced(STAGES, SAMPLES, [])
    # What left the market before the batch came there is no way of it, though it is the same batch.
    assert told(found) == [
        ("b", "onward", 1), ("f", "onward", 1), ("c", "onward", 2), ("a", "before", 1), ("e", "beside", None),
        ("d", "beside", None),
    ]  # fmt: skip
    assert [(stop.place, stop.lies, stop.step, stop.came, stop.left) for stop in found.stops] == [
        ("store", "sampled", 0, hour(5), hour(40)),
        ("market", "onward", 1, hour(12), hour(20)),
        ("school", "onward", 1, None, None),
        ("stall", "onward", 2, hour(21), None),
        ("port", "before", 1, None, hour(1)),
        ("hotel", "beside", None, hour(13), None),
        ("mill", "beside", None, hour(3), None),
    ]


def test_who_handled_it_stands_nearest_first():
    handlings = [
        Handling("1", "wang", "stall", hour(22), None),
        Handling("2", "li", "store", hour(6), hour(7)),
        Handling("3", "zhao", None, hour(2), None),
        Handling("4", "sun", "port", hour(0), None),
        Handling("5", "qian", "store", hour(5), None),
    ]
    found = traced(STAGES, SAMPLES, handlings).touches
    assert [(one.handling.person, one.lies, one.step) for one in found] == [
        ("qian", "sampled", 0), ("li", "sampled", 0), ("wang", "onward", 2), ("sun", "before", 1),
        ("zhao", "beside", None),
    ]  # fmt: skip


def test_each_side_tells_what_it_knows_of_a_consignment():
    stages = [
        Stage("n", None, "market", "received", hour(9), quantity=4.0),
        Stage("n", "store", None, "sent", hour(8), "prawns"),
        Stage("n", "elsewhere", None, "sent", hour(12)),
    ]
    assert consignments(stages) == [Consignment("n", "store", "market", hour(8), hour(9), "prawns", 4.0)]
    assert consignments(stages[:1])[0].sent is None


def test_a_batch_that_nobody_sent_is_where_it_was_found():
    found = traced([], SAMPLES, [Handling("1", "li", "store", hour(6), None)])
    assert [stop[:3] for stop in found.stops] == [("store", "sampled", 0)]
    assert [touch.lies for touch in found.touches] == ["sampled"]


_PLACE = st.sampled_from(["A", "B", "C", "D", None])
# Instants of an hour are few, so that what leaves as the other comes is among them.
_CARRIED = st.tuples(_PLACE, _PLACE, st.integers(0, 6), st.integers(0, 3), st.booleans())


@given(
    carried=st.lists(_CARRIED, max_size=6),
    sampled=st.dictionaries(st.sampled_from(["A", "B", "C"]), st.integers(0, 8), max_size=2),
)
def test_ways_equal_every_walk_there_is(carried, sampled):
    made = [
        Consignment(number, origin, destination, hour(left), None if untold else hour(left + lasts), None, None)
        for number, (origin, destination, left, lasts, untold) in enumerate(carried)
    ]
    plain = [naive.Carried(one.origin, one.destination, one.sent, one.received or one.sent) for one in made]
    taken = {place: hour(at) for place, at in sampled.items()}
    onward, before = naive.onward(plain, taken), naive.before(plain, taken)
    found = ways(made, [Sample(place, at) for place, at in taken.items()])
    assert {way.consignment.consignment: (way.lies, way.step) for way in found} == {
        number: ("onward", onward[number]) if number in onward
        else ("before", before[number]) if number in before else ("beside", None)
        for number in range(len(made))
    }  # fmt: skip


def test_who_was_there_while_it_lay_there():
    visits = [
        Visit("1", "wang", "store", hour(0), hour(5)),  # left as it came
        Visit("2", "li", "store", hour(4), hour(7)),
        Visit("3", "zhao", "school", hour(41), hour(42)),  # nobody told when it came there, nor found any there
        Visit("4", "sun", "stall", hour(30), hour(31)),  # never known to have left
        Visit("5", "qian", "store", hour(39), hour(50)),
        Visit("6", "zhou", "port", hour(0), hour(1)),  # known there by what left: some at once, some an hour later
        Visit("8", "zheng", "port", hour(1), hour(2)),
        Visit("7", "wu", "bridge", hour(10), hour(11)),
    ]
    found = presences(traced(STAGES, SAMPLES, []).stops, SAMPLES, visits)
    assert [(one.visit.person, one.lies, one.step, one.since, one.until) for one in found] == [
        ("li", "sampled", 0, hour(5), hour(7)),
        ("qian", "sampled", 0, hour(39), hour(40)),
        ("sun", "onward", 2, hour(30), hour(31)),
        ("zhou", "before", 1, hour(0), hour(1)),
    ]


def test_a_place_known_only_by_what_left_it_held_the_batch_from_the_first_to_the_last_leaving():
    stages = [*sent("1", "B", "A", 0, 0), *sent("2", "B", "A", 2, 2)]
    found = presences(traced(stages, [], []).stops, [], [Visit("1", "li", "B", hour(1), hour(3))])
    assert [(one.lies, one.since, one.until) for one in found] == [("beside", hour(1), hour(2))]


_AT = st.integers(0, 8)


@example(carried=[("B", "A", 0, 0, False), ("B", "A", 1, 0, False)], sampled={}, visited=[("B", 0, 1)])
@example(carried=[("B", "A", 1, 0, False), ("A", "B", 1, 2, False)], sampled={}, visited=[("B", 0, 3)])
@given(
    carried=st.lists(_CARRIED, max_size=4),
    sampled=st.dictionaries(st.sampled_from(["A", "B", "C"]), _AT, max_size=2),
    visited=st.lists(st.tuples(st.sampled_from(["A", "B", "C"]), _AT, st.integers(0, 3)), max_size=5),
)
def test_presences_equal_asking_hour_by_hour(carried, sampled, visited):
    stages = [
        stage
        for number, (origin, destination, left, lasts, untold) in enumerate(carried)
        for stage in sent(str(number), origin, destination, left, None if untold else left + lasts)
    ]
    samples = [Sample(place, hour(at)) for place, at in sampled.items()]
    visits = [
        Visit(str(number), "one", place, hour(began), hour(began + lasts))
        for number, (place, began, lasts) in enumerate(visited)
    ]
    found = presences(traced(stages, samples, []).stops, samples, visits)
    by_hour = {one.visit.fact: naive.hours_beside(stages, samples, one.visit) for one in found}
    assert by_hour == {fact: hours for one in visits if (hours := naive.hours_beside(stages, samples, one))
                       for fact in [one.fact]}  # fmt: skip
    assert by_hour == {one.visit.fact: (one.until - one.since) / timedelta(hours=1) for one in found}
