"""What the reader's kinds and the fields of a line are called on the page."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

READ: dict[str, Promise] = {
    "stay": _("stay"),
    "visit": _("visit"),
    "travel": _("ride"),
    "work": _("work"),
    "meal": _("meal"),
    "medical": _("medical visit"),
    "specimen": _("specimen"),
    "isolation": _("isolation"),
    "admission": _("admission"),
    "diagnosis": _("diagnosis"),
    "symptom": _("symptom"),
    "unread": _("nothing was read"),
}
FIELDS: dict[str, Promise] = {
    "record": _("Record as"),
    "day": _("First day"),
    "until": _("Last day"),
    "start": _("From"),
    "end": _("Until"),
    "place": _("Place"),
    "means": _("Means"),
    "vehicle": _("Train, flight or plate"),
    "carriage": _("Carriage"),
    "seat": _("Seat"),
    "origin": _("From where"),
    "destination": _("To where"),
}
