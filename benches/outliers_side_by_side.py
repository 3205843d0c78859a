"""Outliers beside PyOD: planted gross defects, found by `tongbi outliers`, ECOD and IForest.

Usage: outliers_side_by_side.py PROGRAM WORK_FOLDER [--base CSV,MAPPING,BY | --base PANEL,BY] [--seeds 1,2,3] [--rate 0.015]

Without --base a synthetic panel is made: departments × years × items, amounts over five orders of magnitude, changes
with heavy tails (Student t of three degrees) and volatility of their own, a fifth of figures written on unchanged,
zeros, items that begin and end, steps that stay. With --base the defects are planted into a real table (a CSV with a
mapping file for `tongbi load`; its columns are named by the mapping), and everything that is really odd in it counts
against whoever finds it.

Planted at `rate` of the cells: ×10, ×0.1, ×10,000 and ÷10,000 (unit slip), the sign turned, two leading digits swapped
so that the amount at least doubles or halves. PyOD gets the features that an analyst would make for each cell (change
from the year before and to the year after, both less the item's median of the year, level less the figure's median,
level), and the true rate of defects as its contamination. Average precision ranks all cells; precision and recall are
of the figures that tongbi suspects (its suspect_year) and of as many cells as are planted (PyOD).
"""

import argparse
import collections
import csv
import json
import math
import pathlib
import random
import subprocess

import numpy
from pyod.models.ecod import ECOD
from pyod.models.iforest import IForest
from sklearn.metrics import average_precision_score

MAPPING = """name = "synthetic"
files = []

[columns]
year = "year"
department = "department"
function_code = "code"
item = ["item"]
amount = "amount"

[constants]
money_unit = "元"
phase = "approved"
form = "expenditure_summary"
flow = "expenditure"
level = "leaf"
region_code = "410000"
"""

Cell = tuple[str, str, int]  # department, item, year


def synthetic(seed: int, departments: int = 120, items: int = 12, years: int = 8) -> dict[Cell, int]:
    """Amounts in fen."""
    lot = random.Random(seed)
    normal = numpy.random.default_rng(seed)
    cells: dict[Cell, int] = {}
    words = "财教民司人自生住交水农商文卫审外国统体广信林气粮档税港铁电邮盐烟森渔牧矿旅宗侨台"
    growth = {year: lot.gauss(0.04, 0.03) for year in range(2016, 2016 + years)}
    for number in range(departments):
        size = lot.gauss(0, 1.2)
        for item in range(items):
            if lot.random() < 0.15:
                continue
            level = 15.5 + size + lot.gauss(0, 1.3)
            volatility = math.exp(lot.gauss(math.log(0.06), 0.6))
            habit = lot.random() < 0.2
            first = lot.choice(range(2016, 2016 + years)) if lot.random() < 0.05 else 2016
            last = lot.choice(range(2016, 2016 + years)) if lot.random() < 0.05 else 2016 + years
            for year in range(2016, 2016 + years):
                if habit and lot.random() < 0.7:
                    change = 0.0
                else:
                    change = growth[year] + volatility * float(normal.standard_t(3))
                if lot.random() < 0.01:
                    change += lot.choice([-1, 1]) * lot.uniform(0.3, 1.0)
                level += change if year > 2016 else 0.0
                if not first <= year <= last:
                    continue
                zero = lot.random() < 0.01
                cells[(f"{words[number % 40]}{words[(number // 40 + number * 7) % 40]}{words[(number * 3 + 11) % 40]}局", f"2{item + 1:02}", year)] = 0 if zero else round(math.exp(level)) * 100
    return cells


def from_panel(panel: pathlib.Path, by: str, program: str) -> dict[Cell, int]:
    """Amounts of a panel as tongbi compares them."""
    command = [program, "compare", "--panel", str(panel), "--by", by, "--level", "item", "--phase", "approved", "--format", "json"]
    rows = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return {
        (row["department"], row["code"] or row["item"], row["fiscal_year"]): row["amount_fen"]
        for row in rows
        if row["amount_fen"] is not None
    }


