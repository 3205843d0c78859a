"""The charts of benches/charts.rs drawn by matplotlib from the same specifications: pictures to look at, and milliseconds.

cargo bench --bench charts -- --specifications /tmp/specifications
python benches/charts_side_by_side.py /tmp/specifications /tmp/matplotlib

Same pixels (1280 × 720), same figures, same labels, the same font, as one would write it by hand. Times are medians of
warm runs in one process, from the parsed specification to the written PNG; the first row is a process that draws one
chart, imports included.
"""

import json
import statistics
import subprocess
import sys
import time
from pathlib import Path

FONTS = Path(__file__).resolve().parent.parent / "assets" / "fonts"
RUNS = 7
INK, GREY, LIGHT, BAR = "#1B2430", "#5A6572", "#8592A0", "#2F4258"


def setup():
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import font_manager

    for name in ["TongbiSansSC-Regular.ttf", "TongbiSansSC-Bold.ttf"]:
        font_manager.fontManager.addfont(FONTS / name)
    matplotlib.rcParams.update({
        "font.family": "Tongbi Sans SC", "font.size": 11, "axes.unicode_minus": True, "text.color": INK,
        "axes.spines.top": False, "axes.spines.right": False, "axes.edgecolor": INK,
    })


def page(spec):
    import matplotlib.pyplot as plt

    figure = plt.figure(figsize=(12.8, 7.2), dpi=100)
    figure.text(0.0375, 0.93, spec["message"], fontsize=20, fontweight="bold")
    title = spec["title"]
    figure.text(0.0375, 0.87, "　".join([title["who"], title["what"], title["when"]]), fontsize=12, color=GREY)
    notes = "\n".join(f"{note['head']}：{note['text']}" for note in spec["notes"])
    figure.text(0.0375, 0.03, notes, fontsize=9, color=GREY)
    return figure


def outlined(axes, kind, places, values, size, earlier=False, **more):
    draw = axes.barh if kind == "h" else axes.bar
    return draw(places, values, size, facecolor="white", edgecolor=LIGHT if earlier else BAR,
                linewidth=1 if earlier else 2, **more)


def name_of(row):
    return next(cell["name"] for cell in row["cells"] if isinstance(cell, dict) and "name" in cell)


def cells(row, kind):
    return [cell[kind] for cell in row["cells"] if isinstance(cell, dict) and kind in cell]


def blank_axes(axes):
    axes.set_xticks([])
    axes.spines["bottom"].set_visible(False)
    axes.tick_params(axis="y", length=0)


def variance_axes(figure, where, rows, places, head, kind, share=None):
    axes = figure.add_axes(where, sharey=share)
    found = [(place, cell) for place, row in zip(places, rows) for cell in cells(row, kind)]
    values = [cell["value"] for _, cell in found]
    if kind == "variance":
        axes.barh([place for place, _ in found], values, 0.5, color=LIGHT)
    else:
        axes.hlines([place for place, _ in found], 0, values, color=LIGHT, linewidth=2)
        axes.plot(values, [place for place, _ in found], "o", color=LIGHT, markersize=6)
    reach = max((abs(value) for value in values), default=1) or 1
    for place, cell in found:
        left = cell["value"] < 0
        axes.annotate(cell["label"], (cell["value"], place), xytext=(-8 if left else 8, 0), va="center",
                      ha="right" if left else "left", textcoords="offset points")
    for place, row in zip(places, rows):
        for word in cells(row, "word"):
            if kind == "pin":
                axes.annotate(word, (0, place), xytext=(8, 0), va="center", textcoords="offset points", color=GREY)
    low = min([0, *values])
    axes.set_xlim(low * 1.6 if low < 0 else 0, reach * 1.6)
    axes.axvline(0, color=INK, linewidth=1)
    axes.set_title(head, fontsize=10, color=GREY)
    axes.tick_params(labelleft=False)
    blank_axes(axes)
    axes.spines["left"].set_visible(False)
    return axes


def change_bars(spec):
    figure = page(spec)
    rows = spec["panels"][0]["rows"]
    places = list(range(len(rows), 0, -1))
    axes = figure.add_axes([0.16, 0.14, 0.42, 0.66])
    for place, row in zip(places, rows):
        for bars in cells(row, "bars"):
            for index, bar in enumerate(bars):
                shape = outlined(axes, "h", [place + 0.12 - 0.14 * index], [bar["value"]], 0.34, index == 0)
                axes.bar_label(shape, [cells(row, "number")[index]], padding=4, fontsize=9)
    axes.set_yticks(places, [name_of(row) for row in rows])
    blank_axes(axes)
    variance_axes(figure, [0.62, 0.14, 0.14, 0.66], rows, places, "增减额", "variance", axes)
    variance_axes(figure, [0.80, 0.14, 0.16, 0.66], rows, places, "增减率", "pin", axes)
    return figure


