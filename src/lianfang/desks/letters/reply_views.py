"""The other side's reply as a file, read on the page of the letter that it answers."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from lianfang.access.models import Account
from lianfang.desks.doors import records
from lianfang.desks.letters.queries import KINDS
from lianfang.desks.letters.replies import reply_recorded
from lianfang.desks.letters.sent import put_down
from lianfang.desks.letters.views import letter_replied_to, shown
from lianfang.desks.page import now_of
from lianfang.desks.reasons import reason_words
from lianfang.desks.recording import say
from lianfang.exchange.letters.reading import LIMIT_BYTES
from lianfang.exchange.letters.replies import ReplyTold, read_reply_file
from lianfang.vocabulary import Mistake


@require_POST
@records(*KINDS)
def reply_file(request: HttpRequest, letter: UUID) -> HttpResponse:
    """Records the answers of a reply's file and the reply itself, all of it or nothing."""
    account: Account = request.user  # type: ignore[assignment]
    now = now_of(request)
    found = letter_replied_to(account, letter, now)
    try:
        told = _given(request)
        wrong = reply_recorded(request, found, told, now)
    except Mistake as mistake:
        wrong = [reason_words(str(mistake))]
    if wrong:
        say(request, wrong)
        return shown(request, account, found, status=422)
    count = len(told.names)
    messages.success(
        request, ngettext("%d name answered by the file.", "%d names answered by the file.", count) % count
    )
    return redirect("letters:letter", letter)


def _given(request: HttpRequest) -> ReplyTold:
    """The file that was sent, read. Raises Mistake where there is none, or none that can be read."""
    file = request.FILES.get("file")
    if file is None:
        raise Mistake(_("No file was chosen; choose the reply's file (.json)."))
    if (file.size or 0) > LIMIT_BYTES:
        raise Mistake(_("The file is larger than %d MB; ask for it again.") % (LIMIT_BYTES // 1024**2))
    with put_down(file, "reply.json") as path:
        return read_reply_file(path)
