"""The CSV job (970,049 rows → 同比 and 占比 → Parquet) in tongbi, DuckDB and pandas, as whole processes, as Markdown.

    cargo build --release --bench csv_job
    python -m venv /tmp/benchvenv && /tmp/benchvenv/bin/pip install duckdb pandas pyarrow pdfplumber
    /tmp/benchvenv/bin/python benches/side_by_side.py [--runs 5] [--tongbi PATH] [--work FOLDER]

Wall, CPU (user + system) and peak memory are the kernel's for the child (wait4). The runs are interleaved, so that a
busy minute of the machine hits all alike; medians. Then all results must be equal in every row and column.
"""

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
COLUMNS = (
    "year, department_code, department, code, item, amount_fen, base_fen, change_fen, state, rate_hundredths, "
    "whole_fen, share_hundredths"
)


def built():
    """The newest csv_job that cargo has built."""
    target = Path(os.environ.get("CARGO_TARGET_DIR", HERE.parent / "target"))
    found = [path for path in target.glob("release/deps/csv_job-*") if os.access(path, os.X_OK) and not path.suffix]
    if not found:
        sys.exit("build it first: cargo build --release --bench csv_job")
    return max(found, key=lambda path: path.stat().st_mtime)


def run(command, log):
    """Wall seconds, CPU seconds and peak MiB of one process."""
    with log.open("ab") as errors:
        started = time.perf_counter()
        process = subprocess.Popen([str(part) for part in command], stdout=errors, stderr=errors)
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{command} failed ({process.returncode}); see {log}")
    return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def check(results):
    import duckdb

    names = list(results)
    for one, other in zip(names, names[1:]):
        for left, right in ((one, other), (other, one)):
            query = f"""SELECT COUNT(*) FROM (SELECT {COLUMNS} FROM '{results[left]}' EXCEPT ALL
                        SELECT {COLUMNS} FROM '{results[right]}')"""
            different = duckdb.sql(query).fetchall()[0][0]
            if different:
                sys.exit(f"{different} rows of {left} are not in {right}")
    rows, changes = duckdb.sql(f"SELECT COUNT(*), COUNT(change_fen) FROM '{results[names[0]]}'").fetchall()[0]
    return f"All {len(names)} results agree in every one of {rows:,} rows ({changes:,} with a change in fen)."


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--tongbi", type=Path)
    parser.add_argument("--work", type=Path, default=Path("/tmp/tongbi_side_by_side"))
    arguments = parser.parse_args()
    work, tongbi = arguments.work, arguments.tongbi or built()
    work.mkdir(parents=True, exist_ok=True)
    source, log, panel = work / "budgets.csv", work / "log.txt", work / "panel"
    log.unlink(missing_ok=True)
    if not source.exists():
        subprocess.run([sys.executable, HERE / "csv_job/generate.py", source], check=True)
    results = {name: work / f"{name.split()[0]}_{number}.parquet" for number, name in enumerate(
        ["tongbi, panel on disk", "tongbi, in memory", "DuckDB", "pandas"])}
    outputs = list(results.values())
    commands = dict(zip(results, [
        [tongbi, "panel", source, outputs[0], panel],
        [tongbi, "memory", source, outputs[1]],
        [sys.executable, HERE / "csv_job/duckdb_job.py", source, outputs[2]],
        [sys.executable, HERE / "csv_job/pandas_job.py", source, outputs[3]],
    ]))
    measured = {name: [] for name in commands}
    for _ in range(arguments.runs):
        for name, command in commands.items():
            shutil.rmtree(panel, ignore_errors=True)
            measured[name].append(run(command, log))
    medians = {name: [statistics.median(column) for column in zip(*runs)] for name, runs in measured.items()}
    print("| | wall s (min–max) | CPU s | peak MiB | wall ÷ DuckDB | wall ÷ pandas |\n|---|---:|---:|---:|---:|---:|")
    for name, (wall, cpu, peak) in medians.items():
        walls = [run[0] for run in measured[name]]
        ratios = " | ".join(f"{wall / medians[other][0]:.2f}" for other in ("DuckDB", "pandas"))
        print(f"| {name} | {wall:.2f} ({min(walls):.2f}–{max(walls):.2f}) | {cpu:.2f} | {peak:.0f} | {ratios} |")
    print(f"\n{check(results)}")


main()
