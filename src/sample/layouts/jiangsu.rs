//! Like Jiangsu: 公开01表 to 公开12表 in 万元, codes in one cell with parents listed, prose class by class.

use super::*;
use crate::sample::draft::{AmountHead, Side, TableBuilder};

/// Twelve tables 公开01表 to 公开12表.
pub const LAYOUT: Layout = Layout {
    name: "jiangsu",
    style: Style { unit: MoneyUnit::WanYuan, separators: true, zero: "", unit_words: "单位", short_prose: true },
    carryover: true,
    write,
};

fn write(draft: &mut Draft, paper: &Paper) {
    let (body, year, kind) = (paper.body().to_owned(), paper.books.year, paper.kind_word());
    cover(draft, &[body.clone(), format!("{year}年度{kind}预算")]);
    heading(draft, format!("第一部分 {kind}概况"));
    introduction(draft, paper);
    heading(draft, format!("第二部分 {year}年度{kind}预算表"));
    summary(draft, paper);
    revenue(draft, paper);
    expenditure(draft, paper);
    appropriation(draft, paper);
    by_function(draft, paper, Form::AppropriationExpenditure);
    by_economic(draft, paper, Form::AppropriationBasicExpenditure);
    by_function(draft, paper, Form::GeneralPublicExpenditure);
    by_economic(draft, paper, Form::GeneralPublicBasicExpenditure);
    three_public_table(draft, paper);
    by_function(draft, paper, Form::GovernmentFundExpenditure);
    by_economic(draft, paper, Form::OperatingCosts);
    procurement(draft, paper);
    draft.blocks.push(Block::NewPage);
    heading(draft, format!("第三部分 {year}年度{kind}预算情况说明"));
    narrative(draft, paper);
}

/// 与上年相比增加X万元，增长Y%。主要原因是Z。
fn against_last<'a>(prose: Prose<'a>, subject: &str, now: i64, base: i64) -> Prose<'a> {
    let prose = if now == base { prose.say("，与上年相比持平") } else { prose.say("，与上年相比") };
    let prose = match (now == base, base == 0) {
        (true, _) => prose,
        (false, true) => prose.change(subject, now, base),
        (false, false) => prose.change(subject, now, base).say("，").rate(subject, now, base),
    };
    prose.say("。主要原因是").say(reason(now, base)).say("。")
}

fn narrative(draft: &mut Draft, paper: &Paper) {
    let (books, last, style, body, year) = (paper.books, paper.last, paper.style, paper.body(), paper.books.year);
    let (total, base) = (books.grand_total(), last.grand_total());
    heading(draft, "一、收支预算总体情况说明");
    let prose = Prose::new(draft, style).say(&format!("{body}{year}年度收入、支出预算总计")).wan("total", total);
    let prose = prose.say("，与上年相比收、支预算总计各");
    let prose = prose.change("total", total, base).say("，").rate("total", total, base);
    prose.say("。其中：").end();
    Prose::new(draft, style).say("（一）收入预算总计").wan("total_revenue", total).say("。包括：").end();
    for (index, (name, fund)) in REVENUES.iter().enumerate().filter(|(index, _)| *index < 2 || *index == 8) {
        let of = |books: &Books| books.sum(&Filter::revenue().of_funds(&[*fund]));
        let name = if index == 8 { "其他资金收入" } else { name };
        let prose =
            Prose::new(draft, style).say(&format!("{}．{name}收入预算", index.min(2) + 1).replace("收入收入", "收入"));
        against_last(prose.wan(&format!("fund:{fund}"), of(books)), &format!("fund:{fund}"), of(books), of(last)).end();
    }
    Prose::new(draft, style).say("（二）支出预算总计").wan("total_expenditure", total).say("。包括：").end();
    for (index, class) in books.functions(&Filter::spent(), 3).iter().enumerate() {
        let of = |books: &Books| books.sum(&Filter::spent().of_function(class));
        let name = paper.function_name(class);
        let short = name.strip_suffix("支出").unwrap_or(&name);
        let prose = Prose::new(draft, style).say(&format!("{}．{short}（类）支出", index + 1));
        let prose = prose.wan(&format!("class:{class}"), of(books)).say("，主要用于人员支出、日常公用支出");
        against_last(prose, &format!("class:{class}"), of(books), of(last)).end();
    }
    for (name, nature) in [("此外，基本支出", Nature::Basic), ("项目支出", Nature::Project)] {
        let of = |books: &Books| books.sum(&Filter::spent().of_nature(nature));
        let subject = format!("nature:{nature}");
        let prose = Prose::new(draft, style).say(&format!("{name}预算数为")).wan(&subject, of(books));
        against_last(prose, &subject, of(books), of(last)).end();
    }
    heading(draft, "三、支出预算情况说明");
    let spent = books.expenditure();
    let prose = Prose::new(draft, style).say(&format!("{body}本年支出预算合计")).wan("expenditure", spent);
    prose.say("，其中：").end();
    let mut prose = Prose::new(draft, style);
    for (name, nature) in [("基本支出", Nature::Basic), ("项目支出", Nature::Project)] {
        let amount = books.sum(&Filter::spent().of_nature(nature));
        let subject = format!("nature:{nature}");
        prose = prose.say(name).wan(&subject, amount).say("，占").share(&subject, amount, spent).say("；");
    }
    prose.end();
    appropriated_prose(draft, paper);
    three_public_prose(draft, paper);
    last_sections(draft, paper);
}

