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

/// The position in a list that [`decode_list_item`] reads element by element. The default is the start of a text.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ListPosition(Progress);

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Progress {
    #[default]
    Start,
    /// Before the element at this byte. The array is the text, or is in an object.
    At {
        byte: usize,
        in_object: bool,
    },
    End,
}

impl ListPosition {
    /// The end of a list.
    pub const END: Self = Self(Progress::End);

    /// Whether all elements have been read.
    #[must_use]
    pub const fn is_end(&self) -> bool {
        matches!(self.0, Progress::End)
    }
}

/// Decodes the element of a JSON array at `position` and advances `position`; `None` at the end. This avoids having a long
/// list in memory twice, as text and as values.
///
/// Elements and single objects are treated as in [`decode_list`]. The text after the element is validated up to the start
/// of the next one, so a truncated text is detected only when its end is reached.
///
/// ```
/// use okta_models::{ListPosition, User, decode_list_item};
///
/// let text = r#"[{"id": "a"}, {"id": "b"}]"#;
/// let mut position = ListPosition::default();
/// let mut ids = Vec::new();
/// while let Some(user) = decode_list_item::<User>(text, &mut position)? {
///     ids.extend(user.map(|user| user.id));
/// }
/// assert_eq!(ids, ["a", "b"]);
/// # Ok::<(), okta_models::DecodeError>(())
/// ```
///
/// # Errors
/// The text is invalid JSON at this position, or neither an array nor an object. `position` is unchanged.
pub fn decode_list_item<T: Model>(
    text: &str,
    position: &mut ListPosition,
) -> Result<Option<Result<T, ItemError>>, DecodeError> {
    read_at(text, &mut position.0).map_err(|stop| DecodeError::new(text.as_bytes(), stop))
}

/// Reads the element at a position.
fn read_at<T: Model>(
    text: &str,
    progress: &mut Progress,
) -> Result<Option<Result<T, ItemError>>, DecodeStop> {
    let mut reader = JsonReader::new(text);
    let mut within_object = false;
    match *progress {
        Progress::End => return Ok(None),
        // The position was found to be that of an element.
        Progress::At { byte, in_object } => {
            within_object = in_object;
            reader.reset((byte, if in_object { 2 } else { 1 }));
        }
        Progress::Start if reader.kind()? == JsonKind::Object => {
            let item = T::read(&mut reader)?;
            reader.finish()?;
            *progress = Progress::End;
            return Ok(Some(Ok(item)));
        }
        Progress::Start => {
            reader.enter_array()?;
            if !reader.next_item(&mut true)? {
                reader.finish()?;
                *progress = Progress::End;
                return Ok(None);
            }
        }
    }
    let item = read_item(&mut reader)?;
    *progress = if reader.next_item(&mut false)? {
        Progress::At { byte: reader.at(), in_object: within_object }
    } else {
        // What follows in the object has been validated.
        if !within_object {
            reader.finish()?;
        }
        Progress::End
    };
    Ok(Some(item))
}

fn read_items<T: Model>(reader: &mut JsonReader<'_>) -> Result<Items<T>, DecodeStop> {
    reader.enter_array()?;
    let mut items = Items::new();
    let mut first = true;
    while reader.next_item(&mut first)? {
        let from = reader.at();
        items.push(read_item(reader)?);
        if items.len() == 1 {
            items.reserve(capacity_hint::<Result<T, ItemError>>(reader, from));
        }
    }
    Ok(items)
}

/// Reads an element of any type.
fn read_item<T: Model>(reader: &mut JsonReader<'_>) -> Result<Result<T, ItemError>, DecodeStop> {
    let mark = reader.mark();
    match T::read(reader) {
        Ok(item) => Ok(Ok(item)),
        Err(stop) if stop.is_mismatch() => {
            reader.reset(mark);
            mismatch(reader, stop).map(Err)
        }
        Err(stop) => Err(stop),
    }
}

/// Reads an element of another type.
#[cold]
fn mismatch(reader: &mut JsonReader<'_>, stop: DecodeStop) -> Result<ItemError, DecodeStop> {
    reader.kind()?;
    let at = reader.at();
    let raw = reader.raw()?;
    let stop = DecodeStop { at: stop.at.saturating_sub(at), ..stop };
    Ok(ItemError { raw: Json::from_valid(raw), cause: DecodeError::new(raw.as_bytes(), stop) })
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
    let (items, rest) = decode_with(raw, |reader| read_member_list(reader, member, read_items))?;
    Ok(MemberList { items: items.unwrap_or_default(), rest })
}

/// Finds a list contained in a member of a JSON object: returns the position of its first element, for
/// [`decode_list_item`] with the same text, and the other members. The position is the end if the member is absent, null
/// or not an array (then it is among the others). The text is validated.
///
/// ```
/// use okta_models::{User, decode_list_item, find_member_list};
///
/// let text = r#"{"users": [{"id": "a"}, {"id": "b"}], "_links": {}}"#;
/// let (mut position, rest) = find_member_list(text, "users")?;
/// let mut ids = Vec::new();
/// while let Some(user) = decode_list_item::<User>(text, &mut position)? {
///     ids.extend(user.map(|user| user.id));
/// }
/// assert_eq!(ids, ["a", "b"]);
/// assert_eq!(rest.names().collect::<Vec<_>>(), ["_links"]);
/// # Ok::<(), okta_models::DecodeError>(())
/// ```
///
/// # Errors
/// The text is not a JSON object.
pub fn find_member_list(text: &str, member: &str) -> Result<(ListPosition, Extra), DecodeError> {
    let (position, rest) =
        decode_with(text.as_bytes(), |reader| read_member_list(reader, member, skip_items))?;
    Ok((position.unwrap_or(ListPosition::END), rest))
}

/// Skips an array and returns the position of its first element.
fn skip_items(reader: &mut JsonReader<'_>) -> Result<ListPosition, DecodeStop> {
    reader.enter_array()?;
    let mut first = true;
    let mut position = ListPosition::END;
    while reader.next_item(&mut first)? {
        if position.is_end() {
            position = ListPosition(Progress::At { byte: reader.at(), in_object: true });
        }
        reader.raw()?;
    }
    Ok(position)
}

/// Reads the members of an object: a list with a function, all others as raw text.
fn read_member_list<'a, L>(
    reader: &mut JsonReader<'a>,
    member: &str,
    read: impl Fn(&mut JsonReader<'a>) -> Result<L, DecodeStop>,
) -> Result<(Option<L>, Extra), DecodeStop> {
    reader.enter_object()?;
    let (mut list, mut rest) = (None, Extra::new());
    let mut first = true;
    while let Some(name) = reader.next_key(&mut first)? {
        if name == member && reader.kind()? == JsonKind::Array {
            list = Some(read(reader)?);
            rest.remove(member);
            continue;
        }
        if name == member {
            list = None;
        }
        rest.push(&name, reader.raw()?);
    }
    rest.last_wins();
    Ok((list, rest))
}
