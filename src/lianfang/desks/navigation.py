"""What each role finds in the head of its pages, and where it begins."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# The page on which each role opens.
HOMES: dict[str, str] = {
    "commander": "commander:today",
    "cdc": "cdc:today",
    "fever_clinic": "clinic:today",
    "laboratory": "laboratory:today",
    "checkpoint": "arrivals:today",
    "isolation_site": "isolation:today",
    "grid_worker": "grid:today",
    "town": "areas:today",
    "prefecture": "areas:today",
    "province": "areas:today",
    "administrator": "administration:today",
    "auditor": "auditing:today",
    "data_protection_officer": "auditing:today",
}

_CASES = ("cdc:cases", _("Cases"))
_CONTACTS = ("cdc:contacts", _("Contacts"))
_DUTIES = ("duties:list", _("Duties"))
_SIGN_OFFS = ("areas:sign_offs", _("Sign-offs"))
_TASKS = ("tasks:list", _("Tasks"))
_MEETINGS = ("meetings:list", _("Meetings"))
_HANDOVER = ("handover:today", _("Hand-over"))
_RESPONSIBLE = ("responsible:list", _("Who is responsible"))
_PLANS = ("plans:list", _("Plan"))
_LOADING = ("loading:today", _("Load a file"))
_CARDS = ("cards:today", _("Cards"))
_LETTERS = ("letters:today", _("Letters"))
_DECISIONS = ("decisions:today", _("Decisions"))
_MERGING = ("merging:today", _("Same person?"))
_ARRIVALS = ("arrivals:today", _("Arrivals"))
_PATIENT = ("clinic:patient", _("New patient"))
_JOURNEYS = ("arrivals:list", _("Journeys"))
_FLOWS = ("arrivals:flows", _("Flows"))
_REGISTER_SPECIMENS = ("laboratory:register", _("Register specimens"))
_TYPE_RESULTS = ("laboratory:type_results", _("Type results"))
_RESULT_FILE = ("laboratory:load_file", _("Load a result file"))
_LEVELS = ("levels:today", _("Levels"))
_REPORT = ("commander:report", _("Report"))
_TRANSFERS = ("transfers:today", _("Between two hands"))
_SIGNALS = ("analysis:signals", _("Signals"))
_ANALYSIS = ("analysis:area", _("Analysis"))
_PAPER = ("paper:counted", _("Counting paper"))
_SHEETS = ("grid:sheets", _("Lists of the grids"))
_RECEIVE = ("isolation:receive", _("Receive"))
_TEMPERATURES = ("isolation:temperatures", _("Temperatures"))
_SPECIMENS = ("isolation:specimens", _("Specimens"))
_RELEASE = ("isolation:release", _("Release"))
_REGISTER = ("isolation:register", _("Site register"))
_AUDIT_LINES = ("auditing:lines", _("Every line"))
_ACCOUNTS = ("administration:today", _("All accounts"))
_GIVE = ("administration:give", _("Give an account"))
_EMERGENCY = ("emergency:ask", _("A file outside the area"))
_ANCHOR = ("auditing:anchor", _("Anchor"))
_APPEALS = ("appeals:today", _("Appeals"))
_CHAINS = ("chains:chains", _("Chains"))
_GOODS = ("goods:found", _("Goods and surfaces"))
_COLLECTED = ("collected:today", _("Collected visits"))
_NODES = ("nodes:files", _("Other installations"))
_DISPUTES = ("disputes:today", _("Disputed corrections"))
_KEYS = ("nodes:keys", _("Keys of other installations"))

_Pages = tuple[tuple[str, Promise], ...]

# What a role opens many times a day stands in the head of the page; the rest under "More".
_OF_ROLE: dict[str, _Pages] = {
    "commander": (_CASES, _CONTACTS, _DUTIES, _SIGN_OFFS, _REPORT, _MEETINGS, _TASKS),
    "cdc": (_CASES, _CONTACTS, _LETTERS, _DECISIONS, _DUTIES, _ARRIVALS, _SIGN_OFFS),
    "fever_clinic": (_PATIENT, _TRANSFERS, _DUTIES, _SIGN_OFFS, _HANDOVER, _PLANS),
    "laboratory": (_REGISTER_SPECIMENS, _TYPE_RESULTS, _RESULT_FILE, _DUTIES, _SIGN_OFFS),
    "checkpoint": (_JOURNEYS, _FLOWS, _DUTIES, _SIGN_OFFS, _HANDOVER, _LOADING),
    "isolation_site": (_RECEIVE, _TEMPERATURES, _SPECIMENS, _RELEASE, _REGISTER, _DUTIES),
    "grid_worker": (("grid:register", _("Register who came")), ("grid:people", _("My grid")), _DUTIES),
    "town": (_DUTIES, _CASES, _CONTACTS, _ARRIVALS, _SIGN_OFFS, _TASKS),
    "prefecture": (_SIGN_OFFS, _LEVELS, _REPORT, _CASES, _CONTACTS, _DUTIES, _TASKS),
    "province": (_SIGN_OFFS, _LEVELS, _REPORT, _CASES, _CONTACTS, _DUTIES, _TASKS),
    "administrator": (_GIVE, _KEYS, _PLANS),
    "auditor": (_AUDIT_LINES, _ANCHOR, _ACCOUNTS, _KEYS, _PLANS),
    "data_protection_officer": (_AUDIT_LINES, _ANCHOR, _APPEALS, _ACCOUNTS, _KEYS, _PLANS),
}
_MORE: dict[str, _Pages] = {
    "commander": (
        _TRANSFERS,
        _LETTERS,
        _ARRIVALS,
        _LEVELS,
        _SIGNALS,
        _ANALYSIS,
        _CHAINS,
        _GOODS,
        _HANDOVER,
        _RESPONSIBLE,
        _PLANS,
        _PAPER,
        _APPEALS,
        _COLLECTED,
        _NODES,
        _DISPUTES,
    ),
    "cdc": (
        _APPEALS,
        _TRANSFERS,
        _SIGNALS,
        _ANALYSIS,
        _CHAINS,
        _GOODS,
        _TASKS,
        _LOADING,
        _CARDS,
        _MERGING,
        _DISPUTES,
        _COLLECTED,
        _EMERGENCY,
        _NODES,
        _PLANS,
        _PAPER,
    ),
    "fever_clinic": (_EMERGENCY, _DISPUTES),
    "laboratory": (_HANDOVER, _LOADING, _DISPUTES),
    "isolation_site": (_TRANSFERS, _SIGN_OFFS, _HANDOVER, _DISPUTES),
    "town": (_TRANSFERS, _SHEETS, _REPORT, _ANALYSIS, _GOODS, _MEETINGS, _HANDOVER, _RESPONSIBLE, _PLANS, _PAPER),
    "prefecture": (_SIGNALS, _ANALYSIS, _CHAINS, _GOODS, _MEETINGS, _NODES, _PLANS, _PAPER),
    "province": (_SIGNALS, _ANALYSIS, _CHAINS, _GOODS, _MEETINGS, _NODES, _PLANS, _PAPER),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One place to go: its address, its word, and whether the reader is there."""

    address: str
    label: str
    here: bool


