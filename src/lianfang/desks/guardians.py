"""The guardian's name as it is typed, on the child's own page or at a counter, beside those that the records name."""

from collections.abc import Collection

from django.utils.translation import gettext as _

# As long as a name on a form may be.
LONGEST_NAME = 60


def wrong_name(typed: str) -> str:
    """What is wrong with the name of a guardian as one; "" where nothing is."""
    if not typed or len(typed) > LONGEST_NAME:
        return _("Guardian's name: missing, or longer than %d signs.") % LONGEST_NAME
    return ""


def is_another(typed: str, recorded: Collection[str]) -> bool:
    """Whether the records name a guardian and it is not whoever this name says."""
    return bool(recorded) and _plain(typed) not in map(_plain, recorded)


def _plain(name: str) -> str:
    return "".join(name.split()).casefold()
