"""Every form of every page, as each role finds it: with rubbish in a field the answer is never an error of ours.

`python -m fire.form_fuzz` does it in the invented county and with more.
"""

import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.urls import reverse
from fire import form_fuzz

from access.pages import EVERYBODY, PAGES

pytestmark = pytest.mark.django_db
# What no column holds, no calendar has, no list offers.
SOME = ("a\x00b", "0001-01-01", "9999-12-31T23:59", "9" * 30, "1e309")


@pytest.fixture
def one_connection():
    """What a form records is undone again: its transaction must not be closed upon the way."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.usefixtures("one_connection")
def test_rubbish_in_any_field_of_any_form_is_no_error(client_of, story):
    seen: set = set()
    for role in sorted(EVERYBODY):
        pages = [page for page in PAGES.items() if page[1].method == "get" and role in page[1].roles]
        addresses = [reverse(name, kwargs=page.given(story)) for name, page in pages]
        form_fuzz.fuzzed(client_of(role), addresses, seen, SOME)
    sent = {form[1] for form in seen if form[0] == "POST"}
    assert {reverse(name) for name in ("duties:act", "tasks:new", "clinic:suspected", "arrivals:group")} <= sent
