//! A YAML document as a tree whose nodes have positions.

use granit_parser::{ErrorKind, Event, Marker, Parser, ScalarStyle, ScanError, Span, StrInput, Tag};
use zeroize::Zeroizing;

use crate::config::sorted;

/// The maximum number of nodes of a document with its aliases resolved.
const NODE_LIMIT: usize = 50_000;

/// A value with its position in the file.
#[derive(Clone, Debug)]
pub(super) struct Located<T> {
    pub(super) value: T,
    pub(super) at: SourcePosition,
}

/// Line and column, both counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct SourcePosition {
    pub(super) line: u64,
    pub(super) column: u64,
}

/// Any YAML value. Scalars that look like numbers or booleans keep their spelling: a token may consist of digits.
#[derive(Clone, Debug)]
pub(super) enum Node {
    Null,
    /// Quoted, or tagged as text.
    Text(Zeroizing<String>),
    /// Unquoted.
    Plain(Zeroizing<String>),
    List(Vec<Located<Node>>),
    Map(Vec<(Located<String>, Located<Node>)>),
}

/// Why a document is invalid. Of the content of the file it repeats names of keys only.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Problem {
    pub(super) at: SourcePosition,
    pub(super) text: String,
}

/// Reads the only document of a file; `None` when the file is empty.
pub(super) fn parse(text: &str) -> Result<Option<Located<Node>>, Problem> {
    read(text).map_err(|problem| match indenting_tab(text, problem.at.line) {
        Some(at) => {
            Problem { at, text: "contains a tab in the indentation; YAML requires spaces".to_owned() }
        }
        None => problem,
    })
}

/// The first tab in the indentation, up to the line after the error.
fn indenting_tab(text: &str, last: u64) -> Option<SourcePosition> {
    text.lines().zip(1..=last + 1).find_map(|(line, number)| {
        let indentation = line.len() - line.trim_start().len();
        let column = line.get(..indentation)?.find('\t')?;
        Some(SourcePosition { line: number, column: column as u64 + 1 })
    })
}

fn read(text: &str) -> Result<Option<Located<Node>>, Problem> {
    let parser = Parser::new_from_str(text);
    let mut reader = TreeBuilder { parser, anchors: Vec::new(), nodes: 0 };
    let mut root = None;
    while let Some((event, at)) = reader.next()? {
        match event {
            Event::DocumentStart(..) if root.is_some() => {
                return Err(Problem { at, text: "contains more than one YAML document".to_owned() });
            }
            Event::StreamStart | Event::StreamEnd | Event::DocumentStart(..) | Event::DocumentEnd => {}
            other => root = Some(reader.node(other, at)?),
        }
    }
    Ok(root)
}

struct TreeBuilder<'a> {
    parser: Parser<'a, StrInput<'a>>,
    /// The nodes with an anchor, sorted by its number.
    anchors: Vec<(usize, Node)>,
    nodes: usize,
}

impl<'a> TreeBuilder<'a> {
    fn next(&mut self) -> Result<Option<(Event<'a>, SourcePosition)>, Problem> {
        match self.parser.next_event() {
            Some(Ok((event, span))) => Ok(Some((event, at(span)))),
            Some(Err(error)) => Err(syntax(&error)),
            None => Ok(None),
        }
    }

    /// The next event in an open collection.
    fn inside(&mut self, opened: SourcePosition) -> Result<(Event<'a>, SourcePosition), Problem> {
        self.next()?.ok_or_else(|| invalid(opened))
    }

    fn count(&mut self, nodes: usize, at: SourcePosition) -> Result<(), Problem> {
        self.nodes = self.nodes.saturating_add(nodes);
        if self.nodes > NODE_LIMIT {
            return Err(Problem { at, text: format!("has more than {NODE_LIMIT} values") });
        }
        Ok(())
    }

    fn node(&mut self, event: Event<'a>, at: SourcePosition) -> Result<Located<Node>, Problem> {
        self.count(1, at)?;
        let (anchor, value) = match event {
            Event::Scalar(text, style, anchor, tag) => (anchor, scalar(&text, style, tag.as_deref())),
            Event::SequenceStart(_, anchor, _) => (anchor, self.list(at)?),
            Event::MappingStart(_, anchor, _) => (anchor, self.map(at)?),
            Event::Alias(anchor) => {
                // An anchor is defined once its node is read, so an alias inside its own node is invalid.
                let value = sorted::get(&self.anchors, &anchor).cloned().ok_or_else(|| invalid(at))?;
                self.count(value.size(), at)?;
                return Ok(Located { value, at });
            }
            _ => return Err(invalid(at)),
        };
        if anchor != 0 {
            sorted::insert(&mut self.anchors, anchor, value.clone());
        }
        Ok(Located { value, at })
    }

