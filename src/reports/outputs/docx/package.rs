//! The parts of a Word file around its body: styles, relations, page numbers, and the archive that holds them.

use super::escaped;
use std::fmt::Write as _;
use std::io::{Cursor, Write as _};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

const TYPES: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/><Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/><Override PartName="/word/footer.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml"/><Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>"#;

const RELATIONS: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="document" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/><Relationship Id="core" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>"#;

const FOOTER: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<w:ftr xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:p><w:pPr><w:pStyle w:val="Footer"/></w:pPr><w:r><w:t xml:space="preserve">— </w:t></w:r><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>1</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r><w:r><w:t xml:space="preserve"> —</w:t></w:r></w:p></w:ftr>"#;

/// One style: id, name, the style it is based on, paragraph and run properties.
type Style = (&'static str, &'static str, &'static str, &'static str, &'static str);

/// Title in 小标宋, headings in 黑体 and 楷体, text in 仿宋, tables in 宋体, as documents of offices are set.
const STYLES: &[Style] = &[
    (
        "Title",
        "Title",
        "Normal",
        r#"<w:spacing w:before="240" w:after="360"/><w:jc w:val="center"/>"#,
        r#"<w:rFonts w:eastAsia="方正小标宋简体"/><w:b/><w:sz w:val="40"/>"#,
    ),
    (
        "Heading1",
        "heading 1",
        "Normal",
        r#"<w:keepNext/><w:spacing w:before="320" w:after="120"/><w:outlineLvl w:val="0"/>"#,
        r#"<w:rFonts w:eastAsia="黑体"/><w:sz w:val="30"/>"#,
    ),
    (
        "Heading2",
        "heading 2",
        "Normal",
        r#"<w:keepNext/><w:spacing w:before="160" w:after="80"/><w:ind w:firstLineChars="200" w:firstLine="480"/><w:outlineLvl w:val="1"/>"#,
        r#"<w:rFonts w:eastAsia="楷体"/><w:b/><w:sz w:val="26"/>"#,
    ),
    (
        "BodyText",
        "Body Text",
        "Normal",
        r#"<w:spacing w:line="400" w:lineRule="atLeast"/><w:ind w:firstLineChars="200" w:firstLine="480"/>"#,
        r#"<w:rFonts w:eastAsia="仿宋"/><w:sz w:val="24"/>"#,
    ),
    ("Figure", "Figure", "Normal", r#"<w:keepNext/><w:spacing w:before="160"/><w:jc w:val="center"/>"#, ""),
    ("Caption", "caption", "Normal", r#"<w:spacing w:after="200"/><w:jc w:val="center"/>"#, r#"<w:sz w:val="18"/>"#),
    (
        "TableTitle",
        "Table Title",
        "Normal",
        r#"<w:keepNext/><w:spacing w:before="200" w:after="60"/><w:jc w:val="center"/>"#,
        r#"<w:rFonts w:eastAsia="黑体"/><w:sz w:val="20"/>"#,
    ),
    ("TableHead", "Table Head", "Normal", r#"<w:keepNext/>"#, r#"<w:b/><w:sz w:val="17"/>"#),
    ("TableText", "Table Text", "Normal", "", r#"<w:sz w:val="17"/>"#),
    ("Note", "Note", "Normal", "", r#"<w:sz w:val="17"/>"#),
    ("Footer", "footer", "Normal", r#"<w:jc w:val="center"/>"#, r#"<w:sz w:val="18"/>"#),
];

const TABLE_STYLE: &str = r#"<w:style w:type="table" w:customStyle="1" w:styleId="ThreeLines"><w:name w:val="Three Lines"/><w:tblPr><w:tblBorders><w:top w:val="single" w:sz="12" w:color="000000"/><w:bottom w:val="single" w:sz="12" w:color="000000"/></w:tblBorders><w:tblCellMar><w:left w:w="60" w:type="dxa"/><w:right w:w="60" w:type="dxa"/></w:tblCellMar></w:tblPr><w:tblStylePr w:type="firstRow"><w:tcPr><w:tcBorders><w:bottom w:val="single" w:sz="6" w:color="000000"/></w:tcBorders></w:tcPr></w:tblStylePr></w:style>"#;

/// A4 with the margins of offices.
const PAGE: &str = r#"<w:sectPr><w:footerReference w:type="default" r:id="footer"/><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1701" w:right="1474" w:bottom="1474" w:left="1588" w:header="851" w:footer="992" w:gutter="0"/></w:sectPr>"#;

fn styles() -> String {
    let mut xml = String::from(
        r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:cs="Times New Roman" w:eastAsia="宋体"/><w:sz w:val="21"/><w:lang w:val="en-US" w:eastAsia="zh-CN"/></w:rPr></w:rPrDefault></w:docDefaults><w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>"#,
    );
    for (id, name, parent, paragraph, run) in STYLES {
        let _ = write!(
            xml,
            "<w:style w:type=\"paragraph\" w:styleId=\"{id}\"><w:name w:val=\"{name}\"/><w:basedOn w:val=\"{parent}\"/><w:pPr>{paragraph}</w:pPr><w:rPr>{run}</w:rPr></w:style>"
        );
    }
    xml.push_str(TABLE_STYLE);
    xml.push_str("</w:styles>");
    xml
}

fn relations_of_document(pictures: usize) -> String {
    let mut xml = String::from(
        r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="styles" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/><Relationship Id="footer" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footer" Target="footer.xml"/>"#,
    );
    for number in 1..=pictures {
        let _ = write!(
            xml,
            "<Relationship Id=\"picture{number}\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/image\" Target=\"media/{number}.png\"/>"
        );
    }
    xml.push_str("</Relationships>");
    xml
}

fn document(body: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\" xmlns:wp=\"http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing\" xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\" xmlns:pic=\"http://schemas.openxmlformats.org/drawingml/2006/picture\"><w:body>{body}{PAGE}</w:body></w:document>"
    )
}

fn core(title: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<cp:coreProperties xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><dc:title>{}</dc:title><dc:creator>tongbi 同比</dc:creator></cp:coreProperties>",
        escaped(title)
    )
}

/// The whole file. The same content gives the same bytes: no times are written.
pub fn zipped(title: &str, body: &str, pictures: &[&[u8]]) -> zip::result::ZipResult<Vec<u8>> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let deflated = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    let parts = [
        ("[Content_Types].xml", TYPES.to_owned()),
        ("_rels/.rels", RELATIONS.to_owned()),
        ("docProps/core.xml", core(title)),
        ("word/document.xml", document(body)),
        ("word/styles.xml", styles()),
        ("word/footer.xml", FOOTER.to_owned()),
        ("word/_rels/document.xml.rels", relations_of_document(pictures.len())),
    ];
    for (name, content) in parts {
        archive.start_file(name, deflated)?;
        archive.write_all(content.as_bytes())?;
    }
    for (index, picture) in pictures.iter().enumerate() {
        archive.start_file(format!("word/media/{}.png", index + 1), stored)?;
        archive.write_all(picture)?;
    }
    Ok(archive.finish()?.into_inner())
}
