//! From a scene to a picture: plotters draws the shapes as SVG, resvg makes the pixels; the texts are outlines of the
//! embedded font, written beside the shapes of the SVG and painted onto the pixels of the PNG.

use super::font;
use super::font::Weight;
use super::layout::lay_out;
use super::scene::{Area, Scene, Shape, Text};
use super::spec::{ChartSpec, Title};
use super::stamp;
use super::theme::Colour;
use crate::error::{Error, Result};
use plotters::coord::Shift;
use plotters::element::{Drawable, PointCollection};
use plotters::prelude::{
    Circle, Color, DrawingArea, IntoDrawingArea, PathElement, Polygon, RGBColor, Rectangle, SVGBackend, ShapeStyle,
};
use resvg::{tiny_skia, usvg};
use sha2::{Digest, Sha256};
use std::collections::{BTreeSet, HashMap};
use std::fmt::Write;
use std::sync::Arc;

/// Plotters works on whole units: so many of them make a pixel.
const UNITS: f64 = 20.0;

/// Thickness of the white line around characters that stand on lines, in pixels.
const HALO: f64 = 4.0;

/// Space between the lines of a hatch, in pixels.
const HATCH_STEP: f64 = 6.0;

type Canvas<'a> = DrawingArea<SVGBackend<'a>, Shift>;

/// The chart as SVG, for any viewer: its characters are outlines. Title and message stand in it as text.
pub fn render_svg(spec: &ChartSpec) -> String {
    let scene = lay_out(spec);
    svg_of(&scene, scale_of(spec), Some(spec), &scene.texts)
}

/// The chart as PNG. Title, message, sources and the fingerprint of its specification stand in it as text.
///
/// # Errors
/// When the picture is empty or too large.
pub fn render_png(spec: &ChartSpec) -> Result<Vec<u8>> {
    let failed = |reason: String| Error::write(format!("图表“{}”无法绘制：{reason}", spec.name));
    let mut texts = vec![("Software".to_owned(), "tongbi".to_owned()), (FINGERPRINT.to_owned(), fingerprint(spec)?)];
    texts.extend(words_of(spec).map(|(name, text)| (name.to_owned(), text)));
    png_of(&lay_out(spec), scale_of(spec), &texts).map_err(failed)
}

/// The keyword under which the fingerprint of the specification stands in a PNG.
pub const FINGERPRINT: &str = "tongbi:specification";

/// The specification as JSON.
///
/// # Errors
/// Never for a specification made by a chart.
pub fn specification_json(spec: &ChartSpec) -> Result<String> {
    let text = serde_json::to_string_pretty(spec);
    text.map(|text| text + "\n").map_err(|error| Error::write(format!("图表“{}”写不成 JSON：{error}", spec.name)))
}

/// The SHA-256 of the specification: two pictures with the same one show the same.
///
/// # Errors
/// As [`specification_json`].
pub fn fingerprint(spec: &ChartSpec) -> Result<String> {
    let digest = Sha256::digest(specification_json(spec)?);
    Ok(digest.iter().map(|byte| format!("{byte:02x}")).collect())
}

fn scale_of(spec: &ChartSpec) -> f64 {
    if spec.page.double_scale { 2.0 } else { 1.0 }
}

/// Title, message and notes, under the keywords of the PNG specification.
fn words_of(spec: &ChartSpec) -> impl Iterator<Item = (&'static str, String)> {
    let Title { who, what, when } = &spec.title;
    let notes: Vec<String> = spec.notes.iter().map(|note| format!("{}：{}", note.head, note.text)).collect();
    let title = [who.as_str(), what, when].join("　");
    [("Title", title.trim().to_owned()), ("Description", spec.message.clone()), ("Source", notes.join("\n"))]
        .into_iter()
}

/// The scene as PNG with these texts in it, or why there is none.
pub fn png_of(scene: &Scene, scale: f64, texts: &[(String, String)]) -> std::result::Result<Vec<u8>, String> {
    let svg = svg_of(scene, scale, None, &[]);
    let tree = usvg::Tree::from_str(&svg, &usvg::Options::default()).map_err(|error| error.to_string())?;
    let size = tree.size().to_int_size();
    let mut pixels = tiny_skia::Pixmap::new(size.width(), size.height()).ok_or("画布为空")?;
    pixels.fill(tiny_skia::Color::WHITE);
    resvg::render(&tree, tiny_skia::Transform::identity(), &mut pixels.as_mut());
    for text in &scene.texts {
        paint(&mut pixels, text, scale);
    }
    encode(&pixels, texts).map_err(|error| error.to_string())
}

