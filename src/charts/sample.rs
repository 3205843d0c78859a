//! Rows for the tests of the charts: figures of real departments, and hostile ones.

use crate::charts::options::{ChartOptions, ChartSize, ThemeName};
use crate::charts::{FavourableColours, Judgement, LabelMode};
use crate::domain::{Flow, Form, FundSource, Nature, Percent, Phase, RowLevel};
use crate::measures::{BaseSource, Comparison, Series, Share, State};

/// A chart to draw.
pub struct Case {
    /// Name of the picture.
    pub file: String,
    /// Name of the chart.
    pub chart: &'static str,
    /// Rows.
    pub comparisons: Vec<Comparison>,
    /// Rows.
    pub shares: Vec<Share>,
    /// Choices.
    pub options: ChartOptions,
}

/// A series of one department's item.
pub fn series(department: &str, item: &str, level: RowLevel) -> Series {
    Series {
        series_id: 0,
        region_code: "411600".to_owned(),
        department_code: String::new(),
        department: department.to_owned(),
        unit_code: String::new(),
        unit: String::new(),
        phase: Phase::Approved,
        form: Form::GeneralPublicExpenditure,
        flow: Some(Flow::Expenditure),
        fund: FundSource::GeneralPublic,
        nature: Nature::Total,
        function_code: String::new(),
        economic_code: String::new(),
        government_economic_code: String::new(),
        project_code: String::new(),
        project: String::new(),
        item: item.to_owned(),
        level,
    }
}

/// Comparisons of a series whose amounts, in fen, begin in `first` and follow year by year.
pub fn compare(series: &Series, first: i32, amounts: &[Option<i64>]) -> Vec<Comparison> {
    let growth = |index: usize| -> Option<Percent> {
        let (Some(Some(start)), Some(Some(end))) = (amounts.first(), amounts.get(index)) else { return None };
        if index < 2 || *start <= 0 || *end <= 0 || amounts[..=index].iter().any(Option::is_none) {
            return None;
        }
        let rate = ((*end as f64 / *start as f64).powf(1.0 / index as f64) - 1.0) * 10_000.0;
        Some(Percent::new(rate.round() as i64, 2))
    };
    (0..amounts.len())
        .filter(|index| amounts[*index].is_some())
        .map(|index| {
            let base = if index == 0 { None } else { amounts[index - 1] };
            let mut row = comparison(series, first + index as i32, amounts[index], base);
            row.growth_compound = growth(index);
            row
        })
        .collect()
}

/// One comparison of two amounts in fen; no base means that the year is missing.
pub fn comparison(series: &Series, year: i32, amount: Option<i64>, base: Option<i64>) -> Comparison {
    let change = amount.zip(base).map(|(amount, base)| amount - base);
    let rate = match (amount, base) {
        (Some(amount), Some(base)) if base > 0 && amount >= 0 => {
            Percent::of_ratio(i128::from(amount - base), i128::from(base), 2)
        }
        _ => None,
    };
    let state = match (amount, base) {
        (None, _) => State::Discontinued,
        (_, None) => State::MissingYear,
        (Some(one), Some(two)) if one == two => State::Unchanged,
        (Some(_), Some(0)) => State::New,
        (Some(0), Some(_)) => State::Discontinued,
        (Some(_), Some(_)) if rate.is_none() => State::NotComparable,
        (Some(one), Some(two)) if one > two => State::Increase,
        _ => State::Decrease,
    };
    let rate = rate.filter(|_| matches!(state, State::Increase | State::Decrease | State::Unchanged));
    Comparison {
        series: series.clone(),
        fiscal_year: year,
        amount_fen: amount,
        fact_id: None,
        fact_ids: Vec::new(),
        base_year: year - 1,
        base_fen: base,
        base_source: if base.is_some() { BaseSource::Published } else { BaseSource::Absent },
        change_fen: change,
        rate,
        state,
        contribution_pp: None,
        contribution_rate: None,
        index: None,
        index_base_year: None,
        growth_compound: None,
        rank: None,
        rank_change: None,
        granularity_differs: false,
        whole_id: None,
        book: None,
        basis: String::new(),
    }
}

