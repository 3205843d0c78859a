//! Figures on which two documents disagree; no measure of the catalogue, but what `load` says about a panel.

use crate::measures::catalogue::Measure;
use crate::measures::scan::block::Block;
use crate::measures::scan::rows::{Kind, Rows};
use crate::measures::scan::{Beside, Scan};

/// Series and years on which documents disagree.
pub const DISAGREEMENT: Measure = Measure {
    name: "disagreement",
    name_zh: "文件之间不一致",
    documentation: "同一部门同一年同一项目，两份文件印出的数字不同。",
    sql: "WITH sums AS (
  SELECT series_id, fiscal_year, document_id, CAST(SUM(amount_fen) AS BIGINT) AS amount_fen
  FROM facts GROUP BY series_id, fiscal_year, document_id
)
SELECT series_id, fiscal_year FROM sums GROUP BY series_id, fiscal_year HAVING MIN(amount_fen) <> MAX(amount_fen)",
};

/// Finds them.
pub const SCAN: Scan = Scan {
    measure: &DISAGREEMENT,
    by_scope: false,
    by_whole: false,
    publication: false,
    columns: &[("series_id", Kind::Integer), ("fiscal_year", Kind::Year)],
    run,
};

fn run(block: &Block, _: &Beside, rows: &mut Rows) {
    for (key, cells) in block.rows() {
        for (year, _) in block.years().iter().zip(cells).filter(|(_, cell)| cell.disputed) {
            rows.integer(key.series).year(*year);
        }
    }
}
