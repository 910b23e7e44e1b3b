"""A letter's file, or a reply's, as it was sent to a page: put down for the reading only."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from django.core.files.base import File

from lianfang.desks.reasons import named_mistake, reason_words
from lianfang.vocabulary import Mistake


@contextmanager
def put_down(file: File, nameless: str) -> Iterator[Path]:
    """The path of what was sent, gone after the reading; ``nameless`` is what it is called where it has no name.

    A Mistake of the reading comes out in the words of the page, with the file's own name in place of the path.
    """
    # The file tells of people: it stands for the reading only, in a folder that nobody else may enter.
    with TemporaryDirectory(prefix="lianfang-letter-") as folder:
        path = Path(folder) / Path(file.name or nameless).name
        with path.open("wb") as target:
            for chunk in file.chunks():
                target.write(chunk)
        try:
            yield path
        except Mistake as mistake:
            raise Mistake(reason_words(named_mistake(mistake, path))) from None
