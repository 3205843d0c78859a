//! Which figures are compared: narrows `facts` to one breakdown, one form per department, rolled up to one level.
//!
//! The measures' SQL then runs unchanged over the narrowed table.

use crate::crosswalk::{Crosswalk, Subject};
use crate::domain::identifier::stable_id;
use crate::domain::label::fold;
use crate::domain::{Flow, Form, FundSource, Nature, Phase, RowLevel, codebook, vocabulary};
use crate::error::{Error, Result};
use crate::measures::comparison::Series;
use crate::panel::{Cells, Panel, schema};
use polars::prelude::*;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

vocabulary! {
    /// By what the figures are broken down.
    Breakdown {
        /// totals of departments
        Department = "department", "部门";
        /// functional classification
        Function = "function", "功能分类";
        /// departments' economic classification
        Economic = "economic", "经济分类";
        /// basic and project expenditure and their parts
        Nature = "nature", "支出性质";
        /// sources of funds
        Fund = "fund", "资金来源";
        /// projects
        Project = "project", "项目";
        /// the three public expenses
        ThreePublic = "three_public", "“三公”经费";
    }
}

vocabulary! {
    /// How deep a classification is shown.
    Depth {
        /// 类
        Class = "class", "类";
        /// 款
        Section = "section", "款";
        /// 项
        Item = "item", "项";
    }
}

/// What the user asked to see.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    /// Names or codes of departments; any of them.
    pub departments: Vec<String>,
    /// Prefixes of region codes, or names of regions; any of them.
    pub regions: Vec<String>,
    /// First and last year.
    pub years: Option<(i32, i32)>,
    /// Phase.
    pub phase: Option<Phase>,
    /// Form.
    pub form: Option<Form>,
    /// Breakdown; by function where one department is asked for, otherwise by department.
    pub by: Option<Breakdown>,
    /// Depth.
    pub level: Option<Depth>,
    /// Links between what changed its name or code, by which figures are made comparable.
    pub crosswalk: Arc<Crosswalk>,
}

impl Selection {
    /// The breakdown in force.
    pub fn breakdown(&self) -> Breakdown {
        self.by.unwrap_or(if self.departments.len() == 1 { Breakdown::Function } else { Breakdown::Department })
    }

    /// The depth in force: 类 for classifications.
    pub(super) fn depth(&self) -> Depth {
        self.level.unwrap_or(match self.breakdown() {
            Breakdown::Project => Depth::Item,
            _ => Depth::Class,
        })
    }

    /// What a crosswalk may change in this breakdown.
    pub(super) fn subjects(&self) -> &'static [Subject] {
        match self.breakdown() {
            Breakdown::Function => &[Subject::Department, Subject::Unit, Subject::Function],
            Breakdown::Economic => &[Subject::Department, Subject::Unit, Subject::Economic],
            Breakdown::Project => &[Subject::Department, Subject::Unit, Subject::Project],
            Breakdown::Department | Breakdown::Nature | Breakdown::Fund | Breakdown::ThreePublic => {
                &[Subject::Department, Subject::Unit]
            }
        }
    }

    /// Digits of a classification at the depth in force.
    pub(super) fn digits(&self) -> usize {
        match self.depth() {
            Depth::Class => 3,
            Depth::Section => 5,
            Depth::Item => 7,
        }
    }
}

/// Figures narrowed for the measures, with what each series is.
pub struct Narrowed {
    /// `facts` with the columns that the measures use.
    pub facts: DataFrame,
    /// What each series is, with the labels of its latest year.
    pub series: HashMap<i64, Series>,
    /// The first year that was asked for; figures of the year before are there only as a base.
    pub first_year: Option<i32>,
    /// For every scope and year, figures added up into one series where the neighbouring year has one figure each.
    pub coarsened: BTreeSet<(i64, i32)>,
    /// Those of them with at least half as many figures again as series: so much finer that names may differ too.
    pub much_finer: BTreeSet<(i64, i32)>,
    /// For series and years, why their identity was changed to make them comparable, in Chinese.
    pub reasons: HashMap<(i64, i32), String>,
}

