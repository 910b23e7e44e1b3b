"""From figures to the blocks of a document, in Chinese or English: which tables, in which order, with which notes."""

from lianfang.reports.document import Block, Cell, Document, Notes, Paragraph, Table, TableColumn
from lianfang.reports.figures import BulletinRow, DailyFigures, DailyReport, PromiseFigures, SignOffState
from lianfang.reports.labels import RATES, known_at, label, moment, short_day
from lianfang.reports.wording import (
    Language,
    contacts_paragraph,
    day_en,
    day_paragraph,
    moment_zh,
    opening_paragraph,
)

_BY_AREA = (
    "new_confirmed",
    "current_confirmed",
    "cumulative_confirmed",
    "new_asymptomatic",
    "current_asymptomatic",
    "current_suspected",
    "cumulative_discharged",
    "cumulative_died",
)
_STATES = (
    SignOffState.MISSING,
    SignOffState.LATE,
    SignOffState.REOPENED,
    SignOffState.PENDING,
    SignOffState.ZERO,
    SignOffState.REPORTED,
)
# States of whose units the paper gives the names; of the others the number, the names being in the workbook.
_NAMED = frozenset({SignOffState.MISSING, SignOffState.LATE, SignOffState.REOPENED, SignOffState.PENDING})

_OWING_ON_PAPER = 15
_DAYS_NAMED = 8


def paragraphs(figures: DailyFigures, language: Language = "zh") -> tuple[str, ...]:
    """The sentences of a report, the opening one first: what a message says."""
    return tuple(paragraphs_by_subject(figures, language).values())


def paragraphs_by_subject(figures: DailyFigures, language: Language = "zh") -> dict[str, str]:
    """The same by what each tells of: ``situation``, ``new``, ``contacts``, ``asymptomatic``, where there is any."""
    told = {
        "situation": opening_paragraph(figures.opening, figures.known_at, figures.sign_offs.cut, language),
        "new": day_paragraph(figures, language),
        "contacts": contacts_paragraph(figures.contacts, language),
        "asymptomatic": _asymptomatic(figures, language),
    }
    return {subject: text for subject, text in told.items() if text}


def document(report: DailyReport, language: Language = "zh") -> Document:
    """The whole report as a document."""
    figures = report.figures
    area = figures.area.name if language == "zh" else figures.area.latin
    if figures.area.level in ("nation", "world") and language == "zh":
        area = figures.area.short
    disease = figures.disease_zh if language == "zh" else figures.disease_en
    opening, *others = paragraphs(figures, language)
    blocks: list[Block] = [Paragraph(opening, leading=True), *(Paragraph(text) for text in others)]
    blocks.append(bulletin_table(figures, language))
    blocks += _revisions(figures, language)
    if figures.children:
        blocks.append(_by_area(figures, language))
    blocks += _sums(figures, language)
    blocks.append(_rates(figures, language))
    blocks += _duties(figures, language)
    blocks += _sign_offs(figures, language)
    blocks += _then_and_now(report, language)
    blocks.append(Notes(label("notes", language), _notes(report, language)))
    if language == "zh":
        subtitle = f"{figures.day.year}年{moment_zh(figures.opening, figures.known_at, figures.sign_offs.cut)}"
        subtitle = f"（截至{subtitle}）"
    else:
        subtitle = day_en(figures.opening)
    title, known = label("title", language, area=area, disease=disease), known_at(figures.known_at, language)
    return Document(language, title, subtitle, tuple(blocks), known)


def _asymptomatic(figures: DailyFigures, language: Language) -> str:
    number = figures.opening.asymptomatic
    if not number:
        return ""
    if language == "zh":
        return f"另有{number}例无症状感染者尚在接受医学观察（不计入病例）。"
    return f"Beside these, {number:,} asymptomatic infections are under medical observation (not counted as cases)."


def row_label(key: str, language: Language) -> str:
    """The label of a bulletin's row by its key: ``confirmed.imported`` → 境外输入."""
    name, _, origin = key.partition(".")
    return label(origin or name, language)


