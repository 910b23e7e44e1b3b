"""What the pages of letters read: letters with what is owed on them, whom a name may be, whom to write about."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.http import Http404

from lianfang.access.models import Account
from lianfang.desks.queries import open_duties
from lianfang.facts import identities, known_by
from lianfang.facts import letters as ledger
from lianfang.facts.letters import Letter, NameInLetter
from lianfang.places.models import Area
from lianfang.places.tree import is_within
from lianfang.situation import queries as situation
from lianfang.situation.models import PersonStatus

KINDS = ("letter", "letter_name", "letter_answer", "letter_reply", "letter_passing")
# Days back that the list of letters looks, and those within which an exposure is still written about.
DAYS = 60
EXPOSED = 21
MOST = 500


@dataclass(frozen=True, slots=True)
class Owed:
    """A letter with the first deadline of what is owed on it and on its names, and how many of those are over."""

    letter: Letter
    due: datetime | None = None
    over: int = 0
    duties: int = 0


def listed(account: Account, at: datetime) -> list[Owed]:
    """The letters of the last days, overdue ones first, then by deadline, then the latest."""
    found = ledger.letters(at + timedelta(microseconds=1), since=at - timedelta(days=DAYS))
    return with_duties(account, found, at)


def with_duties(account: Account, found: Sequence[Letter], at: datetime) -> list[Owed]:
    """The letters with what is owed on them, in the order in which they are to be seen to."""
    of = {UUID(own): letter.subject for letter in found for own in (letter.subject, *(n.subject for n in letter.names))}
    rows = open_duties(account, at).filter(subject__in=list(of)).values_list("subject", "due")
    dues: dict[str, list[datetime | None]] = {}
    for subject, due in rows:
        if subject is not None:
            dues.setdefault(of[subject], []).append(due)
    owed = []
    for letter in found:
        own = [due for due in dues.get(letter.subject, ()) if due is not None]
        over = sum(1 for due in own if due <= at)
        owed.append(Owed(letter, min(own, default=None), over, len(dues.get(letter.subject, ()))))
    # What is owed comes first, by deadline; what is not, the latest letter first.
    return sorted(
        owed, key=lambda each: (each.due is None, each.due or at, -each.letter.row["occurred_from"].timestamp())
    )


def letter_for(subject: UUID, at: datetime) -> Letter:
    """The letter, if the session may see it; raises Http404 else, as for none at all."""
    found = ledger.letters(at, subjects=[str(subject)])
    if not found:
        raise Http404("no such letter")
    return found[0]


def letter_about(subject: UUID, at: datetime) -> Letter:
    """The letter that this subject is, or in which it is a name; raises Http404 where the session sees neither."""
    found = ledger.letters(at, subjects=[str(subject)], names=[str(subject)])
    if not found:
        raise Http404("no such letter")
    return found[0]


def labels(subjects: Iterable[UUID | None], at: datetime) -> dict[UUID, str]:
    """Of subjects that are letters or names in one, what they are called on a list of duties."""
    wanted = {str(subject) for subject in subjects if subject}
    if not wanted:
        return {}
    tables = known_by(at, ["letter", "letter_name"], {"letter": wanted, "letter_name": wanted})
    named = {UUID(row["subject"]): row["number"] for row in tables["letter"].iter_rows(named=True)}
    return named | {UUID(row["subject"]): row["name"] for row in tables["letter_name"].iter_rows(named=True)}


@dataclass(slots=True)
class Meant:
    """Whom a name of a letter may be: the person with the same number, else people of this name or telephone."""

    known: PersonStatus | None = None
    alike: list[PersonStatus] = field(default_factory=list)


def meant(account: Account, told: Mapping[str, tuple[str, Mapping[str, str]]]) -> dict[str, Meant]:
    """By key, whom an account may see that (name, values in clear) means; four queries for all of them.

    An equal identity number is certain; an equal telephone, or an equal name, is only a proposal.
    """
    numbers = {key: values["identity_number"] for key, (_n, values) in told.items() if values.get("identity_number")}
    phones = {key: values["telephone"] for key, (_n, values) in told.items() if values.get("telephone")}
    by_number = identities.persons_by("identity", numbers.values())
    by_phone = identities.persons_by("telephone", phones.values())
    ids = {person for found in (*by_number.values(), *by_phone.values()) for person in found}
    people = situation.people_of(account)
    seen = {row.person: row for row in people.filter(person__in=ids)}
    kept_ids = {row.merged_into for row in seen.values() if row.merged_into}
    seen |= {row.person: row for row in people.filter(person__in=kept_ids)}
    by_name: dict[str | None, list[PersonStatus]] = {}
    for row in people.filter(name__in={name for name, _ in told.values()}, merged_into=None).order_by("birth")[:MOST]:
        by_name.setdefault(row.name, []).append(row)

    def kept(persons: Iterable[UUID]) -> list[PersonStatus]:
        rows = [seen[person] for person in persons if person in seen]
        whole = {(seen.get(row.merged_into, row) if row.merged_into else row).person: row for row in rows}
        return [seen[person] for person in whole]

    found: dict[str, Meant] = {}
    for key, (name, _values) in told.items():
        certain = kept(by_number.get(numbers.get(key, ""), ()))
        if certain:
            found[key] = Meant(certain[0])
            continue
        alike = {row.person: row for row in kept(by_phone.get(phones.get(key, ""), ()))}
        alike |= {row.person: row for row in by_name.get(name, ())[:3]}
        found[key] = Meant(None, list(alike.values())[:3])
    return found


@dataclass(slots=True)
class About:
    """Somebody to write about, as the facts tell: who, where they belong, of which case a contact."""

    person: str
    name: str
    sex: str
    residence: str
    exposure: dict[str, Any] | None


def told_of(persons: Iterable[str], at: datetime) -> list[About]:
    """These people as the facts tell that the session may see, in the order given; who is not told of is left out."""
    wanted = list(dict.fromkeys(persons))[:MOST]
    tables = known_by(at, ["person", "exposure"], {"person": wanted})
    who: dict[str, dict[str, Any]] = {}
    for row in tables["person"].iter_rows(named=True):
        own = who.setdefault(row["subject"], {})
        own.update({name: row[name] for name in ("name", "sex", "residence") if row[name] is not None})
    # The latest exposure stands for the person.
    exposed = {row["person"]: row for row in tables["exposure"].sort("last", nulls_last=False).iter_rows(named=True)}
    return [
        About(
            person,
            who[person].get("name") or "",
            who[person].get("sex") or "",
            who[person].get("residence") or "",
            exposed.get(person),
        )
        for person in wanted
        if person in who
    ]


class Away(NamedTuple):
    """Somebody told of here who belongs elsewhere."""

    person: str
    name: str


def elsewhere(account: Account, at: datetime) -> list[tuple[Area, list[Away]]]:
    """Contacts told of here who belong to other areas and about whom nobody has written: by area, the most first."""
    told = known_by(at, ["exposure"], between=(at - timedelta(days=EXPOSED), at), columns=["person", "area"])[
        "exposure"
    ]
    persons = told["person"].drop_nulls().unique(maintain_order=True).to_list()
    if not persons:
        return []
    who = known_by(at, ["person"], {"person": persons}, columns=["subject", "name", "residence"])["person"]
    home = {row["subject"]: row["residence"] for row in who.iter_rows(named=True) if row["residence"]}
    named = {row["subject"]: row["name"] for row in who.iter_rows(named=True) if row["name"]}
    areas = {area.code: area for area in Area.objects.filter(code__in=set(home.values()))}
    away = {
        person: code
        for person, code in home.items()
        if code in areas and not is_within(areas[code].path, account.area_path)
    }
    written = known_by(at, ["letter_name"], {"person": list(away)}, columns=["person"])["letter_name"]
    told_already = set(written["person"].to_list())
    unwritten = [person for person in away if person not in told_already][:MOST]
    by_area: dict[str, list[Away]] = {}
    for person in unwritten:
        by_area.setdefault(away[person], []).append(Away(person, named.get(person, "")))
    return sorted(((areas[code], people) for code, people in by_area.items()), key=lambda each: -len(each[1]))


def names_of(letters_: Iterable[Letter], subjects: Iterable[str]) -> list[NameInLetter]:
    """Of these letters' names those with these subjects."""
    wanted = set(subjects)
    return [name for letter in letters_ for name in letter.names if name.subject in wanted]
