//! Like Henan: twelve tables in 万元, codes split into 类 款 项, ordinals that follow the class codes, blank zeros.

use super::*;
use crate::sample::draft::{AmountHead, Side, TableBuilder};

/// Twelve tables 预算01表 to 预算12表.
pub const LAYOUT: Layout = Layout {
    name: "henan",
    style: Style { unit: MoneyUnit::WanYuan, separators: true, zero: "", unit_words: "单位", short_prose: false },
    carryover: false,
    write,
};

fn write(draft: &mut Draft, paper: &Paper) {
    let (body, year, kind) = (paper.body().to_owned(), paper.books.year, paper.kind_word());
    cover(draft, &[body.clone(), format!("{year}年度{kind}预算")]);
    heading(draft, "第一部分 概况");
    introduction(draft, paper);
    heading(draft, format!("第二部分 {year}年度{kind}预算情况说明"));
    narrative(draft, paper);
    draft.blocks.push(Block::NewPage);
    heading(draft, format!("附件：{body}{year}年度{kind}预算表"));
    summary(draft, paper);
    revenue(draft, paper);
    expenditure(draft, paper, Form::ExpenditureSummary);
    appropriation(draft, paper);
    expenditure(draft, paper, Form::GeneralPublicExpenditure);
    basic(draft, paper);
    economic(draft, paper);
    three_public_table(draft, paper);
    expenditure(draft, paper, Form::GovernmentFundExpenditure);
    projects(draft, paper);
    department_targets(draft, paper);
    targets(draft, paper);
}

fn narrative(draft: &mut Draft, paper: &Paper) {
    let (books, last, style) = (paper.books, paper.last, paper.style);
    let who = format!("{}{}年", paper.body(), books.year);
    let (total, base) = (books.grand_total(), last.grand_total());
    heading(draft, "一、收入支出预算总体情况说明");
    let prose = Prose::new(draft, style).say(&who).say("收入总计").wan("total_revenue", total);
    let prose = prose.say("，支出总计").wan("total_expenditure", total).say("，与上年相比，收、支总计各");
    compared(prose, "total", total, base).say("，主要原因：").say(reason(total, base)).say("。").end();

    heading(draft, "二、收入预算总体情况说明");
    let revenue = books.sum(&Filter::revenue());
    let mut prose = Prose::new(draft, style).say(&who).say("收入合计").wan("revenue", revenue).say("，其中：");
    for (index, (name, fund)) in REVENUES.iter().enumerate() {
        let amount = books.sum(&Filter::revenue().of_funds(&[*fund]));
        prose = prose.say(name).wan(&format!("fund:{fund}"), amount).say(if index + 1 < REVENUES.len() {
            "；"
        } else {
            "。"
        });
    }
    prose.end();

    heading(draft, "三、支出预算总体情况说明");
    let spent = books.expenditure();
    let prose = Prose::new(draft, style).say(&who).say("支出合计").wan("expenditure", spent).say("，其中：");
    natures(prose, books, &Filter::spent(), spent).say("。").end();

    heading(draft, "四、财政拨款收入支出预算总体情况说明");
    let (now, base) = (books.sum(&general()), last.sum(&general()));
    let fund = |books: &Books| books.sum(&Filter::spent().of_funds(&[FundSource::GovernmentFund]));
    let prose = Prose::new(draft, style).say(&who).say("一般公共预算收支预算").wan("general", now);
    let prose = prose.say("，政府性基金收支预算").wan("government_fund", fund(books));
    let prose = prose.say("。与上年相比，一般公共预算收支预算数");
    let prose = compared(prose, "general", now, base).say("，主要原因：").say(reason(now, base));
    let prose = prose.say("；政府性基金收支预算数");
    compared(prose, "government_fund", fund(books), fund(last)).say("。").end();

    heading(draft, "五、一般公共预算支出预算情况说明");
    let prose =
        Prose::new(draft, style).say(&who).say("一般公共预算支出年初预算为").wan("general", now).say("，其中：");
    let mut prose = natures(prose, books, &general(), now).say("。主要用于以下方面：").new_group();
    let classes = books.functions(&general(), 3);
    for (index, class) in classes.iter().enumerate() {
        let amount = books.sum(&general().of_function(class));
        let subject = format!("class:{class}");
        prose = prose.say(&paper.function_name(class)).wan(&subject, amount).say("，占").share(&subject, amount, now);
        prose = prose.say(if index + 1 < classes.len() { "；" } else { "。" });
    }
    prose.end();

    heading(draft, "六、一般公共预算基本支出预算情况说明");
    let basic = books.sum(&general_basic());
    let mut prose =
        Prose::new(draft, style).say(&who).say("一般公共预算基本支出年初预算为").wan("basic", basic).say("，其中：");
    for (name, nature) in [("人员经费", Nature::Personnel), ("公用经费", Nature::Operating)] {
        let amount = books.sum(&general().of_nature(nature));
        let subject = format!("nature:{nature}");
        prose = prose.say(name).say("支出").wan(&subject, amount).say("，占").share(&subject, amount, basic);
        prose = prose.say(if nature == Nature::Operating { "。" } else { "；" });
    }
    prose.end();
    three_public_prose(draft, paper, &who);
    other_prose(draft, paper, &who);
}