/// One figure, as far as narrowing needs it.
#[derive(Clone)]
pub(super) struct Figure {
    pub(super) series: Series,
    pub(super) fiscal_year: i32,
    pub(super) amount_fen: i64,
    pub(super) fact_id: i64,
    pub(super) document_id: String,
    pub(super) scope_id: i64,
    pub(super) body_id: i64,
    /// The body as printed, where a crosswalk gave the figure another one.
    pub(super) printed_body_id: i64,
    /// The series as printed.
    pub(super) printed_series_id: i64,
    /// Why its identity was changed; empty where it was not.
    pub(super) reason: String,
}

/// Forms in which a breakdown is looked for, best first.
fn preferred_forms(by: Breakdown) -> &'static [Form] {
    use Form::*;
    match by {
        Breakdown::Department => &[
            RevenueExpenditureSummary,
            ExpenditureSummary,
            RevenueSummary,
            AppropriationSummary,
            GeneralPublicExpenditure,
            OtherTable,
        ],
        Breakdown::Function => &[
            ExpenditureSummary,
            GeneralPublicExpenditure,
            AppropriationExpenditure,
            RevenueExpenditureSummary,
            AppropriationSummary,
            GovernmentFundExpenditure,
            OtherTable,
        ],
        Breakdown::Economic => {
            &[EconomicClassificationSummary, GeneralPublicBasicExpenditure, AppropriationBasicExpenditure, OtherTable]
        }
        Breakdown::Nature => {
            &[ExpenditureSummary, RevenueExpenditureSummary, GeneralPublicExpenditure, AppropriationExpenditure]
        }
        Breakdown::Fund => &[RevenueExpenditureSummary, RevenueSummary],
        Breakdown::ThreePublic => &[ThreePublicExpenses],
        Breakdown::Project => {
            &[ProjectExpenditure, ProjectPerformanceTargets, GeneralPublicProjectExpenditure, OtherTable]
        }
    }
}

/// Figures of the breakdown, of one form per department.
pub(super) fn choose(figures: Vec<Figure>, selection: &Selection) -> Vec<Figure> {
    let by = selection.breakdown();
    let mut fitting: Vec<Figure> = figures.into_iter().filter(|figure| fits(figure, by)).collect();
    if matches!(by, Breakdown::Department | Breakdown::Function | Breakdown::Economic) {
        join_units(&mut fitting);
    }
    let fitting = if by == Breakdown::Department { prefer_printed_totals(fitting) } else { fitting };
    let chosen = choose_forms(fitting, by);
    if by == Breakdown::Nature { keep_one_depth(chosen, selection.depth()) } else { chosen }
}

/// A department's own table may list its units one below the other, each under its code: of the department they are
/// parts, so that an item of several units is one item, and a printed total is the total of their rows. Units that
/// publish documents of their own have a name here and stay apart.
fn join_units(figures: &mut [Figure]) {
    // Two departments may have had one code, one after the other: a list of units stands under one name.
    type Lister = (Owner, String, Form);
    let lister =
        |figure: &Figure| -> Lister { (owner(&figure.series), fold(&figure.series.department), figure.series.form) };
    #[derive(Default)]
    struct Listed {
        bodies: BTreeSet<i64>,
        scopes: BTreeSet<i64>,
        /// The body of the department itself, where the table prints its total.
        own: Option<i64>,
    }
    let mut lists: HashMap<Lister, Listed> = HashMap::new();
    for figure in figures.iter().filter(|figure| figure.series.unit.is_empty()) {
        let listed = lists.entry(lister(figure)).or_default();
        listed.bodies.insert(figure.body_id);
        listed.scopes.insert(figure.scope_id);
        if figure.series.unit_code.is_empty() {
            listed.own = Some(listed.own.map_or(figure.body_id, |own| own.min(figure.body_id)));
        }
    }
    lists.retain(|_, listed| listed.bodies.len() > 1);
    for figure in figures.iter_mut().filter(|figure| figure.series.unit.is_empty()) {
        let key = lister(figure);
        let Some(listed) = lists.get(&key) else { continue };
        let ((region, department, phase), _, form) = key;
        figure.body_id = listed.own.unwrap_or_else(|| stable_id(&["body of units", &region, &department]));
        if listed.scopes.len() > 1 {
            figure.scope_id = stable_id(&["scope of units", &region, &department, phase.id(), form.id()]);
        }
        figure.series.unit_code.clear();
    }
}

