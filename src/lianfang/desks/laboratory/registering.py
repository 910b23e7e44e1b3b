"""Whom the lines of a registration mean, and the rows that are recorded of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from lianfang.access.models import Account
from lianfang.desks.laboratory.tubes import Someone, Tube, Unread
from lianfang.facts import known_by
from lianfang.facts.identities import persons_by
from lianfang.facts.specimens import numbers_in_use
from lianfang.situation.models import PersonStatus
from lianfang.situation.queries import people_of

NEW = "new"


@dataclass(slots=True)
class Meant:
    """A person of a line: who fits, who was chosen (a person's id, ``new``, or "" where it is open), and why not."""

    told: Someone
    fits: list[PersonStatus]
    chosen: str = ""
    may_be_new: bool = False

    @property
    def person(self) -> PersonStatus | None:
        """The person chosen among those who fit."""
        return next((each for each in self.fits if str(each.person) == self.chosen), None)


@dataclass(slots=True)
class Registration:
    """What would be registered: tubes with the people meant; those in use already with the same people; what is not."""

    tubes: list[tuple[Tube, list[Meant]]] = field(default_factory=list)
    known: list[Tube] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)

    @property
    def people(self) -> int:
        """How many people are in the tubes."""
        return sum(len(meant) for _tube, meant in self.tubes)

    @property
    def open(self) -> int:
        """How many people somebody still has to choose."""
        return sum(1 for _tube, meant in self.tubes for each in meant if not each.chosen)

    def left_of(self, text: str) -> str:
        """The lines of the text that tell of no tube that is registered, to be mended."""
        done = {line for tube in (*(tube for tube, _meant in self.tubes), *self.known) for line in tube.lines}
        return "\n".join(line for n, line in enumerate(text.splitlines(), 1) if n not in done and line.strip())


def registration_of(
    account: Account,
    tubes: list[Tube],
    unread: list[Unread],
    chosen: Mapping[str, str],
    at: datetime,
    sent_before: bool = False,
) -> Registration:
    """Finds the people and the tubes in the ledger. ``chosen`` is the form: by a person's key, whom it means.

    Of a form that was ``sent_before`` the tubes that are there now are its own.
    """
    everybody = [someone for tube in tubes for someone in tube.people]
    fits = _fitting(account, everybody)
    asked = [tube.number for tube in tubes]
    before = known_by(at, ["specimen"], where={"number": asked})["specimen"] if asked else None
    whose = {row["number"]: set(row["persons"] or ()) for row in before.to_dicts()} if before is not None else {}
    elsewhere = numbers_in_use(asked) - whose.keys()
    made = Registration(unread=list(unread))
    for tube in tubes:
        meant = [_meant(someone, fits[id(someone)], chosen) for someone in tube.people]
        refused = [Unread(each.told.line, _told(each.told), why) for each in meant if (why := _nobody(each))]
        persons = [each.chosen for each in meant if each.chosen not in ("", NEW)]
        if len(set(persons)) < len(persons):
            twice = next(each for each in meant if persons.count(each.chosen) > 1)
            who = twice.person.name if twice.person else _told(twice.told)
            why = _("%(who)s is in tube %(tube)s already") % {"who": who, "tube": tube.number}
            refused.append(Unread(twice.told.line, _told(twice.told), why))
        if tube.number in elsewhere:
            refused.append(Unread(tube.line, tube.number, _("this number is in use elsewhere; give the tube another")))
        elif tube.number in whose:
            if sent_before or (whose[tube.number] == set(persons) and len(persons) == len(meant)):
                made.known.append(tube)
                continue
            why = _("this number was registered already, for other people; scan another tube or correct the line")
            refused.append(Unread(tube.line, tube.number, why))
        if refused:
            made.unread += refused
        else:
            made.tubes.append((tube, meant))
    made.unread.sort(key=lambda each: each.line)
    return made


