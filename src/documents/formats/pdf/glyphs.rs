//! What a page shows: glyphs with their places, lines and boxes, in points from the top left corner, text upright.

use super::characters;
use hayro_interpret::font::{Glyph as FontGlyph, GlyphRun};
use hayro_interpret::hayro_cmap::BfString;
use hayro_interpret::{
    BlendMode, ClipPath, Device, DrawMode, DrawProps, Image, ImageDrawProps, Paint, SoftMask, TransformExt,
};
use hayro_syntax::page::Page;
use kurbo::{Affine, BezPath, PathEl, Point, Rect, Shape, Vec2};

/// Glyphs kept of one page; a budget page has a few thousand.
pub(super) const MOST_GLYPHS: usize = 200_000;
/// Lines and boxes kept of one page.
pub(super) const MOST_SEGMENTS: usize = 200_000;
/// Drawing commands obeyed on one page, so that nested drawings cannot keep us for ever.
const MOST_COMMANDS: usize = 2_000_000;
/// A filled rectangle this thin is a ruling line, in points.
const THIN: f64 = 3.0;
/// How far out of line a stroke may run and still be a horizontal or vertical rule, in points.
const SKEW: f64 = 1.0;
/// Part of a character's width within which the same character again is the second stroke of a fake bold.
const DOUBLE_STRIKE: f64 = 0.3;

/// One character at its place.
#[derive(Clone, Copy, Debug)]
pub(super) struct Glyph {
    /// The character; U+FFFD where the font does not tell.
    pub character: char,
    /// Left edge.
    pub left: f64,
    /// Right edge (the advance, not the ink).
    pub right: f64,
    /// Base line, downwards from the top of the page.
    pub baseline: f64,
    /// Type size.
    pub size: f64,
    /// Number of the drawing command that drew it: glyphs of one command belong together.
    pub run: u32,
    /// Whether it stands on its side, as labels of narrow rows do.
    pub turned: bool,
}

impl Glyph {
    /// Horizontal middle.
    pub fn middle(&self) -> f64 {
        f64::midpoint(self.left, self.right)
    }

    /// Vertical middle of the ink of a Chinese character or digit.
    pub fn height_middle(&self) -> f64 {
        self.baseline - 0.36 * self.size
    }

    /// Width.
    pub fn width(&self) -> f64 {
        self.right - self.left
    }
}

/// A horizontal or vertical line piece, or the edge of a filled box.
#[derive(Clone, Copy, Debug)]
pub(super) struct Segment {
    /// One end.
    pub from: Point,
    /// The other end.
    pub to: Point,
}

/// What one page shows.
#[derive(Debug, Default)]
pub(super) struct PageContent {
    /// Width of the page as it is read.
    pub width: f64,
    /// Height of the page as it is read.
    pub height: f64,
    /// Characters, white space left out, in drawing order.
    pub glyphs: Vec<Glyph>,
    /// Drawn lines and thin boxes.
    pub segments: Vec<Segment>,
    /// Filled boxes that are no lines: backgrounds of cells.
    pub boxes: Vec<Rect>,
    /// Characters whose font does not tell what they are.
    pub unknown: usize,
    /// Slanted characters left out (water marks).
    pub slanted: usize,
    /// Characters left out because nobody sees them: cut off, white on white, transparent.
    pub unseen: usize,
    /// Whether the characters are the invisible text layer of a scanned picture.
    pub recognised: bool,
    /// Whether a picture covers most of the page.
    pub picture: bool,
    /// Whether the page holds more than the limits, and the rest was left out.
    pub overfull: bool,
    /// Whether there were too many lines, so that none are used.
    pub too_many_segments: bool,
}

/// Thrown (without the panic hook) to leave the interpreter, which cannot be asked to stop.
struct Enough;

#[derive(Clone, Copy)]
struct RawGlyph {
    character: char,
    origin: Point,
    /// From the left edge to the right edge.
    along: Vec2,
    /// From the base line upwards, one type size.
    up: Vec2,
    run: u32,
}

/// What paints an area.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Ground {
    White,
    Shade,
    Picture,
}

struct FilledBox {
    rect: Rect,
    ground: Ground,
}

/// Collects what a page draws.
pub(super) struct Collector {
    page: Rect,
    glyphs: Vec<RawGlyph>,
    invisible: Vec<RawGlyph>,
    segments: Vec<Segment>,
    boxes: Vec<FilledBox>,
    clips: Vec<Rect>,
    transparent_groups: Vec<bool>,
    commands: usize,
    runs: u32,
    content: PageContent,
}