/// Shares of the parts of a whole, year by year; the parts' amounts are in fen.
pub fn shares(department: &str, first: i32, parts: &[(&str, Vec<i64>)]) -> Vec<Share> {
    let years = parts.iter().map(|(_, amounts)| amounts.len()).max().unwrap_or(0);
    let whole = |index: usize| parts.iter().filter_map(|(_, amounts)| amounts.get(index)).sum::<i64>();
    let mut rows = Vec::new();
    for (item, amounts) in parts {
        for index in 0..years {
            let Some(&amount) = amounts.get(index) else { continue };
            let share = Percent::of_ratio(i128::from(amount), i128::from(whole(index)), 2);
            let before = index.checked_sub(1).and_then(|before| Some((*amounts.get(before)?, whole(before))));
            let shift = before.and_then(|(base, base_whole)| {
                let numerator =
                    i128::from(amount) * i128::from(base_whole) - i128::from(base) * i128::from(whole(index));
                Percent::of_ratio(numerator, i128::from(whole(index)) * i128::from(base_whole), 2)
            });
            rows.push(Share {
                series: series(department, item, RowLevel::Leaf),
                fiscal_year: first + index as i32,
                amount_fen: amount,
                whole_fen: whole(index),
                share,
                base_share: before.and_then(|(base, whole)| Percent::of_ratio(i128::from(base), i128::from(whole), 2)),
                share_shift: shift,
                basis: String::new(),
            });
        }
    }
    rows
}

/// 万元 with two decimals, as printed, in fen.
pub fn wan(text: f64) -> i64 {
    (text * 100.0).round() as i64 * 10_000
}

/// 周口市行政服务中心 2025: the items are published, last year's parts are examples that add to the published total.
pub fn zhoukou() -> Vec<Comparison> {
    let who = "周口市行政服务中心";
    let figures = [
        ("一般公共服务支出", 958.63, 992.16),
        ("社会保障和就业支出", 39.50, 41.02),
        ("住房保障支出", 32.08, 33.18),
        ("卫生健康支出", 25.86, 25.86),
    ];
    let mut rows: Vec<Comparison> = figures
        .iter()
        .map(|(item, base, now)| {
            comparison(&series(who, item, RowLevel::Leaf), 2025, Some(wan(*now)), Some(wan(*base)))
        })
        .collect();
    let total = series(who, "支出合计", RowLevel::Total);
    rows.push(comparison(&total, 2025, Some(wan(1092.22)), Some(wan(1056.07))));
    for (row, points) in rows.iter_mut().zip([318, 14, 10, 0, 342]) {
        row.contribution_pp = Some(Percent::new(points, 2));
    }
    rows
}

/// 江苏省人大 2017–2019.
pub fn jiangsu() -> Vec<Comparison> {
    let figures = [
        ("一般公共服务支出", [10528.33, 12706.28, 13907.78]),
        ("社会保障和就业支出", [1608.51, 1068.78, 1121.39]),
        ("住房保障支出", [1512.23, 2122.38, 3301.20]),
    ];
    let who = "江苏省人大常委会办公厅";
    let mut rows = Vec::new();
    for (item, amounts) in figures {
        let amounts: Vec<Option<i64>> = amounts.iter().map(|value| Some(wan(*value))).collect();
        rows.extend(compare(&series(who, item, RowLevel::Leaf), 2017, &amounts));
    }
    let total: Vec<Option<i64>> = [13649.07, 15897.44, 18330.37].iter().map(|value| Some(wan(*value))).collect();
    rows.extend(compare(&series(who, "支出合计", RowLevel::Total), 2017, &total));
    rows
}

/// Every state, a giant, negatives and long names in one table.
pub fn hostile_states() -> Vec<Comparison> {
    let who = "周口市住房和城乡建设局";
    let leaf = |item: &str| series(who, item, RowLevel::Leaf);
    let long = "国家机关事务管理局所属在京中央行政事业单位住房制度改革领导小组办公室及其直属服务中心（本级）";
    vec![
        comparison(&leaf("城乡社区支出"), 2025, Some(wan(4210.55)), Some(wan(3988.10))),
        comparison(&leaf(long), 2025, Some(wan(2950.00)), Some(wan(3120.40))),
        comparison(&leaf("应急物资储备"), 2025, Some(wan(1860.00)), Some(wan(1.20))),
        comparison(&leaf("节能环保支出"), 2025, Some(wan(730.00)), Some(0)),
        comparison(&leaf("老旧小区改造（2024年一次性项目）"), 2025, Some(0), Some(wan(980.00))),
        comparison(&leaf("其他支出"), 2025, Some(wan(-120.30)), Some(wan(60.00))),
        comparison(&leaf("灾害防治及应急管理支出"), 2025, Some(wan(88.00)), None),
        comparison(&leaf("住房保障支出"), 2025, Some(wan(310.22)), Some(wan(310.22))),
        comparison(&leaf("卫生健康支出"), 2025, Some(wan(142.17)), Some(wan(131.02))),
        comparison(&leaf("科学技术支出"), 2025, Some(wan(12.00)), Some(wan(16.80))),
    ]
}