/// The pixels without their alpha, which is full everywhere: as numbers of a palette where it holds all colours.
fn encode(pixels: &tiny_skia::Pixmap, texts: &[(String, String)]) -> std::result::Result<Vec<u8>, png::EncodingError> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, pixels.width(), pixels.height());
    encoder.set_depth(png::BitDepth::Eight);
    // Flat colours compress better, and faster, as they are.
    encoder.set_filter(png::Filter::NoFilter);
    encoder.set_deflate_compression(png::DeflateCompression::Level(5));
    let data = match indexed(pixels.data(), pixels.width() as usize) {
        Some((palette, indices)) => {
            encoder.set_color(png::ColorType::Indexed);
            encoder.set_palette(palette);
            indices
        }
        None => {
            encoder.set_color(png::ColorType::Rgb);
            let mut colours = vec![0; pixels.data().len() / 4 * 3];
            for (colour, pixel) in colours.chunks_exact_mut(3).zip(pixels.data().chunks_exact(4)) {
                colour.copy_from_slice(pixel.get(..3).unwrap_or(&[0; 3]));
            }
            colours
        }
    };
    for (name, text) in texts {
        encoder.add_itxt_chunk(name.clone(), text.clone())?;
    }
    let mut writer = encoder.write_header()?;
    writer.write_image_data(&data)?;
    writer.finish()?;
    Ok(bytes)
}

/// A palette and the number of each pixel's colour in it; `None` where there are more colours than it holds.
fn indexed(pixels: &[u8], width: usize) -> Option<(Vec<u8>, Vec<u8>)> {
    let (mut palette, mut numbers) = (Vec::new(), HashMap::new());
    let mut indices: Vec<u8> = Vec::with_capacity(pixels.len() / 4);
    let mut above: &[u8] = &[];
    for row in pixels.chunks_exact((width * 4).max(1)) {
        // Most rows of a chart repeat the row above them.
        if row == above {
            indices.extend_from_within(indices.len() - width..);
            continue;
        }
        above = row;
        let mut last: Option<(&[u8], u8)> = None;
        for pixel in row.chunks_exact(4) {
            let number = match last.filter(|(same, _)| *same == pixel) {
                Some((_, number)) => number,
                None => match numbers.get(pixel) {
                    Some(number) => *number,
                    None => {
                        let number = u8::try_from(numbers.len()).ok()?;
                        numbers.insert(pixel, number);
                        palette.extend(pixel.iter().take(3));
                        number
                    }
                },
            };
            last = Some((pixel, number));
            indices.push(number);
        }
    }
    Some((palette, indices))
}

/// Paints a line of text onto pixels: the same outlines at the same places as in the SVG.
fn paint(pixels: &mut tiny_skia::Pixmap, text: &Text, scale: f64) {
    let unit = text.size / font::UNITS_PER_EM;
    if text.halo {
        // The halo of the whole line lies under the whole line: that of a character would cut into its neighbour.
        let stroke = tiny_skia::Stroke {
            width: (HALO / unit) as f32,
            line_join: tiny_skia::LineJoin::Round,
            ..tiny_skia::Stroke::default()
        };
        let mut white = tiny_skia::Paint::default();
        white.set_color(tiny_skia::Color::WHITE);
        for (path, place) in glyphs(text, scale) {
            pixels.stroke_path(&path, &white, &stroke, place, None);
        }
    }
    for (character, x) in places(text) {
        let place = ((text.x + x * unit) * scale, text.baseline * scale);
        stamp::print(pixels, (character, text.weight), text.size * scale, place, text.colour);
    }
}

/// The outlines of a line with their places on the pixels.
fn glyphs(text: &Text, scale: f64) -> impl Iterator<Item = (Arc<tiny_skia::Path>, tiny_skia::Transform)> {
    let unit = text.size / font::UNITS_PER_EM;
    let size = (unit * scale) as f32;
    let baseline = (text.baseline * scale) as f32;
    places(text).into_iter().filter_map(move |(character, x)| {
        let path = font::outline(character, text.weight).path.clone()?;
        let left = ((text.x + x * unit) * scale) as f32;
        Some((path, tiny_skia::Transform::from_row(size, 0.0, 0.0, -size, left, baseline)))
    })
}