    fn list(&mut self, opened: SourcePosition) -> Result<Node, Problem> {
        let mut items = Vec::new();
        loop {
            match self.inside(opened)? {
                (Event::SequenceEnd, _) => return Ok(Node::List(items)),
                (event, at) => items.push(self.node(event, at)?),
            }
        }
    }

    fn map(&mut self, opened: SourcePosition) -> Result<Node, Problem> {
        let mut entries: Vec<(Located<String>, Located<Node>)> = Vec::new();
        let mut merged = Vec::new();
        loop {
            let (event, at) = match self.inside(opened)? {
                (Event::MappingEnd, _) => break,
                key => key,
            };
            let merges = matches!(&event, Event::Scalar(text, ScalarStyle::Plain, 0, None) if text == "<<");
            let key = match self.node(event, at)?.value {
                Node::Text(mut key) | Node::Plain(mut key) => std::mem::take(&mut *key),
                Node::Null => String::new(),
                Node::List(_) | Node::Map(_) => {
                    let text = "has a list or a mapping as a key".to_owned();
                    return Err(Problem { at, text });
                }
            };
            let (event, value_at) = self.inside(opened)?;
            let value = self.node(event, value_at)?;
            if merges {
                merged.push(value);
            } else if entries.iter().any(|(known, _)| known.value == key) {
                return Err(Problem { at, text: format!("has the key {} twice", key.escape_debug()) });
            } else {
                entries.push((Located { value: key, at }, value));
            }
        }
        for value in merged {
            merge(&mut entries, value)?;
        }
        Ok(Node::Map(entries))
    }
}

impl Node {
    fn size(&self) -> usize {
        match self {
            Self::List(items) => items.iter().map(|item| 1 + item.value.size()).sum(),
            Self::Map(entries) => entries.iter().map(|(_, value)| 2 + value.value.size()).sum(),
            Self::Null | Self::Text(_) | Self::Plain(_) => 0,
        }
    }
}

/// Adds the entries of a `<<` that the mapping does not have ([YAML merge keys](https://yaml.org/type/merge.html)).
fn merge(entries: &mut Vec<(Located<String>, Located<Node>)>, from: Located<Node>) -> Result<(), Problem> {
    match from.value {
        Node::Map(others) => {
            for (key, value) in others {
                if !entries.iter().any(|(known, _)| known.value == key.value) {
                    entries.push((key, value));
                }
            }
            Ok(())
        }
        Node::List(several) => several.into_iter().try_for_each(|one| match one.value {
            Node::List(_) => Err(not_merged(one.at)),
            _ => merge(entries, one),
        }),
        Node::Null | Node::Text(_) | Node::Plain(_) => Err(not_merged(from.at)),
    }
}

fn not_merged(at: SourcePosition) -> Problem {
    Problem { at, text: "merges something that is not a mapping".to_owned() }
}

fn scalar(text: &str, style: ScalarStyle, tag: Option<&Tag>) -> Node {
    let as_text = tag.and_then(Tag::core_suffix).is_some_and(|suffix| suffix == "str");
    let copy = || Zeroizing::new(text.to_owned());
    match style {
        ScalarStyle::Plain if as_text => Node::Text(copy()),
        ScalarStyle::Plain if matches!(text, "" | "~" | "null" | "Null" | "NULL") => Node::Null,
        ScalarStyle::Plain => Node::Plain(copy()),
        _ => Node::Text(copy()),
    }
}

fn at(span: Span) -> SourcePosition {
    position(span.start)
}

fn position(marker: Marker) -> SourcePosition {
    SourcePosition { line: marker.line() as u64, column: marker.col() as u64 + 1 }
}

fn invalid(at: SourcePosition) -> Problem {
    Problem { at, text: "is not valid YAML".to_owned() }
}

