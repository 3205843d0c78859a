-- 占比 share：每个序列占其整体（同一整体编号的各项之和）的比重。比重由 amount_fen ÷ whole_fen 四舍五入一次得到。
WITH amounts AS (
  SELECT series_id, whole_id, fiscal_year, CAST(SUM(amount_fen) AS BIGINT) AS amount_fen
  FROM facts GROUP BY series_id, whole_id, fiscal_year
)
SELECT series_id, whole_id, fiscal_year, amount_fen,
       CAST(SUM(amount_fen) OVER (PARTITION BY whole_id, fiscal_year) AS BIGINT) AS whole_fen
FROM amounts
ORDER BY series_id, fiscal_year
