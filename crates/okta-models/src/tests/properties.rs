//! Property tests: decoding accepts any valid JSON of the expected kind, and encoding yields the same JSON.

use proptest::prelude::*;

use super::canonical::canonical;
use super::json_text::{object_text, text};
use super::samples::{Loose, Nested, Sample, Shape};
use crate::{
    Json, ListPosition, Map, Model, decode_list, decode_list_item, decode_member_list, find_member_list,
};

fn encoded(value: &impl Model) -> String {
    let mut out = Vec::new();
    value.encode(&mut out);
    String::from_utf8(out).unwrap()
}

fn assert_round_trip<T: Model>(text: &str) {
    let value = T::decode(text.as_bytes()).unwrap_or_else(|error| panic!("{error}: {text}"));
    let first = encoded(&value);
    assert_eq!(canonical(&first), canonical(text));
    // Not always equal to `value`: of two discriminators the first selects the variant, the last is encoded.
    let second = T::decode(first.as_bytes()).unwrap();
    assert_eq!(canonical(&encoded(&second)), canonical(text));
    assert_eq!(T::decode(encoded(&second).as_bytes()).unwrap(), second);
    assert!(!format!("{value:?}").is_empty());
}

proptest! {
    #[test]
    fn prop_objects_round_trip(text in object_text()) {
        assert_round_trip::<Sample>(&text);
        assert_round_trip::<Box<Sample>>(&text);
        assert_round_trip::<Map<i64>>(&text);
        assert_round_trip::<Map<Json>>(&text);
        assert_round_trip::<Shape>(&text);
        assert_round_trip::<Nested>(&text);
    }

    #[test]
    fn prop_any_value_round_trips(text in text()) {
        assert_round_trip::<Json>(&text);
        assert_round_trip::<Loose>(&text);
        assert_round_trip::<Vec<Loose>>(&format!("[{text}, {text}]"));
    }

    #[test]
    fn prop_decoding_never_panics(raw in proptest::collection::vec(any::<u8>(), 0..64), text in text(), cut in 0..400_usize) {
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
    fn prop_lists_decode_element_by_element(texts in proptest::collection::vec(text(), 0..6)) {
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
        let (mut position, mut single) = (ListPosition::default(), Vec::new());
        while let Some(item) = decode_list_item::<Sample>(&list, &mut position).unwrap() {
            single.push(item);
            prop_assert_eq!(position.is_end(), single.len() == texts.len());
        }
        prop_assert!(position.is_end());
        prop_assert_eq!(&single, &items);
        let body = format!(r#"{{"_links":{{}},"things":{list},"more":1}}"#);
        let member = decode_member_list::<Sample>(body.as_bytes(), "things").unwrap();
        let (mut position, rest) = find_member_list(&body, "things").unwrap();
        let mut found = Vec::new();
        while let Some(item) = decode_list_item::<Sample>(&body, &mut position).unwrap() {
            found.push(item);
        }
        prop_assert_eq!(&found, &items);
        prop_assert_eq!(&rest, &member.rest);
        prop_assert_eq!(member.items, items);
        prop_assert_eq!(rest.names().collect::<Vec<_>>(), ["_links", "more"]);
    }

    #[test]
    fn prop_get_returns_what_was_set(text in object_text(), name in "[a-z]{1,8}|kind|count|names|child", value in text()) {
        let mut sample = Sample::decode(text.as_bytes()).unwrap();
        let before = sample.clone();
        let value = Json::parse(&value).unwrap();
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

/// Typed and untyped reading reject deep nesting before it exhausts the stack.
#[test]
fn nesting_depth_is_limited() {
    for (open, close) in [("[", "]"), ("{\"child\":", "}"), ("{\"x\":[", "]}"), ("{\"children\":[", "]}")] {
        let deep = format!("{}{}{}", open.repeat(100_000), "{}", close.repeat(100_000));
        for result in
            [Sample::decode(deep.as_bytes()).map(drop), <Json as Model>::decode(deep.as_bytes()).map(drop)]
        {
            assert!(result.unwrap_err().is_syntax() || open == "[");
        }
        let fine = format!("{}{}{}", open.repeat(60), "{}", close.repeat(60));
        assert_round_trip::<Json>(&fine);
    }
    let deepest = format!("{}{{}}{}", "{\"child\":".repeat(127), "}".repeat(127));
    assert_round_trip::<Sample>(&deepest);
}
