"""The invented county into a database: areas, units, accounts, then its batches through the one door, in order."""

from collections.abc import Callable, Sequence
from time import monotonic
from uuid import NAMESPACE_URL, UUID, uuid5

from django.conf import settings
from django.db import connections

from lianfang import facts
from lianfang.access.models import Account
from lianfang.access.session import machine_session
from lianfang.demonstration.areas import COUNTY
from lianfang.demonstration.county import REGISTERED, county
from lianfang.demonstration.rows import NOW, Batch, County
from lianfang.demonstration.rows import Account as InventedAccount
from lianfang.facts import clock, outbox
from lianfang.facts.models import ClockOffset, Request
from lianfang.places.bounding import install_boundaries
from lianfang.places.models import Area
from lianfang.places.tree import install_areas, install_units, path_of
from lianfang.situation.outbox import drain
from lianfang.vocabulary import Mistake

Say = Callable[[str], object]
# Rows that migrations make.
_KEPT = ("django_migrations", "django_content_type", "auth_permission")


def prepared(size: int, fresh: bool, say: Say) -> None:
    """Installs the county where it is not there yet, and prints the accounts."""
    there = _size_there()
    if there and fresh:
        say("Emptying the demonstration's database …")
        _emptied()
        there = 0
    if there and there != size:
        raise Mistake(f"--size {size}: the county that is here has {there} people; add --fresh to make it anew")
    if not (there and _complete(size)):
        begun = monotonic()
        say(f"Making a county of {size:,} invented people …")
        install(county(size), say)
        say(f"The county is ready after {monotonic() - begun:.0f} s.")
    _say_accounts(say)


def install(made: County, say: Say = print) -> None:
    """Puts a county into the database. A second time, or after it was broken off, only what is missing is recorded.

    The batches keep their own moments (``at`` and, by row, ``known_at``); the situation is derived once, at the end;
    the clock is set to the morning of 10 January where it was not set before. Raises Mistake where a row is refused.
    """
    with machine_session():
        say(f"Areas and units: {len(made.areas):,} and {len(made.units):,}")
        install_areas(made.areas)
        install_boundaries(made.boundaries, "demonstration", "demonstration", REGISTERED)
        install_units(made.units)
        _accounts(made.accounts)
    size, told = made.people.height, 0
    with outbox.quiet():
        begun = monotonic()
        for order, batch in enumerate(made.batches):
            told += _recorded(batch, _request(size, order))
            if monotonic() - begun > 2 or order == len(made.batches) - 1:
                begun = monotonic()
                say(f"Facts: {told:,} (batch {order + 1} of {len(made.batches)}, {batch.at:%Y-%m-%d})")
    say("Deriving contacts, duties and counts …")
    drain(NOW)
    if not ClockOffset.objects.exists():
        clock.set_to(NOW)
    _mark_complete(size)


def _recorded(batch: Batch, request: UUID) -> int:
    by = facts.Recorder(account=batch.account, area=batch.area, unit=batch.unit)
    recorded = facts.record(batch.layout, batch.rows, by, batch.source, request, batch.at, historic=True)
    if recorded.rejected:
        first = recorded.rejections[0]
        raise Mistake(
            f"the demonstration's {batch.layout} of {batch.at:%Y-%m-%d}, row {first.row}, {first.column}"
            f" {first.value!r}: {first.reason}; please report this"
        )
    return recorded.rows


def _request(size: int, order: int) -> UUID:
    return uuid5(NAMESPACE_URL, f"lianfang:demonstration:{size}:{order}")


def _accounts(accounts: Sequence[InventedAccount]) -> None:
    known = set(Account.objects.values_list("username", flat=True))
    for account in accounts:
        if account.username in known:
            continue
        Account.objects.given(
            account.username,
            settings.DEMONSTRATION_PASSWORD,
            account.role,
            name=account.name,
            unit=account.unit,
            area=account.area,
            area_path=path_of(account.area),
        )


def _say_accounts(say: Say) -> None:
    say(f"Accounts of the demonstration; the password of each is {settings.DEMONSTRATION_PASSWORD}")
    with machine_session():
        for account in Account.objects.order_by("created_at"):
            say(f"  {account.username:14} {account.role_name}")


def _size_there() -> int:
    with machine_session():
        return Area.objects.filter(code=COUNTY).values_list("population", flat=True).first() or 0


def _marker(size: int) -> UUID:
    return uuid5(NAMESPACE_URL, f"lianfang:demonstration:{size}:complete")


def _mark_complete(size: int) -> None:
    with machine_session():
        Request.objects.get_or_create(
            id=_marker(size), defaults={"kind": "demonstration", "recorded_by": "demonstration", "answer": {}}
        )


def _complete(size: int) -> bool:
    with machine_session():
        return Request.objects.filter(id=_marker(size)).exists()


def _emptied() -> None:
    """Empties all tables, as the owner: the ledger lets nobody else remove a fact."""
    connections["default"].close()
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "SELECT string_agg(format('%%I', relname), ', ') FROM pg_class WHERE relnamespace = 'public'::regnamespace"
            " AND relkind IN ('r', 'p') AND NOT relispartition AND relname <> ALL(%s)",
            [list(_KEPT)],
        )
        cursor.execute(f"TRUNCATE {cursor.fetchone()[0]} RESTART IDENTITY CASCADE")
    connections["owner"].close()