fn appropriated_prose(draft: &mut Draft, paper: &Paper) {
    let (books, last, style, body, year) = (paper.books, paper.last, paper.style, paper.body(), paper.books.year);
    heading(draft, "五、财政拨款支出预算情况说明");
    let (now, base) = (books.sum(&appropriated()), last.sum(&appropriated()));
    let prose = Prose::new(draft, style).say(&format!("{body}{year}年财政拨款预算支出")).wan("appropriated", now);
    let prose = prose.say("，占本年支出合计的").share("appropriated", now, books.expenditure());
    let prose = prose.say("。与上年相比，财政拨款支出").change("appropriated", now, base).say("，");
    prose.rate("appropriated", now, base).say("。主要原因是").say(reason(now, base)).say("。").end();
    paragraph(draft, "其中：", style);
    for (number, class) in books.functions(&appropriated(), 3).iter().enumerate() {
        let name = paper.function_name(class);
        heading(draft, format!("（{}）{name}（类）", chinese_number(number + 1)));
        for (index, code) in books.functions(&appropriated().of_function(class), 7).iter().enumerate() {
            let of = |books: &Books| books.sum(&appropriated().of_function(code));
            let section = paper.function_name(code.get(..5).unwrap_or(code));
            let words = format!("{}．{section}（款）{}（项）支出", index + 1, paper.function_name(code));
            let subject = format!("item:{code}");
            let prose = Prose::new(draft, style).say(&words).wan(&subject, of(books));
            against_last(prose, &subject, of(books), of(last)).end();
        }
    }
    heading(draft, "八、一般公共预算基本支出预算情况说明");
    let basic = books.sum(&general_basic());
    let text = format!("{body}{year}年度一般公共预算财政拨款基本支出预算");
    Prose::new(draft, style).say(&text).wan("basic", basic).say("，其中：").end();
    for (name, nature, examples) in [
        ("（一）人员经费", Nature::Personnel, "基本工资、津贴补贴、奖金"),
        ("（二）公用经费", Nature::Operating, "办公费、邮电费、差旅费"),
    ] {
        let prose = Prose::new(draft, style)
            .say(name)
            .wan(&format!("nature:{nature}"), books.sum(&general().of_nature(nature)));
        prose.say(&format!("。主要包括：{examples}。")).end();
    }
}

