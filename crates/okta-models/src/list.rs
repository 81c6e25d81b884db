//! Lists, element by element.

use std::fmt;

use crate::error::DecodeError;
use crate::extra::Extra;
use crate::json::{Kind, Reader, Stop};
use crate::model::{Model, likely_more};
use crate::raw::Json;

/// An element of a list that is not what the list's type says; the other elements are not affected.
#[derive(Debug, Clone, PartialEq)]
pub struct ItemError {
    /// The element as it came.
    pub raw: Json,
    /// What is wrong with it; path and offset are within the element.
    pub cause: DecodeError,
}

impl fmt::Display for ItemError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an element of the list could not be decoded")
    }
}

impl std::error::Error for ItemError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.cause)
    }
}

/// A list whose elements were decoded one by one.
pub type Items<T> = Vec<Result<T, ItemError>>;

/// Decodes a JSON array element by element: one odd element is one `Err` in its place.
///
/// A lone object is taken for a list of one: a few operations are documented with an array, and shown to answer
/// with an object.
///
/// # Errors
/// The text is not JSON, or neither an array nor an object.
pub fn decode_list<T: Model>(raw: &[u8]) -> Result<Items<T>, DecodeError> {
    let list = |mut reader: Reader<'_>| {
        let items = match reader.kind()? {
            Kind::Object => vec![Ok(T::read(&mut reader)?)],
            _ => read_items(&mut reader)?,
        };
        reader.finish()?;
        Ok(items)
    };
    Reader::from_bytes(raw).and_then(list).map_err(|stop| DecodeError::new(raw, stop))
}

/// How far a list has been read by [`decode_list_part`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ListPosition(Place);

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Place {
    #[default]
    Start,
    /// After an element, at this byte.
    After(usize),
    End,
}

impl ListPosition {
    /// Whether every element has been read.
    #[must_use]
    pub const fn is_end(&self) -> bool {
        matches!(self.0, Place::End)
    }
}

/// Decodes the next elements of a JSON array, `most` of them at most, and moves `place` behind them. So a long list
/// need not be in memory twice, as text and as values.
///
/// Elements and lone objects are treated as by [`decode_list`]. What stands behind the elements that were read is not
/// looked at, so a text that breaks off is found when its end is reached.
///
/// ```
/// use okta_models::{ListPosition, User, decode_list_part};
///
/// let text = r#"[{"id": "a"}, {"id": "b"}, {"id": "c"}]"#;
/// let mut place = ListPosition::default();
/// let mut sizes = Vec::new();
/// while !place.is_end() {
///     sizes.push(decode_list_part::<User>(text, &mut place, 2)?.len());
/// }
/// assert_eq!(sizes, [2, 1]);
/// # Ok::<(), okta_models::DecodeError>(())
/// ```
///
/// # Errors
/// The text is not JSON here, or neither an array nor an object. `place` is as before then.
pub fn decode_list_part<T: Model>(
    text: &str,
    place: &mut ListPosition,
    most: usize,
) -> Result<Items<T>, DecodeError> {
    let part = |mut reader: Reader<'_>| {
        let mut first = match place.0 {
            Place::End => return Ok((Items::new(), Place::End)),
            Place::After(at) => {
                reader.reset((at, 1));
                false
            }
            Place::Start if reader.kind()? == Kind::Object => {
                let items = vec![Ok(T::read(&mut reader)?)];
                reader.finish()?;
                return Ok((items, Place::End));
            }
            Place::Start => {
                reader.enter_array()?;
                true
            }
        };
        let items = read_some(&mut reader, &mut first, most)?;
        let after = reader.mark();
        if items.len() == most && reader.next_item(&mut first)? {
            return Ok((items, Place::After(after.0)));
        }
        reader.finish()?;
        Ok((items, Place::End))
    };
    let (items, after) = part(Reader::new(text)).map_err(|stop| DecodeError::new(text.as_bytes(), stop))?;
    place.0 = after;
    Ok(items)
}

fn read_items<T: Model>(reader: &mut Reader<'_>) -> Result<Items<T>, Stop> {
    reader.enter_array()?;
    read_some(reader, &mut true, usize::MAX)
}

/// Reads elements up to the end of the array, which it takes, or up to a number of them.
fn read_some<T: Model>(reader: &mut Reader<'_>, first: &mut bool, most: usize) -> Result<Items<T>, Stop> {
    let mut items = Items::new();
    while items.len() < most && reader.next_item(first)? {
        let mark = reader.mark();
        match T::read(reader) {
            Ok(item) => {
                items.push(Ok(item));
                if items.len() == 1 {
                    items.reserve(likely_more::<Result<T, ItemError>>(reader, mark.0).min(most));
                }
            }
            Err(stop) if stop.is_misfit() => {
                reader.reset(mark);
                reader.kind()?;
                let at = reader.at();
                let raw = reader.raw()?;
                let stop = Stop { at: stop.at.saturating_sub(at), ..stop };
                items.push(Err(ItemError {
                    raw: Json::trusted(raw),
                    cause: DecodeError::new(raw.as_bytes(), stop),
                }));
            }
            Err(stop) => return Err(stop),
        }
    }
    Ok(items)
}

/// A list that came as a member of an object.
#[derive(Debug, Clone, PartialEq)]
pub struct MemberList<T> {
    /// The elements; empty if the member is absent, null or not an array, and then `rest` has it.
    pub items: Items<T>,
    /// The object's other members, among them `_links`.
    pub rest: Extra,
}

/// Decodes a JSON object one of whose members holds the list, element by element.
///
/// # Errors
/// The text is not a JSON object.
pub fn decode_member_list<T: Model>(raw: &[u8], member: &str) -> Result<MemberList<T>, DecodeError> {
    let object = |mut reader: Reader<'_>| {
        let list = read_member_list(&mut reader, member)?;
        reader.finish()?;
        Ok(list)
    };
    Reader::from_bytes(raw).and_then(object).map_err(|stop| DecodeError::new(raw, stop))
}

fn read_member_list<T: Model>(reader: &mut Reader<'_>, member: &str) -> Result<MemberList<T>, Stop> {
    reader.enter_object()?;
    let mut list = MemberList { items: Items::new(), rest: Extra::new() };
    let mut first = true;
    while let Some(name) = reader.next_key(&mut first)? {
        if name == member && reader.kind()? == Kind::Array {
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
