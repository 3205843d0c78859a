//! Like Shanghai: tables in 元 with parents listed, only classes with money, consecutive ordinals, prose in 万元.

use super::*;
use crate::sample::draft::{AmountHead, Side, TableBuilder};

/// Nine tables without numbers.
pub const LAYOUT: Layout = Layout {
    name: "shanghai",
    style: Style { unit: MoneyUnit::Yuan, separators: true, zero: "", unit_words: "单位", short_prose: false },
    carryover: false,
    write,
};

fn write(draft: &mut Draft, paper: &Paper) {
    let (body, year, kind) = (paper.body().to_owned(), paper.books.year, paper.kind_word());
    cover(draft, &[body.clone(), format!("{year}年度{kind}预算")]);
    heading(draft, format!("{body}主要职能"));
    introduction(draft, paper);
    heading(draft, format!("{year}年{kind}预算编制说明"));
    narrative(draft, paper);
    draft.blocks.push(Block::NewPage);
    summary(draft, paper);
    revenue(draft, paper);
    expenditure(draft, paper, Form::ExpenditureSummary);
    appropriation(draft, paper);
    expenditure(draft, paper, Form::GeneralPublicExpenditure);
    expenditure(draft, paper, Form::GovernmentFundExpenditure);
    expenditure(draft, paper, Form::StateCapitalExpenditure);
    basic(draft, paper);
    three_public_table(draft, paper);
    draft.blocks.push(Block::NewPage);
    heading(draft, "其他相关情况说明");
    other_prose(draft, paper);
}

fn narrative(draft: &mut Draft, paper: &Paper) {
    let (books, last, style) = (paper.books, paper.last, paper.style);
    let (year, before) = (books.year, books.year - 1);
    let of = |books: &Books, funds: &[FundSource]| books.sum(&Filter::spent().of_funds(funds));
    let (now, base) = (of(books, &APPROPRIATED), of(last, &APPROPRIATED));
    let prose = Prose::new(draft, style)
        .say(&format!("{year}年，{}收入预算", paper.body()))
        .wan("revenue", books.grand_total());
    let prose = prose.say("，其中：财政拨款收入").wan("appropriated", now).say(&format!("，比{before}年预算"));
    let mut prose = change_only(prose, "appropriated", now, base);
    for (name, fund) in [
        ("事业收入", FundSource::InstitutionService),
        ("事业单位经营收入", FundSource::InstitutionBusiness),
        ("其他收入", FundSource::Other),
    ] {
        prose = prose.say("；").say(name).wan(&format!("fund:{fund}"), of(books, &[fund]));
    }
    prose.say("。").end();
    let prose = Prose::new(draft, style)
        .say("支出预算")
        .wan("expenditure", books.expenditure())
        .say("，其中：财政拨款支出预算");
    let prose = prose.wan("appropriated", now).say(&format!("，比{before}年预算"));
    let prose = change_only(prose, "appropriated", now, base).say("。财政拨款支出预算中，一般公共预算拨款支出预算");
    let (general_now, general_base) = (books.sum(&general()), last.sum(&general()));
    let prose = prose.wan("general", general_now).say(&format!("，比{before}年预算"));
    let mut prose = change_only(prose, "general", general_now, general_base);
    for (name, fund) in [
        ("政府性基金拨款支出预算", FundSource::GovernmentFund),
        ("国有资本经营预算拨款支出预算", FundSource::StateCapital),
    ] {
        let (now, base) = (of(books, &[fund]), of(last, &[fund]));
        let subject = format!("fund:{fund}");
        prose = prose.say("；").say(name).wan(&subject, now).say(&format!("，比{before}年预算"));
        prose = change_only(prose, &subject, now, base);
    }
    prose.say("。").end();
    let text = format!("财政拨款收入支出变化的主要原因是：{}。", reason(now, base));
    paragraph(draft, &text, style);
    paragraph(draft, "财政拨款支出主要内容如下：", style);
    for (index, code) in books.functions(&appropriated(), 7).iter().enumerate() {
        let [class, section, _] = [3, 5, 7].map(|length| paper.function_name(code.get(..length).unwrap_or(code)));
        let words = format!("{}. “{class}（类）{section}（款）{}（项）”", index + 1, paper.function_name(code));
        let amount = books.sum(&appropriated().of_function(code));
        Prose::new(draft, style).say(&words).wan(&format!("item:{code}"), amount).say("，主要用于日常工作开支。").end();
    }
}

