//! Tiny PDF files for tests, written by hand.

use std::fmt::Write as _;

/// A PDF in the making.
#[derive(Default)]
pub struct Sample {
    pages: Vec<(String, String)>,
}

/// The drawing commands of a page; places count from the top left corner of an A4 page.
#[derive(Default)]
pub struct Drawing {
    commands: String,
}

const HEIGHT: f64 = 842.0;

impl Drawing {
    /// Text with its base line at a height.
    pub fn text(mut self, left: f64, baseline: f64, size: f64, text: &str) -> Self {
        let codes: String = text.encode_utf16().fold(String::new(), |mut codes, unit| {
            let _ = write!(codes, "{unit:04X}");
            codes
        });
        let _ = writeln!(self.commands, "BT /F {size} Tf 1 0 0 1 {left} {} Tm <{codes}> Tj ET", HEIGHT - baseline);
        self
    }

    /// Text of type size 10 that ends at a place.
    pub fn figure(self, right: f64, baseline: f64, text: &str) -> Self {
        let width = 5.0 * text.len() as f64;
        self.text(right - width, baseline, 10.0, text)
    }

    /// A line.
    pub fn line(mut self, x0: f64, y0: f64, x1: f64, y1: f64) -> Self {
        let _ = writeln!(self.commands, "{x0} {} m {x1} {} l S", HEIGHT - y0, HEIGHT - y1);
        self
    }

    /// Commands as they are.
    pub fn raw(mut self, commands: &str) -> Self {
        self.commands.push_str(commands);
        self.commands.push('\n');
        self
    }

    /// A ruled table of rows 20 high: figures stand at the right edge of their cells, words at the left.
    pub fn table(mut self, top: f64, xs: &[f64], rows: &[&[&str]]) -> Self {
        let bottom = top + 20.0 * rows.len() as f64;
        for step in 0..=rows.len() {
            let y = top + 20.0 * step as f64;
            self = self.line(xs[0], y, xs[xs.len() - 1], y);
        }
        for x in xs {
            self = self.line(*x, top, *x, bottom);
        }
        self.rows(top, xs, rows)
    }

    /// The text of such a table without its lines.
    pub fn rows(mut self, top: f64, xs: &[f64], rows: &[&[&str]]) -> Self {
        for (row, texts) in rows.iter().enumerate() {
            let baseline = top + 20.0 * row as f64 + 14.0;
            for (column, text) in texts.iter().enumerate() {
                self = if text.is_ascii() && column > 0 {
                    self.figure(xs[column + 1] - 4.0, baseline, text)
                } else {
                    self.text(xs[column] + 4.0, baseline, 10.0, text)
                };
            }
        }
        self
    }
}

impl Sample {
    /// Adds an upright page.
    pub fn page(self, drawing: Drawing) -> Self {
        self.page_with("", drawing)
    }

    /// Adds a page with more entries in its dictionary, such as `/Rotate 90`.
    pub fn page_with(mut self, entries: &str, drawing: Drawing) -> Self {
        self.pages.push((entries.to_owned(), drawing.commands));
        self
    }

    /// The file, with a font whose codes are UTF-16 and which says so.
    pub fn bytes(&self) -> Vec<u8> {
        self.bytes_with_font("/ToUnicode 5 0 R")
    }

    /// The file with a font whose codes mean nothing.
    pub fn bytes_without_unicode(&self) -> Vec<u8> {
        self.bytes_with_font("")
    }

    fn bytes_with_font(&self, to_unicode: &str) -> Vec<u8> {
        let kids: String = (0..self.pages.len()).map(|page| format!("{} 0 R ", 6 + 2 * page)).collect();
        let mut map =
            String::from("/CMapName /U def 1 begincodespacerange <0000> <FFFF> endcodespacerange\n256 beginbfrange\n");
        for high in 0..=255 {
            let _ = writeln!(map, "<{high:02X}00> <{high:02X}FF> <{high:02X}00>");
        }
        map.push_str("endbfrange\n");
        let mut objects = vec![
            "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
            format!("<< /Type /Pages /Kids [{kids}] /Count {} /MediaBox [0 0 595 842] >>", self.pages.len()),
            format!("<< /Type /Font /Subtype /Type0 /BaseFont /S /Encoding /Identity-H /DescendantFonts [4 0 R] {to_unicode} >>"),
            "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /S /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) \
             /Supplement 0 >> /DW 1000 /W [32 126 500] >>"
                .to_owned(),
            stream(&map),
        ];
        for (index, (entries, commands)) in self.pages.iter().enumerate() {
            objects.push(format!(
                "<< /Type /Page /Parent 2 0 R /Contents {} 0 R /Resources << /Font << /F 3 0 R >> >> {entries} >>",
                7 + 2 * index
            ));
            objects.push(stream(commands));
        }
        file(&objects)
    }
}

fn stream(content: &str) -> String {
    format!("<< /Length {} >>\nstream\n{content}\nendstream", content.len())
}

fn file(objects: &[String]) -> Vec<u8> {
    let mut file = String::from("%PDF-1.7\n");
    let mut offsets = Vec::new();
    for (index, object) in objects.iter().enumerate() {
        offsets.push(file.len());
        let _ = write!(file, "{} 0 obj\n{object}\nendobj\n", index + 1);
    }
    let table = file.len();
    let _ = write!(file, "xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for offset in offsets {
        let _ = writeln!(file, "{offset:010} 00000 n ");
    }
    let _ = write!(file, "trailer << /Size {} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n", objects.len() + 1);
    file.into_bytes()
}
