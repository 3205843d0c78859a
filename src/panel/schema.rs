//! Columns of the panel's tables, with their meaning: the one place that names them.

/// Type of a column as every Parquet reader sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColumnType {
    /// 64-bit integer
    Integer,
    /// 32-bit integer
    SmallInteger,
    /// UTF-8 text
    Text,
}

/// One column.
#[derive(Clone, Copy, Debug)]
pub struct ColumnSchema {
    /// Name.
    pub name: &'static str,
    /// Type.
    pub kind: ColumnType,
    /// Meaning, in Chinese.
    pub documentation: &'static str,
}

const fn integer(name: &'static str, documentation: &'static str) -> ColumnSchema {
    ColumnSchema { name, kind: ColumnType::Integer, documentation }
}

const fn small(name: &'static str, documentation: &'static str) -> ColumnSchema {
    ColumnSchema { name, kind: ColumnType::SmallInteger, documentation }
}

const fn text(name: &'static str, documentation: &'static str) -> ColumnSchema {
    ColumnSchema { name, kind: ColumnType::Text, documentation }
}

/// `facts`: one row per printed figure. `fiscal_year` is the partition folder's name.
pub const FACTS: &[ColumnSchema] = &[
    integer("fact_id", "数字编号；同一文件每次读出的编号相同"),
    text("document_id", "文件编号（内容的 SHA-256 前 16 位）"),
    text("region_code", "行政区划代码"),
    text("department_code", "部门预算代码"),
    text("department", "部门名称"),
    text("unit_code", "单位预算代码"),
    text("unit", "单位名称"),
    small("fiscal_year", "年度"),
    text("phase", "阶段：approved 预算、adjusted 调整预算、executed 决算"),
    text("form", "表样"),
    text("flow", "收支方向"),
    text("fund", "资金来源"),
    text("nature", "支出性质"),
    text("function_code", "支出功能分类科目编码"),
    text("economic_code", "部门预算支出经济分类科目编码"),
    text("government_economic_code", "政府预算支出经济分类科目编码"),
    text("project_code", "项目编码"),
    text("project", "项目名称"),
    text("item", "行名称"),
    text("level", "层级：grand_total 总计、total 合计、subtotal 小计、leaf 明细、of_which 其中"),
    integer("amount_fen", "金额（分）"),
    text("printed", "原文"),
    integer("unit_fen", "原文单位合多少分：元 100，万元 1000000"),
    small("decimals", "原文小数位数"),
    small("page", "页"),
    small("line", "行（文本为文件行号，表格文件为表内行号）"),
    small("table", "文件中第几张表"),
    small("row", "表中第几行"),
    small("column", "表中第几列"),
    integer("series_id", "序列编号：同一部门、单位、阶段、表样、科目在各年相同"),
    integer("scope_id", "口径编号：同一部门、单位、阶段、表样在各年相同；导入的数据表不分部门"),
    integer("body_id", "主体编号：同一部门、单位在各年相同，改名而代码不变也相同"),
    integer("whole_id", "整体编号：同一口径内相加成整体的各项相同"),
];

