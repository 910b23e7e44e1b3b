"""What the pages of other installations ask: the files of ours and of theirs, as far as the reader may see them."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import Http404

from lianfang.access.models import Account, Node, NodeFile
from lianfang.exchange.nodes import register
from lianfang.exchange.nodes.files import File, Line
from lianfang.exchange.nodes.incoming import claims_of
from lianfang.places.models import Area
from lianfang.places.tree import range_of

MOST, MOST_AREAS = 50, 500


@dataclass(frozen=True, slots=True)
class Files:
    """What waits to be handed over, and what was handed over or loaded lately."""

    waiting: Sequence[NodeFile]
    handed: Sequence[NodeFile]
    came: Sequence[NodeFile]


def files_seen() -> Files:
    """The files of this installation; row-level security shows them to whoever answers for its whole area."""
    every = NodeFile.objects.select_related("node")
    return Files(
        list(register.waiting()),
        list(every.filter(outgoing=True).exclude(handed_at=None).order_by("-handed_at", "-pk")[:MOST]),
        list(every.filter(outgoing=False)[:MOST]),
    )


def file_for(file: int) -> NodeFile:
    """An outgoing file that the session sees. Raises Http404 else, as for none at all, or none that is kept."""
    kept = NodeFile.objects.filter(outgoing=True, content__isnull=False)
    found = kept.select_related("node").filter(pk=file).first()
    if found is None:
        raise Http404("no such file to another installation")
    return found


def taken_back() -> list[Node]:
    """The nodes whose keys were taken back, the latest first."""
    return list(Node.objects.exclude(taken_back_at=None).order_by("-taken_back_at")[:MOST])


def areas_of(account: Account) -> list[Area]:
    """The areas for which an installation of this account's may speak: its own and those below, the widest first."""
    low, high = range_of(account.area_path)
    return list(Area.objects.filter(path__gte=low, path__lt=high).order_by("path")[:MOST_AREAS])


@dataclass(frozen=True, slots=True)
class Shown:
    """A file that came, for the eye: its facts by kind, each with its columns, and what the sender claims beside."""

    file: File
    facts: list[tuple[str, list[Line]]]
    claims: tuple[Line, ...]


def shown(file: File) -> Shown:
    """What of a file would be recorded, and what would not."""
    claims = claims_of(file)
    kinds = dict.fromkeys(line.kind for line in file.lines if line not in claims)
    return Shown(file, [(kind, [line for line in file.lines if line.kind == kind]) for kind in kinds], claims)
