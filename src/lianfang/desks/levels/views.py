"""The levels of the areas here: a map of equal tiles and the table beside it; declaring one from what is proposed."""

from collections import Counter
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from lianfang.access.models import Account
from lianfang.desks.doors import allowed, reads, records
from lianfang.desks.export import Exported, exported
from lianfang.desks.language import language_of_page
from lianfang.desks.levels import queries
from lianfang.desks.levels.queries import Line
from lianfang.desks.levels.tiles import blocks_of
from lianfang.desks.moments import field_moment, moment_typed
from lianfang.desks.page import moment_of, now_of, page
from lianfang.desks.recording import recorded_whole
from lianfang.desks.rules import spoken
from lianfang.desks.words import level_word, option_word
from lianfang.plan import Plan
from lianfang.plan.scales import Figure, Grade, Scale
from lianfang.plan.wording import levels as level_words
from lianfang.plan.wording.language import either

ROWS = 100
NONE = "none"


@reads("level", "declaration")
def today(request: HttpRequest) -> HttpResponse:
    """Each area's level by one scale: the map, how many of each, the table with the figures and what is declared."""
    account: Account = request.user  # type: ignore[assignment]
    at = moment_of(request)
    scales = queries.scales_at(at)
    if not scales:
        return page(request, "levels/today.html", {"scale": None})
    plan, scale = _scale(request, scales)
    every = queries.lines_of(account, plan, scale, at)
    of = request.GET.get("of", "")
    told = [line for line in every if not of or line.area.level == of]
    chosen = request.GET.get("show", "")
    shown = [line for line in told if not chosen or line.kind == chosen or (chosen == "differs" and line.differs)]
    if request.GET.get("export"):
        return exported(request, f"levels-{scale.id}", _columns(scale), shown, computed=True)
    above = queries.provinces_of(told)
    # Provinces stand where they lie where there are several; else a block is the area right above.
    placed = sum(area.level == "province" for area in above.values()) > 1
    kinds = ["undecided", *(grade.level for grade in reversed(scale.grades)), NONE]
    of_kind = Counter(line.kind for line in told)
    levels = Counter(line.area.level for line in every)
    found = Paginator(shown, ROWS).get_page(request.GET.get("page"))
    return page(
        request,
        "levels/today.html",
        {
            "plan": plan,
            "scale": scale,
            "name": spoken(scale.names),
            "scales": [(each, spoken(each.names)) for _plan, each in scales],
            "conditions": _conditions(scale),
            "kinds": [(kind, _kind_word(kind), of_kind[kind]) for kind in kinds if of_kind[kind]],
            "differing": sum(line.differs for line in told),
            "total": len(told),
            "chosen": chosen,
            "of": of,
            "levels": [(each, level_word(each), levels[each]) for each in scale.areas] if len(levels) > 1 else [],
            "blocks": [
                (block, [(line, *_tile(line)) for line in block.lines]) for block in blocks_of(told, above, placed)
            ],
            "placed": placed,
            "figures": [(figure, spoken(figure.names)) for figure in scale.figures],
            "shown": found,
            "lines": [(line, _proposed(line), [_figure(line, one) for one in scale.figures]) for line in found],
            "may_declare": allowed(account, "record", "declaration") and not scale.by_rule,
        },
    )


def _scale(request: HttpRequest, scales: list[tuple[Plan, Scale]]) -> tuple[Plan, Scale]:
    return next((one for one in scales if one[1].id == request.GET.get("scale")), scales[0])


def _conditions(scale: Scale) -> list[tuple[str, str, str]]:
    """Each level, what makes it and what it orders, in words."""
    say = language_of_page()
    return [
        (level_words.level(grade.level, say), level_words.grade(scale, grade, say), _measures(grade))
        for grade in scale.grades
    ]


def _measures(grade: Grade) -> str:
    """What a level orders, in the language of the page."""
    say = language_of_page()
    return either("；", "; ", say).join(level_words.measure(one, say) for one in grade.measures)


def _word(level: str | None) -> str:
    return option_word("level.lowest", level) if level else "–"


def _kind_word(kind: str) -> str:
    return _("Undecided") if kind == "undecided" else _("No level") if kind == NONE else _word(kind)


def _proposed(line: Line) -> str:
    """The level, or the interval that the figures leave."""
    if line.lowest is None or line.highest is None:
        return _kind_word(NONE)
    if not line.undecided:
        return _word(line.highest)
    return _("%(lowest)s to %(highest)s") % {"lowest": _word(line.lowest), "highest": _word(line.highest)}


