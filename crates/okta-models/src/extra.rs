//! The members of an object that its type has no field for.

use std::borrow::Cow;
use std::collections::HashSet;
use std::fmt;

use serde::Serialize;

use crate::json::{Reader, write_string};
use crate::raw::{Json, same_json};

/// Members of a JSON object that have no typed field: custom attributes, members that this version of the crate
/// does not know, values that do not fit their field, and explicit nulls.
///
/// One word when empty, one JSON text otherwise, so that numbers come back digit for digit. Looking a member up
/// reads that text: take what you need once rather than in a loop. `Debug` shows the names only.
#[derive(Clone, Default)]
pub struct Extra(Option<Box<Kept>>);

/// What an object keeps beside its fields.
#[derive(Debug, Clone, Default)]
struct Kept {
    /// The members as the text of an object; empty if there are none.
    members: String,
    /// What the body was if it was no object.
    body: Body,
}

/// The kind of body that an object came as.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) enum Body {
    /// An object.
    #[default]
    Object,
    /// An array of this object alone.
    List,
    /// Another array; its text.
    Array(Box<str>),
}

impl Extra {
    /// No members.
    pub const fn new() -> Self {
        Self(None)
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.as_ref().is_none_or(|kept| kept.members.is_empty())
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.pairs().count()
    }

    /// The names, in the order they came in.
    pub fn names(&self) -> impl Iterator<Item = Cow<'_, str>> {
        self.pairs().map(|(name, _)| name)
    }

    /// Names and values, in the order they came in.
    pub fn iter(&self) -> impl Iterator<Item = (Cow<'_, str>, Json)> {
        self.pairs().map(|(name, raw)| (name, Json::trusted(raw)))
    }

    /// The value of a member; `null` is one.
    pub fn get(&self, name: &str) -> Option<Json> {
        self.get_raw(name).map(Json::trusted)
    }

    /// Sets a member.
    ///
    /// # Errors
    /// The value's own `Serialize` fails, or it has map keys that are not strings.
    pub fn set(&mut self, name: &str, value: impl Serialize) -> Result<(), serde_json::Error> {
        let raw = serde_json::to_string(&value)?;
        self.set_raw(name, &raw);
        Ok(())
    }

    /// Sets a member to `null`.
    pub fn set_null(&mut self, name: &str) {
        self.set_raw(name, "null");
    }

    /// Takes a member away and gives its value.
    pub fn remove(&mut self, name: &str) -> Option<Json> {
        let value = self.get(name)?;
        self.retain(|member| member != name);
        Some(value)
    }

    /// The object as text, braces included.
    fn text(&self) -> &str {
        self.0.as_ref().map(|kept| kept.members.as_str()).filter(|text| !text.is_empty()).unwrap_or("{}")
    }

    /// What the body was that the object came as.
    pub(crate) fn body(&self) -> &Body {
        self.0.as_ref().map_or(&Body::Object, |kept| &kept.body)
    }

    /// Notes that the body was not an object.
    pub(crate) fn set_body(&mut self, body: Body) {
        self.0.get_or_insert_default().body = body;
    }

    /// The same body without members.
    fn emptied(&self) -> Self {
        let mut emptied = Self::new();
        if *self.body() != Body::Object {
            emptied.set_body(self.body().clone());
        }
        emptied
    }

    pub(crate) fn pairs(&self) -> Pairs<'_> {
        let mut reader = Reader::new(self.text());
        // The text was written here, from values that were read: reading it again cannot fail.
        let open = reader.enter_object().is_ok();
        Pairs { reader, first: true, open }
    }

    pub(crate) fn get_raw(&self, name: &str) -> Option<&str> {
        self.pairs().find(|(member, _)| member == name).map(|(_, raw)| raw)
    }

    pub(crate) fn set_raw(&mut self, name: &str, raw: &str) {
        self.retain(|member| member != name);
        self.push(name, raw);
    }

    /// Adds a member without looking whether its name is there already.
    pub(crate) fn push(&mut self, name: &str, raw: &str) {
        let mut quoted = Vec::with_capacity(name.len() + 2);
        write_string(&mut quoted, name);
        self.push_raw(&[&String::from_utf8_lossy(&quoted), ":", raw]);
    }

    /// Adds a member's text: its name in quotes, the colon, the value.
    pub(crate) fn push_raw(&mut self, member: &[&str]) {
        let text = &mut self.0.get_or_insert_default().members;
        if text.is_empty() {
            // Few objects have just one extra member: most often there are nulls, or custom attributes.
            text.reserve(member.iter().map(|part| part.len()).sum::<usize>() + 96);
            text.push('{');
        } else {
            text.pop();
            text.push(',');
        }
        for part in member {
            text.push_str(part);
        }
        text.push('}');
    }

    /// Keeps the members whose names pass.
    pub(crate) fn retain(&mut self, mut keep: impl FnMut(&str) -> bool) {
        if self.pairs().all(|(name, _)| keep(&name)) {
            return;
        }
        let mut kept = self.emptied();
        for (name, raw) in self.pairs() {
            if keep(&name) {
                kept.push(&name, raw);
            }
        }
        *self = kept;
    }

    /// Of members with one name, keeps the last.
    pub(crate) fn last_wins(&mut self) {
        let mut seen = HashSet::new();
        if self.pairs().all(|(name, _)| seen.insert(name)) {
            return;
        }
        seen.clear();
        let mut pairs: Vec<_> = self.pairs().collect();
        pairs.reverse();
        pairs.retain(|(name, _)| seen.insert(name.clone()));
        let mut kept = self.emptied();
        for (name, raw) in pairs.iter().rev() {
            kept.push(name, raw);
        }
        *self = kept;
    }

    /// Writes the members into an object that is open.
    pub(crate) fn write_members(&self, out: &mut Vec<u8>) {
        if self.is_empty() {
            return;
        }
        let inner = self.text().strip_prefix('{').and_then(|text| text.strip_suffix('}')).unwrap_or_default();
        if out.last() != Some(&b'{') {
            out.push(b',');
        }
        out.extend_from_slice(inner.as_bytes());
    }
}

/// Iterates over names and raw values.
pub(crate) struct Pairs<'a> {
    reader: Reader<'a>,
    first: bool,
    open: bool,
}

impl<'a> Iterator for Pairs<'a> {
    type Item = (Cow<'a, str>, &'a str);

    fn next(&mut self) -> Option<Self::Item> {
        if !self.open {
            return None;
        }
        let pair = match self.reader.next_key(&mut self.first) {
            Ok(Some(name)) => self.reader.raw().ok().map(|raw| (name, raw)),
            _ => None,
        };
        self.open = pair.is_some();
        pair
    }
}

impl fmt::Debug for Extra {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.names()).finish()
    }
}

impl PartialEq for Extra {
    fn eq(&self, other: &Self) -> bool {
        self.body() == other.body() && self.same_members(other)
    }
}

impl Extra {
    fn same_members(&self, other: &Self) -> bool {
        self.text() == other.text()
            || (self.len() == other.len()
                && self
                    .pairs()
                    .all(|(name, raw)| other.get_raw(&name).is_some_and(|other| same_json(raw, other))))
    }
}
