"""The endpoints. Each acts in the name of its token's account, within that account's rights and area."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any
from uuid import UUID

from django.db.models import Model, QuerySet
from django.http import HttpRequest
from ninja import NinjaAPI, Query
from ninja.errors import HttpError, ValidationError
from ninja.security import HttpBearer
from pydantic import WithJsonSchema

from lianfang import facts, vocabulary
from lianfang.access import rights
from lianfang.access.audit import audited, place_of
from lianfang.access.models import Account
from lianfang.exchange.api.schemas import (
    Answer,
    ColumnOut,
    DisputedOut,
    Kept,
    LayoutOut,
    Page,
    Problem,
    Scans,
    ToRecord,
)
from lianfang.facts import Recorder, clock
from lianfang.facts.disputes import OpenDispute, open_disputes
from lianfang.facts.recorder import Disputed
from lianfang.situation import queries, waiving
from lianfang.vocabulary import Mistake

LISTS = {
    "duties": ("duty", queries.duties_of),
    "cases": ("case_status", queries.cases_of),
    "contacts": ("contact", queries.contacts_of),
    "people": ("person_status", queries.people_of),
}


def _one_of(names: Iterable[str]) -> WithJsonSchema:
    """Tells who reads the OpenAPI which names there are; any other is refused by what looks it up, in its own words."""
    return WithJsonSchema({"type": "string", "enum": sorted(names)})


KINDS = [kind.name for kind in vocabulary.kinds()]
KindName = Annotated[str, _one_of(KINDS)]
LayoutName = Annotated[str, _one_of({*KINDS, *(layout.name for layout in vocabulary.layouts())})]
ListName = Annotated[str, _one_of(LISTS)]

# What is said of a duty names what causes it, so that it follows the duty when a cause falls.
_OF_DUTIES = ("assignment", "waiver")
# Facts about nobody in particular are asked for by days, and so many at a time.
_MOST_DAYS = 31
# Of what is misshapen in a request so many places are told.
_MOST_TOLD = 3


class Token(HttpBearer):
    """A token in the header ``Authorization: Bearer lf_…``; who it lets act was settled by the middleware."""

    def authenticate(self, request: HttpRequest, token: str) -> Account | None:
        return request.user if isinstance(request.user, Account) else None


api = NinjaAPI(
    title="Lianfang 联防",
    version="1",
    description="Facts in, duties out. See /api/v1/layouts for what may be recorded.",
    urls_namespace="api-v1",
    auth=Token(),
)


@api.exception_handler(Mistake)
def mistaken(request: HttpRequest, mistake: Exception) -> Any:
    """A mistake of the caller's is answered with 422 and its one line."""
    return api.create_response(request, {"detail": str(mistake)}, status=422)


@api.exception_handler(ValidationError)
def misshapen(request: HttpRequest, error: Exception) -> Any:
    """What is not of the form that the OpenAPI tells is answered alike: where, and what should be there, in a line."""
    found = error.errors if isinstance(error, ValidationError) else []
    said = [f"{_place(each['loc'])}: {each['msg']}" for each in found[:_MOST_TOLD]]
    said += [f"and {len(found) - _MOST_TOLD} more"] if len(found) > _MOST_TOLD else []
    return api.create_response(request, {"detail": " ".join("; ".join(said).split())}, status=422)


def _place(loc: Iterable[str | int]) -> str:
    """Where in a request something stands, as ``visits[3].row``: without our own name for the whole of a body."""
    sent, *rest = loc
    if sent == "body":
        rest = rest[1:]
    place = "".join(f"[{each}]" if isinstance(each, int) else f".{each}" for each in rest)
    return place.removeprefix(".") or "the body"


@api.get("/layouts", response={200: list[LayoutOut], 401: Problem}, operation_id="layouts")
def layouts(request: HttpRequest) -> list[LayoutOut]:
    """What may be recorded: every layout with its columns."""
    return [
        LayoutOut(
            name=layout.name,
            zh=layout.zh,
            en=layout.en,
            columns=[
                ColumnOut(
                    name=name,
                    type=column.type.value,
                    zh=column.zh,
                    en=column.en,
                    required=column.required,
                    options=[option.name for option in column.options],
                )
                for name, _, column in layout.columns()
            ],
        )
        for layout in vocabulary.layouts()
    ]


@api.post(
    "/facts/{kind}",
    response={200: Answer, 401: Problem, 403: Problem, 422: Problem},
    operation_id="record",
)
def record(request: HttpRequest, kind: LayoutName, told: ToRecord) -> Answer:
    """Records rows of a layout or of one kind of fact. Rows that cannot be come back with their reason."""
    account: Account = request.auth  # type: ignore[attr-defined]
    layout = vocabulary.layout(kind)
    names = {name.partition(".")[0] for row in told.rows for name in row if "." in name} | {layout.parts[-1].name}
    for part in layout.parts:
        if part.name in names and not rights.may(account, "record", part.name):
            raise HttpError(403, f"a {account.role} may not record {part.name}")
    by = Recorder(account.username, account.area, account.unit or None)
    defaults = {"disease": told.disease} if told.disease else {}
    rows = queries.with_causes(kind, told.rows) if kind in _OF_DUTIES else told.rows
    refused = waiving.refused(account, kind, rows) if kind in _OF_DUTIES else None
    recorded = facts.record(kind, rows, by, "api", told.request_id, clock.now(), defaults=defaults, refused=refused)
    return Answer(
        rows=recorded.rows,
        loaded=recorded.loaded,
        unchanged=recorded.unchanged,
        corrected=recorded.corrected,
        rejected=recorded.rejected,
        rejections=[
            {"row": each.row, "column": each.column, "value": each.value, "reason": each.reason}  # type: ignore[misc]
            for each in recorded.rejections
        ],
        subjects={name: list(values) for name, values in recorded.subjects.items()},
        disputed=[_disputed(each) for each in recorded.disputed],
    )


