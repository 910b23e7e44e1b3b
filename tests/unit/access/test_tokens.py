"""Tokens of the API: shown once, good until they end, on the API only, never more than their account."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.db.models.functions import Now
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from lianfang.access.middleware import acting_account
from lianfang.access.models import Account, ApiToken
from lianfang.access.tokens import account_of_token, end, token_of
from lianfang.vocabulary import Mistake

pytestmark = pytest.mark.django_db
COUNTY = "/CN/230000/230100/230127/"


@pytest.fixture
def zhou() -> Account:
    """Zhou Min of the county's CDC."""
    return Account.objects.given("zhou.min", None, "cdc", area_path=COUNTY)


def asked(authorization: str, path: str = "/api/v1/cases", user: object = None) -> tuple[object, bool, str]:
    """Who a request acts as, whether its token was refused, and the area that the database was told."""
    found: list[tuple[object, bool, str]] = []

    def view(request: HttpRequest) -> HttpResponse:
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('app.area', true)")
            area = cursor.fetchone()[0]
        found.append((request.user, request.token_refused, area))  # type: ignore[attr-defined]
        return HttpResponse()

    request = RequestFactory().get(path, headers={"authorization": authorization})
    request.user = user or AnonymousUser()
    acting_account(view)(request)
    return found[0]


def test_a_token_lets_a_program_act_as_its_account(zhou: Account) -> None:
    token, text = token_of(zhou, "laboratory machine", timedelta(days=30))
    assert text.startswith(f"lf_{token.prefix}_")
    assert account_of_token(text) == zhou
    assert asked(f"Bearer {text}") == (zhou, False, COUNTY)
    with connection.cursor() as cursor:
        cursor.execute("SELECT access_apitoken::text FROM access_apitoken")
        assert text not in cursor.fetchone()[0]


@pytest.mark.parametrize(
    "text", ["", "lf_", "lf_00000000_" + "A" * 43, "x" * 10_000, "lf_00000000_" + "é" * 43, "' OR 1=1 --", "a\x00b"]
)
def test_what_is_no_token_lets_nobody_act(zhou: Account, text: str) -> None:
    assert account_of_token(text) is None


def test_expired_ended_and_closed(zhou: Account) -> None:
    token, text = token_of(zhou, "a", timedelta(days=1))
    end(token)
    assert account_of_token(text) is None
    token, text = token_of(zhou, "b", timedelta(days=1))
    ApiToken.objects.filter(pk=token.pk).update(expires_at=Now() - timedelta(seconds=1))
    assert account_of_token(text) is None
    _, text = token_of(zhou, "c", timedelta(days=1))
    Account.objects.update(is_active=False)
    assert account_of_token(text) is None


@pytest.mark.parametrize("days", [0, -1, 400])
def test_a_token_lasts_a_year_at_most(zhou: Account, days: int) -> None:
    with pytest.raises(Mistake, match=r"one year|一年"):
        token_of(zhou, "a", timedelta(days=days))


def test_a_token_opens_no_page_and_a_bad_one_is_not_helped_by_a_cookie(zhou: Account) -> None:
    _, text = token_of(zhou, "a", timedelta(days=1))
    user, refused, area = asked(f"Bearer {text}", "/cases/")
    assert (user.is_authenticated, refused, area or "") == (False, False, "")  # type: ignore[attr-defined]
    user, refused, area = asked("Bearer lf_00000000_" + "A" * 43, user=zhou)
    assert (user.is_authenticated, refused, area or "") == (False, True, "")  # type: ignore[attr-defined]
    boss = Account.objects.given("boss", None, "province", area_path="/CN/230000/")
    assert asked(f"Bearer {text}", user=boss) == (zhou, False, COUNTY)
