"""Which database, as whom."""

import pytest

from lianfang.server.addresses import database
from lianfang.vocabulary.mistakes import Mistake


def test_without_a_url_the_embedded_server_is_meant() -> None:
    web, owner = database("web"), database("owner")
    assert (web["HOST"], web["USER"], web["ATOMIC_REQUESTS"]) == ("", "lianfang_web", True)
    assert (owner["HOST"], owner["USER"]) == ("", "lianfang_owner")


def test_a_url_names_any_server(monkeypatch: pytest.MonkeyPatch) -> None:
    url = "postgresql://web:p%40ss@db.example:6432/county?sslmode=require"  # pragma: allowlist secret (no secret)
    monkeypatch.setenv("DATABASE_URL", url)
    monkeypatch.setenv("DATABASE_OWNER_URL", "postgresql://owner@/county?host=/run/pg")
    web, owner = database("web"), database("owner")
    assert (web["HOST"], web["PORT"], web["NAME"], web["USER"], web["PASSWORD"]) == (
        "db.example", "6432", "county", "web", "p@ss",
    )  # fmt: skip
    assert web["OPTIONS"]["sslmode"] == "require"
    assert (owner["HOST"], owner["USER"]) == ("/run/pg", "owner")


@pytest.mark.parametrize("pooled", [True, False])
@pytest.mark.parametrize("url", [None, "postgresql://web@db.example/county"])
def test_no_connection_keeps_plans(monkeypatch: pytest.MonkeyPatch, url: str | None, pooled: bool) -> None:
    if url:
        monkeypatch.setenv("DATABASE_URL", url)
    options = database("web", pooled=pooled)["OPTIONS"]
    assert options["prepare_threshold"] is None
    assert ("pool" in options) is pooled


@pytest.mark.parametrize("url", ["mysql://a@b/c", "postgresql://a@b", "postgresql://a@b:port/c", "county"])
def test_a_url_that_cannot_be_meant_is_refused(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("DATABASE_URL", url)
    with pytest.raises(Mistake, match=r"^DATABASE_URL"):
        database("web")