def bulletin_table(figures: DailyFigures, language: Language) -> Table:
    """The bulletin's rows as a table."""
    columns = ("new", "current", "cumulative")
    # A row of which nothing at all is known takes no line, but for those that every bulletin has.
    always = ("confirmed", "asymptomatic", "suspected", "discharged", "died")
    shown = [row for row in figures.bulletin if (row.name in always or any(_known(row))) and not _idle(row)]
    rows = [
        (row_label(row.key, language), *(getattr(row, name) if name in row.has else "" for name in columns))
        for row in shown
    ]
    return Table(
        label("figures", language),
        label("figures", language),
        (
            TableColumn(label("figure", language), share=2.6),
            *(TableColumn(label(name, language), number=True) for name in columns),
        ),
        tuple(rows),
        strong=frozenset(place for place, row in enumerate(shown) if row.name in ("confirmed",) and not row.origin),
        indented=frozenset(place for place, row in enumerate(shown) if row.origin),
    )


def _revisions(figures: DailyFigures, language: Language) -> list[Block]:
    """What became known of earlier days and what was taken back: a row a figure, with the days."""
    rows: list[tuple[Cell, ...]] = []
    for name in dict.fromkeys(revision.name for revision in figures.revisions):
        of_it = [revision for revision in figures.revisions if revision.name == name]
        days = [f"{short_day(one.day, language)} {one.added - one.removed:+d}" for one in of_it]
        told = ("、" if language == "zh" else ", ").join(days[:_DAYS_NAMED])
        if len(days) > _DAYS_NAMED:
            told += " 等" if language == "zh" else " …"
        rows.append((label(name, language), sum(o.added for o in of_it), sum(o.removed for o in of_it), told))
    if not rows:
        return []
    columns = (
        TableColumn(label("figure", language), share=1.4),
        TableColumn(label("added", language), number=True),
        TableColumn(label("removed", language), number=True),
        TableColumn(label("of_days", language), share=3),
    )
    title = label("revisions", language)
    return [Table(title, title[:31], columns, tuple(rows), note=label("revisions_note", language))]


def _idle(row: BulletinRow) -> bool:
    """Cases related to import are a row where there are any."""
    return row.origin == "import_related" and not any((row.new, row.current, row.cumulative))


def _known(row: BulletinRow) -> list[bool]:
    return [getattr(row, name) is not None for name in row.has]


def _by_area(figures: DailyFigures, language: Language) -> Table:
    shown = [
        name
        for name in _BY_AREA
        if name == "cumulative_confirmed" or any(getattr(child, name) is not None for child in figures.children)
    ]
    with_units = bool(figures.sign_offs.lines)
    rows: list[tuple[Cell, ...]] = []
    for child in figures.children:
        named = child.area.name if language == "zh" else child.area.latin
        units: tuple[Cell, ...] = (child.missing_units,) if with_units else ()
        rows.append((named, *(getattr(child, name) for name in shown), *units))
    totals = []
    for name in shown:
        values = [getattr(child, name) for child in figures.children if getattr(child, name) is not None]
        totals.append(sum(values) if values else None)
    sum_units: tuple[Cell, ...] = (sum(child.missing_units for child in figures.children),) if with_units else ()
    rows.append((label("sum_of_children", language), *totals, *sum_units))
    unknown = sum(1 for child in figures.children if child.cumulative_confirmed is None)
    note = ""
    if unknown:
        note = (
            f"{unknown}个地区未公布，未计入合计。"
            if language == "zh"
            else f"{unknown} areas not published; not in the sum."
        )
    return Table(
        label("by_area", language),
        label("by_area", language),
        (
            TableColumn(label("area", language), share=1.6),
            *(TableColumn(label(name, language), number=True) for name in shown),
            *([TableColumn(label("state.missing", language), number=True)] if with_units else []),
        ),
        tuple(rows),
        strong=frozenset({len(rows) - 1}),
        note=note,
    )


