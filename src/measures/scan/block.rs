//! The figures of one body through all years, side by side: what the measures relate to each other, and nothing else.

use polars::prelude::{InitHashMaps, PlHashMap};

/// Which ids of a figure tell it from the others of its series in a measure; an id that does not is zero.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Key {
    /// Series.
    pub series: i64,
    /// Scope.
    pub scope: i64,
    /// Whole.
    pub whole: i64,
}

/// What is printed under one key in one year.
#[derive(Clone, Copy, Debug, Default)]
pub struct Cell {
    /// In fen; where documents disagree, the least.
    pub amount: i64,
    /// The least id of the figures.
    pub fact: i64,
    /// The most figures that one document prints; 0 where there are none.
    pub figures: u32,
    document: u32,
    /// Whether documents disagree.
    pub disputed: bool,
}

/// One printed figure.
#[derive(Clone, Copy, Debug)]
pub struct Figure {
    /// What it is.
    pub key: Key,
    /// Position of its year in [`Block::years`].
    pub year: usize,
    /// Position of its document, as [`Block::document`] says.
    pub document: u32,
    /// Amount in fen.
    pub amount: i64,
    /// Its id.
    pub fact: i64,
}

/// A figure of a cell that has several.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Repeated {
    cell: usize,
    document: u32,
    amount: i64,
    fact: i64,
}

/// All figures of one body (or of any rows that share no series and no whole with others), by key and year.
pub struct Block {
    years: Vec<i32>,
    keys: Vec<Key>,
    /// Keys × years.
    cells: Vec<Cell>,
    /// Key → its position plus one, by linear probing; zero is free. Its length is a power of two.
    slots: Vec<u32>,
    /// Rows of every year stand in nearly the same order: the key behind the last one is the likely one.
    likely: usize,
    repeated: Vec<Repeated>,
    documents: PlHashMap<String, u32>,
    last_document: (String, u32),
    wholes: Numbers,
    /// Scope → the years in which it has figures, one bit for each.
    published: PlHashMap<i64, u64>,
    last_published: (i64, usize),
}

/// The fewest slots; a body has rarely fewer keys.
const FEWEST_SLOTS: usize = 64;

/// How many years a block can hold, one bit for each.
pub const MOST_YEARS: usize = 64;

/// Distinct ids with their positions, and the position that each key has.
#[derive(Default)]
struct Numbers {
    ids: Vec<i64>,
    positions: PlHashMap<i64, u32>,
    of_key: Vec<u32>,
}

impl Numbers {
    fn push(&mut self, id: i64) {
        let last = self.of_key.last().copied().filter(|last| self.ids.get(*last as usize) == Some(&id));
        let position = last.unwrap_or_else(|| {
            *self.positions.entry(id).or_insert_with(|| {
                self.ids.push(id);
                (self.ids.len() - 1) as u32
            })
        });
        self.of_key.push(position);
    }

    fn clear(&mut self) {
        self.ids.clear();
        self.positions.clear();
        self.of_key.clear();
    }
}

impl Block {
    /// An empty block for figures of these years, which are in ascending order and at most [`MOST_YEARS`].
    pub fn new(years: Vec<i32>) -> Self {
        Block {
            years,
            keys: Vec::new(),
            cells: Vec::new(),
            slots: vec![0; FEWEST_SLOTS],
            likely: 0,
            repeated: Vec::new(),
            documents: PlHashMap::new(),
            last_document: (String::new(), 0),
            wholes: Numbers::default(),
            published: PlHashMap::new(),
            last_published: (0, usize::MAX),
        }
    }

    /// Forgets all figures.
    pub fn clear(&mut self) {
        self.keys.clear();
        self.cells.clear();
        self.slots.truncate(FEWEST_SLOTS);
        self.slots.fill(0);
        self.likely = 0;
        self.documents.clear();
        self.last_document = (String::new(), 0);
        self.wholes.clear();
        self.published.clear();
        self.last_published = (0, usize::MAX);
    }

    /// The years.
    pub fn years(&self) -> &[i32] {
        &self.years
    }

    /// The position of the year before, where there are figures of that year at all.
    pub fn before(&self, year: usize) -> Option<usize> {
        let before = year.checked_sub(1)?;
        (self.years.get(before)? + 1 == *self.years.get(year)?).then_some(before)
    }

    /// The number of a document within this block.
    pub fn document(&mut self, id: &str) -> u32 {
        if self.last_document.0 == id {
            return self.last_document.1;
        }
        let next = self.documents.len() as u32 + 1;
        let position = *self.documents.entry_ref(id).or_insert(next);
        self.last_document.0.clear();
        self.last_document.0.push_str(id);
        self.last_document.1 = position;
        position
    }

    /// Begins another year: its rows start with the first key again.
    pub fn begin_year(&mut self) {
        self.likely = 0;
    }

    /// Notes that a scope has figures in a year.
    pub fn publish(&mut self, scope: i64, year: usize) {
        if self.last_published != (scope, year) {
            *self.published.entry(scope).or_default() |= 1 << year;
            self.last_published = (scope, year);
        }
    }