/// A syntax error, without the text of the parser, which may quote the file. Its position is where the invalid part
/// begins, such as an unclosed bracket.
fn syntax(error: &ScanError) -> Problem {
    let at = position(*error.marker());
    let text = match error.kind() {
        ErrorKind::UnknownAnchor => "contains an alias of an undefined anchor",
        ErrorKind::UnclosedFlowCollection { .. } => "contains an unclosed bracket",
        ErrorKind::UnclosedQuotedScalar => "contains an unclosed quote",
        _ => return invalid(at),
    };
    Problem { at, text: text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The tree in one line: `"…"` for text, bare for plain.
    fn show(node: &Node) -> String {
        match node {
            Node::Null => "null".to_owned(),
            Node::Text(text) => format!("{:?}", text.as_str()),
            Node::Plain(text) => text.to_string(),
            Node::List(items) => {
                format!("[{}]", items.iter().map(|item| show(&item.value)).collect::<Vec<_>>().join(", "))
            }
            Node::Map(entries) => {
                let entries =
                    entries.iter().map(|(key, value)| format!("{}: {}", key.value, show(&value.value)));
                format!("{{{}}}", entries.collect::<Vec<_>>().join(", "))
            }
        }
    }

    fn read_text(text: &str) -> Result<String, String> {
        parse(text)
            .map(|root| root.map_or_else(String::new, |root| show(&root.value)))
            .map_err(|problem| format!("{}:{} {}", problem.at.line, problem.at.column, problem.text))
    }

    #[test]
    fn documents_become_trees() {
        for (text, tree) in [
            ("", ""),
            ("# nothing\n", ""),
            ("---\n...\n", "null"),
            ("a: 1\nb: 'x'\nc: \"y\\n\"\nd:\n", r#"{a: 1, b: "x", c: "y\n", d: null}"#),
            (
                "a: 00123\nb: 1e3\nc: 0x1F\nd: 123456789012345678901234567890\n",
                "{a: 00123, b: 1e3, c: 0x1F, d: 123456789012345678901234567890}",
            ),
            ("a: [x, 'y', ~]\nb:\n- p\n- q\n", r#"{a: [x, "y", null], b: [p, q]}"#),
            ("a: !!str 12\n", r#"{a: "12"}"#),
            ("k: |\n  one\n  two\n", "{k: \"one\\ntwo\\n\"}"),
            ("base: &b {x: 1, y: 2}\nuse: *b\n", "{base: {x: 1, y: 2}, use: {x: 1, y: 2}}"),
            ("base: &b {x: 1, y: 2}\nown: {<<: *b, y: 3}\n", "{base: {x: 1, y: 2}, own: {y: 3, x: 1}}"),
            (
                "a: &a {x: 1}\nb: &b {x: 2, z: 3}\nc:\n  <<: [*a, *b]\n",
                "{a: {x: 1}, b: {x: 2, z: 3}, c: {x: 1, z: 3}}",
            ),
            ("{a: {b}}", "{a: {b: null}}"),
        ] {
            assert_eq!(read_text(text).as_deref(), Ok(tree), "{text}");
        }
    }

    #[test]
    fn errors_have_positions() {
        for (text, problem) in [
            ("a: 1\na: 2\n", "2:1 has the key a twice"),
            ("a: 1\n---\nb: 2\n", "2:1 contains more than one YAML document"),
            ("a: *b\n", "1:4 contains an alias of an undefined anchor"),
            ("a: &a\n  b: *a\n", "2:6 is not valid YAML"),
            ("[1]: 2\n", "1:1 has a list or a mapping as a key"),
            ("a: {<<: 1}\n", "1:9 merges something that is not a mapping"),
            ("a: [1, 2", "1:4 contains an unclosed bracket"),
            ("a: 's3cret", "1:4 contains an unclosed quote"),
            ("a:\n  - b\n c: d\n", "3:2 is not valid YAML"),
        ] {
            assert_eq!(read_text(text), Err(problem.to_owned()), "{text}");
        }
        let deep = "[".repeat(100_000);
        assert!(read_text(&deep).unwrap_err().contains("not valid YAML"));
    }

    #[test]
    fn nested_aliases_are_limited() {
        let mut text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
        for level in 1..9 {
            let before = format!("*a{}", level - 1);
            text.push_str(&format!("a{level}: &a{level} [{}]\n", vec![before; 10].join(", ")));
        }
        assert!(read_text(&text).unwrap_err().contains("has more than 50000 values"));
    }

    proptest::proptest! {
        #[test]
        fn no_text_panics(text in "[ -~\\n\\t]{0,200}") {
            let _ = parse(&text);
        }
    }
}