pub(super) fn in_memory(panel: &Panel, frame: LazyFrame) -> Result<DataFrame> {
    frame.collect().map_err(|error| panel.damage().unwrap_or_else(|| Error::panel(format!("读取面板时出错：{error}"))))
}

pub(super) fn collect(panel: &Panel, selection: &Selection) -> Result<DataFrame> {
    let mut facts = panel.facts()?;
    if let Some((first, last)) = selection.years {
        // The year before the first is the base of its comparison.
        let base = first.saturating_sub(1);
        facts = facts.filter(col("fiscal_year").gt_eq(lit(base)).and(col("fiscal_year").lt_eq(lit(last))));
    }
    if let Some(phase) = selection.phase {
        facts = facts.filter(col("phase").eq(lit(phase.id())));
    }
    if let Some(form) = selection.form {
        facts = facts.filter(col("form").eq(lit(form.id())));
    } else {
        let forms = preferred_forms(selection.breakdown()).iter().map(|form| col("form").eq(lit(form.id())));
        if let Some(any) = forms.reduce(|any, one| any.or(one)) {
            facts = facts.filter(any);
        }
    }
    let all = panel.manifest().counts.get("facts").copied().unwrap_or_default();
    let narrows = selection.crosswalk.is_empty() && !(selection.departments.is_empty() && selection.regions.is_empty());
    if all > FEW_FACTS && narrows {
        facts = of_departments(panel, facts, selection)?;
    }
    if all > MOST_FACTS {
        refuse_too_many(panel, &facts)?;
    }
    in_memory(panel, facts)
}

/// Up to so many facts, looking for the departments beforehand takes longer than reading all.
const FEW_FACTS: u64 = 200_000;

/// So many figures are compared at once: each takes one or two kilobytes until it is printed.
const MOST_FACTS: u64 = 3_000_000;

/// Only the facts of the departments asked for (and perhaps some others). Facts are sorted by department, so only their row
/// groups are read.
fn of_departments(panel: &Panel, facts: LazyFrame, selection: &Selection) -> Result<LazyFrame> {
    let names = ["region_code", "department_code", "department", "unit"];
    let owners = facts.clone().select(names.map(col)).unique(None, UniqueKeepStrategy::Any);
    let owners = streamed(panel, owners)?;
    let cells = Cells::of(&owners);
    let text = |name: &str, row: usize| cells.text(name, row);
    let wanted = (0..owners.height()).filter(|row| is_wanted(names.map(|name| text(name, *row)).into(), selection));
    let (mut codes, mut departments) = (BTreeSet::new(), BTreeSet::new());
    for row in wanted {
        codes.insert(text("department_code", row));
        departments.insert(text("department", row));
    }
    let one_of = |name: &str, texts: BTreeSet<&str>| {
        let (first, last) = (texts.first().copied().unwrap_or(""), texts.last().copied().unwrap_or(""));
        let among = polars::prelude::Series::new(name.into(), texts.iter().copied().collect::<Vec<&str>>());
        // The range lets the reader pass over row groups by their least and greatest text.
        let within = col(name).gt_eq(lit(first)).and(col(name).lt_eq(lit(last)));
        within.and(col(name).is_in(lit(among).implode(false), false))
    };
    let named = facts.filter(one_of("department", departments));
    Ok(if codes.contains("") { named } else { named.filter(one_of("department_code", codes)) })
}

fn refuse_too_many(panel: &Panel, facts: &LazyFrame) -> Result<()> {
    let counted = streamed(panel, facts.clone().select([col("fact_id").count().alias("facts")]))?;
    let count = counted.column("facts").and_then(|column| column.cast(&DataType::UInt64)).ok();
    let count = count.and_then(|column| column.u64().ok().and_then(|column| column.get(0))).unwrap_or_default();
    if count > MOST_FACTS {
        return Err(Error::usage(format!(
            "选中的数字有 {count} 个，一次最多比较 {MOST_FACTS} 个；请用 --department、--region、--years、--form 缩小范围，\
             整个面板的同比、占比等用 tongbi measure 导出"
        )));
    }
    Ok(())
}

