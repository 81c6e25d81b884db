//! How much of the reference has sentences.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt;

use super::Sentences;
use super::rules::{Phrases, counts};
use crate::error::{Error, Result};
use crate::generate::Plan;
use crate::manifest::SentenceGoals;
use crate::models::Shape;

/// The number of items that one sentence may stand for.
const MAX_USES: usize = 5;

/// A kind of item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// An operation.
    Operation,
    /// A parameter of an operation.
    Parameter,
    /// A data type.
    Type,
    /// A member of a data type.
    Member,
    /// A value of an enum; those whose name says it need no sentence.
    Variant,
}

/// The sentences that count, of the items, by area and kind.
#[derive(Debug, Default)]
pub struct Coverage {
    counts: BTreeMap<(String, Kind), (usize, usize)>,
    missing: Vec<String>,
    /// What would be errors if the goals were reached.
    notes: Vec<String>,
}

struct Item {
    area: String,
    kind: Kind,
    key: String,
    /// The type, for the words that a sentence must not only repeat.
    rust: String,
}

impl Coverage {
    /// Checks all sentences and counts them.
    ///
    /// # Errors
    ///
    /// When a sentence is of nothing that exists, repeats the document, or coverage is below the goals: all operations,
    /// parameters and types; of members the percentage of the manifest, and all in some areas. While the goals are not
    /// [reached](crate::manifest::SentenceGoals::reached), these are notes.
    pub fn check(plan: &Plan, phrases: &Phrases) -> Result<Coverage> {
        let items = items(plan)?;
        let mut problems = unknown(&items, &plan.sentences);
        let mut uses: HashMap<&str, usize> = HashMap::new();
        for sentence in all(&plan.sentences) {
            *uses.entry(sentence).or_default() += 1;
        }
        let mut coverage = Coverage::default();
        for item in &items {
            let sentence = sentence_of(&plan.sentences, item.kind, &item.key);
            if let Some(run) = sentence.and_then(|sentence| phrases.copied(sentence)) {
                problems.push(format!("`{}`: \"{run}\" is in the document", item.key));
            }
            let good = sentence.is_some_and(|sentence| {
                counts(sentence, &[&item.key, &item.rust])
                    && uses.get(sentence).is_some_and(|uses| *uses <= MAX_USES)
            });
            let (counted, total) = coverage.counts.entry((item.area.clone(), item.kind)).or_default();
            *total += 1;
            if good {
                *counted += 1;
            } else if item.kind != Kind::Variant {
                coverage.missing.push(format!("{:?} {}", item.kind, item.key));
            }
        }
        let goals = &plan.entry.sentences;
        problems.extend(coverage.below_goals(goals));
        if goals.reached {
            Error::all(problems.into_iter().map(Error::general).collect())?;
        } else {
            coverage.notes = problems;
        }
        Ok(coverage)
    }

    fn below_goals(&self, goals: &SentenceGoals) -> Vec<String> {
        let mut problems = Vec::new();
        for kind in [Kind::Operation, Kind::Parameter, Kind::Type] {
            let (counted, total) = self.of(|_, of| of == kind);
            if counted < total {
                problems.push(format!("{kind:?}: {counted} of {total} have a sentence that counts"));
            }
        }
        let (counted, total) = self.of(|_, of| of == Kind::Member);
        let members = goals.members;
        if counted * 100 < total * members {
            problems.push(format!(
                "Member: {counted} of {total} have a sentence that counts, less than {members} %"
            ));
        }
        for area in &goals.complete {
            let (counted, total) = self.of(|of_area, of| of_area == area && of == Kind::Member);
            if counted < total {
                problems.push(format!("Member of {area}: {counted} of {total} have a sentence that counts"));
            }
        }
        if !problems.is_empty() {
            problems.extend(self.missing.iter().take(50).map(|key| format!("missing: {key}")));
        }
        problems
    }

    fn of(&self, is: impl Fn(&str, Kind) -> bool) -> (usize, usize) {
        self.counts
            .iter()
            .filter(|((area, kind), _)| is(area, *kind))
            .fold((0, 0), |sum, (_, count)| (sum.0 + count.0, sum.1 + count.1))
    }
}

