"""The accounts of the demonstration, for its sign-in page: one press signs in."""

from django import template
from django.conf import settings
from django.db.models import Case, IntegerField, Value, When

from lianfang.access import roles
from lianfang.access.models import Account

register = template.Library()
_MOST = 40


@register.simple_tag
def demonstration_accounts() -> list[Account]:
    """The accounts to try, in the order of the desks; none where real people are served."""
    if not settings.DEMONSTRATION:
        return []
    order = Case(*(When(role=name, then=Value(i)) for i, name in enumerate(roles.NAMES)), output_field=IntegerField())
    return list(Account.objects.filter(is_active=True).order_by(order, "username")[:_MOST])


@register.simple_tag
def demonstration_password() -> str:
    """Their password, the same for all; empty where real people are served."""
    return str(settings.DEMONSTRATION_PASSWORD) if settings.DEMONSTRATION else ""
