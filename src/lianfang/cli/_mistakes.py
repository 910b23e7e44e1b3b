"""Which exceptions are the user's to mend, and the line that tells him."""

import errno
import sys

from lianfang.vocabulary.mistakes import Mistake

# PostgreSQL's word for a table that is not there: nothing was migrated yet.
UNDEFINED_TABLE = "42P01"
UNREACHABLE = {"django.db.utils.OperationalError", "psycopg.OperationalError", "psycopg_pool.PoolTimeout"}


def one_line(error: BaseException) -> str | None:
    """The line to print, or None for a fault of our own, whose traceback is wanted."""
    if isinstance(error, Mistake):
        return " ".join(str(error).split())
    # A file counts as the user's where he named it; one of ours that is missing is a fault.
    if isinstance(error, OSError) and error.filename is not None and str(error.filename) in sys.argv:
        return f"{error.filename}: {error.strerror}"
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        return f"{error.strerror}: what was being written is not whole; make room and run it again"
    kind = f"{type(error).__module__}.{type(error).__qualname__}"
    if kind in UNREACHABLE:
        return f"the database cannot be reached: {' '.join(str(error).split())}"
    if getattr(error.__cause__, "sqlstate", None) == UNDEFINED_TABLE:
        return "the database was not made ready for this release; run lianfang migrate first"
    told = getattr(error, "format_message", None)
    if told is not None:  # a wrong option or argument, as Typer puts it
        context = getattr(error, "ctx", None)
        command = context.command_path if context is not None else "lianfang"
        return f"{' '.join(told().split())} ({command} --help shows what it takes)"
    return None
