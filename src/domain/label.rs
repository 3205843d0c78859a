//! Folding of text for recognition: width, white space, brackets, quotes, traditional characters.
//!
//! Folded text is only for matching; what is shown and stored keeps the printed characters.

use std::borrow::Cow;

/// Traditional and variant characters that occur in budget vocabulary, each followed by its simplified form.
const SIMPLIFIED: &str = "萬万預预決决數数總总計计項项經经費费結结轉转餘余國国資资營营補补業业單单門门車车購购運运維维護护務务機机關关財财撥拨區区縣县鄉乡鎮镇無无與与減减長长類类級级編编製制較较輛辆簡简稱称為为裡里開开實实際际務务員员會会訓训繳缴屬属鄰邻處处執执點点學学醫医療疗衛卫體体傳传媒媒農农環环節节災灾應应緊紧管管產产險险補补貼贴離离職职獎奖績绩標标檔档選选書书設设備备術术專专戶户帳账債债務务還还發发額额條条變变動动幣币臺台灣湾縣县產产鐵铁電电網网絡络讀读對对個个從从後后裝装廣广東东場场圖图過过萬万億亿歷历統统審审報报園园廳厅聯联協协黨党團团辦办館馆鶴鹤兒儿僑侨師师隊队庫库漁渔礦矿橋桥龍龙陽阳陰阴寧宁濟济蘇苏滬沪漢汉廈厦貴贵慶庆興兴寶宝嶺岭島岛遼辽瀋沈當当來来這这於于徑径採采佔占佈布說说説说據据劃划調调記记許许證证詳详試试該该認认議议評评論论識识誤误談谈請请課课諮咨諸诸辭辞遷迁適适郵邮釋释鋼钢錄录銷销鎖锁隨随難难雜杂靜静順顺須须領领頭头題题願愿顯显風风飛飞養养駐驻驗验齊齐齡龄撫抚卹恤憂忧懷怀態态戰战戲戏擔担擇择擴扩擺摆攝摄敗败敘叙敵敌斷断時时暫暂極极構构樓楼樹树橫横檢检權权歐欧殘残氣气況况測测湧涌滅灭滿满漲涨潔洁潛潜澤泽濕湿濱滨煙烟熱热燈灯爭争獨独獻献現现畝亩畢毕異异癥症盜盗盡尽監监盤盘眾众碼码確确礎础禮礼種种稅税穩稳窮穷競竞筆笔範范築筑簽签籌筹糧粮紀纪約约納纳純纯紙纸細细終终組组給给絲丝綜综綠绿緒绪線线緣缘練练縮缩織织續续罰罚聖圣聞闻聲声聽听肅肃臨临舉举舊旧艱艰蓋盖藝艺薦荐藥药虛虚號号虧亏衝冲襲袭見见規规視视親亲覺觉覽览觀观觸触訊讯徵征剛刚勞劳勢势勝胜卻却參参啟启問问噸吨圍围壓压壞坏夾夹夠够夥伙奪夺婦妇孫孙寬宽導导層层屆届嶽岳峽峡帥帅帶带幫帮幹干廢废廠厂彈弹強强彙汇徹彻復复惡恶悅悦慣惯拋抛掃扫揚扬換换揮挥損损搖摇搶抢擬拟擠挤攔拦攜携曆历曉晓棄弃榮荣樣样歲岁殼壳毀毁沒没沖冲淺浅渦涡溫温準准溝沟滯滞潤润灑洒煉炼爾尔牽牵狀状獲获皺皱睜睁礙碍祿禄禍祸積积穀谷竄窜籃篮糾纠紅红紛纷綁绑罷罢羅罗義义習习腎肾膽胆艦舰芻刍莊庄華华葉叶蔣蒋蔥葱蕭萧藍蓝蘭兰蟲虫複复訂订託托診诊詞词話话誌志語语誠诚謀谋講讲謝谢譯译讓让豎竖豐丰負负責责賢贤質质賬账賞赏賠赔賦赋賴赖贊赞贏赢趙赵趨趋跡迹踐践軍军軟软軸轴載载輔辅輕轻輪轮輯辑輸输轄辖連连進进遊游達达違违遠远遲迟邊边郷乡鄧邓鄭郑醜丑針针鈔钞銀银銅铜鋪铺錢钱錯错鍋锅鍵键鏈链鐘钟鑒鉴閃闪閉闭間间閱阅闊阔陣阵陳陈陸陆階阶隱隐隻只雙双雞鸡雲云霧雾韓韩響响頂顶頓顿頗颇頻频顆颗顏颜顧顾飯饭飲饮飾饰饋馈馬马馮冯駕驾騎骑騙骗驅驱驕骄髒脏鬆松鬥斗鬧闹魯鲁鴻鸿麥麦黃黄";

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
    cleaned(text).into_owned()
}

