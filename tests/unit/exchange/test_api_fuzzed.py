"""The API under schemathesis, shortly; `make fire` does it for long."""

from datetime import timedelta

import pytest
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.test import Client
from fire import api_fuzz, row_fuzz

import cast
from lianfang.access.session import machine_session
from lianfang.access.tokens import token_of
from lianfang.vocabulary import Type


@pytest.fixture
def one_connection():
    """The test's transaction stays open from one request to the next, as under Django's own client."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.django_db
@pytest.mark.usefixtures("one_connection")
def test_nothing_that_fits_the_openapi_or_does_not_is_an_error_of_the_servers() -> None:
    cast.install_places()
    with machine_session():
        token = token_of(cast.account("investigator"), "fire", timedelta(days=1))[1]
    told = api_fuzz.fuzzed(get_wsgi_application(), token, examples=8, number=1)
    assert set(told) == {
        "GET /api/v1/layouts", "POST /api/v1/facts/{kind}", "GET /api/v1/facts/{kind}", "POST /api/v1/visits",
        "GET /api/v1/{name}", "GET /api/v1/disputes",
    }  # fmt: skip
    assert all(sum(counts.values()) >= 1 for counts in told.values())


@pytest.mark.django_db
def test_rows_of_every_kind_are_recorded_or_refused_in_a_line() -> None:
    cast.install_places()
    tokens = row_fuzz.tokens_by_role("000121", "/CN/000000/000100/000121/")
    places = {Type.AREA: tuple(one["code"] for one in cast.AREAS), Type.UNIT: tuple(one["code"] for one in cast.UNITS)}
    told = row_fuzz.fuzzed(row_fuzz.posted_by(Client()), tokens, places, examples=2, number=1)
    assert sum(counts.get("recorded", 0) for counts in told.values())
    assert sum(counts.get("refused", 0) for counts in told.values())
