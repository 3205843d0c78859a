-- 同比 change_yoy：每个序列每年与上一年相比。金额以分计。
-- 同一文件里同一序列的几行先相加；两份文件不一致（disputed）时不可比；缺年不跨年比较。
-- 上年没有公开、但本年说明写了增减额的，基数由本年数减增减额推出（derived）。
WITH document_sums AS (
  SELECT series_id, scope_id, fiscal_year, document_id,
         CAST(SUM(amount_fen) AS BIGINT) AS amount_fen, CAST(COUNT(*) AS BIGINT) AS figures, MIN(fact_id) AS fact_id
  FROM facts GROUP BY series_id, scope_id, fiscal_year, document_id
),
figures AS (
  SELECT series_id, scope_id, fiscal_year, MIN(amount_fen) AS amount_fen, MAX(figures) AS figures, MIN(fact_id) AS fact_id,
         CASE WHEN MIN(amount_fen) = MAX(amount_fen) THEN 0 ELSE 1 END AS disputed
  FROM document_sums GROUP BY series_id, scope_id, fiscal_year
),
sides AS (
  SELECT series_id, scope_id, fiscal_year, amount_fen, figures, fact_id,
         CAST(NULL AS BIGINT) AS base_fen, CAST(NULL AS BIGINT) AS base_figures, disputed
  FROM figures
  UNION ALL
  SELECT series_id, scope_id, fiscal_year + 1 AS fiscal_year, CAST(NULL AS BIGINT) AS amount_fen, CAST(NULL AS BIGINT) AS figures,
         CAST(NULL AS BIGINT) AS fact_id, amount_fen AS base_fen, figures AS base_figures, disputed
  FROM figures
),
pairs AS (
  SELECT series_id, scope_id, fiscal_year, MAX(amount_fen) AS amount_fen, MAX(figures) AS figures, MAX(fact_id) AS fact_id,
         MAX(base_fen) AS base_fen, MAX(base_figures) AS base_figures, MAX(disputed) AS disputed
  FROM sides GROUP BY series_id, scope_id, fiscal_year
),
published AS (
  SELECT scope_id, fiscal_year, 1 AS published FROM facts GROUP BY scope_id, fiscal_year
),
published_before AS (
  SELECT scope_id, fiscal_year + 1 AS fiscal_year, 1 AS published_before FROM facts GROUP BY scope_id, fiscal_year
),
told AS (
  SELECT series_id, fiscal_year, MIN(change_fen) AS told_change_fen, MAX(change_fen) AS highest_change_fen
  FROM statements
  WHERE change_fen IS NOT NULL AND base_year = fiscal_year - 1
    AND ((phase = 'approved' AND base_kind = 'budget_last_year') OR (phase = 'executed' AND base_kind = 'final_last_year'))
  GROUP BY series_id, fiscal_year
),
joined AS (
  SELECT pairs.series_id AS series_id, pairs.scope_id AS scope_id, pairs.fiscal_year AS fiscal_year, pairs.amount_fen AS amount_fen,
         pairs.figures AS figures, pairs.fact_id AS fact_id, pairs.base_figures AS base_figures, pairs.disputed AS disputed,
         CASE WHEN pairs.base_fen IS NOT NULL THEN pairs.base_fen
              WHEN published_before.published_before IS NULL AND told.told_change_fen = told.highest_change_fen
              THEN pairs.amount_fen - told.told_change_fen END AS base_fen,
         CASE WHEN pairs.base_fen IS NOT NULL THEN 'published'
              WHEN published_before.published_before IS NULL AND told.told_change_fen = told.highest_change_fen
                   AND pairs.amount_fen IS NOT NULL THEN 'derived'
              ELSE 'absent' END AS base_source,
         published_before.published_before AS published_before
  FROM pairs
  JOIN published ON pairs.scope_id = published.scope_id AND pairs.fiscal_year = published.fiscal_year
  LEFT JOIN published_before ON pairs.scope_id = published_before.scope_id AND pairs.fiscal_year = published_before.fiscal_year
  LEFT JOIN told ON pairs.series_id = told.series_id AND pairs.fiscal_year = told.fiscal_year
)
SELECT series_id, scope_id, fiscal_year, amount_fen, figures, fact_id, base_fen, base_figures, base_source,
       CASE WHEN disputed = 1 THEN CAST(NULL AS BIGINT)
            WHEN amount_fen IS NULL THEN 0 - base_fen
            WHEN base_fen IS NULL AND published_before IS NULL THEN CAST(NULL AS BIGINT)
            WHEN base_fen IS NULL THEN amount_fen
            ELSE amount_fen - base_fen END AS change_fen,
       CASE WHEN disputed = 1 THEN 'not_comparable'
            WHEN amount_fen IS NULL AND base_fen = 0 THEN 'unchanged'
            WHEN amount_fen IS NULL THEN 'discontinued'
            WHEN base_fen IS NULL AND published_before IS NULL THEN 'missing_year'
            WHEN base_fen IS NULL AND amount_fen = 0 THEN 'unchanged'
            WHEN base_fen IS NULL THEN 'new'
            WHEN amount_fen = base_fen THEN 'unchanged'
            WHEN base_fen <= 0 OR amount_fen < 0 THEN 'not_comparable'
            WHEN amount_fen > base_fen THEN 'increase'
            ELSE 'decrease' END AS state
FROM joined
ORDER BY series_id, fiscal_year, scope_id