fn natures<'a>(mut prose: Prose<'a>, books: &Books, filter: &Filter, whole: i64) -> Prose<'a> {
    for (name, nature) in [("基本支出", Nature::Basic), ("项目支出", Nature::Project)] {
        let amount = books.sum(&filter.clone().of_nature(nature));
        let subject = format!("nature:{nature}");
        prose = prose.say(name).wan(&subject, amount).say("，占").share(&subject, amount, whole);
        prose = prose.say(if nature == Nature::Basic { "；" } else { "" });
    }
    prose
}

fn three_public_prose(draft: &mut Draft, paper: &Paper, who: &str) {
    let (now, base) = (three_public(paper.books), three_public(paper.last));
    heading(draft, "七、“三公”经费支出预算情况说明");
    let prose = Prose::new(draft, paper.style).say(who).say("“三公”经费预算为").wan("three_public", now[0]);
    let prose = compared(prose.say("。与上年相比，“三公”经费预算数"), "three_public", now[0], base[0]);
    prose.say("。主要原因：").say(reason(now[0], base[0])).say("。").end();
    paragraph(draft, "分项如下：", paper.style);
    for (name, subject, index, use_of) in [
        ("（一）因公出国（境）费", "overseas", 1, "用于出国（境）公务"),
        ("（二）公务接待费", "reception", 5, "用于公务接待"),
    ] {
        let prose = Prose::new(draft, paper.style).say(name).wan(subject, now[index]).say("，").say(use_of);
        let prose = compared(prose.say("。与上年相比，预算数"), subject, now[index], base[index]);
        prose.say("，主要原因：").say(reason(now[index], base[index])).say("。").end();
    }
    let prose = Prose::new(draft, paper.style).say("（三）公务用车购置及运行费").wan("vehicles", now[2]);
    let prose = prose.say("，其中，公务用车购置费").wan("vehicle_purchase", now[3]).say("；与上年相比，预算数");
    let prose = compared(prose, "vehicle_purchase", now[3], base[3])
        .say("。公务用车运行维护费")
        .wan("vehicle_operation", now[4]);
    let prose = prose.say("，用于车辆的燃料、维修和保险。与上年相比，预算数");
    compared(prose, "vehicle_operation", now[4], base[4])
        .say("，主要原因：")
        .say(reason(now[4], base[4]))
        .say("。")
        .end();
}

fn other_prose(draft: &mut Draft, paper: &Paper, who: &str) {
    let (books, style) = (paper.books, paper.style);
    heading(draft, "八、政府性基金预算支出预算情况说明");
    let fund = books.sum(&Filter::spent().of_funds(&[FundSource::GovernmentFund]));
    if fund == 0 {
        paragraph(draft, &format!("{who}无政府性基金预算拨款安排的支出。"), style);
    } else {
        Prose::new(draft, style).say(who).say("政府性基金预算支出").wan("government_fund", fund).say("。").end();
    }
    heading(draft, "九、其他重要事项情况说明");
    heading(draft, "（一）行政（事业）单位机构运转经费");
    let operating = books.sum(&general().of_nature(Nature::Operating));
    let prose = Prose::new(draft, style).say(who).say("机构运转经费支出预算").wan("operating", operating);
    prose.say("，用于日常办公和公务用车。").end();
    heading(draft, "（二）政府采购支出情况");
    let [goods, works, services] = books.procurement;
    let prose = Prose::new(draft, style).say(&format!("{}年政府采购预算安排", books.year));
    let prose = prose.wan("procurement", goods + works + services).say("，其中：政府采购货物预算").wan("goods", goods);
    let prose = prose.say("、政府采购工程预算").wan("works", works).say("、政府采购服务预算").wan("services", services);
    prose.say("。").end();
    heading(draft, "（三）绩效目标设置情况");
    let of_projects = Filter::spent().of_nature(Nature::Project);
    let count = books.running_projects(&of_projects).len();
    let prose = Prose::new(draft, style).say(&format!("{}年项目支出都设了绩效目标，涉及预算拨款", books.year));
    prose.wan("nature:project", books.sum(&of_projects)).say(&format!("，共{count}个项目。")).end();
    heading(draft, "（四）国有资产占用情况");
    let text = format!(
        "{}年期末，我{}共有车辆{}辆，其中：一般公务用车{}辆、其他用车0辆；单价50万元以上通用设备0套，单位价值100万元以上专用设备0套。",
        books.year - 1,
        paper.kind_word(),
        books.vehicles,
        books.vehicles
    );
    paragraph(draft, &text, style);
}

