"""其他节点: signed files handed over, looked at and loaded; the keys of other installations taken in and back."""

import segno
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lianfang.access.audit import audited, place_of
from lianfang.access.models import Account
from lianfang.access.session import machine_session
from lianfang.desks import names, uploads
from lianfang.desks.doors import allowed, corrects, reads, records
from lianfang.desks.nodes import queries
from lianfang.desks.nodes.wording import TELLS, columns_of, kind_words
from lianfang.desks.page import now_of, page
from lianfang.desks.papers import taken_along
from lianfang.desks.reasons import named_mistake, reason_words
from lianfang.exchange.nodes import known, register
from lianfang.exchange.nodes.files import LIMIT_BYTES
from lianfang.exchange.nodes.incoming import loaded, looked_at
from lianfang.places.tree import is_within, path_of
from lianfang.vocabulary import Mistake


@reads("node_file")
def files(request: HttpRequest) -> HttpResponse:
    """What waits to be handed over, what came; a file that is sent is looked at, and its page follows."""
    account: Account = request.user  # type: ignore[assignment]
    mistake = ""
    if request.method == "POST":
        given = request.FILES.get("file")
        if not _answers(account):
            mistake = _("Files are loaded by whoever answers for the whole area of this installation.")
        elif given is None:
            mistake = _("Choose a file.")
        elif (given.size or 0) > LIMIT_BYTES:
            mistake = _("The file is larger than any that another installation writes.")
        else:
            token = uploads.kept(account, given)
            path = uploads.opened(account, token)
            assert path is not None
            try:
                looked_at(path.read_bytes(), path.name, now_of(request))
            except Mistake as found:
                uploads.removed(account, token)
                audited(account, "load node file refused", (), str(found), place_of(request))
                mistake = reason_words(str(found))
            else:
                return redirect("nodes:looked", token)
    return _files(request, mistake)


def _files(request: HttpRequest, mistake: str = "") -> HttpResponse:
    own = known.own_node()
    seen = queries.files_seen()
    context = {
        "own": own,
        "own_area": names.areas([own.area]).get(own.area) if own else None,
        "waiting": [(file, TELLS[file.tells]) for file in seen.waiting],
        "handed": [(file, TELLS[file.tells]) for file in seen.handed],
        "came": [(file, TELLS[file.tells]) for file in seen.came],
        "mistake": mistake,
        "may_load": _answers(request.user),  # type: ignore[arg-type]
    }
    return page(request, "nodes/files.html", context, status=422 if mistake else 200)


def _answers(account: Account) -> bool:
    """Whether the account answers for the whole area of this installation."""
    own = known.own_node()
    return (
        own is not None and allowed(account, "record", "node_file") and is_within(path_of(own.area), account.area_path)
    )


@reads("node_file")
def taken(request: HttpRequest, file: int) -> HttpResponse:
    """An outgoing file, to be taken along; on record."""
    account: Account = request.user  # type: ignore[assignment]
    found = queries.file_for(file)
    audited(account, "export node file", (), f"{found.node.name} {found.number} {found.tells}", place_of(request))
    name, _dot, ending = register.file_name(found).rpartition(".")
    return taken_along(register.handed_out(found), name, ending)


@require_POST
@records("node_file")
def handed(request: HttpRequest, file: int) -> HttpResponse:
    """Notes that a file was handed over, which takes it out of the outgoing folder."""
    account: Account = request.user  # type: ignore[assignment]
    found = queries.file_for(file)
    with machine_session():
        register.handed_over(found)
    audited(account, "hand over node file", (), f"{found.node.name} {found.number} {found.tells}", place_of(request))
    messages.success(request, _("Noted; it left the outgoing folder."))
    return redirect("nodes:files")


