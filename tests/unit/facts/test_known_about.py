"""Facts about some subjects, asked of many kinds at once, are those that each kind tells by itself."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

import cast
from lianfang import vocabulary
from lianfang.access.session import machine_session, session_of
from lianfang.facts import known_by

KINDS = [kind.name for kind in vocabulary.kinds()]
NOBODY = cast.subject("nobody at all")
ABOUT = (
    {"person": cast.CONTACTS, "case": {cast.CASE}},
    {"person": [cast.DAUGHTER], "unit": [NOBODY], "area": []},
    {"case": [cast.CASE, NOBODY]},
    {"person": [NOBODY]},
    {"person": []},
)


@pytest.mark.django_db
@pytest.mark.parametrize("about", ABOUT)
def test_many_kinds_at_once_tell_what_each_tells_by_itself(about):
    cast.install()
    for session in (machine_session(), session_of(cast.account("neighbour"))):
        with session:
            at_once = known_by(cast.NOW, KINDS, about)
            by_itself = {name: known_by(cast.NOW, [name], about)[name] for name in KINDS}
        assert at_once.keys() == by_itself.keys()
        for name, facts in at_once.items():
            assert facts.schema == by_itself[name].schema and facts.equals(by_itself[name]), name


@pytest.mark.django_db
def test_kinds_without_a_fact_about_somebody_are_not_read_one_by_one():
    cast.install()
    with (
        machine_session(),
        CaptureQueriesContext(
            connection,
        ) as asked,
    ):
        told = known_by(cast.NOW, KINDS, {"person": [cast.DAUGHTER]})
    some = [name for name, facts in told.items() if facts.height]
    assert 0 < len(some) < len(KINDS) / 4
    assert len(asked) <= len(some) + 2