def person_meant(account: Account, someone: Someone, chosen: Mapping[str, str]) -> tuple[Meant, str]:
    """Whom the words for one person mean, as ``registration_of`` finds it, and why it can be nobody, or ""."""
    meant = _meant(someone, _fitting(account, [someone])[id(someone)], chosen)
    return meant, _nobody(meant)


def rows_of(made: Registration, about: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The rows of the layout ``tests``: one for each person of each tube; a tube of nobody has one of its own."""
    rows = []
    for tube, meant in made.tubes:
        of_tube = {**about, "specimen.number": tube.number, "specimen.note": tube.note or None}
        if meant:
            of_tube["specimen.pool"] = len(meant)
        rows += [{**of_tube, **who_of(each)} for each in meant] or [of_tube]
    return rows


def _fitting(account: Account, everybody: list[Someone]) -> dict[int, list[PersonStatus]]:
    """By person told (their ``id()``), the people whom the account may see that fit: by document, telephone, name."""
    documents = persons_by("identity", [each.document.number for each in everybody if each.document])
    telephones = persons_by("telephone", [each.telephone for each in everybody if each.telephone])
    names = {each.name for each in everybody if each.name and not each.document}
    told = {person for found in (*documents.values(), *telephones.values()) for person in found}
    people = people_of(account)
    by_id = {status.person: status for status in people.filter(person__in=told)}
    kept = {status.merged_into for status in by_id.values() if status.merged_into}
    by_id |= {status.person: status for status in people.filter(person__in=kept - by_id.keys())}
    by_name: dict[str, list[PersonStatus]] = {}
    for status in people.filter(name__in=names, merged_into=None).order_by("birth", "person"):
        by_name.setdefault(str(status.name), []).append(status)

    def seen(persons: list[UUID]) -> list[PersonStatus]:
        found = [by_id[by_id[person].merged_into or person] for person in persons if person in by_id]
        return list({status.person: status for status in found}.values())

    fits = {}
    for each in everybody:
        if each.document:
            fits[id(each)] = seen(documents[each.document.number])
        elif each.telephone:
            of_telephone = seen(telephones[each.telephone])
            fits[id(each)] = [s for s in of_telephone if s.name == each.name] if each.name else of_telephone
        else:
            fits[id(each)] = by_name.get(each.name, [])
    return fits


def _meant(someone: Someone, fits: list[PersonStatus], chosen: Mapping[str, str]) -> Meant:
    """A number that is one person's means that person; a name alone means nobody until somebody chooses."""
    may_be_new = bool(someone.name and (someone.document or someone.telephone)) and not (someone.document and fits)
    meant = Meant(someone, fits, may_be_new=may_be_new)
    given = chosen.get(someone.key, "")
    if given in {str(status.person) for status in fits} or (given == NEW and may_be_new):
        meant.chosen = given
    elif len(fits) == 1 and (someone.document or someone.telephone):
        meant.chosen = str(fits[0].person)
    elif not fits and may_be_new:
        meant.chosen = NEW
    return meant


def _nobody(meant: Meant) -> str:
    """Why nobody can be meant, or "" where somebody is or can be chosen."""
    if meant.chosen or meant.fits or meant.may_be_new:
        return ""
    if meant.told.name:
        return _("nobody here has this name; add the identity number or a telephone, and the person is made")
    return _("nobody here has this number; add the name behind it, and the person is made")


def _told(someone: Someone) -> str:
    number = someone.document.number if someone.document else ""
    return " ".join(part for part in (number, someone.name, someone.telephone) if part)


def who_of(meant: Meant) -> dict[str, Any]:
    """The columns of a row that say who somebody is: the person chosen, or all that is told of a new one."""
    if meant.chosen != NEW:
        return {"person": meant.chosen}
    told = meant.told
    row: dict[str, Any] = {"person.name": told.name, "person.telephone": told.telephone or None}
    if told.document:
        row |= {
            "person.identity_kind": told.document.kind,
            "person.identity_number": told.document.number,
            "person.birth": told.document.birth,
            "person.sex": told.document.sex,
        }
    return row
