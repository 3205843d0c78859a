//! Like Sichuan: 公开表1, 1-1, … in 万元, units on every row, zeros printed, balances carried over, prose with last year's share.

use super::*;
use crate::sample::draft::{AmountHead, Side, TableBuilder};

/// Tables 公开表1 to 公开表5.
pub const LAYOUT: Layout = Layout {
    name: "sichuan",
    style: Style {
        unit: MoneyUnit::WanYuan,
        separators: true,
        zero: "0.00",
        unit_words: "金额单位",
        short_prose: false,
    },
    carryover: true,
    write,
};

fn write(draft: &mut Draft, paper: &Paper) {
    let (body, year, kind) = (paper.body().to_owned(), paper.books.year, paper.kind_word());
    cover(draft, &[body.clone(), format!("{year}年{kind}预算")]);
    heading(draft, format!("第一部分 {body}概况"));
    introduction(draft, paper);
    heading(draft, format!("第二部分 {year}年{kind}预算情况说明"));
    narrative(draft, paper);
    draft.blocks.push(Block::NewPage);
    heading(draft, format!("第三部分 {year}年{kind}预算表"));
    summary(draft, paper);
    revenue(draft, paper);
    expenditure(draft, paper);
    appropriation(draft, paper);
    general_public(draft, paper);
    basic(draft, paper);
    three_public_table(draft, paper);
    fund_table(draft, paper, Form::GovernmentFundExpenditure);
    fund_table(draft, paper, Form::StateCapitalExpenditure);
}

fn narrative(draft: &mut Draft, paper: &Paper) {
    let (books, last, style, body, year) = (paper.books, paper.last, paper.style, paper.body(), paper.books.year);
    let before = year - 1;
    let (total, base) = (books.grand_total(), last.grand_total());
    heading(draft, "一、收支预算情况说明");
    let prose = Prose::new(draft, style).say(&format!("{body}{year}年收支总预算")).wan("total", total);
    let prose = prose.say(&format!("，比{before}年收支预算总数"));
    compared(prose, "total", total, base).say("，主要原因是").say(reason(total, base)).say("。").end();
    heading(draft, "（一）收入预算情况");
    let prose =
        Prose::new(draft, style).say(&format!("{body}{year}年收入预算")).wan("total_revenue", total).say("，其中：");
    let carried = books.sum(&carried_in());
    let mut prose = prose.say("上年结转").wan("carried_in", carried).say("，占").share("carried_in", carried, total);
    for (name, fund) in REVENUES.iter().filter(|(_, fund)| {
        matches!(
            fund,
            FundSource::GeneralPublic
                | FundSource::GovernmentFund
                | FundSource::StateCapital
                | FundSource::InstitutionService
                | FundSource::Other
        )
    }) {
        let amount = books.sum(&Filter::revenue().of_funds(&[*fund]));
        let name = if APPROPRIATED.contains(fund) { format!("{name}拨款收入") } else { (*name).to_owned() };
        let subject = format!("fund:{fund}");
        prose = prose.say("；").say(&name).wan(&subject, amount).say("，占").share(&subject, amount, total);
    }
    prose.say("。").end();
    heading(draft, "（二）支出预算情况");
    let spent = books.expenditure();
    let mut prose =
        Prose::new(draft, style).say(&format!("{body}{year}年支出预算")).wan("expenditure", spent).say("，其中：");
    for (name, nature) in [("基本支出", Nature::Basic), ("项目支出", Nature::Project)] {
        let amount = books.sum(&Filter::spent().of_nature(nature));
        let subject = format!("nature:{nature}");
        prose = prose.say(name).wan(&subject, amount).say("，占").share(&subject, amount, spent);
        prose = prose.say(if nature == Nature::Basic { "；" } else { "。" });
    }
    prose.end();
    heading(draft, "二、财政拨款收支预算情况说明");
    let (now, base) =
        (books.sum(&Filter::default().of_funds(&APPROPRIATED)), last.sum(&Filter::default().of_funds(&APPROPRIATED)));
    let prose = Prose::new(draft, style).say(&format!("{body}{year}年财政拨款收支总预算")).wan("appropriated", now);
    let prose = prose.say(&format!("，比{before}年财政拨款收支总预算"));
    compared(prose, "appropriated", now, base).say("，主要原因是").say(reason(now, base)).say("。").end();
    general_prose(draft, paper);
    three_public_prose(draft, paper);
}

