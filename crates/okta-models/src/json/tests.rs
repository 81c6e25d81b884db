use proptest::prelude::*;
use serde_json::value::RawValue;

use super::{JsonKind, JsonReader, scan, write_string};

fn accepts(text: &str) -> bool {
    let mut reader = JsonReader::new(text);
    reader.raw().is_ok() && reader.finish().is_ok()
}

#[test]
fn grammar_is_strict() {
    for text in [
        "",
        " ",
        "nul",
        "truee",
        "01",
        "-",
        "+1",
        ".5",
        "1.",
        "1e",
        "1e+",
        "[1,]",
        "[,1]",
        "[1 2]",
        "{\"a\":1,}",
        "{a:1}",
        "{\"a\" 1}",
        "{\"a\":}",
        "\"\n\"",
        "\"\\x\"",
        "\"\\u12g4\"",
        "\"",
        "\"\\",
        "[",
        "{",
        "]",
        "1 2",
        "'a'",
        "NaN",
        "Infinity",
        "1\u{feff}",
        "[\u{feff}1]",
        "{\"a\":1 \"b\":2}",
        "[[1]",
        "{\"a\":[}",
    ] {
        assert!(!accepts(text), "{text}");
        assert!(serde_json::from_str::<&RawValue>(text).is_err(), "{text}");
    }
    for text in [
        "0",
        "-0",
        "-0.0e-0",
        " [ ] ",
        "{}",
        "[[],{},[{}]]",
        "\"\\ud800\"",
        "{\"\":\"\\/\"}",
        "1E400",
        "\"\u{7f}\u{2028}\"",
    ] {
        assert!(accepts(text), "{text}");
    }
}

#[test]
fn plain_runs_end_at_the_first_special_byte() {
    let is_special = |byte: &u8| matches!(byte, b'"' | b'\\' | 0..0x20);
    // Fillers next to the special bytes, and those that differ from them in one bit.
    for filler in [b' ', b'!', b'#', b'[', b']', 0x7f, 0x80, 0xa2, 0xdc, 0xff] {
        for byte in 0..=255 {
            for at in 0..17 {
                let mut bytes = [filler; 17];
                bytes[at] = byte;
                let end = bytes.iter().position(is_special).unwrap_or(bytes.len());
                assert_eq!(scan::plain_end(&bytes, 0), end, "{bytes:?}");
            }
        }
    }
}

#[test]
fn byte_order_mark_is_skipped_at_the_start() {
    assert!(accepts("\u{feff}1") && accepts("\u{feff} {\"a\":[]}"));
    assert!(!accepts("\u{feff}") && !accepts("\u{feff}\u{feff}1") && !accepts(" \u{feff}1"));
    assert_eq!(JsonReader::new("\u{feff} [1]").raw().unwrap(), "[1]");
    let error = crate::Json::parse("\u{feff}{\"a\":x}").unwrap_err();
    assert_eq!((error.path(), error.offset()), ("$.a", 8));
}

proptest! {
    #[test]
    fn prop_validity_agrees_with_serde_json(text in r#"[\[\]{}:," \\a-cu0-9eE.+\-tn]{0,24}|[\[\]{}:,"1 ]{0,16}"#) {
        prop_assert_eq!(accepts(&text), serde_json::from_str::<&RawValue>(&text).is_ok(), "{}", text);
    }

    #[test]
    fn prop_strings_agree_with_serde_json(inner in r#"([ -!#-\[\]-~é😀]|\\["\\/bfnrt]|\\u[0-9a-fA-F]{4}|\\ud83d\\ude00|\\ud[89abcdef]00){0,12}"#) {
        let text = format!("\"{inner}\"");
        let ours = JsonReader::new(&text).string().ok().map(String::from);
        prop_assert_eq!(ours, serde_json::from_str::<String>(&text).ok());
    }

    #[test]
    fn prop_strings_round_trip(value in any::<String>()) {
        let mut out = Vec::new();
        write_string(&mut out, &value);
        let text = String::from_utf8(out).unwrap();
        prop_assert_eq!(&text, &serde_json::to_string(&value).unwrap().replace("\\u007f", "\u{7f}"));
        prop_assert_eq!(JsonReader::new(&text).string().unwrap(), value);
    }

    #[test]
    fn prop_numbers_agree_with_serde_json(text in "-?[0-9]{1,3}([.][0-9]{0,3})?([eE][+-]?[0-9]{0,2})?") {
        let mut reader = JsonReader::new(&text);
        let ours = reader.number().ok().map(str::to_owned).filter(|_| reader.finish().is_ok());
        let theirs = serde_json::from_str::<&RawValue>(&text).ok().map(|raw| raw.get().to_owned());
        prop_assert_eq!(ours, theirs);
    }
}

#[test]
fn reset_returns_to_mark() {
    let mut reader = JsonReader::new("[ {\"a\": [1, 2]}, 3]");
    reader.enter_array().unwrap();
    let mut first = true;
    assert!(reader.next_item(&mut first).unwrap());
    let mark = reader.mark();
    assert_eq!(reader.raw().unwrap(), "{\"a\": [1, 2]}");
    reader.reset(mark);
    reader.enter_object().unwrap();
    assert_eq!(reader.next_key(&mut true).unwrap().as_deref(), Some("a"));
    assert_eq!(reader.kind().unwrap(), JsonKind::Array);
    reader.reset(mark);
    reader.raw().unwrap();
    assert!(reader.next_item(&mut first).unwrap());
    assert_eq!(reader.number().unwrap(), "3");
    assert!(!reader.next_item(&mut first).unwrap());
    reader.finish().unwrap();
}
