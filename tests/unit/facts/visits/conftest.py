"""The county of this folder is that in which visits may be collected."""

from collecting_county import county, declared

__all__ = ["county", "declared"]
