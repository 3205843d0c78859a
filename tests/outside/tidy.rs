//! Taste, enforced: what house.md asks of every file in src, checked on the text of the sources.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// The longest function, in lines from `fn` to its closing brace.
const LONGEST_FUNCTION: usize = 70;

/// Functions that may be longer, with the reason.
const LONG_FUNCTIONS: &[(&str, &str, &str)] = &[];

/// Words that may stand outside tests, with the reason.
const FORBIDDEN_WORDS_ALLOWED: &[(&str, &str, &str)] =
    &[("panel/arrow.rs", "unsafe ", "the Arrow C data interface is two structures handed over by address")];

/// Uses of a module that is listed later in lib.rs, with the reason.
const UPWARD_USES: &[(&str, &str, &str)] = &[];

/// Modules that may open files; house.md says corpus and cli, the others are needed for what they are.
const FILE_SYSTEM: &[&str] = &[
    "corpus",   // finds and reads inputs
    "cli",      // writes the file that -o names
    "panel",    // reads and writes the panel's own folder
    "pipeline", // puts the whole path together
    "reports",  // writes the report folder
];

/// Modules below the panel: they know no data frame.
const WITHOUT_POLARS: &[&str] = &["domain", "error", "documents", "tables", "facts"];

/// Folders that hold a catalogue and nothing else: every file is an entry of the parent's slice.
const CATALOGUES: &[(&str, &str)] = &[
    ("documents/formats", "FORMATS"),
    ("tables/forms", "FORMS"),
    ("facts/statements", "SLOTS"),
    ("checks/completeness", "CHECKS"),
    ("checks/within_table", "CHECKS"),
    ("checks/cross_table", "CHECKS"),
    ("checks/narrative", "CHECKS"),
    ("checks/cross_year", "CHECKS"),
    ("checks/roll_up", "CHECKS"),
    ("checks/outlier", "CHECKS"),
    ("drafts/sections", "SECTIONS"),
    ("charts/gallery", "CHARTS"),
    ("reports/outputs", "OUTPUTS"),
];

/// A source file: path inside src, text with tests cut away, whole text.
struct Source {
    name: String,
    code: String,
    whole: String,
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

fn sources() -> Vec<Source> {
    fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(folder).expect("src").flatten() {
            if entry.path().is_dir() {
                walk(&entry.path(), found);
            } else if entry.path().extension().is_some_and(|extension| extension == "rs") {
                found.push(entry.path());
            }
        }
    }
    let mut paths = Vec::new();
    walk(&root(), &mut paths);
    paths.sort();
    let modules_under_test = test_modules(&paths);
    paths
        .into_iter()
        .map(|path| {
            let whole = std::fs::read_to_string(&path).expect("a source file");
            let name = path.strip_prefix(root()).expect("in src").to_string_lossy().replace('\\', "/");
            let code = if modules_under_test.contains(&path) { String::new() } else { without_tests(&whole) };
            Source { name, code, whole }
        })
        .collect()
}

/// Files whose `mod` line stands under `#[cfg(test)]`.
fn test_modules(paths: &[PathBuf]) -> BTreeSet<PathBuf> {
    let mut found = BTreeSet::new();
    for path in paths {
        let text = std::fs::read_to_string(path).expect("a source file");
        let lines: Vec<&str> = text.lines().collect();
        for pair in lines.windows(2) {
            if pair[0].trim() == "#[cfg(test)]"
                && let Some(name) =
                    pair[1].trim().trim_start_matches("pub ").trim_start_matches("pub(crate) ").strip_prefix("mod ")
                && let Some(name) = name.strip_suffix(';')
            {
                found.insert(path.with_extension("").join(format!("{name}.rs")));
            }
        }
    }
    found
}

/// The text with every item under `#[cfg(test)]` blanked, line numbers kept. Items are formatted by rustfmt, so that an
/// item ends at the first line that closes it at its own indentation.
fn without_tests(text: &str) -> String {
    let mut kept = Vec::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        if line.trim() != "#[cfg(test)]" {
            kept.push(line);
            continue;
        }
        let indent = line.len() - line.trim_start().len();
        let end = format!("{}}}", " ".repeat(indent));
        kept.push("");
        let mut first = true;
        for line in lines.by_ref() {
            kept.push("");
            if line == end || first && (line.trim_end().ends_with(';') || line.trim_end().ends_with("{}")) {
                break;
            }
            first = first && line.trim_start().starts_with("#[");
        }
    }
    kept.join("\n")
}

