"""A proposed plan: what it changes in words, whom it moves, and signing it, with what was seen kept beside the name."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import polars as pl
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.dateparse import parse_datetime
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lianfang.access.audit import audited, place_of
from lianfang.access.models import Account
from lianfang.desks import names
from lianfang.desks.doors import allowed, reads, records
from lianfang.desks.export import Exported, exported
from lianfang.desks.language import language_of_page
from lianfang.desks.moments import moment_words
from lianfang.desks.page import now_of, page
from lianfang.desks.plans.queries import Proposal, compared_with, derived_whole, proposal_for
from lianfang.desks.reasons import reason_words
from lianfang.desks.recording import entered, line_of
from lianfang.desks.rules import spoken
from lianfang.desks.words import option_word
from lianfang.plan.diff import changes, in_words
from lianfang.reports.plan_effect import EffectFigures, effect_figures
from lianfang.reports.plan_effect_words import as_json, colour_words, summary_line
from lianfang.situation.comparison import judge_otherwise, kept_effect
from lianfang.situation.queries import people_of
from lianfang.vocabulary import Mistake

ROWS = 100
# How long a preview may stand on a page before it is signed.
PREVIEW_FOR = timedelta(hours=12)
_SALT = "lianfang.plan.preview"


@reads("plan_proposal", "duty")
def proposal(request: HttpRequest, proposal: UUID) -> HttpResponse:
    """What is proposed, what it would change if it were in force now, and by whom it is signed."""
    return _shown(request, proposal_for(str(proposal), now_of(request)), [])


@records("plan_signature")
def sign(request: HttpRequest, proposal: UUID) -> HttpResponse:
    """Signs a proposal for the account that asks, with the preview that stood on its page."""
    account: Account = request.user  # type: ignore[assignment]
    found = proposal_for(str(proposal), now_of(request))
    if request.method != "POST":
        raise Http404("a proposal is signed from its page")
    try:
        seen = signing.loads(request.POST.get("preview", ""), salt=_SALT, max_age=PREVIEW_FOR)
    except signing.BadSignature:
        return _shown(request, found, [_("what you saw is too old or none of this page's; look again and sign")])
    if seen.get("new", {}).get("digest") != found.plan.digest:
        return _shown(request, found, [_("what you saw is another plan; look again and sign")])
    row = {
        "subject": found.id, "account": account.username, "signed_by": account.name or account.username,
        "digest": found.plan.digest, "preview": json.dumps(seen, ensure_ascii=False),
        "known": parse_datetime(seen["at"]), "occurred_from": now_of(request),
    }  # fmt: skip
    try:
        answer = entered(request, "plan_signature", [{f"plan_signature.{name}": value for name, value in row.items()}])
    except Mistake as mistake:
        return _shown(request, found, [reason_words(str(mistake))])
    if answer.rejections:
        return _shown(request, found, [line_of(one) for one in answer.rejections])
    return redirect("plans:proposal", found.id)


def _shown(request: HttpRequest, found: Proposal, wrong: list[str]) -> HttpResponse:
    account: Account = request.user  # type: ignore[assignment]
    old, language = compared_with(found.plan, found.area.path), language_of_page()
    changed = changes(old, found.plan)
    effect, areas, known = kept_effect(old, found.plan, now_of(request), area=found.area.path)
    figures = effect_figures(effect, old, found.plan, areas)
    titles = {rule.id: spoken(rule.owes.what) for plan in (old, found.plan) for rule in plan.rules}
    chosen = request.GET.get("list", "duties")
    rows = effect.lists.get(chosen)
    if rows is None:
        raise Http404("no such list")
    if request.GET.get("export"):
        told = _lines(account, chosen, rows, titles, areas)
        columns = [Exported(header, value) for header, _title, value in _COLUMNS[chosen]]
        return exported(request, f"plan-effect-{chosen}", columns, told, lambda row: row["person"], computed=True)
    lines = _lines(account, chosen, rows.head(ROWS), titles, areas)
    audited(account, "read", [one["person"] for one in lines if one["person"]], where=place_of(request))
    preview = as_json(old, found.plan, changed, effect, figures, known, lists=False)
    may_sign = allowed(account, "record", "plan_signature") and account.area == found.area.code
    shown: dict[str, Any] = {
        "found": found, "name": spoken(found.plan.layers[-1].names), "old": old, "replaces": bool(old.digest),
        "words": in_words(changed, language), "summary": summary_line(figures, language), "figures": figures,
        "known": known, "rules": _rules(figures, titles), "in_areas": _areas(figures, titles),
        "colours": [colour_words(one, language) for one in figures.colours],
        "lists": [(name, _list_name(name), each.height) for name, each in effect.lists.items()], "chosen": chosen,
        "total": rows.height, "rows": ROWS, "columns": [title for _header, title, _value in _COLUMNS[chosen]],
        "cells": [
            (line["person"], [_cell(value(line)) for _header, _title, value in _COLUMNS[chosen]]) for line in lines
        ],
        "may_sign": may_sign and not found.unsignable and not found.signed_by(account) and found.in_force_from is None,
        "signed_already": found.signed_by(account), "preview": signing.dumps(preview, salt=_SALT, compress=True),
        "seen": [(one, one.preview.get("summary", {}).get(language, "")) for one in found.signatures],
        "wrong": wrong, "otherwise_met": judge_otherwise(old, found.plan),
    } | derived_whole(found.plan)  # fmt: skip
    return page(request, "plans/proposal.html", shown, status=422 if wrong else 200)


def _list_name(name: str) -> str:
    return {"duties": _("Duties"), "codes": _("Health codes"), "levels": _("Levels")}[name]


def _change(word: str) -> str:
    return {
        "gained": _("gained"), "lost": _("no longer owed"), "moved": _("changed"), "raised": _("raised"),
        "lowered": _("lowered"),
    }.get(word, word)  # fmt: skip


def _rules(figures: EffectFigures, titles: dict[str, str]) -> list[tuple[str, str, int, int]]:
    return [(_change(one.change), titles.get(one.rule, one.rule), one.duties, one.people) for one in figures.rules]


def _areas(figures: EffectFigures, titles: dict[str, str]) -> list[tuple[str, str, str, int]]:
    return [
        (one.name or one.area or "–", _change(one.change), titles.get(one.rule, one.rule), one.duties)
        for one in figures.areas
    ]


def _lines(
    account: Account, chosen: str, rows: pl.DataFrame, titles: dict[str, str], areas: pl.DataFrame
) -> list[dict[str, Any]]:  # fmt: skip
    """The rows of a list in words: whom each is about by name, as far as the account may see them."""
    told = rows.to_dicts()
    named = {}
    if chosen != "levels":
        persons = {row["person"] for row in told if row["person"]}
        named = {str(one.person): one.name for one in people_of(account).filter(person__in=persons)}
    if chosen == "levels":
        places = dict(areas.select("code", "name").iter_rows())
        return [
            row | {"person": None, "change": _change(row["change"]), "whom": places.get(row["area"], row["area"]),
                   "before": _level(row["lowest_before"], row["highest_before"]),
                   "after": _level(row["lowest"], row["highest"])}
            for row in told
        ]  # fmt: skip
    if chosen == "codes":
        return [
            row | {"change": _change(row["change"]), "whom": named.get(row["person"], "–"),
                   "before": _colour(row["colour_before"]), "after": _colour(row["colour"]),
                   "ground": option_word("health_code.ground", row["ground"]) if row["ground"] else ""}
            for row in told
        ]  # fmt: skip
    units = names.units(row["owed_by"] or row["owed_by_before"] for row in told)
    return [
        row | {"change": _change(row["change"]), "rule": titles.get(row["rule"], row["rule"]),
               "whom": named.get(row["person"], row["subject_kind"]),
               "unit": getattr(units.get(row["owed_by"] or row["owed_by_before"]), "name", "")}
        for row in told
    ]  # fmt: skip


def _colour(word: str) -> str:
    return _("Green") if word == "green" else option_word("health_code.colour", word)


def _level(lowest: str | None, highest: str | None) -> str:
    words = [option_word("level.lowest", one) for one in (lowest, highest) if one]
    return " – ".join(dict.fromkeys(words)) or "–"


Column = tuple[str, Promise, Callable[[dict[str, Any]], Any]]


def _of(name: str) -> Callable[[dict[str, Any]], Any]:
    return lambda row: row[name]


# Of each list the columns: as the file calls them, as the page does, and their value.
_CHANGED: Column = ("变动", gettext_lazy("Change"), _of("change"))
_COLUMNS: dict[str, list[Column]] = {
    "duties": [
        _CHANGED, ("姓名", gettext_lazy("Whose"), _of("whom")), ("事项", gettext_lazy("What"), _of("rule")),
        ("责任单位", gettext_lazy("By whom"), _of("unit")), ("原时限", gettext_lazy("Due before"), _of("due_before")),
        ("时限", gettext_lazy("Due"), _of("due")), ("原终止", gettext_lazy("Ended before"), _of("ends_before")),
        ("终止", gettext_lazy("Ends"), _of("ends")),
    ],
    "codes": [
        _CHANGED, ("姓名", gettext_lazy("Whose"), _of("whom")),
        ("原健康码", gettext_lazy("Code before"), _of("before")), ("健康码", gettext_lazy("Code"), _of("after")),
        ("依据", gettext_lazy("Ground"), _of("ground")), ("到期", gettext_lazy("Expires"), _of("expires")),
        ("原到期", gettext_lazy("Expired before"), _of("expires_before")),
    ],
    "levels": [
        _CHANGED, ("辖区", gettext_lazy("Area"), _of("whom")), ("原等级", gettext_lazy("Level before"), _of("before")),
        ("等级", gettext_lazy("Level"), _of("after")),
    ],
}  # fmt: skip


def _cell(value: Any) -> str:
    if isinstance(value, datetime):
        return moment_words(value)
    return "–" if value is None or value == "" else str(value)