fn general_prose(draft: &mut Draft, paper: &Paper) {
    let (books, last, style, body, year) = (paper.books, paper.last, paper.style, paper.body(), paper.books.year);
    heading(draft, "三、一般公共预算当年拨款情况说明");
    let (now, base) = (books.sum(&general()), last.sum(&general()));
    let prose = Prose::new(draft, style).say(&format!("{body}{year}年一般公共预算支出")).wan("general", now);
    let prose = prose.say(&format!("，比{}年预算数", year - 1));
    compared(prose, "general", now, base).say("。").end();
    let classes = books.functions(&general(), 3);
    let mut prose = Prose::new(draft, style);
    for (index, class) in classes.iter().enumerate() {
        let amount = books.sum(&general().of_function(class));
        let subject = format!("class:{class}");
        prose = prose.say(&paper.function_name(class)).wan(&subject, amount).say("，占").share(&subject, amount, now);
        prose = prose.say(if index + 1 < classes.len() { "；" } else { "。" });
    }
    prose.end();
    for (index, code) in books.functions(&general(), 7).iter().enumerate() {
        let [class, section] = [3, 5].map(|length| paper.function_name(code.get(..length).unwrap_or(code)));
        let words =
            format!("{}．{class}（类）{section}（款）{}（项）：{year}年预算数为", index + 1, paper.function_name(code));
        let amount = books.sum(&general().of_function(code));
        Prose::new(draft, style).say(&words).wan(&format!("item:{code}"), amount).say("，主要用于日常工作开支。").end();
    }
    heading(draft, "四、一般公共预算基本支出情况说明");
    let prose = Prose::new(draft, style).say(&format!("{body}{year}年一般公共预算基本支出"));
    let prose = prose.wan("basic", books.sum(&general_basic())).say("，其中：人员经费");
    let prose = prose.wan("nature:personnel", books.sum(&general().of_nature(Nature::Personnel))).say("；公用经费");
    prose.wan("nature:operating", books.sum(&general().of_nature(Nature::Operating))).say("。").end();
}

fn three_public_prose(draft: &mut Draft, paper: &Paper) {
    let (now, base, style) = (three_public(paper.books), three_public(paper.last), paper.style);
    let (year, before) = (paper.books.year, paper.books.year - 1);
    heading(draft, "五、“三公”经费财政拨款预算安排情况说明");
    let prose = Prose::new(draft, style)
        .say(&format!("{}{year}年“三公”经费财政拨款预算数", paper.body()))
        .wan("three_public", now[0]);
    let prose =
        prose.say("，其中：因公出国（境）费").wan("overseas", now[1]).say("，公务接待费").wan("reception", now[5]);
    prose.say("，公务用车购置及运行维护费").wan("vehicles", now[2]).say("。").end();
    for (name, subject, index) in [
        ("（一）因公出国（境）费", "overseas", 1),
        ("（二）公务接待费", "reception", 5),
        ("（三）公务用车购置及运行维护费", "vehicles", 2),
    ] {
        let prose = Prose::new(draft, style).say(name).say(&format!("较{before}年预算"));
        compared(prose, subject, now[index], base[index])
            .say("。主要原因是")
            .say(reason(now[index], base[index]))
            .say("。")
            .end();
    }
    heading(draft, "六、其他重要事项的情况说明");
    let operating = paper.books.sum(&general().of_nature(Nature::Operating));
    let text = format!("{year}年，{}的机关运行经费财政拨款预算为", paper.body());
    let prose = Prose::new(draft, style).say(&text).wan("operating", operating).say(&format!("，比{before}年预算"));
    let base = paper.last.sum(&general().of_nature(Nature::Operating));
    compared(prose, "operating", operating, base).say("。").end();
    let [goods, works, services] = paper.books.procurement;
    let prose = Prose::new(draft, style).say(&format!("{year}年，{}安排政府采购预算", paper.body()));
    let prose = prose.wan("procurement", goods + works + services).say("，其中：政府采购货物预算").wan("goods", goods);
    let prose = prose.say("，政府采购工程预算").wan("works", works).say("，政府采购服务预算").wan("services", services);
    prose.say("。").end();
}

fn builder<'a>(draft: &'a mut Draft, paper: &Paper<'a>) -> TableBuilder<'a> {
    TableBuilder { draft, books: paper.books, style: paper.style }
}

