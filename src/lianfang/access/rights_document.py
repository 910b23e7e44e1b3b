"""The table of rights as a page: one function, kept in docs/security.md between two marks.

`python -m lianfang.access.rights_document` writes it there anew.
"""

from pathlib import Path

from lianfang import vocabulary
from lianfang.access.rights import ACTIONS, GROUPS, NEVER_BY_HAND, RELATIONS, relations
from lianfang.access.roles import ROLES

BEGIN = "<!-- table of rights: written by lianfang.access.rights_document, do not edit -->"
END = "<!-- end of the table of rights -->"

_HOUSE = {
    "plan": ("方案", "Plan"),
    "account": ("账号", "Account"),
    "api_token": ("接口令牌", "API token"),
    "opening": ("紧急查档", "Opening of a file outside one's area"),
    "node": ("其他节点及其密钥", "Other installations and their keys"),
    "node_file": ("节点间签名文件", "Signed files between installations"),
    "entry_code": ("本人页一次性验证码", "Code for one's own page"),
    "audit": ("审计记录", "Audit"),
}


def table_of_rights() -> str:
    """Markdown: what each group holds, then a table a role, a row a group, a column an action with its relations."""
    lines = [
        BEGIN,
        "",
        "`*`: computed, or written by the house itself; no role records or corrects it. What is not here is refused.",
        "",
        "| group | kinds |",
        "| --- | --- |",
        *(f"| {group} | {', '.join(map(_listed, kinds))} |" for group, kinds in GROUPS.items()),
    ]
    for role in ROLES:
        lines += [
            "",
            f"### {role.en} {role.zh}",
            "",
            "| group | " + " | ".join(ACTIONS) + " |",
            "| --- |" + " --- |" * len(ACTIONS),
        ]
        for group, kinds in GROUPS.items():
            cells = [_cell(relations(role.name, action, kinds[0])) for action in ACTIONS]
            if any(cells):
                lines.append(f"| {group} | " + " | ".join(cells) + " |")
    return "\n".join([*lines, "", END])


def named(kind: str) -> str:
    """The Chinese name of a kind of fact, a derived table or one of the house's own tables."""
    if kind in _HOUSE:
        return _HOUSE[kind][0]
    names = {fact.name: fact.zh for fact in vocabulary.kinds()}
    names |= {table.name: table.zh for table in vocabulary.derived_tables()}
    return names[kind]


def written_into(page: str) -> str:
    """`page` with the table between its marks made anew; raises ValueError where the marks are missing."""
    if BEGIN not in page or END not in page:
        raise ValueError(f"the page has no place for the table of rights: {BEGIN} … {END}")
    before, _, rest = page.partition(BEGIN)
    return before + table_of_rights() + rest.partition(END)[2]


def _listed(kind: str) -> str:
    return f"`{kind}`{'*' if kind in NEVER_BY_HAND else ''} {named(kind)}"


def _cell(found: frozenset[str]) -> str:
    if found == frozenset(RELATIONS):
        return "every relation"
    return ", ".join(relation for relation in RELATIONS if relation in found)


if __name__ == "__main__":
    page = Path("docs/security.md")
    page.write_text(written_into(page.read_text(encoding="utf-8")), encoding="utf-8")
