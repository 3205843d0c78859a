//! Rows of a measure's result while a scan finds them.

use crate::error::Result;
use crate::panel::frame_error;
use polars::prelude::*;

/// A column of a measure's result.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// 64-bit integer, never null.
    Integer,
    /// 64-bit integer or null.
    Optional,
    /// 32-bit integer, never null.
    Year,
    /// One of these words.
    Word(&'static [&'static str]),
}

/// Name and kind of a column.
pub type Column64 = (&'static str, Kind);

enum Values {
    Integer(Vec<i64>),
    Optional(PrimitiveChunkedBuilder<Int64Type>),
    Year(Vec<i32>),
    Word(Vec<IdxSize>, &'static [&'static str]),
}

/// Columns that grow row by row; the values of a row are given in the order of the columns.
pub struct Rows {
    schema: &'static [Column64],
    columns: Vec<Values>,
    next: usize,
    height: usize,
}

impl Rows {
    /// No rows yet.
    pub fn new(schema: &'static [Column64]) -> Self {
        let columns = schema.iter().map(|(name, kind)| match kind {
            Kind::Integer => Values::Integer(Vec::new()),
            Kind::Optional => Values::Optional(PrimitiveChunkedBuilder::new((*name).into(), 0)),
            Kind::Year => Values::Year(Vec::new()),
            Kind::Word(words) => Values::Word(Vec::new(), words),
        });
        Rows { schema, columns: columns.collect(), next: 0, height: 0 }
    }

    /// How many rows there are.
    pub fn height(&self) -> usize {
        self.height
    }

    fn advance(&mut self) -> &mut Self {
        self.next += 1;
        if self.next == self.columns.len() {
            self.next = 0;
            self.height += 1;
        }
        self
    }

    /// The next value, an integer.
    pub fn integer(&mut self, value: i64) -> &mut Self {
        match self.columns.get_mut(self.next) {
            Some(Values::Integer(values)) => values.push(value),
            Some(Values::Optional(values)) => values.append_value(value),
            _ => debug_assert!(false, "column {} holds no integers", self.next),
        }
        self.advance()
    }

    /// The next value, an integer or nothing.
    pub fn optional(&mut self, value: Option<i64>) -> &mut Self {
        match self.columns.get_mut(self.next) {
            Some(Values::Optional(values)) => values.append_option(value),
            _ => debug_assert!(false, "column {} is never null", self.next),
        }
        self.advance()
    }

    /// The next value, a year.
    pub fn year(&mut self, value: i32) -> &mut Self {
        match self.columns.get_mut(self.next) {
            Some(Values::Year(values)) => values.push(value),
            _ => debug_assert!(false, "column {} holds no years", self.next),
        }
        self.advance()
    }

    /// The next value, the word at this position of the column's words.
    pub fn word(&mut self, position: usize) -> &mut Self {
        match self.columns.get_mut(self.next) {
            Some(Values::Word(values, _)) => values.push(position as IdxSize),
            _ => debug_assert!(false, "column {} holds no words", self.next),
        }
        self.advance()
    }

    /// The rows as a frame; none are left.
    ///
    /// # Errors
    /// When the frame library refuses the columns.
    pub fn take(&mut self) -> Result<DataFrame> {
        let Rows { columns, height, .. } = std::mem::replace(self, Rows::new(self.schema));
        let columns = self.schema.iter().zip(columns).map(|((name, _), values)| {
            let name = PlSmallStr::from_static(name);
            Ok(match values {
                Values::Integer(values) => Int64Chunked::from_vec(name, values).into_column(),
                Values::Optional(values) => values.finish().into_column(),
                Values::Year(values) => Int32Chunked::from_vec(name, values).into_column(),
                Values::Word(positions, words) => {
                    let positions = IdxCa::from_vec(PlSmallStr::EMPTY, positions);
                    StringChunked::from_slice(name, words).take(&positions)?.into_column()
                }
            })
        });
        let columns = columns.collect::<PolarsResult<Vec<Column>>>();
        columns.and_then(|columns| DataFrame::new(height, columns)).map_err(|error| frame_error("整理数据", error))
    }
}