/// 公开表1.
fn summary(draft: &mut Draft, paper: &Paper) {
    let head = |path: &[&str], flow: Flow| {
        [AmountHead::new(path, Filter::default(), Nature::Total, FundSource::All).flowing(flow)]
    };
    let mut left: Vec<RowSpec> = [
        ("一般公共预算拨款收入", FundSource::GeneralPublic),
        ("政府性基金预算拨款收入", FundSource::GovernmentFund),
        ("国有资本经营预算拨款收入", FundSource::StateCapital),
        ("事业收入", FundSource::InstitutionService),
        ("事业单位经营收入", FundSource::InstitutionBusiness),
        ("其他收入", FundSource::Other),
    ]
    .into_iter()
    .enumerate()
    .map(|(index, (name, fund))| {
        let printed = format!("{}、{name}", chinese_number(index + 1));
        side_row(&printed, name, fund, None, RowLevel::Leaf, Filter::revenue().of_funds(&[fund]))
    })
    .collect();
    let mut right: Vec<RowSpec> = Vec::new();
    for (index, class) in paper.classes().into_iter().enumerate() {
        let name = paper.function_name(class);
        let printed = format!("{}、{name}", chinese_number(index + 1));
        let mut row =
            side_row(&printed, &name, FundSource::All, None, RowLevel::Leaf, Filter::spent().of_function(class));
        row.coordinates.function_code = class.to_owned();
        right.push(row);
    }
    level_out(&mut [&mut left, &mut right]);
    let kept = carried_out();
    left.push(plain_row("本年收入合计", None, RowLevel::Total, Filter::revenue()));
    left.push(plain_row("上年结转", Some(Flow::CarryoverIn), RowLevel::Leaf, carried_in()));
    left.push(plain_row("收入总计", None, RowLevel::GrandTotal, Filter::default()));
    right.push(plain_row("本年支出合计", None, RowLevel::Total, Filter::spent()));
    right.push(plain_row("结转下年", Some(Flow::CarryoverOut), RowLevel::Leaf, kept));
    right.push(plain_row("支出总计", None, RowLevel::GrandTotal, Filter::default()));
    let table = paper.table(Form::RevenueExpenditureSummary, "公开表1", &format!("{}收支总表", paper.kind_word()));
    let (first, second) = (head(&["收入", "预算数"], Flow::Revenue), head(&["支出", "预算数"], Flow::Expenditure));
    let sides = [
        Side { keys: &[&["收入", "项目"]], amounts: &first, rows: &left },
        Side { keys: &[&["支出", "项目"]], amounts: &second, rows: &right },
    ];
    builder(draft, paper).add(table, &sides, false);
}

/// 公开表1-1: one row per unit.
fn revenue(draft: &mut Draft, paper: &Paper) {
    let of = |fund: FundSource| Filter::revenue().of_funds(&[fund]);
    let mut heads = vec![
        AmountHead::new(&["合计"], Filter::default(), Nature::Total, FundSource::All).flowing(Flow::Revenue),
        AmountHead::new(&["上年结转"], carried_in(), Nature::Total, FundSource::All).flowing(Flow::CarryoverIn),
    ];
    for (name, fund) in [
        ("一般公共预算拨款收入", FundSource::GeneralPublic),
        ("政府性基金预算拨款收入", FundSource::GovernmentFund),
        ("国有资本经营预算拨款收入", FundSource::StateCapital),
        ("事业收入", FundSource::InstitutionService),
        ("其他收入", FundSource::Other),
    ] {
        heads.push(AmountHead::new(&[name], of(fund), Nature::Total, fund).flowing(Flow::Revenue));
    }
    let mut rows = vec![total_row(&["", "合计"], false)];
    for (index, unit) in paper.books.units.iter().enumerate() {
        let mut row = labelled_row(
            &[&unit.code, &unit.name],
            false,
            &unit.name,
            RowLevel::Leaf,
            Filter::default().of_unit(index),
        );
        row.unit_code = unit.code.clone();
        rows.push(row);
    }
    let table = paper.table(Form::RevenueSummary, "公开表1-1", &format!("{}收入总表", paper.kind_word()));
    let keys: &[&'static [&'static str]] = &[&["单位代码"], &["单位名称"]];
    builder(draft, paper).add(table, &[Side { keys, amounts: &heads, rows: &rows }], false);
}

/// Functional items unit by unit: 类 款 项, 单位代码, 单位名称（科目）.
fn items_of_units(paper: &Paper, filter: &Filter) -> Vec<RowSpec> {
    let mut rows = vec![total_row(&["合计"], true)];
    for (index, unit) in paper.books.units.iter().enumerate() {
        let codes = paper.books.functions(&Filter { unit: Some(index), ..filter.clone() }, 7);
        let mut items = function_rows(paper, &codes, |code, name| {
            let [class, section, item] = split_code(code);
            vec![class, section, item, unit.code.clone(), name.to_owned()]
        });
        for row in &mut items {
            row.filter.unit = Some(index);
            row.unit_code = unit.code.clone();
        }
        rows.extend(items);
    }
    rows
}