/// The transform that brings a page into reading position, and its width and height.
pub(super) fn upright(page: &Page<'_>) -> (Affine, f64, f64) {
    let (width, height) = page.render_dimensions();
    (page.initial_transform(true).to_kurbo(), f64::from(width), f64::from(height))
}

impl Collector {
    /// For a page of this size.
    pub fn new(width: f64, height: f64) -> Self {
        Collector {
            page: Rect::new(0.0, 0.0, width, height),
            glyphs: Vec::new(),
            invisible: Vec::new(),
            segments: Vec::new(),
            boxes: Vec::new(),
            clips: Vec::new(),
            transparent_groups: Vec::new(),
            commands: 0,
            runs: 0,
            content: PageContent { width, height, ..PageContent::default() },
        }
    }

    /// What was collected, turned so that most of the text reads upright, each character once.
    pub fn finish(mut self) -> PageContent {
        let seen = self.glyphs.iter().any(|glyph| glyph.character != ' ');
        self.content.recognised = !seen && !self.invisible.is_empty();
        let raw = if seen { std::mem::take(&mut self.glyphs) } else { std::mem::take(&mut self.invisible) };
        if seen {
            self.content.unseen += self.invisible.iter().filter(|glyph| glyph.character != ' ').count();
        }
        let turn = main_quarter(&raw);
        let to_upright = quarter_turn(turn, self.content.width, self.content.height);
        if turn % 2 == 1 {
            std::mem::swap(&mut self.content.width, &mut self.content.height);
        }
        self.place_glyphs(&raw, to_upright);
        if self.content.too_many_segments {
            self.segments.clear();
            self.boxes.clear();
        }
        self.content.segments = self
            .segments
            .iter()
            .map(|segment| Segment { from: to_upright * segment.from, to: to_upright * segment.to })
            .collect();
        self.content.boxes = self
            .boxes
            .iter()
            .filter(|filled| filled.ground == Ground::Shade)
            .map(|filled| to_upright.transform_rect_bbox(filled.rect))
            .collect();
        self.content
    }

    fn place_glyphs(&mut self, raw: &[RawGlyph], to_upright: Affine) {
        let linear = to_upright.with_translation(Vec2::ZERO);
        for glyph in raw.iter().filter(|glyph| glyph.character != ' ') {
            let origin = to_upright * glyph.origin;
            let along = (linear * glyph.along.to_point()).to_vec2();
            match place(glyph, origin, along) {
                Some(placed) => self.content.glyphs.push(placed),
                None => self.content.slanted += 1,
            }
        }
        drop_double_strikes(&mut self.content.glyphs);
        self.content.unknown = self.content.glyphs.iter().filter(|glyph| glyph.character == '\u{fffd}').count();
    }

    /// Counts a drawing command and leaves the interpreter when there were too many.
    fn count(&mut self) {
        self.commands += 1;
        if self.commands > MOST_COMMANDS || self.glyphs.len() + self.invisible.len() > MOST_GLYPHS {
            self.content.overfull = true;
            std::panic::resume_unwind(Box::new(Enough));
        }
    }

    fn clip(&self) -> Rect {
        self.clips.last().copied().unwrap_or(self.page)
    }

    fn is_transparent(&self) -> bool {
        self.transparent_groups.iter().any(|transparent| *transparent)
    }

    fn add_segment(&mut self, from: Point, to: Point) {
        if self.segments.len() + self.boxes.len() >= MOST_SEGMENTS {
            self.content.too_many_segments = true;
            return;
        }
        let (across, down) = ((from.x - to.x).abs(), (from.y - to.y).abs());
        if !(across < SKEW && down > 1.0 || down < SKEW && across > 1.0) {
            return;
        }
        let clip = self.clip().inflate(1.0, 1.0);
        let inside = |point: Point| Point::new(point.x.clamp(clip.x0, clip.x1), point.y.clamp(clip.y0, clip.y1));
        let wholly_outside = from.x.max(to.x) < clip.x0
            || from.x.min(to.x) > clip.x1
            || from.y.max(to.y) < clip.y0
            || from.y.min(to.y) > clip.y1;
        if !wholly_outside {
            self.segments.push(Segment { from: inside(from), to: inside(to) });
        }
    }