/// The characters of a line that leave ink, and where each begins, in thousandths of an em.
fn places(text: &Text) -> Vec<(char, f64)> {
    let mut places = Vec::new();
    for (offset, run) in &text.line.runs {
        let mut x = offset / text.size * font::UNITS_PER_EM;
        for character in run.chars() {
            if !character.is_whitespace() {
                places.push((character, x.round()));
            }
            x += font::advance(character, text.weight) * font::UNITS_PER_EM;
        }
    }
    places
}

/// The shapes of a scene and these texts as SVG, with the words of the specification where there is one.
fn svg_of(scene: &Scene, scale: f64, spec: Option<&ChartSpec>, texts: &[Text]) -> String {
    let (width, height) = (scene.width, scene.height);
    let words = spec.map(words_in_svg).unwrap_or_default();
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{}\" height=\"{}\" viewBox=\"0 0 {width} {height}\" role=\"img\">\n{words}\
         <rect width=\"{width}\" height=\"{height}\" fill=\"#FFFFFF\"/>\n<g transform=\"scale({})\">\n",
        width * scale,
        height * scale,
        1.0 / UNITS,
    );
    svg.push_str(&shapes(scene));
    svg.push_str("</g>\n");
    outlines(&mut svg, texts);
    for text in texts {
        text_element(&mut svg, text);
    }
    svg.push_str("</svg>\n");
    svg
}

/// Title and message for readers that do not see the picture.
fn words_in_svg(spec: &ChartSpec) -> String {
    let tags = ["title", "desc"].into_iter().zip(words_of(spec));
    tags.map(|(tag, (_, text))| format!("<{tag}>{}</{tag}>\n", escaped(&text))).collect()
}

/// The shapes, drawn by plotters on a canvas of fine units, without its outer element.
fn shapes(scene: &Scene) -> String {
    let mut drawn = String::new();
    {
        let size = ((scene.width * UNITS) as u32, (scene.height * UNITS) as u32);
        let canvas = SVGBackend::with_string(&mut drawn, size).into_drawing_area();
        for mark in &scene.marks {
            draw(&canvas, &mark.shape);
        }
        // Drawing into a string cannot fail.
        let _ = canvas.present();
    }
    let body = drawn.find("<svg").and_then(|start| drawn[start..].find('>').map(|end| start + end + 1));
    let end = drawn.rfind("</svg>");
    match (body, end) {
        (Some(start), Some(end)) => drawn.get(start..end).unwrap_or_default().trim_start().to_owned(),
        _ => String::new(),
    }
}

fn draw(canvas: &Canvas, shape: &Shape) {
    match shape {
        Shape::Fill(area, colour) => rectangle(canvas, *area, solid(*colour)),
        Shape::Outline(area, colour, thickness) => outline(canvas, *area, *colour, *thickness),
        Shape::Hatch(area, colour) => hatch(canvas, *area, *colour),
        Shape::Line(from, to, colour, thickness) => {
            put(canvas, &PathElement::new(vec![units(*from), units(*to)], stroke(*colour, *thickness)));
        }
        Shape::Polygon(points, colour) => {
            let points: Vec<(i32, i32)> = points.iter().map(|point| units(*point)).collect();
            put(canvas, &Polygon::new(points, solid(*colour)));
        }
        Shape::Disc(centre, radius, colour) => {
            put(canvas, &Circle::new(units(*centre), (radius * UNITS) as i32, solid(*colour)));
        }
        Shape::Ring(centre, radius, colour, thickness) => {
            let radius = ((radius - thickness / 2.0) * UNITS) as i32;
            put(canvas, &Circle::new(units(*centre), radius, solid(Colour::WHITE)));
            put(canvas, &Circle::new(units(*centre), radius, stroke(*colour, *thickness)));
        }
    }
}

fn put<'canvas, 'element, E>(canvas: &Canvas<'canvas>, element: &'element E)
where
    &'element E: PointCollection<'element, (i32, i32)>,
    E: Drawable<SVGBackend<'canvas>>,
{
    // Drawing into a string cannot fail.
    let _ = canvas.draw(element);
}

fn rectangle(canvas: &Canvas, area: Area, style: ShapeStyle) {
    let element = Rectangle::new([units((area.x, area.y)), units((area.right(), area.bottom()))], style);
    put(canvas, &element);
}

