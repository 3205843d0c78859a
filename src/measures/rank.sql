-- 位次 rank：同一整体内按金额从大到小的名次，以及比上年上升的位数（正数为上升；上年没有则空）。
-- 同一数字在几份文件里重复公布时只计一次；几份文件不一致的整体不计算。
WITH document_sums AS (
  SELECT series_id, whole_id, fiscal_year, document_id, CAST(SUM(amount_fen) AS BIGINT) AS amount_fen
  FROM facts GROUP BY series_id, whole_id, fiscal_year, document_id
),
agreed AS (
  SELECT series_id, whole_id, fiscal_year, MIN(amount_fen) AS amount_fen,
         CASE WHEN MIN(amount_fen) = MAX(amount_fen) THEN 0 ELSE 1 END AS disputed
  FROM document_sums GROUP BY series_id, whole_id, fiscal_year
),
sound AS (
  SELECT whole_id, fiscal_year, CAST(SUM(amount_fen) AS BIGINT) AS whole_fen FROM agreed
  GROUP BY whole_id, fiscal_year HAVING MAX(disputed) = 0
),
amounts AS (
  SELECT agreed.series_id AS series_id, agreed.whole_id AS whole_id, agreed.fiscal_year AS fiscal_year,
         agreed.amount_fen AS amount_fen, sound.whole_fen AS whole_fen
  FROM agreed JOIN sound ON agreed.whole_id = sound.whole_id AND agreed.fiscal_year = sound.fiscal_year
),
ranked AS (
  SELECT series_id, whole_id, fiscal_year, amount_fen,
         RANK() OVER (PARTITION BY whole_id, fiscal_year ORDER BY amount_fen DESC) AS place
  FROM amounts
),
ranked_before AS (
  SELECT series_id, whole_id, fiscal_year + 1 AS fiscal_year, place AS place_before FROM ranked
)
SELECT ranked.series_id AS series_id, ranked.whole_id AS whole_id, ranked.fiscal_year AS fiscal_year, ranked.amount_fen AS amount_fen,
       CAST(ranked.place AS BIGINT) AS place,
       CAST(ranked_before.place_before AS BIGINT) - CAST(ranked.place AS BIGINT) AS places_gained
FROM ranked
LEFT JOIN ranked_before ON ranked.series_id = ranked_before.series_id AND ranked.whole_id = ranked_before.whole_id
                       AND ranked.fiscal_year = ranked_before.fiscal_year
ORDER BY series_id, fiscal_year, whole_id