    /// The years in which a scope has figures, one bit for each.
    pub fn published(&self, scope: i64) -> u64 {
        self.published.get(&scope).copied().unwrap_or_default()
    }

    /// Adds a figure.
    pub fn add(&mut self, figure: &Figure) {
        let cell = self.position(figure.key) * self.years.len() + figure.year;
        let Some(place) = self.cells.get_mut(cell) else { return };
        let Figure { document, amount, fact, .. } = *figure;
        if place.figures == 0 {
            *place = Cell { amount, fact, figures: 1, document, disputed: false };
            return;
        }
        if place.figures == 1 {
            self.repeated.push(Repeated { cell, document: place.document, amount: place.amount, fact: place.fact });
        }
        place.figures += 1;
        self.repeated.push(Repeated { cell, document, amount, fact });
    }

    /// Puts figures together that stand in one cell: those of one document add up, documents must agree. To be called when
    /// all figures are there.
    pub fn settle(&mut self) {
        self.repeated.sort_unstable();
        for of_cell in self.repeated.chunk_by(|one, other| one.cell == other.cell) {
            let (mut least, mut most, mut figures, mut fact) = (i64::MAX, i64::MIN, 0, i64::MAX);
            for of_document in of_cell.chunk_by(|one, other| one.document == other.document) {
                let sum = of_document.iter().fold(0_i64, |sum, one| sum.wrapping_add(one.amount));
                least = least.min(sum);
                most = most.max(sum);
                figures = figures.max(of_document.len() as u32);
                fact = of_document.iter().map(|one| one.fact).min().unwrap_or(fact).min(fact);
            }
            if let Some(place) = of_cell.first().and_then(|one| self.cells.get_mut(one.cell)) {
                *place = Cell { amount: least, fact, figures, document: 0, disputed: least != most };
            }
        }
        self.repeated.clear();
    }

    /// The keys, in the order in which they were met.
    pub fn keys(&self) -> &[Key] {
        &self.keys
    }

    /// What is printed under each key, in the order of [`Block::keys`]: one cell for each year.
    pub fn rows(&self) -> impl Iterator<Item = (&Key, &[Cell])> {
        self.keys.iter().zip(self.cells.chunks_exact(self.years.len().max(1)))
    }

    /// What is printed under the key at this position in a year; `None` where nothing is.
    pub fn cell(&self, key: usize, year: usize) -> Option<&Cell> {
        self.cells.get(key * self.years.len() + year).filter(|cell| cell.figures > 0)
    }

    /// How many wholes the keys are parts of.
    pub fn wholes(&self) -> usize {
        self.wholes.ids.len()
    }

    /// The id of a whole.
    pub fn whole_id(&self, whole: usize) -> i64 {
        self.wholes.ids.get(whole).copied().unwrap_or_default()
    }

    /// For every key, which whole it is a part of.
    pub fn whole_of_keys(&self) -> impl Iterator<Item = usize> {
        self.wholes.of_key.iter().map(|whole| *whole as usize)
    }

    fn position(&mut self, key: Key) -> usize {
        if self.keys.get(self.likely) == Some(&key) {
            self.likely += 1;
            return self.likely - 1;
        }
        let position = self.find_or_insert(key);
        self.likely = position + 1;
        position
    }

    fn find_or_insert(&mut self, key: Key) -> usize {
        let mut slot = self.first_slot(key);
        loop {
            match self.slots.get(slot).copied().unwrap_or_default() {
                0 => break,
                found if self.keys.get(found as usize - 1) == Some(&key) => return found as usize - 1,
                _ => slot = (slot + 1) & (self.slots.len() - 1),
            }
        }
        self.keys.push(key);
        self.cells.resize(self.keys.len() * self.years.len(), Cell::default());
        self.wholes.push(key.whole);
        if let Some(free) = self.slots.get_mut(slot) {
            *free = self.keys.len() as u32;
        }
        if 2 * self.keys.len() > self.slots.len() {
            self.widen();
        }
        self.keys.len() - 1
    }

    /// Ids are digests: any of their bits are as good as a hash.
    fn first_slot(&self, key: Key) -> usize {
        let mixed = (key.series ^ key.scope.rotate_left(21) ^ key.whole.rotate_left(42)).cast_unsigned();
        (mixed.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32) as usize & (self.slots.len() - 1)
    }

    fn widen(&mut self) {
        let length = 2 * self.slots.len();
        self.slots.clear();
        self.slots.resize(length, 0);
        for position in 0..self.keys.len() {
            let Some(key) = self.keys.get(position).copied() else { continue };
            let mut slot = self.first_slot(key);
            while self.slots.get(slot).is_some_and(|taken| *taken != 0) {
                slot = (slot + 1) & (length - 1);
            }
            if let Some(free) = self.slots.get_mut(slot) {
                *free = position as u32 + 1;
            }
        }
    }
}