fn three_public_prose(draft: &mut Draft, paper: &Paper) {
    let (now, style) = (three_public(paper.books), paper.style);
    heading(draft, "九、一般公共预算“三公”经费、会议费、培训费支出预算情况说明");
    let text = format!("{}{}年度一般公共预算拨款安排的“三公”经费预算支出中，", paper.body(), paper.books.year);
    let prose = Prose::new(draft, style).say(&text);
    let prose = prose
        .say("因公出国（境）费支出")
        .wan("overseas", now[1])
        .say("，占“三公”经费的")
        .share("overseas", now[1], now[0]);
    let prose = prose
        .say("；公务用车购置及运行维护费支出")
        .wan("vehicles", now[2])
        .say("，占“三公”经费的")
        .share("vehicles", now[2], now[0]);
    let prose = prose.say("；公务接待费支出").wan("reception", now[5]).say("，占“三公”经费的").share(
        "reception",
        now[5],
        now[0],
    );
    prose.say("。").end();
    for (name, code) in [("会议费", "30215"), ("培训费", "30216")] {
        let of = |books: &Books| books.sum(&general().of_economic(&[code]));
        let text = format!("{}{}年度一般公共预算拨款安排的{name}预算支出", paper.body(), paper.books.year);
        let prose = Prose::new(draft, style).say(&text).wan(&format!("economic:{code}"), of(paper.books));
        against_last(prose, &format!("economic:{code}"), of(paper.books), of(paper.last)).end();
    }
}

fn last_sections(draft: &mut Draft, paper: &Paper) {
    let (books, last, style) = (paper.books, paper.last, paper.style);
    heading(draft, "十一、一般公共预算机关运行经费支出预算情况说明");
    let of = |books: &Books| books.sum(&general_basic().of_economic(&["302", "310"]));
    let prose = Prose::new(draft, style).say(&format!("{}年本部门一般公共预算机关运行经费预算支出", books.year));
    against_last(prose.wan("operating", of(books)), "operating", of(books), of(last)).end();
    heading(draft, "十二、政府采购支出预算情况说明");
    let [goods, works, services] = books.procurement;
    let prose = Prose::new(draft, style).say(&format!("{}年度政府采购支出预算总额", books.year));
    let prose = prose.wan("procurement", goods + works + services).say("，其中：拟采购货物支出").wan("goods", goods);
    let prose = prose.say("、拟采购工程支出").wan("works", works).say("、拟购买服务支出").wan("services", services);
    prose.say("。").end();
}

fn builder<'a>(draft: &'a mut Draft, paper: &Paper<'a>) -> TableBuilder<'a> {
    TableBuilder { draft, books: paper.books, style: paper.style }
}

fn nature_rows() -> Vec<RowSpec> {
    let row = |printed: &str, item: &str, nature: Nature| {
        let mut row = side_row(printed, item, FundSource::All, None, RowLevel::Leaf, Filter::spent().of_nature(nature));
        row.coordinates.nature = nature;
        row
    };
    vec![row("一、基本支出", "基本支出", Nature::Basic), row("二、项目支出", "项目支出", Nature::Project)]
}

