"""An analysis briefing as a document: its sentences, each with the number of the row of figures that carries it."""

from lianfang.reports.analysis_figures import AnalysisBriefing
from lianfang.reports.analysis_wording import Figure, Section, Statement, sections
from lianfang.reports.document import Block, Document, Heading, Notes, Paragraph, Table, TableColumn
from lianfang.reports.labels import known_at, label
from lianfang.reports.wording import Language


def document(briefing: AnalysisBriefing, language: Language = "zh") -> Document:
    """The briefing as a document of one page."""
    zh = language == "zh"
    area = briefing.area.name if zh else briefing.area.latin
    disease = briefing.now.disease_zh if zh else briefing.now.disease_en
    parts = sections(briefing, language)
    blocks: list[Block] = []
    for section, numbered in numbered_sections(parts):
        blocks.append(Heading(section.heading, level=2))
        blocks.append(
            Paragraph(("" if zh else " ").join(_marked(one.text, number, language) for number, one in numbered))
        )
    blocks.append(_figures(parts, language))
    blocks.append(Notes(label("notes", language), _notes(language)))
    day = briefing.day
    return Document(
        language,
        f"{area}疫情分析研判" if zh else f"{area}: analysis of the situation",
        f"{disease}　{day.year}年{day.month}月{day.day}日" if zh else f"{disease}, {day.day} {day:%B %Y}",
        tuple(blocks),
        known_at(briefing.at, language),
        dense=True,
    )


def numbered_sections(parts: tuple[Section, ...]) -> list[tuple[Section, list[tuple[int, Statement]]]]:
    """Each part with its sentences, each with the number of its figures; sentences of the same figures share one."""
    number_of = {figures: number for number, figures in enumerate(_distinct(parts), 1)}
    return [(section, [(number_of[one.figures], one) for one in section.statements]) for section in parts]


def figure_rows(parts: tuple[Section, ...]) -> list[tuple[int, Figure]]:
    """Every figure with the number by which sentences name it."""
    return [(number, figure) for number, figures in enumerate(_distinct(parts), 1) for figure in figures]


def _distinct(parts: tuple[Section, ...]) -> list[tuple[Figure, ...]]:
    return list(dict.fromkeys(statement.figures for section in parts for statement in section.statements))


def _marked(text: str, number: int, language: Language) -> str:
    """A sentence with its number before the full stop, so that it is seen to be the sentence's own."""
    return f"{text[:-1]}{'' if language == 'zh' else ' '}[{number}]{text[-1]}"


def _figures(parts: tuple[Section, ...], language: Language) -> Table:
    zh = language == "zh"
    columns = (
        TableColumn("编号" if zh else "No.", share=0.6),
        TableColumn("数据" if zh else "Figures", share=5),
        TableColumn("来源与方法" if zh else "From", share=4.4),
    )
    semicolon = "；" if zh else "; "
    rows = []
    for number, figures in enumerate(_distinct(parts), 1):
        told = semicolon.join(f"{figure.name} {figure.value}" for figure in figures)
        sources = dict.fromkeys(figure.source for figure in figures if figure.source)
        rows.append((f"[{number}]", told, semicolon.join(sources)))
    title = "各句所依据的数据" if zh else "The figures behind each sentence"
    return Table(title, title[:31], columns, tuple(rows))


def _notes(language: Language) -> tuple[str, ...]:
    if language == "zh":
        return (
            "每句由方括号编号所指的数据生成，没有数据的不写成句。",
            "信号是需要核实的异常，不是结论；估计随补报和更正而变。",
        )
    return (
        "Every sentence is made of the figures of its number; what has none is not said.",
        "A signal is to be verified, no verdict; estimates change as reports come in and are corrected.",
    )
