-- 拉动与贡献率 contribution：每项的增减额占整体基数（拉动，百分点）和占整体增减额（贡献率）的部分。
-- 只计两年都公开的口径；新增项的基数、取消项的现数按零计，使各项之和恰等于整体。
-- 同一数字在几份文件里重复公布时只计一次；几份文件不一致的整体不计算。
WITH document_sums AS (
  SELECT series_id, scope_id, whole_id, fiscal_year, document_id, CAST(SUM(amount_fen) AS BIGINT) AS amount_fen
  FROM facts GROUP BY series_id, scope_id, whole_id, fiscal_year, document_id
),
agreed AS (
  SELECT series_id, scope_id, whole_id, fiscal_year, MIN(amount_fen) AS amount_fen,
         CASE WHEN MIN(amount_fen) = MAX(amount_fen) THEN 0 ELSE 1 END AS disputed
  FROM document_sums GROUP BY series_id, scope_id, whole_id, fiscal_year
),
sides AS (
  SELECT series_id, scope_id, whole_id, fiscal_year, amount_fen, CAST(0 AS BIGINT) AS base_fen, disputed FROM agreed
  UNION ALL
  SELECT series_id, scope_id, whole_id, fiscal_year + 1 AS fiscal_year, CAST(0 AS BIGINT) AS amount_fen, amount_fen AS base_fen, disputed
  FROM agreed
),
items AS (
  SELECT series_id, scope_id, whole_id, fiscal_year, CAST(SUM(amount_fen) AS BIGINT) AS amount_fen,
         CAST(SUM(base_fen) AS BIGINT) AS base_fen, MAX(disputed) AS disputed
  FROM sides GROUP BY series_id, scope_id, whole_id, fiscal_year
),
published AS (
  SELECT scope_id, fiscal_year FROM facts GROUP BY scope_id, fiscal_year
),
published_before AS (
  SELECT scope_id, fiscal_year + 1 AS fiscal_year FROM facts GROUP BY scope_id, fiscal_year
),
compared AS (
  SELECT items.series_id AS series_id, items.whole_id AS whole_id, items.fiscal_year AS fiscal_year,
         items.amount_fen - items.base_fen AS change_fen, items.base_fen AS base_fen, items.disputed AS disputed
  FROM items
  JOIN published ON items.scope_id = published.scope_id AND items.fiscal_year = published.fiscal_year
  JOIN published_before ON items.scope_id = published_before.scope_id AND items.fiscal_year = published_before.fiscal_year
),
wholes AS (
  SELECT whole_id, fiscal_year, CAST(SUM(change_fen) AS BIGINT) AS whole_change_fen, CAST(SUM(base_fen) AS BIGINT) AS whole_base_fen
  FROM compared GROUP BY whole_id, fiscal_year HAVING MAX(disputed) = 0
)
SELECT compared.series_id AS series_id, compared.whole_id AS whole_id, compared.fiscal_year AS fiscal_year,
       compared.change_fen AS change_fen, wholes.whole_change_fen AS whole_change_fen, wholes.whole_base_fen AS whole_base_fen
FROM compared JOIN wholes ON compared.whole_id = wholes.whole_id AND compared.fiscal_year = wholes.fiscal_year
ORDER BY series_id, fiscal_year, whole_id
