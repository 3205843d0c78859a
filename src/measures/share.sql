-- 占比 share：每个序列占其整体（同一整体编号的各项之和）的比重。比重由 amount_fen ÷ whole_fen 四舍五入一次得到。
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
)
SELECT series_id, whole_id, fiscal_year, amount_fen, whole_fen
FROM amounts
ORDER BY series_id, fiscal_year, whole_id
