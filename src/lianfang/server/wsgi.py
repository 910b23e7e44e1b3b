"""The door through which granian calls Django."""

import gc
import os
import sys
from importlib import import_module

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lianfang.server.settings")
application = get_wsgi_application()

# What pages load when they need it: seconds, for whoever would open the first such page of each process. (What is
# compiled for the machine, and the hourly run alone uses, is left out.)
LOADED_BEFORE = (
    "lianfang.analysis.chains", "lianfang.analysis.dated_delays", "lianfang.analysis.forecast",
    "lianfang.analysis.growth", "lianfang.analysis.infectors", "lianfang.analysis.nowcast", "lianfang.analysis.rates",
    "lianfang.analysis.reproduction", "lianfang.analysis.severity", "pypinyin",
)  # fmt: skip


def _made_ready() -> None:
    """Loads pages, what they stand on and the plans that ship before anybody asks; no collector looks at it again."""
    from django.urls import get_resolver

    from lianfang.situation.plans import shipped_plans

    get_resolver().url_patterns  # noqa: B018
    shipped_plans()
    for module in LOADED_BEFORE:
        import_module(module)
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
