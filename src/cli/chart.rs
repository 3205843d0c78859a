//! `tongbi chart`: one chart, or all that the panel's figures can make; and whether they keep to the notation.

use super::selection::SelectionArguments;
use super::{DONE, FOUND_SOMETHING, print_line};
use crate::charts::lint::{self, RULES};
use crate::charts::{
    self, CHARTS, Chart, ChartInput, ChartOptions, ChartSize, ChartSpec, FavourableColours, Judgement, LabelMode,
    Subject, ThemeName,
};
use crate::domain::codebook::REGIONS;
use crate::domain::{Amount, MoneyUnit};
use crate::error::{Error, Result, disk_reason};
use crate::measures::{Breakdown, Comparison, Prepared, Selection, Share, engine, selection};
use crate::panel::{Cells, Panel};
use clap::Args;
use clap::builder::PossibleValuesParser;
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fs;
use std::path::{Path, PathBuf};

/// The name that stands for every chart.
const ALL: &str = "all";

/// The charts that show small changes as one row.
const WITH_LEAST_CHANGE: [&str; 3] = ["change_bars", "waterfall", "ranking"];

/// Names of files that are named in the foot; further ones are counted.
const FILES_NAMED: usize = 3;

/// Arguments of `chart`.
#[derive(Args)]
pub(super) struct Arguments {
    /// 图的代号（说明见 tongbi list charts）；all：画得出的每一种各画一张 / name of the chart, or all
    #[arg(value_name = "NAME", value_parser = names())]
    name: String,
    #[command(flatten)]
    selection: SelectionArguments,
    /// 写到这个文件：.png、.svg，或 .json（图的说明数据）；画 all 时是文件夹 / file to write; for all, a folder
    #[arg(short, long, value_name = "FILE", required_unless_present = "lint")]
    output: Option<PathBuf>,
    /// 画面：16:9、4:3、A4 宽 / shape of the picture
    #[arg(long, value_name = "SIZE", default_value = "16:9", value_parser = ["16:9", "4:3", "a4"])]
    size: String,
    /// 两倍像素 / twice the pixels
    #[arg(long)]
    double: bool,
    /// 灰度（黑白印刷） / for black-and-white printing
    #[arg(long)]
    greyscale: bool,
    /// 标签印出每一位小数 / labels carry every printed decimal
    #[arg(long)]
    audit: bool,
    /// 金额单位，默认按大小选 / unit of money, chosen to fit by default
    #[arg(long, value_name = "UNIT", value_parser = ["yuan", "wan", "yi"])]
    unit: Option<String>,
    /// 增加算好、算坏还是不论；“三公”经费和机构运转经费总算坏 / what an increase means
    #[arg(long, value_name = "MEANING", default_value = "neutral", value_parser = ["neutral", "favourable", "unfavourable"])]
    increase: String,
    /// 有利和不利的颜色（前者有利） / colours of favourable and unfavourable changes
    #[arg(long, value_name = "COLOURS", default_value = "blue-orange", value_parser = ["blue-orange", "green-red", "red-green"])]
    colours: String,
    /// 脚注里的来源，默认列出所用的文件 / the source in the foot; by default the files behind the figures
    #[arg(long, value_name = "TEXT")]
    source: Option<String>,
    /// 不画，只检查：三种画面、两种配色、两种标签都试一遍，有问题时退出状态为 1 / check the charts against the notation
    #[arg(long)]
    lint: bool,
}

/// The names that the command takes; a wrong one is answered with the nearest.
fn names() -> PossibleValuesParser {
    PossibleValuesParser::new(CHARTS.iter().map(|chart| chart.name).chain([ALL]))
}

