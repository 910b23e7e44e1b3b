"""How accounts come to be: never by signing up; and who counts wrong passwords."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django.utils.translation import gettext_lazy as _


class GivenAccounts(DefaultAccountAdapter):
    """Accounts are given by whoever answers for a unit; nobody opens one by himself."""

    def is_open_for_signup(self, request: Any) -> bool:
        return False

    def pre_authenticate(self, request: Any, **credentials: Any) -> None:
        """Wrong passwords are counted by axes, a name at an address: by name alone anybody could lock anybody out."""


class NewPasskey(AddWebAuthnForm):
    """The form of a new passkey; allauth leaves the label of its name in English."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.fields["name"].label = _("Name of the passkey")