const UNIT_KEYS: &[&[&str]] =
    &[&["科目编码", "类"], &["科目编码", "款"], &["科目编码", "项"], &["单位代码"], &["单位名称（科目）"]];

/// 公开表1-2.
fn expenditure(draft: &mut Draft, paper: &Paper) {
    let head = |name: &str, nature: Nature| {
        AmountHead::new(&[name], Filter::spent().of_nature(nature), nature, FundSource::All).flowing(Flow::Expenditure)
    };
    let heads = [head("合计", Nature::Total), head("基本支出", Nature::Basic), head("项目支出", Nature::Project)];
    let rows = items_of_units(paper, &Filter::spent());
    let table = paper.table(Form::ExpenditureSummary, "公开表1-2", &format!("{}支出总表", paper.kind_word()));
    builder(draft, paper).add(table, &[Side { keys: UNIT_KEYS, amounts: &heads, rows: &rows }], false);
}

/// 公开表2.
fn appropriation(draft: &mut Draft, paper: &Paper) {
    let left_head = [AmountHead::new(&["收入", "预算数"], Filter::default(), Nature::Total, FundSource::Appropriation)
        .flowing(Flow::Revenue)];
    let head = |name: &str, funds: &[FundSource], fund: FundSource| {
        AmountHead::new(&["支出", name], Filter::default().of_funds(funds), Nature::Total, fund)
            .flowing(Flow::Expenditure)
    };
    let right_head = [
        head("合计", &APPROPRIATED, FundSource::Appropriation),
        head("一般公共预算", &[FundSource::GeneralPublic], FundSource::GeneralPublic),
        head("政府性基金预算", &[FundSource::GovernmentFund], FundSource::GovernmentFund),
        head("国有资本经营预算", &[FundSource::StateCapital], FundSource::StateCapital),
    ];
    let of =
        |funds: &[FundSource], carried: bool| Filter { carried: Some(carried), ..Filter::default().of_funds(funds) };
    let leaf = |printed: &str, item: &str, fund: FundSource| {
        side_row(printed, item, fund, None, RowLevel::Leaf, of(&[fund], false))
    };
    let carried = Some(Flow::CarryoverIn);
    let mut left = vec![
        side_row("一、本年收入", "本年收入", FundSource::All, None, RowLevel::Total, of(&APPROPRIATED, false)),
        leaf("（一）一般公共预算拨款收入", "一般公共预算拨款收入", FundSource::GeneralPublic),
        leaf("（二）政府性基金预算拨款收入", "政府性基金预算拨款收入", FundSource::GovernmentFund),
        leaf("（三）国有资本经营预算拨款收入", "国有资本经营预算拨款收入", FundSource::StateCapital),
        side_row("二、上年结转", "上年结转", FundSource::All, carried, RowLevel::Subtotal, of(&APPROPRIATED, true)),
        side_row(
            "（一）一般公共预算拨款收入",
            "一般公共预算拨款收入",
            FundSource::GeneralPublic,
            carried,
            RowLevel::Leaf,
            of(&[FundSource::GeneralPublic], true),
        ),
    ];
    let mut right = vec![side_row("一、本年支出", "本年支出", FundSource::All, None, RowLevel::Total, Filter::spent())];
    for class in paper.classes() {
        let name = paper.function_name(class);
        let mut row = side_row(&name, &name, FundSource::All, None, RowLevel::Leaf, Filter::spent().of_function(class));
        row.coordinates.function_code = class.to_owned();
        right.push(row);
    }
    let kept = carried_out();
    right.push(side_row("二、结转下年", "结转下年", FundSource::All, Some(Flow::CarryoverOut), RowLevel::Leaf, kept));
    level_out(&mut [&mut left, &mut right]);
    let all = Filter::default().of_funds(&APPROPRIATED);
    left.push(plain_row("收入总计", None, RowLevel::GrandTotal, all));
    right.push(plain_row("支出总计", None, RowLevel::GrandTotal, Filter::default()));
    let table = paper.table(Form::AppropriationSummary, "公开表2", "财政拨款收支预算总表");
    let sides = [
        Side { keys: &[&["收入", "项目"]], amounts: &left_head, rows: &left },
        Side { keys: &[&["支出", "项目"]], amounts: &right_head, rows: &right },
    ];
    builder(draft, paper).add(table, &sides, false);
}

