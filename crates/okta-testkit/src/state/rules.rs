//! Group rules, which add users to groups by an expression.
//!
//! Supported expressions of Okta's expression language: comparisons of `user.attribute` with a string by `==` and `!=`,
//! `String.stringContains` and `String.startsWith`, joined by `AND`, `OR`, `&&`, `||`, `!` and parentheses.

use std::{
    collections::{BTreeMap, BTreeSet},
    iter::Peekable,
    str::Chars,
    time::SystemTime,
};

use serde_json::{Value, json};

use super::users::{User, UserStatus};
use crate::clock::timestamp;

/// Maximum nesting of parentheses and negations.
const MAX_DEPTH: usize = 32;

/// A condition on a user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Condition {
    And(Box<Condition>, Box<Condition>),
    Or(Box<Condition>, Box<Condition>),
    Not(Box<Condition>),
    Equals(String, String),
    Contains(String, String),
    StartsWith(String, String),
}

impl Condition {
    /// Parses an expression.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let mut parser = Parser { tokens: lex(text)?.into_iter().peekable() };
        let condition = parser.disjunction(0)?;
        match parser.tokens.next() {
            None => Ok(condition),
            Some(token) => Err(format!("unexpected {token:?}")),
        }
    }

    /// Whether a user matches. Missing attributes are empty strings.
    pub(crate) fn matches(&self, user: &User) -> bool {
        match self {
            Self::And(a, b) => a.matches(user) && b.matches(user),
            Self::Or(a, b) => a.matches(user) || b.matches(user),
            Self::Not(inner) => !inner.matches(user),
            Self::Equals(name, text) => user.text(name) == text,
            Self::Contains(name, text) => user.text(name).contains(text.as_str()),
            Self::StartsWith(name, text) => user.text(name).starts_with(text.as_str()),
        }
    }
}

#[derive(Clone, Debug, PartialEq)]
enum Token {
    Word(String),
    Text(String),
    Symbol(&'static str),
}

fn lex(input: &str) -> Result<Vec<Token>, String> {
    let mut tokens = Vec::new();
    let mut chars = input.chars().peekable();
    while let Some(&c) = chars.peek() {
        if c.is_alphanumeric() || c == '_' {
            let mut word = String::new();
            while let Some(c) = chars.next_if(|c| c.is_alphanumeric() || matches!(c, '_' | '.')) {
                word.push(c);
            }
            tokens.push(match word.as_str() {
                "AND" | "and" => Token::Symbol("&&"),
                "OR" | "or" => Token::Symbol("||"),
                _ => Token::Word(word),
            });
            continue;
        }
        chars.next();
        match c {
            ' ' | '\t' | '\n' | '\r' => {}
            '(' => tokens.push(Token::Symbol("(")),
            ')' => tokens.push(Token::Symbol(")")),
            ',' => tokens.push(Token::Symbol(",")),
            '"' | '\'' => tokens.push(Token::Text(string(c, &mut chars)?)),
            '=' if chars.next_if_eq(&'=').is_some() => tokens.push(Token::Symbol("==")),
            '!' if chars.next_if_eq(&'=').is_some() => tokens.push(Token::Symbol("!=")),
            '!' => tokens.push(Token::Symbol("!")),
            '&' if chars.next_if_eq(&'&').is_some() => tokens.push(Token::Symbol("&&")),
            '|' if chars.next_if_eq(&'|').is_some() => tokens.push(Token::Symbol("||")),
            other => return Err(format!("unexpected {other:?}")),
        }
    }
    Ok(tokens)
}

fn string(quote: char, chars: &mut Peekable<Chars<'_>>) -> Result<String, String> {
    let mut text = String::new();
    while let Some(c) = chars.next() {
        match c {
            '\\' => text.extend(chars.next()),
            c if c == quote => return Ok(text),
            c => text.push(c),
        }
    }
    Err("unterminated string".to_owned())
}

struct Parser {
    tokens: Peekable<std::vec::IntoIter<Token>>,
}

impl Parser {
    fn disjunction(&mut self, depth: usize) -> Result<Condition, String> {
        let mut left = self.conjunction(depth)?;
        while self.accept("||") {
            left = Condition::Or(Box::new(left), Box::new(self.conjunction(depth)?));
        }
        Ok(left)
    }

    fn conjunction(&mut self, depth: usize) -> Result<Condition, String> {
        let mut left = self.term(depth)?;
        while self.accept("&&") {
            left = Condition::And(Box::new(left), Box::new(self.term(depth)?));
        }
        Ok(left)
    }

    fn term(&mut self, depth: usize) -> Result<Condition, String> {
        if depth > MAX_DEPTH {
            return Err("too deeply nested".to_owned());
        }
        match self.tokens.next() {
            Some(Token::Symbol("(")) => {
                let inner = self.disjunction(depth + 1)?;
                self.expect(")")?;
                Ok(inner)
            }
            Some(Token::Symbol("!")) => Ok(Condition::Not(Box::new(self.term(depth + 1)?))),
            Some(Token::Word(word)) => match word.as_str() {
                "String.stringContains" => self.function(Condition::Contains),
                "String.startsWith" => self.function(Condition::StartsWith),
                _ => self.comparison(&word),
            },
            other => Err(format!("expected a condition, found {other:?}")),
        }
    }

