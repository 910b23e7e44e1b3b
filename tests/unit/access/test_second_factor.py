"""The second factor: forced by the table of rights, set up, asked for, kept encrypted; the demonstration is exempt."""

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.test import Client

from lianfang.access import rights, roles, second_factor
from lianfang.access.models import Account, AuditLine
from lianfang.access.session import machine_session
from lianfang.server import settings as of_the_house

pytestmark = pytest.mark.django_db
PASSWORD = "green-tea-at-seven"
_HALF_MINUTE = 57_000_000


@pytest.fixture(autouse=True)
def forced(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.SECOND_FACTOR_EXEMPT = False
    # The half minute in which a code holds does not end between making one and typing it.
    monkeypatch.setattr(totp, "yield_hotp_counters_from_time", lambda: iter([_HALF_MINUTE]))


@pytest.fixture
def zhou() -> Account:
    return Account.objects.given("zhou.min", PASSWORD, "cdc", name="周敏", area_path="/CN/230000/230100/230127/")


def signing_in() -> tuple[Client, object]:
    client = Client()
    return client, client.post("/accounts/login/", {"login": "zhou.min", "password": PASSWORD})


def code_of(secret: str) -> str:
    return totp.format_hotp_value(totp.hotp_value(secret, _HALF_MINUTE))


def test_the_table_of_rights_decides_of_whom_it_is_asked() -> None:
    asked = {name for name in roles.NAMES if second_factor.asked_of(name)}
    assert asked == {name for name in roles.NAMES if rights.exports(name)} | {"administrator"}
    assert {"fever_clinic", "grid_worker"}.isdisjoint(asked) and {"cdc", "auditor", "province"} <= asked


def test_the_demonstration_alone_is_exempt() -> None:
    assert not of_the_house.DEMONSTRATION and not of_the_house.SECOND_FACTOR_EXEMPT


def test_until_it_is_set_up_no_other_page_opens_and_afterwards_it_is_asked_at_the_door(zhou: Account) -> None:
    client, answer = signing_in()
    for address in ("/cdc/", "/sessions/", "/plans/", "/"):
        answer = client.get(address)
        assert (answer.status_code, answer["Location"]) == (302, "/accounts/2fa/"), address
    assert client.get("/api/v1/people").status_code == 403
    assert client.post("/cdc/contacts/act/", {}).status_code == 302
    assert client.get("/accounts/2fa/").status_code == 200
    client.get("/accounts/2fa/totp/activate/")
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    secret = client.get("/accounts/2fa/totp/activate/").context["form"].secret
    assert client.post("/accounts/2fa/totp/activate/", {"code": code_of(secret)}).status_code == 302
    assert client.get("/sessions/").status_code == 200
    kept = Authenticator.objects.get(type="totp").data["secret"]
    assert secret not in kept and second_factor.SecondFactors().decrypt(kept) == secret
    assert second_factor.SecondFactors().decrypt(secret) == secret, "of one set up before they were encrypted"
    # The last one stays where the role asks for one.
    client.post("/accounts/2fa/totp/deactivate/")
    assert Authenticator.objects.filter(type="totp").exists()
    client, answer = signing_in()
    assert answer["Location"].startswith("/accounts/2fa/authenticate/")  # type: ignore[index]
    assert client.get("/sessions/").status_code == 302
    assert client.post("/accounts/2fa/authenticate/", {"code": "x"}).status_code == 200
    recovery = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()[0]
    assert client.post("/accounts/2fa/authenticate/", {"code": recovery}).status_code == 302
    assert client.get("/sessions/").status_code == 200


def test_wrong_codes_are_counted_for_the_account_and_each_is_on_record(zhou: Account) -> None:
    signing_in()
    secret = second_factor.SecondFactors().encrypt("JBSWY3DPEHPK3PXP")
    Authenticator.objects.create(user=zhou, type="totp", data={"secret": secret})
    client, _answer = signing_in()
    for _ in range(10):
        assert client.post("/accounts/2fa/authenticate/", {"code": "x"}).status_code == 200
    client.post("/accounts/2fa/authenticate/", {"code": code_of("JBSWY3DPEHPK3PXP")})
    assert client.get("/sessions/").status_code == 302, "even the right one waits by now"
    with machine_session():
        assert AuditLine.objects.filter(action="sign in refused", reason="second factor").count() == 10


def test_who_takes_nothing_out_may_do_without(zhou: Account) -> None:
    Account.objects.update(role="grid_worker")
    client, _answer = signing_in()
    assert client.get("/sessions/").status_code == 200


def test_a_passkey_is_offered_at_the_door_and_on_ones_own_page(zhou: Account) -> None:
    page = Client().get("/accounts/login/").content.decode()
    assert 'id="passkey_login"' in page and "mfa/js/webauthn.js" in page
    client, _answer = signing_in()
    client.get("/accounts/2fa/webauthn/add/")
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    page = client.get("/accounts/2fa/webauthn/add/").content.decode()
    assert "creation_options" in page and "onclick" not in page