def ranking(spec):
    figure = page(spec)
    rows = spec["panels"][0]["rows"]
    places = list(range(len(rows), 0, -1))
    axes = variance_axes(figure, [0.42, 0.12, 0.26, 0.68], rows, places, "增减额", "variance")
    for place, row in zip(places, rows):
        figures = cells(row, "number")[-2:]
        axes.annotate(name_of(row), (-0.95, place), xycoords=("axes fraction", "data"), va="center", fontsize=9)
        for x, text in zip([-0.25, -0.05], figures):
            axes.annotate(text, (x, place), xycoords=("axes fraction", "data"), va="center", ha="right", fontsize=9)
    variance_axes(figure, [0.72, 0.12, 0.24, 0.68], rows, places, "增减率", "pin", axes)
    return figure


def waterfall(spec):
    figure = page(spec)
    rows = spec["panels"][0]["rows"]
    places = list(range(len(rows), 0, -1))
    axes = figure.add_axes([0.16, 0.14, 0.78, 0.66])
    previous = None
    for place, row in zip(places, rows):
        bridges = cells(row, "bridge")
        bridge, label = bridges[0], next((one["label"] for one in bridges if one["label"]), "")
        width = bridge["to"] - bridge["from"]
        if "scenario" in bridge["fill"]:
            shape = outlined(axes, "h", [place], [width], 0.5, left=bridge["from"])
        else:
            shape = axes.barh([place], [width], 0.5, left=bridge["from"], color=LIGHT)
        axes.bar_label(shape, [label], padding=4)
        if previous is not None:
            axes.plot([previous, previous], [place + 1.25, place - 0.25], color=GREY, linewidth=1)
        previous = bridge["to"]
        for signed, x in zip(cells(row, "signed"), [0.92, 1.0]):
            axes.annotate(signed, (x, place), xycoords=("axes fraction", "data"), va="center", ha="right")
    axes.set_xlim(0, axes.get_xlim()[1] * 1.25)
    axes.set_yticks(places, [name_of(row) for row in rows])
    blank_axes(axes)
    return figure


def structure(spec):
    figure = page(spec)
    panel = spec["panels"][0]
    axes = figure.add_axes([0.0375, 0.16, 0.36, 0.64])
    for index, stack in enumerate(panel["stacks"]):
        whole = sum(part["value"] for part in stack["parts"]) or 1
        top = 1.0
        for shade, part in enumerate(stack["parts"]):
            height = part["value"] / whole
            colour = ["#40516B", "#919BA6", "#DFE3E6", "#C0C8D0", "#A0A8B0", "#808890", "#606870", "#E8E8E8"][shade % 8]
            axes.bar([index], [height], 0.74, bottom=top - height, color=colour, edgecolor="white")
            if height > 0.03:
                axes.text(index, top - height / 2, part["label"], ha="center", va="center",
                          color="white" if shade == 0 else INK)
            top -= height
    axes.set_xticks(range(len(panel["stacks"])), [stack["label"] for stack in panel["stacks"]])
    axes.set_yticks([])
    for spine in axes.spines.values():
        spine.set_visible(False)
    rows = panel["table"]["rows"]
    places = list(range(len(rows), 0, -1))
    right = variance_axes(figure, [0.68, 0.16, 0.28, 0.64], rows, places, "占比变动（个百分点）", "pin")
    for place, row in zip(places, rows):
        right.annotate(name_of(row), (-0.95, place), xycoords=("axes fraction", "data"), va="center")
        for x, text in zip([-0.3, -0.05], cells(row, "number")):
            right.annotate(text, (x, place), xycoords=("axes fraction", "data"), va="center", ha="right")
    return figure


def heat_map(spec):
    import numpy

    figure = page(spec)
    panel = spec["panels"][0]
    years = [column["head"] for column in panel["columns"] if column["holds"] == "heat"]
    rows = panel["rows"]
    values = numpy.full((len(rows), len(years)), numpy.nan)
    axes = figure.add_axes([0.2, 0.12, 0.64, 0.66])
    for y, row in enumerate(rows):
        for x, cell in enumerate(row["cells"][1:1 + len(years)]):
            if isinstance(cell, dict) and "heat" in cell:
                values[y, x] = cell["heat"]["level"]
                colour = "white" if abs(cell["heat"]["level"]) == 4 else INK
                axes.text(x, y, cell["heat"]["label"], ha="center", va="center", color=colour, fontsize=9)
            elif isinstance(cell, dict) and "word" in cell:
                axes.text(x, y, cell["word"], ha="center", va="center", color=GREY, fontsize=9)
        axes.text(len(years) + 0.6, y, cells(row, "number")[-1], ha="right", va="center", fontsize=9)
    axes.imshow(values, cmap="BrBG", vmin=-5, vmax=5, aspect="auto")
    axes.set_xticks(range(len(years)), years)
    axes.xaxis.tick_top()
    axes.set_yticks(range(len(rows)), [name_of(row) for row in rows])
    axes.tick_params(length=0)
    for spine in axes.spines.values():
        spine.set_visible(False)
    return figure


