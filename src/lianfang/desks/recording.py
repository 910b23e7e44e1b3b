"""From a form to the ledger: rights asked, the request recorded once, what became of it said on the page."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any
from uuid import UUID, uuid4, uuid5

from django.contrib import messages
from django.db import connection, transaction
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lianfang import facts, vocabulary
from lianfang.access import rights
from lianfang.desks.page import now_of
from lianfang.desks.reasons import column_words, reason_words
from lianfang.facts.entry import answered
from lianfang.facts.recorder import Recorded, Recorder, Rejection
from lianfang.vocabulary import Kind, Mistake


def recorder_of(account: Any) -> Recorder:
    """An account as the ledger names it: who, where its unit acts, which unit."""
    return Recorder(account.username, account.area, account.unit or None)


def request_id_of(request: HttpRequest) -> UUID:
    """The id that the form brought along, so that a form sent twice is recorded once. A new one where it has none."""
    given = request.POST.get("request_id") or request.headers.get("X-Request-Id", "")
    try:
        return UUID(given)
    except ValueError:
        return uuid4()


def entered(
    request: HttpRequest,
    kind: str,
    rows: Sequence[Mapping[str, Any]],
    *,
    defaults: Mapping[str, str] | None = None,
    part: str = "",
) -> Recorded:
    """Records rows of a form and says nothing on the page: for a form that says itself what became of each field.

    ``part`` names one of several recordings of the same form, each of which is then known by its own request.
    Raises Mistake as ``facts.record`` does, and Http404 where the account has no right to record any of the kinds.
    """
    account = request.user
    layout = vocabulary.layout(kind)
    told = [part for part in layout.parts if part.name in layout.always or len(layout.parts) == 1 or _tells(rows, part)]
    if not all(rights.may(account, "record", each.name) for each in told):  # type: ignore[arg-type]
        raise Http404("this desk records no such thing")
    asked = request_id_of(request)
    asked = uuid5(asked, part) if part else asked
    return facts.record(kind, rows, recorder_of(account), "page", asked, now_of(request), defaults=defaults)


class Refused(Exception):
    """The ledger refused a part of a form, so nothing of it was recorded.

    ``rejections`` are those of the part, in the order of its rows; ``column``, ``value`` and ``reason`` are the first's
    (``column`` is the full name of the column that cannot be, "" where it is none).
    """

    def __init__(self, *rejections: Rejection) -> None:
        super().__init__(rejections[0].reason)
        self.rejections = rejections
        self.column, self.value, self.reason = rejections[0].column, rejections[0].value, rejections[0].reason

    @property
    def lines(self) -> list[str]:
        """What was wrong, a line each, in the words of the page."""
        return [line_of(rejection) for rejection in self.rejections]


# Records rows of a kind as one part of a form; ``part`` tells apart two recordings of the same kind, ``new`` refuses
# rows that the ledger holds already or that would change a fact there: a tube that was registered before.
Record = Callable[..., Recorded]


@contextmanager
def whole(request: HttpRequest, disease: str | None = None) -> Iterator[Record]:
    """Several kinds of fact from one form, in one transaction: all of them, or none.

    Within, ``record(kind, rows)`` records a part of it. Raises Refused where one is refused; then none stays. Raises
    Http404 where the account has no right to record one of the kinds.
    """
    defaults = {"disease": disease} if disease else {}

    def record(kind: str, rows: Sequence[Mapping[str, Any]], part: str = "", *, new: bool = False) -> Recorded:
        try:
            answer = entered(request, kind, rows, defaults=defaults, part=part or kind)
        except Mistake as mistake:
            raise Refused(Rejection(0, "", "", str(mistake))) from None
        if answer.rejections:
            raise Refused(*answer.rejections)
        if new and answer.loaded < len(rows):
            raise Refused(
                Rejection(0, f"{kind}.number", "", _("this number is registered already; scan the tube again"))
            )
        say_disputed(request, answer)
        return answer

    with transaction.atomic():
        yield record


def together(request: HttpRequest, parts: Sequence[tuple[str, Sequence[Mapping[str, Any]]]]) -> list[str]:
    """Records rows of several kinds or layouts, all of them or none; answers what was wrong, a line each.

    Each kind has an id of its own made from the form's, so that a form sent twice is recorded once. Raises Http404
    where the account has no right to record one of the kinds.
    """
    try:
        with whole(request) as record:
            for kind, rows in parts:
                if rows:
                    record(kind, rows)
    except Refused as refused:
        return refused.lines
    return []


def sent_before(request: HttpRequest, part: str) -> bool:
    """Whether a part of this very form was recorded before, as when a telephone sends it twice; the page says so."""
    if answered(uuid5(request_id_of(request), part)) is None:
        return False
    messages.info(request, _("This was recorded before; nothing changed."))
    return True


def one_at_a_time(about: UUID | str) -> None:
    """Holds what is about this id until the request ends: of two at once the second sees what the first did."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [str(about)])


