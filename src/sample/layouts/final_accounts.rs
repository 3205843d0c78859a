//! Final accounts as they look everywhere: 公开01表 to 公开09表 with 行次 or 栏次, and prose about how the budget was carried out.

use super::*;
use crate::sample::draft::{AmountHead, Side, TableBuilder};

/// How final accounts print figures.
pub const STYLE: Style =
    Style { unit: MoneyUnit::WanYuan, separators: true, zero: "", unit_words: "金额单位", short_prose: false };

/// Writes final accounts.
pub fn write(draft: &mut Draft, paper: &Paper) {
    let (body, year, kind) = (paper.body().to_owned(), paper.books.year, paper.kind_word());
    cover(draft, &[body.clone(), format!("{year}年度{kind}决算")]);
    heading(draft, format!("第一部分 {kind}概况"));
    introduction(draft, paper);
    heading(draft, format!("第二部分 {year}年度{kind}决算表"));
    summary(draft, paper);
    revenue(draft, paper);
    expenditure(draft, paper);
    appropriation(draft, paper);
    general_public(draft, paper);
    basic(draft, paper);
    three_public_table(draft, paper);
    fund_table(draft, paper, Form::GovernmentFundExpenditure);
    fund_table(draft, paper, Form::StateCapitalExpenditure);
    draft.blocks.push(Block::NewPage);
    heading(draft, format!("第三部分 {year}年度{kind}决算情况说明"));
    narrative(draft, paper);
}

fn narrative(draft: &mut Draft, paper: &Paper) {
    let (books, last, style, body, year) = (paper.books, paper.last, paper.style, paper.body(), paper.books.year);
    let before = year - 1;
    heading(draft, "一、收入支出决算总体情况说明");
    let (total, base) = (books.grand_total(), last.grand_total());
    let prose = Prose::new(draft, style).say(&format!("{body}{year}年度收入支出总计")).wan("total", total);
    let prose = prose.say(&format!("。与{before}年度相比，收入支出总计"));
    compared(prose, "total", total, base).say("。主要原因：").say(reason(total, base)).say("。").end();
    heading(draft, "二、收入决算情况说明");
    let revenue = books.sum(&Filter::revenue());
    let mut prose = Prose::new(draft, style).say("本年收入合计").wan("revenue", revenue).say("，其中：");
    let sources: [(&str, &[FundSource]); 3] = [
        ("财政拨款收入", &APPROPRIATED),
        ("事业收入", &[FundSource::InstitutionService]),
        ("其他收入", &[FundSource::Other]),
    ];
    for (index, (name, funds)) in sources.iter().enumerate() {
        let amount = books.sum(&Filter::revenue().of_funds(funds));
        prose = prose.say(name).wan(name, amount).say("，占").share(name, amount, revenue);
        prose = prose.say(if index < 2 { "；" } else { "。" });
    }
    prose.end();
    heading(draft, "三、支出决算情况说明");
    let spent = books.expenditure();
    let mut prose = Prose::new(draft, style).say("本年支出合计").wan("expenditure", spent).say("，其中：");
    for (name, nature) in [("基本支出", Nature::Basic), ("项目支出", Nature::Project)] {
        let amount = books.sum(&Filter::spent().of_nature(nature));
        let subject = format!("nature:{nature}");
        prose = prose.say(name).wan(&subject, amount).say("，占").share(&subject, amount, spent);
        prose = prose.say(if nature == Nature::Basic { "；" } else { "。" });
    }
    prose.end();
    general_prose(draft, paper);
    three_public_prose(draft, paper);
}

