//! The pictures of the READMEs are what the program draws of the shipped data.
//!
//! They are made again with one command: `TONGBI_GALLERY=write cargo test --test outside gallery`.

use crate::support::{Desk, tongbi};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Where the pictures are kept.
fn gallery() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("notebooks_out/gallery")
}

/// Draws the gallery of the shipped data into a folder: `tongbi load datasets` and `tongbi chart all`.
fn draw(folder: &Path) {
    let desk = Desk::new();
    desk.load(&[Path::new(env!("CARGO_MANIFEST_DIR")).join("datasets")]).exits(0);
    let panel = desk.panel();
    let arguments = ["chart".as_ref(), "all".as_ref(), "--panel".as_ref(), panel.as_os_str(), "-o".as_ref()];
    tongbi(arguments.into_iter().chain([folder.as_os_str()])).exits(0);
}

/// The fingerprint of the specification that stands in each picture, by file name.
fn fingerprints(folder: &Path) -> BTreeMap<String, String> {
    let files = std::fs::read_dir(folder).expect("the gallery").map(|entry| entry.expect("a file").path());
    files.map(|path| (path.file_name().expect("a name").to_string_lossy().into_owned(), fingerprint(&path))).collect()
}

fn fingerprint(path: &Path) -> String {
    let file = std::io::BufReader::new(std::fs::File::open(path).expect("a picture"));
    let reader = png::Decoder::new(file).read_info().expect("a PNG");
    let chunk = reader.info().utf8_text.iter().find(|chunk| chunk.keyword == tongbi::charts::render::FINGERPRINT);
    chunk.expect("a fingerprint").get_text().expect("text")
}

#[test]
fn the_gallery_shows_what_the_program_draws_of_the_shipped_data() {
    if std::env::var_os("TONGBI_GALLERY").is_some_and(|value| value == "write") {
        std::fs::remove_dir_all(gallery()).expect("the old gallery goes");
        draw(&gallery());
    }
    let desk = Desk::new();
    let folder = desk.path("gallery");
    draw(&folder);
    let (drawn, kept) = (fingerprints(&folder), fingerprints(&gallery()));
    assert_eq!(drawn.len(), tongbi::charts::CHARTS.len(), "every kind is in the gallery: {drawn:?}");
    assert_eq!(kept, drawn, "make it again: TONGBI_GALLERY=write cargo test --test outside gallery");
}
