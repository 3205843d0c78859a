-- 集中度 concentration：赫芬达尔–赫希曼指数（HHI）的分子，整体中各项金额的平方和；指数 = 10,000 × 平方和 ÷ whole_fen 的平方。
-- 平方和超出 64 位，所以每项拆成 amount_fen = high × 10,000,000 + low，分别求和：
-- 平方和 = high_high × 10^14 + 2 × high_low × 10^7 + low_low，由程序合成后四舍五入一次。
-- 有负数的整体不计算；超过 300 万亿元的不计算，使各个和都不超出 64 位。
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
limbs AS (
  SELECT agreed.whole_id AS whole_id, agreed.fiscal_year AS fiscal_year, agreed.amount_fen % 10000000 AS low,
         CAST(FLOOR(CAST(agreed.amount_fen - agreed.amount_fen % 10000000 AS DOUBLE PRECISION) * CAST(0.0000001 AS DOUBLE PRECISION)
                    + CAST(0.25 AS DOUBLE PRECISION)) AS BIGINT) AS high
  FROM agreed JOIN sound ON agreed.whole_id = sound.whole_id AND agreed.fiscal_year = sound.fiscal_year
  WHERE agreed.amount_fen <> 0 AND sound.whole_fen <= 30000000000000000
),
squares AS (
  SELECT whole_id, fiscal_year, CAST(SUM(high * high) AS BIGINT) AS high_high, CAST(SUM(high * low) AS BIGINT) AS high_low,
         CAST(SUM(low * low) AS BIGINT) AS low_low
  FROM limbs GROUP BY whole_id, fiscal_year
)
SELECT squares.whole_id AS whole_id, squares.fiscal_year AS fiscal_year, squares.high_high AS high_high, squares.high_low AS high_low,
       squares.low_low AS low_low, sound.parts AS parts, sound.largest_fen AS largest_fen, sound.whole_fen AS whole_fen
FROM squares JOIN sound ON squares.whole_id = sound.whole_id AND squares.fiscal_year = sound.fiscal_year
ORDER BY whole_id, fiscal_year
