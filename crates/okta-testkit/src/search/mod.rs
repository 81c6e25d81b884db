//! `search` and `filter` expressions: Okta's subset of SCIM filters (RFC 7644 §3.4.2.2).
//!
//! Supports the operators `eq ne gt ge lt le sw co ew pr`, `and`, `or`, `not (…)` and parentheses.
//! Attribute names are case-sensitive; operators and string values are not.

mod parse;

use std::cmp::Ordering;

use serde_json::Value;

use crate::clock::parse_timestamp;
pub(crate) use parse::parse;

/// The value of an attribute of an object, such as `profile.name`.
pub(crate) fn attribute<'v>(object: &'v Value, path: &str) -> Option<&'v Value> {
    object.pointer(&format!("/{}", path.replace('.', "/")))
}

/// A parsed expression.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Expr {
    And(Box<Expr>, Box<Expr>),
    Or(Box<Expr>, Box<Expr>),
    Not(Box<Expr>),
    Present(String),
    Compare(String, Op, Value),
}

/// A comparison operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Op {
    Eq,
    Ne,
    Gt,
    Ge,
    Lt,
    Le,
    StartsWith,
    EndsWith,
    Contains,
}

impl Expr {
    /// Whether an object matches; `get` returns the value of an attribute.
    pub(crate) fn matches(&self, get: &dyn Fn(&str) -> Option<Value>) -> bool {
        match self {
            Self::And(a, b) => a.matches(get) && b.matches(get),
            Self::Or(a, b) => a.matches(get) || b.matches(get),
            Self::Not(inner) => !inner.matches(get),
            Self::Present(attribute) => get(attribute).is_some_and(|value| !is_empty(&value)),
            Self::Compare(attribute, op, literal) => match get(attribute) {
                Some(Value::Array(values)) if *op != Op::Ne => {
                    values.iter().any(|v| compare(v, *op, literal))
                }
                Some(Value::Array(values)) => values.iter().all(|v| compare(v, *op, literal)),
                Some(value) => compare(&value, *op, literal),
                None => *op == Op::Ne && !literal.is_null(),
            },
        }
    }

    /// The comparisons in the expression.
    pub(crate) fn comparisons(&self) -> Vec<(&str, Op, &Value)> {
        match self {
            Self::And(a, b) | Self::Or(a, b) => {
                let mut comparisons = a.comparisons();
                comparisons.extend(b.comparisons());
                comparisons
            }
            Self::Not(inner) => inner.comparisons(),
            Self::Present(_) => Vec::new(),
            Self::Compare(name, op, literal) => vec![(name, *op, literal)],
        }
    }

    /// The attributes in the expression.
    pub(crate) fn attributes(&self) -> Vec<&str> {
        match self {
            Self::And(a, b) | Self::Or(a, b) => {
                let mut names = a.attributes();
                names.extend(b.attributes());
                names
            }
            Self::Not(inner) => inner.attributes(),
            Self::Present(name) | Self::Compare(name, ..) => vec![name],
        }
    }
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(values) => values.is_empty(),
        _ => false,
    }
}

fn compare(value: &Value, op: Op, literal: &Value) -> bool {
    let text = |value: &Value| value.as_str().map(str::to_lowercase);
    match op {
        Op::StartsWith | Op::EndsWith | Op::Contains => match (text(value), text(literal)) {
            (Some(value), Some(literal)) => match op {
                Op::StartsWith => value.starts_with(&literal),
                Op::EndsWith => value.ends_with(&literal),
                _ => value.contains(&literal),
            },
            _ => false,
        },
        Op::Eq => order(value, literal) == Some(Ordering::Equal),
        Op::Ne => order(value, literal) != Some(Ordering::Equal),
        Op::Gt => order(value, literal) == Some(Ordering::Greater),
        Op::Ge => order(value, literal).is_some_and(Ordering::is_ge),
        Op::Lt => order(value, literal) == Some(Ordering::Less),
        Op::Le => order(value, literal).is_some_and(Ordering::is_le),
    }
}

/// The order of two values; `None` if their types differ.
fn order(value: &Value, literal: &Value) -> Option<Ordering> {
    match (value, literal) {
        (Value::String(a), Value::String(b)) => match (parse_timestamp(a), parse_timestamp(b)) {
            (Some(a), Some(b)) => Some(a.cmp(&b)),
            _ => Some(a.to_lowercase().cmp(&b.to_lowercase())),
        },
        (Value::Number(a), Value::Number(b)) => a.as_f64()?.partial_cmp(&b.as_f64()?),
        (Value::Bool(a), Value::Bool(b)) => Some(a.cmp(b)),
        (Value::Null, Value::Null) => Some(Ordering::Equal),
        _ => None,
    }
}

/// Returns the value at a path such as `a.b.c`; in an array, the values of all its items.
pub(crate) fn lookup(object: &Value, path: &str) -> Option<Value> {
    let (name, rest) = match path.split_once('.') {
        Some((name, rest)) => (name, Some(rest)),
        None => (path, None),
    };
    match (object, rest) {
        (Value::Array(items), _) => {
            let found: Vec<Value> = items.iter().filter_map(|item| lookup(item, path)).collect();
            (!found.is_empty()).then_some(Value::Array(found))
        }
        (_, Some(rest)) => lookup(object.get(name)?, rest),
        (_, None) => object.get(name).cloned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn matches(expression: &str, object: &Value) -> bool {
        parse(expression).expect(expression).matches(&|path| lookup(object, path))
    }

    #[test]
    fn operators_compare_strings_numbers_timestamps_and_arrays() {
        let user = json!({
            "status": "ACTIVE",
            "lastUpdated": "2026-01-02T03:04:05.000Z",
            "profile": { "department": "Research", "level": 7, "remote": true, "tags": ["a", "b"], "title": null }
        });
        for yes in [
            r#"status eq "active""#,
            r#"status EQ "ACTIVE" AND profile.level gt 6"#,
            r#"lastUpdated gt "2026-01-01T00:00:00Z""#,
            r#"lastUpdated le "2026-01-02T03:04:05.000Z""#,
            r#"profile.department sw "res""#,
            r#"profile.department co "SEA""#,
            r#"profile.department ew "arch""#,
            r#"profile.tags eq "b""#,
            r"profile.remote eq true",
            r"profile.department pr",
            r"not (profile.title pr)",
            r#"not (status eq "STAGED") and (profile.level lt 3 or profile.level ge 7)"#,
            r#"profile.missing ne "x""#,
            r#"status eq "STAGED" or status eq "ACTIVE" and profile.level eq 7"#,
        ] {
            assert!(matches(yes, &user), "{yes}");
        }
        for no in [
            r#"status eq "STAGED""#,
            r#"Status eq "ACTIVE""#,
            r#"profile.level eq "7""#,
            r"profile.title pr",
            r#"profile.missing eq "x""#,
            r#"profile.tags ne "b""#,
            r#"(status eq "STAGED" or status eq "ACTIVE") and profile.level eq 8"#,
        ] {
            assert!(!matches(no, &user), "{no}");
        }
    }
}
