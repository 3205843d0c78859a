//! The command `chart`: what it writes, what it refuses, and what `--lint` says.

use crate::support::{Desk, tongbi};
use std::path::Path;

/// A desk whose panel holds the shipped tables of Jiangsu: two departments, three years.
fn jiangsu() -> Desk {
    let desk = Desk::new();
    desk.load(&[Path::new(env!("CARGO_MANIFEST_DIR")).join("datasets/jiangsu")]).exits(0);
    desk
}

/// The court of Jiangsu, as named in the table.
const COURT: &str = "江苏省高级人民法院";

/// The path of a file on the desk as an argument.
fn file(desk: &Desk, name: &str) -> String {
    desk.path(name).to_string_lossy().into_owned()
}

#[test]
fn a_chart_is_written_as_picture_drawing_or_data_by_its_extension() {
    let desk = jiangsu();
    for (name, begins) in
        [("a.png", "\u{89}PNG"), ("b.svg", "<svg "), ("new/folder/c.json", "{\n  \"name\": \"trend\"")]
    {
        let path = file(&desk, name);
        let run = desk.on_panel(&["chart", "trend", "--department", COURT, "-o", &path]).exits(0);
        assert!(run.out.contains("江苏省高级人民法院　2019年支出合计37,188.34万元"), "{}", run.out);
        let bytes = std::fs::read(&path).expect("the file is written");
        let text: String = bytes.iter().take(40).map(|byte| char::from(*byte)).collect();
        assert!(text.starts_with(begins), "{name}: {text}");
    }
    let path = file(&desk, "d.jpg");
    let run = desk.on_panel(&["chart", "trend", "-o", &path]).exits(2);
    assert!(run.err.contains("d.jpg") && run.err.contains(".png、.svg 或 .json"), "{}", run.err);
}

#[test]
fn all_charts_of_a_panel_are_drawn_and_what_is_left_out_is_said() {
    let desk = jiangsu();
    let folder = file(&desk, "charts");
    let run = desk.on_panel(&["chart", "all", "-o", &folder]).exits(0).says_once(&["没有画 outliers"]);
    assert!(run.err.contains("没有写 --department，一个部门的图取公开数字最多的“江苏省高级人民法院”"), "{}", run.err);
    let mut files: Vec<String> = std::fs::read_dir(&folder)
        .expect("the folder")
        .map(|entry| entry.expect("a file").file_name().to_string_lossy().into_owned())
        .collect();
    files.sort();
    let expected = ["change_bars", "heat_map", "ranking", "small_multiples", "structure", "three_public", "trend"];
    assert_eq!(files, expected.into_iter().chain(["waterfall"]).map(|name| format!("{name}.png")).collect::<Vec<_>>());
    desk.on_panel(&["chart", "all", "-o", &file(&desk, "one.png")]).exits(2).says_once(&["要一个文件夹"]);
}

#[test]
fn lint_names_the_rules_and_fails_where_a_character_cannot_be_drawn() {
    let desk = jiangsu();
    let run = desk.on_panel(&["chart", "all", "--lint"]).exits(0);
    assert!(run.out.contains("every_glyph_in_font 每个字都画得出"), "{}", run.out);
    assert!(run.out.contains("检查了 8 种图，没有问题。"), "{}", run.out);

    let other = Desk::new();
    other.write(
        "own/data.csv",
        "年,部门,项,数\n2024,表情😀局,甲,5\n2024,表情😀局,乙,7\n2025,表情😀局,甲,6\n2025,表情😀局,乙,7\n",
    );
    other.write(
        "own/data.toml",
        "name = \"试\"\nsource = \"试\"\nfiles = [\"data.csv\"]\n[columns]\nyear = \"年\"\ndepartment = \"部门\"\nitem = \"项\"\namount = \"数\"\n[constants]\nmoney_unit = \"万元\"\n",
    );
    other.load(&[other.path("own")]).exits(0);
    let run = other.on_panel(&["chart", "trend", "--lint"]).exits(1);
    assert!(run.out.contains("every_glyph_in_font 字体缺字：表情〓局"), "{}", run.out);
    assert!(run.out.contains("检查了 1 种图，有 12 个问题。"), "{}", run.out);
}

#[test]
fn small_changes_become_one_row_and_the_total_stays_that_of_all_items() {
    let desk = jiangsu();
    let path = file(&desk, "a.json");
    let chart = ["chart", "change_bars", "--department", COURT, "--level", "item", "-o", &path];
    let run = desk.on_panel(&[&chart[..], &["--min-change", "500"]].concat()).exits(0);
    assert!(run.out.contains("支出合计37,188.34万元，比上年增加4,016.19万元，增长12.11%"), "{}", run.out);
    let spec = std::fs::read_to_string(&path).expect("the specification");
    assert!(spec.contains("行政运行") && spec.contains("其余9项"), "{spec}");
    let run = desk.on_panel(&[&chart[..], &["--top", "4"]].concat()).exits(0);
    assert!(run.out.contains("支出合计37,188.34万元"), "{}", run.out);
    assert!(std::fs::read_to_string(&path).expect("the specification").contains("其余8项"));
}

#[test]
fn a_chart_of_one_department_refuses_two_and_takes_a_whole_name_literally() {
    let desk = Desk::new();
    desk.write("own/data.csv", "年,部门,数\n2024,市水务局,5\n2024,原市水务局,7\n2025,市水务局,6\n2025,原市水务局,9\n");
    desk.write(
        "own/data.toml",
        "name = \"试\"\nsource = \"试\"\nfiles = [\"data.csv\"]\n[columns]\nyear = \"年\"\ndepartment = \"部门\"\namount = \"数\"\n[constants]\nmoney_unit = \"万元\"\nitem = \"合计\"\nlevel = \"total\"\n",
    );
    desk.load(&[desk.path("own")]).exits(0);
    let path = file(&desk, "a.png");
    let run = desk.on_panel(&["chart", "trend", "--department", "水务局", "-o", &path]).exits(2);
    assert!(run.err.contains("选中了 2 个：原市水务局、市水务局"), "{}", run.err);
    let run = desk.on_panel(&["chart", "trend", "--department", "市水务局", "-o", &path]).exits(0);
    assert!(run.out.contains("市水务局　2025年") && !run.out.contains("原市水务局"), "{}", run.out);
}

#[test]
fn wrong_names_are_answered_with_the_right_ones() {
    let desk = jiangsu();
    let run = desk.on_panel(&["chart", "tred", "-o", "x.png"]).exits(2);
    assert!(run.err.contains("是不是 trend"), "{}", run.err);
    let run = tongbi(["load"]).exits(2);
    assert!(run.err.contains("用法：tongbi load --panel <DIR> <SRC>..."), "{}", run.err);
    let run = desk.on_panel(&["compare", "--department", "没有的局"]).exits(2);
    assert!(run.err.contains("2 个部门（江苏省人大常委会办公厅、江苏省高级人民法院），年度 2017—2019"), "{}", run.err);
    assert!(tongbi(["list"]).exits(0).out.contains("tongbi list charts"));
}