fn builder<'a>(draft: &'a mut Draft, paper: &Paper<'a>) -> TableBuilder<'a> {
    TableBuilder { draft, books: paper.books, style: paper.style }
}

fn title(paper: &Paper, rest: &str) -> String {
    format!("{}年{}{rest}", paper.books.year, paper.kind_word())
}

/// 01: revenue left, expenditure right.
fn summary(draft: &mut Draft, paper: &Paper) {
    let revenue_head =
        [AmountHead::new(&["收入", "金额"], Filter::default(), Nature::Total, FundSource::All).flowing(Flow::Revenue)];
    let spent_head = [AmountHead::new(&["支出", "金额"], Filter::default(), Nature::Total, FundSource::All)
        .flowing(Flow::Expenditure)];
    let mut left: Vec<RowSpec> = Vec::new();
    for (number, (name, fund)) in REVENUES.iter().enumerate() {
        let filter = Filter::revenue().of_funds(&[*fund]);
        let name = if (1..3).contains(&number) { format!("{name}拨款收入") } else { (*name).to_owned() };
        let printed = format!("{}、{name}", chinese_number(number + 1));
        left.push(side_row(&printed, &name, *fund, None, RowLevel::Leaf, filter.clone()));
        if number == 0 {
            left.push(side_row("其中：财政拨款", "财政拨款", *fund, None, RowLevel::OfWhich, filter));
        }
    }
    let mut right: Vec<RowSpec> = paper.classes().into_iter().map(|class| class_row(paper, class, "", "、")).collect();
    level_out(&mut [&mut left, &mut right]);
    let carried_in = carried_in();
    let kept = carried_out();
    left.push(plain_row("本年收入合计", None, RowLevel::Total, Filter::revenue()));
    left.push(plain_row("上年结转结余", Some(Flow::CarryoverIn), RowLevel::Leaf, carried_in));
    left.push(plain_row("收入总计", None, RowLevel::GrandTotal, Filter::default()));
    right.push(plain_row("本年支出合计", None, RowLevel::Total, Filter::spent()));
    right.push(plain_row("年终结转结余", Some(Flow::CarryoverOut), RowLevel::Leaf, kept));
    right.push(plain_row("支出总计", None, RowLevel::GrandTotal, Filter::default()));
    let table = paper.table(Form::RevenueExpenditureSummary, "预算01表", &title(paper, "收支总体情况表"));
    let sides = [
        Side { keys: &[&["收入", "项目"]], amounts: &revenue_head, rows: &left },
        Side { keys: &[&["支出", "项目"]], amounts: &spent_head, rows: &right },
    ];
    builder(draft, paper).add(table, &sides, false);
}

/// A class in a two-sided table; its ordinal is its code less 200.
fn class_row(paper: &Paper, class: &str, open: &str, close: &str) -> RowSpec {
    let name = paper.function_name(class);
    let ordinal = class.parse::<usize>().unwrap_or(200).saturating_sub(200);
    let printed = format!("{open}{}{close}{name}", chinese_number(ordinal));
    let mut row = side_row(&printed, &name, FundSource::All, None, RowLevel::Leaf, Filter::spent().of_function(class));
    row.coordinates.function_code = class.to_owned();
    row
}