fn general_prose(draft: &mut Draft, paper: &Paper) {
    let (books, last, style) = (paper.books, paper.last, paper.style);
    heading(draft, "五、一般公共预算财政拨款支出决算情况说明");
    let (now, base) = (books.sum(&general()), last.sum(&general()));
    let prose = Prose::new(draft, style).say("一般公共预算财政拨款支出").wan("general", now).say("，占本年支出合计的");
    let prose = prose.share("general", now, books.expenditure());
    let prose = prose.say(&format!("。与{}年度相比，一般公共预算财政拨款支出", books.year - 1));
    compared(prose, "general", now, base).say("。主要原因：").say(reason(now, base)).say("。").end();
    let prose = Prose::new(draft, style).say("一般公共预算财政拨款支出").wan("general", now);
    let mut prose = prose.say("，主要用于以下方面：").new_group();
    let classes = books.functions(&general(), 3);
    for (index, class) in classes.iter().enumerate() {
        let amount = books.sum(&general().of_function(class));
        let subject = format!("class:{class}");
        prose = prose
            .say(&paper.function_name(class))
            .say("（类）")
            .wan(&subject, amount)
            .say("，占")
            .share(&subject, amount, now);
        prose = prose.say(if index + 1 < classes.len() { "；" } else { "。" });
    }
    prose.end();
    if let Some(budget) = paper.budget {
        let planned = budget.sum(&general());
        let prose = Prose::new(draft, style).say("一般公共预算财政拨款支出年初预算为").wan("budget", planned);
        let prose =
            prose.say("，支出决算为").wan("general", now).say("，完成年初预算的").execution("general", now, planned);
        prose.say("。其中：").end();
        for (index, code) in books.functions(&general(), 7).iter().enumerate() {
            let of = |books: &Books| books.sum(&general().of_function(code));
            let [class, section] = [3, 5].map(|length| paper.function_name(code.get(..length).unwrap_or(code)));
            let words =
                format!("{}、{class}（类）{section}（款）{}（项）。年初预算为", index + 1, paper.function_name(code));
            let (planned, spent) = (of(budget), of(books));
            let prose =
                Prose::new(draft, style).say(&words).wan(&format!("budget:{code}"), planned).say("，支出决算为");
            let prose = prose.wan(&format!("item:{code}"), spent);
            if planned == 0 {
                prose.say("，年初没有安排预算。").end();
            } else {
                prose.say("，完成年初预算的").execution(&format!("item:{code}"), spent, planned).say("。").end();
            }
        }
    }
    heading(draft, "六、一般公共预算财政拨款基本支出决算情况说明");
    let prose = Prose::new(draft, style).say("一般公共预算财政拨款基本支出").wan("basic", books.sum(&general_basic()));
    let prose =
        prose.say("，其中：人员经费").wan("nature:personnel", books.sum(&general().of_nature(Nature::Personnel)));
    let prose = prose.say("；公用经费").wan("nature:operating", books.sum(&general().of_nature(Nature::Operating)));
    prose.say("。").end();
}

fn three_public_prose(draft: &mut Draft, paper: &Paper) {
    let (now, last, style) = (three_public(paper.books), three_public(paper.last), paper.style);
    heading(draft, "七、财政拨款“三公”经费支出决算情况说明");
    if let Some(budget) = paper.budget.map(three_public) {
        let prose =
            Prose::new(draft, style).say("“三公”经费财政拨款支出年初预算为").wan("budget:three_public", budget[0]);
        let mut prose = prose.say("，支出决算为").wan("three_public", now[0]);
        if budget[0] != 0 {
            prose = prose.say("，完成预算的").execution("three_public", now[0], budget[0]);
        }
        prose.say("。").end();
    }
    let prose = Prose::new(draft, style).say(&format!(
        "{}年度“三公”经费财政拨款支出决算数比{}年度",
        paper.books.year,
        paper.books.year - 1
    ));
    compared(prose, "three_public", now[0], last[0]).say("。其中：").end();
    for (name, subject, index) in [
        ("因公出国（境）费支出决算", "overseas", 1),
        ("公务用车购置及运行维护费支出决算", "vehicles", 2),
        ("公务接待费支出决算", "reception", 5),
    ] {
        let prose = Prose::new(draft, style).say(name).wan(subject, now[index]);
        let prose = prose.say(&format!("，比{}年度", paper.books.year - 1));
        compared(prose, subject, now[index], last[index]).say("。").end();
    }
    heading(draft, "十一、其他重要事项的情况说明");
    let operating = |books: &Books| books.sum(&general().of_nature(Nature::Operating));
    let prose = Prose::new(draft, style).say("机关运行经费支出").wan("operating", operating(paper.books));
    let prose = prose.say(&format!("，比{}年度", paper.books.year - 1));
    compared(prose, "operating", operating(paper.books), operating(paper.last)).say("。").end();
}

