"""Keyed hashes of 64 bits for many texts at once: the same person is the same number, and the number names nobody.

SipHash-2-4 (Aumasson and Bernstein, SipHash: a fast short-input PRF, INDOCRYPT 2012): without the key of 128 bits
nobody can tell whether a number is that of a given text. Of ten million people the chance that any two share a number
is some three in a million.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
from numba import njit
from numpy.typing import NDArray

KEY_BYTES = 16
# Places are no secret: their numbers are the same everywhere, and their names stand beside.
OF_PLACES = b"lianfang: places"
_START = (0x736F6D6570736575, 0x646F72616E646F6D, 0x6C7967656E657261, 0x7465646279746573)
_V0, _V1, _V2, _V3 = (np.uint64(word) for word in _START)
_END = np.uint64(0xFF)


def keyed(texts: pl.Series, key: bytes) -> pl.Series:
    """The number (int64) of each text under a key of 16 bytes; null for null. Raises ValueError for another key."""
    if len(key) != KEY_BYTES:
        raise ValueError(f"a key has {KEY_BYTES} bytes, not {len(key)}")
    halves = np.frombuffer(key, "<u8")
    arrow = texts.cast(pl.String).fill_null("").rechunk().to_arrow(compat_level=pl.CompatLevel.oldest())
    _, offsets, data = arrow.buffers()
    begins = np.frombuffer(offsets, np.int64)[arrow.offset : arrow.offset + len(arrow) + 1]
    found = np.frombuffer(data, np.uint8) if data is not None and data.size else np.empty(0, np.uint8)
    numbers: NDArray[np.uint64] = _numbers(found, begins, halves[0], halves[1])
    made = pl.Series(texts.name, numbers.view(np.int64))
    return made.set(texts.is_null(), None) if texts.null_count() else made


@njit(cache=True)
def _round(v0: Any, v1: Any, v2: Any, v3: Any) -> Any:
    v0 += v1
    v1 = ((v1 << np.uint64(13)) | (v1 >> np.uint64(51))) ^ v0
    v0 = (v0 << np.uint64(32)) | (v0 >> np.uint64(32))
    v2 += v3
    v3 = ((v3 << np.uint64(16)) | (v3 >> np.uint64(48))) ^ v2
    v0 += v3
    v3 = ((v3 << np.uint64(21)) | (v3 >> np.uint64(43))) ^ v0
    v2 += v1
    v1 = ((v1 << np.uint64(17)) | (v1 >> np.uint64(47))) ^ v2
    v2 = (v2 << np.uint64(32)) | (v2 >> np.uint64(32))
    return v0, v1, v2, v3


@njit(cache=True)
def _numbers(data: Any, offsets: Any, k0: Any, k1: Any) -> Any:
    out = np.empty(offsets.size - 1, np.uint64)
    for i in range(out.size):
        low, high = offsets[i], offsets[i + 1]
        v0, v1, v2, v3 = k0 ^ _V0, k1 ^ _V1, k0 ^ _V2, k1 ^ _V3
        at = low
        while True:
            word = np.uint64(0)
            whole = high - at >= 8
            for byte in range(min(high - at, 8)):
                word |= np.uint64(data[at + byte]) << np.uint64(8 * byte)
            if not whole:
                word |= np.uint64((high - low) & 0xFF) << np.uint64(56)
            v3 ^= word
            v0, v1, v2, v3 = _round(v0, v1, v2, v3)
            v0, v1, v2, v3 = _round(v0, v1, v2, v3)
            v0 ^= word
            if not whole:
                break
            at += 8
        v2 ^= _END
        for _ in range(4):
            v0, v1, v2, v3 = _round(v0, v1, v2, v3)
        out[i] = v0 ^ v1 ^ v2 ^ v3
    return out