/// So many items of one department, with sizes from a fixed sequence.
pub fn many_items(count: usize) -> Vec<Comparison> {
    let mut state = 12_345_u64;
    let mut next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as i64
    };
    (0..count)
        .map(|index| {
            let base = (next() % 900_000 + 10_000) * 1_000;
            let now = base + (next() % 200_000 - 90_000) * (base / 1_000_000);
            let item = series("某市财政局", &format!("第{}项专项业务经费", index + 1), RowLevel::Leaf);
            comparison(&item, 2025, Some(now), Some(base))
        })
        .collect()
}

fn options(source: &str) -> ChartOptions {
    ChartOptions { source: source.to_owned(), ..ChartOptions::default() }
}

/// Every chart with real and hostile rows.
pub fn cases() -> Vec<Case> {
    let henan = options("周口市行政服务中心2025年度部门预算；2024年分项为示意");
    let audit = ChartOptions { labels: LabelMode::Audit, ..henan.clone() };
    let jiangsu_options = options("江苏省人大常委会办公厅2017—2019年度部门预算公开表");
    let plain = options("测试数据");
    let mut cases = Vec::new();
    let mut add = |file: &str, chart: &'static str, rows: Vec<Comparison>, options: &ChartOptions| {
        cases.push(Case {
            file: file.to_owned(),
            chart,
            comparisons: rows,
            shares: Vec::new(),
            options: options.clone(),
        });
    };
    for (chart, prefix) in [("change_bars", "1_change"), ("waterfall", "3_waterfall")] {
        let name = |suffix: &str| format!("{prefix}_{suffix}");
        add(&name("zhoukou"), chart, zhoukou(), &henan);
        add(&name("zhoukou_audit_4_3"), chart, zhoukou(), &ChartOptions { size: ChartSize::Standard, ..audit.clone() });
        add(
            &name("jiangsu_a4"),
            chart,
            jiangsu(),
            &ChartOptions { size: ChartSize::A4Width, ..jiangsu_options.clone() },
        );
        add(
            &name("states"),
            chart,
            hostile_states(),
            &ChartOptions { increase_means: Judgement::Unfavourable, ..plain.clone() },
        );
        let grey = ChartOptions { theme: ThemeName::Greyscale, increase_means: Judgement::Favourable, ..plain.clone() };
        add(&name("states_grey_a4"), chart, hostile_states(), &ChartOptions { size: ChartSize::A4Width, ..grey });
        add(&name("one"), chart, zhoukou().into_iter().take(1).collect(), &henan);
        add(&name("sixty"), chart, many_items(60), &plain);
        let red = ChartOptions {
            favourable_colours: FavourableColours::GreenRed,
            double_scale: true,
            increase_means: Judgement::Unfavourable,
            ..plain.clone()
        };
        add(&name("twelve_2x"), chart, many_items(12), &red);
        let zero = |row: Comparison| comparison(&row.series, 2025, Some(0), Some(0));
        add(&name("zero"), chart, zhoukou().into_iter().map(zero).collect(), &henan);
    }
    let trend = |file: &str, rows: Vec<Comparison>, options: &ChartOptions| Case {
        file: format!("2_trend_{file}"),
        chart: "trend",
        comparisons: rows,
        shares: Vec::new(),
        options: options.clone(),
    };
    cases.push(trend("jiangsu", jiangsu(), &jiangsu_options));
    cases.push(trend(
        "jiangsu_audit_a4",
        jiangsu(),
        &ChartOptions { labels: LabelMode::Audit, size: ChartSize::A4Width, ..jiangsu_options.clone() },
    ));
    cases.push(trend("gaps", gaps(), &plain));
    cases.push(trend("both_phases", both_phases(), &plain));
    cases.push(trend("one", zhoukou().into_iter().take(1).collect(), &henan));
    cases.extend(structures(&jiangsu_options, &plain));
    cases.extend(of_departments(&plain));
    cases.extend(three_publics(&plain));
    cases
}

