"""Runs every measure file unchanged in DuckDB over a panel's Parquet files and writes each result as Parquet.

Usage: duckdb_measures.py MEASURES_FOLDER PANEL RESULTS_FOLDER
"""

import os
import pathlib
import sys

import duckdb

measures, panel, results = (pathlib.Path(argument) for argument in sys.argv[1:])
# From inside the panel, so that no character of its own path is taken for a pattern.
os.chdir(panel)
connection = duckdb.connect()
connection.sql(
    "CREATE VIEW facts AS SELECT * FROM read_parquet('facts/*/*.parquet', hive_partitioning = true, "
    "hive_types = {'fiscal_year': INTEGER})"
)
connection.sql("CREATE VIEW statements AS SELECT * FROM read_parquet('statements/*.parquet')")
for file in sorted(measures.glob("*.sql")):
    result = results / f"{file.stem}.parquet"
    connection.execute(f"COPY (\n{file.read_text(encoding='utf-8')}\n) TO '{result}' (FORMAT parquet)")
