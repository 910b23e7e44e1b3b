"""Which exceptions are the user's to mend, and the line that tells him."""

from lianfang.vocabulary.mistakes import Mistake


def one_line(error: BaseException) -> str | None:
    """The line to print, or None for a fault of our own, whose traceback is wanted."""
    if isinstance(error, Mistake | FileNotFoundError | PermissionError | IsADirectoryError):
        return " ".join(str(error).split())
    return None
