"""What guards every request and answer, and that a network is shown nothing that is open to everybody."""

import runpy
from pathlib import Path
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from lianfang.facts.reading import LIMIT_BYTES
from lianfang.server import guard, openness, serving
from lianfang.server import settings as of_the_house
from lianfang.server.postgres.failure import Unusable


@pytest.mark.django_db
def test_every_answer_carries_the_policy_and_stays_in_no_cache() -> None:
    for address in ("/accounts/login/", "/invitation/", "/nothing/at/all/", "/healthz"):
        answer = Client().get(address)
        assert answer["Content-Security-Policy"] == guard.POLICY and "script-src" not in guard.POLICY, address
        assert "no-store" in answer["Cache-Control"], address
        assert answer["X-Frame-Options"] == "DENY" and answer["X-Content-Type-Options"] == "nosniff", address
        assert answer["Referrer-Policy"] == answer["Cross-Origin-Opener-Policy"] == "same-origin", address


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["TRACE", "TRACK", "PUT", "DELETE", "PATCH", "CONNECT"])
def test_no_method_is_answered_that_nobody_needs(method: str) -> None:
    for address in ("/accounts/login/", "/api/v1/layouts", "/nowhere"):
        answer = Client().generic(method, address, headers={"X-Told": "secret"})
        assert answer.status_code == 405 and b"secret" not in answer.content
        assert answer.headers["Content-Security-Policy"] == guard.POLICY


def test_a_nul_in_an_address_is_refused_with_a_page_that_tells_nothing() -> None:
    client = Client()
    client.raise_request_exception = False
    for answer in (
        client.get("/verify/?number=%00"),
        client.get("/verify/a%00b/"),
    ):
        page = answer.content.decode()
        assert answer.status_code == 400 and "Not understood" in page and "Traceback" not in page and "NUL" not in page


@pytest.mark.parametrize("length", [2**32, 210 * 2**20 + 1, 10**30, "+4294967296", " 4294967296"])
def test_a_request_that_says_it_is_larger_than_any_file_is_refused_before_it_is_read(length: int | str) -> None:
    def view(request: HttpRequest) -> HttpResponse:
        raise AssertionError("nothing of it is read")

    asked = RequestFactory().post("/loading/", b"a", content_type="multipart/form-data; boundary=b")
    asked.META["CONTENT_LENGTH"] = str(length)
    answer = guard.guarded(view)(asked)
    assert answer.status_code == 413 and "210 MB" in answer.content.decode()
    assert answer.headers["Content-Security-Policy"] == guard.POLICY


@pytest.mark.parametrize("said", ["", "0", "1", str(210 * 2**20), "-5", "many", "9" * 5_000])
def test_what_is_no_length_or_not_too_large_is_let_through(said: str) -> None:
    asked = RequestFactory().post("/loading/", b"a", content_type="text/plain")
    asked.META["CONTENT_LENGTH"] = said
    assert guard.guarded(lambda request: HttpResponse("read"))(asked).content == b"read"


def test_the_largest_request_holds_the_largest_file_and_the_proxies_say_the_same() -> None:
    assert LIMIT_BYTES < of_the_house.LARGEST_REQUEST == 210 * 2**20
    folder = Path(__file__).parents[3] / "docs/operations"
    assert "client_max_body_size 210m;" in (folder / "nginx.conf").read_text()
    assert "max_size 210MB" in (folder / "Caddyfile").read_text()


@pytest.mark.parametrize(
    ("behind", "said", "taken"),
    [
        (True, "6.6.6.6, 10.0.0.7", "10.0.0.7"),
        (True, "10.0.0.7", "10.0.0.7"),
        (True, "<script>", "127.0.0.1"),
        (False, "10.0.0.7", "127.0.0.1"),
    ],
)
def test_the_address_is_what_the_proxy_added_and_nothing_that_anybody_says(
    settings: Any, behind: bool, said: str, taken: str
) -> None:
    settings.BEHIND_PROXY = behind
    seen = []

    def view(request: HttpRequest) -> HttpResponse:
        seen.append(request.META["REMOTE_ADDR"])
        return HttpResponse()

    guard.guarded(view)(RequestFactory().get("/", headers={"X-Forwarded-For": said}))
    assert seen == [taken]


@pytest.mark.parametrize(
    ("host", "alone"),
    [
        ("127.0.0.1", True), ("localhost", True), ("::1", True), ("[::1]", True), ("127.8.8.8", True),
        ("0.0.0.0", False), ("::", False), ("10.0.0.5", False), ("lianfang.example", False),
    ],
)  # fmt: skip
def test_which_addresses_only_this_machine_reaches(host: str, alone: bool) -> None:
    assert openness.is_loopback(host) is alone


def test_behind_tls_cookies_are_this_hosts_alone_and_browsers_come_back_by_tls(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIANFANG_HTTPS", "1")
    found = runpy.run_path(str(of_the_house.__file__))
    for cookie in ("SESSION", "CSRF", "LANGUAGE"):
        assert found[f"{cookie}_COOKIE_NAME"].startswith("__Host-") and found[f"{cookie}_COOKIE_SECURE"] is True
    assert found["SECURE_HSTS_SECONDS"] >= 31536000 and found["SECURE_HSTS_INCLUDE_SUBDOMAINS"]
    assert found["SESSION_COOKIE_HTTPONLY"] and found["SESSION_COOKIE_AGE"] == 12 * 3600
    assert not found["MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN"]


def test_debug_a_default_key_and_an_exemption_forbid_it(settings: Any) -> None:
    settings.SECOND_FACTOR_EXEMPT = False
    assert openness.forbidding() == []
    for name, value in (("DEBUG", True), ("SECOND_FACTOR_EXEMPT", True), ("SECRET_KEY", "django-insecure-" + "x" * 60)):
        before = getattr(settings, name)
        setattr(settings, name, value)
        assert len(openness.forbidding()) == 1, name
        setattr(settings, name, before)


def test_the_demonstration_is_not_served_to_a_network(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIANFANG_DEMONSTRATION", "1")
    serving.check_openness("127.0.0.1")
    with pytest.raises(Unusable, match=r"not served at 0\.0\.0\.0.*everybody knows"):
        serving.check_openness("0.0.0.0")
