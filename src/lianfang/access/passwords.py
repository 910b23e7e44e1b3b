"""Passwords that are easily guessed are refused: common and breached ones, patterns, words of the house."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from lianfang.access.models import Account

# Of 0 to 4: from 2 on a guesser needs a million tries, and the door lets six pass in a quarter of an hour.
_LEAST = 2
_LOOKED_AT = 72
_OF_THE_HOUSE = ("lianfang", "联防", "联防联控", "疫情", "防控", "指挥部", "fangkong", "yiqing", "covid")


class NotEasilyGuessed:
    """A validator of Django's: refuses what zxcvbn, whose lists lie in its package, guesses within a million tries."""

    def validate(self, password: str, user: Account | None = None) -> None:
        """Raises ValidationError where the password is easily guessed."""
        # Its lists take a second to read, and no other page needs them.
        from zxcvbn import zxcvbn

        own = [user.username, user.name, user.unit] if user is not None else []
        if zxcvbn(password[:_LOOKED_AT], user_inputs=[*_OF_THE_HOUSE, *filter(None, own)])["score"] < _LEAST:
            raise ValidationError(_("This password is easily guessed. Take several words that belong to nothing here."))

    def get_help_text(self) -> str:
        """What Django's own forms say of it."""
        return _("This password is easily guessed. Take several words that belong to nothing here.")