/// Code without comments and without the content of string literals.
fn bare(line: &str) -> String {
    let mut bare = String::new();
    let mut characters = line.chars().peekable();
    let mut quoted = false;
    while let Some(character) = characters.next() {
        match character {
            '\\' if quoted => drop(characters.next()),
            '\'' if !quoted && characters.clone().nth(1) == Some('\'') => {
                characters.next();
                characters.next();
            }
            '"' => quoted = !quoted,
            '/' if !quoted && characters.peek() == Some(&'/') => break,
            other if !quoted => bare.push(other),
            _ => {}
        }
    }
    bare
}

fn module_of(name: &str) -> &str {
    name.split(['/', '.']).next().unwrap_or(name)
}

#[track_caller]
fn none(violations: Vec<String>) {
    assert!(violations.is_empty(), "{} violations:\n{}", violations.len(), violations.join("\n"));
}

#[test]
fn every_source_file_opens_with_a_sentence_about_itself() {
    none(
        sources().iter().filter(|source| !source.whole.starts_with("//! ")).map(|source| source.name.clone()).collect(),
    );
}

#[test]
fn no_function_is_longer_than_seventy_lines() {
    let mut violations = Vec::new();
    for source in sources() {
        let lines: Vec<&str> = source.code.lines().collect();
        for (index, line) in lines.iter().enumerate() {
            let declaration = bare(line);
            let words: Vec<&str> = declaration.split_whitespace().collect();
            let Some(position) = words.iter().position(|word| *word == "fn") else { continue };
            if !words[..position]
                .iter()
                .all(|word| ["pub", "const", "unsafe", "async", "extern"].contains(word) || word.starts_with("pub("))
            {
                continue;
            }
            let end = format!("{}}}", " ".repeat(line.len() - line.trim_start().len()));
            let length = lines[index..].iter().position(|line| *line == end).map_or(1, |end| end + 1);
            let one_line = declaration.trim_end().ends_with(['}', ';']);
            let name = words.get(position + 1).and_then(|name| name.split(['(', '<']).next()).unwrap_or("");
            let allowed = LONG_FUNCTIONS.iter().any(|(file, function, _)| *file == source.name && *function == name);
            if !one_line && length > LONGEST_FUNCTION && !allowed {
                violations.push(format!("{}:{} {name}: {length} lines", source.name, index + 1));
            }
        }
    }
    none(violations);
}

#[test]
fn nothing_that_input_reaches_can_unwrap_or_is_left_to_do() {
    const FORBIDDEN: &[&str] = &[
        ".unwrap()",
        ".expect(",
        ".unwrap_err()",
        "panic!(",
        "todo!(",
        "unimplemented!(",
        "unreachable!(",
        "dbg!(",
        "unsafe ",
    ];
    let mut violations = Vec::new();
    for source in sources() {
        for (index, line) in source.code.lines().enumerate() {
            let code = bare(line);
            let words = FORBIDDEN.iter().filter(|word| code.contains(**word));
            let notes = ["TODO", "FIXME", "XXX"].iter().filter(|word| line.contains(**word));
            for word in words.chain(notes) {
                let allowed =
                    FORBIDDEN_WORDS_ALLOWED.iter().any(|(file, allowed, _)| *file == source.name && allowed == word);
                if !allowed {
                    violations.push(format!("{}:{} {word}: {}", source.name, index + 1, line.trim()));
                }
            }
        }
    }
    none(violations);
}

/// Modules in the order of lib.rs.
fn ranks() -> Vec<String> {
    let text = std::fs::read_to_string(root().join("lib.rs")).expect("lib.rs");
    text.lines()
        .filter_map(|line| line.strip_prefix("pub mod ").or(line.strip_prefix("mod ")))
        .filter_map(|line| line.strip_suffix(';'))
        .map(str::to_owned)
        .collect()
}

