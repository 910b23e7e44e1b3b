"""The door: signing in and out, being locked out, both languages, no signing up, the demonstration's list."""

import re
import time
from pathlib import Path
from typing import Any

import pytest
from babel.messages.pofile import read_po
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client

from lianfang.access.models import Account
from lianfang.access.session import machine_session
from lianfang.server import settings as of_the_house

pytestmark = pytest.mark.django_db
PASSWORD = "green-tea-at-seven"


@pytest.fixture
def zhou() -> Account:
    """Zhou Min of the county's CDC."""
    return Account.objects.given(
        "zhou.min", PASSWORD, "cdc", name="周敏", area="230127", area_path="/CN/230000/230100/230127/", unit="CDC1"
    )


def actions() -> list[tuple[str, str]]:
    """What the audit says was done, and by whom."""
    with machine_session(), connection.cursor() as cursor:
        cursor.execute("SELECT action, name FROM access_auditline ORDER BY id")
        return cursor.fetchall()


def sign_in(client: Client, username: str = "zhou.min", password: str = PASSWORD, address: str = "10.0.0.5") -> object:
    """The answer to a sign-in from an address."""
    return client.post("/accounts/login/", {"login": username, "password": password}, REMOTE_ADDR=address)


def test_signing_in_and_out_is_on_record(client: Client, zhou: Account) -> None:
    assert sign_in(client).status_code == 302
    assert client.session["_auth_user_id"] == str(zhou.id)
    assert client.post("/accounts/logout/").status_code == 302
    assert "_auth_user_id" not in client.session
    assert actions() == [("sign in", "zhou.min"), ("sign out", "zhou.min")]


def test_passwords_are_kept_as_argon2_hashes(client: Client, settings: Any) -> None:
    settings.PASSWORD_HASHERS = of_the_house.PASSWORD_HASHERS
    Account.objects.given("zhou.min", PASSWORD, "cdc", area_path="/CN/230000/230100/230127/")
    assert Account.objects.get().password.startswith("argon2")
    assert sign_in(client).status_code == 302


def test_a_wrong_password_says_so_and_is_on_record(client: Client, zhou: Account) -> None:
    answer = sign_in(client, password="wrong")
    assert answer.status_code == 200
    assert 'role="alert"' in answer.content.decode()
    # The same words whether the name exists or not.
    assert (
        sign_in(client, "nobody", "wrong").context["form"].non_field_errors()
        == answer.context["form"].non_field_errors()
    )
    assert set(actions()) == {("sign in refused", "zhou.min"), ("sign in refused", "nobody")}


def test_six_wrong_passwords_lock_that_name_at_that_address_only(client: Client, zhou: Account) -> None:
    Account.objects.given("li.na", PASSWORD, "laboratory", area_path="/CN/230000/230100/230127/")
    for _ in range(6):
        answer = sign_in(client, password="wrong")
    assert answer.status_code == 429
    assert "account/locked.html" in [template.name for template in answer.templates]
    assert sign_in(client).status_code == 429
    assert sign_in(client, "li.na").status_code == 302
    assert sign_in(Client(), address="10.0.0.6").status_code == 302


def test_a_closed_account_does_not_come_in(client: Client, zhou: Account) -> None:
    Account.objects.update(is_active=False)
    sign_in(client)
    assert "_auth_user_id" not in client.session


def test_a_session_that_nobody_uses_ends_and_one_that_is_used_does_not(
    client: Client, zhou: Account, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in(client)
    hour = settings.SESSION_IDLE_SECONDS
    began = time.time()
    for later, stays in ((hour - 5, True), (2 * hour - 10, True), (hour, True), (3 * hour, False)):
        monkeypatch.setattr(time, "time", lambda at=began + later: at)
        client.get("/sessions/")
        assert ("_auth_user_id" in client.session) is stays, later
    assert actions()[-1] == ("sign out", "zhou.min")


@pytest.mark.parametrize(
    ("password", "good"),
    [("1qaz2wsx", False), ("Aa123456!", False), ("zhou.min.CDC1", False), ("lianfang2021", False), (PASSWORD, True)],
)
def test_a_password_that_is_easily_guessed_is_refused(zhou: Account, password: str, good: bool) -> None:
    try:
        validate_password(password, zhou)
    except ValidationError:
        assert not good
    else:
        assert good


def test_nobody_signs_up(client: Client) -> None:
    answer = client.post(
        "/accounts/signup/", {"username": "mallory", "password1": PASSWORD, "password2": PASSWORD, "role": "cdc"}
    )
    assert answer.status_code in (200, 403)
    assert "account/signup_closed.html" in [template.name for template in answer.templates]
    assert not Account.objects.exists()


def test_the_page_is_chinese_and_english_when_asked(client: Client) -> None:
    chinese = client.get("/accounts/login/").content.decode()
    assert '<html lang="zh-hans">' in chinese
    assert client.post("/language/setlang/", {"language": "en", "next": "/accounts/login/"}).status_code == 302
    english = client.get("/accounts/login/").content.decode()
    assert '<html lang="en">' in english
    assert "User name" in english


def test_without_a_choice_an_account_has_its_own_language(client: Client, zhou: Account) -> None:
    Account.objects.update(language="en")
    sign_in(client)
    assert '<html lang="en">' in client.get("/accounts/password/change/").content.decode()


def test_accounts_are_listed_in_a_demonstration_only(client: Client, zhou: Account, settings: object) -> None:
    assert "zhou.min" not in client.get("/accounts/login/").content.decode()
    settings.DEMONSTRATION = True  # type: ignore[attr-defined]
    settings.DEMONSTRATION_PASSWORD = PASSWORD  # type: ignore[attr-defined]
    page = client.get("/accounts/login/").content.decode()
    assert "zhou.min" in page
    assert PASSWORD in page


def test_the_second_factor_asks_for_the_password_again_and_stands_in_our_frame(client: Client, zhou: Account) -> None:
    sign_in(client)
    answer = client.get("/accounts/2fa/totp/activate/", follow=True)
    assert answer.redirect_chain[0][0].startswith("/accounts/reauthenticate/")
    assert "access/entrance.css" in answer.content.decode()
    answer = client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    assert answer.status_code == 302
    page = client.get("/accounts/2fa/totp/activate/").content.decode()
    assert "access/entrance.css" in page
    assert "data:image/svg" in page


@pytest.mark.parametrize("name", ["x" * 5000, "a\x00b", "'; DROP TABLE access_account; --", "<script>1</script>"])
def test_odd_names_are_refused_without_an_error(client: Client, zhou: Account, name: str) -> None:
    answer = sign_in(client, name, "wrong")
    assert answer.status_code in (200, 302, 400)
    assert "<script>1" not in answer.content.decode()
    assert Account.objects.count() == 1


def test_every_message_of_the_door_has_its_chinese() -> None:
    """Read from the catalogue's source, so that it holds before anything is compiled."""
    root = Path(__file__).resolve().parents[3] / "src/lianfang"
    with (root / "locale/zh_Hans/LC_MESSAGES/django.po").open("rb") as opened:
        catalogue = read_po(opened, locale="zh_Hans")
    asked = [
        message
        for page in (root / "desks/templates/account").glob("*.html")
        for message in re.findall(r"{% translate (?:\"([^\"]+)\"|'([^']+)') %}", page.read_text(encoding="utf-8"))
    ]
    assert len(asked) > 20
    missing = {one or other for one, other in asked if not (entry := catalogue.get(one or other)) or not entry.string}
    assert missing == set()