/// 公开表3.
fn general_public(draft: &mut Draft, paper: &Paper) {
    let head = |name: &str, nature: Nature| {
        AmountHead::new(&[name], general().of_nature(nature), nature, FundSource::GeneralPublic)
            .flowing(Flow::Expenditure)
    };
    let heads = [head("合计", Nature::Total), head("基本支出", Nature::Basic), head("项目支出", Nature::Project)];
    let rows = items_of_units(paper, &general());
    let table = paper.table(Form::GeneralPublicExpenditure, "公开表3", "一般公共预算支出预算表");
    builder(draft, paper).add(table, &[Side { keys: UNIT_KEYS, amounts: &heads, rows: &rows }], false);
}

/// 公开表3-1.
fn basic(draft: &mut Draft, paper: &Paper) {
    let head = |name: &str, nature: Nature| {
        let filter = general().of_nature(nature);
        AmountHead::new(&["基本支出", name], filter, nature, FundSource::GeneralPublic).flowing(Flow::Expenditure)
    };
    let heads = [head("合计", Nature::Basic), head("人员经费", Nature::Personnel), head("公用经费", Nature::Operating)];
    let codes = with_parents(&paper.books.economics(&general_basic(), 5), &[3, 5]);
    let mut rows = vec![total_row(&["合计"], true)];
    rows.extend(economic_rows(paper, &codes, |code, name| {
        let [class, section, _] = split_code(code);
        vec![class, section, name.to_owned()]
    }));
    let table = paper.table(Form::GeneralPublicBasicExpenditure, "公开表3-1", "一般公共预算基本支出预算表");
    let keys: &[&'static [&'static str]] = &[&["科目编码", "类"], &["科目编码", "款"], &["科目名称"]];
    builder(draft, paper).add(table, &[Side { keys, amounts: &heads, rows: &rows }], false);
}

/// 公开表3-3.
fn three_public_table(draft: &mut Draft, paper: &Paper) {
    let vehicles = "公务用车购置及运行维护费";
    let items = [
        (&["合计"][..], "“三公”经费", RowLevel::Total),
        (&["因公出国（境）费"][..], "因公出国（境）费", RowLevel::Leaf),
        (&[vehicles, "小计"][..], vehicles, RowLevel::Subtotal),
        (&[vehicles, "公务用车购置费"][..], "公务用车购置费", RowLevel::Leaf),
        (&[vehicles, "公务用车运行维护费"][..], "公务用车运行维护费", RowLevel::Leaf),
        (&["公务接待费"][..], "公务接待费", RowLevel::Leaf),
    ];
    let mut heads = Vec::new();
    for books in [paper.last, paper.books] {
        let group = format!("{}年预算数", books.year);
        for ((path, item, level), fen) in items.into_iter().zip(three_public(books)) {
            let whole: Vec<&str> = std::iter::once(group.as_str()).chain(path.iter().copied()).collect();
            let mut head = AmountHead::new(&whole, Filter::default(), Nature::Total, FundSource::GeneralPublic);
            head.given = Some(vec![fen]);
            head.coordinates.item = item.to_owned();
            head.year = Some(books.year);
            heads.push(head.at(level).flowing(Flow::Expenditure));
        }
    }
    let table = paper.table(Form::ThreePublicExpenses, "公开表3-3", "一般公共预算“三公”经费支出预算表");
    builder(draft, paper).add(table, &[Side { keys: &[], amounts: &heads, rows: &[RowSpec::default()] }], false);
}

/// 公开表4 and 公开表5.
fn fund_table(draft: &mut Draft, paper: &Paper, form: Form) {
    let (number, title, word, fund) = if form == Form::GovernmentFundExpenditure {
        ("公开表4", "政府性基金预算支出预算表", "政府性基金预算", FundSource::GovernmentFund)
    } else {
        ("公开表5", "国有资本经营预算支出预算表", "国有资本经营预算", FundSource::StateCapital)
    };
    let filter = Filter::spent().of_funds(&[fund]);
    let head = |name: &str, nature: Nature| {
        AmountHead::new(&[name], filter.clone().of_nature(nature), nature, fund).flowing(Flow::Expenditure)
    };
    let heads = [head("合计", Nature::Total), head("基本支出", Nature::Basic), head("项目支出", Nature::Project)];
    let empty = paper.books.sum(&filter) == 0;
    let rows = if empty {
        vec![RowSpec { blank: true, ..total_row(&["合计"], true) }]
    } else {
        items_of_units(paper, &filter)
    };
    let mut table = paper.table(form, number, title);
    if empty {
        table.notes.push(format!("注：{}年无{word}支出，故本表无数据。", paper.books.year));
    }
    builder(draft, paper).add(table, &[Side { keys: UNIT_KEYS, amounts: &heads, rows: &rows }], false);
}
