-- 集中度 concentration：赫芬达尔–赫希曼指数（HHI），整体中各项占比的平方和。
-- 占比以百万分之一计、舍去尾数（ppm），sum_of_squares = 各项 ppm 的平方和，÷ 10^8 得常用的 0 至 10,000 的指数。
-- 金额很大的整体先去掉末四位（百元以下）再除，使中间数不超出 64 位；有负数的整体不计算。
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
  SELECT whole_id, fiscal_year, CAST(SUM(amount_fen) AS BIGINT) AS whole_fen, MAX(amount_fen) AS largest_fen,
         CAST(COUNT(*) AS BIGINT) AS parts
  FROM agreed WHERE amount_fen <> 0
  GROUP BY whole_id, fiscal_year HAVING MAX(disputed) = 0 AND MIN(amount_fen) > 0
),
scaled AS (
  SELECT agreed.whole_id AS whole_id, agreed.fiscal_year AS fiscal_year,
         CASE WHEN sound.whole_fen > 9000000000000 THEN CAST(FLOOR((agreed.amount_fen - agreed.amount_fen % 10000) / 10000 + 0.25) AS BIGINT)
              ELSE agreed.amount_fen END AS amount,
         CASE WHEN sound.whole_fen > 9000000000000 THEN CAST(FLOOR((sound.whole_fen - sound.whole_fen % 10000) / 10000 + 0.25) AS BIGINT)
              ELSE sound.whole_fen END AS whole
  FROM agreed JOIN sound ON agreed.whole_id = sound.whole_id AND agreed.fiscal_year = sound.fiscal_year
  WHERE agreed.amount_fen <> 0 AND sound.whole_fen <= 90000000000000000
),
shares AS (
  SELECT whole_id, fiscal_year, CAST(FLOOR((amount * 1000000 - (amount * 1000000) % whole) / whole + 0.25) AS BIGINT) AS ppm FROM scaled
),
squares AS (
  SELECT whole_id, fiscal_year, CAST(SUM(ppm * ppm) AS BIGINT) AS sum_of_squares FROM shares GROUP BY whole_id, fiscal_year
)
SELECT squares.whole_id AS whole_id, squares.fiscal_year AS fiscal_year, squares.sum_of_squares AS sum_of_squares,
       sound.parts AS parts, sound.largest_fen AS largest_fen, sound.whole_fen AS whole_fen
FROM squares JOIN sound ON squares.whole_id = sound.whole_id AND squares.fiscal_year = sound.fiscal_year
ORDER BY whole_id, fiscal_year
