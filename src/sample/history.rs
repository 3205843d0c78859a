//! How the books of one invented department come about and change from year to year: growth, unchanged items, projects
//! that begin and end, classifications that are renamed and recoded.

use super::books::{Books, Entry, Project, Unit};
use super::random::Random;
use super::vocabulary::{COMMON_PROJECTS, PROFILES, Profile, place};
use crate::domain::{FundSource, Nature, Phase};

/// The first year for which books can be made: the economic classification of earlier years is another one.
pub const FIRST_YEAR: i32 = 2017;

/// Years before the first published one that the history knows, so that its prose has something to compare with.
const YEARS_BEFORE: i32 = 2;

/// All years of one department.
pub struct History {
    code: String,
    department: String,
    units: Vec<Unit>,
    projects: Vec<Project>,
    first: i32,
    years: Vec<Year>,
}

struct Year {
    approved: Vec<Entry>,
    executed: Vec<Entry>,
    procurement: [i64; 3],
    vehicles: i64,
}

/// One amount that goes on through the years.
#[derive(Clone)]
struct Line {
    unit: usize,
    post: Post,
    economic: &'static str,
    government: &'static str,
    nature: Nature,
    fund: FundSource,
    project: Option<usize>,
    ends: i32,
    steady: bool,
    fen: i64,
}

/// Which functional item pays.
#[derive(Clone, PartialEq, Eq)]
enum Post {
    Running,
    Retirement,
    Pension,
    Annuity,
    OtherSecurity,
    Medical,
    MedicalOfOfficials,
    Housing,
    Item(String),
}