impl fmt::Display for Coverage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let areas: BTreeSet<&str> = self.counts.keys().map(|(area, _)| area.as_str()).collect();
        let kinds = [Kind::Operation, Kind::Parameter, Kind::Type, Kind::Member, Kind::Variant];
        writeln!(
            f,
            "{:26}{:>12}{:>12}{:>12}{:>12}{:>12}",
            "", "operations", "parameters", "types", "members", "values"
        )?;
        let mut line = |name: &str, is: &dyn Fn(&str) -> bool| {
            write!(f, "{name:26}")?;
            for kind in kinds {
                let (counted, total) = self.of(|area, of| is(area) && of == kind);
                write!(f, "{:>12}", format!("{counted}/{total}"))?;
            }
            writeln!(f)
        };
        for area in areas {
            line(area, &|of| of == area)?;
        }
        line("all", &|_| true)?;
        self.notes.iter().try_for_each(|note| writeln!(f, "not yet: {note}"))
    }
}

fn items(plan: &Plan) -> Result<Vec<Item>> {
    let mut items = Vec::new();
    for wrapper in plan.wrappers()? {
        let operation = wrapper.operation;
        let area = plan.areas.of_tag(&operation.tag).map_or_else(String::new, |area| area.feature.clone());
        let item = |kind, key: String| Item {
            area: area.clone(),
            kind,
            key,
            rust: format!("{}.{}", wrapper.handle, wrapper.method),
        };
        items.push(item(Kind::Operation, operation.id.clone()));
        for parameter in &operation.parameters {
            items.push(item(Kind::Parameter, format!("{}.{}", operation.id, parameter.name)));
        }
    }
    for definition in plan.types.defs.values() {
        let area = plan
            .modules
            .get(&definition.name)
            .and_then(|assignment| plan.areas.of_tag(&assignment.tag))
            .map_or_else(String::new, |area| area.feature.clone());
        let source = definition.sentence_key();
        let item = |kind, key: String, rust: String| Item { area: area.clone(), kind, key, rust };
        // The common members of a union are not a type of their own in the document.
        if definition.base_of.is_none() || plan.sentences.types.contains_key(source) {
            items.push(item(Kind::Type, source.to_owned(), definition.name.clone()));
        }
        match &definition.shape {
            Shape::Object { fields } => {
                items.extend(fields.iter().map(|field| {
                    item(
                        Kind::Member,
                        format!("{source}.{}", field.json),
                        format!("{} {}", definition.name, field.rust),
                    )
                }));
            }
            Shape::Enum { variants } => items.extend(variants.iter().map(|variant| {
                item(Kind::Variant, format!("{source}={}", variant.value), definition.name.clone())
            })),
            Shape::Union { .. } | Shape::Untagged { .. } => {}
        }
    }
    Ok(items)
}

fn sentence_of<'s>(sentences: &'s Sentences, kind: Kind, key: &str) -> Option<&'s str> {
    let section = match kind {
        Kind::Operation => &sentences.operations,
        Kind::Parameter => &sentences.parameters,
        Kind::Type => &sentences.types,
        Kind::Member => &sentences.members,
        Kind::Variant => &sentences.variants,
    };
    section.get(key).map(String::as_str)
}

fn all(sentences: &Sentences) -> impl Iterator<Item = &str> {
    let Sentences { operations, parameters, types, members, variants, areas: _ } = sentences;
    [operations, parameters, types, members, variants]
        .into_iter()
        .flat_map(|section| section.values())
        .map(String::as_str)
}

/// The sentences of nothing.
fn unknown(items: &[Item], sentences: &Sentences) -> Vec<String> {
    let known: BTreeSet<(Kind, &str)> = items.iter().map(|item| (item.kind, item.key.as_str())).collect();
    let sections = [
        (Kind::Operation, &sentences.operations),
        (Kind::Parameter, &sentences.parameters),
        (Kind::Type, &sentences.types),
        (Kind::Member, &sentences.members),
        (Kind::Variant, &sentences.variants),
    ];
    let mut problems = Vec::new();
    for (kind, section) in sections {
        for key in section.keys().filter(|key| !known.contains(&(kind, key.as_str()))) {
            problems.push(format!("{kind:?} `{key}` does not exist"));
        }
    }
    problems
}