/// `statements`: one row per claim in the prose.
pub const STATEMENTS: &[ColumnSchema] = &[
    integer("statement_id", "说明编号"),
    text("document_id", "文件编号"),
    text("region_code", "行政区划代码"),
    text("department_code", "部门预算代码"),
    text("department", "部门名称"),
    text("unit_code", "单位预算代码"),
    text("unit", "单位名称"),
    small("fiscal_year", "年度"),
    text("phase", "阶段"),
    text("kind", "说明种类：amount、change、unchanged、share、execution、count、absence"),
    text("subject", "说的是什么（原文）"),
    text("form", "对应表样"),
    text("flow", "收支方向"),
    text("fund", "资金来源"),
    text("nature", "支出性质"),
    text("function_code", "支出功能分类科目编码"),
    text("economic_code", "部门预算支出经济分类科目编码"),
    text("project", "项目名称"),
    text("item", "名称"),
    text("level", "层级"),
    integer("amount_fen", "金额（分）"),
    integer("amount_unit_fen", "金额原文单位"),
    small("amount_decimals", "金额原文小数位数"),
    text("base_kind", "比较基数：budget_last_year、executed_last_year、final_last_year、budget_this_year"),
    small("base_year", "基数年度"),
    integer("base_fen", "基数（分），原文没有则空"),
    integer("base_unit_fen", "基数原文单位"),
    small("base_decimals", "基数原文小数位数"),
    integer("change_fen", "增减额（分），减少为负"),
    integer("change_unit_fen", "增减额原文单位"),
    small("change_decimals", "增减额原文小数位数"),
    text("rate", "增减率（%），减少为负；kind 为 execution 时是执行率"),
    text("share", "占比（%）"),
    text("share_of", "占什么的比重"),
    text("count", "数量"),
    text("count_unit", "数量单位"),
    text("reason", "原因"),
    text("text", "原句"),
    small("page", "页"),
    small("line", "行"),
    integer("series_id", "序列编号，与 facts 相同"),
    integer("scope_id", "口径编号，与 facts 相同"),
];

/// `indicators`: performance indicators of tables 11 and 12.
pub const INDICATORS: &[ColumnSchema] = &[
    integer("indicator_id", "指标编号"),
    text("document_id", "文件编号"),
    text("region_code", "行政区划代码"),
    text("department_code", "部门预算代码"),
    text("department", "部门名称"),
    small("fiscal_year", "年度"),
    text("form", "表样"),
    text("project_code", "项目编码"),
    text("project", "项目名称"),
    text("level1", "一级指标"),
    text("level2", "二级指标"),
    text("level3", "三级指标"),
    text("comparator", "比较符号"),
    text("value", "指标值"),
    text("unit", "指标值单位"),
    text("printed", "原文"),
    small("page", "页"),
    small("line", "行"),
    small("table", "第几张表"),
    small("row", "表中第几行"),
    small("column", "表中第几列"),
];

/// `documents`: one row per input, also those that could not be read.
pub const DOCUMENTS: &[ColumnSchema] = &[
    text("document_id", "文件编号"),
    text("file", "文件路径（载入时所给）"),
    text("sha256", "内容的 SHA-256"),
    integer("bytes", "字节数"),
    text("format", "格式"),
    text("encoding", "字符编码"),
    small("pages", "页数"),
    text("status", "read 已读、unreadable 未读出"),
    text("message", "未读出的原因"),
    text("kind", "department 部门、unit 单位、table 映射导入的数据表"),
    text("region_code", "行政区划代码"),
    text("department_code", "部门预算代码"),
    text("department", "部门名称"),
    text("unit_code", "单位预算代码"),
    text("unit", "单位名称"),
    small("fiscal_year", "年度（数据表有多年时为空）"),
    text("phase", "阶段"),
    text("from_file_name", "取自文件名的内容"),
    text("forms", "读出的表样；（残）残缺，（空）空表"),
    text("notes", "空表下的说明，一行一条：表样:说明"),
    text("headings", "写有年度的标题和基准日，一行一条：页 行 表 是否基准日 年度 原文"),
    integer("facts", "数字个数"),
    integer("statements", "说明条数"),
    integer("indicators", "指标个数"),
    integer("unread", "未读懂的条数"),
    integer("sentences_with_amount", "带金额的句子数"),
    integer("sentences_understood", "其中读懂的句子数"),
];

/// `unread`: what was seen and not understood.
pub const UNREAD: &[ColumnSchema] = &[
    text("document_id", "文件编号"),
    text("file", "文件路径"),
    small("page", "页"),
    small("line", "行"),
    small("table", "第几张表"),
    small("row", "表中第几行"),
    small("column", "表中第几列"),
    text("text", "原文"),
    text("reason", "没有读懂的原因"),
];
