"""The administrator's desk: given by invitation, seen, ended, suspended; and everybody's page of the own sessions."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.db.models.functions import Now
from django.test import Client

from lianfang.access.models import Account, Invitation
from lianfang.access.session import machine_session
from lianfang.access.tokens import account_of_token, token_of
from lianfang.desks.administration.devices import device_words

PASSWORD = "green-tea-at-seven"
PHONE = "Mozilla/5.0 (Linux; Android 14; Pixel) AppleWebKit/537.36 Chrome/131.0 Mobile Safari/537.36"


def came_in(username: str, address: str = "10.0.0.5", agent: str = PHONE) -> Client:
    """A client that signed in by the form, as a person does."""
    client = Client(REMOTE_ADDR=address, headers={"User-Agent": agent})
    answer = client.post("/accounts/login/", {"login": username, "password": PASSWORD})
    assert answer.status_code == 302
    return client


def lines() -> list[tuple[str, str, str]]:
    with machine_session(), connection.cursor() as cursor:
        cursor.execute("SELECT name, action, reason FROM access_auditline ORDER BY id")
        return cursor.fetchall()


def given(administrator: Client, **more: str) -> tuple[Account, str]:
    """A new account of the county's centre and the code of its invitation."""
    form = {"username": "zhou.min", "name": "周敏", "role": "cdc", "area": "231299", "unit": "QH-CDC", "hours": "24"}
    answer = administrator.post("/administration/give/", form | more)
    assert answer.status_code == 200, answer.content.decode()
    code = re.search(r"<code>([0-9A-Za-z_-]{32})</code>", answer.content.decode())
    assert code and answer["Cache-Control"] == "no-store"
    return Account.objects.get(username=form["username"]), code[1]


def test_an_account_is_given_by_an_invitation_whose_holder_chooses_the_password_once(signed_in) -> None:
    administrator = signed_in("administrator")
    account, code = given(administrator)
    assert (account.area_path, account.unit, account.has_usable_password()) == (
        "/CN/230000/231200/231299/", "QH-CDC", False,
    )  # fmt: skip
    page = Client().get("/invitation/", {"code": code}).content.decode()
    assert "zhou.min" in page and "周敏" in page
    form = {"code": code, "password": PASSWORD, "again": PASSWORD}
    assert Client().post("/invitation/", form | {"again": "another"}).status_code == 422
    assert Client().post("/invitation/", form | {"password": "1234567", "again": "1234567"}).status_code == 422
    assert Client().post("/invitation/", form).status_code == 302
    assert Client().post("/invitation/", form).status_code == 422, "an invitation is good once"
    came_in("zhou.min")
    assert [line for line in lines() if line[1] != "sign in"] == [
        ("administrator", "give account", "zhou.min cdc 231299"),
        ("administrator", "invite account", "zhou.min"),
        ("zhou.min", "accept invitation", ""),
        ("", "accept invitation refused", ""),
    ]
    # Forgotten: a new invitation ends the one before, and one that expired lets nobody in.
    address = f"/administration/{account.pk}/act/"
    codes = [
        re.search(
            r"<code>([0-9A-Za-z_-]{32})</code>", administrator.post(address, {"what": "invite"}).content.decode()
        )[1]
        for _ in range(2)
    ]
    assert [Client().get("/invitation/", {"code": code}).status_code for code in codes] == [422, 200]
    Invitation.objects.filter(used_at=None).update(expires_at=Now() - timedelta(seconds=1))
    assert Client().get("/invitation/", {"code": codes[1]}).status_code == 422


@pytest.mark.parametrize(
    "more",
    [
        {"username": "a b"},
        {"role": "machine"},
        {"area": "231298"},
        {"area": "CN"},
        {"unit": "NONE"},
        {"username": "cdc"},
    ],
)
def test_what_is_none_of_the_area_or_taken_is_refused_and_what_was_typed_kept(account, signed_in, more) -> None:
    account("cdc")
    administrator = signed_in("administrator")
    form = {"username": "zhou.min", "name": "周敏", "role": "cdc", "area": "231299", "unit": "QH-CDC"} | more
    answer = administrator.post("/administration/give/", form)
    assert answer.status_code == 422 and "周敏" in answer.content.decode()
    assert not Account.objects.filter(name="周敏").exists()