/// Names of modules used in a line: `crate::name`, and every name of `crate::{one, two::…}`.
fn used_modules(code: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (position, _) in code.match_indices("crate::") {
        let rest = &code[position + "crate::".len()..];
        if let Some(group) = rest.strip_prefix('{') {
            let mut depth = 0;
            let mut name = String::new();
            for character in group.chars() {
                match character {
                    '{' => depth += 1,
                    '}' if depth == 0 => break,
                    '}' => depth -= 1,
                    ',' if depth == 0 => found.push(std::mem::take(&mut name)),
                    other if depth == 0 => name.push(other),
                    _ => {}
                }
            }
            found.push(name);
        } else {
            found.push(rest.to_owned());
        }
    }
    found
        .into_iter()
        .map(|path| {
            path.trim().chars().take_while(|character| character.is_alphanumeric() || *character == '_').collect()
        })
        .filter(|name: &String| !name.is_empty())
        .collect()
}

#[test]
fn modules_use_only_modules_listed_before_them_in_lib_rs() {
    let ranks = ranks();
    assert_eq!(ranks.first().map(String::as_str), Some("domain"));
    let rank = |module: &str| ranks.iter().position(|other| other == module);
    let mut violations = Vec::new();
    for source in sources() {
        let own = module_of(&source.name);
        let Some(own_rank) = rank(own) else {
            if !matches!(own, "lib" | "main") {
                violations.push(format!("{}: module {own} is not in lib.rs", source.name));
            }
            continue;
        };
        let code: String = source.code.lines().map(bare).collect::<Vec<_>>().join("\n");
        for used in used_modules(&code) {
            let upward = rank(&used).is_some_and(|used_rank| used_rank > own_rank);
            let allowed = UPWARD_USES.iter().any(|(file, module, _)| *file == source.name && *module == used);
            if upward && !allowed {
                violations.push(format!("{} uses {used}, which is listed after {own}", source.name));
            }
        }
    }
    violations.dedup();
    none(violations);
}

#[test]
fn each_library_is_known_only_where_it_belongs() {
    let mut violations = Vec::new();
    for source in sources() {
        let module = module_of(&source.name);
        let code: String = source.code.lines().map(bare).collect::<Vec<_>>().join("\n");
        let mut only = |word: &str, here: bool| {
            if code.contains(word) && !here {
                violations.push(format!("{} knows {word}", source.name));
            }
        };
        only("polars", !WITHOUT_POLARS.contains(&module));
        only("plotters", source.name.starts_with("charts/render"));
        only("std::fs", FILE_SYSTEM.contains(&module));
        only("File::open", FILE_SYSTEM.contains(&module));
        only("clap", matches!(module, "cli" | "main"));
        only("std::process", matches!(module, "cli" | "main"));
        only("println!", module == "cli");
        only("eprintln!", module == "cli");
        only(" f64", module != "domain");
        only(" f32", module != "domain");
    }
    none(violations);
}

#[test]
fn money_never_passes_through_a_float_on_its_way_to_the_panel() {
    let mut violations = Vec::new();
    for source in sources() {
        let module = module_of(&source.name);
        if !matches!(module, "domain" | "tables" | "facts" | "panel" | "measures") {
            continue;
        }
        for (index, line) in source.code.lines().enumerate() {
            let code = bare(line);
            let words: BTreeSet<&str> =
                code.split(|character: char| !character.is_alphanumeric() && character != '_').collect();
            if words.contains("f64") || words.contains("f32") || words.contains("Float64") {
                violations.push(format!("{}:{} {}", source.name, index + 1, line.trim()));
            }
        }
    }
    none(violations);
}

#[test]
fn a_folder_that_is_a_catalogue_holds_nothing_but_its_entries() {
    let mut violations = Vec::new();
    for (folder, slice) in CATALOGUES {
        let parent = std::fs::read_to_string(root().join(format!("{folder}.rs")));
        let Ok(parent) = parent else {
            violations.push(format!("{folder}.rs is missing"));
            continue;
        };
        let declared = parent.split_once(&format!(" {slice}:")).map(|(_, rest)| rest.split(';').next().unwrap_or(rest));
        let Some(declared) = declared else {
            violations.push(format!("{folder}.rs has no slice {slice}"));
            continue;
        };
        for entry in std::fs::read_dir(root().join(folder)).expect("a catalogue").flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            let Some(stem) = name.strip_suffix(".rs") else { continue };
            if !parent.lines().any(|line| line.trim_start_matches("pub ").trim() == format!("mod {stem};")) {
                violations.push(format!("{folder}/{name} has no mod line"));
            }
            if !declared.contains(&format!("{stem}::")) {
                violations.push(format!("{folder}/{name} is no entry of {slice}"));
            }
        }
    }
    none(violations);
}