pub(super) fn run(arguments: &Arguments) -> Result<u8> {
    let kind = arguments.output.as_deref().filter(|_| arguments.name != ALL).map(kind_of).transpose()?;
    let panel = arguments.selection.open()?;
    let desk = Desk::new(panel, arguments)?;
    if arguments.name == ALL {
        let drawn = desk.all(arguments)?;
        return if arguments.lint { lint_all(&drawn) } else { write_all(&drawn, arguments) };
    }
    let chart = CHARTS.iter().find(|chart| chart.name == arguments.name);
    let chart = chart.ok_or_else(|| Error::usage(format!("没有图“{}”", arguments.name)))?;
    let drawn = desk.draw(chart, arguments)?;
    match (arguments.lint, &arguments.output, kind) {
        (true, ..) => lint_all(&[drawn]),
        (false, Some(path), Some(kind)) => {
            let spec = drawn.specify(&drawn.options)?;
            write(&spec, path, kind)?;
            print_line(&written(&spec, path))?;
            Ok(DONE)
        }
        _ => Ok(DONE),
    }
}

/// A chart with what it is made from.
struct Drawn {
    chart: &'static Chart,
    comparisons: Vec<Comparison>,
    shares: Vec<Share>,
    options: ChartOptions,
}

impl Drawn {
    /// The specification in these options.
    fn specify(&self, options: &ChartOptions) -> Result<ChartSpec> {
        (self.chart.specify)(&ChartInput { comparisons: &self.comparisons, shares: &self.shares, options })
    }
}

/// The panel, and the totals of the selected departments.
struct Desk {
    panel: Panel,
    selection: Selection,
    totals: Vec<Comparison>,
    /// The department of the charts of one department, where none was asked for and there are several.
    department: Option<String>,
    /// The province of the charts of departments, where there are several.
    province: Option<String>,
}

impl Desk {
    /// Chooses department and province where the caller has not, and says so.
    fn new(panel: Panel, arguments: &Arguments) -> Result<Desk> {
        let selection = arguments.selection.selection_on(&panel)?;
        let by_department = Selection { by: Some(Breakdown::Department), ..selection.clone() };
        let totals = Prepared::new(&panel, &by_department)?.comparisons()?;
        let mut desk = Desk { panel, selection, totals, department: None, province: None };
        let chosen = &arguments.selection;
        let drawn = || CHARTS.iter().filter(|chart| [ALL, chart.name].contains(&arguments.name.as_str()));
        if chosen.departments_are_open() && drawn().any(|chart| chart.subject == Subject::OneDepartment) {
            desk.department = desk.fullest_department()?;
            if let Some(department) = &desk.department {
                eprintln!("提示：没有写 --department，一个部门的图取公开数字最多的“{department}”");
            }
        }
        if drawn().any(|chart| chart.subject == Subject::Departments) {
            desk.province = desk.largest_province();
            if let Some(province) = &desk.province {
                let name = region_name(province);
                eprintln!(
                    "提示：面板里有几个省的部门，不放在一起排；各部门的图取可比部门最多的{name}，换别的用 --region"
                );
            }
        }
        Ok(desk)
    }

    /// Everything that the figures suffice for; what is left out is said.
    fn all(&self, arguments: &Arguments) -> Result<Vec<Drawn>> {
        let mut all = Vec::new();
        let mut left_out: BTreeMap<String, Vec<&str>> = BTreeMap::new();
        let mut leave = |chart: &Chart, reason: &str| left_out.entry(reason.to_owned()).or_default().push(chart.name);
        for chart in CHARTS {
            match self.draw(chart, arguments).and_then(|drawn| drawn.specify(&drawn.options).map(|_| drawn)) {
                Ok(drawn) if chart.is_worth_drawing(&drawn.comparisons, &drawn.shares) => all.push(drawn),
                Ok(_) => leave(chart, "年度、部门或项目太少"),
                Err(error) => leave(chart, &error.message),
            }
        }
        for (reason, names) in left_out {
            eprintln!("提示：没有画 {}：{reason}", names.join("、"));
        }
        if all.is_empty() {
            Err(Error::usage("面板里的数字不够画图；请检查筛选条件，或再载入别的年度"))
        } else {
            Ok(all)
        }
    }

