//! `tongbi draft` from outside: the text of a small department word by word, drafts that read back whole and contradict
//! nothing, and wishes that cannot be met.

use crate::support::{Desk, corpus, tongbi};
use std::path::{Path, PathBuf};

const LAST_YEAR: &str = "云山县档案馆\n2024年度部门预算\n\n2024年部门收支总体情况表\n\n预算01表\n单位：万元\n\n部门：云山县档案馆\n\n\
收入\t\t支出\t\n项目\t金额\t项目\t金额\n一、一般公共预算\t80.00\t一、一般公共服务\t70.00\n二、事业收入\t5.00\t二十一、住房保障支出\t15.00\n\
本年收入合计\t85.00\t本年支出合计\t85.00\n上年结转结余\t\t年终结转结余\t\n收入总计\t85.00\t支出总计\t85.00\n\n\
2024年部门支出总体情况表\n\n预算03表\n单位：万元\n\n部门：云山县档案馆\n\n\
科目编码\t科目名称\t合计\t基本支出\t项目支出\n\t合计\t85.00\t45.00\t40.00\n201\t一般公共服务支出\t70.00\t30.00\t40.00\n\
20126\t档案事务\t70.00\t30.00\t40.00\n2012601\t行政运行\t30.00\t30.00\t\n2012604\t档案馆\t40.00\t\t40.00\n\
221\t住房保障支出\t15.00\t15.00\t\n22102\t住房改革支出\t15.00\t15.00\t\n2210201\t住房公积金\t15.00\t15.00\t\n\n\
2024年一般公共预算支出情况表\n\n预算05表\n单位：万元\n\n部门：云山县档案馆\n\n\
科目编码\t科目名称\t合计\t基本支出\t项目支出\n\t合计\t80.00\t45.00\t35.00\n201\t一般公共服务支出\t65.00\t30.00\t35.00\n\
20126\t档案事务\t65.00\t30.00\t35.00\n2012601\t行政运行\t30.00\t30.00\t\n2012604\t档案馆\t35.00\t\t35.00\n\
221\t住房保障支出\t15.00\t15.00\t\n22102\t住房改革支出\t15.00\t15.00\t\n2210201\t住房公积金\t15.00\t15.00\t\n\n\
2024年一般公共预算“三公”经费支出情况表\n\n预算08表\n单位：万元\n\n部门：云山县档案馆\n\n\
项目\t金额\n“三公”经费合计\t6.00\n1、因公出国（境）费\t\n2、公务接待费\t2.00\n3、公务用车购置及运行费\t4.00\n其中：公务用车购置费\t\n公务用车运行维护费\t4.00\n";

const THIS_YEAR: &str = "云山县档案馆\n2025年度部门预算\n\n2025年部门收支总体情况表\n\n预算01表\n单位：万元\n\n部门：云山县档案馆\n\n\
收入\t\t支出\t\n项目\t金额\t项目\t金额\n一、一般公共预算\t90.00\t一、一般公共服务\t77.00\n二、事业收入\t2.00\t二十一、住房保障支出\t15.00\n\
本年收入合计\t92.00\t本年支出合计\t92.00\n上年结转结余\t\t年终结转结余\t\n收入总计\t92.00\t支出总计\t92.00\n\n\
2025年部门支出总体情况表\n\n预算03表\n单位：万元\n\n部门：云山县档案馆\n\n\
科目编码\t科目名称\t合计\t基本支出\t项目支出\n\t合计\t92.00\t50.00\t42.00\n201\t一般公共服务支出\t77.00\t35.00\t42.00\n\
20126\t档案事务\t77.00\t35.00\t42.00\n2012601\t行政运行\t35.00\t35.00\t\n2012604\t档案馆\t40.00\t\t40.00\n2012699\t其他档案事务支出\t2.00\t\t2.00\n\
221\t住房保障支出\t15.00\t15.00\t\n22102\t住房改革支出\t15.00\t15.00\t\n2210201\t住房公积金\t15.00\t15.00\t\n\n\
2025年一般公共预算支出情况表\n\n预算05表\n单位：万元\n\n部门：云山县档案馆\n\n\
科目编码\t科目名称\t合计\t基本支出\t项目支出\n\t合计\t90.00\t50.00\t40.00\n201\t一般公共服务支出\t75.00\t35.00\t40.00\n\
20126\t档案事务\t75.00\t35.00\t40.00\n2012601\t行政运行\t35.00\t35.00\t\n2012699\t其他档案事务支出\t40.00\t\t40.00\n\
221\t住房保障支出\t15.00\t15.00\t\n22102\t住房改革支出\t15.00\t15.00\t\n2210201\t住房公积金\t15.00\t15.00\t\n\n\
2025年一般公共预算“三公”经费支出情况表\n\n预算08表\n单位：万元\n\n部门：云山县档案馆\n\n\
项目\t金额\n“三公”经费合计\t5.00\n1、因公出国（境）费\t\n2、公务接待费\t1.00\n3、公务用车购置及运行费\t4.00\n其中：公务用车购置费\t\n公务用车运行维护费\t4.00\n";

