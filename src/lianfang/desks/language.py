"""The language of the page: Chinese unless its reader chose otherwise."""

from typing import Literal, Protocol

from django.utils.translation import get_language


class Named(Protocol):
    """What has a name in both languages: a column, an option, a role, a rule."""

    @property
    def zh(self) -> str: ...

    @property
    def en(self) -> str: ...


def chinese() -> bool:
    """Whether the page is in Chinese."""
    return (get_language() or "zh").startswith("zh")


def language_of_page() -> Literal["zh", "en"]:
    """The language in which a paper is written for the reader of the page."""
    return "zh" if chinese() else "en"


def name_of(named: Named) -> str:
    """The name in the language of the page."""
    return named.zh if chinese() else named.en
