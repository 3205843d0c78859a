//! The colours of the marks and texts, for the light and the greyscale theme.

use super::options::{FavourableColours, Judgement, ThemeName};
use super::spec::Page;

/// A colour: red, green, blue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Colour(pub u8, pub u8, pub u8);

impl Colour {
    /// Paper.
    pub const WHITE: Colour = Colour(255, 255, 255);

    /// `#rrggbb`.
    pub fn hex(self) -> String {
        format!("#{:02X}{:02X}{:02X}", self.0, self.1, self.2)
    }

    /// Contrast with another colour after WCAG, 1 to 21.
    pub fn contrast(self, other: Colour) -> f64 {
        let (one, two) = (self.luminance(), other.luminance());
        (one.max(two) + 0.05) / (one.min(two) + 0.05)
    }

    /// Relative luminance, 0 to 1.
    pub fn luminance(self) -> f64 {
        let linear = |channel: u8| {
            let value = f64::from(channel) / 255.0;
            if value <= 0.040_45 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * linear(self.0) + 0.7152 * linear(self.1) + 0.0722 * linear(self.2)
    }

    /// The colour mixed with white: 0 is white, 1 the colour itself.
    pub fn tint(self, strength: f64) -> Colour {
        let mix = |channel: u8| (255.0 - (255.0 - f64::from(channel)) * strength).round() as u8;
        Colour(mix(self.0), mix(self.1), mix(self.2))
    }
}

/// All colours of one picture.
#[derive(Clone, Copy, Debug)]
pub struct Theme {
    /// Titles and labels.
    pub ink: Colour,
    /// Heads, notes, the earlier year's numbers.
    pub secondary: Colour,
    /// Axes and total lines.
    pub axis: Colour,
    /// Lines between rows.
    pub hairline: Colour,
    /// Scenario fill and outline of the current year.
    pub current: Colour,
    /// Scenario fill and outline of the earlier year.
    pub earlier: Colour,
    favourable: Colour,
    unfavourable: Colour,
    neutral: Colour,
    rise: Colour,
    fall: Colour,
}

impl Theme {
    /// The colours of a page.
    pub fn of(page: Page) -> Theme {
        let theme = match page.theme {
            ThemeName::Light => LIGHT,
            ThemeName::Greyscale => return GREYSCALE,
        };
        let (favourable, unfavourable) = match page.favourable_colours {
            FavourableColours::BlueOrange => (Colour(0x1F, 0x6F, 0xB2), Colour(0xD9, 0x72, 0x1E)),
            FavourableColours::GreenRed => (Colour(0x1F, 0x94, 0x79), Colour(0xB3, 0x2D, 0x22)),
            FavourableColours::RedGreen => (Colour(0xB3, 0x2D, 0x22), Colour(0x1F, 0x94, 0x79)),
        };
        Theme { favourable, unfavourable, ..theme }
    }

    /// The colour of a change.
    pub fn judgement(&self, judgement: Judgement) -> Colour {
        match judgement {
            Judgement::Favourable => self.favourable,
            Judgement::Unfavourable => self.unfavourable,
            Judgement::Neutral => self.neutral,
        }
    }

    /// The colour of an outlier: judged, or ink where there is no judgement.
    pub fn judgement_or_ink(&self, judgement: Judgement) -> Colour {
        if judgement == Judgement::Neutral { self.current } else { self.judgement(judgement) }
    }

    /// The colour of a change in words: dark enough to read.
    pub fn judged_text(&self, judgement: Judgement) -> Colour {
        let mut colour = self.judgement(judgement);
        while colour.contrast(Colour::WHITE) < 4.5 {
            let darker = |channel: u8| (f64::from(channel) * 0.94) as u8;
            colour = Colour(darker(colour.0), darker(colour.1), darker(colour.2));
        }
        colour
    }

