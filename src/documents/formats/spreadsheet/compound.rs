//! The compound files (OLE) of old Office: which streams there are, and one stream's bytes.
//!
//! calamine follows the chains of sectors wherever they lead; a file whose chains run in circles must be refused
//! before it gets there.

/// The signature of a compound file.
pub(super) const SIGNATURE: [u8; 8] = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];

/// Sector numbers from here on are marks, not sectors.
const FIRST_MARK: u32 = 0xffff_fffa;

/// Streams smaller than this lie in the mini stream.
const MINI_STREAM_BELOW: usize = 4096;

/// Size of a mini sector.
const MINI_SECTOR: usize = 64;

/// An entry of the directory.
struct Entry {
    name: String,
    start: u32,
    size: usize,
}

/// An opened compound file, all of whose chains end.
pub(super) struct Compound<'a> {
    bytes: &'a [u8],
    sector_size: usize,
    table: Vec<u32>,
    mini_table: Vec<u32>,
    mini_stream: Vec<u8>,
    entries: Vec<Entry>,
}

impl<'a> Compound<'a> {
    /// Opens a compound file; `None` when it is none, or damaged.
    pub fn open(bytes: &'a [u8]) -> Option<Self> {
        if !bytes.starts_with(&SIGNATURE) {
            return None;
        }
        let sector_size = match u16_at(bytes, 30)? {
            9 => 512,
            12 => 4096,
            _ => return None,
        };
        let mut file = Compound {
            bytes,
            sector_size,
            table: Vec::new(),
            mini_table: Vec::new(),
            mini_stream: Vec::new(),
            entries: Vec::new(),
        };
        file.table = file.sector_table()?;
        let directory = file.chain(u32_at(bytes, 48)?)?;
        file.entries = directory.chunks_exact(128).filter_map(|entry| entry_of(entry, sector_size)).collect();
        if u32_at(bytes, 64)? > 0 {
            file.mini_table = numbers(&file.chain(u32_at(bytes, 60)?)?);
            let root = u32_at(&directory, 116)?;
            file.mini_stream = file.chain(root)?;
        }
        Some(file)
    }

    /// Whether there is a stream of this name.
    pub fn has(&self, name: &str) -> bool {
        self.entries.iter().any(|entry| entry.name.eq_ignore_ascii_case(name))
    }

    /// A stream's bytes; `None` when there is none, or its chain is broken.
    pub fn stream(&self, name: &str) -> Option<Vec<u8>> {
        let entry = self.entries.iter().find(|entry| entry.name.eq_ignore_ascii_case(name))?;
        let mut stream =
            if entry.size < MINI_STREAM_BELOW { self.mini_chain(entry.start)? } else { self.chain(entry.start)? };
        if stream.len() < entry.size {
            return None;
        }
        stream.truncate(entry.size);
        Some(stream)
    }

    /// The table of sectors, by the list of its own sectors in the header and what that list continues in.
    fn sector_table(&self) -> Option<Vec<u32>> {
        let mut list = numbers(self.bytes.get(76..512)?);
        let mut next = u32_at(self.bytes, 68)?;
        let sectors = self.bytes.len() / self.sector_size;
        for _ in 0..=sectors {
            if next >= FIRST_MARK {
                break;
            }
            list.extend(numbers(self.sector(next)?));
            next = list.pop()?;
        }
        let mut table = Vec::new();
        for sector in list.into_iter().filter(|sector| *sector < FIRST_MARK) {
            table.extend(numbers(self.sector(sector)?));
            if table.len() > sectors + 2 * self.sector_size {
                break;
            }
        }
        Some(table)
    }

    /// A sector; the last may be cut short.
    fn sector(&self, number: u32) -> Option<&'a [u8]> {
        let start = (usize::try_from(number).ok()? + 1).checked_mul(self.sector_size)?;
        let end = (start + self.sector_size).min(self.bytes.len());
        self.bytes.get(start..end)
    }

    /// The sectors of a chain; `None` when it does not end.
    fn chain(&self, start: u32) -> Option<Vec<u8>> {
        let mut content = Vec::new();
        let mut sector = start;
        for _ in 0..=self.table.len() {
            if sector >= FIRST_MARK {
                return Some(content);
            }
            content.extend_from_slice(self.sector(sector)?);
            sector = *self.table.get(usize::try_from(sector).ok()?)?;
        }
        None
    }

    fn mini_chain(&self, start: u32) -> Option<Vec<u8>> {
        let mut content = Vec::new();
        let mut sector = start;
        for _ in 0..=self.mini_table.len() {
            if sector >= FIRST_MARK {
                return Some(content);
            }
            let number = usize::try_from(sector).ok()?;
            let from = number.checked_mul(MINI_SECTOR)?;
            let end = (from + MINI_SECTOR).min(self.mini_stream.len());
            content.extend_from_slice(self.mini_stream.get(from..end)?);
            sector = *self.mini_table.get(number)?;
        }
        None
    }
}

fn entry_of(bytes: &[u8], sector_size: usize) -> Option<Entry> {
    let units = bytes.get(..64)?.chunks_exact(2).filter_map(|pair| u16_at(pair, 0));
    let name: Vec<u16> = units.take_while(|unit| *unit != 0).collect();
    let low = u32_at(bytes, 120)?;
    // The upper half of the size is not always clean in files with small sectors.
    let high = if sector_size == 512 { 0 } else { u32_at(bytes, 124)? };
    let size = usize::try_from((u64::from(high) << 32) | u64::from(low)).ok()?;
    Some(Entry { name: String::from_utf16_lossy(&name), start: u32_at(bytes, 116)?, size })
}

/// A number of two bytes.
pub(super) fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at.checked_add(2)?)?.try_into().ok()?))
}

/// A number of four bytes.
pub(super) fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?))
}

fn numbers(bytes: &[u8]) -> Vec<u32> {
    bytes.chunks_exact(4).filter_map(|four| u32_at(four, 0)).collect()
}
