//! Tables handed to other Rust programs and taken from them as Arrow record batches, without copying, by the Arrow C data
//! interface.

use super::frame_error;
use crate::error::{Error, Result};
use arrow::array::{ArrayRef, RecordBatch, make_array};
use arrow::datatypes::{Field, Schema};
use polars::prelude::{Column, CompatLevel, DataFrame, PolarsResult, Series};
use std::sync::Arc;

/// A frame as one record batch.
///
/// # Errors
/// When a column has a type that Arrow's own crate does not know.
pub fn record_batch(frame: &DataFrame) -> Result<RecordBatch> {
    let bad = |error: arrow::error::ArrowError| Error::panel(format!("转成 Arrow 时出错：{error}"));
    let mut fields = Vec::with_capacity(frame.width());
    let mut arrays: Vec<ArrayRef> = Vec::with_capacity(frame.width());
    for column in frame.columns() {
        let series = column.as_materialized_series().rechunk();
        let field = series.field().to_arrow(CompatLevel::oldest());
        let (array, schema) = export(series.to_arrow(0, CompatLevel::oldest()), &field);
        let data = import(array, &schema).map_err(bad)?;
        fields.push(Field::new(column.name().as_str(), data.data_type().clone(), true));
        arrays.push(make_array(data));
    }
    let batch = RecordBatch::try_new(Arc::new(Schema::new(fields)), arrays).map_err(bad)?;
    if batch.num_rows() != frame.height() {
        return Err(frame_error("转成 Arrow", polars::prelude::PolarsError::ShapeMismatch("rows".into())));
    }
    Ok(batch)
}

/// The two structures of the C data interface as the frame library writes them, read as Arrow's own.
#[allow(unsafe_code)]
fn export(
    array: polars_arrow::array::ArrayRef,
    field: &polars_arrow::datatypes::Field,
) -> (arrow::ffi::FFI_ArrowArray, arrow::ffi::FFI_ArrowSchema) {
    let array = polars_arrow::ffi::export_array_to_c(array);
    let schema = polars_arrow::ffi::export_field_to_c(field);
    // SAFETY: both crates declare the same repr(C) structures of the Arrow C data interface; ownership, with its
    // release callback, moves into the result.
    unsafe {
        (
            std::mem::transmute::<polars_arrow::ffi::ArrowArray, arrow::ffi::FFI_ArrowArray>(array),
            std::mem::transmute::<polars_arrow::ffi::ArrowSchema, arrow::ffi::FFI_ArrowSchema>(schema),
        )
    }
}

/// Record batches of one schema as one frame.
///
/// # Errors
/// When a column has a type that the frame library does not know.
pub fn frame(schema: &Schema, batches: &[RecordBatch]) -> Result<DataFrame> {
    let bad = |error: polars::prelude::PolarsError| frame_error("读取 Arrow", error);
    let mut whole = DataFrame::empty();
    for batch in batches.iter().chain([&RecordBatch::new_empty(Arc::new(schema.clone()))]) {
        let columns = schema
            .fields()
            .iter()
            .zip(batch.columns())
            .map(|(field, array)| Ok(Column::from(taken(field.name(), array)?)));
        let part = DataFrame::new(batch.num_rows(), columns.collect::<Result<Vec<Column>>>()?).map_err(bad)?;
        if whole.width() == 0 {
            whole = part;
        } else {
            whole.vstack_mut_owned(part).map_err(bad)?;
        }
    }
    whole.rechunk_mut();
    Ok(whole)
}

/// One Arrow array as a series.
fn taken(name: &str, array: &ArrayRef) -> Result<Series> {
    let (array, schema) =
        arrow::ffi::to_ffi(&array.to_data()).map_err(|error| Error::panel(format!("读取 Arrow 时出错：{error}")))?;
    adopt(name, array, schema).map_err(|error| frame_error("读取 Arrow", error))
}

/// The two structures of the C data interface as Arrow's own crate writes them, read by the frame library.
#[allow(unsafe_code)]
fn adopt(name: &str, array: arrow::ffi::FFI_ArrowArray, schema: arrow::ffi::FFI_ArrowSchema) -> PolarsResult<Series> {
    // SAFETY: both crates declare the same repr(C) structures of the Arrow C data interface; the pair was exported
    // together from one array, and ownership, with its release callback, moves into the result.
    let array = unsafe {
        let array = std::mem::transmute::<arrow::ffi::FFI_ArrowArray, polars_arrow::ffi::ArrowArray>(array);
        let schema = std::mem::transmute::<arrow::ffi::FFI_ArrowSchema, polars_arrow::ffi::ArrowSchema>(schema);
        let field = polars_arrow::ffi::import_field_from_c(&schema)?;
        polars_arrow::ffi::import_array_from_c(array, field.dtype)?
    };
    Series::from_arrow(name.into(), array)
}

#[allow(unsafe_code)]
fn import(
    array: arrow::ffi::FFI_ArrowArray,
    schema: &arrow::ffi::FFI_ArrowSchema,
) -> std::result::Result<arrow::array::ArrayData, arrow::error::ArrowError> {
    // SAFETY: the pair was exported together from one array and is not used again.
    unsafe { arrow::ffi::from_ffi(array, schema) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use arrow::array::{Array, AsArray};
    use arrow::datatypes::Int64Type;
    use polars::prelude::Column;

    #[test]
    fn integers_and_texts_cross_to_arrow_unchanged() {
        let columns = vec![
            Column::new("amount_fen".into(), [Some(1_092_220_000_i64), None, Some(-5)]),
            Column::new("item".into(), [Some("一般公共服务支出"), Some(""), None]),
        ];
        let frame = DataFrame::new(3, columns).unwrap();
        let batch = record_batch(&frame).unwrap();
        let amounts = batch.column(0).as_primitive::<Int64Type>();
        assert_eq!((amounts.value(0), amounts.is_null(1), amounts.value(2)), (1_092_220_000, true, -5));
        let items = batch.column(1).as_string::<i64>();
        assert_eq!((items.value(0), items.value(1), items.is_null(2)), ("一般公共服务支出", "", true));
        // And back, in any number of batches.
        let halves = [batch.slice(0, 1), batch.slice(1, 2)];
        let back = super::frame(&batch.schema(), &halves).unwrap();
        assert!(back.equals_missing(&frame), "{back}");
        let nothing = super::frame(&batch.schema(), &[]).unwrap();
        let names: Vec<&str> = nothing.get_column_names().into_iter().map(|name| name.as_str()).collect();
        assert_eq!((nothing.height(), names), (0, vec!["amount_fen", "item"]));
    }
}
