//! Characters as fonts name them → characters as people write them.

/// The characters that the 214 Kangxi radicals (U+2F00 …) look like. Many producers name the glyph of 一, 人 or 支 by
/// its radical, so that neither words nor codes would be found.
const KANGXI: &str = "一丨丶丿乙亅二亠人儿入八冂冖冫几凵刀力勹匕匚匸十卜卩厂厶又口囗土士夂夊夕大女子宀寸小尢尸屮山巛工己巾干幺广廴廾弋弓彐彡彳心戈戶手支攴文斗斤方无日曰月木欠止歹殳毋比毛氏气水火爪父爻爿片牙牛犬玄玉瓜瓦甘生用田疋疒癶白皮皿目矛矢石示禸禾穴立竹米糸缶网羊羽老而耒耳聿肉臣自至臼舌舛舟艮色艸虍虫血行衣襾見角言谷豆豕豸貝赤走足身車辛辰辵邑酉釆里金長門阜隶隹雨靑非面革韋韭音頁風飛食首香馬骨高髟鬥鬯鬲鬼魚鳥鹵鹿麥麻黃黍黑黹黽鼎鼓鼠鼻齊齒龍龜龠";

/// Radicals of the supplement (U+2E80 …) that are whole characters, each followed by that character.
const SUPPLEMENT: &str =
    "⺟母⺠民⻄西⻅见⻆角⻉贝⻋车⻑長⻓长⻔门⻘青⻙韦⻚页⻛风⻜飞⻝食⻢马⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻬齐⻮齿⻰龙⻳龟";

/// What to read for a character that a font names, or `None` where the name says nothing (control characters and
/// unassigned marks come from broken tables of names).
pub(super) fn readable(character: char) -> Option<char> {
    match character {
        '\u{2f00}'..='\u{2fd5}' => KANGXI.chars().nth(character as usize - 0x2f00).or(Some(character)),
        '\u{2e80}'..='\u{2ef3}' => Some(from_supplement(character)),
        // A soft hyphen is never drawn inside a line; fonts use its number for the minus sign they share with it.
        '\u{ad}' => Some('-'),
        '\t' | '\n' | '\r' | '\u{a0}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' => Some(' '),
        '\u{fffd}' | '\u{fffe}' | '\u{ffff}' => None,
        other if other.is_control() => None,
        other => Some(other),
    }
}

fn from_supplement(character: char) -> char {
    let mut characters = SUPPLEMENT.chars();
    while let (Some(radical), Some(plain)) = (characters.next(), characters.next()) {
        if radical == character {
            return plain;
        }
    }
    character
}

/// Whether a character takes a full square of Chinese type, so that neighbours need no space between them.
pub(super) fn is_wide(character: char) -> bool {
    matches!(character, '\u{2014}' | '\u{2018}'..='\u{201d}' | '\u{2026}' | '\u{2e80}'..='\u{9fff}'
        | '\u{ac00}'..='\u{d7a3}' | '\u{f900}'..='\u{faff}' | '\u{fe30}'..='\u{fe6f}' | '\u{ff01}'..='\u{ff60}'
        | '\u{ffe0}'..='\u{ffe6}' | '\u{20000}'..='\u{3ffff}')
}

/// Whether a character may stand inside a printed number.
pub(super) fn is_numeric(character: char) -> bool {
    matches!(character, '0'..='9' | '.' | ',' | '-' | '+' | '%' | '，' | '．' | '％' | '－' | '０'..='９' | '−')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn radicals_become_the_characters_they_stand_for() {
        let read: String = "⼀般公共预算⽀出⼈员⻓⻋".chars().filter_map(readable).collect();
        assert_eq!(read, "一般公共预算支出人员长车");
        assert_eq!(KANGXI.chars().count(), 214);
    }

    #[test]
    fn broken_names_are_not_characters() {
        assert_eq!(readable('\u{0}'), None);
        assert_eq!(readable('\u{fffd}'), None);
        assert_eq!(readable('\u{ad}'), Some('-'));
    }
}