    /// One chart's rows and options.
    fn draw(&self, chart: &'static Chart, arguments: &Arguments) -> Result<Drawn> {
        let mut selection = self.selection.clone();
        let one_department = chart.subject == Subject::OneDepartment && selection.by != Some(Breakdown::Department);
        if one_department && selection.departments.is_empty() {
            selection.departments.extend(self.department.clone());
        }
        selection.by = selection.by.or(chart.usual);
        let prepared = Prepared::new(&self.panel, &selection)?;
        if prepared.is_empty() {
            return Err(match arguments.name.as_str() {
                ALL => Error::usage("没有这样分项的数字"),
                _ => arguments.selection.nothing_fits(&self.panel)?,
            });
        }
        let mut comparisons = prepared.comparisons()?;
        let mut shares = prepared.shares()?;
        if one_department {
            refuse_several(&comparisons)?;
        } else if let Some(province) = &self.province {
            comparisons.retain(|row| province_of(&row.series.region_code) == province);
            shares.retain(|row| province_of(&row.series.region_code) == province);
        }
        let source = match &arguments.source {
            Some(source) => source.clone(),
            None => self.files_behind(&prepared, &comparisons)?,
        };
        let mut options = ChartOptions { source, ..options(arguments) };
        if let Some(text) = &arguments.selection.min_change {
            if arguments.name != ALL && !WITH_LEAST_CHANGE.contains(&chart.name) {
                return Err(Error::usage(format!("--min-change 只用于 {}", WITH_LEAST_CHANGE.join("、"))));
            }
            options.least_change = Some(least_change(text, options.unit)?);
        }
        Ok(Drawn { chart, comparisons, shares, options })
    }

    /// The department of which most figures are published, one of several years if there is one; `None` where the
    /// selection has only one.
    fn fullest_department(&self) -> Result<Option<String>> {
        let names: BTreeSet<&str> = self.totals.iter().map(|row| row.series.department.as_str()).collect();
        if names.len() < 2 {
            return Ok(None);
        }
        let sql = "SELECT department, CAST(COUNT(*) AS BIGINT) AS figures, MIN(fiscal_year) AS first_year, MAX(fiscal_year) AS last_year FROM facts GROUP BY department ORDER BY department";
        let frame = engine::query(&self.panel, sql)?;
        let cells = Cells::of(&frame);
        let mut fullest: Option<(bool, i64, &str)> = None;
        for row in (0..frame.height()).filter(|row| names.contains(cells.text("department", *row))) {
            let several_years = cells.small("last_year", row) > cells.small("first_year", row);
            let candidate = (several_years, cells.integer("figures", row), cells.text("department", row));
            if fullest.is_none_or(|fullest| (candidate.0, candidate.1) > (fullest.0, fullest.1)) {
                fullest = Some(candidate);
            }
        }
        Ok(fullest.map(|(_, _, name)| name.to_owned()))
    }

    /// The province of most departments that can be compared, where the selection has several: departments are ranked
    /// within one.
    fn largest_province(&self) -> Option<String> {
        let mut provinces: BTreeMap<&str, (HashSet<&str>, HashSet<&str>)> = BTreeMap::new();
        for row in &self.totals {
            let (compared, all) = provinces.entry(province_of(&row.series.region_code)).or_default();
            all.insert(row.series.department.as_str());
            if row.change_fen.is_some() {
                compared.insert(row.series.department.as_str());
            }
        }
        let largest = provinces.iter().rev().max_by_key(|(_, (compared, all))| (compared.len(), all.len()));
        largest.filter(|_| provinces.len() > 1).map(|(province, _)| (*province).to_owned())
    }

    /// The names of the files from which the figures come.
    fn files_behind(&self, prepared: &Prepared, comparisons: &[Comparison]) -> Result<String> {
        let behind = prepared.facts_behind();
        let years = comparisons
            .iter()
            .flat_map(|row| [row.fiscal_year, row.base_year].into_iter().map(|year| (row.series.series_id, year)));
        let facts: HashSet<i64> = years.filter_map(|key| behind.get(&key)).flatten().copied().collect();
        let sql = "SELECT f.fact_id AS fact_id, d.file AS file, d.kind AS kind FROM facts AS f JOIN documents AS d ON f.document_id = d.document_id";
        let frame = engine::query(&self.panel, sql)?;
        let cells = Cells::of(&frame);
        let rows = (0..frame.height()).filter(|row| facts.contains(&cells.integer("fact_id", *row)));
        let files: BTreeSet<String> =
            rows.map(|row| title_of(cells.text("file", row), cells.text("kind", row))).collect();
        let named: Vec<&str> = files.iter().map(String::as_str).take(FILES_NAMED).collect();
        let rest = if files.len() > FILES_NAMED { format!("等{}份文件", files.len()) } else { String::new() };
        Ok(if named.is_empty() {
            "公开的部门预算、决算文件".to_owned()
        } else {
            format!("{}{rest}", named.join("、"))
        })
    }
}

