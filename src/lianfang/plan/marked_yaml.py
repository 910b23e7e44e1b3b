"""The tree of any text as YAML, by a reader that knows where each mistake is, and has the words for it.

`plain_yaml` reads what is nothing out of the ordinary in a tenth of the time: this one is seldom needed.
"""

from __future__ import annotations

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from lianfang.plan.branch import DEEPEST, MOST, Branch, Mapping, Scalar, Sequence
from lianfang.plan.finding import Finding, Span


def marked(text: str) -> tuple[Branch | None, list[Finding]]:
    """The tree of a text and what is wrong with it as YAML. No tree where it is no YAML at all."""
    try:
        node = YAML(typ="safe", pure=True).compose(text)
    except MarkedYAMLError as wrong:
        return None, [_unreadable(wrong, text)]
    except (YAMLError, ValueError, RecursionError) as wrong:
        line = " ".join(str(wrong).split()) or type(wrong).__name__
        return None, [Finding("unreadable-file", line[:160], None)]
    if node is None:
        return None, [Finding("empty-file", "the file holds nothing", None, "a plan begins with plan: NAME")]
    findings: list[Finding] = []
    return _branch(node, text, findings, 0, [0]), findings


def _unreadable(wrong: MarkedYAMLError, text: str) -> Finding:
    mark = wrong.problem_mark or wrong.context_mark
    message = " ".join((wrong.problem or wrong.context or "no YAML").split())
    remedy = ""
    lines = text.splitlines()
    if mark is not None and mark.line < len(lines) and lines[mark.line].startswith("\t"):
        remedy = "indent with spaces, not with tabs"
    if mark is None:
        return Finding("unreadable-file", message, None, remedy)
    span = Span(mark.line + 1, mark.column + 1, mark.line + 1, mark.column + 2)
    others: tuple[Span, ...] = ()
    if wrong.context_mark is not None and wrong.context_mark.line != mark.line:
        context = wrong.context_mark
        others = (Span(context.line + 1, context.column + 1, context.line + 1, context.column + 2),)
    return Finding("unreadable-file", message, span, remedy, others=others)


def _span(node: Node) -> Span:
    start, end = node.start_mark, node.end_mark
    return Span(start.line + 1, start.column + 1, end.line + 1, end.column + 1)


def _branch(node: Node, text: str, findings: list[Finding], depth: int, count: list[int]) -> Branch:
    span = _span(node)
    count[0] += 1
    if count[0] > MOST:
        if count[0] == MOST + 1:
            findings.append(Finding("too-deep", f"more than {MOST} parts, aliases written out", span))
        return Scalar("", span, "", False)
    if depth > DEEPEST:
        findings.append(Finding("too-deep", f"more than {DEEPEST} levels, one inside the other", span))
        return Scalar("", span, "", False)
    if isinstance(node, ScalarNode):
        raw = text[node.start_mark.index : node.end_mark.index]
        return Scalar(str(node.value), span, raw, node.style in ("'", '"'))
    if isinstance(node, SequenceNode):
        return Sequence(tuple(_branch(item, text, findings, depth + 1, count) for item in node.value), span)
    assert isinstance(node, MappingNode)
    items: dict[str, Branch] = {}
    keys: dict[str, Span] = {}
    for key, value in node.value:
        name = str(key.value) if isinstance(key, ScalarNode) else "?"
        if name in items:
            findings.append(
                Finding("key-twice", f"{name} is said twice", _span(key), "keep one of them", others=(keys[name],))
            )
            continue
        items[name] = _branch(value, text, findings, depth + 1, count)
        keys[name] = _span(key)
    return Mapping(items, keys, span)
