"""Registering one person: what is known before the form, what it asks for, and the row that it becomes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from lianfang import vocabulary
from lianfang.access.masks import masked
from lianfang.access.models import Account
from lianfang.desks.ages import is_child
from lianfang.desks.arrivals import form as forms
from lianfang.desks.arrivals.form import COLUMNS, Form, area_text
from lianfang.desks.finding import Search, searched
from lianfang.desks.moments import local
from lianfang.desks.names import areas as areas_of
from lianfang.desks.reasons import reason_words
from lianfang.desks.risks import Risk, Risks, risks_at
from lianfang.facts import identities, known_by
from lianfang.facts.identity import Document, document_of
from lianfang.facts.recorder import Rejection
from lianfang.situation.models import PersonStatus

# The order in which one meets the fields, for where the cursor goes.
ORDER = (
    "direction", "name", "number", "telephone", "sex", "birth", "guardian_name", "guardian_telephone", "origin",
    "left_origin", "evidence_result", "evidence_sampled", "vehicle", "means", "carriage", "seat", "temperature",
    "destination", "address", "arrived", "note",
)  # fmt: skip
# For how long after its day an intended return still fills the form of whoever comes.
INTENDED = timedelta(days=7)
# How many places at risk within an origin the page names.
MOST_WITHIN = 8


@dataclass(slots=True)
class Registering:
    """Somebody at the door: the person where they are known, the places at risk, and whether more is to be asked."""

    account: Account
    known: PersonStatus | None
    at: datetime
    risks: Risks
    identity: identities.Identity | None = None
    risk: Risk | None = None
    asks_more: bool = False
    # Places at risk within the origin, where that was written no further than the area above them.
    within: list[tuple[str, Risk]] = field(default_factory=list)
    alike: tuple[PersonStatus, ...] = ()
    document: Document | None = field(default=None)

    def beginning(self, given: Mapping[str, str], search: Search, direction: str) -> dict[str, str]:
        """What the form holds before anybody typed: who the search says it is, where they live, what they announced."""
        typed = {"direction": direction, "arrived": f"{local(self.at):%Y-%m-%d %H:%M}"}
        if direction == "intended_return":
            typed["arrived"] = ""
        if self.known is None:
            typed[{"identity": "number", "telephone": "telephone"}.get(search.by, "name")] = search.text
            self.document = search.document
        home = self._home()
        announced = self._announced() if direction == "arrival" else {}
        same = _journey(given.get("same", ""), self.at)
        codes = {
            "origin": same.get("origin") or announced.get("origin"),
            "destination": announced.get("destination") or (home if direction != "departure" else None),
        }
        if direction == "departure":
            codes["origin"] = home
        if self.known is None and same:
            codes["destination"] = same.get("destination")
        found = areas_of(codes.values())
        typed |= {name: area_text(found[code]) for name, code in codes.items() if code and code in found}
        for name in ("vehicle", "means"):
            typed[name] = same.get(name) or announced.get(name) or ""
        return {name: value for name, value in typed.items() if value}

    def _home(self) -> str | None:
        """The code of the area in which the person lives, as far as it is known."""
        if self.known is None:
            return None
        told = self.identity.fact if self.identity else None
        path = self.known.responsible or ""
        return getattr(told, "residence", None) or path.strip("/").rsplit("/", 1)[-1] or None

    def _announced(self) -> dict[str, Any]:
        """The return that the person intended for about now, so that nothing of it is asked twice."""
        if self.known is None:
            return {}
        told = known_by(
            self.at,
            ["journey"],
            {"person": [str(self.known.person)]},
            where={"direction": ["intended_return"]},
            between=(self.at - INTENDED, self.at + INTENDED),
        )["journey"]
        return told.row(-1, named=True) if told.height else {}

    def read(self, posted: Mapping[str, str], direction: str) -> Form:
        """The form as it was sent; mistakes stand at its fields."""
        typed = {name: str(posted.get(name, "")) for name in (*COLUMNS, "asked")}
        typed["direction"] = direction
        form = Form(typed, self.at, self.account.area_path)
        forms.read_journey(form, self.risks, direction)
        form.read("temperature")
        if self.known is None:
            self._read_unknown(form, direction)
        self.weigh(form)
        # What only a place at risk makes worth asking is asked once of each origin, and may then be left blank.
        told = self.risk is not None or bool(self.within)
        self.asks_more = told and direction == "arrival" and form.text("asked") != form.values.get("origin")
        return form

    def _read_unknown(self, form: Form, direction: str) -> None:
        forms.read_person(form)
        if direction == "arrival" and not form.text("destination"):
            form.refuse("destination", _("is blank; write where the person will live"))
        number = form.values.get("number")
        if number:
            self.document = document_of(number)
            self.alike = searched(self.account, number, self.at).people
            if self.alike:
                form.refuse("number", _("is the number of somebody registered before; take that person"))
        birth = form.values.get("birth") or (self.document.birth if self.document else None)
        if birth and is_child(birth, local(self.at).date()) and not form.text("guardian_name"):
            form.refuse("guardian_name", _("is blank; a child comes with a guardian"))

    def weigh(self, form: Form) -> None:
        """Notes the gravest declaration over the origin that concerns a journey of now."""
        origin = form.areas.get("origin")
        moment = form.values.get("arrived", self.at)
        if origin is None:
            return
        self.risk = self.risks.of(origin.path, form.values.get("left_origin"), moment)
        if self.risk is None:
            declared = areas_of(self.risks.by_area)
            found = self.risks.within(origin.path, {code: area.path for code, area in declared.items()}, self.at)
            self.within = [(area_text(declared[risk.area]), risk) for risk in found[:MOST_WITHIN]]

    def row(self, form: Form) -> dict[str, Any]:
        """The row that is recorded: the person where nobody knew them, the journey, the temperature taken."""
        row = forms.journey_columns(form)
        if self.known is not None:
            return row | {"person": str(self.known.person)}
        row |= forms.person_columns(form)
        if self.document is not None:
            read = {"identity_kind": self.document.kind, "birth": self.document.birth, "sex": self.document.sex}
            row |= {f"person.{name}": value for name, value in read.items() if value}
        return row

    def refused(self, form: Form, rejections: Sequence[Rejection]) -> None:
        """Puts what the ledger refused at the field that it is about."""
        fields = {column: name for name, column in COLUMNS.items()}
        for rejection in rejections:
            if name := fields.get(rejection.column):
                form.refuse(name, reason_words(rejection.reason))

    def context(self, form: Form) -> dict[str, Any]:
        """What the page of the form shows."""
        masks = self.identity.masks if self.identity else {}
        place = areas_of([self.risk.area]).get(self.risk.area) if self.risk else None
        return {
            "form": form,
            "typed": form.typed,
            "mistakes": form.mistakes,
            "who": form.text("number") or form.text("telephone") or form.text("name"),
            "direction": form.typed.get("direction", "arrival"),
            "somebody": self.known,
            "masks": masks,
            "risk": self.risk,
            "risk_place": place,
            "within": self.within,
            "asks_more": self.asks_more,
            "alike": self.alike,
            "document": self.document,
            "number_mask": masked("identity", self.document.number) if self.document else "",
            "child": bool(
                self.document and self.document.birth and is_child(self.document.birth, local(self.at).date())
            ),
            "means": _options("journey", "means"),
            "results": _options("journey", "evidence_result"),
            "sexes": _options("person", "sex"),
            "first": forms.first_mistake(form, ORDER),
            "home": areas_of([self.known.responsible]).get(self.known.responsible or "") if self.known else None,
        }


def registering_of(account: Account, known: PersonStatus | None, at: datetime) -> Registering:
    """Registering somebody now: a person who is known, or None."""
    identity = identities.identity_of(known.person) if known else None
    return Registering(account, known, at, risks_at(at), identity)


def _options(kind: str, column: str) -> list[str]:
    return [option.name for option in vocabulary.kind(kind).column(column).options]


def _journey(given: str, at: datetime) -> dict[str, Any]:
    """The journey of somebody who came the same way, by its id; nothing where the account sees none."""
    try:
        asked = str(UUID(given))
    except ValueError:
        return {}
    told = known_by(at, ["journey"], where={"id": [asked]})["journey"]
    return told.row(0, named=True) if told.height else {}