/// The name of a disclosure's file without folder and extension; a table of data keeps its extension.
fn title_of(file: &str, kind: &str) -> String {
    let path = Path::new(file);
    let is_table = kind == "table";
    let name = if is_table { path.file_name() } else { path.file_stem() };
    let name = name.map_or_else(|| file.to_owned(), |name| name.to_string_lossy().into_owned());
    if is_table { format!("数据表{name}") } else { name }
}

/// The first two digits of a region's code.
fn province_of(region_code: &str) -> &str {
    selection::province(region_code)
}

/// The name of the province with these first two digits.
fn region_name(province: &str) -> &'static str {
    let code = format!("{province}0000");
    REGIONS.iter().find(|region| region.code == code).map_or("一个省（没有区划代码）", |region| region.name)
}

/// A chart of one department cannot show two.
fn refuse_several(rows: &[Comparison]) -> Result<()> {
    let names: BTreeSet<&str> = rows.iter().map(|row| row.series.department.as_str()).collect();
    if names.len() < 2 {
        return Ok(());
    }
    let shown: Vec<&str> = names.iter().copied().take(5).collect();
    let rest = if names.len() > shown.len() { "等" } else { "" };
    Err(Error::usage(format!(
        "这张图一次画一个部门，--department 选中了 {} 个：{}{rest}；请写全名",
        names.len(),
        shown.join("、")
    )))
}

fn options(arguments: &Arguments) -> ChartOptions {
    ChartOptions {
        unit: arguments.unit.as_deref().and_then(MoneyUnit::from_id),
        labels: if arguments.audit { LabelMode::Audit } else { LabelMode::Briefing },
        size: match arguments.size.as_str() {
            "4:3" => ChartSize::Standard,
            "a4" => ChartSize::A4Width,
            _ => ChartSize::Wide,
        },
        double_scale: arguments.double,
        theme: if arguments.greyscale { ThemeName::Greyscale } else { ThemeName::Light },
        increase_means: match arguments.increase.as_str() {
            "favourable" => Judgement::Favourable,
            "unfavourable" => Judgement::Unfavourable,
            _ => Judgement::Neutral,
        },
        favourable_colours: match arguments.colours.as_str() {
            "green-red" => FavourableColours::GreenRed,
            "red-green" => FavourableColours::RedGreen,
            _ => FavourableColours::BlueOrange,
        },
        top: arguments.selection.top,
        ..ChartOptions::default()
    }
}

/// The amount of `--min-change`, in fen.
fn least_change(text: &str, unit: Option<MoneyUnit>) -> Result<u64> {
    let amount = Amount::parse(text, unit.unwrap_or(MoneyUnit::WanYuan)).ok().flatten();
    let amount = amount.ok_or_else(|| Error::usage(format!("--min-change 要一个金额，不是“{text}”")))?;
    Ok(amount.value.fen().unsigned_abs())
}

/// What a file holds.
#[derive(Clone, Copy)]
enum Kind {
    Png,
    Svg,
    Json,
}

/// What the extension of a file asks for.
fn kind_of(path: &Path) -> Result<Kind> {
    let extension = path.extension().map(|extension| extension.to_string_lossy().to_lowercase()).unwrap_or_default();
    match extension.as_str() {
        "png" => Ok(Kind::Png),
        "svg" => Ok(Kind::Svg),
        "json" => Ok(Kind::Json),
        _ => Err(Error::usage("图写成 .png、.svg 或 .json 文件；请改 -o 的扩展名").in_file(path.display())),
    }
}

