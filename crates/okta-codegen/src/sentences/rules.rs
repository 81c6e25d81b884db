//! What makes a sentence count, and what makes it a copy.

use std::collections::{BTreeSet, HashSet};

use crate::document::Node;
use crate::names::words;

/// The number of equal words in a row that make a copy.
const RUN: usize = 8;

/// Words that say nothing.
const STOP_WORDS: [&str; 100] = [
    "a", "about", "after", "all", "also", "an", "and", "another", "any", "are", "as", "at", "be", "been",
    "before", "being", "between", "both", "but", "by", "can", "could", "did", "do", "does", "during", "each",
    "every", "for", "from", "had", "has", "have", "how", "if", "in", "into", "is", "it", "its", "may",
    "might", "more", "most", "must", "no", "nor", "not", "of", "off", "on", "one", "only", "onto", "or",
    "other", "out", "over", "own", "per", "same", "shall", "should", "so", "some", "such", "than", "that",
    "the", "their", "them", "then", "there", "these", "they", "this", "those", "through", "to", "two",
    "under", "up", "upon", "via", "was", "were", "what", "when", "where", "which", "while", "who", "whom",
    "whose", "will", "with", "within", "without", "would", "yet",
];

/// Whether a sentence says something: it has at least two content words that are in neither the identifier, nor the
/// type, nor the parent, all of which `known` names.
pub fn counts(sentence: &str, known: &[&str]) -> bool {
    let known: BTreeSet<String> = known.iter().flat_map(|text| words(text)).map(|word| stem(&word)).collect();
    let new: BTreeSet<String> = text_words(sentence)
        .into_iter()
        .filter(|word| word.len() > 1 && !STOP_WORDS.contains(&word.as_str()))
        .map(|word| stem(&word))
        .filter(|word| !known.contains(word))
        .collect();
    new.len() >= 2
}

fn text_words(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric() && c != '\'')
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect()
}

/// The word without the endings of plurals and tenses.
fn stem(word: &str) -> String {
    if let Some(base) = word.strip_suffix("ies").filter(|base| base.len() > 1) {
        return format!("{base}y");
    }
    for ending in ["ing", "ed", "es", "s"] {
        if let Some(base) = word.strip_suffix(ending).filter(|base| base.len() >= 3) {
            return base.trim_end_matches('e').to_owned();
        }
    }
    if word.len() > 3 { word.trim_end_matches('e').to_owned() } else { word.to_owned() }
}

/// The runs of eight words in the sentences of a document.
#[derive(Debug, Default)]
pub struct Phrases(HashSet<Vec<String>>);

impl Phrases {
    /// Collects those of all texts of a document.
    pub fn collect(document: &Node) -> Phrases {
        let mut phrases = Phrases::default();
        phrases.add(document);
        phrases
    }

    fn add(&mut self, node: &Node) {
        match node {
            Node::Text(text) => {
                self.0.extend(text_words(text).windows(RUN).map(<[String]>::to_vec));
            }
            Node::List(nodes) => nodes.iter().for_each(|node| self.add(node)),
            Node::Map(map) => map.values().for_each(|node| self.add(node)),
            Node::Null | Node::Bool(_) | Node::Integer(_) | Node::Float(_) => {}
        }
    }

    /// The first run of a sentence that is in the document.
    pub fn copied(&self, sentence: &str) -> Option<String> {
        text_words(sentence).windows(RUN).find(|run| self.0.contains(*run)).map(|run| run.join(" "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_count_by_new_words() {
        let known = ["UserProfile.costCenter", "String"];
        assert!(!counts("The cost center of the user profile.", &known));
        assert!(!counts("The members of cost centers.", &known));
        assert!(counts("Department that pays for the account.", &known));
    }

    #[test]
    fn copies_are_found() {
        let document = Node::parse("a: {description: One two three four five six seven eight nine}").unwrap();
        let phrases = Phrases::collect(&document);
        let copied = phrases.copied("Zero, one two, three four five six seven eight.");
        assert_eq!(copied.as_deref(), Some("one two three four five six seven eight"));
        assert_eq!(phrases.copied("One two three four five six seven, nine eight."), None);
    }
}