@api.post("/visits", response={200: Kept, 401: Problem, 403: Problem, 422: Problem}, operation_id="visits_collected")
def visits_collected(request: HttpRequest, told: Scans) -> Kept:
    """Keeps what a code, ticket, register or till tells, where a declaration lets it be collected."""
    # The store's hashing is compiled code, which no other address needs.
    import polars as pl

    from lianfang.facts import visits

    account: Account = request.auth  # type: ignore[attr-defined]
    if not rights.may(account, "record", "visit"):
        raise HttpError(403, f"a {account.role} may not record visit")
    rows = [one.model_dump() for one in told.visits]
    for row in rows:
        row |= {name: _universal(name, row[name]) for name in ("start", "end")}
    moments = dict.fromkeys(("start", "end"), pl.Datetime("us", "UTC"))
    frame = pl.DataFrame(rows, schema_overrides=moments, infer_schema_length=None)
    answer = visits.append(frame, clock.now(), area=account.area)
    return Kept(kept=answer.kept, rejections=[asdict(one) for one in answer.refused])  # type: ignore[misc]


@api.get("/facts/{kind}", response={200: Page, 401: Problem, 403: Problem, 422: Problem}, operation_id="facts_known")
def facts_known(
    request: HttpRequest,
    kind: KindName,
    person: UUID | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    known_at: datetime | None = None,
    offset: int = Query(0, ge=0, le=10**9),
    limit: int = Query(1000, ge=1, le=1000),
) -> Page:
    """The facts of a kind, as known now or at an earlier moment: about a person, or that began in a span of days."""
    account: Account = request.auth  # type: ignore[attr-defined]
    declared = vocabulary.kind(kind)
    if not rights.may(account, "read", declared.name):
        raise HttpError(403, f"a {account.role} may not read {declared.name}")
    since, until = _universal("since", since), _universal("until", until)
    known_at = _universal("known_at", known_at)
    between = None
    if since is not None and until is not None:
        if not timedelta() < until - since <= timedelta(days=_MOST_DAYS):
            raise Mistake(f"until lies after since, by {_MOST_DAYS} days at most")
        between = (since, until)
    elif person is None:
        raise Mistake("say about whom (person), or from when to when (since and until)")
    about = {"person": [str(person)]} if person is not None else None
    found = facts.known_by(known_at or clock.now(), [kind], about, between=between)[kind]
    page = found.slice(offset, limit)
    persons = page["person"].drop_nulls().unique().to_list() if "person" in page.columns else []
    audited(account, "read" if person is not None else "list", [person] if person else persons, where=place_of(request))
    return Page(count=found.height, rows=page.to_dicts())


def _universal(name: str, moment: datetime | None) -> datetime | None:
    """A moment of a request in UTC: the database takes no offset of twenty hours.

    Raises Mistake on one without an offset, and on one that in UTC no calendar has.
    """
    if moment is None:
        return None
    if moment.tzinfo is None:
        raise Mistake(f"{name} has no offset; write it as 2021-01-10T08:00:00+08:00")
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise Mistake(f"{name} lies beyond every calendar: {moment.isoformat()}") from None


@api.get("/disputes", response={200: list[DisputedOut], 401: Problem}, operation_id="disputes")
def disputes(request: HttpRequest) -> list[DisputedOut]:
    """Corrections of one fact, made at once, that contradict each other and that nobody decided yet."""
    account: Account = request.auth  # type: ignore[attr-defined]
    return [_disputed(each) for each in open_disputes() if rights.may(account, "read", each.kind)]


def _disputed(told: Disputed | OpenDispute) -> DisputedOut:
    return DisputedOut(kind=told.kind, fact=told.fact, before=told.before, columns=list(told.columns))


@api.get("/{name}", response={200: Page, 401: Problem, 403: Problem, 404: Problem}, operation_id="listed")
def listed(
    request: HttpRequest,
    name: ListName,
    offset: int = Query(0, ge=0, le=10**9),
    limit: int = Query(100, ge=1, le=1000),
) -> Page:
    """A list of the situation: duties, cases, contacts, people of the account's area."""
    account: Account = request.auth  # type: ignore[attr-defined]
    if name not in LISTS:
        raise HttpError(404, f"no list is called {name}; there are {', '.join(LISTS)}")
    kind, rows_of = LISTS[name]
    if not rights.may(account, "read", kind):
        raise HttpError(403, f"a {account.role} may not read {kind}")
    rows: QuerySet[Model] = rows_of(account)
    page = list(rows.order_by("pk").values()[offset : offset + limit])
    audited(account, "list", [row["person"] for row in page if row.get("person")], where=place_of(request))
    return Page(count=rows.count(), rows=page)