fn builder<'a>(draft: &'a mut Draft, paper: &Paper<'a>) -> TableBuilder<'a> {
    TableBuilder { draft, books: paper.books, style: paper.style }
}

/// Numbers the lines of a two-sided table: 行次.
fn number_lines(rows: &mut [RowSpec], first: usize) {
    for (index, row) in rows.iter_mut().enumerate() {
        row.keys.resize_with(1, String::new);
        row.keys.push((first + index).to_string());
    }
}

const LEFT_KEYS: &[&[&str]] = &[&["收入", "项目"], &["收入", "行次"]];
const RIGHT_KEYS: &[&[&str]] = &[&["支出", "项目"], &["支出", "行次"]];

/// 公开01表.
fn summary(draft: &mut Draft, paper: &Paper) {
    let head = |path: &[&str], flow: Flow| {
        [AmountHead::new(path, Filter::default(), Nature::Total, FundSource::All).flowing(flow)]
    };
    let mut left: Vec<RowSpec> = [
        ("一般公共预算财政拨款收入", FundSource::GeneralPublic),
        ("政府性基金预算财政拨款收入", FundSource::GovernmentFund),
        ("国有资本经营预算财政拨款收入", FundSource::StateCapital),
        ("上级补助收入", FundSource::SuperiorSubsidy),
        ("事业收入", FundSource::InstitutionService),
        ("经营收入", FundSource::InstitutionBusiness),
        ("附属单位上缴收入", FundSource::AffiliateRemittance),
        ("其他收入", FundSource::Other),
    ]
    .into_iter()
    .enumerate()
    .map(|(index, (name, fund))| {
        let printed = format!("{}、{name}", chinese_number(index + 1));
        side_row(&printed, name, fund, None, RowLevel::Leaf, Filter::revenue().of_funds(&[fund]))
    })
    .collect();
    let mut right = numbered_classes(paper, &paper.classes());
    level_out(&mut [&mut left, &mut right]);
    let carried = carried_in();
    let kept = carried_out();
    left.push(plain_row("本年收入合计", None, RowLevel::Total, Filter::revenue()));
    left.push(plain_row("年初结转和结余", Some(Flow::CarryoverIn), RowLevel::Leaf, carried));
    left.push(plain_row("总计", None, RowLevel::GrandTotal, Filter::default()));
    right.push(plain_row("本年支出合计", None, RowLevel::Total, Filter::spent()));
    right.push(plain_row("年末结转和结余", Some(Flow::CarryoverOut), RowLevel::Leaf, kept));
    right.push(plain_row("总计", None, RowLevel::GrandTotal, Filter::default()));
    number_lines(&mut left, 1);
    let first = left.len() + 1;
    number_lines(&mut right, first);
    let table = paper.table(Form::RevenueExpenditureSummary, "公开01表", "收入支出决算总表");
    let (one, two) = (head(&["收入", "金额"], Flow::Revenue), head(&["支出", "金额"], Flow::Expenditure));
    let sides =
        [Side { keys: LEFT_KEYS, amounts: &one, rows: &left }, Side { keys: RIGHT_KEYS, amounts: &two, rows: &right }];
    builder(draft, paper).add(table, &sides, true);
}

/// Functional codes in one cell, parents listed, the total first.
fn by_function(paper: &Paper, filter: &Filter) -> Vec<RowSpec> {
    let codes = with_parents(&paper.books.functions(filter, 7), &[3, 5, 7]);
    let mut rows = vec![total_row(&["合计"], true)];
    rows.extend(function_rows(paper, &codes, |code, name| vec![code.to_owned(), name.to_owned()]));
    rows
}

