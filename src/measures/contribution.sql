-- 拉动与贡献率 contribution：每项的增减额占整体基数（拉动，百分点）和占整体增减额（贡献率）的部分。
-- 新增项的基数、取消项的现数按零计，使各项之和恰等于整体；上年没有该整体的年份不计算。
WITH sides AS (
  SELECT series_id, whole_id, fiscal_year, amount_fen, CAST(0 AS BIGINT) AS base_fen FROM facts
  UNION ALL
  SELECT series_id, whole_id, fiscal_year + 1 AS fiscal_year, CAST(0 AS BIGINT) AS amount_fen, amount_fen AS base_fen FROM facts
),
items AS (
  SELECT series_id, whole_id, fiscal_year, CAST(SUM(amount_fen) AS BIGINT) AS amount_fen, CAST(SUM(base_fen) AS BIGINT) AS base_fen
  FROM sides GROUP BY series_id, whole_id, fiscal_year
),
published AS (
  SELECT whole_id, fiscal_year FROM facts GROUP BY whole_id, fiscal_year
),
published_before AS (
  SELECT whole_id, fiscal_year + 1 AS fiscal_year FROM facts GROUP BY whole_id, fiscal_year
),
comparable AS (
  SELECT published.whole_id AS whole_id, published.fiscal_year AS fiscal_year
  FROM published JOIN published_before
    ON published.whole_id = published_before.whole_id AND published.fiscal_year = published_before.fiscal_year
),
compared AS (
  SELECT items.series_id AS series_id, items.whole_id AS whole_id, items.fiscal_year AS fiscal_year,
         items.amount_fen - items.base_fen AS change_fen, items.base_fen AS base_fen
  FROM items JOIN comparable ON items.whole_id = comparable.whole_id AND items.fiscal_year = comparable.fiscal_year
)
SELECT series_id, whole_id, fiscal_year, change_fen,
       CAST(SUM(change_fen) OVER (PARTITION BY whole_id, fiscal_year) AS BIGINT) AS whole_change_fen,
       CAST(SUM(base_fen) OVER (PARTITION BY whole_id, fiscal_year) AS BIGINT) AS whole_base_fen
FROM compared
ORDER BY series_id, fiscal_year
