use std::collections::{BTreeSet, HashMap, HashSet};

use super::samples::Sample;
use crate::{Id, Model};

fn text(value: &impl Model) -> String {
    let mut out = Vec::new();
    value.encode(&mut out);
    String::from_utf8(out).unwrap()
}

#[test]
fn id_round_trips_whatever_it_is() {
    for json in [r#"{"id":""}"#, r#"{"id":"a"}"#, r#"{"id":7}"#, r#"{"id":null}"#, r#"{"id":["a"]}"#, "{}"] {
        assert_eq!(text(&Sample::from_json(json.as_bytes()).unwrap()), json);
    }
    let long = format!(r#"{{"id":"{}"}}"#, "x".repeat(100));
    assert_eq!(text(&Sample::from_json(long.as_bytes()).unwrap()), long);
}

#[test]
fn set_id_replaces_another_value() {
    for json in [r#"{"id":7}"#, r#"{"id":null}"#] {
        let mut sample = Sample::from_json(json.as_bytes()).unwrap();
        assert!(sample.id.is_empty() && sample.id.to_option().is_none());
        sample.id = "a".into();
        assert_eq!(text(&sample), r#"{"id":"a"}"#);
        assert!(!sample.is_null("id") && sample.mismatches().is_empty());
    }
    let mut sample = Sample::new().id("a");
    sample.set("id", "b").unwrap();
    assert_eq!((sample.id.as_str(), sample.get("id").unwrap().to_text()), ("b", Some("b".to_owned())));
    assert!(sample.set("id", 1).is_err());
    assert_eq!(sample.remove("id").unwrap().to_text(), Some("b".to_owned()));
    sample.set_null("id");
    assert_eq!((text(&sample), sample.id.is_empty()), (r#"{"id":null}"#.to_owned(), true));
}

#[test]
fn absent_and_empty_ids_are_equal_but_encoded_apart() {
    let empty = Sample::from_json(br#"{"id":""}"#).unwrap();
    let absent = Sample::from_json(b"{}").unwrap();
    assert_eq!(empty.id, absent.id);
    assert_eq!((empty.id.to_option(), absent.id.to_option()), (Some(""), None));
    assert_ne!(empty, absent);
}

#[test]
fn id_behaves_as_a_string() {
    let id = Id::from("00u1");
    assert_eq!(id, "00u1");
    assert_eq!("00u1", id);
    assert_eq!(id, *"00u1");
    let owned = "00u1".to_owned();
    assert_eq!(id, owned);
    assert_eq!(
        (id.len(), id.to_string(), format!("{id:>6}"), format!("{id:?}")),
        (4, "00u1".to_owned(), "  00u1".to_owned(), "\"00u1\"".to_owned())
    );
    let names = HashMap::from([(id.clone(), 1)]);
    assert_eq!(names.get("00u1"), Some(&1));
    assert!(HashSet::from([id.clone()]).contains("00u1"));
    let sorted: BTreeSet<Id> = ["b", "a", ""].into_iter().map(Id::from).chain([Id::new()]).collect();
    assert_eq!(sorted.iter().map(Id::as_str).collect::<Vec<_>>(), ["", "a", "b"]);
    assert!(sorted.contains("a"));
    assert_eq!(String::from(&id) + &String::from(id.clone()), "00u100u1");
    let json = serde_json::to_string(&id).unwrap();
    assert_eq!(serde_json::from_str::<Id>(&json).unwrap(), id);
    assert!(serde_json::from_str::<Id>("1").is_err());
}
