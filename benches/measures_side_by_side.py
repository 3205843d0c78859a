"""Measures at several sizes: tongbi's scan beside its SQL in DuckDB, the plain Polars hash join and pandas, as Markdown.

    cargo build --release --bench measures
    python benches/measures_side_by_side.py [--rows 1000000,20000000] [--runs 3] [--measures change_yoy,share,…]
        [--who scan,duckdb,join,lag,pandas,sql] [--work FOLDER] [--program PATH]

Same Parquet files for all, runs interleaved, medians. Wall is inside the process, from opening the files to the digest (so
neither Python nor its imports count); CPU (user + system) and peak are the kernel's for the whole process. `duckdb` runs
the measure's .sql file unchanged and must give the digest that the scan gives, column by column; `join` and `pandas` are the
plain hash join of amounts with the year before, and `lag` is LAG in DuckDB: they do less (no documents, no states).
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
WORDS = ("base_source", "state")
STATEMENTS = """CREATE TABLE statements (series_id BIGINT, fiscal_year INTEGER, base_year INTEGER, phase VARCHAR,
                base_kind VARCHAR, change_fen BIGINT)"""
LAG = """SELECT SUM(amount_fen) AS amount_fen, SUM(base_fen) AS base_fen, SUM(amount_fen - base_fen) AS change_fen FROM (
  SELECT amount_fen, CASE WHEN LAG(fiscal_year) OVER w = fiscal_year - 1 THEN LAG(amount_fen) OVER w END AS base_fen
  FROM facts WINDOW w AS (PARTITION BY series_id ORDER BY fiscal_year))"""


def duckdb_once(measure, folder):
    import duckdb

    connection = duckdb.connect()
    connection.execute("SET memory_limit = '12GB'; SET threads = 2; SET preserve_insertion_order = false")
    with tempfile.TemporaryDirectory(prefix="duckdb_spill_") as spill:
        connection.execute(f"SET temp_directory = '{spill}'")
        started = time.perf_counter()
        connection.execute(f"CREATE VIEW facts AS SELECT * FROM read_parquet('{folder}/facts/*/*.parquet', hive_partitioning = true)")
        connection.execute(STATEMENTS)
        if measure == "lag":
            digest, rows = connection.execute(LAG), 0
        else:
            sql = (HERE.parent / f"src/measures/{measure}.sql").read_text(encoding="utf-8")
            columns = [row[0] for row in connection.execute(f"DESCRIBE {sql}").fetchall()]
            sums = [f"SUM(LENGTH({name}) * 31 + ASCII({name})) AS {name}" if name in WORDS
                    else f"SUM(CAST({name} AS HUGEINT)) AS {name}" for name in columns]
            digest = connection.execute(f"SELECT COUNT(*) AS row_count, {', '.join(sums)} FROM ({sql})")
        names, values = [column[0] for column in digest.description], digest.fetchone()
        seconds = time.perf_counter() - started
    sums = dict(zip(names, values))
    rows = sums.pop("row_count", 0)
    print(f"{seconds:.3f} 0 {rows}", ",".join(f"{name}={int(sums[name] or 0)}" for name in sorted(sums)))


def pandas_once(folder):
    import pandas
    import pyarrow.parquet

    started = time.perf_counter()
    parts = []
    for path in sorted(Path(folder).glob("facts/*/*.parquet")):
        part = pyarrow.parquet.ParquetFile(path).read(["series_id", "amount_fen"]).to_pandas()
        part["fiscal_year"] = int(path.parent.name.split("=")[1])
        parts.append(part)
    facts = pandas.concat(parts, ignore_index=True)
    before = facts.rename(columns={"amount_fen": "base_fen"})
    before["fiscal_year"] += 1
    rows = facts.merge(before, on=["series_id", "fiscal_year"], how="left")
    change = rows["amount_fen"] - rows["base_fen"]
    print(f"{time.perf_counter() - started:.3f} 0 {len(rows)} change_fen={int(change.sum())}")


def built():
    target = Path(os.environ.get("CARGO_TARGET_DIR", HERE.parent / "target"))
    found = [path for path in target.glob("release/deps/measures-*") if os.access(path, os.X_OK) and not path.suffix]
    if not found:
        sys.exit("build it first: cargo build --release --bench measures")
    return max(found, key=lambda path: path.stat().st_mtime)


def run(command):
    """Wall seconds inside, CPU seconds, peak MiB, rows and digest of one process; None where it failed."""
    process = subprocess.Popen([str(part) for part in command], stdout=subprocess.PIPE, text=True)
    printed = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    words = printed.split()
    if process.returncode or len(words) < 3:
        return None
    digest = words[3] if len(words) > 3 else ""
    return float(words[0]), usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, int(words[2]), digest


def commands(program, who, measure, folder):
    own = [sys.executable, __file__]
    every = {
        "scan": [program, "scan", measure, folder],
        "sql": [program, "sql", measure, folder],
        "duckdb": [*own, "--duckdb", measure, folder],
    }
    if measure == "change_yoy":
        every |= {
            "join": [program, "join", measure, folder],
            "lag": [*own, "--duckdb", "lag", folder],
            "pandas": [*own, "--pandas", folder],
        }
    return {name: every[name] for name in who if name in every}


def main():
    if sys.argv[1:2] == ["--duckdb"]:
        return duckdb_once(*sys.argv[2:])
    if sys.argv[1:2] == ["--pandas"]:
        return pandas_once(sys.argv[2])
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", default="1000000")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--measures", default="change_yoy,share,contribution,rank,deviation_from_peers")
    parser.add_argument("--who", default="scan,duckdb,join,lag,pandas")
    parser.add_argument("--program", type=Path)
    parser.add_argument("--work", type=Path, default=Path(tempfile.gettempdir()) / "tongbi_measures")
    arguments = parser.parse_args()
    program = arguments.program or built()
    print("| rows | measure | who | wall s (min–max) | CPU s | peak MiB | rows out | wall ÷ scan | digest |")
    print("|---:|---|---|---:|---:|---:|---:|---:|---|")
    for size in arguments.rows.split(","):
        folder = arguments.work / size
        if not (folder / "rows").exists():
            subprocess.run([str(program), "generate", size, str(folder)], check=True)
        rows = int((folder / "rows").read_text())
        for measure in arguments.measures.split(","):
            todo = commands(program, arguments.who.split(","), measure, folder)
            results = {name: [] for name in todo}
            for _ in range(arguments.runs):
                for name, command in todo.items():
                    results[name].append(run(command))
            report(rows, measure, results)


def report(rows, measure, results):
    scan = [result for result in results.get("scan", []) if result]
    base = statistics.median(result[0] for result in scan) if scan else None
    for name, runs in results.items():
        if None in runs:
            print(f"| {rows} | {measure} | {name} | failed | | | | | |")
            continue
        wall, cpu, peak = (statistics.median(column) for column in list(zip(*runs))[:3])
        walls = [result[0] for result in runs]
        same = "" if name not in ("duckdb", "sql") or not scan else "equal" if runs[0][3:] == scan[0][3:] else "DIFFERENT"
        ratio = f"{wall / base:.2f}" if base else ""
        print(f"| {rows} | {measure} | {name} | {wall:.2f} ({min(walls):.2f}–{max(walls):.2f}) | {cpu:.2f} | {peak:.0f} | "
              f"{runs[0][3]} | {ratio} | {same} |", flush=True)


main()
