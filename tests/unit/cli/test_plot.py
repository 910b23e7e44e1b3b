"""--plot: the picture shows what the table says, in the package's own font; a file that is none is refused first."""

import warnings
from itertools import pairwise

import numpy as np
import polars as pl
import pytest
from matplotlib.figure import Figure

from command_line import lianfang
from lianfang.cli import _plot
from lianfang.vocabulary.mistakes import Mistake

LAST = np.datetime64("2021-03-31")


@pytest.fixture
def figures(monkeypatch):
    """The figures that are saved, each beside its file."""
    kept = []
    saved = Figure.savefig
    monkeypatch.setattr(
        Figure, "savefig", lambda self, *given, **more: (kept.append(self), saved(self, *given, **more))
    )
    # A character that no font has is told as a warning: it must not come to that.
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        yield kept


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """Counts of two towns with a jump at the end, their line list, and deaths."""
    folder, rng = tmp_path_factory.mktemp("plot"), np.random.default_rng(1)
    counts, cases = [], []
    for area, mean in (("河东镇", 9.0), ("新民镇", 4.0)):
        for back in range(70, -1, -1):
            number = int(rng.poisson(mean)) + (30 if back == 0 and mean > 5 else 0)
            deaths = int(rng.binomial(number, 0.05))
            counts.append({"date": str(LAST - back), "area": area, "count": number, "cases": number, "deaths": deaths})
            for _ in range(number):
                told = LAST - back + int(rng.integers(0, 6))
                if told <= LAST:
                    cases.append({"onset": str(LAST - back), "report": str(told), "area": area})
    pl.DataFrame(counts).write_csv(folder / "counts.csv")
    pl.DataFrame(cases).write_csv(folder / "cases.csv")
    incidence = pl.DataFrame(counts).filter(pl.col("area") == "河东镇").select(I="count")
    incidence.write_csv(folder / "incidence.csv")
    return folder


COMMANDS = {
    "warn": ("--counts", "counts.csv", "--method", "ears-c1"),
    "rt": ("--incidence", "incidence.csv", "--si-mean", "4.7", "--si-sd", "2.9"),
    "nowcast": ("--linelist", "cases.csv", "--first", "onset", "--second", "report", "--by", "area"),
    "delays": ("--linelist", "cases.csv", "--first", "onset", "--second", "report", "--by", "area"),
    "severity": ("--counts", "counts.csv", "--delay-mean", "14", "--delay-sd", "6", "--by", "area"),
    "forecast": ("--counts", "counts.csv", "--every"),
}


def drawn(command, files, tmp_path, ending=".svg"):
    given = [str(files / one) if one.endswith(".csv") else one for one in COMMANDS[command]]
    out, plot = tmp_path / "out.csv", tmp_path / f"{command}{ending}"
    told = lianfang(command, *given, "--out", out, "--plot", plot)
    assert told.exit_code == 0, told.output
    return pl.read_csv(out), plot.read_bytes()


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_draws_what_it_wrote(command, files, tmp_path, figures):
    rows, content = drawn(command, files, tmp_path)
    assert content.lstrip().startswith(b"<?xml") and b"</svg>" in content
    (figure,) = figures
    panels = [panel for panel in figure.axes if panel.axison]
    names = {"河东镇", "新民镇"}
    if command in ("warn", "nowcast", "forecast"):
        assert {panel.get_title(loc="left") for panel in panels} == names
    if command in ("delays", "severity"):
        assert {label.get_text() for label in panels[0].get_yticklabels()} == names
        mean = rows["mean" if command == "delays" else "naive"].to_list()
        assert panels[0].lines[0].get_xdata().tolist() == pytest.approx(mean)
    if command == "rt":
        lines = {line.get_label(): line for line in panels[0].lines}
        np.testing.assert_allclose(lines["中位数 median"].get_ydata(), rows["median"])
    if command == "nowcast":
        told = rows.filter(pl.col("group") == "河东镇")
        assert [bar.get_height() for bar in panels[0].containers[0]] == told["known"].to_list()


def test_alarms_are_triangles_where_the_table_says_and_alarming_areas_come_first(files, tmp_path, figures):
    rows, _content = drawn("warn", files, tmp_path)
    panels = [panel for panel in figures[0].axes if panel.axison]
    marked = {panel.get_title(loc="left"): panel.lines[-1] for panel in panels}
    for area, line in marked.items():
        alarms = rows.filter((pl.col("area") == area) & (pl.col("alarm") == 1))
        assert line.get_marker() == "^" and line.get_ydata().tolist() == alarms["count"].to_list()
    assert next(iter(marked)) == "河东镇" and marked["河东镇"].get_ydata()[-1] > 30