/// 公开01表: revenue, expenditure by class, expenditure by nature.
fn summary(draft: &mut Draft, paper: &Paper) {
    let head = |path: &[&str], flow: Flow| {
        [AmountHead::new(path, Filter::default(), Nature::Total, FundSource::All).flowing(flow)]
    };
    let of = |funds: &[FundSource]| Filter::revenue().of_funds(funds);
    let appropriated =
        side_row("一、财政拨款", "财政拨款", FundSource::Appropriation, None, RowLevel::Subtotal, of(&APPROPRIATED));
    let others = side_row("三、其他资金", "其他资金", FundSource::UnitFunds, None, RowLevel::Leaf, of(&OTHER_FUNDS));
    let mut left = vec![
        appropriated,
        fund_row("1.一般公共预算", FundSource::GeneralPublic),
        fund_row("2.政府性基金预算", FundSource::GovernmentFund),
        fund_row("3.国有资本经营预算", FundSource::StateCapital),
        fund_row("二、财政专户管理资金", FundSource::SpecialAccount),
        others,
    ];
    let mut middle = numbered_classes(paper, &paper.classes());
    let mut right = nature_rows();
    level_out(&mut [&mut left, &mut middle, &mut right]);
    let carried = carried_in();
    left.push(plain_row("当年收入小计", None, RowLevel::Total, Filter::revenue()));
    left.push(plain_row("上年结转资金", Some(Flow::CarryoverIn), RowLevel::Leaf, carried));
    left.push(plain_row("收入合计", None, RowLevel::GrandTotal, Filter::default()));
    middle.extend([blank_row(), blank_row(), blank_row()]);
    right.push(plain_row("当年支出小计", None, RowLevel::Total, Filter::spent()));
    let kept = carried_out();
    right.push(plain_row("结转下年资金", Some(Flow::CarryoverOut), RowLevel::Leaf, kept));
    right.push(plain_row("支出合计", None, RowLevel::GrandTotal, Filter::default()));
    let table = paper.table(Form::RevenueExpenditureSummary, "公开01表", "收支预算总表");
    let (first, second, third) = (
        head(&["收入", "金额"], Flow::Revenue),
        head(&["支出", "功能分类", "金额"], Flow::Expenditure),
        head(&["支出", "支出用途", "金额"], Flow::Expenditure),
    );
    let sides = [
        Side { keys: &[&["收入", "项目名称"]], amounts: &first, rows: &left },
        Side { keys: &[&["支出", "功能分类", "功能科目名称"]], amounts: &second, rows: &middle },
        Side { keys: &[&["支出", "支出用途", "项目名称"]], amounts: &third, rows: &right },
    ];
    builder(draft, paper).add(table, &sides, false);
}

const OTHER_FUNDS: [FundSource; 5] = [
    FundSource::InstitutionService,
    FundSource::InstitutionBusiness,
    FundSource::SuperiorSubsidy,
    FundSource::AffiliateRemittance,
    FundSource::Other,
];

/// 公开02表: revenue by source, one column.
fn revenue(draft: &mut Draft, paper: &Paper) {
    let heads = [AmountHead::new(&["金额"], Filter::default(), Nature::Total, FundSource::All).flowing(Flow::Revenue)];
    let of = |funds: &[FundSource]| Filter::revenue().of_funds(funds);
    let carried = carried_in();
    let plain = |name: &str, level: RowLevel, filter: Filter| labelled_row(&[name], false, name, level, filter);
    let mut rows = vec![
        plain("收入总计", RowLevel::GrandTotal, Filter::default()),
        plain("一般公共预算资金", RowLevel::Leaf, of(&[FundSource::GeneralPublic])),
        plain("政府性基金", RowLevel::Leaf, of(&[FundSource::GovernmentFund])),
        plain("国有资本经营预算资金", RowLevel::Leaf, of(&[FundSource::StateCapital])),
        plain("财政专户管理资金", RowLevel::Leaf, of(&[FundSource::SpecialAccount])),
        plain("其他资金", RowLevel::Leaf, of(&OTHER_FUNDS)),
        plain("上年结转和结余资金", RowLevel::Leaf, carried),
    ];
    if let Some(last) = rows.last_mut() {
        last.coordinates.flow = Some(Flow::CarryoverIn);
    }
    let table = paper.table(Form::RevenueSummary, "公开02表", "收入预算总表");
    builder(draft, paper).add(table, &[Side { keys: &[&["项目名称"]], amounts: &heads, rows: &rows }], false);
}

/// 公开03表: one row, by nature.
fn expenditure(draft: &mut Draft, paper: &Paper) {
    let head = |name: &str, nature: Nature| {
        let mut head = AmountHead::new(&[name], Filter::spent().of_nature(nature), nature, FundSource::All);
        head.coordinates.item = "合计".to_owned();
        head.flowing(Flow::Expenditure)
    };
    let mut kept = head("结转下年资金", Nature::Total).flowing(Flow::CarryoverOut);
    kept.filter = carried_out();
    let mut whole = head("合计", Nature::Total);
    whole.filter = Filter::default();
    let heads = [whole, head("基本支出", Nature::Basic), head("项目支出", Nature::Project), kept];
    let table = paper.table(Form::ExpenditureSummary, "公开03表", "支出预算总表");
    builder(draft, paper).add(table, &[Side { keys: &[], amounts: &heads, rows: &[RowSpec::default()] }], false);
}