/// 02: one row per unit, one column per fund.
fn revenue(draft: &mut Draft, paper: &Paper) {
    let of = |fund: FundSource| Filter::revenue().of_funds(&[fund]);
    let mut heads = vec![
        AmountHead::new(&["总计"], Filter::default(), Nature::Total, FundSource::All).at(RowLevel::GrandTotal),
        AmountHead::new(&["本年收入", "合计"], Filter::revenue(), Nature::Total, FundSource::All),
        AmountHead::new(
            &["本年收入", "一般公共预算", "小计"],
            of(FundSource::GeneralPublic),
            Nature::Total,
            FundSource::GeneralPublic,
        ),
        AmountHead::new(
            &["本年收入", "一般公共预算", "其中：财政拨款"],
            of(FundSource::GeneralPublic),
            Nature::Total,
            FundSource::GeneralPublic,
        )
        .at(RowLevel::OfWhich),
    ];
    for (name, fund) in REVENUES.iter().skip(1) {
        heads.push(AmountHead::new(&["本年收入", name], of(*fund), Nature::Total, *fund));
    }
    let heads: Vec<AmountHead> = heads.into_iter().map(|head| head.flowing(Flow::Revenue)).collect();
    let mut rows = vec![total_row(&["", "合计"], false)];
    rows.extend(unit_rows(paper, true));
    let table = paper.table(Form::RevenueSummary, "预算02表", &title(paper, "收入总体情况表"));
    let side =
        Side { keys: &[&["部门（单位）代码"], &["部门（单位）名称"]], amounts: &heads, rows: &rows };
    builder(draft, paper).add(table, &[side], false);
}

/// Rows of the department and its units: code and name.
fn unit_rows(paper: &Paper, listed: bool) -> Vec<RowSpec> {
    let books = paper.books;
    let row = |code: &str, name: &str, filter: Filter, level: RowLevel| {
        let mut row = labelled_row(&[code, name], false, name, level, filter);
        row.unit_code = code.to_owned();
        row
    };
    let mut rows = Vec::new();
    if paper.kind == BodyKind::Department {
        rows.push(row(&books.code, &books.department, Filter::default(), RowLevel::Subtotal));
    }
    if listed {
        for (index, unit) in books.units.iter().enumerate() {
            rows.push(row(&unit.code, &unit.name, Filter::default().of_unit(index), RowLevel::Leaf));
        }
    }
    rows
}

/// 03, 05 and 09: functional items by nature.
fn expenditure(draft: &mut Draft, paper: &Paper, form: Form) {
    let (number, rest, filter, fund) = match form {
        Form::ExpenditureSummary => {
            ("预算03表", format!("{}支出总体情况表", paper.kind_word()), Filter::spent(), FundSource::All)
        }
        Form::GeneralPublicExpenditure => {
            ("预算05表", "一般公共预算支出情况表".to_owned(), general(), FundSource::GeneralPublic)
        }
        _ => (
            "预算09表",
            "政府性基金预算支出情况表".to_owned(),
            Filter::spent().of_funds(&[FundSource::GovernmentFund]),
            FundSource::GovernmentFund,
        ),
    };
    let head = |path: &[&str], nature: Nature| {
        AmountHead::new(path, filter.clone().of_nature(nature), nature, fund).flowing(Flow::Expenditure)
    };
    let heads = [
        head(&["合计"], Nature::Total),
        head(&["基本支出", "小计"], Nature::Basic),
        head(&["基本支出", "人员经费", "工资福利支出"], Nature::WagesAndBenefits),
        head(&["基本支出", "人员经费", "对个人和家庭的补助"], Nature::TransfersToIndividuals),
        head(&["基本支出", "公用经费", "商品和服务支出"], Nature::GoodsAndServices),
        head(&["基本支出", "公用经费", "资本性支出"], Nature::Capital),
        head(&["项目支出", "小计"], Nature::Project),
        head(&["项目支出", "其他运转类"], Nature::OtherOperating),
        head(&["项目支出", "特定目标类"], Nature::SpecificTarget),
    ];
    let items = paper.books.functions(&filter, 7);
    let mut rows = Vec::new();
    if !items.is_empty() {
        rows.push(total_row(&["", "", "", "", "合计"], false));
        for mut row in unit_rows(paper, false) {
            row.keys =
                vec![String::new(), String::new(), String::new(), row.unit_code.clone(), row.coordinates.item.clone()];
            rows.push(row);
        }
        rows.extend(function_rows(paper, &items, |code, name| {
            let [class, section, item] = split_code(code);
            vec![class, section, item, String::new(), name.to_owned()]
        }));
    }
    let mut table = paper.table(form, number, &format!("{}年{rest}", paper.books.year));
    if items.is_empty() {
        table.notes.push(format!("说明：{}年未安排政府性基金，故本表无数据。", paper.books.year));
    }
    let keys: &[&'static [&'static str]] =
        &[&["科目编码", "类"], &["科目编码", "款"], &["科目编码", "项"], &["单位代码"], &["单位（科目名称）"]];
    builder(draft, paper).add(table, &[Side { keys, amounts: &heads, rows: &rows }], false);
}

