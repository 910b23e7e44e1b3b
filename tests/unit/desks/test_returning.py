"""After a form one is back where it was sent from, and nowhere else."""

import pytest
from django.test import RequestFactory

from lianfang.desks.returning import returned


@pytest.mark.parametrize(
    ("told", "led_to"),
    [
        ("/duties/?state=overdue#d3", "/duties/?state=overdue#d3"),
        ("", "/"),
        ("duties", "/"),
        ("a\x00b", "/"),
        ("https://elsewhere.example/", "/"),
        ("//elsewhere.example/", "/"),
        ("/\\elsewhere.example", "/"),
        ("javascript:alert(1)", "/"),
    ],
)
def test_only_to_an_address_of_this_house(told: str, led_to: str) -> None:
    request = RequestFactory().post("/duties/act/", {"next": told})
    assert returned(request, "/")["Location"] == led_to
