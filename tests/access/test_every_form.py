"""Every form of every page: with what no text may hold in a field the answer is never an error of ours.

`python -m fire.forms` does it in the invented county, with much more, and as every account finds the pages.
"""

import pytest
from django.urls import reverse
from fire import forms

from access.pages import CDC, CLINIC, COMMANDER, PAGES

pytestmark = pytest.mark.django_db
FIRST = (COMMANDER, CDC, CLINIC)


def test_rubbish_in_any_field_of_any_form_is_no_error(client_of, story):
    seen: set = set()
    # Each page as the first of its roles finds it: commander, CDC and clinic before others, for they record the most.
    opened: dict[str, list[str]] = {}
    for name, page in PAGES.items():
        if page.method == "get" and page.roles:
            role = min(page.roles, key=lambda role: (role not in FIRST, role))
            opened.setdefault(role, []).append(reverse(name, kwargs=page.given(story)))
    for role, addresses in opened.items():
        forms.fuzzed(client_of(role), addresses, seen, ["a\x00b"], asked=(), shortly=True)
    sent = {form[1] for form in seen if form[0] == "POST"}
    assert {reverse(name) for name in ("duties:act", "tasks:give", "clinic:suspected", "arrivals:group")} <= sent
