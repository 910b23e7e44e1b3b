"""Which nodes are known: this one, those whose key was taken in by digits that were read aloud, those taken back."""

from django.db.models.functions import Now

from lianfang.access.audit import audited
from lianfang.access.keys import own_signing_key
from lianfang.access.models import Account, Node
from lianfang.exchange.nodes.introduction import Introduction, fit_name, introduction_of, read_introduction
from lianfang.places.tree import path_of
from lianfang.vocabulary import Mistake

COMMAND_LINE = "command line"


def own_node() -> Node | None:
    """This installation's own row; None until it was named, or where its key is another since."""
    key = own_signing_key().public_key().public_bytes_raw()
    return Node.objects.filter(key=key, taken_back_at=None).first()


def own_introduction() -> Introduction:
    """This installation's line for other nodes. Raises Mistake until it was named."""
    own = own_node()
    if own is None:
        raise Mistake(
            "this installation has no name for other nodes yet; lianfang node name NAME --area CODE gives one"
        )
    return introduction_of(own.name, own.area, own_signing_key())


def named(name: str, area: str, by: Account | None, where: str) -> Node:
    """Gives this installation its name and area towards others. Raises Mistake where it has others already.

    Both stand under its digits: whoever took the key in would have to compare them again.
    """
    path_of(area)
    own = own_node()
    if own is not None:
        if (own.name, own.area) == (fit_name(name), area):
            return own
        raise Mistake(f"this installation is called {own.name} of {own.area} already; others compared that by voice")
    return _added(introduction_of(name, area, own_signing_key()), by, where, "name node")


def taken_in(line: str, spoken: str, by: Account | None, where: str) -> Node:
    """Takes another node's key in, by its line and the digits that its people read aloud.

    Raises Mistake where the line is none, the digits are others, its area is none here, or name or key are known.
    """
    made = read_introduction(line)
    if not made.is_said(spoken):
        raise Mistake(
            f"the digits are not those of {made.name}'s line; compare them by telephone, and take nothing in before"
        )
    path_of(made.area)
    if own_node() is None:
        raise Mistake("this installation has no name for other nodes yet; give it one first, so that they can answer")
    # A key that was taken back stays so: under it numbers would begin anew, and old files be loaded again.
    if Node.objects.filter(key=made.key).exists():
        raise Mistake(f"the key of {made.name} is known here already, or was taken back")
    if Node.objects.filter(name=made.name, taken_back_at=None).exists():
        raise Mistake(f"another key of {made.name} is known here; take that one back first")
    return _added(made, by, where, "take in node")


def taken_back(name: str, reason: str, by: Account | None, where: str) -> Node:
    """Takes a node's key back: its files are refused from now on. Raises Mistake where none stands, or no reason."""
    if not reason.strip():
        raise Mistake("say why the key is taken back; it stands in the audit")
    node = Node.objects.filter(name=name, taken_back_at=None).first()
    own = own_node()
    if node is None or node == own:
        raise Mistake(f"no other node called {name!r} is known here; lianfang node list shows them")
    node.taken_back_by, node.reason = _who(by), reason.strip()[:300]
    node.taken_back_at = Now()  # the database's moment
    node.save(update_fields=["taken_back_by", "reason", "taken_back_at"])
    audited(by, "take back node", (), f"{name}: {node.reason}", where, name=_who(by), area=path_of(node.area))
    node.refresh_from_db()
    return node


def others() -> list[Node]:
    """The other nodes whose keys stand, by area."""
    own = own_node()
    return [node for node in Node.objects.filter(taken_back_at=None) if node != own]


def introduced(node: Node) -> Introduction:
    """A known node's name, area and key, without its signature, for its digits."""
    return Introduction(node.name, node.area, bytes(node.key))


def signer(key: bytes, name: str) -> Node:
    """The node whose key signed a file called ``name``. Raises Mistake where none stands."""
    node = Node.objects.filter(key=key).first()
    if node is None:
        raise Mistake(
            f"{name}: is signed with a key that nobody here took in; compare its digits with the sender first"
        )
    if node.taken_back_at is not None:
        day = f"{node.taken_back_at:%Y-%m-%d}"
        raise Mistake(f"{name}: the key of {node.name} was taken back on {day}; nothing of it is read")
    return node


def _added(made: Introduction, by: Account | None, where: str, action: str) -> Node:
    node = Node.objects.create(name=made.name, area=made.area, key=made.key, taken_in_by=_who(by))
    said = f"{made.name} {made.area} {made.fingerprint}"
    audited(by, action, (), said, where, name=_who(by), area=path_of(made.area))
    return node


def _who(by: Account | None) -> str:
    return by.username if by is not None else COMMAND_LINE
