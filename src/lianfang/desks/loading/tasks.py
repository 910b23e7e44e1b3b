"""Files too long for a request: previewed and recorded by the worker, while the page tells how far it has come."""

from functools import partial
from typing import Any
from uuid import UUID

from procrastinate.contrib.django import app

from lianfang.access.models import Account
from lianfang.desks import uploads
from lianfang.desks.loading import work
from lianfang.desks.loading.asked import Asked
from lianfang.desks.reasons import named_mistake
from lianfang.facts import clock
from lianfang.vocabulary import Mistake


@app.task(pass_context=False)
def preview_file(account: str, token: str, asked: dict[str, Any]) -> None:
    """Previews a kept file."""
    _at_work(account, token, asked, None)


@app.task(pass_context=False)
def record_file(account: str, token: str, asked: dict[str, Any], request: str) -> None:
    """Records a kept file, once: the same request again finds each of its chunks recorded."""
    _at_work(account, token, asked, UUID(request))


def _at_work(account_id: str, token: str, told: dict[str, Any], request: UUID | None) -> None:
    account, asked = Account.objects.get(pk=account_id), Asked(**told)
    path = uploads.opened(account, token)
    if path is None:
        return
    try:
        if request is None:
            work.previewed(account, token, path, asked, clock.now())
        else:
            told_so_far = partial(work.mark, token, "record")
            work.recorded(account, token, path, asked, request, clock.now(), told_so_far)
    except Mistake as mistake:
        failed = {"digest": asked.digest(), "at": clock.now().isoformat(), "mistake": named_mistake(mistake, path)}
        uploads.note(token, work.PREVIEW, failed)
    finally:
        work.mark(token)
