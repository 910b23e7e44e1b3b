"""What the forms of goods say: who handled a batch, where it went, what was sampled of it; as rows to record."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from lianfang.desks.moments import moment_typed
from lianfang.desks.recording import together

_PERSON = ("name", "identity_number", "telephone")
_LONGEST = 100


def record_handling(request: HttpRequest, batch: str) -> list[str]:
    """Records who handled the batch; answers what was wrong, a line each."""
    began = moment_typed(request.POST.get("occurred_from", ""))
    if began is None:
        return [_("When: is missing; give the day and the hour at which it was handled.")]
    row: dict[str, Any] = {f"person.{name}": _said(request, name) for name in _PERSON}
    row |= {f"handling.{name}": _said(request, name) for name in ("unit", "work")}
    row |= {
        "handling.batch": batch,
        "handling.protected": {"yes": True, "no": False}.get(request.POST.get("protected", "")),
        "handling.occurred_from": began,
    }
    return together(request, [("handlings", [row])])


def record_consignment(request: HttpRequest, batch: str) -> list[str]:
    """Records that some of the batch was sent or received; answers what was wrong, a line each."""
    at = moment_typed(request.POST.get("occurred_from", ""))
    if at is None:
        return [_("When: is missing; give the day and the hour at which it was sent or received.")]
    if not _said(request, "from_unit") and not _said(request, "to_unit"):
        return [_("Sent from, sent to: both are missing; give at least one of the two.")]
    said = ("number", "from_unit", "to_unit", "item", "quantity", "stage")
    row: dict[str, Any] = {f"consignment.{name}": _said(request, name) for name in said}
    row |= {"consignment.batch": batch, "consignment.occurred_from": at}
    return together(request, [("consignments", [row])])


def record_specimen(request: HttpRequest) -> list[str]:
    """Records a specimen of goods or of a surface, and its result where there is one; answers what was wrong."""
    taken = moment_typed(request.POST.get("taken", ""))
    if taken is None:
        return [_("Sampled: is missing; give the day and the hour at which the specimen was taken.")]
    said = ("number", "category", "item", "batch", "unit", "disease")
    row: dict[str, Any] = {f"specimen.{name}": _said(request, name) for name in said}
    row |= {"specimen.occurred_from": taken}
    if _said(request, "result"):
        tested = moment_typed(request.POST.get("tested", ""))
        if tested is None:
            return [_("Tested: is missing; give the day and the hour of the result, or leave the result out.")]
        row |= {"test_result.result": _said(request, "result"), "test_result.occurred_from": tested}
        row |= {"test_result.disease": row["specimen.disease"]}
    return together(request, [("goods-tests", [row])])


def _said(request: HttpRequest, name: str) -> str | None:
    return request.POST.get(name, "").strip()[:_LONGEST] or None
