"""The pages: a folder a desk, all in one shell. What to know before you write one.

A desk is a folder ``desks/<desk>/`` with ``urls.py`` (``app_name = "<desk>"``, ``urlpatterns``), ``views.py`` and
``queries.py``; its templates stand in ``desks/templates/<desk>/``. ``desks/urls.py`` hangs it under ``/<desk>/`` as
soon as it is there, ``navigation.py`` names its pages for each role. Addresses are named ``<desk>:<page>``; the page on
which a desk opens is ``<desk>:today``.

A view is a plain function::

    @reads("case_status")                       # doors.py: signed in, and the table of rights lets the role read these
    def cases(request):
        at = moment_of(request)                 # page.py: now, or ?as-of=; asked once a request
        rows = queries.line_list(request.user, …)
        if request.GET.get("export"):           # export.py: the same rows as xlsx or csv, audited
            return exported(request, "cases", COLUMNS, rows)
        return page(request, "cdc/cases.html", {"rows": rows})

``page`` adds what the shell shows: ``account``, ``now``, ``as_of``, ``known``, ``navigation``, ``units`` and ``areas``.
Names of units and areas come in one query each: ``names.units(codes)``, ``names.areas(paths or codes)``.

Recording goes by ``recording.recorded(request, kind, rows)``: it asks the table of rights, calls ``facts.record`` with
the form's ``request_id`` (``{% request_id %}`` in the form), says on the page what became of the rows, and answers the
``Recorded``. A mistake is one line at the top, and nothing is recorded. The database shows an account its own area
only; a row by its id is fetched with ``situation.queries.person_for``, ``case_for``, ``duty_for``. Names come by
``queries.person_names``, which notes them for the audit: the door writes one line about all whom a page named.

Whom a number, a telephone or a name means is asked of ``finding.searched(account, text, now)``: people the account may
see, and of a number that is nobody's yet the birth and sex that it says. ``reasons.reason_words`` gives the ledger's
reasons in the language of the page.

Templates begin with ``{% extends "base.html" %}`` and ``{% load i18n desk %}``; blocks are ``title`` and ``content``
(``aside`` for buttons beside the title). Tags (templatetags/desk.py; their words stand in words.py):

    {% heading _("Cases") note=_("by onset") export=True %}   title of a section, grey note, links to its export
    {% due duty %}                 超时 2 小时 / 08:00 前 / 今日, red, amber or plain, against ``now``
    {% state duty %}               a word: 待办, 临期, 超期, 已办结, 不再执行
    {% person_link person name %}  {% case_link case number %}  {% duty_link duty %}
    {% unit_name code %}           name and leader (包保), from ``units``;  {% area_name path %}
    {{ value|word:"case.classification" }}      the option's word in the language of the page
    {{ moment|when }}  {{ day|day }}            1月9日 18:00, 1月9日; {{ value|dash }} is – where there is nothing
    {% sealed "telephone" person masked %}      a masked value that opens one at a time, on record
    {% request_id %}               the hidden field by which a form sent twice is recorded once
    {% keep page=2 %}              the address of this page with parameters changed
    {% copy_as_text text %}        a button that copies a list as text: ``as_text.as_text`` writes it for a telephone

Classes of the style sheet (server/static/desks.css): ``grid`` with ``span-3`` … ``span-12``; ``rows`` on a table,
``cards`` beside it where each row becomes a card on a phone (give cells ``data-label``), ``scroll`` around a wide one;
``figure`` on right-aligned cells; ``overdue``, ``near``, ``done``, ``muted``; ``button``, ``button first``; ``fields``
on a form, ``bar`` for filters and bulk actions; ``note``; ``card`` with ``card overdue`` on the phone desks;
``thumbs`` at the bottom of a phone page. Nothing needs a script: desks.js counts ticked boxes and opens sealed values.
"""