/// The same as [`clean_label`], without a copy where nothing is to be cleaned.
pub fn cleaned(text: &str) -> Cow<'_, str> {
    let is_mark = |character| matches!(character, '\u{feff}' | '\u{200b}' | '\u{7f}');
    // White space and marks begin with one of these bytes; most Chinese characters and all digits do not.
    if !text.bytes().any(|byte| matches!(byte, 0..=0x20 | 0x7f | 0xc2 | 0xe1..=0xe3 | 0xef)) {
        return Cow::Borrowed(text);
    }
    if !text.chars().any(|character| character.is_whitespace() || is_mark(character)) {
        return Cow::Borrowed(text);
    }
    let mut cleaned = String::with_capacity(text.len());
    let mut pending_space = false;
    for character in text.chars().filter(|character| !is_mark(*character)) {
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
    Cow::Owned(cleaned)
}

/// The ordinal before a label.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ordinal {
    /// How deep its style usually stands: 一、 is 1, （一） 2, 1、 3, （1） 4, ① 5.
    pub depth: u8,
    /// Its number; 0 where it could not be told.
    pub number: u32,
}

/// Splits `（二十一）住房保障支出` into its ordinal and `住房保障支出`. Takes folded or printed text.
pub fn split_ordinal(text: &str) -> (Option<Ordinal>, &str) {
    let text = text.trim();
    let bracketed = text.strip_prefix('(').or_else(|| text.strip_prefix('（'));
    if let Some(rest) = bracketed
        && let Some(end) = rest.find([')', '）'])
        && let Some(number) = ordinal_number(&rest[..end])
    {
        let depth = if rest.starts_with(|first: char| first.is_ascii_digit()) { 4 } else { 2 };
        let after = rest[end..].chars().next().map_or(end, |bracket| end + bracket.len_utf8());
        return (Some(Ordinal { depth, number }), rest[after..].trim_start_matches(['、', '.', ' ']));
    }
    if let Some(first) = text.chars().next()
        && ('①'..='⑳').contains(&first)
    {
        return (Some(Ordinal { depth: 5, number: first as u32 - '①' as u32 + 1 }), &text[first.len_utf8()..]);
    }
    let Some(end) = text.find(['、', '.', '．']) else { return (None, text) };
    let Some(number) = ordinal_number(&text[..end]) else { return (None, text) };
    let after = text[end..].chars().next().map_or(end, |mark| end + mark.len_utf8());
    let rest = &text[after..];
    let digits = text.starts_with(|first: char| first.is_ascii_digit());
    if digits && rest.starts_with(|first: char| first.is_ascii_digit()) {
        return (None, text);
    }
    (Some(Ordinal { depth: if digits { 3 } else { 1 }, number }), rest)
}

/// The number written `21`, `二十一` or `廿一`, up to 99; `None` for anything else.
fn ordinal_number(text: &str) -> Option<u32> {
    let text = text.trim();
    if text.is_empty() || text.chars().count() > 4 {
        return None;
    }
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        return text.parse().ok().filter(|number| *number < 1000);
    }
    let digit = |character: char| {
        "零一二三四五六七八九".chars().position(|numeral| numeral == character).map(|value| value as u32)
    };
    let (tens, units) = match text.split_once('十') {
        Some((before, after)) => {
            let tens = if before.is_empty() { 1 } else { digit(before.chars().next()?)? };
            if before.chars().count() > 1 || after.chars().count() > 1 {
                return None;
            }
            (tens, after.chars().next().map_or(Some(0), digit)?)
        }
        None if text.chars().count() == 1 => (0, digit(text.chars().next()?)?),
        None => return None,
    };
    Some(tens * 10 + units)
}

