use std::collections::BTreeMap;

use serde_json::json;

use super::samples::{Circle, Kind, Links, Sample, Shape};
use crate::{Json, JsonKind, Lazy, ListBody, Map, Model};

fn text(value: &impl Model) -> String {
    let mut out = Vec::new();
    value.encode(&mut out);
    String::from_utf8(out).unwrap()
}

#[test]
fn setters_convert_their_values() {
    let sample = Sample::new()
        .id("a")
        .type_("ONE")
        .active(true)
        .count(3)
        .big(4)
        .ratio(0.5)
        .number(7)
        .created("2026-01-02T03:04:05Z")
        .any(1)
        .names(["x", "y"])
        .child(Sample::new().type_(Kind::Two))
        .children([Sample::new().id("b")])
        .map([("k", json!([1]))])
        .scores([("s", 9)])
        .shape(Circle::new().radius(2))
        .loose("free")
        .links(Lazy::new(&Links::new().self_("here")))
        .password("hunter2");
    let expected = json!({
        "id": "a", "type": "ONE", "active": true, "count": 3, "big": 4, "ratio": 0.5, "number": 7,
        "created": "2026-01-02T03:04:05Z", "any": 1, "names": ["x", "y"], "child": {"type": "TWO"},
        "children": [{"id": "b"}], "map": {"k": [1]}, "scores": {"s": 9},
        "shape": {"kind": "CIRCLE", "radius": 2, "unit": "cm"}, "loose": "free", "_links": {"self": "here"},
        "password": "hunter2",
    });
    assert_eq!(serde_json::from_str::<serde_json::Value>(&text(&sample)).unwrap(), expected);
    assert!(sample.extra.is_empty());
}

#[test]
fn setters_accept_owned_values_and_json() {
    let names: Vec<String> = vec!["x".to_owned()];
    let scores = BTreeMap::from([("s".to_owned(), 9_i64)]);
    let sample = Sample::new()
        .names(names.iter().map(String::as_str))
        .scores(scores)
        .child(json!({"id": "b", "new": 1}))
        .shape(json!({"kind": "CIRCLE", "radius": 2}));
    assert!(matches!(sample.shape.as_deref(), Some(Shape::Circle(circle)) if circle.radius == Some(2)));
    assert_eq!(
        text(&sample),
        r#"{"names":["x"],"child":{"id":"b","new":1},"scores":{"s":9},"shape":{"kind":"CIRCLE","radius":2}}"#
    );
    let read = Map::<i64>::decode(br#"{"a":1,"gone":null}"#).unwrap();
    assert_eq!(text(&Sample::new().scores(read)), r#"{"scores":{"a":1,"gone":null}}"#);
}

#[test]
fn new_sets_constants_and_default_does_not() {
    assert_eq!(text(&Circle::new()), r#"{"unit":"cm"}"#);
    assert_eq!(text(&Circle::default()), "{}");
    assert_eq!(text(&Circle::from(json!({"radius": 1}))), r#"{"radius":1}"#);
}

#[test]
fn with_sets_any_member() {
    let sample = Sample::new().with("costCenter", "CC-42").with("count", 3).with("type", 5).with("id", ());
    assert_eq!((sample.count, sample.type_.clone()), (Some(3), None));
    assert_eq!(sample.mismatches(), ["type"]);
    assert_eq!(text(&sample), r#"{"count":3,"costCenter":"CC-42","type":5,"id":null}"#);
    assert_eq!(
        text(&sample.type_("ONE").id("a")),
        r#"{"id":"a","type":"ONE","count":3,"costCenter":"CC-42"}"#
    );
    let replaced = Sample::new().count(3).with("count", "many");
    assert_eq!(text(&replaced), r#"{"count":"many"}"#);
}

#[test]
fn json_values_convert_without_loss() {
    for value in [
        json!({}),
        json!({"id": 7, "type": "NEW", "count": "x", "big": 12345678901234567890_u64, "a": null, "names": ["x", 1]}),
    ] {
        let sample = Sample::from(value.clone());
        assert_eq!(sample.non_object(), None);
        assert_eq!(serde_json::to_value(&sample).unwrap(), value);
    }
    let shape = Shape::from(json!({"kind": "BLOB", "x": 1}));
    assert_eq!(text(&shape), r#"{"kind":"BLOB","x":1}"#);
}

#[test]
fn other_values_than_objects_are_kept() {
    for (value, kind) in [
        (json!([{"id": "a"}]), JsonKind::Array),
        (json!("text"), JsonKind::String),
        (json!(1.5), JsonKind::Number),
        (json!(null), JsonKind::Null),
        (json!(true), JsonKind::Bool),
    ] {
        let encoded = value.to_string();
        let sample = Sample::from(value.clone());
        assert_eq!((sample.non_object(), text(&sample)), (Some(kind), encoded.clone()));
        let map = Map::<Json>::from(value.clone());
        assert_eq!((map.non_object(), text(&map)), (Some(kind), encoded.clone()));
        let shape = Shape::from(value);
        assert_eq!((shape.non_object(), text(&shape)), (Some(kind), encoded));
    }
    // Members that are set later replace the value.
    let sample = Sample::from(json!([])).id("a");
    assert_eq!((sample.non_object(), text(&sample)), (None, r#"{"id":"a"}"#.to_owned()));
    // An array that the server sent in place of the object is no invalid body.
    let read = Sample::from_json(br#"[{"id":"a"}]"#).unwrap();
    assert_eq!(read.non_object(), None);
}

#[test]
fn deeply_nested_json_is_kept_whole() {
    let mut value = json!({"id": "a"});
    for _ in 0..200 {
        value = json!({"id": "a", "child": value});
    }
    let sample = Sample::from(value.clone());
    assert_eq!(text(&sample), value.to_string());
}

#[test]
fn list_bodies_convert_from_lists_and_json() {
    let encoded = |list: ListBody<Circle>| {
        let mut out = Vec::new();
        list.encode(&mut out);
        (list.non_list(), String::from_utf8(out).unwrap())
    };
    let one = r#"[{"radius":1}]"#.to_owned();
    assert_eq!(encoded(vec![Circle::default().radius(1)].into()), (None, one.clone()));
    assert_eq!(encoded([Circle::default().radius(1)].into()), (None, one.clone()));
    assert_eq!(encoded(json!([{"radius": 1}]).into()), (None, one));
    assert_eq!(encoded(json!([1, null]).into()), (None, "[1,null]".to_owned()));
    assert_eq!(encoded(json!({}).into()), (Some(JsonKind::Object), "{}".to_owned()));
}

#[test]
fn required_member_is_named_in_error() {
    let sample = Sample::from_json(br#"{"count":"x","type":null,"active":true,"child":{"big":2}}"#).unwrap();
    assert_eq!(sample.require(&sample.active), Ok(&true));
    let child = sample.require(&sample.child).unwrap();
    assert_eq!(child.require(&child.big), Ok(&2));
    let message = |error: crate::MissingMember| (error.member(), error.is_null(), error.to_string());
    assert_eq!(
        message(sample.require(&sample.any).unwrap_err()),
        ("any", false, "member `any` of `Sample` is missing".to_owned())
    );
    assert_eq!(
        message(sample.require(&sample.type_).unwrap_err()),
        ("type", true, "member `type` of `Sample` is null".to_owned())
    );
    assert_eq!(
        message(sample.require(&sample.count).unwrap_err()).2,
        "member `count` of `Sample` is a string, which its field cannot hold"
    );
}