def test_the_same_table_makes_the_same_picture_and_png_is_one(files, tmp_path):
    first, second = (drawn("rt", files, tmp_path)[1] for _ in range(2))
    assert first == second
    assert drawn("rt", files, tmp_path, ".png")[1].startswith(b"\x89PNG")


def test_a_picture_of_another_ending_is_refused_before_anything_is_written(files, tmp_path):
    out = tmp_path / "out.csv"
    asked = ("--incidence", files / "incidence.csv", "--si-mean", "4.7", "--si-sd", "2.9", "--out", out)
    with pytest.raises(Mistake, match=r"\.svg or \.png"):
        lianfang("rt", *asked, "--plot", tmp_path / "rt.gif")
    assert not out.exists()


def test_of_many_areas_the_first_are_drawn_and_the_number_is_told(tmp_path, capsys, figures):
    names = [f"{number}号网格" for number in range(20)]
    _plot.drawn(tmp_path / "many.svg", names, lambda panel, name: panel.bar([1], [len(name)]))
    assert len([panel for panel in figures[0].axes if panel.axison]) == _plot.MOST
    assert f"the first {_plot.MOST} of 20" in capsys.readouterr().err


def test_where_no_group_is_told_of_nothing_is_drawn_and_that_is_said(tmp_path, capsys):
    cases, plot = tmp_path / "cases.csv", tmp_path / "nowcast.svg"
    cases.write_text("onset,report\n2020-01-01,2020-01-02\n", encoding="utf-8")
    asked = ("--linelist", cases, "--first", "onset", "--second", "report", "--at", "2020-06-01")
    told = lianfang("nowcast", *asked, "--out", tmp_path / "out.csv", "--plot", plot)
    assert told.exit_code == 0 and "nothing to draw" in told.output and not plot.exists()


@pytest.mark.parametrize("command", ["delays", "nowcast"])
def test_cases_of_no_group_are_not_called_all(command, files, tmp_path, figures):
    cases = pl.read_csv(files / "cases.csv").with_columns(pl.col("area").replace("新民镇", None))
    cases.write_csv(tmp_path / "cases.csv")
    asked = [str(tmp_path / one) if one == "cases.csv" else one for one in COMMANDS[command]]
    assert lianfang(command, *asked, "--out", tmp_path / "out.csv", "--plot", tmp_path / "some.svg").exit_code == 0
    panels = [panel for panel in figures[0].axes if panel.axison]
    labels = [label.get_text() for label in panels[0].get_yticklabels()]
    named = labels if command == "delays" else [panel.get_title(loc="left") for panel in panels]
    assert named == ["河东镇", "未填 not told"]


@pytest.mark.parametrize(
    ("first", "days"),
    [("2020-02-21", 14), ("2020-02-10", 26), ("2020-02-08", 30), ("2020-02-01", 42), ("2020-01-05", 90)],
)
def test_dates_below_a_panel_do_not_run_into_one_another(first, days, tmp_path, figures):
    held = np.datetime64(first) + np.arange(days)

    def draw(panel, _name):
        panel.bar(held, np.ones(days))
        _plot.dated(panel)

    _plot.drawn(tmp_path / "dates.png", ["甲", "乙"], draw)
    boxes = [tick.get_window_extent() for tick in figures[0].axes[0].get_xticklabels() if tick.get_text()]
    assert all(left.x1 < right.x0 for left, right in pairwise(boxes)) and len(boxes) > 2


@pytest.mark.parametrize("command", ["warn", "delays"])
def test_without_an_alarm_or_an_estimate_the_picture_keeps_its_order(command, tmp_path, figures):
    days = [str(LAST - back) for back in range(30, -1, -1)]
    counts = pl.DataFrame({"date": days, "area": "河东镇", "count": 2})
    counts.vstack(counts.with_columns(area=pl.lit("新民镇"))).write_csv(tmp_path / "counts.csv")
    pl.DataFrame({"onset": days[:2], "report": days[1:3], "area": "河东镇"}).write_csv(tmp_path / "cases.csv")
    asked = [str(tmp_path / one) if one.endswith(".csv") else one for one in COMMANDS[command]]
    told = lianfang(command, *asked, "--out", tmp_path / "out.csv", "--plot", tmp_path / "quiet.png")
    assert told.exit_code == 0
    heights = {round(panel.get_position().height, 3) for panel in figures[0].axes}
    assert len(heights) == 1 and min(heights) > 0.5
