//! Method names: the words of an operation's id without the nouns of its handle.

use super::overrides::{Noun, OperationOverrides, in_singular};
use crate::document::Operation;
use crate::error::{Error, Result};
use crate::names::{escape, words};

const PREPOSITIONS: [&str; 10] = ["a", "an", "by", "for", "from", "in", "of", "on", "to", "with"];

impl OperationOverrides {
    /// Returns the Rust path of an operation without arguments: `users().list`.
    pub fn rust_path(&self, operation: &Operation) -> Result<String> {
        let name = method_name(self, operation)?;
        let handle = self.tags.get(&operation.tag).map_or("", |tag| tag.handle.as_str());
        Ok(format!("{handle}().{name}"))
    }
}

/// Returns the name of an operation's method.
pub(super) fn method_name(overrides: &OperationOverrides, operation: &Operation) -> Result<String> {
    if let Some(name) = overrides.methods.get(&operation.id) {
        return Ok(name.clone());
    }
    let tag = overrides.tags.get(&operation.tag).ok_or_else(|| {
        Error::at(
            operation.pointer.clone(),
            format!("override `tags`: tag `{}` has no handle", operation.tag),
        )
    })?;
    Ok(escape(shorten(&operation.id, &tag.drop)))
}

/// Joins the verb and the words that remain after the nouns are dropped.
fn shorten(id: &str, drop: &[Noun]) -> String {
    let mut rest = words(id);
    let verb = if rest.is_empty() { String::new() } else { rest.remove(0) };
    for noun in drop {
        remove(&mut rest, noun);
    }
    let is_preposition = |word: &String| PREPOSITIONS.contains(&word.as_str());
    while rest.last().is_some_and(is_preposition) {
        rest.pop();
    }
    while rest.first().is_some_and(is_preposition) {
        rest.remove(0);
    }
    rest.insert(0, verb);
    rest.join("_")
}

/// Removes every occurrence of a noun and the prepositions before it.
fn remove(words: &mut Vec<String>, noun: &Noun) {
    let mut at = 0;
    while let Some(part) = words.get(at..at + noun.len()) {
        if part.iter().map(|word| in_singular(word)).eq(noun.iter().cloned()) {
            let before = words.get(..at).unwrap_or_default();
            let prepositions =
                before.iter().rev().take_while(|word| PREPOSITIONS.contains(&word.as_str())).count();
            words.drain(at - prepositions..at + noun.len());
            at -= prepositions;
        } else {
            at += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::shorten;
    use crate::operations::overrides::noun;

    #[test]
    fn handle_nouns_are_dropped() {
        let users = [noun("users")];
        assert_eq!(shorten("getUser", &users), "get");
        assert_eq!(shorten("listUserGrants", &users), "list_grants");
        assert_eq!(shorten("listLinkedObjectsForUser", &users), "list_linked_objects");
        let apps = [noun("scope consent"), noun("application")];
        assert_eq!(shorten("unassignUserFromApplication", &apps), "unassign_user");
        assert_eq!(shorten("listScopeConsentGrants", &apps), "list_grants");
        assert_eq!(shorten("listGroups", &[noun("groups")]), "list");
        assert_eq!(shorten("expirePasswordWithTempPassword", &users), "expire_password_with_temp_password");
    }
}
