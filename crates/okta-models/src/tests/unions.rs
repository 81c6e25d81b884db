use super::samples::{BaseShape, Circle, Empty, Kind, Loose, Nested, Polygon, Shape};
use crate::{Json, Model};

fn text(value: &impl Model) -> String {
    let mut out = Vec::new();
    value.encode(&mut out);
    String::from_utf8(out).unwrap()
}

#[test]
fn discriminator_selects_variant() {
    let circle = Shape::from_json(br#"{"name":"a","radius":2,"kind":"CIRCLE","new":true}"#).unwrap();
    assert!(matches!(&circle, Shape::Circle(circle) if circle.radius == Some(2)));
    assert_eq!(circle.name().map(String::as_str), Some("a"));
    assert!(matches!(Shape::from_json(br#"{"kind":"SQUARE"}"#).unwrap(), Shape::Polygon(_)));
    for other in [
        r#"{"name":"a","kind":"BLOB","radius":1}"#,
        r#"{"name":"a"}"#,
        r#"{"name":"a","kind":null}"#,
        r#"{"name":"a","kind":["CIRCLE"]}"#,
        r#"{"name":"a","kind":"\ud800"}"#,
    ] {
        let shape = Shape::from_json(other.as_bytes()).unwrap();
        assert!(!shape.is_known());
        assert_eq!(shape.name().map(String::as_str), Some("a"));
        let again: serde_json::Map<String, serde_json::Value> =
            serde_json::from_str(&text(&shape).replace(r"\ud800", "")).unwrap();
        assert_eq!(again, serde_json::from_str(&other.replace(r"\ud800", "")).unwrap());
    }
    assert!(!Shape::from_json(b"[1]").unwrap_err().is_syntax());
}

#[test]
fn encoding_inserts_missing_discriminator() {
    assert_eq!(
        text(&Shape::from(Circle { radius: Some(1), ..Circle::default() })),
        r#"{"kind":"CIRCLE","radius":1}"#
    );
    assert_eq!(text(&Shape::from(Polygon::default())), r#"{"kind":"TRIANGLE"}"#);
    let named = Polygon { kind: Some("SQUARE".into()), ..Polygon::default() };
    assert_eq!(text(&Shape::from(Box::new(named))), r#"{"kind":"SQUARE"}"#);
    let mut null = Circle::default();
    null.set_null("kind");
    assert_eq!(text(&Shape::from(null)), r#"{"kind":null}"#);
    assert_eq!(text(&Shape::Other(Box::<BaseShape>::default())), "{}");
    assert_eq!(text(&Nested::from(Shape::from(Circle::default()))), r#"{"class":"shape","kind":"CIRCLE"}"#);
    assert_eq!(text(&Nested::from(Empty::default())), r#"{"class":"empty"}"#);
    assert_eq!(text(&Nested::Other(Json::parse("{}").unwrap())), "{}");
}

#[test]
fn single_item_array_decodes_as_union() {
    let one = Shape::from_json(br#"[{"kind":"CIRCLE","radius":1}]"#).unwrap();
    assert!(matches!(&one, Shape::Circle(circle) if circle.radius == Some(1)));
    assert_eq!(text(&one), r#"[{"kind":"CIRCLE","radius":1}]"#);
    assert_eq!(text(&Shape::from_json(br#"[{"kind":"BLOB"}]"#).unwrap()), r#"[{"kind":"BLOB"}]"#);
    assert!(Nested::from_json(b"[{}]").is_err());
    assert!(Shape::from_json(b"[{},{}]").is_err());
}

#[test]
fn unions_nest() {
    let nested = Nested::from_json(br#"{"class":"shape","kind":"CIRCLE","radius":1}"#).unwrap();
    assert!(matches!(&nested, Nested::Shape(shape) if matches!(&**shape, Shape::Circle(_))));
    let misplaced = Shape::from_json(br#"{"kind":"BLOB"}"#).unwrap();
    assert_eq!(Shape::DISCRIMINATOR, "kind");
    assert_eq!(text(&misplaced), r#"{"kind":"BLOB"}"#);
}

#[test]
fn json_kind_selects_variant() {
    let decode = |text: &str| Loose::from_json(text.as_bytes()).unwrap();
    assert_eq!(decode(r#""a""#), Loose::Text("a".into()));
    assert_eq!(decode("3"), Loose::Count(3));
    assert_eq!(decode("3.5"), Loose::Other(Json::parse("3.5").unwrap()));
    assert_eq!(decode("true"), Loose::Flag(true));
    assert_eq!(decode("[1,2]"), Loose::List(vec![1, 2]));
    assert_eq!(decode("[1,null]"), Loose::Other(Json::parse("[1,null]").unwrap()));
    assert_eq!(decode("null"), Loose::Other(Json::null()));
    assert!(matches!(decode("{}"), Loose::Links(_)));
    assert_eq!(Loose::from(true), Loose::Flag(true));
}

#[test]
fn enums_accept_unknown_values() {
    assert_eq!(Kind::KNOWN, ["ONE", "TWO"]);
    assert_eq!(Kind::from("ONE"), Kind::One);
    let odd = Kind::from("one");
    assert_eq!((odd.as_str(), odd.is_known(), odd.to_string()), ("one", false, "one".to_owned()));
    assert_eq!(Kind::decode(br#""T\u0057O""#).unwrap(), Kind::Two);
    assert!(Kind::decode(b"1").is_err());
    assert_eq!("THREE".parse(), Ok(Kind::Unknown("THREE".into())));
}