/// Written by hand from the two years above.
const EXPECTED: &str = "云山县档案馆2025年度部门预算情况说明

一、收入支出预算总体情况说明

云山县档案馆2025年收入总计92.00万元，支出总计92.00万元，与上年相比，收、支总计各增加7.00万元，增长8.24%，主要原因是【待填：原因】。

二、收入预算情况说明

云山县档案馆2025年收入合计92.00万元，其中：一般公共预算拨款收入90.00万元，占97.83%；事业收入2.00万元，占2.17%。与上年相比，收入合计增加7.00万元，增长8.24%，主要原因是【待填：原因】。

三、支出预算情况说明

云山县档案馆2025年支出合计92.00万元，其中：基本支出50.00万元，占54.35%；项目支出42.00万元，占45.65%。与上年相比，支出合计增加7.00万元，增长8.24%，主要原因是【待填：原因】。与上年相比，基本支出增加5.00万元，增长11.11%，主要原因是【待填：原因】。与上年相比，项目支出增加2.00万元，增长5.00%，主要原因是【待填：原因】。

四、一般公共预算支出预算情况说明

云山县档案馆2025年一般公共预算支出90.00万元，与上年相比，增加10.00万元，增长12.50%，主要原因是【待填：原因】。其中：基本支出50.00万元，占55.56%；项目支出40.00万元，占44.44%。

一般公共预算支出90.00万元，主要用于以下方面：一般公共服务支出75.00万元，占83.33%；住房保障支出15.00万元，占16.67%。

一般公共预算支出90.00万元，具体情况如下：

1、一般公共服务支出（类）档案事务（款）行政运行（项）35.00万元，与上年相比，增加5.00万元，增长16.67%，主要原因是【待填：原因】。

2、一般公共服务支出（类）档案事务（款）档案馆（项）0.00万元，与上年相比，减少35.00万元，下降100.00%，主要原因是【待填：原因】。

3、一般公共服务支出（类）档案事务（款）其他档案事务支出（项）40.00万元，与上年相比，增加40.00万元，为新增支出，主要原因是【待填：原因】。

4、住房保障支出（类）住房改革支出（款）住房公积金（项）15.00万元，与上年持平。

五、一般公共预算基本支出预算情况说明

云山县档案馆2025年一般公共预算基本支出50.00万元。与上年相比，一般公共预算基本支出增加5.00万元，增长11.11%，主要原因是【待填：原因】。

六、“三公”经费支出预算情况说明

云山县档案馆2025年“三公”经费5.00万元，与上年相比，减少1.00万元，下降16.67%，主要原因是【待填：原因】。具体情况如下：

（一）因公出国（境）费0.00万元，与上年持平。

（二）公务用车购置及运行费4.00万元，与上年持平。其中：公务用车购置费0.00万元，与上年持平；公务用车运行维护费4.00万元，与上年持平。

（三）公务接待费1.00万元，与上年相比，减少1.00万元，下降50.00%，主要原因是【待填：原因】。
";

fn archive() -> Desk {
    let desk = Desk::new();
    let files = [desk.write("2024.txt", LAST_YEAR), desk.write("2025.txt", THIS_YEAR)];
    desk.load(&files).exits(0);
    desk
}

fn draft(desk: &Desk, department: &str, year: &str, more: &[&str]) -> crate::support::Run {
    let mut arguments = vec!["draft", "--department", department, "--year", year];
    arguments.extend(more);
    desk.on_panel(&arguments)
}

