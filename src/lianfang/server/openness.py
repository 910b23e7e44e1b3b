"""Whether this installation may be served to more than its own machine. Run as a program of its own, for it loads
Django: it says in a line each what forbids it, and ends with 2.
"""

import ipaddress
import sys

from lianfang.server import home

_SHORTEST_KEY = 50


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches an address of this host."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def forbidding() -> list[str]:
    """Why this installation must not be served to a network, a line each; none where it may. Django must be set up."""
    from django.conf import settings

    found = []
    if settings.DEBUG:
        found.append("DEBUG is on: every error would show the code and its settings; turn it off")
    if settings.DEMONSTRATION or home.folder().name == "demonstration":
        found.append("this is the demonstration: its accounts have a password that everybody knows")
    elif settings.SECOND_FACTOR_EXEMPT:
        found.append("SECOND_FACTOR_EXEMPT is on, which is for the demonstration alone; take it out of the settings")
    if len(settings.SECRET_KEY) < _SHORTEST_KEY or settings.SECRET_KEY.startswith("django-insecure"):
        found.append("the secret key is short or a default: remove the file secret_key, and another is made")
    return found


if __name__ == "__main__":
    from lianfang.server import start

    start.django()
    reasons = forbidding()
    for reason in reasons:
        print(reason, file=sys.stderr)
    sys.exit(2 if reasons else 0)