fn streamed(panel: &Panel, frame: LazyFrame) -> Result<DataFrame> {
    let result = frame.collect_with_engine(Engine::Streaming).map(|result| result.unwrap_single());
    result.map_err(|error| panel.damage().unwrap_or_else(|| Error::panel(format!("读取面板时出错：{error}"))))
}

/// A whole name means the department of that name alone, not others whose names contain it.
pub(super) fn keep_named(figures: &mut Vec<Figure>, asked: &[String]) {
    let departments: BTreeSet<&str> = figures.iter().map(|figure| figure.series.department.as_str()).collect();
    let folded: Vec<(&str, String)> = departments.into_iter().map(|name| (name, fold(name))).collect();
    let asked: Vec<String> = asked.iter().map(|name| fold(name)).collect();
    let whole: Vec<&String> = asked.iter().filter(|name| folded.iter().any(|(_, known)| known == *name)).collect();
    if whole.len() < asked.len() || whole.is_empty() {
        return;
    }
    let kept: HashSet<String> =
        folded.iter().filter(|(_, known)| whole.contains(&known)).map(|(name, _)| (*name).to_owned()).collect();
    figures.retain(|figure| kept.contains(&figure.series.department));
}

/// Whether a department is one of those asked for: by code, or by a part of its name.
pub fn wanted(series: &Series, selection: &Selection) -> bool {
    is_wanted((&series.region_code, &series.department_code, &series.department, &series.unit), selection)
}

/// The same for a region's code, a department's code and name, and a unit's name.
pub fn is_wanted(who: (&str, &str, &str, &str), selection: &Selection) -> bool {
    let (region_code, department_code, department, unit) = who;
    let asked =
        |name: &String| *name == department_code || fold(department).contains(&fold(name)) || fold(unit) == fold(name);
    let inside = |region: &String| {
        let digits = region.trim_end_matches("00");
        (region.bytes().all(|byte| byte.is_ascii_digit()) && region_code.starts_with(digits))
            || codebook::REGIONS
                .iter()
                .filter(|found| found.name.starts_with(region.as_str()))
                .any(|found| region_code.starts_with(found.code.trim_end_matches("00")))
    };
    (selection.departments.is_empty() || selection.departments.iter().any(asked))
        && (selection.regions.is_empty() || selection.regions.iter().any(inside))
}

pub(super) fn figures_of(frame: &DataFrame) -> Result<Vec<Figure>> {
    let bad = |error: PolarsError| Error::panel(format!("面板的列不对：{error}"));
    let text = |name: &str| frame.column(name).and_then(|column| column.str()).map_err(bad);
    let integer = |name: &str| frame.column(name).and_then(|column| column.i64()).map_err(bad);
    let names = [
        "region_code",
        "department_code",
        "department",
        "unit_code",
        "unit",
        "phase",
        "form",
        "flow",
        "fund",
        "nature",
        "function_code",
        "economic_code",
        "government_economic_code",
        "project_code",
        "project",
        "item",
        "level",
        "document_id",
    ];
    let texts: Vec<&StringChunked> = names.iter().map(|name| text(name)).collect::<Result<_>>()?;
    let (series_ids, scope_ids, body_ids) = (integer("series_id")?, integer("scope_id")?, integer("body_id")?);
    let (amounts, fact_ids) = (integer("amount_fen")?, integer("fact_id")?);
    let years = frame.column("fiscal_year").and_then(|column| column.i32()).map_err(bad)?;
    let owned = |index: usize, row: usize| texts[index].get(row).unwrap_or("").to_owned();
    Ok((0..frame.height())
        .map(|row| Figure {
            series: Series {
                series_id: series_ids.get(row).unwrap_or_default(),
                region_code: owned(0, row),
                department_code: owned(1, row),
                department: owned(2, row),
                unit_code: owned(3, row),
                unit: owned(4, row),
                phase: Phase::from_id(texts[5].get(row).unwrap_or("")).unwrap_or(Phase::Approved),
                form: Form::from_id(texts[6].get(row).unwrap_or("")).unwrap_or(Form::OtherTable),
                flow: Flow::from_id(texts[7].get(row).unwrap_or("")),
                fund: FundSource::from_id(texts[8].get(row).unwrap_or("")).unwrap_or(FundSource::Unknown),
                nature: Nature::from_id(texts[9].get(row).unwrap_or("")).unwrap_or(Nature::Total),
                function_code: owned(10, row),
                economic_code: owned(11, row),
                government_economic_code: owned(12, row),
                project_code: owned(13, row),
                project: owned(14, row),
                item: owned(15, row),
                level: RowLevel::from_id(texts[16].get(row).unwrap_or("")).unwrap_or(RowLevel::Leaf),
            },
            fiscal_year: years.get(row).unwrap_or_default(),
            amount_fen: amounts.get(row).unwrap_or_default(),
            fact_id: fact_ids.get(row).unwrap_or_default(),
            document_id: owned(17, row),
            scope_id: scope_ids.get(row).unwrap_or_default(),
            body_id: body_ids.get(row).unwrap_or_default(),
            printed_body_id: body_ids.get(row).unwrap_or_default(),
            printed_series_id: series_ids.get(row).unwrap_or_default(),
            reason: String::new(),
        })
        .collect())
}

