-- 单位成本 cost_per_unit：公开文件里有数量的，金额 ÷ 数量。amount_fen 和 quantity（原文数字）由程序相除后四舍五入一次。
-- vehicle 公务用车运行费 ÷ 车辆数；staff 基本支出 ÷ 在职人数；posts 基本支出 ÷ 编制数；visit 公务接待费 ÷ 接待人次。
-- 数量用同一年同一阶段文件里的；没有的，预算用上一年年末的（预算说明里写“2024年期末”的就是），再没有的用上一年同一阶段的。几处说法不一致的不计算。
WITH counted AS (
  SELECT COALESCE(region_code, '') AS region_code, department, COALESCE(unit, '') AS unit, fiscal_year, phase,
         CASE WHEN count_unit = '辆' AND (item = '车辆' OR item LIKE '%公务用车保有量%') THEN 'vehicle'
              WHEN (count_unit = '人' OR count_unit = '名') AND item LIKE '%在职%' AND item NOT LIKE '%其中%' THEN 'staff'
              WHEN (count_unit = '人' OR count_unit = '名') AND (item = '编制' OR item = '编制数') THEN 'posts'
              WHEN (count_unit = '人' OR count_unit = '人次') AND item LIKE '%接待人次%' THEN 'visit' ELSE '' END AS what,
         count AS quantity
  FROM statements WHERE kind = 'count' AND count IS NOT NULL
),
agreed_counts AS (
  SELECT region_code, department, unit, fiscal_year, phase, what, MIN(quantity) AS quantity
  FROM counted WHERE what <> ''
  GROUP BY region_code, department, unit, fiscal_year, phase, what HAVING MIN(quantity) = MAX(quantity)
),
candidates AS (
  SELECT region_code, department, unit, fiscal_year, phase, what, quantity AS own_quantity, CAST(NULL AS VARCHAR) AS year_end_quantity,
         CAST(NULL AS VARCHAR) AS earlier_quantity, fiscal_year AS own_year, CAST(NULL AS INTEGER) AS earlier_year
  FROM agreed_counts
  UNION ALL
  SELECT region_code, department, unit, fiscal_year + 1 AS fiscal_year, 'approved' AS phase, what, CAST(NULL AS VARCHAR) AS own_quantity,
         quantity AS year_end_quantity, CAST(NULL AS VARCHAR) AS earlier_quantity, CAST(NULL AS INTEGER) AS own_year, fiscal_year AS earlier_year
  FROM agreed_counts WHERE phase = 'executed'
  UNION ALL
  SELECT region_code, department, unit, fiscal_year + 1 AS fiscal_year, phase, what, CAST(NULL AS VARCHAR) AS own_quantity,
         CAST(NULL AS VARCHAR) AS year_end_quantity, quantity AS earlier_quantity, CAST(NULL AS INTEGER) AS own_year, fiscal_year AS earlier_year
  FROM agreed_counts
),
quantities AS (
  SELECT region_code, department, unit, fiscal_year, phase, what,
         COALESCE(MAX(own_quantity), MAX(year_end_quantity), MAX(earlier_quantity)) AS quantity,
         COALESCE(MAX(own_year), MAX(earlier_year)) AS quantity_year
  FROM candidates GROUP BY region_code, department, unit, fiscal_year, phase, what
),
spent AS (
  SELECT COALESCE(region_code, '') AS region_code, department, COALESCE(unit, '') AS unit, fiscal_year, phase, form, document_id, amount_fen,
         CASE WHEN form = 'three_public_expenses' AND level = 'leaf' AND item LIKE '%用车%运行%' THEN 'vehicle'
              WHEN form = 'three_public_expenses' AND level = 'leaf' AND item LIKE '%接待费%' THEN 'visit'
              WHEN form = 'general_public_basic_expenditure' AND level = 'total' AND flow = 'expenditure'
                   AND (nature = 'basic' OR nature = 'total') THEN 'basic' ELSE '' END AS purpose
  FROM facts WHERE form = 'three_public_expenses' OR form = 'general_public_basic_expenditure'
),
agreed_amounts AS (
  SELECT region_code, department, unit, fiscal_year, phase, purpose, MIN(amount_fen) AS amount_fen
  FROM spent WHERE purpose <> ''
  GROUP BY region_code, department, unit, fiscal_year, phase, purpose HAVING MIN(amount_fen) = MAX(amount_fen)
),
wanted AS (
  SELECT region_code, department, unit, fiscal_year, phase, what, quantity, quantity_year,
         CASE WHEN what = 'staff' OR what = 'posts' THEN 'basic' ELSE what END AS purpose
  FROM quantities
)
SELECT wanted.region_code AS region_code, wanted.department AS department, wanted.unit AS unit, wanted.fiscal_year AS fiscal_year,
       wanted.phase AS phase, wanted.what AS what, agreed_amounts.amount_fen AS amount_fen, wanted.quantity AS quantity,
       wanted.quantity_year AS quantity_year
FROM wanted JOIN agreed_amounts
  ON wanted.region_code = agreed_amounts.region_code AND wanted.department = agreed_amounts.department AND wanted.unit = agreed_amounts.unit
 AND wanted.fiscal_year = agreed_amounts.fiscal_year AND wanted.phase = agreed_amounts.phase AND wanted.purpose = agreed_amounts.purpose
ORDER BY region_code, department, unit, fiscal_year, phase, what
