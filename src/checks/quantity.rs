//! A printed amount with its name and its place: what checks compare.

use super::Dossier;
use crate::domain::{Amount, Form, FundSource, Nature};
use crate::facts::{Fact, Statement};
use crate::findings::Evidence;

/// A printed amount, what it is called in a message, and where it stands.
#[derive(Clone, Debug)]
pub struct Quantity {
    /// The amount.
    pub amount: Amount,
    /// The text as it stands, without unit.
    pub printed: String,
    /// What it is, in Chinese: `支出总体情况表“行政运行”基本支出`.
    pub label: String,
    /// Where it stands.
    pub evidence: Evidence,
    /// The fact, where it is one of a table.
    pub fact: Option<i64>,
}

impl Quantity {
    /// A figure of a table.
    pub fn of_fact(dossier: &Dossier, fact: &Fact) -> Self {
        let label = label_of(fact);
        Quantity {
            amount: fact.amount,
            printed: fact.printed.trim().to_owned(),
            evidence: Evidence {
                id: fact.id,
                is_statement: false,
                file: dossier.file_of(&fact.document).to_owned(),
                locator: fact.locator,
                label: label.clone(),
                text: fact.printed.clone(),
            },
            label,
            fact: Some(fact.id),
        }
    }

    /// Figures of tables.
    pub fn of_facts<'a>(dossier: &Dossier, facts: impl IntoIterator<Item = &'a Fact>) -> Vec<Self> {
        facts.into_iter().map(|fact| Self::of_fact(dossier, fact)).collect()
    }

    /// An amount that a sentence says: its amount, its change or its base. `what` is put behind the subject: `增减额`.
    pub fn of_statement(dossier: &Dossier, statement: &Statement, amount: Amount, what: &str) -> Self {
        let label = format!("情况说明“{}”{what}", statement.subject);
        Quantity {
            amount,
            printed: amount.value.in_unit(amount.unit, amount.decimals),
            evidence: statement_evidence(dossier, statement),
            label,
            fact: None,
        }
    }
}

/// The place of a sentence.
pub fn statement_evidence(dossier: &Dossier, statement: &Statement) -> Evidence {
    Evidence {
        id: statement.id,
        is_statement: true,
        file: dossier.file_of(&statement.document).to_owned(),
        locator: statement.locator,
        label: format!("情况说明“{}”", statement.subject),
        text: statement.text.clone(),
    }
}

/// Form, row and column of a figure in words.
fn label_of(fact: &Fact) -> String {
    let coordinates = &fact.coordinates;
    let form = coordinates.form.map_or("", Form::name_zh);
    let code = [&coordinates.function_code, &coordinates.economic_code, &coordinates.government_economic_code]
        .into_iter()
        .find(|code| !code.is_empty())
        .map_or(String::new(), |code| format!("{code} "));
    let fund = match coordinates.fund {
        FundSource::All | FundSource::Unknown => "",
        fund => fund.name_zh(),
    };
    let nature = match coordinates.nature {
        Nature::Total => "",
        nature => nature.name_zh(),
    };
    let repeated = |word: &str| word == coordinates.item;
    let column: String = [fund, nature].into_iter().filter(|word| !word.is_empty() && !repeated(word)).collect();
    let unit = if fact.body.unit.is_empty() || fact.body.unit == coordinates.item {
        String::new()
    } else {
        format!("{} ", fact.body.unit)
    };
    format!("{form}“{unit}{code}{}”{column}", coordinates.item)
}