const CODE_KEYS: &[&[&str]] = &[&["项目", "功能分类科目编码"], &["项目", "科目名称"]];

/// 公开02表.
fn revenue(draft: &mut Draft, paper: &Paper) {
    let head = |name: &str, funds: &[FundSource], fund: FundSource| {
        AmountHead::new(&[name], Filter::revenue().of_funds(funds), Nature::Total, fund).flowing(Flow::Revenue)
    };
    let heads = [
        head("本年收入合计", &[], FundSource::All),
        head("财政拨款收入", &APPROPRIATED, FundSource::Appropriation),
        head("上级补助收入", &[FundSource::SuperiorSubsidy], FundSource::SuperiorSubsidy),
        head("事业收入", &[FundSource::InstitutionService], FundSource::InstitutionService),
        head("经营收入", &[FundSource::InstitutionBusiness], FundSource::InstitutionBusiness),
        head("附属单位上缴收入", &[FundSource::AffiliateRemittance], FundSource::AffiliateRemittance),
        head("其他收入", &[FundSource::Other], FundSource::Other),
    ];
    let rows = by_function(paper, &Filter::revenue());
    let table = paper.table(Form::RevenueSummary, "公开02表", "收入决算表");
    builder(draft, paper).add(table, &[Side { keys: CODE_KEYS, amounts: &heads, rows: &rows }], true);
}

/// 公开03表.
fn expenditure(draft: &mut Draft, paper: &Paper) {
    let head = |name: &str, nature: Nature| {
        AmountHead::new(&[name], Filter::spent().of_nature(nature), nature, FundSource::All).flowing(Flow::Expenditure)
    };
    let heads = [
        head("本年支出合计", Nature::Total),
        head("基本支出", Nature::Basic),
        head("项目支出", Nature::Project),
        head("上缴上级支出", Nature::RemittanceToSuperior),
        head("经营支出", Nature::Business),
        head("对附属单位补助支出", Nature::SubsidyToAffiliates),
    ];
    let rows = by_function(paper, &Filter::spent());
    let table = paper.table(Form::ExpenditureSummary, "公开03表", "支出决算表");
    builder(draft, paper).add(table, &[Side { keys: CODE_KEYS, amounts: &heads, rows: &rows }], true);
}

/// 公开04表.
fn appropriation(draft: &mut Draft, paper: &Paper) {
    let left_head = [AmountHead::new(&["收入", "金额"], Filter::default(), Nature::Total, FundSource::Appropriation)
        .flowing(Flow::Revenue)];
    let head = |name: &str, funds: &[FundSource], fund: FundSource| {
        AmountHead::new(&["支出", name], Filter::default().of_funds(funds), Nature::Total, fund)
            .flowing(Flow::Expenditure)
    };
    let right_head = [
        head("合计", &APPROPRIATED, FundSource::Appropriation),
        head("一般公共预算财政拨款", &[FundSource::GeneralPublic], FundSource::GeneralPublic),
        head("政府性基金预算财政拨款", &[FundSource::GovernmentFund], FundSource::GovernmentFund),
        head("国有资本经营预算财政拨款", &[FundSource::StateCapital], FundSource::StateCapital),
    ];
    let of =
        |funds: &[FundSource], carried: bool| Filter { carried: Some(carried), ..Filter::default().of_funds(funds) };
    let mut left = vec![
        fund_row("一、一般公共预算财政拨款", FundSource::GeneralPublic),
        fund_row("二、政府性基金预算财政拨款", FundSource::GovernmentFund),
        fund_row("三、国有资本经营预算财政拨款", FundSource::StateCapital),
    ];
    let mut right = numbered_classes(paper, &paper.classes());
    level_out(&mut [&mut left, &mut right]);
    let carried_in = Some(Flow::CarryoverIn);
    let kept = carried_out();
    left.push(plain_row("本年收入合计", None, RowLevel::Total, of(&APPROPRIATED, false)));
    left.push(plain_row("年初财政拨款结转和结余", carried_in, RowLevel::Subtotal, of(&APPROPRIATED, true)));
    left.push(side_row(
        "一、一般公共预算财政拨款",
        "一般公共预算财政拨款",
        FundSource::GeneralPublic,
        carried_in,
        RowLevel::Leaf,
        of(&[FundSource::GeneralPublic], true),
    ));
    left.push(plain_row("总计", None, RowLevel::GrandTotal, Filter::default().of_funds(&APPROPRIATED)));
    right.push(plain_row("本年支出合计", None, RowLevel::Total, Filter::spent()));
    right.push(plain_row("年末财政拨款结转和结余", Some(Flow::CarryoverOut), RowLevel::Leaf, kept));
    right.push(blank_row());
    right.push(plain_row("总计", None, RowLevel::GrandTotal, Filter::default()));
    number_lines(&mut left, 1);
    let first = left.len() + 1;
    number_lines(&mut right, first);
    let table = paper.table(Form::AppropriationSummary, "公开04表", "财政拨款收入支出决算总表");
    let sides = [
        Side { keys: LEFT_KEYS, amounts: &left_head, rows: &left },
        Side { keys: RIGHT_KEYS, amounts: &right_head, rows: &right },
    ];
    builder(draft, paper).add(table, &sides, true);
}