/// `增加36.15万元` or 持平.
fn change_only<'a>(prose: Prose<'a>, subject: &str, now: i64, base: i64) -> Prose<'a> {
    if now == base { prose.say("持平") } else { prose.change(subject, now, base) }
}

fn other_prose(draft: &mut Draft, paper: &Paper) {
    let (books, style) = (paper.books, paper.style);
    let (now, base) = (three_public(books), three_public(paper.last));
    let (year, before) = (books.year, books.year - 1);
    heading(draft, format!("一、{year}年“三公”经费预算情况说明"));
    let prose = Prose::new(draft, style).say(&format!("{year}年“三公”经费预算数为")).wan("three_public", now[0]);
    let prose = prose.say(&format!("，比{before}年预算"));
    change_only(prose, "three_public", now[0], base[0]).say("。其中：").end();
    for (name, subject, index) in [
        ("（一）因公出国（境）费", "overseas", 1),
        ("（二）公务用车购置及运行费", "vehicles", 2),
        ("（三）公务接待费", "reception", 5),
    ] {
        let prose = Prose::new(draft, style).say(name).wan(subject, now[index]).say(&format!("，比{before}年预算"));
        let prose = change_only(prose, subject, now[index], base[index]).say("，主要原因是");
        let mut prose = prose.say(reason(now[index], base[index])).say("。");
        if index == 2 {
            prose =
                prose.say("其中：公务用车购置费").wan("vehicle_purchase", now[3]).say(&format!("，比{before}年预算"));
            prose = change_only(prose, "vehicle_purchase", now[3], base[3]).say("；公务用车运行费");
            prose = prose.wan("vehicle_operation", now[4]).say(&format!("，比{before}年预算"));
            prose = change_only(prose, "vehicle_operation", now[4], base[4]).say("。");
        }
        prose.end();
    }
    heading(draft, "二、机关运行经费预算");
    let operating = books.sum(&general().of_nature(Nature::Operating));
    let text = format!("{year}年{}财政拨款的机关运行经费预算为", paper.body());
    Prose::new(draft, style).say(&text).wan("operating", operating).say("。").end();
    heading(draft, "三、政府采购预算情况");
    let [goods, works, services] = books.procurement;
    let prose = Prose::new(draft, style).say(&format!("{year}年度本{}政府采购预算", paper.kind_word()));
    let prose = prose.wan("procurement", goods + works + services).say("，其中：政府采购货物预算").wan("goods", goods);
    let prose = prose.say("、政府采购工程预算").wan("works", works).say("、政府采购服务预算").wan("services", services);
    prose.say("。").end();
    heading(draft, "四、绩效目标设置情况");
    let of_projects = Filter::spent().of_nature(Nature::Project);
    let count = books.running_projects(&of_projects).len();
    let text = format!("{year}年度，本{}编报绩效目标的项目共{count}个，涉及项目预算资金", paper.kind_word());
    Prose::new(draft, style).say(&text).wan("nature:project", books.sum(&of_projects)).say("。").end();
}

fn builder<'a>(draft: &'a mut Draft, paper: &Paper<'a>) -> TableBuilder<'a> {
    TableBuilder { draft, books: paper.books, style: paper.style }
}

fn title(paper: &Paper, rest: &str) -> String {
    format!("{}年{}{rest}", paper.books.year, paper.kind_word())
}