fn case(file: String, chart: &'static str, comparisons: Vec<Comparison>, options: &ChartOptions) -> Case {
    Case { file, chart, comparisons, shares: Vec::new(), options: options.clone() }
}

fn structures(jiangsu: &ChartOptions, plain: &ChartOptions) -> Vec<Case> {
    let three = [
        ("一般公共服务支出", [10528.33, 12706.28, 13907.78]),
        ("社会保障和就业支出", [1608.51, 1068.78, 1121.39]),
        ("住房保障支出", [1512.23, 2122.38, 3301.20]),
    ];
    let three: Vec<(&str, Vec<i64>)> =
        three.iter().map(|(item, amounts)| (*item, amounts.iter().map(|value| wan(*value)).collect())).collect();
    let names: Vec<String> =
        (1..=20).map(|index| format!("第{index}类支出（含历年结转结余安排的专项支出和其他资金）")).collect();
    let many: Vec<(&str, Vec<i64>)> = names
        .iter()
        .enumerate()
        .map(|(index, name)| {
            (name.as_str(), (0..6).map(|year| wan(2000.0 / (index as f64 + 1.0) + year as f64 * 9.0)).collect())
        })
        .collect();
    let negative = vec![("城乡社区支出", vec![wan(100.0), wan(90.0)]), ("其他支出", vec![wan(10.0), wan(-5.0)])];
    let mut gap = shares("周口市行政服务中心", 2022, &three);
    gap.retain(|row| row.fiscal_year != 2023);
    let one = vec![("一般公共服务支出", vec![wan(992.16)])];
    let audit = ChartOptions { labels: LabelMode::Audit, size: ChartSize::A4Width, ..jiangsu.clone() };
    let greyscale = ChartOptions { theme: ThemeName::Greyscale, ..plain.clone() };
    let make = |file: &str, shares: Vec<Share>, options: &ChartOptions| Case {
        file: format!("4_structure_{file}"),
        chart: "structure",
        comparisons: Vec::new(),
        shares,
        options: options.clone(),
    };
    vec![
        make("jiangsu", shares("江苏省人大常委会办公厅", 2017, &three), jiangsu),
        make("jiangsu_audit_a4", shares("江苏省人大常委会办公厅", 2017, &three), &audit),
        make("many_grey", shares("某市财政局", 2019, &many), &greyscale),
        make("negative", shares("某市财政局", 2024, &negative), plain),
        make("gap", gap, plain),
        make("one", shares("周口市行政服务中心", 2025, &one), plain),
    ]
}

/// So many departments over nine years: a heavy tail, long names, gaps, zeros and one giant.
pub fn many_departments(count: usize) -> Vec<Comparison> {
    let mut state = 987_654_321_u64;
    let mut next = move || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as i64
    };
    let mut rows = Vec::new();
    for index in 0..count {
        let name = match index % 9 {
            0 => format!("周口市第{}城乡建设投资发展管理服务中心（原周口市农业综合开发领导小组办公室）", index + 1),
            _ => format!("周口市第{}局", index + 1),
        };
        let mut amount = wan(60_000.0) / (index as i64 + 1);
        let mut years = Vec::new();
        for year in 0..9 {
            amount += amount / 1000 * (next() % 260 - 110);
            let giant = index == 7 && year == 8;
            let missing = index % 11 == 5 && year == 4;
            years.push(if missing {
                None
            } else {
                Some(if giant { amount * 40 } else { amount / 1_000_000 * 1_000_000 })
            });
        }
        if index % 13 == 6 {
            years[7] = Some(0);
        }
        rows.extend(compare(&series(&name, "支出合计", RowLevel::Total), 2017, &years));
    }
    rows
}

