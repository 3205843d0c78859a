"""Opens a panel's Parquet files in DuckDB, runs every measure file unchanged, and compares each row with tongbi's.

Usage: differential.py PROGRAM MEASURES_FOLDER PANEL
Prints one line per measure; exit status 1 with the first differing rows where an integer differs.
"""

import csv
import io
import pathlib
import subprocess
import sys
import tempfile

import duckdb


def connect(panel: pathlib.Path) -> duckdb.DuckDBPyConnection:
    """The panel's tables as views, as an auditor would open them."""
    connection = duckdb.connect()
    tables = {
        "statements": "statements/*.parquet",
        "indicators": "indicators/*.parquet",
        "documents": "documents.parquet",
        "unread": "unread.parquet",
    }
    facts = panel / "facts/*/*.parquet"
    connection.sql(
        f"CREATE VIEW facts AS SELECT * FROM read_parquet('{facts}', hive_partitioning = true, "
        "hive_types = {'fiscal_year': INTEGER})"
    )
    for name, files in tables.items():
        connection.sql(f"CREATE VIEW {name} AS SELECT * FROM read_parquet('{panel / files}')")
    return connection


def as_text(value: object) -> str:
    """A value as tongbi's CSV writes it. Floats are refused: measures return integers and words."""
    if value is None:
        return ""
    if isinstance(value, float):
        raise SystemExit(f"a measure returned a float: {value}")
    return str(value)


def of_duckdb(connection: duckdb.DuckDBPyConnection, sql: str) -> tuple[list[str], list[list[str]]]:
    result = connection.execute(sql)
    names = [column[0] for column in result.description]
    return names, [[as_text(value) for value in row] for row in result.fetchall()]


def of_tongbi(program: str, sql: str, panel: pathlib.Path) -> tuple[list[str], list[list[str]]]:
    command = [program, "query", "--panel", str(panel), "--format", "csv", "--", sql]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise SystemExit(f"tongbi query failed ({done.returncode}): {done.stderr}")
    rows = list(csv.reader(io.StringIO(done.stdout)))
    # A negative number is a number, but CSV output guards texts that a spreadsheet would run.
    return rows[0], [[field[1:] if field.startswith("'-") else field for field in row] for row in rows[1:]]


def of_measure(program: str, name: str, panel: pathlib.Path) -> tuple[list[str], list[list[str]]]:
    """The rows that `tongbi measure` exports: by a scan of the sorted files where the measure has one."""
    with tempfile.TemporaryDirectory() as folder:
        target = pathlib.Path(folder) / "rows.csv"
        command = [program, "measure", name, "--panel", str(panel), "-o", str(target)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise SystemExit(f"tongbi measure {name} failed ({done.returncode}): {done.stderr}")
        with target.open(encoding="utf-8", newline="") as file:
            rows = list(csv.reader(file))
    return rows[0], rows[1:]


def main() -> int:
    program, measures, panel = sys.argv[1], pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3])
    connection = connect(panel)
    files = sorted(measures.glob("*.sql"))
    if not files:
        raise SystemExit(f"no measures in {measures}")
    failures = 0
    for file in files:
        sql = file.read_text(encoding="utf-8")
        theirs_names, theirs = of_duckdb(connection, sql)
        ours_names, ours = of_tongbi(program, sql, panel)
        if theirs_names != ours_names:
            print(f"{file.name}: columns differ: {ours_names} and {theirs_names}")
            failures += 1
            continue
        exported_names, exported = of_measure(program, file.stem, panel)
        if exported_names != theirs_names or sorted(exported) != sorted(theirs):
            print(f"{file.name}: tongbi measure exports {len(exported)} other rows than the {len(theirs)} in DuckDB")
            failures += 1
        only_ours = sorted(set(map(tuple, ours)) - set(map(tuple, theirs)))
        only_theirs = sorted(set(map(tuple, theirs)) - set(map(tuple, ours)))
        if len(ours) != len(theirs) or only_ours or only_theirs:
            failures += 1
            print(f"{file.name}: {len(ours)} rows here, {len(theirs)} in DuckDB")
            for name, rows in (("tongbi", only_ours), ("duckdb", only_theirs)):
                for row in rows[:5]:
                    print(f"  only {name}: {dict(zip(ours_names, row))}")
        else:
            states = sorted({row[ours_names.index('state')] for row in ours}) if "state" in ours_names else []
            print(f"{file.name}: {len(ours)} rows equal {' '.join(states)}".rstrip())
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
