//! Objects with arbitrary member names and one value type.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fmt;

use crate::convert::from_value;
use crate::extra::{BodyShape, Extra};
use crate::fingerprint::SeenNames;
use crate::json::{DecodeStop, JsonKind, JsonReader, write_member_name};
use crate::model::{Audit, Model, try_read};
use crate::raw::Json;

/// An object with arbitrary member names and values of one type, in their original order.
///
/// Values that are null or of another type are kept in [`Map::extra`] and encoded again. Lookup is linear: these
/// objects are small.
#[derive(Clone, PartialEq)]
pub struct Map<T> {
    entries: Vec<(String, T)>,
    /// Members with a value that is null or of another type.
    pub extra: Extra,
}

impl<T> Map<T> {
    /// Creates an empty map.
    pub const fn new() -> Self {
        Self { entries: Vec::new(), extra: Extra::new() }
    }

    /// Returns the number of members with a value of the type.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there are no members with a value of the type.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Returns the value of a member.
    pub fn get(&self, name: &str) -> Option<&T> {
        self.entries.iter().find(|(member, _)| member == name).map(|(_, value)| value)
    }

    /// Returns a mutable reference to the value of a member.
    pub fn get_mut(&mut self, name: &str) -> Option<&mut T> {
        self.entries.iter_mut().find(|(member, _)| member == name).map(|(_, value)| value)
    }

    /// Sets a member and returns its previous value.
    pub fn insert(&mut self, name: impl Into<String>, value: T) -> Option<T> {
        let name = name.into();
        self.extra.remove(&name);
        match self.get_mut(&name) {
            Some(old) => Some(std::mem::replace(old, value)),
            None => {
                self.entries.push((name, value));
                None
            }
        }
    }

    /// Sets a member to `null`, which is encoded. Servers often interpret it as a deletion.
    pub fn set_null(&mut self, name: &str) {
        self.remove(name);
        self.extra.set_null(name);
    }

    /// Removes a member and returns its value.
    pub fn remove(&mut self, name: &str) -> Option<T> {
        self.extra.remove(name);
        let index = self.entries.iter().position(|(member, _)| member == name)?;
        Some(self.entries.remove(index).1)
    }

    /// Iterates over the names.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.entries.iter().map(|(name, _)| name.as_str())
    }

    /// Iterates over the values.
    pub fn values(&self) -> impl Iterator<Item = &T> {
        self.entries.iter().map(|(_, value)| value)
    }

    /// Iterates over names and values.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &T)> {
        self.entries.iter().map(|(name, value)| (name.as_str(), value))
    }
}

impl<T> Map<T> {
    /// The text of the value that was passed in place of an object.
    fn other_value(&self) -> Option<&str> {
        match self.extra.body_shape() {
            BodyShape::Other(text) if self.entries.is_empty() && self.extra.is_empty() => Some(text),
            _ => None,
        }
    }
}

impl<T> Default for Map<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T: fmt::Debug> fmt::Debug for Map<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}

impl<T, N: Into<String>> FromIterator<(N, T)> for Map<T> {
    fn from_iter<I: IntoIterator<Item = (N, T)>>(entries: I) -> Self {
        let mut map = Self::new();
        map.extend(entries);
        map
    }
}

impl<T, N: Into<String>> Extend<(N, T)> for Map<T> {
    fn extend<I: IntoIterator<Item = (N, T)>>(&mut self, entries: I) {
        self.entries.extend(entries.into_iter().map(|(name, value)| (name.into(), value)));
        last_wins(&mut self.entries);
    }
}

impl<T, N: Into<String>, V: Into<T>, const LENGTH: usize> From<[(N, V); LENGTH]> for Map<T> {
    fn from(entries: [(N, V); LENGTH]) -> Self {
        entries.into_iter().map(|(name, value)| (name, value.into())).collect()
    }
}

impl<T, N: Into<String>, V: Into<T>> From<Vec<(N, V)>> for Map<T> {
    fn from(entries: Vec<(N, V)>) -> Self {
        entries.into_iter().map(|(name, value)| (name, value.into())).collect()
    }
}

