"""What the pictures of the commands of analysis have in common: their file, their look, panels side by side.

Told apart by shape, hatching and line before colour, so that they read in print and by whoever sees no red.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from lianfang.vocabulary.mistakes import Mistake

if TYPE_CHECKING:
    from matplotlib.axes import Axes

ENDINGS = (".svg", ".png")
PLOT: Any = typer.Option(None, "--plot", help="Draws it into this file (.svg or .png).")
# The inks of the desks' style sheet.
INK, MUTED, HAIRLINE, ACCENT, PALE, RED = "#1b1b1a", "#6b6a65", "#dcd9d0", "#1f4f82", "#9cb4cf", "#a8201a"
# So many panels are read on a page; of more the first are drawn and the others told of.
MOST = 12
_FONTS = Path(__file__).parent.parent / "reports" / "fonts"
_LOOK: Any = {
    "font.size": 9, "text.color": INK, "axes.edgecolor": INK, "axes.labelcolor": MUTED, "axes.titlesize": 10,
    "axes.titlelocation": "left", "axes.titleweight": "bold", "axes.spines.top": False, "axes.spines.right": False,
    "axes.spines.left": False, "axes.grid": True, "axes.grid.axis": "y", "grid.color": HAIRLINE, "grid.linewidth": 0.6,
    "axes.axisbelow": True, "xtick.color": MUTED, "ytick.color": MUTED, "ytick.major.size": 0, "hatch.linewidth": 0.7,
    "hatch.color": ACCENT, "legend.frameon": False, "figure.facecolor": "white", "axes.unicode_minus": True,
    # Letters as shapes: the picture looks the same where the font is not installed; no random names within.
    "svg.fonttype": "path", "svg.hashsalt": "lianfang",
}  # fmt: skip


def refuse_other_pictures(file: Path | None) -> None:
    """Raises Mistake where a picture cannot be drawn into a file of this ending: said before the work, not after."""
    if file is not None and file.suffix.lower() not in ENDINGS:
        raise Mistake(f"--plot {file}: pictures are drawn as {' or '.join(ENDINGS)}")


def drawn(
    file: Path,
    names: Sequence[str],
    draw: Callable[[Axes, str], None],
    *,
    wide: bool = True,
    columns: int = 2,
) -> None:
    """A picture of one panel a name, drawn by ``draw``; one legend for all. Says on standard error how many are left
    out, and draws nothing where there is no name.

    ``wide`` panels are for time, the others for one line a group. Raises Mistake where the file cannot be written.
    """
    if not names:
        typer.echo(f"{file}: there is nothing to draw", err=True)
        return
    shown = list(names[:MOST])
    if len(names) > MOST:
        typer.echo(f"{file}: the first {MOST} of {len(names)} are drawn", err=True)
    with _look():
        from matplotlib.figure import Figure

        columns = min(columns, len(shown))
        rows = -(-len(shown) // columns)
        figure = Figure(figsize=(7.2 if columns == 1 else 10, max(2.3 * rows, 3) + 0.6), layout="constrained")
        panels = figure.subplots(rows, columns, squeeze=False)
        for place, panel in enumerate(panels.flat):
            if place >= len(shown):
                panel.set_axis_off()
                continue
            draw(panel, shown[place])
            panel.set_title(shown[place])
            if wide:
                panel.set_ylim(0, max(panel.get_ylim()[1], 1))
        handles: dict[str, Any] = {}
        for panel in panels.flat:
            handles |= {label: handle for handle, label in zip(*panel.get_legend_handles_labels(), strict=True)}
        if handles:
            figure.legend(list(handles.values()), list(handles), loc="outside lower center", ncols=min(len(handles), 4))
        _saved(figure, file)


def dated(panel: Axes) -> None:
    """Few dates below the panel, months and days or over a longer span years and months; whole numbers beside it."""
    from matplotlib.dates import AutoDateLocator, DateFormatter
    from matplotlib.ticker import MaxNLocator

    first, last = panel.get_xlim()
    # Every few days, begun anew with each month, would set its first beside the last of the one before.
    panel.xaxis.set_major_locator(AutoDateLocator(maxticks=6, interval_multiples=last - first >= 28))
    panel.xaxis.set_major_formatter(DateFormatter("%m-%d" if last - first < 200 else "%Y-%m"))
    panel.yaxis.set_major_locator(MaxNLocator(nbins=6, integer=True))


def _saved(figure: Any, file: Path) -> None:
    try:
        figure.savefig(file, dpi=150, metadata={"Date": None} if file.suffix.lower() == ".svg" else None)
    except OSError as error:
        raise Mistake(f"--plot {file}: cannot be written: {error.strerror or error}") from None


@contextmanager
def _look() -> Iterator[None]:
    """Within: the look of the desks, and the package's own font, which has Chinese; else the machine's."""
    import matplotlib
    from matplotlib import font_manager

    for font in sorted(_FONTS.glob("*.ttf")):
        font_manager.fontManager.addfont(font)
    known = set(font_manager.get_font_names())
    wanted = ("Noto Sans SC", "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", "DejaVu Sans")
    with matplotlib.rc_context({**_LOOK, "font.family": [name for name in wanted if name in known]}):
        yield
