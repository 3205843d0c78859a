-- 年均增长 growth_compound：从序列第一年到该年的年均复合增长，只在中间没有缺年、首尾都为正时计算。
-- 增长率 = (amount_fen ÷ first_fen) 的 years 次方根 − 1。
-- 同一数字在几份文件里重复公布时只计一次；几份文件不一致的年份不计算。
WITH document_sums AS (
  SELECT series_id, fiscal_year, document_id, CAST(SUM(amount_fen) AS BIGINT) AS amount_fen
  FROM facts GROUP BY series_id, fiscal_year, document_id
),
amounts AS (
  SELECT series_id, fiscal_year, MIN(amount_fen) AS amount_fen
  FROM document_sums GROUP BY series_id, fiscal_year HAVING MIN(amount_fen) = MAX(amount_fen)
),
numbered AS (
  SELECT series_id, fiscal_year, amount_fen,
         CAST(ROW_NUMBER() OVER (PARTITION BY series_id ORDER BY fiscal_year) AS BIGINT) AS position
  FROM amounts
),
firsts AS (
  SELECT series_id, fiscal_year AS first_year, amount_fen AS first_fen FROM numbered WHERE position = 1
)
SELECT numbered.series_id AS series_id, numbered.fiscal_year AS fiscal_year, numbered.amount_fen AS amount_fen,
       firsts.first_year AS first_year, firsts.first_fen AS first_fen, CAST(numbered.fiscal_year - firsts.first_year AS BIGINT) AS years
FROM numbered JOIN firsts ON numbered.series_id = firsts.series_id
WHERE numbered.position > 1 AND numbered.position = CAST(numbered.fiscal_year - firsts.first_year + 1 AS BIGINT)
  AND firsts.first_fen > 0 AND numbered.amount_fen > 0
ORDER BY series_id, fiscal_year