impl<T, N: Into<String>, V: Into<T>> From<HashMap<N, V>> for Map<T> {
    fn from(entries: HashMap<N, V>) -> Self {
        entries.into_iter().map(|(name, value)| (name, value.into())).collect()
    }
}

impl<T, N: Into<String>, V: Into<T>> From<BTreeMap<N, V>> for Map<T> {
    fn from(entries: BTreeMap<N, V>) -> Self {
        entries.into_iter().map(|(name, value)| (name, value.into())).collect()
    }
}

impl<T: Model> From<serde_json::Value> for Map<T> {
    /// Keeps every value; one that is not an object is rejected when a call sends it as its body.
    fn from(value: serde_json::Value) -> Self {
        from_value(value, |value| {
            let mut map = Self::new();
            map.extra.set_body_shape(BodyShape::Other(value.to_string().into()));
            map
        })
    }
}

impl<T> IntoIterator for Map<T> {
    type Item = (String, T);
    type IntoIter = std::vec::IntoIter<(String, T)>;

    /// Iterates over names and values; drops `extra`.
    fn into_iter(self) -> Self::IntoIter {
        self.entries.into_iter()
    }
}

/// Keeps the last of entries with the same name.
fn last_wins<T>(entries: &mut Vec<(String, T)>) {
    let mut seen = HashSet::new();
    let kept: Vec<bool> = entries.iter().rev().map(|(name, _)| seen.insert(name.as_str())).collect();
    if seen.len() < entries.len() {
        let mut kept = kept.into_iter().rev();
        entries.retain(|_| kept.next().unwrap_or(true));
    }
}

impl<T: Model> Model for Map<T> {
    fn encode(&self, out: &mut Vec<u8>) {
        if let Some(text) = self.other_value() {
            return out.extend_from_slice(text.as_bytes());
        }
        out.push(b'{');
        for (name, value) in &self.entries {
            write_member_name(out, name);
            value.encode(out);
        }
        // `extra` is public, so it may contain a name that is also an entry.
        if self.extra.names().any(|name| self.get(&name).is_some()) {
            let mut kept = self.extra.clone();
            kept.retain(|name| self.get(name).is_none());
            kept.write_members(out);
        } else {
            self.extra.write_members(out);
        }
        out.push(b'}');
    }

    fn read(reader: &mut JsonReader<'_>) -> Result<Self, DecodeStop> {
        reader.enter_object()?;
        let mut members = Vec::new();
        let mut first = true;
        let mut seen = SeenNames::default();
        while let Some(name) = reader.next_key(&mut first)? {
            seen.record(None, &name);
            let mark = reader.mark();
            let value = if reader.kind()? == JsonKind::Null { None } else { try_read::<T>(reader)? };
            let member = match value {
                Some(value) => Ok(value),
                None => {
                    reader.reset(mark);
                    Err(reader.raw()?)
                }
            };
            members.push((name.into_owned(), member));
        }
        if seen.duplicates {
            last_wins(&mut members);
        }
        let mut map = Self { entries: Vec::with_capacity(members.len()), extra: Extra::new() };
        for (name, member) in members {
            match member {
                Ok(value) => map.entries.push((name, value)),
                Err(raw) => map.extra.push(&name, raw),
            }
        }
        Ok(map)
    }

    fn non_object(&self) -> Option<JsonKind> {
        JsonReader::new(self.other_value()?).kind().ok()
    }

    fn has_member(&self, name: &str) -> bool {
        self.get(name).is_some() || self.extra.get_raw(name).is_some()
    }

    fn audit(&self, audit: &mut Audit) {
        for (name, raw) in self.extra.pairs() {
            if raw != "null" {
                audit.mismatch(&name);
            }
        }
        for (name, value) in &self.entries {
            audit.within(name, |audit| value.audit(audit));
        }
    }
}

impl Map<Json> {
    /// Sets a member to any serializable value.
    ///
    /// # Errors
    /// The value's `Serialize` implementation fails, or a map key is not a string.
    pub fn set(
        &mut self,
        name: impl Into<String>,
        value: impl serde::Serialize,
    ) -> Result<(), serde_json::Error> {
        self.insert(name, Json::from_serialize(&value)?);
        Ok(())
    }
}

crate::rt::serde_traits!(Map<T>);