/// 公开05表.
fn general_public(draft: &mut Draft, paper: &Paper) {
    let head = |name: &str, nature: Nature| {
        AmountHead::new(&["本年支出", name], general().of_nature(nature), nature, FundSource::GeneralPublic)
            .flowing(Flow::Expenditure)
    };
    let heads = [head("小计", Nature::Total), head("基本支出", Nature::Basic), head("项目支出", Nature::Project)];
    let rows = by_function(paper, &general());
    let table = paper.table(Form::GeneralPublicExpenditure, "公开05表", "一般公共预算财政拨款支出决算表");
    builder(draft, paper).add(table, &[Side { keys: CODE_KEYS, amounts: &heads, rows: &rows }], true);
}

/// 公开06表: two blocks of economic codes side by side.
fn basic(draft: &mut Draft, paper: &Paper) {
    let head = || {
        [AmountHead::new(&["决算数"], general_basic(), Nature::Basic, FundSource::GeneralPublic)
            .flowing(Flow::Expenditure)]
    };
    let rows_of = |classes: &[&str], total: &str| {
        let codes = with_parents(&paper.books.economics(&general_basic().of_economic(classes), 5), &[3, 5]);
        let rows = economic_rows(paper, &codes, |code, name| vec![code.to_owned(), name.to_owned()]);
        (rows, labelled_row(&[total], true, total, RowLevel::Total, Filter::default().of_economic(classes)))
    };
    let (mut left, mut left_total) = rows_of(&["301", "303"], "人员经费合计");
    let (mut right, mut right_total) = rows_of(&["302", "310"], "公用经费合计");
    left_total.coordinates.nature = Nature::Personnel;
    right_total.coordinates.nature = Nature::Operating;
    level_out(&mut [&mut left, &mut right]);
    left.push(left_total);
    right.push(right_total);
    let table = paper.table(Form::GeneralPublicBasicExpenditure, "公开06表", "一般公共预算财政拨款基本支出决算明细表");
    let keys: &[&'static [&'static str]] = &[&["经济分类科目编码"], &["科目名称"]];
    let (one, two) = (head(), head());
    let sides = [Side { keys, amounts: &one, rows: &left }, Side { keys, amounts: &two, rows: &right }];
    builder(draft, paper).add(table, &sides, false);
}