#[test]
fn every_measure_is_one_sql_file_and_one_entry() {
    let catalogue = std::fs::read_to_string(root().join("measures/catalogue.rs")).expect("the catalogue");
    let mut violations = Vec::new();
    for entry in std::fs::read_dir(root().join("measures")).expect("measures").flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if let Some(stem) = name.strip_suffix(".sql") {
            let slice = catalogue.split_once("MEASURES:").map_or("", |(_, rest)| rest);
            let entry = format!("&{}", stem.to_uppercase());
            if !catalogue.contains(&format!("include_str!(\"{name}\")")) || !slice.contains(&entry) {
                violations.push(format!("measures/{name} is no entry"));
            }
        }
    }
    none(violations);
}

#[test]
fn every_command_is_one_file() {
    let parent = std::fs::read_to_string(root().join("cli.rs")).expect("cli.rs");
    let enumeration =
        parent.split_once("enum Command {").map_or("", |(_, rest)| rest.split("\n}").next().unwrap_or(rest));
    let commands: BTreeSet<&str> = enumeration
        .lines()
        .filter_map(|line| line.trim().split_once('(').map(|(_, module)| module))
        .filter_map(|module| module.split_once("::").map(|(module, _)| module))
        .collect();
    assert!(commands.len() >= 8, "{commands:?}");
    // What several commands share.
    let shared = ["selection", "usage"];
    let mut violations = Vec::new();
    for entry in std::fs::read_dir(root().join("cli")).expect("cli").flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let stem = name.trim_end_matches(".rs");
        if !commands.contains(stem) && !shared.contains(&stem) {
            violations.push(format!("cli/{name} is no command"));
        }
    }
    violations.extend(
        commands
            .iter()
            .filter(|name| !root().join(format!("cli/{name}.rs")).exists())
            .map(|name| format!("{name} has no file")),
    );
    none(violations);
}

#[test]
fn no_module_hides_in_mod_rs_and_no_file_is_left_out_of_the_build() {
    let mut declared: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let sources = sources();
    for source in &sources {
        let folder = match source.name.as_str() {
            "lib.rs" => String::new(),
            name => format!("{}/", name.trim_end_matches(".rs")),
        };
        let modules = source.whole.lines().filter_map(|line| {
            let line = line.trim();
            let line = line
                .strip_prefix("pub ")
                .or_else(|| line.split_once("pub(").and_then(|(_, rest)| rest.split_once(") ")).map(|(_, rest)| rest))
                .unwrap_or(line);
            line.strip_prefix("mod ").and_then(|rest| rest.strip_suffix(';')).map(str::to_owned)
        });
        declared.entry(folder).or_default().extend(modules);
    }
    let mut violations = Vec::new();
    for source in &sources {
        if source.name.ends_with("mod.rs") {
            violations.push(source.name.clone());
        }
        let (folder, file) = source
            .name
            .rsplit_once('/')
            .map_or((String::new(), source.name.as_str()), |(folder, file)| (format!("{folder}/"), file));
        let stem = file.trim_end_matches(".rs");
        if !matches!(source.name.as_str(), "lib.rs" | "main.rs")
            && !declared.get(&folder).is_some_and(|modules| modules.contains(stem))
        {
            violations.push(format!("{} is not part of the program", source.name));
        }
    }
    none(violations);
}

#[test]
fn tests_say_in_their_names_what_they_protect() {
    let mut violations = Vec::new();
    for source in sources() {
        let lines: Vec<&str> = source.whole.lines().collect();
        for (index, line) in lines.iter().enumerate() {
            if line.trim() == "#[test]"
                && let Some(name) = lines[index + 1..].iter().find_map(|line| line.trim().strip_prefix("fn "))
            {
                let name = name.split('(').next().unwrap_or(name);
                if name.split('_').count() < 3 {
                    violations.push(format!("{}: {name}", source.name));
                }
            }
        }
    }
    none(violations);
}
