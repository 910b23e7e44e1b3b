"""What a line of the audit says was done, in the language of the page."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lianfang.desks.words import kind_name

_VERBS: dict[str, str | Promise] = {
    "read": gettext_lazy("looked at"),
    "open": gettext_lazy("unmasked"),
    "list": gettext_lazy("listed"),
    "print": gettext_lazy("printed"),
    "export": gettext_lazy("took out"),
    "load": gettext_lazy("loaded"),
    "record": gettext_lazy("recorded"),
    "break glass": gettext_lazy("opened in an emergency"),
    "give": gettext_lazy("gave"),
    "invite": gettext_lazy("invited"),
    "suspend": gettext_lazy("suspended"),
    "reopen": gettext_lazy("opened again"),
    "unlock": gettext_lazy("unlocked"),
    "end": gettext_lazy("ended"),
    "add": gettext_lazy("set up"),
    "remove": gettext_lazy("removed"),
    "accept": gettext_lazy("accepted"),
    "enter": gettext_lazy("opened"),
    "answer": gettext_lazy("answered"),
    "name": gettext_lazy("named"),
    "take in": gettext_lazy("took in"),
    "take back": gettext_lazy("took back"),
    "write": gettext_lazy("wrote"),
    "hand over": gettext_lazy("handed over"),
    "sign in": gettext_lazy("signed in"),
    "sign out": gettext_lazy("signed out"),
}
_THINGS: dict[str, str | Promise] = {
    "address": gettext_lazy("the address"),
    "telephone": gettext_lazy("the telephone"),
    "identity": gettext_lazy("the identity number"),
    "report": gettext_lazy("the report"),
    "cases": gettext_lazy("cases"),
    "contacts": gettext_lazy("contacts"),
    "duties": gettext_lazy("duties"),
    "decisions": gettext_lazy("decisions"),
    "letters": gettext_lazy("letters"),
    "cards": gettext_lazy("report cards"),
    "pairs": gettext_lazy("pairs that may be one person"),
    "transfers": gettext_lazy("transfers"),
    "handover": gettext_lazy("the hand-over"),
    "audit": gettext_lazy("the audit"),
    "anchor": gettext_lazy("the anchor of the audit"),
    "rows": gettext_lazy("the rows behind a figure"),
    "rota": gettext_lazy("the rota"),
    "account": gettext_lazy("an account"),
    "accounts": gettext_lazy("accounts"),
    "session": gettext_lazy("a session"),
    "token": gettext_lazy("a token of the API"),
    "everything of account": gettext_lazy("every session and token of an account"),
    "second factor": gettext_lazy("a second factor"),
    "invitation": gettext_lazy("an invitation"),
    "evidence file": gettext_lazy("a file of evidence"),
    "for a decision": gettext_lazy("people, to decide"),
    "for a transfer": gettext_lazy("people, to send on"),
    "own page": gettext_lazy("the person's own page"),
    "appeal": gettext_lazy("an appeal"),
    "appeals": gettext_lazy("appeals"),
    "consent": gettext_lazy("a guardian's consent"),
    "entry code": gettext_lazy("a code for the person's own page"),
    "node": gettext_lazy("the key of an installation"),
    "node file": gettext_lazy("a signed file between installations"),
    "": gettext_lazy("a person's file"),
}


def action_words(action: str) -> str:
    """The action in words: verb, thing, and whether it was refused. What has no word of its own stands as recorded."""
    plain = action.removesuffix(" refused")
    verb = next((verb for verb in _VERBS if plain == verb or plain.startswith(f"{verb} ")), "")
    said = str(_VERBS[verb]) if verb else plain
    if verb and not verb.startswith("sign"):
        said = f"{said} {_thing(plain.removeprefix(verb).strip())}"
    return _("%s: refused") % said if plain != action else said


def _thing(name: str) -> str:
    if name in _THINGS:
        return str(_THINGS[name])
    first, _space, form = name.partition(" ")
    if form and first in _THINGS:
        return f"{_THINGS[first]} ({form})"
    return kind_name(name)