/// 公开07表: budget and outcome of the three public expenses side by side.
fn three_public_table(draft: &mut Draft, paper: &Paper) {
    let spent = three_public(paper.books);
    let planned = paper.budget.map_or([0; 6], three_public);
    let items = [
        (&["合计"][..], 0, "“三公”经费", RowLevel::Total),
        (&["因公出国（境）费"][..], 1, "因公出国（境）费", RowLevel::Leaf),
        (&["公务用车购置及运行维护费", "小计"][..], 2, "公务用车购置及运行维护费", RowLevel::Subtotal),
        (&["公务用车购置及运行维护费", "公务用车购置费"][..], 3, "公务用车购置费", RowLevel::Leaf),
        (&["公务用车购置及运行维护费", "公务用车运行维护费"][..], 4, "公务用车运行维护费", RowLevel::Leaf),
        (&["公务接待费"][..], 5, "公务接待费", RowLevel::Leaf),
    ];
    let mut heads = Vec::new();
    for (group, amounts, phase) in [("预算数", planned, Phase::Approved), ("决算数", spent, Phase::Executed)] {
        for (path, index, item, level) in items {
            let whole: Vec<&str> = std::iter::once(group).chain(path.iter().copied()).collect();
            let mut head = AmountHead::new(&whole, Filter::default(), Nature::Total, FundSource::Appropriation);
            head.given = Some(vec![amounts.get(index).copied().unwrap_or(0)]);
            head.coordinates.item = item.to_owned();
            head.phase = Some(phase);
            heads.push(head.at(level).flowing(Flow::Expenditure));
        }
    }
    let table = paper.table(Form::ThreePublicExpenses, "公开07表", "财政拨款“三公”经费支出决算表");
    builder(draft, paper).add(table, &[Side { keys: &[], amounts: &heads, rows: &[RowSpec::default()] }], true);
}

/// 公开08表 and 公开09表.
fn fund_table(draft: &mut Draft, paper: &Paper, form: Form) {
    let (number, title, word, fund) = if form == Form::GovernmentFundExpenditure {
        ("公开08表", "政府性基金预算财政拨款收入支出决算表", "政府性基金预算", FundSource::GovernmentFund)
    } else {
        ("公开09表", "国有资本经营预算财政拨款支出决算表", "国有资本经营预算", FundSource::StateCapital)
    };
    let filter = Filter::spent().of_funds(&[fund]);
    let head = |path: &[&str], filter: Filter, nature: Nature, flow: Flow| {
        AmountHead::new(path, filter, nature, fund).flowing(flow)
    };
    let of = |nature: Nature| filter.clone().of_nature(nature);
    let mut heads = vec![
        head(&["本年支出", "小计"], of(Nature::Total), Nature::Total, Flow::Expenditure),
        head(&["本年支出", "基本支出"], of(Nature::Basic), Nature::Basic, Flow::Expenditure),
        head(&["本年支出", "项目支出"], of(Nature::Project), Nature::Project, Flow::Expenditure),
    ];
    if form == Form::GovernmentFundExpenditure {
        let carried = Filter { carried: Some(true), ..Filter::default().of_funds(&[fund]) };
        let kept = Filter { kept: Some(true), ..Filter::default().of_funds(&[fund]) };
        let revenue = Filter::revenue().of_funds(&[fund]);
        heads.insert(0, head(&["本年收入"], revenue, Nature::Total, Flow::Revenue));
        heads.insert(0, head(&["年初结转和结余"], carried, Nature::Total, Flow::CarryoverIn));
        heads.push(head(&["年末结转和结余"], kept, Nature::Total, Flow::CarryoverOut));
    }
    let empty = paper.books.sum(&filter) == 0;
    let mut rows = by_function(paper, &filter);
    let mut table = paper.table(form, number, title);
    if empty {
        table.notes.push(format!("注：{}年度没有{word}财政拨款收入支出，故本表无数据。", paper.books.year));
        if let Some(total) = rows.first_mut() {
            total.blank = true;
        }
    }
    builder(draft, paper).add(table, &[Side { keys: CODE_KEYS, amounts: &heads, rows: &rows }], true);
}