/// Whether a figure belongs to a breakdown: one cell of a partition of its whole.
fn fits(figure: &Figure, by: Breakdown) -> bool {
    let series = &figure.series;
    let leaf = series.level == RowLevel::Leaf;
    let of_year = matches!(series.flow, Some(Flow::Expenditure | Flow::Revenue));
    let whole_fund = series.fund != FundSource::Unknown && fund_is_whole(series);
    let whole_nature = matches!(series.nature, Nature::Total)
        || matches!(series.form, Form::GeneralPublicBasicExpenditure | Form::AppropriationBasicExpenditure)
            && series.nature == Nature::Basic;
    match by {
        Breakdown::Department => {
            of_year && series.nature == Nature::Total && (is_printed_total(series) || leaf) && (leaf || whole_fund)
        }
        Breakdown::Function => {
            leaf && series.flow == Some(Flow::Expenditure)
                && whole_nature
                && whole_fund
                && (!series.function_code.is_empty() || series.form == Form::OtherTable)
        }
        Breakdown::Economic => {
            leaf && !series.economic_code.is_empty() && whole_nature && series.fund != FundSource::Unknown
        }
        Breakdown::Nature => {
            series.flow == Some(Flow::Expenditure)
                && series.nature != Nature::Total
                && series.function_code.is_empty()
                && whole_fund
                && matches!(series.level, RowLevel::Total | RowLevel::Leaf | RowLevel::GrandTotal)
        }
        Breakdown::Fund => {
            series.flow == Some(Flow::Revenue)
                && series.fund != FundSource::All
                && leaf
                && series.function_code.is_empty()
        }
        Breakdown::ThreePublic => series.form == Form::ThreePublicExpenses && series.level != RowLevel::OfWhich,
        Breakdown::Project => leaf && !series.project.is_empty() && series.fund == FundSource::All,
    }
}

/// Whether a figure's fund is all that its form speaks of.
fn fund_is_whole(series: &Series) -> bool {
    match series.form {
        Form::GeneralPublicExpenditure
        | Form::GeneralPublicBasicExpenditure
        | Form::GeneralPublicProjectExpenditure => series.fund == FundSource::GeneralPublic,
        Form::AppropriationSummary | Form::AppropriationExpenditure | Form::AppropriationBasicExpenditure => {
            series.fund == FundSource::Appropriation
        }
        Form::GovernmentFundExpenditure => series.fund == FundSource::GovernmentFund,
        Form::StateCapitalExpenditure => series.fund == FundSource::StateCapital,
        _ => series.fund == FundSource::All,
    }
}

