"""The door through which granian calls Django."""

import gc
import os
import sys

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lianfang.server.settings")
application = get_wsgi_application()


def _made_ready() -> None:
    """Loads the pages and the plans that ship before anybody asks, and has the collector pass over all of it."""
    from django.urls import get_resolver

    from lianfang.situation.plans import shipped_plans

    get_resolver().url_patterns  # noqa: B018
    shipped_plans()
    gc.collect()
    # What is loaded by now stays for good: two hundred thousand objects, tenths of a second of each whole collection.
    gc.freeze()
    # A page over ten thousand cases makes objects by the hundred thousand and lets them go at its end by itself: at
    # Python's own 700 the collector passed over all of them again and again while the page was being made.
    gc.set_threshold(100_000, 50, 100)
    # Whoever makes a page asks the database dozens of times, and waits for the interpreter after each answer: up to
    # Python's own 5 ms every time where a program records or a long page is made beside it.
    sys.setswitchinterval(0.001)


_made_ready()
