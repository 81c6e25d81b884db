//! Method names: the words of an operation's id without those that its handle already says.

use super::overrides::{Noun, OperationOverrides, in_singular};
use crate::document::Operation;
use crate::error::{Error, Result};
use crate::names::{escape, words};

const PREPOSITIONS: [&str; 10] = ["a", "an", "by", "for", "from", "in", "of", "on", "to", "with"];

impl OperationOverrides {
    /// How Rust calls an operation, without arguments: `users().list`.
    pub fn rust_path(&self, operation: &Operation) -> Result<String> {
        let name = method(self, operation)?;
        let handle = self.tags.get(&operation.tag).map_or("", |tag| tag.handle.as_str());
        Ok(format!("{handle}().{name}"))
    }
}

/// The name of an operation's method.
pub(super) fn method(overrides: &OperationOverrides, operation: &Operation) -> Result<String> {
    if let Some(name) = overrides.methods.get(&operation.id) {
        return Ok(name.clone());
    }
    let tag = overrides.tags.get(&operation.tag).ok_or_else(|| {
        Error::at(
            operation.pointer.clone(),
            format!("override `tags`: the tag `{}` has no handle", operation.tag),
        )
    })?;
    Ok(escape(shorten(&operation.id, &tag.drop)))
}

/// Verb and what is left of the nouns.
fn shorten(id: &str, drop: &[Noun]) -> String {
    let mut rest = words(id);
    let verb = if rest.is_empty() { String::new() } else { rest.remove(0) };
    for noun in drop {
        remove(&mut rest, noun);
    }
    let is_loose = |word: &String| PREPOSITIONS.contains(&word.as_str());
    while rest.last().is_some_and(is_loose) {
        rest.pop();
    }
    while rest.first().is_some_and(is_loose) {
        rest.remove(0);
    }
    rest.insert(0, verb);
    rest.join("_")
}

/// Removes a noun wherever it stands, with the prepositions before it.
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
    fn the_handle_is_not_said_twice() {
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
