"""The investigation form as a paper: its sections in words, and the lists behind it."""

from datetime import datetime

from django.http import HttpResponse
from django.utils.translation import gettext as _

from lianfang.desks import names
from lianfang.desks.investigation.queries import Form, Lists
from lianfang.desks.language import language_of_page
from lianfang.desks.moments import local, moment_words
from lianfang.desks.papers import taken_along
from lianfang.desks.words import option_word, stage_word
from lianfang.facts import identities
from lianfang.reports.investigation_paper import InvestigationPaper, Line, Listed, Section, document
from lianfang.reports.render import document_written


def printed(form: Form, lists: Lists, unit: str, ending: str, at: datetime) -> HttpResponse:
    """The paper as a file to download; ``ending`` is docx or pdf. What identifies is in clear."""
    paper = InvestigationPaper(
        form.case.number or "",
        (form.person.name if form.person else "") or "",
        names.disease(form.case.disease),
        unit,
        tuple(
            Section(title, tuple(Line(line.label, line.value, line.state) for line in lines))
            for title, lines in form.sections
        ),
        tuple(_listed(lists)),
        local(at),
    )
    content = document_written(document(paper, language_of_page()), ending, at)
    return taken_along(content, f"investigation-{local(at):%Y%m%d-%H%M}", ending)


def _listed(lists: Lists) -> list[Listed]:
    numbers = identities.sealed_values([near.contact.person for near in lists.contacts], "telephone")
    made = [
        Listed(
            _("Contacts of the case"),
            ((_("Name"), 1.3), (_("Grade"), 1.1), (_("Telephone"), 1.6), (_("Occasion"), 1.6), (_("Last exposed"), 1.6),
             (_("Step"), 1.0)),
            tuple(
                (
                    (near.person.name if near.person else "") or "–",
                    option_word("contact.grade", near.contact.grade),
                    numbers.get(near.contact.person, ""),
                    " ".join(each for each in (near.setting, near.relation) if each),
                    moment_words(near.contact.last_exposed) if near.contact.last_exposed else "",
                    stage_word(near.step),
                )
                for near in lists.contacts
            ),
            lists.contacts_total - len(lists.contacts),
        )
    ]  # fmt: skip
    if lists.places is not None:
        made.append(Listed(_("Places"), ((_("When"), 2), (_("Place"), 3)), lists.places))
    columns = ((_("Sampled"), 1.5), (_("Number"), 1.5), (_("Kind of sample"), 1), (_("Result"), 2))
    made.append(Listed(_("Specimens"), columns, lists.specimens))
    return made