fn summary(draft: &mut Draft, paper: &Paper) {
    let left_head = [AmountHead::new(&["本年收入", "预算数"], Filter::default(), Nature::Total, FundSource::All)
        .flowing(Flow::Revenue)];
    let right_head = [AmountHead::new(&["本年支出", "预算数"], Filter::default(), Nature::Total, FundSource::All)
        .flowing(Flow::Expenditure)];
    let of = |funds: &[FundSource]| Filter::revenue().of_funds(funds);
    let row = |printed: &str, item: &str, fund: FundSource, level: RowLevel, filter: Filter| {
        side_row(printed, item, fund, None, level, filter)
    };
    let mut left = vec![
        row("一、财政拨款收入", "财政拨款收入", FundSource::Appropriation, RowLevel::Subtotal, of(&APPROPRIATED)),
        row(
            "1. 一般公共预算资金",
            "一般公共预算资金",
            FundSource::GeneralPublic,
            RowLevel::Leaf,
            of(&[FundSource::GeneralPublic]),
        ),
        row(
            "2. 政府性基金",
            "政府性基金",
            FundSource::GovernmentFund,
            RowLevel::Leaf,
            of(&[FundSource::GovernmentFund]),
        ),
        row(
            "3. 国有资本经营预算",
            "国有资本经营预算",
            FundSource::StateCapital,
            RowLevel::Leaf,
            of(&[FundSource::StateCapital]),
        ),
        row(
            "二、事业收入",
            "事业收入",
            FundSource::InstitutionService,
            RowLevel::Leaf,
            of(&[FundSource::InstitutionService]),
        ),
        row(
            "三、事业单位经营收入",
            "事业单位经营收入",
            FundSource::InstitutionBusiness,
            RowLevel::Leaf,
            of(&[FundSource::InstitutionBusiness]),
        ),
        row("四、其他收入", "其他收入", FundSource::Other, RowLevel::Leaf, of(&[FundSource::Other])),
    ];
    let mut right = numbered_classes(paper, &paper.books.functions(&Filter::spent(), 3));
    level_out(&mut [&mut left, &mut right]);
    left.push(row("收入总计", "收入总计", FundSource::All, RowLevel::GrandTotal, Filter::default()));
    right.push(row("支出总计", "支出总计", FundSource::All, RowLevel::GrandTotal, Filter::default()));
    let table = paper.table(Form::RevenueExpenditureSummary, "", &title(paper, "财务收支预算总表"));
    let sides = [
        Side { keys: &[&["本年收入", "项目"]], amounts: &left_head, rows: &left },
        Side { keys: &[&["本年支出", "项目"]], amounts: &right_head, rows: &right },
    ];
    builder(draft, paper).add(table, &sides, false);
}

/// Functional codes split, parents on rows of their own, the total last.
fn by_function(paper: &Paper, filter: &Filter) -> Vec<RowSpec> {
    let items = paper.books.functions(filter, 7);
    if items.is_empty() {
        return Vec::new();
    }
    let mut rows = function_rows(paper, &with_parents(&items, &[3, 5, 7]), |code, name| {
        let [class, section, item] = split_code(code);
        vec![class, section, item, name.to_owned()]
    });
    rows.push(total_row(&["合计"], true));
    rows
}

fn revenue(draft: &mut Draft, paper: &Paper) {
    let head = |name: &str, funds: &[FundSource], fund: FundSource| {
        AmountHead::new(&["收入预算", name], Filter::revenue().of_funds(funds), Nature::Total, fund)
            .flowing(Flow::Revenue)
    };
    let heads = [
        head("合计", &[], FundSource::All),
        head("财政拨款收入", &APPROPRIATED, FundSource::Appropriation),
        head("事业收入", &[FundSource::InstitutionService], FundSource::InstitutionService),
        head("事业单位经营收入", &[FundSource::InstitutionBusiness], FundSource::InstitutionBusiness),
        head("其他收入", &[FundSource::Other], FundSource::Other),
    ];
    let rows = by_function(paper, &Filter::revenue());
    let table = paper.table(Form::RevenueSummary, "", &title(paper, "收入预算总表"));
    builder(draft, paper).add(table, &[Side { keys: FUNCTION_KEYS, amounts: &heads, rows: &rows }], false);
}

