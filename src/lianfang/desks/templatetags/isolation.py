"""Words of the isolation site's pages."""

from datetime import datetime

from django import template
from django.utils.translation import gettext as _

from lianfang.desks import moments

register = template.Library()


@register.filter
def since(moment: datetime, now: datetime) -> str:
    """How long it has been: 40 分, 2 小时."""
    return moments.span_words(now - moment)


@register.filter
def stay_word(value: str) -> str:
    """The word of a view of the register, or of how a stay ended."""
    words = {
        "in": _("in"),
        "left": _("gone"),
        "all": _("all"),
        "released": _("released"),
        "admitted": _("admitted to hospital"),
        "moved": _("moved elsewhere"),
        "taken_over": _("taken over by another unit"),
    }
    return words.get(value, value)