def from_table(table: pathlib.Path, mapping: pathlib.Path, by: str, program: str, work: pathlib.Path) -> dict[Cell, int]:
    """Amounts of a real table as tongbi sums them."""
    panel = work / "real"
    subprocess.run(["rm", "-rf", str(panel)], check=True)
    subprocess.run([program, "load", str(table), "--mapping", str(mapping), "--panel", str(panel)], check=True, capture_output=True)
    command = [program, "compare", "--panel", str(panel), "--by", by, "--format", "json"]
    rows = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return {
        (row["department"], row["item"], row["fiscal_year"]): row["amount_fen"]
        for row in rows
        if row["amount_fen"] is not None
    }


def swapped(fen: int) -> int | None:
    """The amount with its two leading digits swapped, where that is a gross error."""
    text = str(fen)
    if len(text) < 4 or text[1] == "0":
        return None
    other = int(text[1] + text[0] + text[2:])
    return other if max(other, fen) >= 2 * min(other, fen) else None


def plant(cells: dict[Cell, int], rate: float, seed: int) -> tuple[dict[Cell, int], dict[Cell, str]]:
    lot = random.Random(seed + 1000)
    planted, truth = dict(cells), {}
    known = collections.Counter((department, item) for department, item, _ in cells)
    eligible = [cell for cell, fen in cells.items() if fen >= 1_000_000 and known[cell[:2]] >= 3]
    for cell in lot.sample(eligible, round(rate * len(cells))):
        fen = cells[cell]
        kind = lot.choice(["times_ten", "tenth", "sign", "digits", "unit"])
        changed = {
            "times_ten": fen * 10,
            "tenth": fen // 1000 * 100,
            "sign": -fen,
            "digits": swapped(fen),
            "unit": fen * 10_000 if lot.random() < 0.5 and fen < 10**11 else fen // 1_000_000 * 100,
        }[kind]
        if changed in (None, 0):
            kind, changed = "times_ten", fen * 10
        planted[cell], truth[cell] = changed, kind
    return planted, truth