const FUNCTION_KEYS: &[&[&str]] = &[
    &["项目", "功能分类科目编码", "类"],
    &["项目", "功能分类科目编码", "款"],
    &["项目", "功能分类科目编码", "项"],
    &["项目", "功能分类科目名称"],
];

fn expenditure(draft: &mut Draft, paper: &Paper, form: Form) {
    let (name, group, filter, fund) = match form {
        Form::ExpenditureSummary => ("支出预算总表", "支出预算", Filter::spent(), FundSource::All),
        Form::GeneralPublicExpenditure => {
            ("一般公共预算支出功能分类预算表", "一般公共预算支出", general(), FundSource::GeneralPublic)
        }
        Form::GovernmentFundExpenditure => (
            "政府性基金预算支出功能分类预算表",
            "政府性基金预算支出",
            Filter::spent().of_funds(&[FundSource::GovernmentFund]),
            FundSource::GovernmentFund,
        ),
        _ => (
            "国有资本经营预算支出功能分类预算表",
            "国有资本经营预算支出",
            Filter::spent().of_funds(&[FundSource::StateCapital]),
            FundSource::StateCapital,
        ),
    };
    let head = |name: &str, nature: Nature| {
        AmountHead::new(&[group, name], filter.clone().of_nature(nature), nature, fund).flowing(Flow::Expenditure)
    };
    let heads = [head("合计", Nature::Total), head("基本支出", Nature::Basic), head("项目支出", Nature::Project)];
    let mut rows = by_function(paper, &filter);
    let mut table = paper.table(form, "", &title(paper, name));
    if rows.is_empty() {
        rows.push(RowSpec { blank: true, ..total_row(&["合计"], true) });
        let fund =
            if form == Form::GovernmentFundExpenditure { "政府性基金预算" } else { "国有资本经营预算" };
        table.notes.push(format!(
            "注：本{}{}年无{fund}财政拨款安排的预算，故本表为空表。",
            paper.kind_word(),
            paper.books.year
        ));
    }
    builder(draft, paper).add(table, &[Side { keys: FUNCTION_KEYS, amounts: &heads, rows: &rows }], false);
}

fn appropriation(draft: &mut Draft, paper: &Paper) {
    let left_head =
        [AmountHead::new(&["财政拨款收入", "预算数"], Filter::default(), Nature::Total, FundSource::Appropriation)
            .flowing(Flow::Revenue)];
    let head = |name: &str, funds: &[FundSource], fund: FundSource| {
        AmountHead::new(&["财政拨款支出", name], Filter::default().of_funds(funds), Nature::Total, fund)
            .flowing(Flow::Expenditure)
    };
    let right_head = [
        head("合计", &APPROPRIATED, FundSource::Appropriation),
        head("一般公共预算", &[FundSource::GeneralPublic], FundSource::GeneralPublic),
        head("政府性基金预算", &[FundSource::GovernmentFund], FundSource::GovernmentFund),
        head("国有资本经营预算", &[FundSource::StateCapital], FundSource::StateCapital),
    ];
    let row = |printed: &str, item: &str, fund: FundSource| {
        side_row(printed, item, fund, None, RowLevel::Leaf, Filter::revenue().of_funds(&[fund]))
    };
    let mut left = vec![
        row("一、一般公共预算资金", "一般公共预算资金", FundSource::GeneralPublic),
        row("二、政府性基金", "政府性基金", FundSource::GovernmentFund),
        row("三、国有资本经营预算", "国有资本经营预算", FundSource::StateCapital),
    ];
    let mut right = numbered_classes(paper, &paper.books.functions(&appropriated(), 3));
    level_out(&mut [&mut left, &mut right]);
    let all = Filter::default().of_funds(&APPROPRIATED);
    left.push(plain_row("收入总计", None, RowLevel::GrandTotal, all));
    right.push(plain_row("支出总计", None, RowLevel::GrandTotal, Filter::default()));
    let table = paper.table(Form::AppropriationSummary, "", &title(paper, "财政拨款收支预算总表"));
    let sides = [
        Side { keys: &[&["财政拨款收入", "项目"]], amounts: &left_head, rows: &left },
        Side { keys: &[&["财政拨款支出", "项目"]], amounts: &right_head, rows: &right },
    ];
    builder(draft, paper).add(table, &sides, false);
}

