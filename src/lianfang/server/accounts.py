"""How accounts come to be: never by signing up."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter


class NoSignUp(DefaultAccountAdapter):
    """Accounts are given by whoever answers for a unit; nobody opens one by himself."""

    def is_open_for_signup(self, request: Any) -> bool:
        return False
