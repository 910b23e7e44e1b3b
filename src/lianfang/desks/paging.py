"""A list's pages where it may have a hundred thousand rows: counted as far as anybody turns."""

from functools import cached_property
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet

# Forty pages of fifty. Who looks for a row behind them narrows the list.
MOST = 2_000


class LongPaginator(Paginator):
    """Counts up to ``MOST`` rows, since to count a million takes longer than to show fifty.

    ``more`` says that there are more.
    """

    object_list: QuerySet[Any]

    @cached_property
    def counted(self) -> int:
        """The number of rows, or one more than ``MOST``."""
        return self.object_list[: MOST + 1].count()

    @cached_property
    def count(self) -> int:
        """The number of rows that the pages show."""
        return min(self.counted, MOST)

    @property
    def more(self) -> bool:
        """Whether there are more rows than the pages show."""
        return self.counted > MOST
