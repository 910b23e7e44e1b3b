"""Chance that comes out the same each time: a generator for each part of the county, and identifiers drawn from it."""

from uuid import UUID
from zlib import crc32

import numpy as np


def chance(seed: int, part: str) -> np.random.Generator:
    """The generator of this part; parts do not disturb each other when one draws more."""
    return np.random.default_rng([seed, crc32(part.encode())])


def identifiers(count: int, generator: np.random.Generator) -> list[str]:
    """So many UUIDs (version 8: of our own making), drawn from the generator."""
    drawn = np.frombuffer(generator.bytes(16 * count), dtype=np.uint8).reshape(count, 16).copy()
    drawn[:, 6] = (drawn[:, 6] & 0x0F) | 0x80
    drawn[:, 8] = (drawn[:, 8] & 0x3F) | 0x80
    text = drawn.tobytes().hex()
    starts = (text[i : i + 32] for i in range(0, 32 * count, 32))
    return [f"{one[:8]}-{one[8:12]}-{one[12:16]}-{one[16:20]}-{one[20:]}" for one in starts]


def identifier(generator: np.random.Generator) -> str:
    """One such UUID."""
    return str(UUID(identifiers(1, generator)[0]))
