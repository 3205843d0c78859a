"""The job in DuckDB: CSV → 同比 and 占比 → Parquet, in integers of fen.  python duckdb_job.py IN.csv OUT.parquet"""

import sys

import duckdb

SQL = """
COPY (
WITH facts AS (
  SELECT year, department_code, code, MIN(department) AS department, MIN(item) AS item,
         CAST(SUM(CAST(amount * 100 AS BIGINT)) AS BIGINT) AS amount_fen
  FROM read_csv(?, header = true, columns = {'year': 'INTEGER', 'department': 'VARCHAR', 'department_code': 'VARCHAR',
                'code': 'VARCHAR', 'item': 'VARCHAR', 'amount': 'DECIMAL(18,2)'})
  GROUP BY year, department_code, code
),
wholes AS (
  SELECT year, department_code, CAST(SUM(amount_fen) AS BIGINT) AS whole_fen FROM facts GROUP BY year, department_code
),
before AS (
  SELECT year + 1 AS year, department_code, code, department, item, amount_fen AS base_fen FROM facts
),
pairs AS (
  SELECT COALESCE(facts.year, before.year) AS year, COALESCE(facts.department_code, before.department_code) AS department_code,
         COALESCE(facts.department, before.department) AS department, COALESCE(facts.code, before.code) AS code,
         COALESCE(facts.item, before.item) AS item, amount_fen, base_fen
  FROM facts FULL JOIN before
    ON facts.year = before.year AND facts.department_code = before.department_code AND facts.code = before.code
),
years AS (
  SELECT DISTINCT year FROM facts
),
joined AS (
  SELECT pairs.*, wholes.whole_fen, years_before.year IS NOT NULL AS published_before,
         CASE WHEN amount_fen IS NULL THEN 0 - base_fen
              WHEN base_fen IS NOT NULL THEN amount_fen - base_fen
              WHEN years_before.year IS NOT NULL THEN amount_fen END AS change_fen
  FROM pairs
  JOIN years ON pairs.year = years.year
  LEFT JOIN wholes ON pairs.year = wholes.year AND pairs.department_code = wholes.department_code
  LEFT JOIN years AS years_before ON pairs.year = years_before.year + 1
),
stated AS (
  SELECT *,
         CASE WHEN amount_fen IS NULL AND base_fen = 0 THEN 'unchanged'
              WHEN amount_fen IS NULL THEN 'discontinued'
              WHEN base_fen IS NULL AND NOT published_before THEN 'missing_year'
              WHEN base_fen IS NULL AND amount_fen = 0 THEN 'unchanged'
              WHEN base_fen IS NULL THEN 'new'
              WHEN amount_fen = base_fen THEN 'unchanged'
              WHEN base_fen <= 0 OR amount_fen < 0 THEN 'not_comparable'
              WHEN amount_fen > base_fen THEN 'increase'
              ELSE 'decrease' END AS state
  FROM joined
)
SELECT year, department_code, department, code, item, amount_fen, base_fen, change_fen, state,
       CASE WHEN state IN ('increase', 'decrease', 'unchanged') AND base_fen > 0
            THEN CAST(SIGN(change_fen) AS BIGINT) * ((ABS(change_fen) * 20000 + base_fen) // (2 * base_fen)) END AS rate_hundredths,
       CASE WHEN amount_fen IS NOT NULL THEN whole_fen END AS whole_fen,
       CASE WHEN amount_fen IS NOT NULL AND whole_fen > 0
            THEN CAST(SIGN(amount_fen) AS BIGINT) * ((ABS(amount_fen) * 20000 + whole_fen) // (2 * whole_fen)) END AS share_hundredths
FROM stated ORDER BY department_code, code, year
) TO '%s' (FORMAT parquet, COMPRESSION snappy)
"""

connection = duckdb.connect()
connection.execute("SET memory_limit = '8GB'")
connection.execute(SQL % sys.argv[2].replace("'", "''"), [sys.argv[1]])