    /// A thin filled box is a line, any other a background.
    fn add_box(&mut self, rect: Rect, ground: Ground) {
        let (width, height) = (rect.width(), rect.height());
        let center = rect.center();
        if height <= THIN && width > 2.0 * height {
            if ground != Ground::White {
                self.add_segment(Point::new(rect.x0, center.y), Point::new(rect.x1, center.y));
            }
        } else if width <= THIN && height > 2.0 * width {
            if ground != Ground::White {
                self.add_segment(Point::new(center.x, rect.y0), Point::new(center.x, rect.y1));
            }
        } else if self.segments.len() + self.boxes.len() < MOST_SEGMENTS {
            let rect = rect.intersect(self.clip());
            if rect.width() > THIN && rect.height() > THIN {
                self.boxes.push(FilledBox { rect, ground });
            }
        } else {
            self.content.too_many_segments = true;
        }
    }

    /// Filled rectangles of a path; other shapes are pictures and are left out.
    fn add_filled_path(&mut self, path: &BezPath, white: bool) {
        let ground = if white { Ground::White } else { Ground::Shade };
        let mut bounds: Option<Rect> = None;
        let mut straight = true;
        let mut last = Point::ZERO;
        for element in path.elements() {
            match *element {
                PathEl::MoveTo(point) => {
                    if let Some(rect) = bounds.filter(|_| straight) {
                        self.add_box(rect, ground);
                    }
                    bounds = Some(Rect::from_points(point, point));
                    straight = true;
                    last = point;
                }
                PathEl::LineTo(point) => {
                    straight &= (point.x - last.x).abs() < 0.1 || (point.y - last.y).abs() < 0.1;
                    bounds = bounds.map(|rect| rect.union_pt(point));
                    last = point;
                }
                PathEl::QuadTo(..) | PathEl::CurveTo(..) => straight = false,
                PathEl::ClosePath => {}
            }
        }
        if let Some(rect) = bounds.filter(|_| straight) {
            self.add_box(rect, ground);
        }
    }

    fn add_stroked_path(&mut self, path: &BezPath) {
        let (mut start, mut current) = (Point::ZERO, Point::ZERO);
        for element in path.elements() {
            match *element {
                PathEl::MoveTo(point) => (start, current) = (point, point),
                PathEl::LineTo(point) => {
                    self.add_segment(current, point);
                    current = point;
                }
                PathEl::ClosePath => {
                    self.add_segment(current, start);
                    current = start;
                }
                PathEl::QuadTo(_, point) | PathEl::CurveTo(_, _, point) => current = point,
            }
        }
    }

    /// Whether white ink shows at this place: the last thing painted under it is not white.
    fn has_dark_ground(&self, place: Point) -> bool {
        let under = self.boxes.iter().rev().take(2000).find(|filled| filled.rect.contains(place));
        under.is_some_and(|filled| filled.ground != Ground::White)
    }

    fn add_run(&mut self, run: &GlyphRun<'_, '_>, transform: Affine, paint: &Paint<'_>, mode: &DrawMode) {
        let invisible = matches!(mode, DrawMode::Invisible) || is_clear(paint) || self.is_transparent();
        let white = is_white(paint);
        let visible = self.clip().intersect(self.page);
        self.runs = self.runs.saturating_add(1);
        let stretched = is_stretched(run, transform);
        for glyph in run.glyphs() {
            let places = transform * glyph.transform();
            let [a, b, c, d, ..] = places.as_coeffs();
            if !places.is_finite() {
                continue;
            }
            let up = Vec2::new(c, d) * 1000.0;
            let direction = Vec2::new(a, b);
            let em = if stretched { up.hypot() } else { direction.hypot() * 1000.0 };
            let advance = match (&**glyph, direction.hypot()) {
                (_, 0.0) => Vec2::ZERO,
                (FontGlyph::Outline(outline), length) => {
                    direction / length * em * advance_of(outline.advance_width(), run)
                }
                (FontGlyph::Type3(drawn), length) => direction / length * em * advance_of(drawn.advance_width(), run),
            };
            let origin = places * Point::ZERO;
            let center = origin + advance * 0.5 + up * 0.36;
            let shown = visible.inflate(0.5, 0.5).contains(center);
            if !shown || (white && !invisible && !self.has_dark_ground(center)) {
                self.content.unseen += usize::from(!is_blank(glyph.as_unicode().as_ref()));
                continue;
            }
            self.add_characters(glyph.as_unicode(), origin, advance, up, invisible);
        }
    }