fn of_departments(plain: &ChartOptions) -> Vec<Case> {
    let mut cases = Vec::new();
    let a4 = ChartOptions { size: ChartSize::A4Width, ..plain.clone() };
    let standard = ChartOptions { size: ChartSize::Standard, theme: ThemeName::Greyscale, ..plain.clone() };
    let judged = ChartOptions { increase_means: Judgement::Unfavourable, labels: LabelMode::Audit, ..plain.clone() };
    let kinds = [
        ("ranking", "5_ranking"),
        ("heat_map", "6_heat"),
        ("small_multiples", "8_multiples"),
        ("outliers", "9_outliers"),
    ];
    for (chart, prefix) in kinds {
        let name = |suffix: &str| format!("{prefix}_{suffix}");
        cases.push(case(name("sixty"), chart, many_departments(60), plain));
        cases.push(case(name("ten_a4"), chart, many_departments(10), &a4));
        cases.push(case(name("sixteen_4_3_grey"), chart, many_departments(16), &standard));
        cases.push(case(name("twelve_judged_audit"), chart, many_departments(12), &judged));
        cases.push(case(name("one"), chart, zhoukou().into_iter().skip(4).collect(), plain));
        cases.push(case(name("items"), chart, many_items(4), plain));
        let zero = |row: Comparison| comparison(&row.series, row.fiscal_year, Some(0), Some(0));
        if chart != "outliers" {
            cases.push(case(name("zero"), chart, many_departments(5).into_iter().map(zero).collect(), plain));
            let (first, rest): (Vec<_>, Vec<_>) = {
                let all = many_departments(10);
                let department = all.first().map(|row| row.series.department.clone());
                all.into_iter().partition(|row| Some(&row.series.department) == department.as_ref())
            };
            let rows = first.into_iter().map(zero).chain(rest).collect();
            cases.push(case(name("one_of_zero"), chart, rows, plain));
        }
    }
    cases
}

fn three_publics(plain: &ChartOptions) -> Vec<Case> {
    let of = |figures: [(&str, Vec<Option<f64>>); 4], first: i32| {
        let mut rows = Vec::new();
        for (item, amounts) in figures {
            let level = if item.contains("合计") { RowLevel::Total } else { RowLevel::Leaf };
            let amounts: Vec<Option<i64>> = amounts.iter().map(|value| value.map(wan)).collect();
            let series =
                Series { form: Form::ThreePublicExpenses, ..series("周口市行政服务中心", item, level) };
            rows.extend(compare(&series, first, &amounts));
        }
        rows
    };
    let flat = of(
        [
            ("“三公”经费合计", vec![Some(4.5), Some(4.5)]),
            ("因公出国（境）费", vec![Some(0.0), Some(0.0)]),
            ("公务用车购置及运行费", vec![Some(4.5), Some(4.5)]),
            ("公务接待费", vec![Some(0.0), Some(0.0)]),
        ],
        2024,
    );
    let long = of(
        [
            ("“三公”经费合计", vec![Some(68.3), Some(61.2), Some(44.0), Some(52.5), Some(49.8)]),
            ("因公出国（境）费", vec![Some(12.0), Some(8.0), Some(0.0), Some(9.5), Some(6.0)]),
            ("公务用车购置及运行费", vec![Some(36.3), Some(35.2), Some(30.0), Some(31.0), Some(33.8)]),
            ("公务接待费", vec![Some(20.0), Some(18.0), Some(14.0), Some(12.0), Some(10.0)]),
        ],
        2021,
    );
    let a4 = ChartOptions { size: ChartSize::A4Width, labels: LabelMode::Audit, ..plain.clone() };
    vec![
        case("7_three_public_flat".into(), "three_public", flat.clone(), plain),
        case("7_three_public_flat_a4".into(), "three_public", flat, &a4),
        case("7_three_public_years".into(), "three_public", long.clone(), plain),
        case("7_three_public_years_a4".into(), "three_public", long, &a4),
    ]
}

/// A series with missing years, a negative year and a giant rate.
pub fn gaps() -> Vec<Comparison> {
    let amounts =
        [Some(31.2), Some(35.8), None, None, Some(33.1), Some(41.7), Some(39.9), Some(412.6), Some(-20.0), Some(55.5)];
    let amounts: Vec<Option<i64>> = amounts.iter().map(|value| value.map(wan)).collect();
    compare(&series("周口市行政服务中心", "信息化运行维护", RowLevel::Leaf), 2016, &amounts)
}

/// Budget and final accounts of the same years.
pub fn both_phases() -> Vec<Comparison> {
    let budget: Vec<Option<i64>> =
        [820.0, 870.5, 901.2, 955.0, 1056.07].iter().map(|value| Some(wan(*value))).collect();
    let accounts: Vec<Option<i64>> = [845.1, 861.0, 930.7, 948.3].iter().map(|value| Some(wan(*value))).collect();
    let one = series("周口市行政服务中心", "支出合计", RowLevel::Total);
    let two = Series { phase: Phase::Executed, ..one.clone() };
    let mut rows = compare(&one, 2020, &budget);
    rows.extend(compare(&two, 2020, &accounts));
    rows
}