#[test]
fn a_small_department_is_told_word_by_word() {
    let run = draft(&archive(), "云山县档案馆", "2025", &[]).exits(0);
    assert_eq!(run.out, EXPECTED);
}

#[test]
fn without_last_year_nothing_is_said_of_a_change() {
    let run = draft(&archive(), "云山县档案馆", "2024", &[]).exits(0);
    for word in ["上年", "增加", "减少", "新增", "待填"] {
        assert!(!run.out.contains(word), "{word} in {}", run.out);
    }
    assert!(run.out.contains("支出总计85.00万元"), "{}", run.out);
    run.says_once(&["面板里没有2023年预算"]);
}

/// The sentences with an amount of a file that was loaded, and those of them that were understood.
fn understood(desk: &Desk, file: &str) -> (i64, i64) {
    let rows = desk.query("SELECT file, sentences_with_amount, sentences_understood, unread FROM documents");
    let row = rows.iter().find(|row| row.text("file").ends_with(file)).expect("the draft is in the panel");
    assert_eq!(row.number("unread"), Some(0), "nothing of the draft is unread");
    (row.number("sentences_with_amount").unwrap_or(0), row.number("sentences_understood").unwrap_or(0))
}

/// Errors and warnings that checks find, apart from CP003: that tables stand without prose.
fn breaks(desk: &Desk) -> Vec<String> {
    let rows = desk.rows(&["check", "--outcome", "breaks"]);
    let found = rows.iter().filter(|row| row.text("severity") != "hint" && row.text("code") != "CP003");
    found.map(|row| format!("{} {}", row.text("code"), row.text("message"))).collect()
}

/// Drafts, reads the draft back beside tables, and holds it to what the tables alone give.
#[track_caller]
fn proves(desk: &Desk, department: &str, year: &str, more: &[&str], tables: &[PathBuf]) {
    let file = desk.path("草稿.txt");
    let name = file.to_str().expect("a path").to_owned();
    let mut flags = vec!["-o", name.as_str()];
    flags.extend(more);
    draft(desk, department, year, &flags).exits(0);
    let (alone, together) = (Desk::new(), Desk::new());
    let mut sources = tables.to_vec();
    alone.load(&sources).exits(0);
    sources.push(file);
    together.load(&sources).exits(0);
    let (sentences, read) = understood(&together, "草稿.txt");
    assert!(sentences > 5, "{department} {year} has {sentences} sentences with an amount");
    assert_eq!(sentences, read, "{department} {year}");
    assert_eq!(breaks(&together), breaks(&alone), "{department} {year}");
}

#[test]
fn the_draft_of_a_small_department_stands_beside_its_tables() {
    let desk = archive();
    proves(&desk, "档案馆", "2025", &[], &[desk.path("2024.txt"), desk.path("2025.txt")]);
}

#[test]
fn the_draft_of_henan_stands_beside_its_tables() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("datasets/henan_2025");
    let file = std::fs::read_dir(&folder).expect("the folder").flatten().next().expect("the disclosure").path();
    let desk = Desk::new();
    desk.load(&[&file]).exits(0);
    let text = std::fs::read_to_string(&file).expect("text");
    let (_, tables) = text.rsplit_once("附件：").expect("an annex of tables");
    let tables = desk.write("表.txt", format!("周口市行政服务中心\n2025年度部门预算\n\n{tables}"));
    proves(&desk, "周口市行政服务中心", "2025", &[], &[tables]);
}

#[test]
fn drafts_of_imported_tables_read_back_whole() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("datasets/jiangsu");
    let desk = Desk::new();
    desk.load(&[&folder]).exits(0);
    for department in ["江苏省高级人民法院", "江苏省人大常委会办公厅"] {
        for year in ["2017", "2018", "2019"] {
            proves(&desk, department, year, &[], std::slice::from_ref(&folder));
        }
    }
}

