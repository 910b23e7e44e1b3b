"""The mistakes a plan may hold, a file each; a file's docstring is the manual page that `plan explain` prints.

Those that can be seen only on the whole plan define `check(plan)`; the others are found while reading.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Iterator
from functools import cache
from importlib import import_module

from lianfang.plan.finding import Finding
from lianfang.plan.model import Plan


@cache
def manual() -> dict[str, str]:
    """Every mistake's name in words and its manual page."""
    pages = {}
    for module in sorted(pkgutil.iter_modules(__path__), key=lambda found: found.name):
        pages[module.name.replace("_", "-")] = (import_module(f"{__name__}.{module.name}").__doc__ or "").strip()
    return pages


@cache
def plan_checks() -> tuple[Callable[[Plan], Iterator[Finding]], ...]:
    """The checks of the whole plan."""
    modules = (import_module(f"{__name__}.{name.replace('-', '_')}") for name in manual())
    return tuple(module.check for module in modules if hasattr(module, "check"))