/// 公开12表: procurement by kind.
fn procurement(draft: &mut Draft, paper: &Paper) {
    let [goods, works, services] = paper.books.procurement;
    let mut head = AmountHead::new(&["总计"], Filter::default(), Nature::Total, FundSource::All);
    head.given = Some(vec![goods + works + services, goods, works, services]);
    let rows = [
        total_row(&["合计", ""], false),
        labelled_row(&["一、货物A", ""], false, "货物A", RowLevel::Leaf, Filter::default()),
        labelled_row(&["二、工程B", ""], false, "工程B", RowLevel::Leaf, Filter::default()),
        labelled_row(&["三、服务C", ""], false, "服务C", RowLevel::Leaf, Filter::default()),
    ];
    let heads = [head.flowing(Flow::Expenditure)];
    let table = paper.table(Form::Procurement, "公开12表", "政府采购支出预算表");
    let keys: &[&'static [&'static str]] = &[&["采购品目大类"], &["采购物品名称"]];
    builder(draft, paper).add(table, &[Side { keys, amounts: &heads, rows: &rows }], false);
}

/// 公开04表: appropriated revenue by fund, expenditure by nature.
fn appropriation(draft: &mut Draft, paper: &Paper) {
    let head = |path: &[&str], flow: Flow| {
        let filter = Filter::default().of_funds(&APPROPRIATED);
        [AmountHead::new(path, filter, Nature::Total, FundSource::Appropriation).flowing(flow)]
    };
    let mut left = vec![
        fund_row("一、一般公共预算", FundSource::GeneralPublic),
        fund_row("二、政府性基金预算", FundSource::GovernmentFund),
        fund_row("三、国有资本经营预算", FundSource::StateCapital),
    ];
    let mut right = nature_rows();
    right.push(blank_row());
    let carried = carried_in();
    left.push(plain_row("上年结转资金", Some(Flow::CarryoverIn), RowLevel::Leaf, carried));
    right.push(blank_row());
    left.push(plain_row("收入合计", None, RowLevel::GrandTotal, Filter::default()));
    right.push(plain_row("支出合计", None, RowLevel::Total, Filter::default()));
    let table = paper.table(Form::AppropriationSummary, "公开04表", "财政拨款收支预算总表");
    let (first, second) = (head(&["收入", "金额"], Flow::Revenue), head(&["支出", "金额"], Flow::Expenditure));
    let sides = [
        Side { keys: &[&["收入", "项目名称"]], amounts: &first, rows: &left },
        Side { keys: &[&["支出", "项目名称"]], amounts: &second, rows: &right },
    ];
    builder(draft, paper).add(table, &sides, false);
}

/// 公开05, 07 and 10表: functional codes with parents, one column.
fn by_function(draft: &mut Draft, paper: &Paper, form: Form) {
    let (number, title, filter, fund) = match form {
        Form::AppropriationExpenditure => {
            ("公开05表", "财政拨款支出预算表（功能科目）", appropriated(), FundSource::Appropriation)
        }
        Form::GeneralPublicExpenditure => {
            ("公开07表", "一般公共预算支出预算表（功能科目）", general(), FundSource::GeneralPublic)
        }
        _ => (
            "公开10表",
            "政府性基金预算财政拨款支出预算表",
            Filter::spent().of_funds(&[FundSource::GovernmentFund]),
            FundSource::GovernmentFund,
        ),
    };
    let heads = [AmountHead::new(&["金额"], filter.clone(), Nature::Total, fund).flowing(Flow::Expenditure)];
    let codes = with_parents(&paper.books.functions(&filter, 7), &[3, 5, 7]);
    let mut rows = vec![total_row(&["", "合计"], false)];
    rows.extend(function_rows(paper, &codes, |code, name| vec![code.to_owned(), name.to_owned()]));
    let mut table = paper.table(form, number, title);
    table.notes.push(if codes.is_empty() {
        format!("注：{}年没有政府性基金预算支出，故本表无数据。", paper.books.year)
    } else {
        "注：“科目编码”和“科目名称”为必填项。".to_owned()
    });
    if let Some(total) = rows.first_mut().filter(|_| codes.is_empty()) {
        total.blank = true;
    }
    let keys: &[&'static [&'static str]] = &[&["功能科目编码"], &["功能科目名称"]];
    builder(draft, paper).add(table, &[Side { keys, amounts: &heads, rows: &rows }], false);
}

