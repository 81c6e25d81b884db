//! Comparison of JSON texts.
//!
//! The order of members is ignored and the last duplicate wins; numbers must have the same digits. Uses `serde_json`,
//! independent of the code under test.

use std::collections::BTreeMap;

use serde_json::value::RawValue;

/// Returns the path of the first difference; `None` if the texts are equal.
///
/// # Errors
///
/// If one of the texts is not JSON.
pub fn first_difference(one: &str, other: &str) -> Result<Option<String>, serde_json::Error> {
    let mut path = String::from("$");
    let (one, other) = (serde_json::from_str(one)?, serde_json::from_str(other)?);
    Ok((!same(one, other, &mut path)?).then_some(path))
}

/// Compares two values; `path` ends at the difference.
fn same(one: &RawValue, other: &RawValue, path: &mut String) -> Result<bool, serde_json::Error> {
    let (one, other) = (one.get(), other.get());
    if one == other {
        return Ok(true);
    }
    let length = path.len();
    match (one.as_bytes().first(), other.as_bytes().first()) {
        (Some(b'{'), Some(b'{')) => {
            let members: BTreeMap<String, &RawValue> = serde_json::from_str(one)?;
            let mut others: BTreeMap<String, &RawValue> = serde_json::from_str(other)?;
            for (name, value) in members {
                path.push('.');
                path.push_str(&name);
                match others.remove(&name) {
                    Some(other) if same(value, other, path)? => path.truncate(length),
                    _ => return Ok(false),
                }
            }
            if let Some(name) = others.keys().next() {
                path.push('.');
                path.push_str(name);
            }
            Ok(others.is_empty())
        }
        (Some(b'['), Some(b'[')) => {
            let items: Vec<&RawValue> = serde_json::from_str(one)?;
            let others: Vec<&RawValue> = serde_json::from_str(other)?;
            for (index, (item, other)) in items.iter().zip(&others).enumerate() {
                path.push_str(&format!("[{index}]"));
                if !same(item, other, path)? {
                    return Ok(false);
                }
                path.truncate(length);
            }
            Ok(items.len() == others.len())
        }
        (Some(b'"'), Some(b'"')) => {
            let text = serde_json::from_str::<String>;
            Ok(matches!((text(one), text(other)), (Ok(one), Ok(other)) if one == other))
        }
        _ => Ok(false),
    }
}

#[cfg(test)]
mod tests {
    use super::first_difference;

    #[test]
    fn order_whitespace_and_escapes_are_ignored() {
        let one = r#"{"a": 1, "b": [true, "é\n"], "c": {"d": null}, "a": 2}"#;
        let other = r#"{"c":{"d":null},"b":[true,"\u00e9\u000a"],"a":2}"#;
        assert_eq!(first_difference(one, other).unwrap(), None);
    }

    #[test]
    fn differences_have_paths() {
        for (one, other, path) in [
            (r#"{"a":{"b":[1,2]}}"#, r#"{"a":{"b":[1,3]}}"#, "$.a.b[1]"),
            (r#"{"a":1}"#, r#"{"a":1.0}"#, "$.a"),
            (r#"{"a":1}"#, "{}", "$.a"),
            ("{}", r#"{"a":null}"#, "$.a"),
            ("[1]", "[1,2]", "$"),
            (r#""a""#, r#""b""#, "$"),
            ("null", "{}", "$"),
        ] {
            assert_eq!(first_difference(one, other).unwrap().as_deref(), Some(path));
        }
        assert!(first_difference("{", "{}").is_err());
    }
}
