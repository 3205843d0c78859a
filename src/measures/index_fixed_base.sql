-- 定基比 index_fixed_base：各年金额除以序列第一年金额。第一年金额不为正的序列不计算。
-- 同一数字在几份文件里重复公布时只计一次；几份文件不一致的年份不计算。
WITH document_sums AS (
  SELECT series_id, fiscal_year, document_id, CAST(SUM(amount_fen) AS BIGINT) AS amount_fen
  FROM facts GROUP BY series_id, fiscal_year, document_id
),
amounts AS (
  SELECT series_id, fiscal_year, MIN(amount_fen) AS amount_fen
  FROM document_sums GROUP BY series_id, fiscal_year HAVING MIN(amount_fen) = MAX(amount_fen)
),
firsts AS (
  SELECT series_id, MIN(fiscal_year) AS first_year FROM amounts GROUP BY series_id
),
bases AS (
  SELECT amounts.series_id AS series_id, amounts.fiscal_year AS first_year, amounts.amount_fen AS first_fen
  FROM amounts JOIN firsts ON amounts.series_id = firsts.series_id AND amounts.fiscal_year = firsts.first_year
)
SELECT amounts.series_id AS series_id, amounts.fiscal_year AS fiscal_year, amounts.amount_fen AS amount_fen,
       bases.first_year AS first_year, bases.first_fen AS first_fen
FROM amounts JOIN bases ON amounts.series_id = bases.series_id
WHERE bases.first_fen > 0
ORDER BY series_id, fiscal_year
