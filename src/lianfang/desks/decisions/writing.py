"""From the form to decisions in the ledger: what is wrong is said by name, and then nobody is decided on."""

from dataclasses import dataclass
from datetime import date, datetime

from django.http import HttpRequest
from django.utils.translation import gettext as _

from lianfang.access.models import Account
from lianfang.desks import names
from lianfang.desks.decisions.queries import Paper, Subject
from lianfang.desks.moments import day_read, day_words, local, to_the_minute
from lianfang.desks.recording import together
from lianfang.desks.words import option_word
from lianfang.facts.decisions import new_number, papers


@dataclass(frozen=True, slots=True)
class Typed:
    """What the form says, as typed: the same for everybody ticked."""

    decided_by: str = ""
    begins: str = ""
    ends: str = ""
    ground: str = ""
    provided: str = ""
    remedy: str = ""


def typed(request: HttpRequest) -> Typed:
    """What was typed, without blanks around it."""
    given = {name: request.POST.get(name, "").strip()[:600] for name in Typed.__dataclass_fields__}
    return Typed(**given)


def ground_of(subject: Subject) -> str:
    """The ground as the facts tell it: grade, disease, last exposure; never who the case is. "" where there is none."""
    if not subject.standing:
        return ""
    contact = subject.standing[-1]
    return _("%(grade)s, %(disease)s, last exposed on %(day)s") % {
        "grade": option_word("exposure.grade", contact.grade),
        "disease": names.disease(contact.disease),
        "day": _day(local(contact.last_exposed).date()) if contact.last_exposed else "–",
    }


def _day(day: date) -> str:
    return f"{day:%Y-%m-%d}"


def isolated(request: HttpRequest, account: Account, chosen: list[Subject], said: Typed, at: datetime) -> list[str]:
    """Records an isolation decision for each; answers what was wrong, a line each, and then nothing is recorded."""
    begins, ends, wrong = _days(said, at)
    if not said.decided_by:
        wrong.append(_("Decided by: is missing; a decision names who made it."))
    for name, text in ((_("Provided"), said.provided), (_("Remedy"), said.remedy)):
        if not text:
            wrong.append(_("%s: is missing; it stands on the paper.") % name)
    wrong += [line for subject in chosen for line in _against(subject, begins, ends, said)]
    if wrong or begins is None:
        return wrong
    rows = [
        {
            "person": str(subject.person),
            "decision": "isolated",
            "disease": subject.standing[-1].disease if subject.standing else None,
            "doctor": said.decided_by,
            "unit": account.unit or None,
            "ground": said.ground or ground_of(subject),
            "paper": new_number(),
            "begins": begins,
            "ends": ends or subject.term,
            "provided": said.provided,
            "remedy": said.remedy,
            "occurred_from": to_the_minute(at),
        }
        for subject in chosen
    ]
    return together(request, [("decision", rows)])


def _days(said: Typed, at: datetime) -> tuple[date | None, date | None, list[str]]:
    wrong = []
    days: list[date | None] = []
    for name, text in ((_("First day"), said.begins or _day(local(at).date())), (_("Last day"), said.ends)):
        day = day_read(text)
        if text and day is None:
            wrong.append(_("%(field)s %(value)r: is no day; write it as 2021-01-09.") % {"field": name, "value": text})
        days.append(day)
    begins, ends = days
    if begins and ends and ends < begins:
        wrong.append(
            _("Last day %(ends)s: lies before the first day %(begins)s; an isolation ends on its first day or later.")
            % {"ends": _day(ends), "begins": _day(begins)}
        )
    return begins, ends, wrong


def _against(subject: Subject, begins: date | None, ends: date | None, said: Typed) -> list[str]:
    name = subject.status.name or _("no name")
    if subject.died:
        return [_("%s: has died; no decision is written. Untick this person.") % name]
    if subject.in_force:
        told = _("%(name)s: decision %(number)s is in force; lift it first, or untick this person.")
        return [told % {"name": name, "number": subject.in_force}]
    if subject.contacts and not subject.standing:
        return [_("%s: the ground has fallen; there is nothing to isolate on. Untick this person.") % name]
    wrong = []
    if not (said.ground or ground_of(subject)):
        wrong.append(_("%s: no contact is on record; write the ground.") % name)
    last = ends or (subject.term if not said.ends else None)
    if last is None and not said.ends:
        wrong.append(_("%s: the plan gives no term; write the last day.") % name)
    elif ends is None and last is not None and begins is not None and last < begins:
        told = _("%(name)s: by the plan the term ended on %(day)s, before the first day; untick this person.")
        wrong.append(told % {"name": name, "day": day_words(last)})
    return wrong


def lifted(request: HttpRequest, account: Account, chosen: list[Paper], said: Typed, at: datetime) -> list[str]:
    """Records for each paper the decision that ends it today; answers what was wrong, and then nothing is recorded."""
    wrong = []
    if not said.decided_by:
        wrong.append(_("Decided by: is missing; a decision names who made it."))
    if not said.ground:
        wrong.append(_("Ground: is missing; say why the isolation ends."))
    before = {row["lifts"] for row in papers(at, lifting=[paper.number for paper in chosen])}
    for paper in chosen:
        # A decision that ended as its ground fell still gets its paper; one that was lifted has it.
        if paper.number in before or paper.standing.state not in ("valid", "not_begun", "ended"):
            wrong.append(_("%s: is not in force, so there is nothing to lift. Untick it.") % paper.number)
    if wrong:
        return wrong
    today = local(at).date()
    rows = []
    for paper in chosen:
        # The paper of a ground that fell bears the day on which it fell.
        ended = paper.standing.ends if paper.standing.state == "ended" else None
        last = ended or today
        rows.append(
            {
                "person": paper.decision["subject"],
                "decision": "lifted",
                "disease": paper.decision["disease"],
                "doctor": said.decided_by,
                "unit": account.unit or None,
                "ground": said.ground,
                "paper": new_number(),
                "lifts": paper.number,
                "begins": min(paper.decision["begins"], last),
                "ends": last,
                "remedy": said.remedy or None,
                "occurred_from": to_the_minute(at),
            }
        )
    return together(request, [("decision", rows)])