def load(cells: dict[Cell, int], program: str, work: pathlib.Path) -> pathlib.Path:
    table, mapping, panel = work / "planted.csv", work / "mapping.toml", work / "panel"
    with table.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["year", "department", "code", "item", "amount"])
        for (department, item, year), fen in sorted(cells.items()):
            code = item if item.isdigit() else ""
            writer.writerow([year, department, code, item, f"{fen / 100:.2f}" if fen % 100 else fen // 100])
    # Items without a code of the classification stand in a table of another form.
    coded = any(item.isdigit() for _, item, _ in cells) or not any(item for _, item, _ in cells)
    mapping.write_text(MAPPING if coded else MAPPING.replace("expenditure_summary", "other_table"), encoding="utf-8")
    subprocess.run(["rm", "-rf", str(panel)], check=True)
    subprocess.run([program, "load", str(table), "--mapping", str(mapping), "--panel", str(panel)], check=True, capture_output=True)
    return panel


def by_tongbi(panel: pathlib.Path, program: str, by: str, names: dict) -> tuple[dict[Cell, float], dict]:
    """The rank of every cell that is called an outlier, and the findings."""
    command = [program, "outliers", "--panel", str(panel), "--by", by, "--level", "item", "--format", "json"]
    rows = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    found: dict[Cell, float] = {}
    findings = {}
    for row in rows:
        is_sign = row["kind"] == "sign_change" and row["verdict"] == "rule"
        if not (is_sign or row["verdict"] == "outlier" and row["kind"] == "change"):
            continue
        is_suspect = row["suspect_year"] is not None
        key = row["code"] if row["code"] and row["code"].isdigit() else row["item"]
        cell = (row["department"], "" if by == "department" else key, row["suspect_year"] or row["fiscal_year"])
        # Suspected figures first, then changes that last; a turned sign needs no score.
        weight = 1e9 if is_sign else abs(float(row["score"])) + (1e6 if is_suspect else 0.0)
        if weight > found.get(cell, 0.0):
            found[cell], findings[cell] = weight, row
    return found, findings


def features(cells: dict[Cell, int]) -> tuple[list[Cell], numpy.ndarray]:
    level = {cell: math.asinh(fen / 100_000) for cell, fen in cells.items()}
    change, usual, own = {}, collections.defaultdict(list), collections.defaultdict(list)
    for (department, item, year), value in level.items():
        before = level.get((department, item, year - 1))
        own[(department, item)].append(value)
        if before is not None:
            change[(department, item, year)] = value - before
            usual[(item, year)].append(value - before)
    middle = {key: float(numpy.median(values)) for key, values in usual.items()}
    rows = []
    order = sorted(cells)
    for cell in order:
        department, item, year = cell
        after = (department, item, year + 1)
        back = change[cell] - middle[(item, year)] if cell in change else 0.0
        ahead = change[after] - middle[(item, year + 1)] if after in change else 0.0
        rows.append([back, ahead, level[cell] - float(numpy.median(own[(department, item)])), level[cell]])
    return order, numpy.array(rows)


def measure(name: str, order: list[Cell], scores: numpy.ndarray, called: set[Cell], truth: dict[Cell, str]) -> dict:
    labels = numpy.array([cell in truth for cell in order])
    right = sum(cell in truth for cell in called)
    return {
        "who": name,
        "average_precision": average_precision_score(labels, scores),
        "precision": right / max(1, len(called)),
        "recall": right / len(truth),
        "called": len(called),
    }


def run(program: str, work: pathlib.Path, seed: int, rate: float, base: str | None) -> list[dict]:
    by = "function"
    if base and base.count(",") == 1:
        folder, by = base.split(",")
        cells = from_panel(pathlib.Path(folder), by, program)
    elif base:
        table, mapping, by = base.split(",")
        cells = from_table(pathlib.Path(table), pathlib.Path(mapping), by, program, work)
        cells = {(department, "" if by == "department" else item, year): fen for (department, item, year), fen in cells.items()}
    else:
        cells = synthetic(seed)
    planted, truth = plant(cells, rate, seed)
    panel = load(planted, program, work)
    order, matrix = features(planted)
    found, findings = by_tongbi(panel, program, by, {})
    results = []
    scores = numpy.array([found.get(cell, 0.0) for cell in order])
    called = {cell for cell, weight in found.items() if weight >= 1e6}
    results.append(measure("tongbi", order, scores, called, truth))
    missed = collections.Counter(kind for cell, kind in truth.items() if cell not in called)
    results[0]["missed"] = dict(missed)
    results[0]["planted"] = dict(collections.Counter(truth.values()))
    results[0]["cells"] = len(order)
    wrong = [cell for cell in called if cell not in truth]
    results[0]["wrong"] = [findings[cell]["reason"] for cell in wrong[:6]]
    for name, model in (("ECOD", ECOD(contamination=rate)), ("IForest", IForest(contamination=rate, random_state=seed))):
        model.fit(matrix)
        scores = model.decision_scores_
        most = numpy.argsort(-scores)[: len(truth)]
        results.append(measure(name, order, scores, {order[index] for index in most}, truth))
    return results


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("work", type=pathlib.Path)
    parser.add_argument("--base")
    parser.add_argument("--seeds", default="1,2,3")
    parser.add_argument("--rate", type=float, default=0.015)
    parser.add_argument("--show", action="store_true", help="what was missed and what was wrongly called")
    arguments = parser.parse_args()
    arguments.work.mkdir(parents=True, exist_ok=True)
    for seed in map(int, arguments.seeds.split(",")):
        results = run(arguments.program, arguments.work, seed, arguments.rate, arguments.base)
        first = results[0]
        print(f"seed {seed}: {first['cells']} cells, planted {first['planted']}")
        for result in results:
            print(
                f"  {result['who']:8} average precision {result['average_precision']:.3f}  precision {result['precision']:.3f}"
                f"  recall {result['recall']:.3f}  called {result['called']}"
            )
        if arguments.show:
            print("  missed", first["missed"])
            for reason in first["wrong"]:
                print("  wrong", reason)


if __name__ == "__main__":
    main()
