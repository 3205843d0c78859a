//! Folding of text for recognition: width, white space, brackets, quotes, traditional characters.
//!
//! Folded text is only for matching; what is shown and stored keeps the printed characters.

/// Traditional and variant characters that occur in budget vocabulary, each followed by its simplified form.
const SIMPLIFIED: &str = "萬万預预決决數数總总計计項项經经費费結结轉转餘余國国資资營营補补業业單单門门車车購购運运維维護护務务機机關关財财撥拨區区縣县鄉乡鎮镇無无與与減减長长類类級级編编製制較较為为裡里開开實实際际務务員员會会訓训繳缴屬属鄰邻處处執执點点學学醫医療疗衛卫體体傳传媒媒農农環环節节災灾應应緊紧管管產产險险補补貼贴離离職职獎奖績绩標标檔档選选書书設设備备術术專专戶户帳账債债務务還还發发額额條条變变動动幣币臺台灣湾縣县產产鐵铁電电網网絡络讀读對对個个從从後后裝装廣广東东場场圖图過过萬万億亿歷历統统審审報报";

/// One character in its plain form: half-width letters, digits and signs, simplified characters, plain brackets.
pub fn fold_char(character: char) -> char {
    match character {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(character as u32 - 0xff01 + 0x21).unwrap_or(character),
        '﹒' => '.',
        '−' | '–' | '—' | '―' | '﹣' => '-',
        '〔' | '【' | '﹙' => '(',
        '〕' | '】' | '﹚' => ')',
        '﹕' | '∶' => ':',
        other if other.is_ascii() => other,
        other => simplified(other),
    }
}

fn simplified(character: char) -> char {
    use std::collections::HashMap;
    use std::sync::LazyLock;
    static TABLE: LazyLock<HashMap<char, char>> = LazyLock::new(|| {
        let characters: Vec<char> = SIMPLIFIED.chars().collect();
        characters.chunks_exact(2).map(|pair| (pair[0], pair[1])).collect()
    });
    TABLE.get(&character).copied().unwrap_or(character)
}

/// A text for matching against vocabulary: folded characters, no white space, no quotation marks, no zero-width marks.
pub fn fold(text: &str) -> String {
    text.chars()
        .filter(|character| {
            !character.is_whitespace()
                && !matches!(
                    character,
                    '“' | '”' | '‘' | '’' | '"' | '\'' | '「' | '」' | '\u{feff}' | '\u{200b}' | '\u{7f}' | '＂'
                )
        })
        .map(fold_char)
        .collect()
}

/// A label as it is stored: without white space inside Chinese words and at the ends, everything else as printed.
/// Spaces between two ASCII letters or digits stay (`City Attorney`).
pub fn clean_label(text: &str) -> String {
    let characters: Vec<char> =
        text.chars().filter(|character| !matches!(character, '\u{feff}' | '\u{200b}' | '\u{7f}')).collect();
    let mut cleaned = String::with_capacity(text.len());
    let mut pending_space = false;
    for character in characters {
        if character.is_whitespace() {
            pending_space = !cleaned.is_empty();
            continue;
        }
        if pending_space && character.is_ascii() && cleaned.ends_with(|last: char| last.is_ascii()) {
            cleaned.push(' ');
        }
        pending_space = false;
        cleaned.push(character);
    }
    cleaned
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folding_makes_one_text_of_its_printed_variants() {
        assert_eq!(fold("“三公” 经费"), fold("”三公“經費"));
        assert_eq!(fold("国有资本　经营预算（万元）"), "国有资本经营预算(万元)");
        assert_eq!(fold("１２．５％"), "12.5%");
    }

    #[test]
    fn labels_lose_soft_breaks_but_not_word_spaces() {
        assert_eq!(clean_label("周口市行政服 务中心"), "周口市行政服务中心");
        assert_eq!(clean_label(" City  Attorney "), "City Attorney");
    }
}
