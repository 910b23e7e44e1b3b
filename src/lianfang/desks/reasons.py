"""Why a value or a row was refused, in the language of the page."""

from django.utils.translation import get_language

from lianfang.facts.cells import chinese


def reason_words(reason: str) -> str:
    """A reason of the ledger's in Chinese on a Chinese page, in English else."""
    return chinese(reason) if (get_language() or "zh").startswith("zh") else reason