/// The known names that a mistyped or shortened one most likely means, the nearest first: those that have at least three
/// quarters of its characters in the same order, and are not much longer.
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    let asked: Vec<char> = fold(word).chars().collect();
    let mut near: Vec<(usize, usize, &str)> = known
        .into_iter()
        .map(|name| {
            let folded: Vec<char> = fold(name).chars().collect();
            (common(&asked, &folded), folded.len(), name)
        })
        .filter(|(common, length, _)| *common > 1 && common * 4 >= asked.len() * 3 && *length <= asked.len() * 3)
        .collect();
    near.sort_by_key(|(common, length, name)| (std::cmp::Reverse(*common), *length, *name));
    near.dedup_by_key(|(.., name)| *name);
    near.into_iter().map(|(.., name)| name).collect()
}

/// How many characters two texts have in common in the same order.
fn common(one: &[char], other: &[char]) -> usize {
    let mut lengths = vec![0_usize; other.len() + 1];
    for character in one {
        let mut diagonal = 0;
        for (index, candidate) in other.iter().enumerate() {
            let above = lengths.get(index + 1).copied().unwrap_or(0);
            let left = lengths.get(index).copied().unwrap_or(0);
            if let Some(length) = lengths.get_mut(index + 1) {
                *length = if character == candidate { diagonal + 1 } else { above.max(left) };
            }
            diagonal = above;
        }
    }
    lengths.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_is_found_for_a_slip_and_for_a_short_form_and_for_nonsense_none() {
        let names = ["江苏省高级人民法院", "江苏省人大常委会办公厅"];
        assert_eq!(nearest("江苏省高级人名法院", names), ["江苏省高级人民法院"]);
        assert_eq!(nearest("省人大办公厅", names), ["江苏省人大常委会办公厅"]);
        assert_eq!(nearest("没有的局", names), Vec::<&str>::new());
        assert_eq!(nearest("foo", ["function_code"]), Vec::<&str>::new());
        assert_eq!(nearest("amount", ["amount_fen", "document_id"]), ["amount_fen"]);
    }

    #[test]
    fn folding_makes_one_text_of_its_printed_variants() {
        assert_eq!(fold("“三公” 经费"), fold("”三公“經費"));
        assert_eq!(fold("国有资本　经营预算（万元）"), "国有资本经营预算(万元)");
        assert_eq!(fold("１２．５％"), "12.5%");
    }

    #[test]
    fn no_white_space_or_mark_of_any_alphabet_escapes_cleaning() {
        for character in ('\0'..=char::MAX).filter(|character| character.is_whitespace()) {
            assert_eq!(cleaned(&format!("支出{character}合计")), "支出合计", "{character:?}");
        }
        assert_eq!(cleaned("支\u{200b}出\u{feff}合\u{7f}计"), "支出合计");
    }

    #[test]
    fn ordinals_of_every_style_are_split_off() {
        let split = |text: &'static str| {
            let (ordinal, rest) = split_ordinal(text);
            (ordinal.map(|ordinal| (ordinal.depth, ordinal.number)), rest)
        };
        assert_eq!(split("二十一、住房保障支出"), (Some((1, 21)), "住房保障支出"));
        assert_eq!(split("（三十四）抗疫"), (Some((2, 34)), "抗疫"));
        assert_eq!(split("(二十二) 粮油"), (Some((2, 22)), "粮油"));
        assert_eq!(split("1、一般公共预算资金"), (Some((3, 1)), "一般公共预算资金"));
        assert_eq!(split("（1）政府预算资金"), (Some((4, 1)), "政府预算资金"));
        assert_eq!(split("1.5"), (None, "1.5"));
        assert_eq!(split("因公出国（境）费"), (None, "因公出国（境）费"));
        assert_eq!(split("单位、部门"), (None, "单位、部门"));
    }

    #[test]
    fn labels_lose_soft_breaks_but_not_word_spaces() {
        assert_eq!(clean_label("周口市行政服 务中心"), "周口市行政服务中心");
        assert_eq!(clean_label(" City  Attorney "), "City Attorney");
    }
}