/// Economic code, government codes of agencies and of institutions, nature, yuan per head from and to, and who has it.
type Pay = (Post, &'static str, &'static str, &'static str, Nature, i64, i64, Who);

#[derive(Clone, Copy, PartialEq, Eq)]
enum Who {
    All,
    Agencies,
    Institutions,
}

const BASIC: &[Pay] = &[
    (Post::Running, "30101", "50101", "50501", Nature::WagesAndBenefits, 26_000, 36_000, Who::All),
    (Post::Running, "30102", "50101", "50501", Nature::WagesAndBenefits, 28_000, 46_000, Who::All),
    (Post::Running, "30103", "50101", "50501", Nature::WagesAndBenefits, 12_000, 21_000, Who::All),
    (Post::Running, "30107", "50101", "50501", Nature::WagesAndBenefits, 20_000, 33_000, Who::Institutions),
    (Post::Running, "30201", "50201", "50502", Nature::GoodsAndServices, 1_100, 3_000, Who::All),
    (Post::Running, "30206", "50201", "50502", Nature::GoodsAndServices, 400, 900, Who::All),
    (Post::Running, "30207", "50201", "50502", Nature::GoodsAndServices, 150, 450, Who::All),
    (Post::Running, "30211", "50201", "50502", Nature::GoodsAndServices, 700, 2_100, Who::All),
    (Post::Running, "30215", "50202", "50502", Nature::GoodsAndServices, 120, 480, Who::All),
    (Post::Running, "30216", "50203", "50502", Nature::GoodsAndServices, 180, 520, Who::All),
    (Post::Running, "30228", "50201", "50502", Nature::GoodsAndServices, 900, 1_600, Who::All),
    (Post::Running, "30229", "50201", "50502", Nature::GoodsAndServices, 1_000, 1_900, Who::All),
    (Post::Running, "30239", "50201", "50502", Nature::GoodsAndServices, 5_000, 9_000, Who::Agencies),
    (Post::Running, "30299", "50299", "50502", Nature::GoodsAndServices, 300, 1_700, Who::All),
    (Post::Running, "31002", "50306", "50601", Nature::Capital, 350, 900, Who::All),
    (Post::Retirement, "30302", "50905", "50905", Nature::TransfersToIndividuals, 3_000, 9_500, Who::All),
    (Post::Pension, "30108", "50102", "50501", Nature::WagesAndBenefits, 12_000, 17_500, Who::All),
    (Post::Annuity, "30109", "50102", "50501", Nature::WagesAndBenefits, 6_000, 8_700, Who::All),
    (Post::OtherSecurity, "30112", "50102", "50501", Nature::WagesAndBenefits, 500, 900, Who::All),
    (Post::Medical, "30110", "50102", "50501", Nature::WagesAndBenefits, 6_000, 9_000, Who::All),
    (Post::MedicalOfOfficials, "30111", "50102", "50501", Nature::WagesAndBenefits, 2_500, 3_900, Who::All),
    (Post::Housing, "30113", "50103", "50501", Nature::WagesAndBenefits, 11_000, 16_000, Who::All),
];

/// What projects buy: economic code, government codes of agencies and institutions.
const PROJECT_PURPOSES: &[(&str, &str, &str)] = &[
    ("30227", "50205", "50502"),
    ("30213", "50209", "50502"),
    ("30209", "50201", "50502"),
    ("30226", "50205", "50502"),
    ("30202", "50201", "50502"),
    ("30299", "50299", "50502"),
    ("31003", "50306", "50601"),
];

impl History {
    /// The history of the department of this index, for the published years `first` to `last`.
    pub fn of(seed: u64, index: usize, first: i32, last: i32) -> History {
        let mut random = Random::of(seed, &[1, index as u64]);
        let profiles: Vec<&'static Profile> =
            PROFILES.iter().filter(|profile| profile.from_year <= first - YEARS_BEFORE).collect();
        let profile = profiles.get(index % profiles.len().max(1)).copied().unwrap_or(&PROFILES[0]);
        let place = place(index / profiles.len().max(1));
        let code = (101 + index).to_string();
        let mut builder = Builder {
            profile,
            units: units_of(index, &place, profile, &code),
            projects: Vec::new(),
            lines: Vec::new(),
            began: first - YEARS_BEFORE,
        };
        builder.begin(&mut random, index);
        let mut years = Vec::new();
        let mut kept: Vec<Entry> = Vec::new();
        let mut vehicles = random.between(1, 6);
        for year in first - YEARS_BEFORE..=last {
            if year > first - YEARS_BEFORE {
                builder.evolve(&mut random, year);
            }
            vehicles = (vehicles + if random.chance(150) { random.between(-1, 1) } else { 0 }).max(1);
            let approved = builder.entries(year, &kept);
            let (executed, left) = execute(&mut random, &approved);
            kept = left;
            years.push(Year { procurement: procure(&mut random, &approved), approved, executed, vehicles });
        }
        History {
            code,
            department: format!("{place}{}", profile.name),
            units: builder.units,
            projects: builder.projects,
            first: first - YEARS_BEFORE,
            years,
        }
    }

    /// The books of a year and phase; `None` outside the history.
    pub fn books(&self, year: i32, phase: Phase, with_carryover: bool) -> Option<Books> {
        let of_year = self.years.get(usize::try_from(year - self.first).ok()?)?;
        let mut entries = if phase == Phase::Executed { of_year.executed.clone() } else { of_year.approved.clone() };
        if !with_carryover {
            entries.retain(|entry| !entry.carried && !entry.kept);
        }
        entries.retain(|entry| entry.fen != 0);
        Some(Books {
            code: self.code.clone(),
            department: self.department.clone(),
            year,
            phase,
            units: self.units.clone(),
            projects: self.projects.clone(),
            entries,
            procurement: of_year.procurement,
            vehicles: of_year.vehicles,
        })
    }

    /// How many units the department has.
    pub fn unit_count(&self) -> usize {
        self.units.len()
    }
}

fn units_of(index: usize, place: &str, profile: &Profile, code: &str) -> Vec<Unit> {
    let mut units =
        vec![Unit { code: format!("{code}001"), name: format!("{place}{}机关", profile.name), institution: false }];
    let below = if index % 3 == 1 { profile.units.len() } else { 0 };
    for (number, name) in profile.units.iter().take(below).enumerate() {
        units.push(Unit {
            code: format!("{code}{:03}", number + 2),
            name: format!("{place}{name}"),
            institution: true,
        });
    }
    units
}

struct Builder {
    profile: &'static Profile,
    units: Vec<Unit>,
    projects: Vec<Project>,
    lines: Vec<Line>,
    /// The year in which projects now begin.
    began: i32,
}

impl Builder {
    /// The lines of the first year.
    fn begin(&mut self, random: &mut Random, index: usize) {
        for unit in 0..self.units.len() {
            let heads = if unit == 0 { random.between(18, 90) } else { random.between(8, 40) };
            self.begin_unit(random, unit, heads, index);
        }
        let names: Vec<&str> = self.profile.projects.to_vec();
        for name in names {
            self.start_project(random, name, FundSource::GeneralPublic);
        }
        if index % 4 == 2 {
            self.start_fund_project(
                random,
                "2120803",
                "31005",
                "50302",
                FundSource::GovernmentFund,
                "基础设施配套建设经费",
            );
        }
        if index % 8 == 5 {
            self.start_fund_project(
                random,
                "2230101",
                "31204",
                "50701",
                FundSource::StateCapital,
                "国有企业改革补助经费",
            );
        }
        if index % 5 == 3 {
            self.start_project(random, "委托代办业务经费", FundSource::Other);
        }
    }

    fn begin_unit(&mut self, random: &mut Random, unit: usize, heads: i64, index: usize) {
        let institution = self.units.get(unit).is_some_and(|unit| unit.institution);
        for (post, economic, agency, of_institution, nature, low, high, who) in BASIC {
            if *who == Who::Agencies && institution || *who == Who::Institutions && !institution {
                continue;
            }
            let yuan = heads * random.between(*low, *high);
            let own_income = institution && index % 6 == 1 && matches!(*economic, "30107" | "30201");
            self.lines.push(Line {
                unit,
                post: post.clone(),
                economic,
                government: if institution { of_institution } else { agency },
                nature: *nature,
                fund: if own_income { FundSource::InstitutionService } else { FundSource::GeneralPublic },
                project: None,
                ends: i32::MAX,
                steady: false,
                fen: yuan * 100 + random.between(0, 9_999),
            });
        }
        let fixed: [(&'static str, &'static str, i64, bool); 3] = [
            ("30217", "50206", random.between(4, 40) * 1_000, true),
            ("30231", "50208", random.between(1, 5) * 35_000 + random.between(0, 9) * 1_100, true),
            ("30212", "50207", if index % 4 == 3 && unit == 0 { random.between(20, 90) * 1_000 } else { 0 }, true),
        ];
        for (economic, agency, yuan, steady) in fixed.into_iter().filter(|(_, _, yuan, _)| *yuan > 0) {
            self.lines.push(Line {
                unit,
                post: Post::Running,
                economic,
                government: if institution { "50502" } else { agency },
                nature: Nature::GoodsAndServices,
                fund: FundSource::GeneralPublic,
                project: None,
                ends: i32::MAX,
                steady,
                fen: yuan * 100,
            });
        }
    }

    fn start_project(&mut self, random: &mut Random, name: &str, fund: FundSource) {
        let unit = usize::try_from(random.between(0, self.units.len() as i64 - 1)).unwrap_or(0);
        let institution = self.units.get(unit).is_some_and(|unit| unit.institution);
        let project = self.new_project(random, name, unit);
        let item = random.pick(self.profile.project_items).copied().unwrap_or("02");
        let nature = if random.chance(650) { Nature::OtherOperating } else { Nature::SpecificTarget };
        let ends =
            if random.chance(300) { self.began + i32::try_from(random.between(3, 6)).unwrap_or(3) } else { i32::MAX };
        let order = random.order(PROJECT_PURPOSES.len());
        let purposes = usize::try_from(random.between(1, 2)).unwrap_or(1);
        for purpose in order.into_iter().take(purposes) {
            let Some((economic, agency, of_institution)) = PROJECT_PURPOSES.get(purpose) else { continue };
            self.lines.push(Line {
                unit,
                post: Post::Item(format!("{}{item}", self.profile.section)),
                economic,
                government: if institution { of_institution } else { agency },
                nature,
                fund,
                project: Some(project),
                ends,
                steady: random.chance(250),
                fen: random.between(30, 2_600) * 100_000 + random.between(0, 99_999),
            });
        }
    }

    fn start_fund_project(
        &mut self,
        random: &mut Random,
        function: &str,
        economic: &'static str,
        government: &'static str,
        fund: FundSource,
        name: &str,
    ) {
        let project = self.new_project(random, name, 0);
        self.lines.push(Line {
            unit: 0,
            post: Post::Item(function.to_owned()),
            economic,
            government,
            nature: Nature::SpecificTarget,
            fund,
            project: Some(project),
            ends: i32::MAX,
            steady: false,
            fen: random.between(500, 9_000) * 100_000 + random.between(0, 99_999),
        });
    }

    fn new_project(&mut self, random: &mut Random, name: &str, unit: usize) -> usize {
        // Digits 7 and 8 are the year in which a project began, as in the codes of real ones.
        let code = format!("990100{:02}{:013}", self.began % 100, random.between(10_000, 9_999_999));
        self.projects.push(Project { code, name: name.to_owned(), unit });
        self.projects.len() - 1
    }

    /// One year later.
    fn evolve(&mut self, random: &mut Random, year: i32) {
        let trend = random.between(985, 1_055);
        for line in &mut self.lines {
            let steady = line.steady && random.chance(700);
            let factor = trend + random.between(-45, 55);
            if !steady {
                line.fen = line.fen * factor / 1_000 + random.between(0, 999);
            }
        }
        self.lines.retain(|line| line.ends >= year);
        if random.chance(450) {
            let taken: Vec<&str> = self.projects.iter().map(|project| project.name.as_str()).collect();
            let free: Vec<&str> = COMMON_PROJECTS.iter().copied().filter(|name| !taken.contains(name)).collect();
            if let Some(name) = random.pick(&free).copied() {
                self.began = year;
                self.start_project(random, name, FundSource::GeneralPublic);
            }
        }
    }

    /// The entries of a year's budget, with what was kept of last year's money.
    fn entries(&self, year: i32, kept: &[Entry]) -> Vec<Entry> {
        let mut entries: Vec<Entry> = self
            .lines
            .iter()
            .map(|line| {
                let institution = self.units.get(line.unit).is_some_and(|unit| unit.institution);
                let (economic, nature) = economic_of_year(line.economic, line.nature, year);
                Entry {
                    unit: line.unit,
                    function: function_of_year(&line.post, self.profile, institution, year),
                    economic,
                    government: if year < 2018 { "" } else { line.government },
                    nature,
                    fund: line.fund,
                    project: line.project,
                    carried: false,
                    kept: false,
                    fen: line.fen,
                }
            })
            .collect();
        entries.extend(kept.iter().map(|entry| Entry { carried: true, kept: false, ..entry.clone() }));
        entries
    }
}

/// The functional item of a post in a year.
fn function_of_year(post: &Post, profile: &Profile, institution: bool, year: i32) -> String {
    let running = format!("{}50", profile.section);
    match post {
        Post::Running if institution && crate::domain::codebook::FUNCTIONAL.contains(&running) => running,
        Post::Running => format!("{}01", profile.section),
        Post::Retirement if institution => "2080502".to_owned(),
        Post::Retirement => "2080501".to_owned(),
        Post::Pension => "2080505".to_owned(),
        Post::Annuity => "2080506".to_owned(),
        Post::OtherSecurity if year < 2021 => "2089901".to_owned(),
        Post::OtherSecurity => "2089999".to_owned(),
        Post::Medical if institution => "2101102".to_owned(),
        Post::Medical => "2101101".to_owned(),
        Post::MedicalOfOfficials => "2101103".to_owned(),
        Post::Housing => "2210201".to_owned(),
        Post::Item(code) => code.clone(),
    }
}

/// Before 2018 insurance stood under 30104 and the housing fund among transfers to individuals.
fn economic_of_year(economic: &'static str, nature: Nature, year: i32) -> (&'static str, Nature) {
    match economic {
        "30110" | "30111" | "30112" if year < 2018 => ("30104", nature),
        "30113" if year < 2018 => ("30311", Nature::TransfersToIndividuals),
        _ => (economic, nature),
    }
}

/// What became of a budget: every entry was spent to some part; of some projects the rest is kept for next year.
fn execute(random: &mut Random, approved: &[Entry]) -> (Vec<Entry>, Vec<Entry>) {
    let mut executed = Vec::new();
    let mut kept = Vec::new();
    for entry in approved {
        let part = if entry.project.is_some() { random.between(840, 1_000) } else { random.between(955, 1_035) };
        let part = if entry.carried { 1_000 } else { part };
        let spent = entry.fen * part / 1_000;
        executed.push(Entry { fen: spent, ..entry.clone() });
        let rest = entry.fen - spent;
        let keeps = entry.project.is_some() && entry.fund == FundSource::GeneralPublic && !entry.carried;
        if keeps && rest > 1_000_000 && random.chance(400) {
            executed.push(Entry { fen: rest, kept: true, ..entry.clone() });
            kept.push(Entry { fen: rest, ..entry.clone() });
        }
    }
    (executed, kept)
}

/// Goods, works and services to be procured: parts of what projects and equipment cost.
fn procure(random: &mut Random, approved: &[Entry]) -> [i64; 3] {
    let of = |codes: &[&str]| -> i64 {
        approved.iter().filter(|entry| codes.contains(&entry.economic)).map(|entry| entry.fen).sum()
    };
    let part = |random: &mut Random, whole: i64| whole / 1_000 * random.between(300, 900);
    let goods = part(random, of(&["31002", "31003"]));
    let works = if random.chance(300) { part(random, of(&["30213"])) } else { 0 };
    [goods, works, part(random, of(&["30227", "30209", "30226"]))]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::books::Filter;

    #[test]
    fn books_balance_and_balances_kept_are_carried_over() {
        for index in 0..12 {
            let history = History::of(3, index, 2022, 2024);
            let kept = |year| {
                history
                    .books(year, Phase::Executed, true)
                    .map(|books| books.sum(&Filter { kept: Some(true), ..Filter::default() }))
            };
            let carried = |year| {
                history
                    .books(year, Phase::Executed, true)
                    .map(|books| books.sum(&Filter { carried: Some(true), kept: Some(false), ..Filter::default() }))
            };
            assert_eq!(carried(2023), kept(2022), "department {index}");
            assert_eq!(carried(2024), kept(2023), "department {index}");
            let books = history.books(2023, Phase::Executed, true).unwrap();
            let revenue = books.sum(&Filter::revenue()) + carried(2023).unwrap();
            assert_eq!(revenue, books.expenditure() + kept(2023).unwrap());
        }
    }

    #[test]
    fn a_department_is_the_sum_of_its_units() {
        let history = History::of(3, 1, 2022, 2024);
        let books = history.books(2024, Phase::Approved, false).unwrap();
        let parts: i64 = (0..history.unit_count()).map(|unit| books.of_unit(unit).unwrap().expenditure()).sum();
        assert!(history.unit_count() > 1);
        assert_eq!(parts, books.expenditure());
    }
}