    /// One glyph may stand for several characters (ligatures): they share its width.
    fn add_characters(&mut self, text: Option<BfString>, origin: Point, advance: Vec2, up: Vec2, invisible: bool) {
        let run = self.runs;
        let target = if invisible { &mut self.invisible } else { &mut self.glyphs };
        let mut add = |character: char, origin: Point, along: Vec2| {
            let character = characters::readable(character).unwrap_or('\u{fffd}');
            let character = if character.is_whitespace() { ' ' } else { character };
            target.push(RawGlyph { character, origin, along, up, run });
        };
        match text {
            Some(BfString::Char(character)) => add(character, origin, advance),
            Some(BfString::String(string)) => {
                let count = string.chars().count().max(1) as f64;
                for (index, character) in string.chars().enumerate() {
                    add(character, origin + advance * (index as f64 / count), advance / count);
                }
            }
            None => add('\u{fffd}', origin, advance),
        }
    }
}

/// Whether a glyph is only white space.
fn is_blank(text: Option<&BfString>) -> bool {
    match text {
        Some(BfString::Char(character)) => character.is_whitespace(),
        Some(BfString::String(text)) => text.trim().is_empty(),
        None => false,
    }
}

/// Advance as a part of the type size; vertical writing has none of its own and takes a full square.
fn advance_of(advance: Option<f32>, run: &GlyphRun<'_, '_>) -> f64 {
    match advance {
        Some(advance) if advance > 0.0 => f64::from(advance) / 1000.0,
        _ if run.writing_mode() == hayro_interpret::hayro_cmap::WritingMode::Vertical => 1.0,
        Some(_) => 0.0,
        None => 0.5,
    }
}

/// Whether the glyphs' outlines are stretched to fit a substitute font, so that their horizontal scale says nothing
/// about the advance: then the distances between the glyphs agree better with the vertical scale.
fn is_stretched(run: &GlyphRun<'_, '_>, transform: Affine) -> bool {
    let (mut by_width, mut by_height) = (0.0, 0.0);
    for pair in run.glyphs().windows(2) {
        let [first, second] = pair else { continue };
        let places = transform * first.transform();
        let [a, b, c, d, ..] = places.as_coeffs();
        let distance = (transform * second.transform() * Point::ZERO - places * Point::ZERO).hypot();
        let FontGlyph::Outline(outline) = &**first else { return false };
        let advance = f64::from(outline.advance_width().unwrap_or(0.0));
        by_width += (Vec2::new(a, b).hypot() * advance - distance).abs();
        by_height += (Vec2::new(c, d).hypot() * advance - distance).abs();
    }
    by_height < by_width * 0.9
}

fn rgba(paint: &Paint<'_>) -> Option<[f32; 4]> {
    match paint {
        Paint::Color(color) => Some(color.to_rgba().components()),
        Paint::Pattern(_) => None,
    }
}

fn is_white(paint: &Paint<'_>) -> bool {
    rgba(paint).is_some_and(|[red, green, blue, _]| red > 0.97 && green > 0.97 && blue > 0.97)
}

fn is_clear(paint: &Paint<'_>) -> bool {
    rgba(paint).is_some_and(|[.., alpha]| alpha < 0.02)
}

/// The direction in which most characters run, in quarter turns clockwise.
fn main_quarter(glyphs: &[RawGlyph]) -> usize {
    let mut counts = [0_usize; 4];
    for glyph in glyphs.iter().filter(|glyph| glyph.character != ' ') {
        if let Some(count) = quarter(direction(glyph)).and_then(|quarter| counts.get_mut(quarter)) {
            *count += 1;
        }
    }
    let most = counts.iter().copied().max().unwrap_or(0);
    counts.iter().position(|count| *count == most).unwrap_or(0)
}

/// The way a glyph reads: along its advance, or to the right of its upward direction where it has none.
fn direction(glyph: &RawGlyph) -> Vec2 {
    if glyph.along.hypot() > 0.0 { glyph.along } else { Vec2::new(-glyph.up.y, glyph.up.x) }
}

fn quarter(along: Vec2) -> Option<usize> {
    let (across, down) = (along.x, along.y);
    if down.abs() <= 0.1 * across.abs() {
        Some(if across >= 0.0 { 0 } else { 2 })
    } else if across.abs() <= 0.1 * down.abs() {
        Some(if down > 0.0 { 1 } else { 3 })
    } else {
        None
    }
}

/// The transform that turns a page whose text runs `quarter` turns clockwise back upright.
fn quarter_turn(quarter: usize, width: f64, height: f64) -> Affine {
    match quarter {
        1 => Affine::new([0.0, -1.0, 1.0, 0.0, 0.0, width]),
        2 => Affine::new([-1.0, 0.0, 0.0, -1.0, width, height]),
        3 => Affine::new([0.0, 1.0, -1.0, 0.0, height, 0.0]),
        _ => Affine::IDENTITY,
    }
}