/// 04: appropriated revenue left, expenditure by fund right.
fn appropriation(draft: &mut Draft, paper: &Paper) {
    let left_head = [AmountHead::new(&["收入", "金额"], Filter::default(), Nature::Total, FundSource::Appropriation)
        .flowing(Flow::Revenue)];
    let funds = [
        (vec!["支出", "合计"], APPROPRIATED.to_vec(), FundSource::Appropriation),
        (vec!["支出", "一般公共预算"], vec![FundSource::GeneralPublic], FundSource::GeneralPublic),
        (vec!["支出", "政府性基金预算"], vec![FundSource::GovernmentFund], FundSource::GovernmentFund),
        (vec!["支出", "国有资本经营预算"], vec![FundSource::StateCapital], FundSource::StateCapital),
    ];
    let right_head: Vec<AmountHead> = funds
        .iter()
        .map(|(path, funds, fund)| {
            AmountHead::new(path, Filter::default().of_funds(funds), Nature::Total, *fund).flowing(Flow::Expenditure)
        })
        .collect();
    let revenue = Filter::revenue().of_funds(&APPROPRIATED);
    let of = |fund: FundSource| Filter::revenue().of_funds(&[fund]);
    let mut left = vec![
        side_row("一、本年收入", "本年收入", FundSource::All, None, RowLevel::Total, revenue),
        side_row(
            "（一）一般公共预算拨款",
            "一般公共预算拨款",
            FundSource::GeneralPublic,
            None,
            RowLevel::Leaf,
            of(FundSource::GeneralPublic),
        ),
        side_row(
            "（二）政府性基金预算拨款",
            "政府性基金预算拨款",
            FundSource::GovernmentFund,
            None,
            RowLevel::Leaf,
            of(FundSource::GovernmentFund),
        ),
        side_row(
            "（三）国有资本经营预算拨款",
            "国有资本经营预算拨款",
            FundSource::StateCapital,
            None,
            RowLevel::Leaf,
            of(FundSource::StateCapital),
        ),
    ];
    let mut right = vec![side_row("一、本年支出", "本年支出", FundSource::All, None, RowLevel::Total, Filter::spent())];
    right.extend(paper.classes().into_iter().map(|class| class_row(paper, class, "（", "）")));
    level_out(&mut [&mut left, &mut right]);
    let all = Filter::default().of_funds(&APPROPRIATED);
    left.push(plain_row("收入合计", None, RowLevel::GrandTotal, all));
    right.push(plain_row("支出合计", None, RowLevel::GrandTotal, Filter::default()));
    let table =
        paper.table(Form::AppropriationSummary, "预算04表", &format!("{}年财政拨款收支总体情况表", paper.books.year));
    let sides = [
        Side { keys: &[&["收入", "项目"]], amounts: &left_head, rows: &left },
        Side { keys: &[&["支出", "项目"]], amounts: &right_head, rows: &right },
    ];
    builder(draft, paper).add(table, &sides, false);
}

/// The pairs of departments' and government's economic codes among some entries.
fn pairs(books: &Books, filter: &Filter) -> Vec<(&'static str, &'static str)> {
    let mut pairs: Vec<(&'static str, &'static str)> = books
        .entries
        .iter()
        .filter(|entry| filter.takes(entry))
        .map(|entry| (entry.economic, entry.government))
        .collect();
    pairs.sort_unstable();
    pairs.dedup();
    pairs
}

fn pair_row(paper: &Paper, economic: &str, government: &str, keys: Vec<String>) -> RowSpec {
    RowSpec {
        keys,
        filter: Filter { government: government.to_owned(), ..Filter::default().of_economic(&[economic]) },
        coordinates: Coordinates {
            economic_code: economic.to_owned(),
            government_economic_code: government.to_owned(),
            item: paper.economic_name(economic),
            ..Coordinates::default()
        },
        ..RowSpec::default()
    }
}

