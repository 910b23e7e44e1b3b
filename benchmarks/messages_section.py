"""The section on pasted messages of docs/benchmarks.md, from what was measured."""

from typing import Any


def pasted_messages(messages: dict[str, Any]) -> str:
    """How well messages are read, by style."""
    return f"""## Pasted messages

{messages["messages"]} made messages of ten styles (`benchmarks/made_messages.py`: invented people, a fixed seed), and \
as many untidy: rare surnames, separators lost, the stamps of a chat, talk around. A field is right where it stands \
beside the right name. The reader was written beside the tidy ones, which therefore say only that it keeps to them; of \
the untidy it learned rare surnames and stamps. The peer takes each line by itself for one person.

| style | fields told | right | wrong | messages without a fault | peer: right | wrong |
| --- | --- | --- | --- | --- | --- | --- |
{_styles(messages)}
"""


def _styles(messages: dict[str, Any]) -> str:
    return "\n".join(
        f"| {style} | {count['told']} | {count['right']} | {count['wrong']} "
        f"| {count['faultless']} of {count['messages']} | {count['peer']} | {count['peer_wrong']} |"
        for style, count in messages["styles"].items()
    )
