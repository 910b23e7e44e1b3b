"""The ledger. ``facts.record`` is the one way in, ``facts.known_by`` the one way back.

They are imported when first used, so that Django may load this room before its models exist.
"""

from typing import Any

__all__ = ["Recorded", "Recorder", "Rejection", "known_by", "record"]


def __getattr__(name: str) -> Any:
    if name == "record":
        from lianfang.facts.entry import record

        return record
    if name == "known_by":
        from lianfang.facts.known import known_by

        return known_by
    if name in ("Recorded", "Recorder", "Rejection"):
        from lianfang.facts import recorder

        return getattr(recorder, name)
    raise AttributeError(f"facts has no {name!r}")