@dataclass(frozen=True, slots=True)
class Navigation:
    """The places in the head of a page, and those under "More"."""

    first: tuple[Entry, ...]
    more: tuple[Entry, ...]

    @property
    def here_in_more(self) -> Entry | None:
        """Where the reader is, if that stands under "More"."""
        return next((entry for entry in self.more if entry.here), None)


def home_of(role: str) -> str:
    """The address on which a role opens: its desk, or a page that says it has none."""
    return _address(HOMES.get(role, "")) or reverse("nothing")


def navigation_of(request: HttpRequest) -> Navigation:
    """The navigation of whoever is signed in; pages that this installation does not have are left out."""
    role = getattr(request.user, "role", "")
    here = request.resolver_match.view_name if request.resolver_match else ""
    first = ((HOMES.get(role, ""), _("Today")), *_OF_ROLE.get(role, ()))
    return Navigation(_entries(first, here), _entries(_MORE.get(role, ()), here))


def _entries(pages: _Pages, here: str) -> tuple[Entry, ...]:
    addressed = ((name, _address(name), label) for name, label in pages)
    return tuple(Entry(address, str(label), _leads_to(name, here)) for name, address, label in addressed if address)


# Pages that no entry names themselves stand under the entry that leads to them.
_UNDER = {
    "dossier:case": "cdc:cases",
    "cdc:calls": "cdc:contacts",
    "decisions:write": "decisions:today",
    "decisions:lift": "decisions:today",
    "dossier:duty": "duties:list",
    "tasks:task": "tasks:list",
    "transfers:send": "transfers:today",
    "meetings:meeting": "meetings:list",
    "meetings:briefing": "meetings:list",
    "meetings:hold": "meetings:list",
    "handover:rota": "handover:today",
    "responsible:unit": "responsible:list",
    "plans:plan": "plans:list",
    "clinic:suspected": "clinic:patient",
    "clinic:triage": "clinic:patient",
    "clinic:slip": "clinic:today",
    "isolation:arrive": "isolation:receive",
    "isolation:send": "isolation:today",
    "isolation:correct": "isolation:temperatures",
    "isolation:sheet": "isolation:register",
    "arrivals:register": "arrivals:today",
    "arrivals:registered": "arrivals:today",
    "arrivals:group": "arrivals:today",
    "laboratory:rest": "laboratory:load_file",
    "laboratory:confirm": "laboratory:load_file",
    "laboratory:specimen": "laboratory:today",
    "loading:file": "loading:today",
    "investigation:form": "cdc:cases",
    "analysis:briefing": "analysis:area",
    "analysis:delays": "analysis:area",
    "analysis:rates": "analysis:area",
    "analysis:clusters": "analysis:area",
    "goods:batch": "goods:found",
    "analysis:signal": "analysis:signals",
    "analysis:answer": "analysis:signals",
    "administration:account": "administration:today",
    "administration:act": "administration:today",
    "appeals:appeal": "appeals:today",
    "nodes:looked": "nodes:files",
    "nodes:paper": "nodes:keys",
    "nodes:act": "nodes:keys",
    "chains:link": "chains:chains",
}


def _leads_to(name: str, here: str) -> bool:
    return name in (here, _UNDER.get(here))


def _address(name: str) -> str:
    try:
        return reverse(name) if name else ""
    except NoReverseMatch:
        return ""