fn is_printed_total(series: &Series) -> bool {
    let own_row = fold(&series.item) == fold(&series.department);
    if own_row || !series.unit.is_empty() && series.item != "合计" && fold(&series.item) == fold(&series.unit) {
        return false;
    }
    match series.form {
        Form::RevenueExpenditureSummary | Form::AppropriationSummary => {
            matches!(series.level, RowLevel::GrandTotal | RowLevel::Total) && series.function_code.is_empty()
        }
        _ => matches!(series.level, RowLevel::GrandTotal | RowLevel::Total),
    }
}

/// Keeps printed totals; leaves are added up only in tables that print no total. One level is taken for all years of a
/// scope, the widest that every year prints, so that a total with balances carried over is never compared with one
/// without.
fn prefer_printed_totals(figures: Vec<Figure>) -> Vec<Figure> {
    type Printed = HashMap<(i64, i64, Option<Flow>), HashMap<RowLevel, BTreeSet<i32>>>;
    let mut printed: Printed = HashMap::new();
    for figure in figures.iter().filter(|figure| figure.series.level == RowLevel::Leaf || fund_is_whole(&figure.series))
    {
        let levels = printed.entry((figure.scope_id, figure.body_id, figure.series.flow)).or_default();
        levels.entry(figure.series.level).or_default().insert(figure.fiscal_year);
    }
    let best: HashMap<(i64, i64, Option<Flow>), RowLevel> = printed
        .into_iter()
        .filter_map(|(key, levels)| {
            let widest = [RowLevel::GrandTotal, RowLevel::Total, RowLevel::Leaf]
                .into_iter()
                .filter(|level| levels.contains_key(level));
            let most = levels.values().map(BTreeSet::len).max().unwrap_or(0);
            let mut candidates = widest.filter(|level| levels.get(level).is_some_and(|years| years.len() == most));
            candidates.next().map(|level| (key, level))
        })
        .collect();
    figures
        .into_iter()
        .filter(|figure| best.get(&(figure.scope_id, figure.body_id, figure.series.flow)) == Some(&figure.series.level))
        .collect()
}

/// Region, department and phase.
type Owner = (String, String, Phase);

/// The department a figure is counted under when forms are chosen.
fn owner(series: &Series) -> Owner {
    (
        series.region_code.clone(),
        if series.department_code.is_empty() { fold(&series.department) } else { series.department_code.clone() },
        series.phase,
    )
}

/// For each department and direction the one form (of the whole department, where it is there) that covers most years;
/// among equals the preferred one. Figures of two forms are never mixed in one series.
fn choose_forms(figures: Vec<Figure>, by: Breakdown) -> Vec<Figure> {
    type Coverage = BTreeMap<(bool, usize), BTreeSet<i32>>;
    let mut coverage: HashMap<(Owner, Option<Flow>), Coverage> = HashMap::new();
    let position = |form: Form| preferred_forms(by).iter().position(|other| *other == form).unwrap_or(usize::MAX);
    for figure in &figures {
        let key = (owner(&figure.series), figure.series.flow);
        let own_unit = !figure.series.unit.is_empty();
        let by_unit = if by == Breakdown::Project { false } else { own_unit };
        coverage
            .entry(key)
            .or_default()
            .entry((by_unit, position(figure.series.form)))
            .or_default()
            .insert(figure.fiscal_year);
    }
    let best: HashMap<_, (bool, usize)> = coverage
        .into_iter()
        .filter_map(|(key, forms)| {
            let whole_department = forms.keys().any(|(by_unit, _)| !by_unit);
            let candidates = forms.into_iter().filter(|((by_unit, _), _)| !(*by_unit && whole_department));
            candidates
                .max_by(|one, other| one.1.len().cmp(&other.1.len()).then(other.0.1.cmp(&one.0.1)))
                .map(|(form, _)| (key, form))
        })
        .collect();
    figures
        .into_iter()
        .filter(|figure| {
            let key = (owner(&figure.series), figure.series.flow);
            let by_unit = by != Breakdown::Project && !figure.series.unit.is_empty();
            best.get(&key) == Some(&(by_unit, position(figure.series.form)))
        })
        .collect()
}

