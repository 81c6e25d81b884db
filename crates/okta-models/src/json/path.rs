//! JSON paths of byte offsets, computed by a second pass over the text when an error is created.

use std::borrow::Cow;

use super::{DecodeStop, JsonKind, JsonReader};

/// The maximum length of a member's name in a path, in characters.
const NAME_LIMIT: usize = 100;

/// The length of a path, in bytes, from which on it is cut.
const PATH_LIMIT: usize = 400;

enum Step {
    Name(String),
    Index(usize),
}

/// The JSON path (`$.settings.app[3].url`) of the value that holds the byte at `offset`.
pub(crate) fn path_at(text: &str, offset: usize) -> String {
    let mut steps = Vec::new();
    let mut reader = JsonReader::new(text);
    // An error on the way is the one whose path is computed.
    let _ = walk(&mut reader, offset, &mut steps);
    let mut path = String::from("$");
    for step in steps {
        if path.len() > PATH_LIMIT {
            path.push('…');
            break;
        }
        match step {
            Step::Index(index) => path.push_str(&format!("[{index}]")),
            Step::Name(name) if is_plain(&name) => {
                path.push('.');
                path.push_str(&shortened(&name));
            }
            Step::Name(name) => path.push_str(&format!("[{:?}]", shortened(&name))),
        }
    }
    path
}

/// The name, cut at 100 characters: the members of a hostile body have any length.
fn shortened(name: &str) -> Cow<'_, str> {
    match name.char_indices().nth(NAME_LIMIT) {
        Some((end, _)) => Cow::Owned(format!("{}…", name.get(..end).unwrap_or_default())),
        None => Cow::Borrowed(name),
    }
}

fn is_plain(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-')
}

/// Descends into the value that covers the offset; values that end before it are skipped.
fn walk(reader: &mut JsonReader<'_>, offset: usize, steps: &mut Vec<Step>) -> Result<(), DecodeStop> {
    'value: loop {
        let kind = reader.kind()?;
        if reader.at() >= offset {
            return Ok(());
        }
        let mut first = true;
        match kind {
            JsonKind::Object => {
                reader.enter_object()?;
                while let Some(key) = reader.next_key(&mut first)? {
                    let mark = reader.mark();
                    let skipped = reader.raw();
                    if skipped.is_err() || reader.at() > offset {
                        steps.push(Step::Name(key.into_owned()));
                        reader.reset(mark);
                        continue 'value;
                    }
                }
            }
            JsonKind::Array => {
                reader.enter_array()?;
                let mut index = 0;
                while reader.next_item(&mut first)? {
                    let mark = reader.mark();
                    let skipped = reader.raw();
                    if skipped.is_err() || reader.at() > offset {
                        steps.push(Step::Index(index));
                        reader.reset(mark);
                        continue 'value;
                    }
                    index += 1;
                }
            }
            _ => {}
        }
        return Ok(());
    }
}
