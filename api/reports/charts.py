"""Charts drawn for print: told apart by line style, hatching and direct labels, never by colour alone."""

import io
import threading
from functools import lru_cache
from typing import Any, Literal

import matplotlib as mpl
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from api.reports.fonts import FAMILY, ReportFonts
from knowledge.weekly.document import Chart

_WIDTH = 6.1  # inches: the 156 mm between the margins
_INK = "#1a1a1a"
_LINES: tuple[tuple[str, str, str], ...] = (("-", "o", "#1a1a1a"), ("--", "s", "#555555"), (":", "^", "#333333"))
_HATCHES = ("", "////", "....", "xxxx")

# matplotlib's settings are of the whole process; two reports drawn at once must not see each other's.
_drawing = threading.Lock()

_STYLE: dict[Any, Any] = {
    "font.family": FAMILY,
    "font.size": 10.5,
    "axes.edgecolor": "#666666",
    "axes.labelcolor": _INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.unicode_minus": False,
    "hatch.linewidth": 0.6,
    # Letters as shapes: the file shows the same everywhere and needs no font.
    "svg.fonttype": "path",
    # Names of clip paths and markers from this and not from chance: the same chart gives the same bytes.
    "svg.hashsalt": "xiaochen",
}

ImageFormat = Literal["svg", "png"]


def draw(chart: Chart, fonts: ReportFonts, image_format: ImageFormat) -> bytes:
    """The chart as an image."""
    with _drawing, mpl.rc_context():
        _use(fonts)
        mpl.rcParams.update(_STYLE)
        figure = Figure(figsize=(_WIDTH, _height(chart)), layout="constrained")
        axes = figure.add_subplot()
        {"lines": _draw_lines, "bars": _draw_bars, "shares": _draw_shares}[chart.kind](axes, chart)
        out = io.BytesIO()
        if image_format == "svg":
            figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None})
        else:
            figure.savefig(out, format="png", dpi=200, metadata={"Software": None})
        return out.getvalue()


@lru_cache(maxsize=4)
def _use(fonts: ReportFonts) -> None:
    for file in (fonts.regular, fonts.bold):
        font_manager.fontManager.addfont(file)


def _height(chart: Chart) -> float:
    return 2.7 if chart.kind == "lines" else max(1.4, 0.5 + 0.3 * len(chart.labels) * max(1, len(chart.series) * 0.7))


def _draw_lines(axes: Axes, chart: Chart) -> None:
    places = range(len(chart.labels))
    ends: list[tuple[float, str]] = []
    for (style, marker, colour), series in zip(_LINES, chart.series, strict=False):
        values = [float("nan") if value is None else value for value in series.values]
        axes.plot(places, values, linestyle=style, marker=marker, markersize=4, color=colour, linewidth=1.4)
        if series.values and series.values[-1] is not None:
            ends.append((series.values[-1], f"{series.name} {series.values[-1]:,.0f}"))
    axes.set_ylim(bottom=0)
    top = axes.get_ylim()[1]
    for height, text in _spread(ends, top * 0.085):
        axes.annotate(text, (len(chart.labels) - 1, height), (7, 0), textcoords="offset points", va="center")
    axes.set_xticks(list(places), chart.labels)
    axes.set_xlim(-0.3, len(chart.labels) - 1 + 0.26 * len(chart.labels))
    axes.spines["bottom"].set_bounds(-0.3, len(chart.labels) - 1)
    axes.set_ylabel(chart.unit)
    axes.grid(axis="y", color="#dddddd", linewidth=0.6)


def _spread(ends: list[tuple[float, str]], gap: float) -> list[tuple[float, str]]:
    """Labels at the ends of lines, moved apart so that none covers another."""
    placed: list[tuple[float, str]] = []
    for height, text in sorted(ends):
        placed.append((max(height, placed[-1][0] + gap) if placed else height, text))
    return placed


def _draw_bars(axes: Axes, chart: Chart) -> None:
    count = len(chart.series)
    thickness = 0.8 / max(1, count)
    for number, series in enumerate(chart.series):
        values = [value or 0 for value in series.values]
        places = [place + (number - (count - 1) / 2) * thickness for place in range(len(values))]
        bars = axes.barh(
            places,
            values,
            thickness * 0.92,
            color="#4a4a4a" if number == 0 else "white",
            edgecolor=_INK,
            hatch=_HATCHES[number % len(_HATCHES)],
            linewidth=0.7,
            label=series.name,
        )
        shown = ["—" if value is None else f"{value:,.0f}" for value in series.values]
        axes.bar_label(bars, shown, padding=3, fontsize=9)
    axes.set_yticks(range(len(chart.labels)), chart.labels)
    axes.invert_yaxis()
    axes.margins(x=0.12)
    axes.set_xlabel(chart.unit)
    axes.tick_params(axis="y", length=0)
    if count > 1:
        axes.legend(frameon=False, loc="lower right")


def _draw_shares(axes: Axes, chart: Chart) -> None:
    """One bar per label, with each value and its share of the whole beside it."""
    (series,) = chart.series
    whole = sum(value or 0 for value in series.values) or 1
    bars = axes.barh(
        range(len(series.values)),
        [value or 0 for value in series.values],
        0.66,
        color="white",
        edgecolor=_INK,
        hatch="////",
        linewidth=0.7,
    )
    hidden = any(value is None for value in series.values)
    shown = [
        "—" if value is None else f"{value:,.0f}" + ("" if hidden else f"（{value / whole:.0%}）")
        for value in series.values
    ]
    axes.bar_label(bars, shown, padding=3, fontsize=9)
    axes.set_yticks(range(len(chart.labels)), chart.labels)
    axes.invert_yaxis()
    axes.margins(x=0.16)
    axes.set_xlabel(chart.unit)
    axes.tick_params(axis="y", length=0)
