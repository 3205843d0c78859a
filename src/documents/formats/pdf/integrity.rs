//! Whether the drawing commands of a page are what the producer packed: the interpreter reads on through damaged data,
//! and a changed byte may be a changed digit.

use hayro_syntax::Pdf;
use hayro_syntax::object::dict::keys::{CONTENTS, COUNT, FILTER, PAGES};
use hayro_syntax::object::{Array, Dict, Name, Stream};
use hayro_syntax::page::Page;

/// Bytes after the checksum that producers leave at the end of packed data (line breaks).
const TRAILING: usize = 4;

/// Whether commands of the page cannot be unpacked, or do not match the checksum packed with them.
pub(super) fn is_damaged(page: &Page<'_>) -> bool {
    if let Some(stream) = page.raw().get::<Stream<'_>>(CONTENTS) {
        return page.page_stream().is_none_or(|unpacked| !matches(&stream, unpacked));
    }
    let Some(streams) = page.raw().get::<Array<'_>>(CONTENTS) else { return false };
    streams.iter::<Stream<'_>>().any(|stream| match stream.decoded_data() {
        Ok(unpacked) => !matches(&stream, &unpacked),
        Err(_) => true,
    })
}

/// The number of pages that the file says it has, where fewer were found.
pub(super) fn promised_pages(pdf: &Pdf) -> Option<usize> {
    let catalog = pdf.xref().get::<Dict<'_>>(pdf.xref().root_id())?;
    let promised = usize::try_from(catalog.get::<Dict<'_>>(PAGES)?.get::<i32>(COUNT)?).ok()?;
    (promised > pdf.pages().len()).then_some(promised)
}

/// Whether unpacked data match the Adler-32 checksum at the end of the packed data. Data that are packed otherwise, or
/// carry no checksum, pass.
fn matches(stream: &Stream<'_>, unpacked: &[u8]) -> bool {
    if !is_deflated(stream) {
        return true;
    }
    let packed = stream.raw_data();
    let checksum = adler32(unpacked).to_be_bytes();
    let tail = packed.len().saturating_sub(checksum.len() + TRAILING);
    packed.get(tail..).is_some_and(|tail| tail.windows(checksum.len()).any(|window| window == checksum))
}

/// Whether a stream is packed with deflate and nothing else.
fn is_deflated(stream: &Stream<'_>) -> bool {
    let is_deflate = |name: &Name<'_>| matches!(name.as_ref(), b"FlateDecode" | b"Fl");
    match stream.dict().get::<Array<'_>>(FILTER) {
        Some(filters) => {
            let mut names = filters.iter::<Name<'_>>();
            names.next().is_some_and(|first| is_deflate(&first)) && names.next().is_none()
        }
        None => stream.dict().get::<Name<'_>>(FILTER).is_some_and(|name| is_deflate(&name)),
    }
}

/// The checksum of RFC 1950.
fn adler32(data: &[u8]) -> u32 {
    const MODULUS: u32 = 65_521;
    // The most bytes whose sums cannot overflow 32 bits.
    const CHUNK: usize = 5_552;
    let (mut low, mut high) = (1_u32, 0_u32);
    for chunk in data.chunks(CHUNK) {
        for byte in chunk {
            low += u32::from(*byte);
            high += low;
        }
        low %= MODULUS;
        high %= MODULUS;
    }
    high << 16 | low
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_checksum_is_that_of_the_standard() {
        assert_eq!(adler32(b"Wikipedia"), 0x11e6_0398);
        assert_eq!(adler32(b""), 1);
    }
}
