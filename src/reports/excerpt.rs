//! SQL that shows the largest rows of a measure with the names of what they are, whatever columns the measure has.

/// Rows shown.
const ROWS: usize = 20;

/// What a row of a measure is about: a column that `facts` has too, and the names to show for it.
const NAMED: &[(&str, &[&str])] =
    &[("series_id", &["department", "form", "item"]), ("whole_id", &["department", "form"])];

/// Amounts by which rows are ordered, the first that the measure has.
const SIZES: &[&str] = &["change_fen", "amount_fen", "executed_fen", "whole_fen"];

/// Ids: they say nothing to a reader, but they make the order certain.
const IDS: &[&str] = &["series_id", "scope_id", "whole_id", "fact_id"];

/// The SQL over the measure's own view and `facts`, in the dialect that all engines share.
pub fn excerpt(measure: &str, columns: &[&str]) -> String {
    let named = NAMED.iter().find(|(key, _)| columns.contains(key));
    let size = SIZES.iter().find(|size| columns.contains(size)).copied();
    let keys: Vec<&str> =
        columns.iter().copied().filter(|name| IDS.contains(name) || !name.ends_with("_fen")).collect();
    let order = keys.join(", ");
    let (order, filter) = match size {
        Some(size) => (format!("size DESC, {order}"), format!("\nWHERE {measure}.{size} IS NOT NULL")),
        None => (order, String::new()),
    };
    let size = size.map(|size| format!(", ABS({measure}.{size}) AS size")).unwrap_or_default();
    let ids = columns.iter().filter(|name| IDS.contains(name));
    let own = columns.iter().filter(|name| !IDS.contains(name)).chain(ids);
    let own: Vec<String> = own.map(|name| format!("{measure}.{name} AS {name}")).collect();
    let Some((key, names)) = named else {
        return format!("SELECT {}{size}\nFROM {measure}{filter}\nORDER BY {order} LIMIT {ROWS}", own.join(", "));
    };
    let most: Vec<String> = names.iter().map(|name| format!("MAX({name}) AS {name}")).collect();
    let shown: Vec<String> = names.iter().map(|name| format!("names.{name} AS {name}")).collect();
    format!(
        "WITH names AS (\n  SELECT {key}, {}\n  FROM facts GROUP BY {key}\n)\nSELECT {}, {}{size}\n\
         FROM {measure} JOIN names ON {measure}.{key} = names.{key}{filter}\nORDER BY {order} LIMIT {ROWS}",
        most.join(", "),
        shown.join(", "),
        own.join(", ")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_measure_of_series_is_shown_with_the_names_of_its_series() {
        let sql = excerpt("change_yoy", &["series_id", "fiscal_year", "amount_fen", "change_fen"]);
        assert!(
            sql.contains("names.item AS item") && sql.contains("ON change_yoy.series_id = names.series_id"),
            "{sql}"
        );
        assert!(sql.ends_with("ORDER BY size DESC, series_id, fiscal_year LIMIT 20"), "{sql}");
        assert!(sql.contains("ABS(change_yoy.change_fen) AS size"), "{sql}");
    }

    #[test]
    fn a_measure_without_series_or_whole_is_shown_as_it_is() {
        let sql = excerpt("execution_rate", &["department", "fiscal_year", "executed_fen", "source"]);
        assert!(!sql.contains("names"), "{sql}");
        assert!(sql.ends_with("ORDER BY size DESC, department, fiscal_year, source LIMIT 20"), "{sql}");
    }
}
