"""What is no longer kept, in the words of the page."""

from collections.abc import Iterable

from lianfang import vocabulary
from lianfang.desks.language import language_of_page, name_of
from lianfang.plan.wording.language import either
from lianfang.retention.record import Away


def in_words(away: Iterable[Away]) -> list[tuple[Away, str, str]]:
    """Each with the names of its kind and of its rule."""
    say = language_of_page()
    return [(one, name_of(vocabulary.kind(one.kind)), either(one.rule_zh, one.rule_en, say)) for one in away]
