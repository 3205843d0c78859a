-- 占比变动 share_change：比重与上一年比重之差（百分点），由四个整数
-- amount_fen ÷ whole_fen − base_fen ÷ base_whole_fen 精确相减后四舍五入一次得到。上年没有该整体则不比较；
-- 上年有该整体而没有该项，上年比重为零。
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
amounts_before AS (
  SELECT series_id, whole_id, fiscal_year + 1 AS fiscal_year, amount_fen AS base_fen FROM amounts
),
wholes_before AS (
  SELECT whole_id, fiscal_year + 1 AS fiscal_year, whole_fen AS base_whole_fen FROM sound
)
SELECT amounts.series_id AS series_id, amounts.whole_id AS whole_id, amounts.fiscal_year AS fiscal_year,
       amounts.amount_fen AS amount_fen, amounts.whole_fen AS whole_fen,
       CASE WHEN wholes_before.base_whole_fen IS NULL THEN CAST(NULL AS BIGINT)
            WHEN amounts_before.base_fen IS NULL THEN CAST(0 AS BIGINT) ELSE amounts_before.base_fen END AS base_fen,
       wholes_before.base_whole_fen AS base_whole_fen
FROM amounts
LEFT JOIN amounts_before ON amounts.series_id = amounts_before.series_id AND amounts.whole_id = amounts_before.whole_id
                        AND amounts.fiscal_year = amounts_before.fiscal_year
LEFT JOIN wholes_before ON amounts.whole_id = wholes_before.whole_id AND amounts.fiscal_year = wholes_before.fiscal_year
ORDER BY series_id, fiscal_year, whole_id