def _sums(figures: DailyFigures, language: Language) -> list[Block]:
    blocks: list[Block] = []
    differing = [check for check in figures.sums if check.difference]
    if differing:
        area = figures.area.short if language == "zh" else figures.area.latin
        blocks.append(
            Table(
                label("sums", language),
                label("sums", language)[:31],
                (
                    TableColumn(label("figure", language), share=2),
                    TableColumn(label("own", language, area=area), number=True),
                    TableColumn(label("sum_of_children", language), number=True),
                    TableColumn(label("difference", language), number=True),
                    TableColumn(label("unknown_areas", language), number=True),
                ),
                tuple(
                    (label(check.figure, language), check.own, check.children, check.difference, check.unknown)
                    for check in differing
                ),
            )
        )
    if figures.both:
        blocks.append(
            Table(
                label("both", language),
                label("both", language)[:31],
                (
                    TableColumn(label("figure", language), share=2),
                    TableColumn(label("typed", language), number=True),
                    TableColumn(label("by_persons", language), number=True),
                ),
                tuple((label(both.figure, language), both.reported, both.persons) for both in figures.both),
            )
        )
    return blocks


def _rates(figures: DailyFigures, language: Language) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for rate in figures.rates:
        zh, defined_zh, en, defined_en = RATES[rate.name]
        name, defined = (zh, defined_zh) if language == "zh" else (en, defined_en)
        value = "—" if rate.value is None else f"{rate.value:.2f}" + ("%" if rate.per == 100 else "")
        rows.append((name, value, rate.numerator, rate.denominator, defined))
    return Table(
        label("rates", language),
        label("rates", language),
        (
            TableColumn(label("rate", language), share=2.4),
            TableColumn(label("value", language), number=True, share=1.2),
            TableColumn(label("numerator", language), number=True, share=1.4),
            TableColumn(label("denominator", language), number=True, share=1.5),
            TableColumn(label("definition", language), share=3.2),
        ),
        tuple(rows),
    )


_DUTY_COLUMNS = ("due", "met", "late", "waived", "missed", "overdue")


def _duties(figures: DailyFigures, language: Language) -> list[Block]:
    if not figures.rules:
        return []
    columns = (
        TableColumn(label("duty", language), share=2.2),
        *(TableColumn(label(name, language), number=True) for name in _DUTY_COLUMNS),
    )
    promises = tuple(_promise(figure, language) for figure in figures.promises if figure.due)
    blocks: list[Block] = []
    if promises:
        blocks.append(Table(label("duties", language), label("duties", language), columns, promises))
    rules = tuple(_promise(figure, language) for figure in figures.rules)
    blocks.append(Table(label("rules", language), label("rules", language), columns, rules))
    if figures.overdue:
        blocks += _owing(figures, language)
    return blocks


def _owing(figures: DailyFigures, language: Language) -> list[Block]:
    """Who owes what is overdue: on paper those who owe most, in the workbook all."""
    columns = (
        TableColumn(label("unit", language), share=3),
        TableColumn(label("leader", language), share=1.4),
        TableColumn(label("overdue", language), number=True),
        TableColumn(label("missed", language), number=True),
    )
    rows = tuple((owing.name, owing.leader or "—", owing.overdue, owing.missed) for owing in figures.overdue)
    title, sheet = label("owing", language), label("owing", language)[:31]
    more = len(rows) - _OWING_ON_PAPER
    if more <= 0:
        return [Table(title, sheet, columns, rows)]
    note = f"另有{more}个单位，见工作簿。" if language == "zh" else f"{more} more units are in the workbook."
    return [
        Table(title, sheet, columns, rows[:_OWING_ON_PAPER], note=note, only_paper=True),
        Table(title, sheet, columns, rows, only_workbook=True),
    ]


