//! The members of an object without a typed field.

use std::borrow::Cow;
use std::collections::HashSet;
use std::fmt;

use serde::Serialize;

use crate::json::{JsonReader, write_string};
use crate::raw::{Json, json_eq};

/// Members of a JSON object without a typed field: custom attributes, members unknown to this version of the crate,
/// values that do not match the type of their field, and explicit nulls.
///
/// One word when empty, otherwise one JSON text, so that numbers round-trip unchanged. Each lookup parses that text;
/// avoid lookups in a loop. `Debug` shows only the names.
#[derive(Clone, Default)]
pub struct Extra(Option<Box<Contents>>);

/// The data of an object besides its fields.
#[derive(Debug, Clone, Default)]
struct Contents {
    /// The members as the text of an object; empty if there are none.
    members: String,
    /// The shape of the body that held the object.
    body_shape: BodyShape,
}

/// The shape of the body that held an object.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) enum BodyShape {
    /// An object.
    #[default]
    Object,
    /// An array of only this object.
    SingleItemArray,
    /// Another value, as raw text: a longer array, or the value that was passed in place of an object.
    Other(Box<str>),
}

impl Extra {
    /// Creates an empty set of members.
    pub const fn new() -> Self {
        Self(None)
    }

    /// The members of a text that is known to be a valid object.
    pub(crate) fn from_object(text: &str) -> Self {
        let text = text.trim();
        let mut extra = Self::new();
        let mut reader = JsonReader::new(text);
        let empty = reader.enter_object().is_err() || !matches!(reader.next_key(&mut true), Ok(Some(_)));
        if !empty {
            extra.0.get_or_insert_default().members = text.to_owned();
        }
        extra
    }

    /// Whether there are no members.
    pub fn is_empty(&self) -> bool {
        self.0.as_ref().is_none_or(|contents| contents.members.is_empty())
    }

    /// Returns the number of members.
    pub fn len(&self) -> usize {
        self.pairs().count()
    }

    /// Iterates over the names, in their original order.
    pub fn names(&self) -> impl Iterator<Item = Cow<'_, str>> {
        self.pairs().map(|(name, _)| name)
    }

    /// Iterates over names and values, in their original order.
    pub fn iter(&self) -> impl Iterator<Item = (Cow<'_, str>, Json)> {
        self.pairs().map(|(name, raw)| (name, Json::from_valid(raw)))
    }

    /// Returns the value of a member, which may be `null`.
    pub fn get(&self, name: &str) -> Option<Json> {
        self.get_raw(name).map(Json::from_valid)
    }

    /// Sets a member.
    ///
    /// # Errors
    /// The value's `Serialize` implementation fails, or a map key is not a string.
    pub fn set(&mut self, name: &str, value: impl Serialize) -> Result<(), serde_json::Error> {
        let raw = serde_json::to_string(&value)?;
        self.set_raw(name, &raw);
        Ok(())
    }

    /// Sets a member to `null`.
    pub fn set_null(&mut self, name: &str) {
        self.set_raw(name, "null");
    }

    /// Removes a member and returns its value.
    pub fn remove(&mut self, name: &str) -> Option<Json> {
        let value = self.get(name)?;
        self.retain(|member| member != name);
        Some(value)
    }

    /// The members as the text of an object, including its braces.
    pub(crate) fn text(&self) -> &str {
        self.0
            .as_ref()
            .map(|contents| contents.members.as_str())
            .filter(|text| !text.is_empty())
            .unwrap_or("{}")
    }

    /// The shape of the body that held the object.
    pub(crate) fn body_shape(&self) -> &BodyShape {
        self.0.as_ref().map_or(&BodyShape::Object, |extra| &extra.body_shape)
    }

    /// Records the shape of the body that held the object.
    pub(crate) fn set_body_shape(&mut self, shape: BodyShape) {
        self.0.get_or_insert_default().body_shape = shape;
    }

    /// A copy without members.
    fn emptied(&self) -> Self {
        let mut emptied = Self::new();
        if *self.body_shape() != BodyShape::Object {
            emptied.set_body_shape(self.body_shape().clone());
        }
        emptied
    }

    pub(crate) fn pairs(&self) -> Pairs<'_> {
        let mut reader = JsonReader::new(self.text());
        // The text was assembled from parsed values, so parsing it again does not fail.
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

    /// Appends a member without checking for duplicates.
    pub(crate) fn push(&mut self, name: &str, raw: &str) {
        let mut quoted = Vec::with_capacity(name.len() + 2);
        write_string(&mut quoted, name);
        self.push_raw(&[&String::from_utf8_lossy(&quoted), ":", raw]);
    }

    /// Appends the raw text of a member: quoted name, colon, value.
    pub(crate) fn push_raw(&mut self, member: &[&str]) {
        let text = &mut self.0.get_or_insert_default().members;
        if text.is_empty() {
            // Most objects with one extra member have more of them: nulls or custom attributes.
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

    /// Keeps the members whose names match a predicate.
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

    /// Keeps the last of members with the same name.
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

    /// Appends the members to an unclosed object.
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
    reader: JsonReader<'a>,
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
        self.body_shape() == other.body_shape() && self.members_eq(other)
    }
}

impl Extra {
    fn members_eq(&self, other: &Self) -> bool {
        self.text() == other.text()
            || (self.len() == other.len()
                && self
                    .pairs()
                    .all(|(name, raw)| other.get_raw(&name).is_some_and(|other| json_eq(raw, other))))
    }
}