    /// The colour of a step of the heat scale, −4 to 4; 0 is white. A neutral rise and fall have colours of their own.
    pub fn heat(&self, level: i8, judgement: Judgement) -> Colour {
        let strength = [0.0, 0.10, 0.25, 0.46, 0.95];
        let colour = match judgement {
            Judgement::Neutral if level < 0 => self.fall,
            Judgement::Neutral => self.rise,
            judgement => self.judgement(judgement),
        };
        self.readable(colour, strength.get(usize::from(level.unsigned_abs())).copied().unwrap_or(0.95))
    }

    /// The fill of a part of a whole: `index` of `count`, from dark to light.
    pub fn part(&self, index: usize, count: usize) -> Colour {
        let steps = count.saturating_sub(1).max(1) as f64;
        self.readable(self.current, 0.92 - 0.78 * (index as f64 / steps).min(1.0))
    }

    /// A tint on which text can be read: in the middle neither black nor white does, so it steps aside to the lighter.
    fn readable(&self, colour: Colour, mut strength: f64) -> Colour {
        while self.ink_on(colour.tint(strength)).contrast(colour.tint(strength)) < 4.7 && strength > 0.1 {
            strength -= 0.01;
        }
        colour.tint(strength)
    }

    /// Black or white, whichever reads better on `background`.
    pub fn ink_on(&self, background: Colour) -> Colour {
        if self.ink.contrast(background) >= Colour::WHITE.contrast(background) { self.ink } else { Colour::WHITE }
    }
}

const LIGHT: Theme = Theme {
    ink: Colour(0x1B, 0x24, 0x30),
    secondary: Colour(0x5A, 0x65, 0x72),
    axis: Colour(0x1B, 0x24, 0x30),
    hairline: Colour(0xE1, 0xE5, 0xEA),
    current: Colour(0x2F, 0x42, 0x58),
    earlier: Colour(0x85, 0x92, 0xA0),
    favourable: Colour(0, 0, 0),
    unfavourable: Colour(0, 0, 0),
    neutral: Colour(0x7B, 0x87, 0x94),
    rise: Colour(0x2F, 0x52, 0x74),
    fall: Colour(0x8C, 0x5E, 0x1E),
};

const GREYSCALE: Theme = Theme {
    ink: Colour(0x1A, 0x1A, 0x1A),
    secondary: Colour(0x5C, 0x5C, 0x5C),
    axis: Colour(0x1A, 0x1A, 0x1A),
    hairline: Colour(0xDE, 0xDE, 0xDE),
    current: Colour(0x3C, 0x3C, 0x3C),
    earlier: Colour(0x90, 0x90, 0x90),
    favourable: Colour(0x94, 0x94, 0x94),
    unfavourable: Colour(0x10, 0x10, 0x10),
    neutral: Colour(0x66, 0x66, 0x66),
    rise: Colour(0x30, 0x30, 0x30),
    fall: Colour(0x70, 0x70, 0x70),
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn judgements_differ_in_greyscale_too() {
        let theme = Theme::of(Page { theme: ThemeName::Greyscale, ..Page::default() });
        let [good, neutral, bad] = [Judgement::Favourable, Judgement::Neutral, Judgement::Unfavourable]
            .map(|judgement| theme.judgement(judgement));
        assert!(good.contrast(neutral) > 1.7 && neutral.contrast(bad) > 1.7);
    }

    #[test]
    fn text_reads_on_every_heat_step_and_every_part() {
        for name in [ThemeName::Light, ThemeName::Greyscale] {
            let theme = Theme::of(Page { theme: name, ..Page::default() });
            let meanings = [Judgement::Neutral, Judgement::Favourable, Judgement::Unfavourable];
            let heats = meanings.into_iter().flat_map(|meaning| (-4..=4).map(move |level| theme.heat(level, meaning)));
            for background in
                heats.chain((0..9).flat_map(|count| (0..=count).map(move |index| theme.part(index, count))))
            {
                assert!(theme.ink_on(background).contrast(background) >= 4.5, "{}", background.hex());
            }
            assert!(theme.secondary.contrast(Colour::WHITE) >= 4.5);
            for colour in meanings.map(|meaning| theme.judgement(meaning)).into_iter().chain([theme.earlier]) {
                assert!(colour.contrast(Colour::WHITE) >= 3.0, "{}", colour.hex());
            }
        }
    }
}