fn basic(draft: &mut Draft, paper: &Paper) {
    let head = |name: &str, nature: Nature| {
        let filter = general().of_nature(nature);
        AmountHead::new(&["一般公共预算基本支出", name], filter, nature, FundSource::GeneralPublic)
            .flowing(Flow::Expenditure)
    };
    let heads = [head("合计", Nature::Basic), head("人员经费", Nature::Personnel), head("公用经费", Nature::Operating)];
    let codes = with_parents(&paper.books.economics(&general_basic(), 5), &[3, 5]);
    let mut rows = economic_rows(paper, &codes, |code, name| {
        let [class, section, _] = split_code(code);
        vec![class, section, name.to_owned()]
    });
    for row in &mut rows {
        row.filter = Filter { natures: vec![Nature::Basic], ..row.filter.clone() };
    }
    rows.push(total_row(&["合计"], true));
    let table = paper.table(
        Form::GeneralPublicBasicExpenditure,
        "",
        &title(paper, "一般公共预算基本支出部门预算经济分类预算表"),
    );
    let keys: &[&'static [&'static str]] = &[
        &["项目", "部门预算经济分类科目编码", "类"],
        &["项目", "部门预算经济分类科目编码", "款"],
        &["项目", "经济分类科目名称"],
    ];
    builder(draft, paper).add(table, &[Side { keys, amounts: &heads, rows: &rows }], false);
}

fn three_public_table(draft: &mut Draft, paper: &Paper) {
    let amounts = three_public(paper.books);
    let head = |path: &[&str], fen: i64, item: &str, level: RowLevel| {
        let mut head = AmountHead::new(path, Filter::default(), Nature::Total, FundSource::All);
        head.given = Some(vec![fen]);
        head.coordinates.item = item.to_owned();
        head.at(level).flowing(Flow::Expenditure)
    };
    let group = "“三公”经费预算数";
    let operating = paper.books.sum(&general().of_nature(Nature::Operating));
    let mut of_agency = head(&["机关运行经费预算数"], operating, "合计", RowLevel::Leaf);
    of_agency.coordinates.form = Some(Form::OperatingCosts);
    let heads = [
        head(&[group, "合计"], amounts[0], group, RowLevel::Total),
        head(&[group, "因公出国（境）费"], amounts[1], "因公出国（境）费", RowLevel::Leaf),
        head(&[group, "公务接待费"], amounts[5], "公务接待费", RowLevel::Leaf),
        head(&[group, "公务用车购置及运行费", "小计"], amounts[2], "公务用车购置及运行费", RowLevel::Subtotal),
        head(&[group, "公务用车购置及运行费", "购置费"], amounts[3], "公务用车购置费", RowLevel::Leaf),
        head(&[group, "公务用车购置及运行费", "运行费"], amounts[4], "公务用车运行维护费", RowLevel::Leaf),
        of_agency,
    ];
    let mut table = paper.table(Form::ThreePublicExpenses, "", &title(paper, "“三公”经费和机关运行经费预算表"));
    table.unit = MoneyUnit::WanYuan;
    builder(draft, paper).add(table, &[Side { keys: &[], amounts: &heads, rows: &[RowSpec::default()] }], false);
}
