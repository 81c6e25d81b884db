//! Decoding of lists, element by element.

use std::fmt;

use crate::error::DecodeError;
use crate::extra::Extra;
use crate::json::{DecodeStop, JsonKind, JsonReader};
use crate::model::{Model, capacity_hint, decode_with};
use crate::raw::Json;

/// Failure to decode an element of a list; the other elements are not affected.
#[derive(Debug, Clone, PartialEq)]
pub struct ItemError {
    /// The element as JSON.
    pub raw: Json,
    /// The cause; path and offset are relative to the element.
    pub cause: DecodeError,
}

impl fmt::Display for ItemError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("error decoding list element")
    }
}

impl std::error::Error for ItemError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.cause)
    }
}

/// A list that is sent as a body: from a `Vec`, an array, or JSON.
#[derive(Debug, Clone, PartialEq)]
pub struct ListBody<T>(ListContents<T>);

#[derive(Debug, Clone, PartialEq)]
enum ListContents<T> {
    Items(Vec<T>),
    /// A list with other elements, or another value.
    Raw(Json),
}

impl<T> From<Vec<T>> for ListBody<T> {
    fn from(items: Vec<T>) -> Self {
        Self(ListContents::Items(items))
    }
}

impl<T, const LENGTH: usize> From<[T; LENGTH]> for ListBody<T> {
    fn from(items: [T; LENGTH]) -> Self {
        Self(ListContents::Items(items.into()))
    }
}

impl<T> FromIterator<T> for ListBody<T> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        Self(ListContents::Items(items.into_iter().collect()))
    }
}

impl<T> From<serde_json::Value> for ListBody<T> {
    /// Keeps every value; one that is not a list is rejected when a call sends it as its body.
    fn from(value: serde_json::Value) -> Self {
        Self(ListContents::Raw(value.into()))
    }
}

impl<T: Model> ListBody<T> {
    /// Appends the list as JSON text.
    pub fn encode(&self, out: &mut Vec<u8>) {
        match &self.0 {
            ListContents::Items(items) => items.encode(out),
            ListContents::Raw(value) => value.encode(out),
        }
    }

    /// Returns the kind of the value, if it is not a list.
    pub fn non_list(&self) -> Option<JsonKind> {
        match &self.0 {
            ListContents::Items(_) => None,
            ListContents::Raw(value) => Some(value.kind()).filter(|kind| *kind != JsonKind::Array),
        }
    }
}

/// A list decoded element by element.
pub type Items<T> = Vec<Result<T, ItemError>>;

/// Decodes a JSON array element by element: an element of another type becomes an `Err` at its index.
///
/// A single object is decoded as a list of one element: a few operations documented with an array return an object.
///
/// # Errors
/// The text is not valid JSON, or neither an array nor an object.
pub fn decode_list<T: Model>(raw: &[u8]) -> Result<Items<T>, DecodeError> {
    decode_with(raw, |reader| match reader.kind()? {
        JsonKind::Object => Ok(vec![Ok(T::read(reader)?)]),
        _ => read_items(reader),
    })
}

/// The position in a list that [`decode_list_part`] reads in parts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ListPosition(Progress);

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Progress {
    #[default]
    Start,
    /// After the element that ends at this byte.
    After(usize),
    End,
}

impl ListPosition {
    /// Whether all elements have been read.
    #[must_use]
    pub const fn is_end(&self) -> bool {
        matches!(self.0, Progress::End)
    }
}

