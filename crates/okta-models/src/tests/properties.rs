//! Decoding never fails on valid JSON of the right kind, and encoding gives the same JSON back.

use proptest::prelude::*;

use super::canonical::canonical;
use super::json_text::{object_text, text};
use super::samples::{Loose, Nested, Sample, Shape};
use crate::{Json, ListPosition, Map, Model, decode_list, decode_list_part, decode_member_list};

fn encoded(value: &impl Model) -> String {
    let mut out = Vec::new();
    value.encode(&mut out);
    String::from_utf8(out).unwrap()
}

fn identity<T: Model>(text: &str) {
    let value = T::decode(text.as_bytes()).unwrap_or_else(|error| panic!("{error}: {text}"));
    let again = encoded(&value);
    assert_eq!(canonical(&again), canonical(text));
    // Not always equal to `value`: of two discriminators the first decides, and only the last is written.
    let once_more = T::decode(again.as_bytes()).unwrap();
    assert_eq!(canonical(&encoded(&once_more)), canonical(text));
    assert_eq!(T::decode(encoded(&once_more).as_bytes()).unwrap(), once_more);
    // Debug must hold for every value as well.
    assert!(!format!("{value:?}").is_empty());
}

proptest! {
    #[test]
    fn objects_come_back_the_same(text in object_text()) {
        identity::<Sample>(&text);
        identity::<Box<Sample>>(&text);
        identity::<Map<i64>>(&text);
        identity::<Map<Json>>(&text);
        identity::<Shape>(&text);
        identity::<Nested>(&text);
    }

    #[test]
    fn anything_comes_back_the_same(text in text()) {
        identity::<Json>(&text);
        identity::<Loose>(&text);
        identity::<Vec<Loose>>(&format!("[{text}, {text}]"));
    }

    #[test]
    fn no_bytes_make_it_panic(raw in proptest::collection::vec(any::<u8>(), 0..64), text in text(), cut in 0..400_usize) {
        for raw in [&raw[..], &text.as_bytes()[..cut.min(text.len())]] {
            let valid = serde_json::from_slice::<&serde_json::value::RawValue>(raw).is_ok();
            prop_assert_eq!(<Json as Model>::decode(raw).is_ok(), valid);
            for result in [Sample::decode(raw).map(drop), Shape::decode(raw).map(drop), Loose::decode(raw).map(drop)] {
                if let Err(error) = result {
                    prop_assert!(!error.to_string().is_empty());
                    prop_assert!(error.path().starts_with('$'));
                }
            }
        }
    }

    #[test]
    fn a_list_decodes_element_by_element(texts in proptest::collection::vec(text(), 0..6)) {
        let list = format!("[{}]", texts.join(","));
        let items = decode_list::<Sample>(list.as_bytes()).unwrap();
        prop_assert_eq!(items.len(), texts.len());
        for (item, text) in items.iter().zip(&texts) {
            let raw = match item {
                Ok(sample) => encoded(sample),
                Err(error) => error.raw.as_str().to_owned(),
            };
            prop_assert_eq!(item.is_ok(), text.trim().starts_with('{'));
            prop_assert_eq!(canonical(&raw), canonical(text));
        }
        for most in 1..=3 {
            let (mut place, mut parts) = (ListPosition::default(), Vec::new());
            while !place.is_end() {
                let part = decode_list_part::<Sample>(&list, &mut place, most).unwrap();
                prop_assert!(part.len() <= most && (part.len() == most || place.is_end()));
                parts.extend(part);
            }
            prop_assert_eq!(&parts, &items);
        }
        let body = format!(r#"{{"_links":{{}},"things":{list},"more":1}}"#);
        let member = decode_member_list::<Sample>(body.as_bytes(), "things").unwrap();
        prop_assert_eq!(member.items, items);
        prop_assert_eq!(member.rest.names().collect::<Vec<_>>(), ["_links", "more"]);
    }

    #[test]
    fn what_is_set_is_got(text in object_text(), name in "[a-z]{1,8}|kind|count|names|child", value in text()) {
        let mut sample = Sample::decode(text.as_bytes()).unwrap();
        let before = sample.clone();
        let value = Json::parse(&value).unwrap();
        // Set through a serialiser that keeps the text.
        match sample.set(&name, &value) {
            Ok(()) => {
                prop_assert_eq!(canonical(sample.get(&name).unwrap().as_str()), canonical(value.as_str()));
                prop_assert_eq!(sample.is_null(&name), value.is_null());
                let again = Sample::decode(encoded(&sample).as_bytes()).unwrap();
                prop_assert_eq!(&again, &sample);
                prop_assert!(sample.remove(&name).is_some());
                prop_assert_eq!(sample.get(&name), None);
            }
            Err(_) => prop_assert_eq!(&sample, &before),
        }
        sample.set_null(&name);
        prop_assert!(sample.is_null(&name));
        prop_assert_eq!(sample.get(&name), Some(Json::null()));
        prop_assert!(Json::parse(&encoded(&sample)).unwrap().to_string().contains(&["\"", &name, "\":null"].concat()));
    }
}

/// Deeply nested input is refused, by typed and untyped reading alike, before it can exhaust the stack.
#[test]
fn nesting_is_limited() {
    for (open, close) in [("[", "]"), ("{\"child\":", "}"), ("{\"x\":[", "]}"), ("{\"children\":[", "]}")] {
        let deep = format!("{}{}{}", open.repeat(100_000), "{}", close.repeat(100_000));
        for result in
            [Sample::decode(deep.as_bytes()).map(drop), <Json as Model>::decode(deep.as_bytes()).map(drop)]
        {
            assert!(result.unwrap_err().is_syntax() || open == "[");
        }
        let fine = format!("{}{}{}", open.repeat(60), "{}", close.repeat(60));
        identity::<Json>(&fine);
    }
    let deepest = format!("{}{{}}{}", "{\"child\":".repeat(127), "}".repeat(127));
    identity::<Sample>(&deepest);
}
