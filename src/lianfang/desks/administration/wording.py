"""The words of accounts: their states, and what was done with one."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

STATE_WORDS: dict[str, str | Promise] = {
    "open": _("in use"),
    "locked": _("locked for now"),
    "suspended": _("suspended"),
    "invited": _("invited, no password yet"),
    "without": _("second factor missing"),
    "unused": _("not used for 90 days"),
}
# Each act with its line in the audit.
ACTS: dict[str, str] = {
    "invite": "invite account",
    "suspend": "suspend account",
    "reopen": "reopen account",
    "unlock": "unlock account",
    "session": "end session",
    "token": "end token",
    "everything": "end everything of account",
    "factor": "remove second factor",
}
DONE: dict[str, str | Promise] = {
    "suspend": _("Suspended; sessions and tokens are ended."),
    "reopen": _("Open again."),
    "unlock": _("Unlocked."),
    "session": _("The session is ended."),
    "token": _("The token is ended."),
    "everything": _("Every session, token and invitation is ended."),
    "factor": _("The second factor is removed, and every session ended."),
}