/// 06: basic expenditure by both economic classifications.
fn basic(draft: &mut Draft, paper: &Paper) {
    let filter = general_basic();
    let head = |name: &str, nature: Nature| {
        let amounts = general().of_nature(nature);
        AmountHead::new(&["本年一般公共预算基本支出", name], amounts, nature, FundSource::GeneralPublic)
            .flowing(Flow::Expenditure)
    };
    let heads = [head("合计", Nature::Basic), head("人员经费", Nature::Personnel), head("公用经费", Nature::Operating)];
    let mut rows = vec![total_row(&["合计"], true)];
    for (economic, government) in pairs(paper.books, &filter) {
        let keys = vec![
            economic.to_owned(),
            paper.economic_name(economic),
            government.to_owned(),
            if government.is_empty() { String::new() } else { paper.government_name(government) },
        ];
        rows.push(pair_row(paper, economic, government, keys));
    }
    let table = paper.table(
        Form::GeneralPublicBasicExpenditure,
        "预算06表",
        &format!("{}年一般公共预算基本支出表", paper.books.year),
    );
    let keys: &[&'static [&'static str]] = &[
        &["部门预算支出经济分类科目", "科目编码"],
        &["部门预算支出经济分类科目", "科目名称"],
        &["政府预算支出经济分类科目", "科目编码"],
        &["政府预算支出经济分类科目", "科目名称"],
    ];
    builder(draft, paper).add(table, &[Side { keys, amounts: &heads, rows: &rows }], false);
}

/// 07: all expenditure by both economic classifications and by fund.
fn economic(draft: &mut Draft, paper: &Paper) {
    let head = |path: &[&str], funds: &[FundSource], fund: FundSource| {
        AmountHead::new(path, Filter::spent().of_funds(funds), Nature::Total, fund).flowing(Flow::Expenditure)
    };
    let heads = [
        head(&["合计"], &[], FundSource::All),
        head(&["一般公共预算"], &[FundSource::GeneralPublic], FundSource::GeneralPublic),
        head(&["政府性基金预算"], &[FundSource::GovernmentFund], FundSource::GovernmentFund),
        head(&["国有资本经营预算"], &[FundSource::StateCapital], FundSource::StateCapital),
        head(&["财政专户管理资金"], &[FundSource::SpecialAccount], FundSource::SpecialAccount),
        head(&["单位资金"], &[FundSource::InstitutionService, FundSource::Other], FundSource::UnitFunds),
    ];
    let mut rows = vec![total_row(&["", "", "合计", "", "", ""], false)];
    for (economic, government) in pairs(paper.books, &Filter::spent()) {
        let [class, section, _] = split_code(economic);
        let [government_class, government_section, _] = split_code(government);
        let keys = vec![
            class,
            section,
            paper.economic_name(economic),
            government_class,
            government_section,
            if government.is_empty() { String::new() } else { paper.government_name(government) },
        ];
        rows.push(pair_row(paper, economic, government, keys));
    }
    let table = paper.table(
        Form::EconomicClassificationSummary,
        "预算07表",
        &format!("{}年支出经济分类汇总表", paper.books.year),
    );
    let keys: &[&'static [&'static str]] = &[
        &["部门预算支出经济分类科目", "类"],
        &["部门预算支出经济分类科目", "款"],
        &["部门预算支出经济分类科目", "科目名称"],
        &["政府预算支出经济分类科目", "类"],
        &["政府预算支出经济分类科目", "款"],
        &["政府预算支出经济分类科目", "科目名称"],
    ];
    builder(draft, paper).add(table, &[Side { keys, amounts: &heads, rows: &rows }], false);
}

/// 08: the three public expenses in one row.
fn three_public_table(draft: &mut Draft, paper: &Paper) {
    let amounts = three_public(paper.books);
    let head = |path: &[&str], index: usize, item: &str, level: RowLevel| {
        let mut head = AmountHead::new(path, Filter::default(), Nature::Total, FundSource::GeneralPublic);
        head.given = Some(vec![amounts[index]]);
        head.coordinates.item = item.to_owned();
        head.at(level).flowing(Flow::Expenditure)
    };
    let heads = [
        head(&["“三公”经费合计"], 0, "“三公”经费合计", RowLevel::Total),
        head(&["因公出国（境）费"], 1, "因公出国（境）费", RowLevel::Leaf),
        head(&["公务用车购置及运行费", "小计"], 2, "公务用车购置及运行费", RowLevel::Subtotal),
        head(&["公务用车购置及运行费", "公务用车购置费"], 3, "公务用车购置费", RowLevel::Leaf),
        head(&["公务用车购置及运行费", "公务用车运行费"], 4, "公务用车运行费", RowLevel::Leaf),
        head(&["公务接待费"], 5, "公务接待费", RowLevel::Leaf),
    ];
    let rows = [RowSpec::default()];
    let mut table = paper.table(
        Form::ThreePublicExpenses,
        "预算08表",
        &format!("{}年一般公共预算“三公”经费支出情况表", paper.books.year),
    );
    table.notes.push("注：“三公”经费的口径按财政部门的规定。".to_owned());
    builder(draft, paper).add(table, &[Side { keys: &[], amounts: &heads, rows: &rows }], false);
}

