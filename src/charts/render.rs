//! From a scene to a picture: plotters draws the shapes as SVG, the texts are set beside them, resvg makes the pixels.

use super::font;
use super::font::Weight;
use super::layout::lay_out;
use super::scene::{Area, Scene, Shape, Text};
use super::spec::ChartSpec;
use super::theme::Colour;
use crate::error::{Error, Result};
use plotters::coord::Shift;
use plotters::element::{Drawable, PointCollection};
use plotters::prelude::{
    Circle, Color, DrawingArea, IntoDrawingArea, PathElement, Polygon, RGBColor, Rectangle, SVGBackend, ShapeStyle,
};
use resvg::{tiny_skia, usvg};
use std::fmt::Write;

/// Plotters works on whole units: so many of them make a pixel.
const UNITS: f64 = 20.0;

/// Space between the lines of a hatch, in pixels.
const HATCH_STEP: f64 = 6.0;

type Canvas<'a> = DrawingArea<SVGBackend<'a>, Shift>;

/// The chart as SVG. The font family stands in the text elements; the fonts themselves are not embedded.
pub fn render_svg(spec: &ChartSpec) -> String {
    let scale = if spec.page.double_scale { 2.0 } else { 1.0 };
    svg_of(&lay_out(spec), scale)
}

/// The chart as PNG.
pub fn render_png(spec: &ChartSpec) -> Result<Vec<u8>> {
    let scale = if spec.page.double_scale { 2.0 } else { 1.0 };
    png_of(&lay_out(spec), scale).map_err(|reason| Error::write(format!("图表“{}”无法绘制：{reason}", spec.name)))
}

/// The scene as PNG, or why there is none.
pub fn png_of(scene: &Scene, scale: f64) -> std::result::Result<Vec<u8>, String> {
    let options =
        usvg::Options { fontdb: font::database(), font_family: font::FAMILY.to_owned(), ..usvg::Options::default() };
    let tree = usvg::Tree::from_str(&svg_of(scene, scale), &options).map_err(|error| error.to_string())?;
    let size = tree.size().to_int_size();
    let mut pixels = tiny_skia::Pixmap::new(size.width(), size.height()).ok_or("画布为空")?;
    pixels.fill(tiny_skia::Color::WHITE);
    resvg::render(&tree, tiny_skia::Transform::identity(), &mut pixels.as_mut());
    pixels.encode_png().map_err(|error| error.to_string())
}

/// The scene as SVG.
pub fn svg_of(scene: &Scene, scale: f64) -> String {
    let (width, height) = (scene.width, scene.height);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{}\" height=\"{}\" viewBox=\"0 0 {width} {height}\">\n\
         <rect width=\"{width}\" height=\"{height}\" fill=\"#FFFFFF\"/>\n<g transform=\"scale({})\">\n",
        width * scale,
        height * scale,
        1.0 / UNITS,
    );
    svg.push_str(&shapes(scene));
    svg.push_str("</g>\n");
    let _ = writeln!(svg, "<g font-family=\"{}\" font-kerning=\"none\">", font::FAMILY);
    for text in &scene.texts {
        text_element(&mut svg, text);
    }
    svg.push_str("</g>\n</svg>\n");
    svg
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

/// One line of text; each run of evenly set characters has its own place.
fn text_element(svg: &mut String, text: &Text) {
    let weight = if text.weight == Weight::Bold { " font-weight=\"bold\"" } else { "" };
    let halo = if text.halo {
        " stroke=\"#FFFFFF\" stroke-width=\"4\" stroke-linejoin=\"round\" paint-order=\"stroke\""
    } else {
        ""
    };
    let _ = write!(
        svg,
        "<text y=\"{:.0}\" font-size=\"{}\"{weight}{halo} fill=\"{}\">",
        text.baseline,
        text.size,
        text.colour.hex()
    );
    for (offset, run) in &text.line.runs {
        let _ = write!(svg, "<tspan x=\"{:.2}\">{}</tspan>", text.x + offset, escaped(run));
    }
    svg.push_str("</text>\n");
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