def _tile(line: Line) -> tuple[str, str]:
    """What a tile says at a glance, and in full."""
    word = _word(line.lowest)
    short = word.removeprefix("Response level ").removesuffix("级响应") if line.scale.about == "response" else word[:1]
    figures = "; ".join(f"{spoken(one.names)} {_figure(line, one)}" for one in line.scale.figures)
    full = f"{line.area.name}: {_proposed(line)} ({figures})"
    if line.declared:
        full += f" · {_('declared')}: {_word(line.declared)}"
    return (f"{short}?" if line.undecided else short), full


def _figure(line: Line, figure: Figure) -> str:
    """A figure as the table shows it; of a cluster yes or no."""
    value = line.figures[figure.id]
    if value is None:
        return _("not known")
    if figure.cluster is not None:
        return _("yes") if value else _("no")
    return f"{value:g}"


def _columns(scale: Scale) -> list[Exported]:
    def figure(name: str) -> Any:
        return lambda line: line.figures.get(name)

    return [
        Exported(_("Code"), lambda line: line.area.code),
        Exported(_("Area"), lambda line: line.area.name),
        Exported(_("Proposed"), _proposed),
        Exported(_("Lowest"), lambda line: line.lowest),
        Exported(_("Highest"), lambda line: line.highest),
        Exported(_("Since"), lambda line: line.since),
        *(Exported(spoken(one.names), figure(one.id)) for one in scale.figures),
        Exported(_("Figures of"), lambda line: line.told),
        Exported(_("Declared"), lambda line: _word(line.declared) if line.declared else ""),
        Exported(_("Declared from"), lambda line: line.declared_from),
        Exported(_("Number"), lambda line: line.number),
    ]


@records("declaration")
def declare(request: HttpRequest, scale: str, area: str) -> HttpResponse:
    """The form that declares a level of an area, filled from what is proposed; what is recorded is a declaration."""
    account: Account = request.user  # type: ignore[assignment]
    at = now_of(request)
    found = next((one for one in queries.scales_at(at) if one[1].id == scale), None)
    lines = queries.lines_of(account, found[0], found[1], at, area) if found else []
    if found is None or not lines:
        raise Http404("no such area here")
    plan, line = found[0], lines[0]
    typed = {
        name: request.POST.get(name, "").strip() for name in ("level", "number", "signer", "from", "until", "note")
    }
    wrong: list[str] = []
    if request.method == "POST":
        begins, ends = moment_typed(typed["from"]), moment_typed(typed["until"])
        if typed["level"] not in {grade.level for grade in line.scale.grades}:
            wrong.append(_("choose the level that is declared"))
        if not typed["number"]:
            wrong.append(_("a declaration has its number"))
        if begins is None:
            wrong.append(_("from when it is in force is a day and hour"))
        if typed["until"] and (ends is None or (begins is not None and ends <= begins)):
            wrong.append(_("it ends after it begins"))
        if not wrong:
            row = {
                "declaration.about": line.scale.about, "declaration.disease": plan.disease,
                "declaration.declared": line.area.code, "declaration.level": typed["level"],
                "declaration.number": typed["number"], "declaration.signer": typed["signer"] or account.name,
                "declaration.note": typed["note"] or None, "declaration.occurred_from": begins,
                "declaration.occurred_until": ends,
            }  # fmt: skip
            if recorded_whole(request, "declaration", [row]) is not None:
                return redirect(f"{reverse('levels:today')}?scale={line.scale.id}")
            wrong.append(_("nothing was recorded"))
    else:
        proposed = None if line.undecided else line.highest
        typed |= {
            "level": proposed or "", "signer": account.name, "from": field_moment(at),
            # What the level proposed orders.
            "note": next((_measures(grade) for grade in line.scale.grades if grade.level == proposed), ""),
        }  # fmt: skip
    return page(
        request,
        "levels/declare.html",
        {
            "line": line,
            "name": spoken(line.scale.names),
            "proposed": _proposed(line),
            "figures": [(spoken(one.names), _figure(line, one)) for one in line.scale.figures],
            "conditions": _conditions(line.scale),
            "options": [(grade.level, _word(grade.level)) for grade in line.scale.grades],
            "typed": typed,
            "wrong": wrong,
        },
        status=422 if wrong else 200,
    )
