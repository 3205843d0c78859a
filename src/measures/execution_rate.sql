-- 预算执行率 execution_rate：决算数 ÷ 调整预算数，没有调整预算的用年初预算数。
-- 两种来源：同一部门同一年同一表样同一科目的决算与预算两张表（tables）；决算说明里同一句写出的两个数（narrative）。
-- 同一数字在几份文件里重复公布时只计一次；几份文件不一致的不计算。
WITH printed AS (
  SELECT region_code, department, COALESCE(unit, '') AS unit, fiscal_year, phase, form, COALESCE(fund, '') AS fund,
         COALESCE(function_code, '') AS function_code, level, document_id, MIN(item) AS item, CAST(SUM(amount_fen) AS BIGINT) AS amount_fen
  FROM facts
  WHERE flow = 'expenditure' AND nature = 'total' AND fund <> 'unknown' AND COALESCE(economic_code, '') = ''
    AND COALESCE(government_economic_code, '') = '' AND COALESCE(project, '') = ''
    AND form IN ('expenditure_summary', 'general_public_expenditure', 'appropriation_expenditure', 'government_fund_expenditure')
    AND (level = 'total' AND COALESCE(function_code, '') = '' OR level = 'leaf' AND COALESCE(function_code, '') <> '')
  GROUP BY region_code, department, COALESCE(unit, ''), fiscal_year, phase, form, COALESCE(fund, ''), COALESCE(function_code, ''), level, document_id
),
agreed AS (
  SELECT region_code, department, unit, fiscal_year, phase, form, fund, function_code, level, MIN(item) AS item, MIN(amount_fen) AS amount_fen
  FROM printed
  GROUP BY region_code, department, unit, fiscal_year, phase, form, fund, function_code, level HAVING MIN(amount_fen) = MAX(amount_fen)
),
pairs AS (
  SELECT region_code, department, unit, fiscal_year, form, fund, function_code, MIN(item) AS item,
         MAX(CASE WHEN phase = 'executed' THEN amount_fen END) AS executed_fen,
         MAX(CASE WHEN phase = 'adjusted' THEN amount_fen END) AS adjusted_fen,
         MAX(CASE WHEN phase = 'approved' THEN amount_fen END) AS approved_fen
  FROM agreed GROUP BY region_code, department, unit, fiscal_year, form, fund, function_code, level
),
told AS (
  SELECT region_code, department, COALESCE(unit, '') AS unit, fiscal_year, COALESCE(form, '') AS form, COALESCE(fund, '') AS fund,
         COALESCE(function_code, '') AS function_code, item, MIN(amount_fen) AS executed_fen, MAX(amount_fen) AS highest_executed_fen,
         MIN(base_fen) AS budget_fen, MAX(base_fen) AS highest_budget_fen
  FROM statements
  WHERE kind = 'execution' AND phase = 'executed' AND base_kind = 'budget_this_year' AND amount_fen IS NOT NULL AND base_fen IS NOT NULL
  GROUP BY region_code, department, COALESCE(unit, ''), fiscal_year, COALESCE(form, ''), COALESCE(fund, ''), COALESCE(function_code, ''), item
),
both_sources AS (
  SELECT region_code, department, unit, fiscal_year, form, fund, function_code, item, executed_fen,
         CASE WHEN adjusted_fen IS NULL THEN approved_fen ELSE adjusted_fen END AS budget_fen,
         CASE WHEN adjusted_fen IS NULL THEN 'approved' ELSE 'adjusted' END AS budget_phase, 'tables' AS source
  FROM pairs WHERE executed_fen IS NOT NULL AND (adjusted_fen IS NOT NULL OR approved_fen IS NOT NULL)
  UNION ALL
  SELECT region_code, department, unit, fiscal_year, form, fund, function_code, item, executed_fen, budget_fen, 'approved' AS budget_phase, 'narrative' AS source
  FROM told WHERE executed_fen = highest_executed_fen AND budget_fen = highest_budget_fen
)
SELECT region_code, department, unit, fiscal_year, form, fund, function_code, item, executed_fen, budget_fen, budget_phase, source
FROM both_sources WHERE budget_fen > 0
ORDER BY region_code, department, unit, fiscal_year, form, fund, function_code, item, source