def test_sessions_and_tokens_are_seen_and_ended_from_the_desk_as_for_a_stolen_phone(account, signed_in) -> None:
    zhou = account("cdc")
    zhou.set_password(PASSWORD)
    zhou.save()
    text = token_of(zhou, "laboratory machine", timedelta(days=30))[1]
    phone, desk = came_in("cdc"), came_in("cdc", "10.0.0.6", "Mozilla/5.0 (Windows NT 10.0) Firefox/130.0")
    administrator, address = signed_in("administrator"), f"/administration/{zhou.pk}/"
    page = administrator.get(address).content.decode()
    for said in ("10.0.0.5", "Android · Chrome", "10.0.0.6", "Windows · Firefox", "laboratory machine"):
        assert said in page
    # One by its row, the rest at once.
    [session] = re.findall(r'10\.0\.0\.5.*?name="which" value="(\d+)"', page.replace("\n", ""))[:1]
    assert administrator.post(f"{address}act/", {"what": "session", "which": session}).status_code == 302
    assert phone.get("/sessions/").status_code == 302 and desk.get("/sessions/").status_code == 200
    assert account_of_token(text) == zhou
    administrator.post(f"{address}act/", {"what": "everything"})
    assert desk.get("/sessions/").status_code == 302 and account_of_token(text) is None
    # Suspended, nobody comes in; opened again, the same password does.
    administrator.post(f"{address}act/", {"what": "suspend"})
    assert "_auth_user_id" not in Client().session
    refused = Client()
    refused.post("/accounts/login/", {"login": "cdc", "password": PASSWORD})
    assert "_auth_user_id" not in refused.session
    administrator.post(f"{address}act/", {"what": "reopen"})
    came_in("cdc")
    own = f"/administration/{Account.objects.get(username='administrator').pk}/act/"
    for what in ("suspend", "factor", "invite"):
        assert administrator.post(own, {"what": what}).status_code == 302, what
    assert Account.objects.get(username="administrator").is_active and not Invitation.objects.exists()
    assert administrator.post(f"{address}act/", {"what": "session", "which": "999999"}).status_code == 404
    assert {action for _name, action, reason in lines() if reason == "cdc"} == {
        "end session", "end everything of account", "suspend account", "reopen account",
    }  # fmt: skip


def test_everybody_ends_the_own_sessions_and_nobody_anothers(account) -> None:
    for role in ("cdc", "town"):
        one = account(role)
        one.set_password(PASSWORD)
        one.save()
    lost, here, other = came_in("cdc", "10.0.0.7"), came_in("cdc"), came_in("town")
    page = here.get("/sessions/").content.decode()
    assert "10.0.0.7" in page and "本次登录" in page
    [theirs] = re.findall(r'name="which" value="(\d+)"', page)
    assert other.post("/sessions/", {"what": "session", "which": theirs}).status_code == 404
    assert lost.get("/sessions/").status_code == 200
    here.post("/sessions/", {"what": "others"})
    assert lost.get("/sessions/").status_code == 302 and here.get("/sessions/").status_code == 200


def test_the_list_says_who_is_locked_invited_and_without_a_second_factor(account, signed_in, settings) -> None:
    settings.SECOND_FACTOR_EXEMPT = False
    settings.MIDDLEWARE = [each for each in settings.MIDDLEWARE if "second_factor_first" not in each]
    for role in ("cdc", "grid_worker", "fever_clinic"):
        account(role)
    account("commander", neighbour=True)
    given(signed_in("administrator"))
    for _ in range(6):
        Client().post("/accounts/login/", {"login": "grid_worker", "password": "wrong"})
    auditor = signed_in("auditor")

    def listed(**asked: str) -> list[str]:
        page = auditor.get("/administration/", asked).content.decode()
        return re.findall(r'<a href="/administration/[0-9a-f-]{36}/">([^<]+)</a>', page)

    assert set(listed()) == {"administrator", "auditor", "cdc", "fever_clinic", "grid_worker", "zhou.min"}
    assert listed(state="locked") == ["grid_worker"] and listed(state="invited") == ["zhou.min"]
    assert set(listed(state="without")) == {"administrator", "auditor", "cdc", "zhou.min"}
    assert listed(q="\x00") == [] and listed(q="周") == ["zhou.min"]
    assert "zhou.min" in auditor.get("/administration/", {"export": "csv"}).content.decode("utf-8-sig")


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (PHONE, "Android · Chrome"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Mobile MicroMessenger/8.0", "iPhone · WeChat"),
        ("curl/8.5", "curl/8.5"),
        ("", ""),
    ],
)
def test_a_device_in_a_word(agent: str, words: str) -> None:
    assert device_words(agent) == words
