//! Filter expressions.

#[cfg(test)]
mod tests;
mod value;

use std::{borrow::Cow, fmt};

pub use value::FilterValue;

/// A filter expression, for the parameters `search` and `filter` of listings. Values are quoted and escaped, so that they
/// can come from users.
///
/// ```
/// use okta_client::Filter;
///
/// let input = r#"O"Hara"#;
/// let filter = Filter::eq("status", "ACTIVE")
///     .and(Filter::eq("profile.lastName", input).or(Filter::starts_with("profile.login", "o")));
/// assert_eq!(
///     filter.to_string(),
///     r#"status eq "ACTIVE" and (profile.lastName eq "O\"Hara" or profile.login sw "o")"#
/// );
/// ```
///
/// It is accepted wherever an expression is: `okta.users().list().search(filter)`.
///
/// Which attributes and operators an endpoint supports depends on the endpoint
/// ([Okta: filter results](https://developer.okta.com/docs/reference/core-okta-api/#filter)); a rejected expression is
/// an [error](crate::Error) with status `400`. The grammar is that of SCIM
/// ([RFC 7644 §3.4.2.2](https://www.rfc-editor.org/rfc/rfc7644#section-3.4.2.2)). Attributes are written as they are;
/// characters that cannot be part of one are percent-encoded, so that they cannot extend the expression.
#[derive(Clone, Debug, PartialEq)]
pub struct Filter(Expression);

#[derive(Clone, Debug, PartialEq)]
enum Expression {
    Comparison { attribute: Cow<'static, str>, operator: &'static str, value: Option<FilterValue> },
    Raw(String),
    And(Vec<Expression>),
    Or(Vec<Expression>),
}

/// The constructors of comparisons.
macro_rules! comparisons {
    ($($(#[$doc:meta])* $name:ident => $operator:literal;)*) => {$(
        $(#[$doc])*
        #[doc = concat!("\n\nThe operator `", $operator, "`.")]
        #[must_use]
        pub fn $name(attribute: impl Into<Cow<'static, str>>, value: impl Into<FilterValue>) -> Self {
            Self::comparison(attribute.into(), $operator, Some(value.into()))
        }
    )*};
}

impl Filter {
    comparisons! {
        /// The attribute is equal to the value.
        eq => "eq";
        /// The attribute is not equal to the value.
        ne => "ne";
        /// The attribute is greater than the value, for times: later.
        gt => "gt";
        /// The attribute is greater than the value or equal to it.
        ge => "ge";
        /// The attribute is less than the value, for times: earlier.
        lt => "lt";
        /// The attribute is less than the value or equal to it.
        le => "le";
        /// The attribute starts with the value.
        starts_with => "sw";
        /// The attribute contains the value.
        contains => "co";
        /// The attribute ends with the value.
        ends_with => "ew";
    }

    /// The attribute has a value.
    ///
    /// The operator `pr`.
    #[must_use]
    pub fn present(attribute: impl Into<Cow<'static, str>>) -> Self {
        Self::comparison(attribute.into(), "pr", None)
    }

    /// The attribute is equal to one of the values. `None` without values: no expression matches nothing.
    ///
    /// ```
    /// use okta_client::Filter;
    ///
    /// let filter = Filter::any_of("id", ["00u1", "00u2"]).map(|filter| filter.to_string());
    /// assert_eq!(filter.as_deref(), Some(r#"id eq "00u1" or id eq "00u2""#));
    /// ```
    #[must_use]
    pub fn any_of(
        attribute: impl Into<Cow<'static, str>>,
        values: impl IntoIterator<Item = impl Into<FilterValue>>,
    ) -> Option<Self> {
        let attribute = attribute.into();
        let mut filters = values.into_iter().map(|value| Self::eq(attribute.clone(), value));
        let first = filters.next()?;
        Some(filters.fold(first, Self::or))
    }

    /// An expression as text, to be combined with others. Nothing in it is escaped.
    #[must_use]
    pub fn raw(expression: impl Into<String>) -> Self {
        Self(Expression::Raw(expression.into()))
    }

    /// Both expressions match.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        let mut parts = match self.0 {
            Expression::And(parts) => parts,
            one => vec![one],
        };
        match other.0 {
            Expression::And(more) => parts.extend(more),
            one => parts.push(one),
        }
        Self(Expression::And(parts))
    }

    /// At least one of the expressions matches.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        let mut parts = match self.0 {
            Expression::Or(parts) => parts,
            one => vec![one],
        };
        match other.0 {
            Expression::Or(more) => parts.extend(more),
            one => parts.push(one),
        }
        Self(Expression::Or(parts))
    }

    const fn comparison(
        attribute: Cow<'static, str>,
        operator: &'static str,
        value: Option<FilterValue>,
    ) -> Self {
        Self(Expression::Comparison { attribute, operator, value })
    }
}

impl fmt::Display for Filter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

impl fmt::Display for Expression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Comparison { attribute, operator, value } => {
                write_attribute(attribute, f)?;
                write!(f, " {operator}")?;
                value.as_ref().map_or(Ok(()), |value| write!(f, " {value}"))
            }
            Self::Raw(text) => f.write_str(text),
            Self::And(parts) => write_joined(parts, "and", f),
            Self::Or(parts) => write_joined(parts, "or", f),
        }
    }
}

/// Writes parts of an expression; those that are not single comparisons in parentheses.
fn write_joined(parts: &[Expression], word: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    for (at, part) in parts.iter().enumerate() {
        if at > 0 {
            write!(f, " {word} ")?;
        }
        match part {
            Expression::Comparison { .. } => write!(f, "{part}")?,
            _ => write!(f, "({part})")?,
        }
    }
    Ok(())
}

/// Writes the path of an attribute: names, also of custom attributes, and URNs of schemas.
fn write_attribute(attribute: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    for character in attribute.chars() {
        if character.is_alphanumeric() || "._-:$@".contains(character) {
            write!(f, "{character}")?;
        } else {
            let mut bytes = [0; 4];
            for byte in character.encode_utf8(&mut bytes).bytes() {
                write!(f, "%{byte:02X}")?;
            }
        }
    }
    Ok(())
}

impl From<Filter> for String {
    fn from(filter: Filter) -> Self {
        filter.to_string()
    }
}

impl From<&Filter> for String {
    fn from(filter: &Filter) -> Self {
        filter.to_string()
    }
}