def say(request: HttpRequest, wrong: Sequence[str], most: int = 5) -> None:
    """Puts what was wrong on the page, a line each."""
    for line in wrong[:most]:
        messages.error(request, line)
    if len(wrong) > most:
        messages.error(request, _("… and %d more") % (len(wrong) - most))


def say_disputed(request: HttpRequest, answer: Recorded) -> None:
    """Says on the page where somebody corrected the same meanwhile, and otherwise."""
    if answer.disputed:
        messages.warning(
            request,
            _("Somebody corrected the same meanwhile. Both are kept; see “Disputed corrections”, where one decides."),
        )


def say_done(request: HttpRequest, done: int) -> None:
    """Says on the page how many were recorded."""
    messages.success(request, ngettext("%d recorded.", "%d recorded.", done) % done)


def recorded_whole(
    request: HttpRequest, kind: str, rows: Sequence[Mapping[str, Any]], *, defaults: Mapping[str, str] | None = None
) -> Recorded | None:
    """Records all rows of a form, or none: where one is refused, why stands on the page and the answer is None."""
    with transaction.atomic():
        answer = recorded(request, kind, rows, defaults=defaults, quiet=True)
        if answer is not None and not answer.rejected:
            return answer
        transaction.set_rollback(True)
    return None


def recorded(
    request: HttpRequest,
    kind: str,
    rows: Sequence[Mapping[str, Any]],
    *,
    defaults: Mapping[str, str] | None = None,
    quiet: bool = False,
) -> Recorded | None:
    """Records the rows of a form by ``facts.record`` and says on the page what became of them.

    None where nothing could be recorded because of a mistake, which then stands on the page. ``quiet`` says nothing of
    what went well. Raises Http404 where the account has no right to record any of the kinds.
    """
    try:
        answer = entered(request, kind, rows, defaults=defaults)
    except Mistake as mistake:
        messages.error(request, reason_words(str(mistake)))
        return None
    say(request, [line_of(rejection) for rejection in answer.rejections])
    done = answer.loaded + answer.corrected
    if done and not quiet:
        messages.success(request, ngettext("%d recorded.", "%d recorded.", done) % done)
    if answer.unchanged and not done and not quiet:
        messages.info(request, _("This was recorded before; nothing changed."))
    say_disputed(request, answer)
    return answer


def _tells(rows: Sequence[Mapping[str, Any]], part: Kind) -> bool:
    return any(
        name.startswith(f"{part.name}.") and value not in (None, "") for row in rows for name, value in row.items()
    )


def line_of(rejection: Rejection) -> str:
    """One line: the column in the words of the page, the value, what to do."""
    column = column_words(rejection.column)
    shown = f"{column} {rejection.value!r}" if rejection.value else column
    return f"{shown}: {reason_words(rejection.reason)}"