def _promise(figure: PromiseFigures, language: Language) -> tuple[Cell, ...]:
    title = figure.title_zh if language == "zh" else figure.title_en
    return (title, figure.due, figure.met, figure.late, figure.waived, figure.missed, figure.overdue)


def _sign_offs(figures: DailyFigures, language: Language) -> list[Block]:
    signed = figures.sign_offs
    if not signed.lines:
        return []
    comma = "、" if language == "zh" else ", "
    rows: list[tuple[Cell, ...]] = []
    for state in _STATES:
        lines = signed.of(state)
        if not lines and state in (SignOffState.PENDING, SignOffState.REOPENED):
            continue
        names = comma.join(line.name for line in lines) if state in _NAMED else ""
        rows.append((label(f"state.{state}", language), len(lines), names or ""))
    every: list[tuple[Cell, ...]] = []
    for line in signed.lines:
        remarks = []
        if line.covers_until is not None:
            until = moment(line.covers_until, language)
            remarks.append(
                f"截点前报送，数据截至{until}" if language == "zh" else f"signed early: covers up to {until}"
            )
        if line.late_facts:
            remarks.append(f"报送后又有{line.late_facts}条" if language == "zh" else f"{line.late_facts} facts since")
        at = "" if line.signed is None else moment(line.signed, language)
        every.append((line.name, label(f"state.{line.state}", language), at, line.leader, "；".join(remarks)))
    return [
        Table(
            label("sign_offs", language),
            label("sign_offs", language),
            (
                TableColumn(label("state", language), share=1),
                TableColumn(label("units", language), number=True, share=0.8),
                TableColumn(label("names", language), share=6),
            ),
            tuple(rows),
        ),
        Table(
            label("sign_offs", language),
            "报送明细" if language == "zh" else "Sign-offs by unit",
            tuple(TableColumn(label(name, language)) for name in ("unit", "state", "signed", "leader", "remark")),
            tuple(every),
            only_workbook=True,
        ),
    ]


def _then_and_now(report: DailyReport, language: Language) -> list[Block]:
    if report.then_known_at is None:
        return []
    then = (
        label("then_due", language)
        if report.then_is_due
        else label("then", language, at=moment(report.then_known_at, language))
    )
    rows = tuple(
        (f"{row_label(d.row, language)} · {label(d.column, language)}", d.then, d.now, d.difference)
        for d in report.differences
        if d.then or d.now
    )
    return (
        [
            Table(
                label("then_now", language),
                label("then_now", language)[:31],
                (
                    TableColumn(label("figure", language), share=2.4),
                    TableColumn(then, number=True, share=1.4),
                    TableColumn(label("now", language), number=True),
                    TableColumn(label("difference", language), number=True),
                ),
                rows,
            )
        ]
        if rows
        else []
    )


def _notes(report: DailyReport, language: Language) -> tuple[str, ...]:
    figures, lines = report.figures, []
    known = moment(figures.known_at, language)
    cut, due = (moment(at, language) for at in (figures.sign_offs.cut, figures.sign_offs.due))
    rests = label(f"basis.{figures.basis}", language)
    if language == "zh":
        lines.append(f"本报告数据知悉时间为{known}；统计截点{cut}，报送时限{due}。")
        lines.append(f"“新增”指当日0—24时内的分类；本级数据来源：{rests}。")
        lines.append("“—”表示未公布（未知），不等于零。无症状感染者不计入病例。")
        if report.then_known_at is not None:
            lines.append(f"“当时所知”为{moment(report.then_known_at, language)}已知悉的数据，差值为现在减当时。")
    else:
        lines.append(f"Figures as known at {known}; counted to {cut}, due by {due}.")
        lines.append(f"New means classified within the day. This area's figures rest on: {rests}.")
        lines.append("— means not published (unknown), which is not zero. Asymptomatic infections are not cases.")
        if report.then_known_at is not None:
            then = moment(report.then_known_at, language)
            lines.append(f"As known then: at {then}; the difference is now less then.")
    return tuple(lines)
