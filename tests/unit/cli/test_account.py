"""Accounts are given on the command line: to a desk, for an area; a wrong word is one line."""

import pytest
from typer.testing import CliRunner

from lianfang.access.models import Account
from lianfang.cli import app, discover
from lianfang.places.tree import install_areas
from lianfang.vocabulary import Mistake

pytestmark = pytest.mark.django_db
PASSWORD = "Qinghe-2021-kang"


@pytest.fixture(autouse=True)
def county():
    if not app.registered_commands:
        discover()
    install_areas([{"code": "CN", "name": "中国", "level": "nation"}])


def given(*arguments):
    result = CliRunner().invoke(app, ["account", *arguments, "--password", PASSWORD])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def test_an_account_is_given_and_may_sign_in():
    assert given("zhoumin", "--role", "cdc", "--area", "CN", "--name", "周敏").exit_code == 0
    account = Account.objects.get(username="zhoumin")
    assert (account.role, account.area_path, account.name) == ("cdc", "/CN/", "周敏")
    assert account.check_password(PASSWORD)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--role", "king", "--area", "CN"), "no desk"),
        (("--role", "cdc", "--area", "XX"), "no area"),
        (("--role", "cdc", "--area", "CN", "--unit", "U9"), "no unit"),
    ],
)
def test_a_wrong_word_gives_no_account(arguments, says):
    with pytest.raises(Mistake, match=says):
        given("zhoumin", *arguments)
    assert not Account.objects.exists()


def test_a_name_is_given_once():
    given("zhoumin", "--role", "cdc", "--area", "CN")
    with pytest.raises(Mistake, match="already"):
        given("zhoumin", "--role", "cdc", "--area", "CN")