def timelines(spec):
    panel = spec["panels"][0]
    figure = page(spec)
    columns = max(panel["side_by_side"], 1)
    count = len(panel["charts"])
    grid = figure.add_gridspec(-(-count // columns), columns, left=0.0375, right=0.9625, top=0.78, bottom=0.16,
                               hspace=0.9)
    highest = max(chart["extent"]["high"] for chart in panel["charts"])
    for index, chart in enumerate(panel["charts"]):
        axes = figure.add_subplot(grid[index // columns, index % columns])
        years = chart["years"]
        every = len(years) <= 5 or columns == 1
        for x, slot in enumerate(years):
            for bar in slot["bars"]:
                shape = outlined(axes, "v", [x], [bar["value"]], 0.56)
                if every or x in (0, len(years) - 1):
                    axes.bar_label(shape, [bar["label"]], padding=2, fontsize=9)
            if slot["word"]:
                axes.text(x, 0, slot["word"], ha="center", va="bottom", color=GREY, fontsize=8)
            if slot["rate"] and "pin" in slot["rate"]:
                axes.text(x, highest * 1.25, slot["rate"]["pin"]["label"], ha="center", fontsize=9)
        axes.set_xticks(range(len(years)), [slot["year"] if every or x in (0, len(years) - 1) else ""
                                            for x, slot in enumerate(years)])
        axes.set_yticks([])
        axes.spines["left"].set_visible(False)
        axes.set_ylim(0, (highest if panel["scaling_bar"] is None else chart["extent"]["high"]) * 1.4 or 1)
        if chart["heading"]:
            axes.set_title(f"{chart['heading']}\n{chart['remark']}", loc="left", fontsize=10)
        if chart["arrow"]:
            axes.annotate(chart["arrow"]["label"], (0.5, 0.97), xycoords="axes fraction", ha="center", fontweight="bold")
    return figure


def outliers(spec):
    figure = page(spec)
    panel = spec["panels"][0]
    axes = figure.add_axes([0.075, 0.16, 0.86, 0.62])
    for point in panel["points"]:
        axes.plot([point["across"]], [point["up"]], "o", color=BAR if point["outlier"] else LIGHT,
                  markersize=8 if point["outlier"] else 6)
        if point["label"]:
            axes.annotate("\n".join(point["label"]), (point["across"], point["up"]), xytext=(8, 0),
                          textcoords="offset points", va="center", fontsize=9)
    for key, axis in [("across", axes.set_xticks), ("up", axes.set_yticks)]:
        axis([tick[0] for tick in panel[key]["ticks"]], [tick[1] for tick in panel[key]["ticks"]])
    axes.axhline(0, color=INK, linewidth=1)
    axes.grid(axis="y", color="#E1E5EA")
    axes.set_xlabel(panel["across"]["name"])
    axes.set_ylabel(panel["up"]["name"])
    return figure


DRAW = {
    "change_bars": change_bars, "trend": timelines, "waterfall": waterfall, "structure": structure,
    "ranking": ranking, "heat_map": heat_map, "three_public": timelines, "small_multiples": timelines,
    "outliers": outliers,
}


def draw(name, spec, folder):
    import matplotlib.pyplot as plt

    figure = DRAW[name](spec)
    figure.savefig(folder / f"{name}.png", dpi=100)
    plt.close(figure)


def main():
    specifications, folder = Path(sys.argv[1]), Path(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    names = [name for name in DRAW if (specifications / f"{name}.json").exists()]
    if len(sys.argv) > 3:
        names = sys.argv[3:]
        setup()
        for name in names:
            draw(name, json.loads((specifications / f"{name}.json").read_text()), folder)
        return
    started = time.perf_counter()
    subprocess.run([sys.executable, __file__, specifications, folder, names[0]], check=True)
    print(f"one process, one chart: {(time.perf_counter() - started) * 1000:.0f} ms")
    setup()
    print("| chart | matplotlib ms (median) | min–max |\n|---|---:|---:|")
    for name in names:
        spec = json.loads((specifications / f"{name}.json").read_text())
        draw(name, spec, folder)
        taken = []
        for _ in range(RUNS):
            started = time.perf_counter()
            draw(name, spec, folder)
            taken.append((time.perf_counter() - started) * 1000)
        print(f"| {name} | {statistics.median(taken):.0f} | {min(taken):.0f}–{max(taken):.0f} |")


if __name__ == "__main__":
    main()