#[test]
fn drafts_of_the_corpus_are_understood_and_contradict_no_table() {
    let Some(corpus) = corpus() else { return };
    let desk = Desk::new();
    let sources: Vec<PathBuf> = [
        "henan",
        "jiangsu/gaoyuan",
        "jiangsu/renda/江苏省人大办公厅2017年度预算公开.pdf",
        "jiangsu/renda/江苏省人大常委会2019年度部门预算公开.pdf",
        "jiangsu/renda/江苏省人大常委会办公厅2019年部门预算公开表.pdf",
        "jiangsu/renda/省人大办公厅2018预算公开.pdf",
        "shanghai/commerce_dept_2025.pdf",
        "shanghai/commerce_unit_2025.pdf",
        "shanghai/finance_bureau_dept_2025.pdf",
        "shanghai/finance_bureau_final_2024_good.pdf",
        "shanghai/gov_office_dept_2025.pdf",
        "shanghai/gov_office_unit_2025.pdf",
    ]
    .iter()
    .map(|name| corpus.join(name))
    .collect();
    desk.load(&sources).exits(0);
    let documents = desk.query("SELECT DISTINCT department, kind, fiscal_year, phase FROM documents");
    assert_eq!(documents.len(), 13);
    for document in documents {
        let year = document.number("fiscal_year").unwrap_or(0).to_string();
        let file = desk.path("草稿.docx");
        let flags =
            ["--phase", document.text("phase"), "--kind", document.text("kind"), "-o", file.to_str().expect("a path")];
        let run = draft(&desk, document.text("department"), &year, &flags).exits(0);
        let whole = run.err.lines().any(|line| line.ends_with("不平 0 处。") && !line.contains("与表核对 0 处"));
        assert!(whole && !run.err.contains("读不回来") && !run.err.contains("没有写，因为"), "{}", run.err);
        let read = Desk::new();
        read.load(&[&file]).exits(0);
        let (sentences, known) = understood(&read, "草稿.docx");
        assert!(sentences >= 15 && sentences == known, "{known} of {sentences} in {}", run.err);
    }
}

#[test]
fn a_draft_is_written_in_the_format_of_its_name_and_read_back_from_each() {
    let desk = archive();
    for name in ["说明.txt", "说明.md", "说明.docx"] {
        let file = desk.path(name);
        draft(&desk, "云山县档案馆", "2025", &["-o", file.to_str().expect("a path")]).exits(0);
        let read = Desk::new();
        read.load(&[&file]).exits(0);
        let (sentences, known) = understood(&read, name);
        assert!(sentences > 5 && sentences == known, "{known} of {sentences} in {name}");
        assert_eq!(read.number("SELECT COUNT(*) FROM documents WHERE department = '云山县档案馆'"), 1, "{name}");
    }
    let run = draft(&desk, "云山县档案馆", "2025", &["-o", desk.path("说明.pdf").to_str().expect("a path")]).exits(2);
    assert!(run.err.contains(".docx"), "{}", run.err);
}

#[test]
fn wishes_that_cannot_be_met_are_answered_with_what_there_is() {
    let desk = archive();
    let says = |run: crate::support::Run, words: &[&str]| {
        let run = run.exits(2);
        assert_eq!(run.errors().len(), 1, "{}", run.err);
        run.says_once(words);
    };
    says(draft(&desk, "云山县档案局", "2025", &[]), &["没有“云山县档案局”", "云山县档案馆"]);
    says(draft(&desk, "档案馆", "2019", &[]), &["没有云山县档案馆2019年", "2024、2025年"]);
    says(draft(&desk, "云山县档案馆", "2025", &["--phase", "executed"]), &["2025年的决算", "预算（approved）"]);
    let other = desk.write("b.txt", THIS_YEAR.replace("云山县档案馆", "云山县图书馆"));
    let renamed = [
        ("年度部门预算", "年度部门决算"),
        ("收支总体情况表", "收入支出决算总表"),
        ("支出总体情况表", "支出决算表"),
        ("一般公共预算支出情况表", "一般公共预算财政拨款支出决算表"),
        ("支出情况表", "支出决算表"),
        ("预算0", "公开0"),
    ];
    let executed = renamed.iter().fold(THIS_YEAR.to_owned(), |text, (from, to)| text.replace(from, to));
    let final_accounts = desk.write("c.txt", executed);
    desk.load(&[other]).exits(0);
    says(draft(&desk, "云山县", "2025", &[]), &["“云山县”", "2 个", "云山县图书馆", "--department"]);
    desk.load(&[final_accounts]).exits(0);
    says(draft(&desk, "云山县档案馆", "2025", &[]), &["approved", "executed", "--phase"]);
    let nothing = tongbi(["draft", "--department", "甲", "--year", "2025", "--panel", "nowhere"]).exits(2);
    assert_eq!(nothing.errors().len(), 1);
}
