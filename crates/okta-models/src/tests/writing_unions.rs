use serde_json::json;

use super::samples::{Circle, Leaf, Nested, Polygon, Shape, Tree};
use crate::Model;

fn text(value: &impl Model) -> String {
    let mut out = Vec::new();
    value.encode(&mut out);
    String::from_utf8(out).unwrap()
}

fn decode<T: Model>(json: &str) -> T {
    T::decode(json.as_bytes()).unwrap()
}

#[test]
fn common_members_are_set_on_every_variant() {
    for (json, expected) in [
        (r#"{"kind":"CIRCLE","name":"a","x":1}"#, r#"{"kind":"CIRCLE","name":"b","parts":["p"],"x":1}"#),
        (r#"{"kind":"SQUARE","name":"a"}"#, r#"{"kind":"SQUARE","name":"b","parts":["p"]}"#),
        (r#"{"kind":"BLOB","name":null,"x":1}"#, r#"{"kind":"BLOB","name":"b","parts":["p"],"x":1}"#),
    ] {
        let mut shape: Shape = decode(json);
        shape.set_name("b");
        shape.set_parts(["p"]);
        assert_eq!((shape.name().map(String::as_str), shape.parts().map(Vec::len)), (Some("b"), Some(1)));
        assert_eq!(text(&shape), expected);
    }
}

#[test]
fn common_members_reach_into_nested_unions() {
    for json in [
        r#"{"id":"i","level":"leaf"}"#,
        r#"{"id":"i","level":"inner","kind":"leaf"}"#,
        r#"{"id":"i","level":"inner","kind":"new"}"#,
        r#"{"id":"i","level":"new"}"#,
    ] {
        let mut tree: Tree = decode(json);
        assert_eq!(tree.id(), "i");
        tree.set_name("n");
        tree.set_child(json!({"self": "s"}));
        assert_eq!(tree.name().map(String::as_str), Some("n"));
        assert_eq!(tree.child().and_then(|child| child.self_.clone()), Some("s".into()));
        let mut expected: serde_json::Value = serde_json::from_str(json).unwrap();
        expected["name"] = "n".into();
        expected["child"] = json!({"self": "s"});
        assert_eq!(serde_json::to_value(&tree).unwrap(), expected);
    }
}

#[test]
fn members_are_accessed_by_name() {
    let mut circle: Shape = decode(r#"{"kind":"CIRCLE"}"#);
    circle.set("radius", 3).unwrap();
    assert_eq!(circle.as_circle().and_then(|circle| circle.radius), Some(3));
    assert!(circle.set("radius", "wide").unwrap_err().is_type_mismatch());
    circle.set_null("name");
    assert!(circle.is_null("name"));
    assert_eq!(circle.remove("radius"), Some(3.into()));
    assert_eq!(
        (circle.get("radius"), circle.get("kind").unwrap().to_text()),
        (None, Some("CIRCLE".to_owned()))
    );
    assert_eq!(text(&circle), r#"{"kind":"CIRCLE","name":null}"#);
    let mut nested: Nested = decode(r#"{"class":"shape","kind":"BLOB"}"#);
    nested.set("name", "n").unwrap();
    assert_eq!(nested.as_shape().and_then(Shape::name).map(String::as_str), Some("n"));
}

#[test]
fn unknown_variant_of_json_is_changed() {
    let mut other: Nested = decode(r#" {"class":"new", "big":1.10} "#);
    assert!(!other.is_known());
    other.set("name", "n").unwrap();
    other.set("class", "newer").unwrap();
    other.set_null("size");
    assert!(other.is_null("size") && !other.is_null("name"));
    assert_eq!(other.remove("none"), None);
    assert_eq!(text(&other), r#"{"big":1.10,"name":"n","class":"newer","size":null}"#);
    other.remove("size");
    assert_eq!(other.get("big").unwrap().as_str(), "1.10");
    let mut empty: Nested = decode("{}");
    empty.set("class", "new").unwrap();
    assert_eq!(text(&empty), r#"{"class":"new"}"#);
    let mut list = Nested::from(json!([1]));
    let error = list.set("name", "n").unwrap_err();
    assert!(error.is_type_mismatch() && error.member() == "name");
    list.set_null("name");
    assert_eq!((text(&list), list.get("name")), ("[1]".to_owned(), None));
}

#[test]
fn variants_convert_back() {
    let mut shape = Shape::from(Circle::new().radius(1));
    shape.as_circle_mut().unwrap().radius = Some(2);
    assert!(shape.as_polygon().is_none() && shape.as_polygon_mut().is_none());
    let error = Polygon::try_from(shape.clone()).unwrap_err();
    assert_eq!(error.to_string(), "value is not a `Polygon`");
    assert_eq!(error.value, shape);
    assert_eq!(Circle::try_from(shape).unwrap().radius, Some(2));
    assert_eq!(Leaf::try_from(Tree::from(Leaf::new().name("n"))).unwrap().name.as_deref(), Some("n"));
}