/// Natures of one partition: the direct parts of the whole, or the finest that are printed.
fn keep_one_depth(figures: Vec<Figure>, depth: Depth) -> Vec<Figure> {
    let mut printed: HashSet<(i64, i64, i32, Nature)> = HashSet::new();
    for figure in &figures {
        printed.insert((figure.scope_id, figure.body_id, figure.fiscal_year, figure.series.nature));
    }
    let has_parts = |figure: &Figure| {
        Nature::ALL.iter().any(|part| {
            let mut above = part.parent();
            while let Some(nature) = above {
                if nature == figure.series.nature {
                    return printed.contains(&(figure.scope_id, figure.body_id, figure.fiscal_year, *part));
                }
                above = nature.parent();
            }
            false
        })
    };
    let keep: Vec<bool> = figures
        .iter()
        .map(|figure| match depth {
            Depth::Class => figure.series.nature.parent() == Some(Nature::Total),
            Depth::Section | Depth::Item => !has_parts(figure),
        })
        .collect();
    figures.into_iter().zip(keep).filter(|(_, keep)| *keep).map(|(figure, _)| figure).collect()
}

/// Gives every figure the series, scope and whole of the breakdown, and describes each series once.
pub(super) fn roll_up(figures: Vec<Figure>, by: Breakdown, depth: Depth) -> Narrowed {
    let mut series: HashMap<i64, (i32, Series)> = HashMap::new();
    let mut counts: HashMap<(i64, i32, i64), u32> = HashMap::new();
    let mut reasons: HashMap<(i64, i32), Vec<String>> = HashMap::new();
    let mut columns = NarrowColumns::default();
    for figure in figures {
        let mut described = figure.series.clone();
        let owner = format!("{} {}", figure.scope_id, figure.body_id);
        roll_series(&mut described, &owner, by, depth);
        let whole = whole_of(&described, &owner, by);
        *counts.entry((figure.scope_id, figure.fiscal_year, figure.printed_series_id)).or_default() += 1;
        if !figure.reason.is_empty() {
            reasons.entry((described.series_id, figure.fiscal_year)).or_default().push(figure.reason.clone());
        }
        columns.push(&figure, described.series_id, whole);
        let latest = series.entry(described.series_id).or_insert_with(|| (figure.fiscal_year, described.clone()));
        if figure.fiscal_year > latest.0 {
            *latest = (figure.fiscal_year, described);
        }
    }
    Narrowed {
        facts: columns.into_frame(),
        series: series.into_iter().map(|(id, (_, series))| (id, series)).collect(),
        first_year: None,
        coarsened: coarsened(&counts, 1, 0),
        much_finer: coarsened(&counts, 3, 1),
        reasons: reasons.into_iter().map(|(key, reasons)| (key, in_words(reasons))).collect(),
    }
}

/// The reasons of several figures, each once.
fn in_words(mut reasons: Vec<String>) -> String {
    reasons.sort();
    reasons.dedup();
    reasons.join("；")
}

/// Scopes and years in which series are sums of several figures, although in a neighbouring year each is one figure.
/// `figures × (1 + half)` must exceed `series × least`.
fn coarsened(counts: &HashMap<(i64, i32, i64), u32>, least: u32, half: u32) -> BTreeSet<(i64, i32)> {
    let mut totals: BTreeMap<(i64, i32), (u32, u32)> = BTreeMap::new();
    for ((scope, year, _), count) in counts {
        let total = totals.entry((*scope, *year)).or_default();
        total.0 += 1;
        total.1 += count;
    }
    let single = |scope: i64, year: i32| totals.get(&(scope, year)).is_some_and(|(series, figures)| series == figures);
    totals
        .iter()
        .filter(|((scope, year), (series, figures))| {
            figures * (1 + half) > series * least && (single(*scope, year - 1) || single(*scope, year + 1))
        })
        .map(|(key, _)| *key)
        .collect()
}