/// An outline inside the edges of the area, so that outlined and solid bars of one value have one length.
fn outline(canvas: &Canvas, area: Area, colour: Colour, thickness: f64) {
    let thickness = thickness.min(area.width / 2.0).min(area.height / 2.0);
    rectangle(canvas, area, solid(colour));
    let inner = Area {
        x: area.x + thickness,
        y: area.y + thickness,
        width: area.width - 2.0 * thickness,
        height: area.height - 2.0 * thickness,
    };
    if inner.width > 0.0 && inner.height > 0.0 {
        rectangle(canvas, inner, solid(Colour::WHITE));
    }
}

/// An outline filled with slanted lines, cut at the edges.
fn hatch(canvas: &Canvas, area: Area, colour: Colour) {
    outline(canvas, area, colour, 1.5);
    let mut offset = HATCH_STEP;
    while offset < area.width + area.height {
        let left = (area.x + (offset - area.height).max(0.0), area.y + offset.min(area.height));
        let right = (area.x + offset.min(area.width), area.y + (offset - area.width).max(0.0));
        put(canvas, &PathElement::new(vec![units(left), units(right)], stroke(colour, 1.2)));
        offset += HATCH_STEP;
    }
}

fn units(point: (f64, f64)) -> (i32, i32) {
    ((point.0 * UNITS).round() as i32, (point.1 * UNITS).round() as i32)
}

fn solid(colour: Colour) -> ShapeStyle {
    ShapeStyle { color: RGBColor(colour.0, colour.1, colour.2).to_rgba(), filled: true, stroke_width: 0 }
}

fn stroke(colour: Colour, thickness: f64) -> ShapeStyle {
    ShapeStyle { filled: false, stroke_width: (thickness * UNITS) as u32, ..solid(colour) }
}

/// The characters that the texts use, each once, as outlines: the picture needs no font.
fn outlines(svg: &mut String, texts: &[Text]) {
    let mut used: BTreeSet<(bool, char)> = BTreeSet::new();
    for text in texts {
        used.extend(text.text.chars().map(|character| (text.weight == Weight::Bold, character)));
    }
    svg.push_str("<defs>\n");
    for (bold, character) in used {
        let outline = font::outline(character, if bold { Weight::Bold } else { Weight::Regular });
        if outline.path.is_some() {
            let _ = writeln!(svg, "<path id=\"{}\" d=\"{}\"/>", id_of(character, bold), outline.data);
        }
    }
    svg.push_str("</defs>\n");
}

fn id_of(character: char, bold: bool) -> String {
    format!("{}{:x}", if bold { "b" } else { "r" }, u32::from(character))
}

/// One line of text; each character stands where the layout measured it.
fn text_element(svg: &mut String, text: &Text) {
    let scale = text.size / font::UNITS_PER_EM;
    let place = format!("transform=\"translate({:.2} {:.0}) scale({scale} -{scale})\"", text.x, text.baseline);
    if text.halo {
        let width = HALO / scale;
        let _ = write!(
            svg,
            "<g {place} fill=\"none\" stroke=\"#FFFFFF\" stroke-width=\"{width:.0}\" stroke-linejoin=\"round\">"
        );
        characters(svg, text);
        svg.push_str("</g>");
    }
    let colour = text.colour.hex();
    let _ = write!(svg, "<g aria-label=\"{}\" {place} fill=\"{colour}\">", escaped(&text.text));
    characters(svg, text);
    svg.push_str("</g>\n");
}

/// The outlines of a line, one beside the other.
fn characters(svg: &mut String, text: &Text) {
    for (character, x) in places(text) {
        let _ = write!(svg, "<use href=\"#{}\" x=\"{x}\"/>", id_of(character, text.weight == Weight::Bold));
    }
}

fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            other => escaped.push(other),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_palette_holds_every_colour_once_or_is_not_used() {
        let row = |colour: [u8; 4]| [[255, 255, 255, 255], colour, colour].concat();
        let pixels = [row([0, 0, 0, 255]), row([0, 0, 0, 255]), row([9, 0, 0, 255])].concat();
        let (palette, indices) = indexed(&pixels, 3).expect("three colours");
        assert_eq!(palette, [255, 255, 255, 0, 0, 0, 9, 0, 0]);
        assert_eq!(indices, [0, 1, 1, 0, 1, 1, 0, 2, 2]);
        let many: Vec<u8> = (0..300_u32).flat_map(|at| [(at % 256) as u8, (at / 256) as u8, 0, 255]).collect();
        assert!(indexed(&many, 300).is_none());
    }
}