/// Decodes up to `limit` elements of a JSON array and advances `position`. This avoids having a long list in memory
/// twice, as text and as values.
///
/// Elements and single objects are treated as in [`decode_list`]. The text after these elements is not validated, so a
/// truncated text is detected only when its end is reached.
///
/// ```
/// use okta_models::{ListPosition, User, decode_list_part};
///
/// let text = r#"[{"id": "a"}, {"id": "b"}, {"id": "c"}]"#;
/// let mut position = ListPosition::default();
/// let mut sizes = Vec::new();
/// while !position.is_end() {
///     sizes.push(decode_list_part::<User>(text, &mut position, 2)?.len());
/// }
/// assert_eq!(sizes, [2, 1]);
/// # Ok::<(), okta_models::DecodeError>(())
/// ```
///
/// # Errors
/// The text is invalid JSON at this position, or neither an array nor an object. `position` is unchanged.
pub fn decode_list_part<T: Model>(
    text: &str,
    position: &mut ListPosition,
    limit: usize,
) -> Result<Items<T>, DecodeError> {
    let part = |mut reader: JsonReader<'_>| {
        let mut first = match position.0 {
            Progress::End => return Ok((Items::new(), Progress::End)),
            Progress::After(at) => {
                reader.reset((at, 1));
                false
            }
            Progress::Start if reader.kind()? == JsonKind::Object => {
                let items = vec![Ok(T::read(&mut reader)?)];
                reader.finish()?;
                return Ok((items, Progress::End));
            }
            Progress::Start => {
                reader.enter_array()?;
                true
            }
        };
        let items = read_up_to(&mut reader, &mut first, limit)?;
        let after = reader.mark();
        if items.len() == limit && reader.next_item(&mut first)? {
            return Ok((items, Progress::After(after.0)));
        }
        reader.finish()?;
        Ok((items, Progress::End))
    };
    let (items, after) =
        part(JsonReader::new(text)).map_err(|stop| DecodeError::new(text.as_bytes(), stop))?;
    position.0 = after;
    Ok(items)
}

fn read_items<T: Model>(reader: &mut JsonReader<'_>) -> Result<Items<T>, DecodeStop> {
    reader.enter_array()?;
    read_up_to(reader, &mut true, usize::MAX)
}

/// Reads up to `limit` elements, or up to and including the end of the array.
fn read_up_to<T: Model>(
    reader: &mut JsonReader<'_>,
    first: &mut bool,
    limit: usize,
) -> Result<Items<T>, DecodeStop> {
    let mut items = Items::new();
    while items.len() < limit && reader.next_item(first)? {
        let mark = reader.mark();
        match T::read(reader) {
            Ok(item) => {
                items.push(Ok(item));
                if items.len() == 1 {
                    items.reserve(capacity_hint::<Result<T, ItemError>>(reader, mark.0).min(limit));
                }
            }
            Err(stop) if stop.is_mismatch() => {
                reader.reset(mark);
                reader.kind()?;
                let at = reader.at();
                let raw = reader.raw()?;
                let stop = DecodeStop { at: stop.at.saturating_sub(at), ..stop };
                items.push(Err(ItemError {
                    raw: Json::from_valid(raw),
                    cause: DecodeError::new(raw.as_bytes(), stop),
                }));
            }
            Err(stop) => return Err(stop),
        }
    }
    Ok(items)
}

/// A list contained in a member of an object.
#[derive(Debug, Clone, PartialEq)]
pub struct MemberList<T> {
    /// The elements; empty if the member is absent, null or not an array (then it is in `rest`).
    pub items: Items<T>,
    /// The other members of the object, such as `_links`.
    pub rest: Extra,
}

/// Decodes a list contained in a member of a JSON object, element by element.
///
/// # Errors
/// The text is not a JSON object.
pub fn decode_member_list<T: Model>(raw: &[u8], member: &str) -> Result<MemberList<T>, DecodeError> {
    decode_with(raw, |reader| read_member_list(reader, member))
}

fn read_member_list<T: Model>(
    reader: &mut JsonReader<'_>,
    member: &str,
) -> Result<MemberList<T>, DecodeStop> {
    reader.enter_object()?;
    let mut list = MemberList { items: Items::new(), rest: Extra::new() };
    let mut first = true;
    while let Some(name) = reader.next_key(&mut first)? {
        if name == member && reader.kind()? == JsonKind::Array {
            list.items = read_items(reader)?;
            list.rest.remove(member);
            continue;
        }
        if name == member {
            list.items.clear();
        }
        list.rest.push(&name, reader.raw()?);
    }
    list.rest.last_wins();
    Ok(list)
}