    fn function(&mut self, make: fn(String, String) -> Condition) -> Result<Condition, String> {
        self.expect("(")?;
        let name = match self.tokens.next() {
            Some(Token::Word(word)) => attribute(&word)?,
            other => return Err(format!("expected a user attribute, found {other:?}")),
        };
        self.expect(",")?;
        let text = self.text()?;
        self.expect(")")?;
        Ok(make(name, text))
    }

    fn comparison(&mut self, word: &str) -> Result<Condition, String> {
        let name = attribute(word)?;
        match self.tokens.next() {
            Some(Token::Symbol("==")) => Ok(Condition::Equals(name, self.text()?)),
            Some(Token::Symbol("!=")) => Ok(Condition::Not(Box::new(Condition::Equals(name, self.text()?)))),
            other => Err(format!("expected == or !=, found {other:?}")),
        }
    }

    fn text(&mut self) -> Result<String, String> {
        match self.tokens.next() {
            Some(Token::Text(text)) => Ok(text),
            other => Err(format!("expected a string, found {other:?}")),
        }
    }

    fn accept(&mut self, symbol: &'static str) -> bool {
        self.tokens.next_if_eq(&Token::Symbol(symbol)).is_some()
    }

    fn expect(&mut self, symbol: &'static str) -> Result<(), String> {
        if self.accept(symbol) {
            Ok(())
        } else {
            Err(format!("expected {symbol}, found {:?}", self.tokens.peek()))
        }
    }
}

fn attribute(word: &str) -> Result<String, String> {
    match word.strip_prefix("user.") {
        Some(name) if !name.is_empty() && !name.contains('.') => Ok(name.to_owned()),
        _ => Err(format!("unsupported expression: {word}")),
    }
}

/// A group rule.
#[derive(Clone, Debug)]
pub(crate) struct GroupRule {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) active: bool,
    pub(crate) created: SystemTime,
    pub(crate) last_updated: SystemTime,
    pub(crate) expression: String,
    pub(crate) condition: Condition,
    pub(crate) groups: Vec<String>,
    /// Ids of users excluded from the rule.
    pub(crate) excluded: Vec<String>,
    /// Memberships added by the rule, as group and user id. The rule removes no others.
    pub(crate) memberships: BTreeSet<(String, String)>,
}

impl GroupRule {
    /// Whether the rule adds this user to its groups.
    pub(crate) fn matches(&self, user: &User) -> bool {
        user.status != UserStatus::Deprovisioned
            && !self.excluded.contains(&user.id)
            && self.condition.matches(user)
    }

    pub(crate) fn view(&self) -> Value {
        json!({
            "type": "group_rule",
            "id": self.id,
            "status": if self.active { "ACTIVE" } else { "INACTIVE" },
            "name": self.name,
            "created": timestamp(self.created),
            "lastUpdated": timestamp(self.last_updated),
            "conditions": {
                "people": { "users": { "exclude": self.excluded }, "groups": { "exclude": [] } },
                "expression": { "value": self.expression, "type": "urn:okta:expression:1.0" },
            },
            "actions": { "assignUserToGroups": { "groupIds": self.groups } },
        })
    }
}

/// All rules, in order of creation.
#[derive(Clone, Debug, Default)]
pub(crate) struct GroupRules(pub(crate) BTreeMap<String, GroupRule>);

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::Map;
    use std::time::UNIX_EPOCH;

    fn matches(expression: &str) -> bool {
        let mut profile = Map::new();
        profile.insert("department".to_owned(), json!("Research"));
        profile.insert("city".to_owned(), json!("Ulm"));
        let user = User::new("00u".to_owned(), profile, UNIX_EPOCH);
        Condition::parse(expression).expect(expression).matches(&user)
    }

    #[test]
    fn conditions_match_users() {
        assert!(matches(r#"user.department=="Research""#));
        assert!(matches(r#"user.department != 'Sales' AND (user.city == "Bonn" OR user.city == "Ulm")"#));
        assert!(matches(r#"!(user.missing == "x") && String.stringContains(user.department, "sea")"#));
        assert!(!matches(r#"String.startsWith(user.city, "B") || user.city == "ulm""#));
    }

    #[test]
    fn unsupported_expressions_are_rejected() {
        for expression in [
            "",
            "user.x",
            "user.x ==",
            "app.x == \"a\"",
            "user.a.b == \"x\"",
            "user.x == \"a",
            "(((",
            "isMember(1)",
        ] {
            assert!(Condition::parse(expression).is_err(), "{expression}");
        }
        assert!(Condition::parse(&"(".repeat(10_000)).is_err());
        assert!(Condition::parse(&"!".repeat(10_000)).is_err());
    }

    proptest! {
        #[test]
        fn prop_parse_does_not_panic(input in "[a-z .()!=&|\"'\\\\,]{0,60}") {
            let _ = Condition::parse(&input);
        }
    }
}