/// 10: one row per project.
fn projects(draft: &mut Draft, paper: &Paper) {
    let project = || Filter::spent().of_nature(Nature::Project);
    let head = |path: &[&str], filter: Filter, fund: FundSource| {
        AmountHead::new(path, filter, Nature::Total, fund).flowing(Flow::Expenditure)
    };
    let heads = [
        head(&["合计"], project(), FundSource::All),
        head(
            &["本年拨款", "一般公共预算"],
            project().of_funds(&[FundSource::GeneralPublic]),
            FundSource::GeneralPublic,
        ),
        head(
            &["本年拨款", "政府性基金预算"],
            project().of_funds(&[FundSource::GovernmentFund]),
            FundSource::GovernmentFund,
        ),
        head(
            &["本年拨款", "国有资本经营预算"],
            project().of_funds(&[FundSource::StateCapital]),
            FundSource::StateCapital,
        ),
        head(&["财政专户管理资金"], project().of_funds(&[FundSource::SpecialAccount]), FundSource::SpecialAccount),
        head(
            &["单位资金"],
            project().of_funds(&[FundSource::InstitutionService, FundSource::Other]),
            FundSource::UnitFunds,
        ),
    ];
    let mut total = total_row(&["合计"], true);
    total.coordinates.nature = Nature::Project;
    let mut rows = vec![total];
    for index in paper.books.running_projects(&project()) {
        let Some(found) = paper.books.projects.get(index) else { continue };
        let nature = paper
            .books
            .entries
            .iter()
            .find(|entry| entry.project == Some(index))
            .map_or(Nature::Project, |entry| entry.nature);
        let Some(unit) = paper.books.units.get(found.unit) else { continue };
        rows.push(RowSpec {
            keys: vec![nature.name_zh().to_owned(), found.name.clone(), unit.name.clone()],
            filter: Filter::default().of_project(index),
            coordinates: Coordinates {
                nature,
                project: found.name.clone(),
                item: found.name.clone(),
                ..Coordinates::default()
            },
            unit_code: unit.code.clone(),
            ..RowSpec::default()
        });
    }
    let mut table = paper.table(Form::ProjectExpenditure, "预算10表", &format!("{}年项目支出表", paper.books.year));
    note_without_projects(paper, &mut table);
    let keys: &[&'static [&'static str]] = &[&["类型"], &["项目名称"], &["项目单位"]];
    builder(draft, paper).add(table, &[Side { keys, amounts: &heads, rows: &rows }], false);
}

