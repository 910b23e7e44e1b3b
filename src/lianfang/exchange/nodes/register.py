"""The register of files to and from other nodes: their numbers, without gaps, and the outgoing ones encrypted in it.

What waits to be handed over also lies in a folder a node under ``settings.OUTGOING_FOLDER``, for its owner's eyes only;
it is made from the register, so that nothing is lost where a process dies between the two.
"""

import hashlib
import os
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.db.models import BooleanField, ExpressionWrapper, Max, Q, QuerySet
from django.db.models.expressions import RawSQL
from django.db.models.functions import Now

from lianfang.access import ciphers
from lianfang.access.models import Node, NodeFile
from lianfang.exchange.nodes.envelope import sealed
from lianfang.exchange.nodes.files import File

# So long a file can be taken along again when its receiver says that a number is missing; whoever has not handed it
# over by then tells by letter what it told.
KEPT = timedelta(days=30)
# Two processes at once would give one number twice.
_NUMBERING = 20210107


def one_at_a_time() -> None:
    """Holds the register until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_NUMBERING])


def last_number(node: Node, outgoing: bool) -> int:
    """The number of the last file to, or from, a node; 0 before the first."""
    found = NodeFile.objects.filter(node=node, outgoing=outgoing).aggregate(last=Max("number"))["last"]
    return int(found or 0)


def file_numbered(node: Node, number: int) -> NodeFile | None:
    """The file of this number that was loaded from a node."""
    return NodeFile.objects.filter(node=node, outgoing=False, number=number).first()


def noted(
    node: Node, made: File, raw: bytes, by: str, path: str, at: datetime, *, outgoing: bool, kept: bool = False
) -> NodeFile:
    """Notes a file to or from a node, its content with it where it is ``kept``; ``path`` is that of our own area."""
    return NodeFile.objects.create(
        node=node,
        outgoing=outgoing,
        number=made.head.number,
        tells=made.head.tells,
        moment=made.head.moment,
        digest=hashlib.sha256(raw).digest(),
        facts=[UUID(line.id) for line in made.lines] if outgoing else [],
        content=ciphers.encrypted([raw.decode()], f"{at:%Y-%m}")[0] if kept else None,
        recorded_by=by,
        area_path=path,
    )


def told_already(node: Node, facts: Iterable[str]) -> set[str]:
    """Of these facts those that a file to this node tells."""
    asked = [UUID(fact) for fact in facts]
    if not asked:
        return set()
    files = NodeFile.objects.filter(node=node, outgoing=True, facts__overlap=asked).values_list("facts", flat=True)
    return {str(fact) for told in files for fact in told} & {str(fact) for fact in asked}


def waiting() -> QuerySet[NodeFile]:
    """What was written and not handed over yet, by node and number, as long as it is kept."""
    files = NodeFile.objects.filter(outgoing=True, handed_at=None, content__isnull=False, node__taken_back_at=None)
    return files.select_related("node").order_by("node__name", "number")


def content_of(file: NodeFile) -> bytes:
    """The file itself, opened: whoever hands it on writes the audit's line. Raises KeyGone once its key is gone."""
    return ciphers.decrypted([file.content or b""])[0].encode()


def handed_out(file: NodeFile) -> bytes:
    """The file as it leaves the house: in an envelope that its addressee alone opens. Raises KeyGone as above."""
    return sealed(content_of(file), file.node.name, bytes(file.node.key))


def file_name(file: NodeFile) -> str:
    """What the file is called outside the register."""
    return f"{file.number:06d}-{file.tells}.sealed"


def put_out() -> int:
    """Puts what waits into the outgoing folder, where it is not there yet; answers how many files that were."""
    put = 0
    for file in waiting():
        path = _path(file)
        if not path.exists():
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            unfinished = path.with_name(f".{path.name}-{os.getpid()}")
            with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as opened:
                opened.write(handed_out(file))
            unfinished.replace(path)
            put += 1
    return put


def handed_over(file: NodeFile) -> None:
    """Notes that somebody handed a file over, and takes it out of the folder; the register keeps it."""
    NodeFile.objects.filter(pk=file.pk, handed_at=None).update(handed_at=Now())
    _path(file).unlink(missing_ok=True)


def let_go(at: datetime) -> list[NodeFile]:
    """Drops the content of outgoing files, out of register and folder; answers of which.

    It goes when it is older than ``KEPT``, and sooner where a period of the plan let a fact go that the file tells:
    what is removed here lies in no file either. That a file went, its number, its digest and which facts it told stay:
    what was told is told once.
    """
    kept = NodeFile.objects.filter(outgoing=True, content__isnull=False)
    removed = RawSQL("SELECT EXISTS (SELECT FROM facts_removed WHERE fact = ANY(access_nodefile.facts))", [])
    old = kept.annotate(tells_removed=ExpressionWrapper(removed, BooleanField()))
    gone: list[NodeFile] = list(
        old.filter(Q(moment__lt=at - KEPT) | Q(tells_removed=True)).select_related("node").order_by("pk")
    )
    NodeFile.objects.filter(pk__in=[file.pk for file in gone]).update(content=None)
    for file in gone:
        _path(file).unlink(missing_ok=True)
    return gone


def _path(file: NodeFile) -> Path:
    return Path(settings.OUTGOING_FOLDER) / file.node.name / file_name(file)