fn roll_series(series: &mut Series, scope: &str, by: Breakdown, depth: Depth) {
    let flow = series.flow.map_or("", |flow| flow.id());
    let digits = |code: &str| {
        let length = match depth {
            Depth::Class => 3,
            Depth::Section => 5,
            Depth::Item => return code.to_owned(),
        };
        code.get(..length).unwrap_or(code).to_owned()
    };
    match by {
        Breakdown::Department => {
            let id = stable_id(&["department", scope, flow, if is_printed_total(series) { "printed" } else { "sum" }]);
            if series.level == RowLevel::Leaf {
                series.item = format!("{}合计", series.flow.map_or("", |flow| flow.name_zh()));
                series.series_id = id;
                series.function_code.clear();
                series.economic_code.clear();
                series.project_code.clear();
                series.project.clear();
                series.level = RowLevel::Total;
            }
        }
        Breakdown::Function if standard_code(&series.function_code) => {
            let code = digits(&series.function_code);
            roll_code(series, scope, "function", code.clone(), codebook::FUNCTIONAL.name(&code, 9999));
            series.function_code = code;
        }
        Breakdown::Economic => {
            let code = digits(&series.economic_code);
            series.government_economic_code.clear();
            roll_code(series, scope, "economic", code.clone(), codebook::ECONOMIC_DEPARTMENT.name(&code, 9999));
            series.economic_code = code;
        }
        Breakdown::Nature => series.item = series.nature.name_zh().to_owned(),
        Breakdown::Function | Breakdown::Fund | Breakdown::Project | Breakdown::ThreePublic => {}
    }
}

/// Whether a code is of the 类款项 classification; codes of imported tables may be anything.
fn standard_code(code: &str) -> bool {
    matches!(code.len(), 3 | 5 | 7) && code.bytes().all(|byte| byte.is_ascii_digit())
}

/// Makes a figure part of the series of its code at the wanted depth.
fn roll_code(series: &mut Series, scope: &str, kind: &str, code: String, name: Option<&str>) {
    let flow = series.flow.map_or("", |flow| flow.id());
    series.series_id = stable_id(&["rolled", kind, scope, flow, series.fund.id(), series.nature.id(), &code]);
    let printed_code = if kind == "function" { &series.function_code } else { &series.economic_code };
    if *printed_code != code
        && let Some(name) = name
    {
        series.item = name.to_owned();
    }
}

/// The first two digits of a region code.
pub fn province(region_code: &str) -> &str {
    region_code.get(..2).unwrap_or("")
}

fn whole_of(series: &Series, scope: &str, by: Breakdown) -> i64 {
    let flow = series.flow.map_or("", |flow| flow.id());
    match by {
        // Departments of one province make a whole; amounts of two provinces (or currencies) are not added up.
        Breakdown::Department => {
            stable_id(&["whole departments", province(&series.region_code), series.phase.id(), flow])
        }
        // A total and its parts do not rank or add up together.
        Breakdown::ThreePublic => stable_id(&["whole", scope, flow, series.level.id()]),
        _ => stable_id(&["whole", scope, flow]),
    }
}

/// Columns of the narrowed `facts`.
#[derive(Default)]
struct NarrowColumns {
    fact_id: Vec<i64>,
    document_id: Vec<String>,
    series_id: Vec<i64>,
    scope_id: Vec<i64>,
    whole_id: Vec<i64>,
    fiscal_year: Vec<i32>,
    amount_fen: Vec<i64>,
}

impl NarrowColumns {
    fn push(&mut self, figure: &Figure, series_id: i64, whole_id: i64) {
        self.fact_id.push(figure.fact_id);
        self.document_id.push(figure.document_id.clone());
        self.series_id.push(series_id);
        self.scope_id.push(figure.scope_id);
        self.whole_id.push(whole_id);
        self.fiscal_year.push(figure.fiscal_year);
        self.amount_fen.push(figure.amount_fen);
    }

    fn into_frame(self) -> DataFrame {
        let rows = self.fact_id.len();
        let columns = vec![
            Column::new("fact_id".into(), self.fact_id),
            Column::new("document_id".into(), self.document_id),
            Column::new("series_id".into(), self.series_id),
            Column::new("scope_id".into(), self.scope_id),
            Column::new("whole_id".into(), self.whole_id),
            Column::new("fiscal_year".into(), self.fiscal_year),
            Column::new("amount_fen".into(), self.amount_fen),
        ];
        DataFrame::new(rows, columns).unwrap_or_else(|_| crate::panel::read::empty_frame(schema::FACTS))
    }
}