@reads("node_file")
def looked(request: HttpRequest, token: str) -> HttpResponse:
    """What a file that was sent would record, and what of it would not be; sent back it is loaded."""
    account: Account = request.user  # type: ignore[assignment]
    path = uploads.opened(account, token)
    if path is None or not _answers(account):
        raise Http404("no such file, or its time is over")
    raw = path.read_bytes()
    try:
        if request.method == "POST":
            found = loaded(raw, path.name, account, now_of(request), place_of(request))
            uploads.removed(account, token)
            said = _("Loaded: %(new)d new, %(corrected)d corrected, %(here)d were here.")
            counted = {"new": found.loaded, "corrected": found.corrected, "here": found.unchanged}
            messages.success(request, said % counted)
            return redirect("nodes:files")
        file = looked_at(raw, path.name, now_of(request))
    except Mistake as mistake:
        audited(account, "load node file refused", (), str(mistake), place_of(request))
        return _files(request, reason_words(named_mistake(mistake, path)))
    audited(account, "read node file", (), f"{file.head.sender} {file.head.number}", place_of(request))
    seen, columns = queries.shown(file), columns_of(file.lines)
    context = {
        "head": file.head,
        "tells": TELLS[file.head.tells],
        "area": names.areas([file.head.area]).get(file.head.area),
        "facts": [(kind_words(kind), [columns[line.id] for line in lines]) for kind, lines in seen.facts],
        "claims": [(kind_words(line.kind), line.rule, columns[line.id]) for line in seen.claims],
    }
    return page(request, "nodes/looked.html", context)


@reads("node")
def keys(request: HttpRequest) -> HttpResponse:
    """The key of this installation with its digits; those taken in, and taken back."""
    return _keys(request, {}, "")


def _keys(request: HttpRequest, said: dict[str, str], mistake: str) -> HttpResponse:
    account: Account = request.user  # type: ignore[assignment]
    own = known.own_node()
    back = queries.taken_back()
    nodes = known.others()
    context = {
        "own": own,
        "introduction": known.own_introduction() if own else None,
        "nodes": [(node, known.introduced(node).fingerprint) for node in nodes],
        "back": back,
        "areas": names.areas([each.area for each in (*nodes, *back, *([own] if own else []))]),
        "may_change": allowed(account, "record", "node") and allowed(account, "correct", "node"),
        "said": said,
        "mistake": mistake,
        "own_areas": queries.areas_of(account) if own is None else [],
    }
    return page(request, "nodes/keys.html", context, status=422 if mistake else 200)


@reads("node")
def paper(request: HttpRequest) -> HttpResponse:
    """This installation's line and digits on a page to print and hand over."""
    if known.own_node() is None:
        return redirect("nodes:keys")
    introduction = known.own_introduction()
    code = segno.make(str(introduction), error="m", micro=False).svg_data_uri(scale=3, border=2)
    areas = names.areas([introduction.area])
    context = {"introduction": introduction, "code": code, "area": areas.get(introduction.area)}
    return page(request, "nodes/paper.html", context)


@require_POST
@corrects("node")
def act(request: HttpRequest) -> HttpResponse:
    """Names this installation, takes a key in by the digits that were read aloud, or takes one back."""
    account: Account = request.user  # type: ignore[assignment]
    said = {name: request.POST.get(name, "").replace("\x00", "").strip()[:600] for name in _FIELDS}
    where = place_of(request)
    try:
        if said["what"] == "name":
            if not is_within(path_of(said["area"]), account.area_path):
                raise Mistake(_("The area is none of yours; choose one from the list."))
            done = known.named(said["name"], said["area"], account, where)
        elif said["what"] == "take_in":
            done = known.taken_in(said["line"], said["digits"], account, where)
        else:
            done = known.taken_back(said["name"], said["reason"], account, where)
    except Mistake as mistake:
        return _keys(request, said, reason_words(str(mistake)))
    words = {"name": _("%s: named."), "take_in": _("%s: the key is taken in.")}
    messages.success(request, words.get(said["what"], _("%s: the key is taken back.")) % done.name)
    return redirect("nodes:keys")


_FIELDS = ("what", "name", "area", "line", "digits", "reason")