fn place(glyph: &RawGlyph, origin: Point, along: Vec2) -> Option<Glyph> {
    let size = glyph.up.hypot().max(along.hypot() * 0.5).max(0.1);
    let (character, run) = (glyph.character, glyph.run);
    let reading = if along.hypot() > 0.0 { along } else { Vec2::new(1.0, 0.0) };
    Some(match quarter(reading)? {
        0 => Glyph {
            character,
            left: origin.x,
            right: origin.x + along.x.abs(),
            baseline: origin.y,
            size,
            run,
            turned: false,
        },
        quarter => {
            // On its side: the ink lies to the right of a line read upwards … as a square around its middle.
            let side = match quarter {
                1 => Vec2::new(1.0, 0.0),
                2 => Vec2::new(0.0, 1.0),
                _ => Vec2::new(-1.0, 0.0),
            };
            let center = origin + along * 0.5 + side * (0.36 * size);
            Glyph {
                character,
                left: center.x - size / 2.0,
                right: center.x + size / 2.0,
                baseline: center.y + 0.36 * size,
                size,
                run,
                turned: true,
            }
        }
    })
}

/// Removes characters drawn again at nearly the same place to look bold.
fn drop_double_strikes(glyphs: &mut Vec<Glyph>) {
    const LOOK_AHEAD: usize = 4096;
    let mut order: Vec<usize> = (0..glyphs.len()).collect();
    let key = |index: &usize| glyphs.get(*index).map_or(('\0', 0.0), |glyph| (glyph.character, glyph.left));
    order.sort_unstable_by(|one, other| {
        let (one, other) = (key(one), key(other));
        one.0.cmp(&other.0).then(one.1.total_cmp(&other.1))
    });
    let mut dropped = vec![false; glyphs.len()];
    for (position, index) in order.iter().enumerate() {
        let Some(first) = glyphs.get(*index) else { continue };
        if dropped.get(*index) == Some(&true) {
            continue;
        }
        for later in order.iter().skip(position + 1).take(LOOK_AHEAD) {
            let Some(second) = glyphs.get(*later) else { continue };
            let near = DOUBLE_STRIKE * first.width().min(second.width());
            if second.character != first.character || second.left - first.left > near {
                break;
            }
            let same_height = (second.baseline - first.baseline).abs() <= 0.25 * first.size;
            if same_height && let Some(flag) = dropped.get_mut(*later) {
                *flag = true;
            }
        }
    }
    let mut flags = dropped.into_iter();
    glyphs.retain(|_| !flags.next().unwrap_or(false));
}

impl<'a> Device<'a> for Collector {
    fn draw_path(&mut self, path: &BezPath, props: DrawProps<'a>, mode: &DrawMode) {
        self.count();
        if is_clear(&props.paint) || self.is_transparent() {
            return;
        }
        let white = is_white(&props.paint);
        let path = props.transform * path.clone();
        match mode {
            DrawMode::Fill(_) => self.add_filled_path(&path, white),
            DrawMode::Stroke(_) if !white => self.add_stroked_path(&path),
            DrawMode::FillAndStroke(..) => {
                self.add_filled_path(&path, white);
                self.add_stroked_path(&path);
            }
            DrawMode::Stroke(_) | DrawMode::Invisible => {}
        }
    }

    fn push_clip_path(&mut self, clip_path: &ClipPath) {
        self.count();
        let clip = self.clip().intersect(clip_path.path.bounding_box());
        self.clips.push(clip);
    }

    fn push_clip_rect(&mut self, rect: &Rect) {
        self.count();
        let clip = self.clip().intersect(*rect);
        self.clips.push(clip);
    }

    fn push_transparency_group(&mut self, opacity: f32, _mask: Option<SoftMask<'a>>, _blend_mode: BlendMode) {
        self.count();
        self.transparent_groups.push(opacity < 0.02);
    }

    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, mode: &DrawMode) {
        self.count();
        self.add_run(run, props.transform, &props.paint, mode);
    }

    fn draw_image(&mut self, image: Image<'a, '_>, props: ImageDrawProps<'a>) {
        self.count();
        let extent = Rect::new(0.0, 0.0, f64::from(image.width()), f64::from(image.height()));
        let rect = props.transform.transform_rect_bbox(extent).intersect(self.clip());
        self.content.picture |= rect.area() > 0.5 * self.page.area();
        self.add_box(rect, Ground::Picture);
    }

    fn pop_clip(&mut self) {
        self.clips.pop();
    }

    fn pop_transparency_group(&mut self) {
        self.transparent_groups.pop();
    }
}
