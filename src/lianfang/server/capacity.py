"""How much of the machine the server takes for itself where nobody says."""

import os

# Of the machine's memory. A process that answers takes up some 400 MB beside the database and the worker.
ENOUGH_FOR_TWO = 4 * 10**9


def processes_here() -> int:
    """Two processes that answer where one need not take the other's core or memory: a long page holds up but its own.

    More are for who serves thousands: then ``--processes`` says how many.
    """
    return 2 if (os.cpu_count() or 1) >= 2 and memory() >= ENOUGH_FOR_TWO else 1


def memory() -> int:
    """Bytes of memory that the machine has."""
    return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
