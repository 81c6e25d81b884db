//! Where in a document an offset is. Walked anew from the start: only errors pay for it.

use super::{Kind, Reader, Stop};

enum Step {
    Name(String),
    Index(usize),
}

/// The JSON path (`$.settings.app[3].url`) of the value that holds the byte at `offset`.
pub(crate) fn path_at(text: &str, offset: usize) -> String {
    let mut steps = Vec::new();
    let mut reader = Reader::new(text);
    // A stop on the way is at the place that is being looked for, or is the fault itself.
    let _ = walk(&mut reader, offset, &mut steps);
    let mut path = String::from("$");
    for step in steps {
        match step {
            Step::Index(index) => path.push_str(&format!("[{index}]")),
            Step::Name(name) if is_plain(&name) => {
                path.push('.');
                path.push_str(&name);
            }
            Step::Name(name) => path.push_str(&format!("[{name:?}]")),
        }
    }
    path
}

fn is_plain(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-')
}

/// Descends into the one value that covers the offset: a value is passed over when it ends before it.
fn walk(reader: &mut Reader<'_>, offset: usize, steps: &mut Vec<Step>) -> Result<(), Stop> {
    'value: loop {
        let kind = reader.kind()?;
        if reader.at() >= offset {
            return Ok(());
        }
        let mut first = true;
        match kind {
            Kind::Object => {
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
            Kind::Array => {
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