/// Writes a chart, with the folders above it.
fn write(spec: &ChartSpec, path: &Path, kind: Kind) -> Result<()> {
    let bytes = match kind {
        Kind::Png => charts::render_png(spec)?,
        Kind::Svg => charts::render_svg(spec).into_bytes(),
        Kind::Json => charts::specification_json(spec)?.into_bytes(),
    };
    if let Some(parent) = path.parent().filter(|parent| !parent.as_os_str().is_empty()) {
        fs::create_dir_all(parent).map_err(|error| {
            Error::write(format!("建不了文件夹：{}", disk_reason(&error))).in_file(parent.display())
        })?;
    }
    fs::write(path, bytes)
        .map_err(|error| Error::write(format!("写不进去：{}", disk_reason(&error))).in_file(path.display()))
}

/// What a written file shows.
fn written(spec: &ChartSpec, path: &Path) -> String {
    format!("{}：{}　{}", path.display(), spec.title.who, spec.message)
}

/// One PNG for each chart into a folder.
fn write_all(all: &[Drawn], arguments: &Arguments) -> Result<u8> {
    let Some(folder) = &arguments.output else { return Ok(DONE) };
    if folder.is_file() || kind_of(folder).is_ok() {
        return Err(Error::usage("画 all 时 -o 要一个文件夹，不是一个文件").in_file(folder.display()));
    }
    for drawn in all {
        let path: PathBuf = folder.join(format!("{}.png", drawn.chart.name));
        let spec = drawn.specify(&drawn.options)?;
        write(&spec, &path, Kind::Png)?;
        print_line(&written(&spec, &path))?;
    }
    Ok(DONE)
}

/// The formats in which every chart is checked, with their names.
fn formats() -> Vec<(String, ChartSize, ThemeName, LabelMode)> {
    let sizes = [("16:9", ChartSize::Wide), ("4:3", ChartSize::Standard), ("A4", ChartSize::A4Width)];
    let themes = [("彩色", ThemeName::Light), ("灰度", ThemeName::Greyscale)];
    let modes = [("简报", LabelMode::Briefing), ("审计", LabelMode::Audit)];
    let mut formats = Vec::new();
    for (size_name, size) in sizes {
        for (theme_name, theme) in themes {
            formats.extend(
                modes.map(|(mode_name, mode)| (format!("{size_name} {theme_name} {mode_name}标签"), size, theme, mode)),
            );
        }
    }
    formats
}

/// Checks every chart in every format and says what was checked; 1 where something was found.
fn lint_all(all: &[Drawn]) -> Result<u8> {
    let rules: Vec<String> = RULES.iter().map(|rule| format!("{} {}", rule.name, rule.name_zh)).collect();
    print_line(&format!("规则 {} 条：{}", rules.len(), rules.join("；")))?;
    let mut problems = 0;
    for drawn in all {
        problems += lint_one(drawn)?;
    }
    print_line(&if problems == 0 {
        format!("检查了 {} 种图，没有问题。", all.len())
    } else {
        format!("检查了 {} 种图，有 {problems} 个问题。", all.len())
    })?;
    Ok(if problems == 0 { DONE } else { FOUND_SOMETHING })
}

/// Checks one chart in every format; returns how many problems there are.
fn lint_one(drawn: &Drawn) -> Result<usize> {
    let (mut texts, mut marks, mut measured) = (0, 0, 0);
    let mut found: Vec<String> = Vec::new();
    let formats = formats();
    for (name, size, theme, labels) in &formats {
        let options = ChartOptions { size: *size, theme: *theme, labels: *labels, ..drawn.options.clone() };
        let spec = drawn.specify(&options)?;
        let scene = charts::layout::lay_out(&spec);
        texts += scene.texts.len();
        marks += scene.marks.len();
        measured += scene.marks.iter().filter(|mark| mark.measured.is_some()).count();
        let findings = lint::lint_picture(&spec, &scene);
        found.extend(findings.into_iter().map(|finding| format!("  {name}　{} {}", finding.rule, finding.message)));
    }
    let verdict = if found.is_empty() { "没有问题".to_owned() } else { format!("{} 个问题", found.len()) };
    let chart = drawn.chart;
    print_line(&format!(
        "{} {}：{} 种版式，文字 {texts} 处，图形 {marks} 个，其中按数额画的 {measured} 个；{verdict}",
        chart.name,
        chart.name_zh,
        formats.len()
    ))?;
    for line in &found {
        print_line(line)?;
    }
    Ok(found.len())
}
