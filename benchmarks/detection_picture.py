"""The picture beside the tables on the quality of detection, drawn from the tables themselves.

python -m benchmarks.detection_picture
"""

import re
from pathlib import Path
from typing import Any

DOCS = Path(__file__).parent.parent / "docs"
MARKS = "o^vsDPX*"


def tables(text: str) -> dict[str, dict[str, tuple[float, float]]]:
    """By data set and method the false alarms a year and the share of outbreaks of size 5 that were found."""
    found: dict[str, dict[str, tuple[float, float]]] = {}
    section = text[text.index("## Detection of outbreaks") :]
    for name, body in re.findall(r"\*\*(\w+)\*\*: .*?\n\n((?:\|.*\n)+)", section):
        head, _rule, *rows = ([cell.strip() for cell in line.strip("|").split("|")] for line in body.splitlines())
        false, five = head.index("false alarms a year"), head.index("found, size 5")
        found[name] = {row[0]: (float(row[false]), float(row[five].rstrip("%")) / 100) for row in rows}
    return found


def picture(text: str, file: Path) -> None:
    """A panel a data set: to the left fewer false alarms, to the top more found; each method a mark of its own."""
    from lianfang.cli._plot import ACCENT, INK, drawn

    told = tables(text)

    def draw(panel: Any, name: str) -> None:
        from matplotlib.ticker import PercentFormatter

        for mark, (method, (false, share)) in zip(MARKS, told[name].items(), strict=True):
            fill = "white" if mark in "ovD*" else ACCENT
            panel.plot(false, share, ls="", marker=mark, ms=8, mfc=fill, mec=INK, label=method, clip_on=False, zorder=3)
        panel.set_xlim(left=0)
        panel.grid(visible=True, axis="x")
        panel.set_ylim(0, 1)
        panel.yaxis.set_major_formatter(PercentFormatter(1))
        panel.set_xlabel("false alarms a year")
        panel.set_ylabel("found, size 5")

    drawn(file, list(told), draw, wide=False, columns=3)


if __name__ == "__main__":
    picture((DOCS / "benchmarks.md").read_text(encoding="utf-8"), DOCS / "detection.png")
