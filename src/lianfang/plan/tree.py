"""YAML read as a tree, with words for whatever is wrong with it. Values stay text; `load` gives them meaning."""

from __future__ import annotations

from functools import lru_cache

from lianfang.plan.branch import DEEPEST, MOST, Branch
from lianfang.plan.finding import Finding
from lianfang.plan.plain_yaml import plain


def read(text: str) -> tuple[Branch | None, list[Finding]]:
    """The tree of a text and what is wrong with it as YAML. No tree where it is no YAML at all."""
    tree, findings = _read(text)
    return tree, list(findings)


# A layer is read together with what it stands on, so the same texts come again.
@lru_cache(maxsize=8)
def _read(text: str) -> tuple[Branch | None, list[Finding]]:
    quickly = plain(text, DEEPEST, MOST)
    if quickly is not None:
        return quickly, []
    from lianfang.plan.marked_yaml import marked

    return marked(text)