/// 11: the budget of the whole department and its indicators.
fn department_targets(draft: &mut Draft, paper: &Paper) {
    let head = AmountHead::new(&["金额（万元）"], Filter::spent(), Nature::Total, FundSource::All);
    let row = |keys: [&str; 3], item: &str, fund: FundSource, nature: Nature, filter: Filter| {
        let flow = if fund == FundSource::All { Flow::Expenditure } else { Flow::Revenue };
        let level = if fund == FundSource::All && nature == Nature::Total { RowLevel::Total } else { RowLevel::Leaf };
        let mut row = side_row(keys[0], item, fund, Some(flow), level, filter);
        row.keys = keys.iter().map(|key| (*key).to_owned()).collect();
        row.coordinates.nature = nature;
        row
    };
    let of = |funds: &[FundSource]| Filter::default().of_funds(funds);
    let own = [FundSource::InstitutionService, FundSource::Other];
    let (all, total) = (FundSource::All, Nature::Total);
    let rows = [
        row(["部门预算总额（万元）", "", ""], "部门预算总额", all, total, Filter::default()),
        row(
            ["", "1、资金来源：", "（1）政府预算资金"],
            "政府预算资金",
            FundSource::Appropriation,
            total,
            of(&APPROPRIATED),
        ),
        row(
            ["", "", "（2）财政专户管理资金"],
            "财政专户管理资金",
            FundSource::SpecialAccount,
            total,
            of(&[FundSource::SpecialAccount]),
        ),
        row(["", "", "（3）单位资金"], "单位资金", FundSource::UnitFunds, total, of(&own)),
        row(
            ["", "2、资金结构：", "（1）基本支出"],
            "基本支出",
            all,
            Nature::Basic,
            Filter::default().of_nature(Nature::Basic),
        ),
        row(["", "", "（2）项目支出"], "项目支出", all, Nature::Project, Filter::default().of_nature(Nature::Project)),
    ];
    let title = format!("{}（单位）整体绩效目标表", paper.kind_word()).replace("单位（单位）", "单位");
    let table = paper.table(Form::DepartmentPerformanceTargets, "预算11表", &title);
    let keys: &[&'static [&'static str]] = &[&["预算情况"], &["类别"], &["项目"]];
    builder(draft, paper).add(table, &[Side { keys, amounts: &[head], rows: &rows }], false);
    if let Some(Block::Table(table)) = draft.blocks.last_mut() {
        for texts in [
            ["一级指标", "二级指标", "三级指标", "指标值"],
            ["投入管理指标", "预算和财务管理", "预算执行率", "≥95%"],
            ["产出指标", "履职目标实现", "履职目标完成率", "≥90%"],
            ["效益指标", "满意度", "服务对象满意度", "≥90%"],
        ] {
            table.rows.push(texts.into_iter().map(crate::sample::draft::Slot::text).collect());
        }
    }
}

/// 12: projects with their amounts and one target each.
fn targets(draft: &mut Draft, paper: &Paper) {
    let project = || Filter::spent().of_nature(Nature::Project);
    let head = |path: &[&str], filter: Filter, fund: FundSource| {
        AmountHead::new(path, filter, Nature::Total, fund).flowing(Flow::Expenditure)
    };
    let heads = [
        head(&["项目金额（万元）", "资金总额"], project(), FundSource::All),
        head(&["项目金额（万元）", "政府预算资金"], project().of_funds(&APPROPRIATED), FundSource::Appropriation),
        head(
            &["项目金额（万元）", "财政专户管理资金"],
            project().of_funds(&[FundSource::SpecialAccount]),
            FundSource::SpecialAccount,
        ),
        head(
            &["项目金额（万元）", "单位资金"],
            project().of_funds(&[FundSource::InstitutionService, FundSource::Other]),
            FundSource::UnitFunds,
        ),
    ];
    let mut rows = Vec::new();
    for (index, unit) in paper.books.units.iter().enumerate() {
        let of_unit = project().of_unit(index);
        let keys = [unit.code.as_str(), unit.name.as_str()];
        let mut row = labelled_row(&keys, false, &unit.name, RowLevel::Subtotal, Filter::default().of_unit(index));
        row.unit_code = unit.code.clone();
        row.coordinates.nature = Nature::Project;
        if paper.books.sum(&of_unit) != 0 {
            rows.push(row);
        }
        rows.extend(paper.books.running_projects(&of_unit).into_iter().filter_map(|index| target_row(paper, index)));
    }
    let mut table = paper.table(
        Form::ProjectPerformanceTargets,
        "预算12表",
        &format!("{}年部门预算项目绩效目标汇总表", paper.books.year),
    );
    note_without_projects(paper, &mut table);
    let keys: &[&'static [&'static str]] = &[&["单位编码（项目编码）"], &["项目单位（项目名称）"]];
    builder(draft, paper).add(table, &[Side { keys, amounts: &heads, rows: &rows }], false);
}

/// A project in table 12.
fn target_row(paper: &Paper, index: usize) -> Option<RowSpec> {
    let found = paper.books.projects.get(index)?;
    Some(RowSpec {
        keys: vec![found.code.clone(), found.name.clone()],
        filter: Filter::default().of_project(index),
        coordinates: Coordinates {
            nature: Nature::Project,
            project_code: found.code.clone(),
            project: found.name.clone(),
            item: found.name.clone(),
            ..Coordinates::default()
        },
        ..RowSpec::default()
    })
}

/// A table of projects without any says so.
fn note_without_projects(paper: &Paper, table: &mut Table) {
    if paper.books.sum(&Filter::spent().of_nature(Nature::Project)) == 0 {
        table.notes.push(format!("说明：{}年没有安排项目支出，故本表无数据。", paper.books.year));
    }
}