/// 公开06, 08 and 11表: economic codes with parents, one column.
fn by_economic(draft: &mut Draft, paper: &Paper, form: Form) {
    let (number, title, column, filter, fund, nature) = match form {
        Form::AppropriationBasicExpenditure => (
            "公开06表",
            "财政拨款基本支出预算表（经济科目）",
            "金额",
            appropriated().of_nature(Nature::Basic),
            FundSource::Appropriation,
            Nature::Basic,
        ),
        Form::GeneralPublicBasicExpenditure => (
            "公开08表",
            "一般公共预算基本支出预算表（经济科目）",
            "基本支出",
            general_basic(),
            FundSource::GeneralPublic,
            Nature::Basic,
        ),
        _ => (
            "公开11表",
            "一般公共预算机关运行经费支出预算表",
            "机关运行经费支出",
            general_basic().of_economic(&["302", "310"]),
            FundSource::GeneralPublic,
            Nature::Total,
        ),
    };
    let heads = [AmountHead::new(&[column], filter.clone(), nature, fund).flowing(Flow::Expenditure)];
    let codes = with_parents(&paper.books.economics(&filter, 5), &[3, 5]);
    let mut rows = vec![total_row(&["", "合计"], false)];
    rows.extend(economic_rows(paper, &codes, |code, name| vec![code.to_owned(), name.to_owned()]));
    let table = paper.table(form, number, title);
    let keys: &[&'static [&'static str]] = &[&["科目编码"], &["科目名称"]];
    builder(draft, paper).add(table, &[Side { keys, amounts: &heads, rows: &rows }], false);
}

/// 公开09表: the three public expenses with 会议费 and 培训费.
fn three_public_table(draft: &mut Draft, paper: &Paper) {
    let amounts = three_public(paper.books);
    let [meetings, training] = ["30215", "30216"].map(|code| paper.books.sum(&general().of_economic(&[code])));
    let head = |path: &[&str], fen: i64, item: &str, level: RowLevel| {
        let mut head = AmountHead::new(path, Filter::default(), Nature::Total, FundSource::All);
        head.given = Some(vec![fen]);
        head.coordinates.item = item.to_owned();
        head.at(level).flowing(Flow::Expenditure)
    };
    let group = "“三公”经费";
    let vehicles = "公务用车购置及运行维护费";
    let heads = [
        head(&["合计"], amounts[0] + meetings + training, "合计", RowLevel::GrandTotal),
        head(&[group, "小计"], amounts[0], group, RowLevel::Total),
        head(&[group, "因公出国（境）费"], amounts[1], "因公出国（境）费", RowLevel::Leaf),
        head(&[group, vehicles, "小计"], amounts[2], vehicles, RowLevel::Subtotal),
        head(&[group, vehicles, "公务用车购置费"], amounts[3], "公务用车购置费", RowLevel::Leaf),
        head(&[group, vehicles, "公务用车运行维护费"], amounts[4], "公务用车运行维护费", RowLevel::Leaf),
        head(&[group, "公务接待费"], amounts[5], "公务接待费", RowLevel::Leaf),
        head(&["会议费"], meetings, "会议费", RowLevel::Leaf),
        head(&["培训费"], training, "培训费", RowLevel::Leaf),
    ];
    let table = paper.table(Form::ThreePublicExpenses, "公开09表", "“三公”经费、会议费、培训费支出预算表");
    builder(draft, paper).add(table, &[Side { keys: &[], amounts: &heads, rows: &[RowSpec::default()] }], false);
}
