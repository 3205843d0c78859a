-- 偏离同类 deviation_from_peers：每个序列的增减率与同一整体各序列增减率中位数之差，和它们的中位数绝对偏差（MAD）。
-- ratio = 本年 ÷ 上年，以万分之一计、舍去尾数；中位数取两倍（twice_middle）、MAD 取四倍（four_mad），都是整数。
-- 相除用浮点数估计、再用整数核对修正，所以各引擎得数相同；超过十万倍的按十万倍计。
-- 偏离 = (2 × ratio − twice_middle) ÷ 2；上年为零或负、本年为负的不参与，缺年不跨年比较。
-- 上年超过 9 万亿元的先去掉末四位（百元以下）再除，使中间数不超出 64 位。
-- 同一数字在几份文件里重复公布时只计一次；几份文件不一致的不参与。
WITH document_sums AS (
  SELECT series_id, whole_id, fiscal_year, document_id, CAST(SUM(amount_fen) AS BIGINT) AS amount_fen
  FROM facts GROUP BY series_id, whole_id, fiscal_year, document_id
),
agreed AS (
  SELECT series_id, whole_id, fiscal_year, MIN(amount_fen) AS amount_fen
  FROM document_sums GROUP BY series_id, whole_id, fiscal_year HAVING MIN(amount_fen) = MAX(amount_fen)
),
before AS (
  SELECT series_id, whole_id, fiscal_year + 1 AS fiscal_year, amount_fen AS base_fen FROM agreed
),
pairs AS (
  SELECT agreed.series_id AS series_id, agreed.whole_id AS whole_id, agreed.fiscal_year AS fiscal_year,
         agreed.amount_fen AS amount_fen, before.base_fen AS base_fen
  FROM agreed JOIN before ON agreed.series_id = before.series_id AND agreed.whole_id = before.whole_id
                         AND agreed.fiscal_year = before.fiscal_year
  WHERE before.base_fen > 0 AND agreed.amount_fen >= 0
    AND agreed.amount_fen <= 9000000000000000000 AND before.base_fen <= 9000000000000000000
),
scaled AS (
  SELECT series_id, whole_id, fiscal_year, amount_fen, base_fen,
         CASE WHEN amount_fen > 900000000000000 OR base_fen > 900000000000000
              THEN CAST(FLOOR(CAST(amount_fen - amount_fen % 10000 AS DOUBLE PRECISION) * CAST(0.0001 AS DOUBLE PRECISION) + CAST(0.25 AS DOUBLE PRECISION)) AS BIGINT) ELSE amount_fen END AS amount,
         CASE WHEN amount_fen > 900000000000000 OR base_fen > 900000000000000
              THEN CAST(FLOOR(CAST(base_fen - base_fen % 10000 AS DOUBLE PRECISION) * CAST(0.0001 AS DOUBLE PRECISION) + CAST(0.25 AS DOUBLE PRECISION)) AS BIGINT) ELSE base_fen END AS base
  FROM pairs
),
estimates AS (
  SELECT series_id, whole_id, fiscal_year, amount_fen, base_fen, amount * 10000 AS dividend, base,
         CAST(amount * 10000 AS DOUBLE PRECISION) * POWER(CAST(base AS DOUBLE PRECISION), CAST(-1 AS DOUBLE PRECISION)) AS estimate
  FROM scaled WHERE base > 0
),
capped AS (
  SELECT series_id, whole_id, fiscal_year, amount_fen, base_fen, dividend, base,
         CASE WHEN estimate >= 1000000000 THEN CAST(-1 AS BIGINT) ELSE CAST(FLOOR(estimate) AS BIGINT) END AS guess
  FROM estimates
),
ratios AS (
  SELECT series_id, whole_id, fiscal_year, amount_fen, base_fen,
         CASE WHEN guess < 0 THEN CAST(1000000000 AS BIGINT) WHEN guess * base > dividend THEN guess - 1
              WHEN (guess + 1) * base <= dividend THEN guess + 1 ELSE guess END AS ratio
  FROM capped
),
placed AS (
  SELECT series_id, whole_id, fiscal_year, amount_fen, base_fen, ratio,
         CAST(ROW_NUMBER() OVER (PARTITION BY whole_id, fiscal_year ORDER BY ratio, series_id) AS BIGINT) AS place,
         CAST(COUNT(*) OVER (PARTITION BY whole_id, fiscal_year) AS BIGINT) AS peers
  FROM ratios
),
middles AS (
  SELECT whole_id, fiscal_year,
         CAST(SUM(CASE WHEN 2 * place = peers + 1 THEN 2 * ratio WHEN 2 * place = peers OR 2 * place = peers + 2 THEN ratio ELSE 0 END) AS BIGINT)
           AS twice_middle
  FROM placed GROUP BY whole_id, fiscal_year
),
apart AS (
  SELECT placed.series_id AS series_id, placed.whole_id AS whole_id, placed.fiscal_year AS fiscal_year, placed.amount_fen AS amount_fen,
         placed.base_fen AS base_fen, placed.ratio AS ratio, placed.peers AS peers, middles.twice_middle AS twice_middle,
         ABS(2 * placed.ratio - middles.twice_middle) AS distance
  FROM placed JOIN middles ON placed.whole_id = middles.whole_id AND placed.fiscal_year = middles.fiscal_year
),
distances AS (
  SELECT whole_id, fiscal_year, distance, peers,
         CAST(ROW_NUMBER() OVER (PARTITION BY whole_id, fiscal_year ORDER BY distance, series_id) AS BIGINT) AS place
  FROM apart
),
deviations AS (
  SELECT whole_id, fiscal_year,
         CAST(SUM(CASE WHEN 2 * place = peers + 1 THEN 2 * distance WHEN 2 * place = peers OR 2 * place = peers + 2 THEN distance ELSE 0 END) AS BIGINT)
           AS four_mad
  FROM distances GROUP BY whole_id, fiscal_year
)
SELECT apart.series_id AS series_id, apart.whole_id AS whole_id, apart.fiscal_year AS fiscal_year, apart.amount_fen AS amount_fen,
       apart.base_fen AS base_fen, apart.ratio AS ratio, apart.peers AS peers, apart.twice_middle AS twice_middle,
       deviations.four_mad AS four_mad
FROM apart JOIN deviations ON apart.whole_id = deviations.whole_id AND apart.fiscal_year = deviations.fiscal_year
ORDER BY series_id, fiscal_year, whole_id
