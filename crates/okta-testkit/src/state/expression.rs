//! Conditions of group rules.
//!
//! Supported expressions of Okta's expression language: comparisons of `user.attribute` with a string or null by `==` and
//! `!=`, `String.stringContains`, `String.startsWith`, `String.toLowerCase`, `String.toUpperCase` and
//! `isMemberOfAnyGroup`, joined by `AND`, `OR`, `&&`, `||`, `!` and parentheses. Rules with other expressions can be stored,
//! but not activated.

use std::{iter::Peekable, str::Chars};

use super::users::User;

/// Maximum nesting of parentheses and negations.
const MAX_DEPTH: usize = 32;

/// A condition on a user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Condition {
    And(Box<Condition>, Box<Condition>),
    Or(Box<Condition>, Box<Condition>),
    Not(Box<Condition>),
    Equals(Operand, Operand),
    Contains(Operand, Operand),
    StartsWith(Operand, Operand),
    MemberOfAny(Vec<String>),
}

/// A string in a condition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Operand {
    Attribute(String),
    Text(String),
    Null,
    Lower(Box<Operand>),
    Upper(Box<Operand>),
}

impl Operand {
    /// The value for a user; `None` for null and for missing attributes.
    fn value(&self, user: &User) -> Option<String> {
        match self {
            Self::Attribute(name) => user.profile.get(name)?.as_str().map(str::to_owned),
            Self::Text(text) => Some(text.clone()),
            Self::Null => None,
            Self::Lower(inner) => inner.value(user).map(|text| text.to_lowercase()),
            Self::Upper(inner) => inner.value(user).map(|text| text.to_uppercase()),
        }
    }

    /// The value for a user, empty if there is none.
    fn text(&self, user: &User) -> String {
        self.value(user).unwrap_or_default()
    }
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

    /// Whether a user matches; `is_member` says whether the user is in a group. Missing attributes are empty strings.
    pub(crate) fn matches(&self, user: &User, is_member: &dyn Fn(&str) -> bool) -> bool {
        match self {
            Self::And(a, b) => a.matches(user, is_member) && b.matches(user, is_member),
            Self::Or(a, b) => a.matches(user, is_member) || b.matches(user, is_member),
            Self::Not(inner) => !inner.matches(user, is_member),
            Self::Equals(a, b) if *a == Operand::Null || *b == Operand::Null => {
                a.value(user) == b.value(user)
            }
            Self::Equals(a, b) => a.text(user) == b.text(user),
            Self::Contains(a, b) => a.text(user).contains(&b.text(user)),
            Self::StartsWith(a, b) => a.text(user).starts_with(&b.text(user)),
            Self::MemberOfAny(groups) => groups.iter().any(|group| is_member(group)),
        }
    }
}

/// Whether an expression may be one of Okta's that this crate does not evaluate: it is not empty, its strings and
/// parentheses are closed, and it does not end in an operator.
pub(crate) fn is_well_formed(text: &str) -> bool {
    let Ok(tokens) = lex(text) else { return false };
    let mut depth = 0_i32;
    for token in &tokens {
        match token {
            Token::Symbol("(") => depth += 1,
            Token::Symbol(")") => depth -= 1,
            _ => {}
        }
        if depth < 0 {
            return false;
        }
    }
    let operator = |token: &Token| matches!(token, Token::Symbol("==" | "!=" | "&&" | "||" | "!" | ","));
    depth == 0 && tokens.last().is_some_and(|last| !operator(last))
}

#[derive(Clone, Debug, PartialEq)]
enum Token {
    Word(String),
    Text(String),
    Symbol(&'static str),
    Other(char),
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
            other => tokens.push(Token::Other(other)),
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
                "String.stringContains" => self.function(Condition::Contains, depth),
                "String.startsWith" => self.function(Condition::StartsWith, depth),
                "isMemberOfAnyGroup" => self.groups(),
                _ => {
                    let left = self.operand(Token::Word(word), depth)?;
                    self.comparison(left, depth)
                }
            },
            other => Err(format!("expected a condition, found {other:?}")),
        }
    }

    fn function(
        &mut self,
        make: fn(Operand, Operand) -> Condition,
        depth: usize,
    ) -> Result<Condition, String> {
        self.expect("(")?;
        let first = self.next_operand(depth)?;
        self.expect(",")?;
        let second = self.next_operand(depth)?;
        self.expect(")")?;
        Ok(make(first, second))
    }

    fn groups(&mut self) -> Result<Condition, String> {
        self.expect("(")?;
        let mut groups = Vec::new();
        loop {
            match self.tokens.next() {
                Some(Token::Text(group)) => groups.push(group),
                other => return Err(format!("expected the id of a group, found {other:?}")),
            }
            if !self.accept(",") {
                self.expect(")")?;
                return Ok(Condition::MemberOfAny(groups));
            }
        }
    }

    fn comparison(&mut self, left: Operand, depth: usize) -> Result<Condition, String> {
        match self.tokens.next() {
            Some(Token::Symbol("==")) => Ok(Condition::Equals(left, self.next_operand(depth)?)),
            Some(Token::Symbol("!=")) => {
                Ok(Condition::Not(Box::new(Condition::Equals(left, self.next_operand(depth)?))))
            }
            other => Err(format!("expected == or !=, found {other:?}")),
        }
    }

    fn next_operand(&mut self, depth: usize) -> Result<Operand, String> {
        match self.tokens.next() {
            Some(token) => self.operand(token, depth),
            None => Err("expected a value, found the end".to_owned()),
        }
    }

    fn operand(&mut self, token: Token, depth: usize) -> Result<Operand, String> {
        if depth > MAX_DEPTH {
            return Err("too deeply nested".to_owned());
        }
        let word = match token {
            Token::Text(text) => return Ok(Operand::Text(text)),
            Token::Word(word) => word,
            other => return Err(format!("expected a value, found {other:?}")),
        };
        let make: fn(Box<Operand>) -> Operand = match word.as_str() {
            "null" => return Ok(Operand::Null),
            "String.toLowerCase" => Operand::Lower,
            "String.toUpperCase" => Operand::Upper,
            _ => return attribute(&word).map(Operand::Attribute),
        };
        self.expect("(")?;
        let inner = self.next_operand(depth + 1)?;
        self.expect(")")?;
        Ok(make(Box::new(inner)))
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

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::{Map, json};
    use std::time::UNIX_EPOCH;

    fn matches(expression: &str) -> bool {
        let mut profile = Map::new();
        profile.insert("department".to_owned(), json!("Research"));
        profile.insert("city".to_owned(), json!("Ulm"));
        let user = User::new("00u".to_owned(), profile, UNIX_EPOCH);
        Condition::parse(expression).expect(expression).matches(&user, &|group| group == "00g1")
    }

    #[test]
    fn conditions_match_users() {
        assert!(matches(r#"user.department=="Research""#));
        assert!(matches(r#"user.department != 'Sales' AND (user.city == "Bonn" OR user.city == "Ulm")"#));
        assert!(matches(r#"!(user.missing == "x") && String.stringContains(user.department, "sea")"#));
        assert!(matches(r#"String.toLowerCase(user.city) == "ulm" and user.missing == null"#));
        assert!(matches(r#"String.startsWith(user.city, String.toUpperCase("u")) && user.city != null"#));
        assert!(matches(r#"isMemberOfAnyGroup("00g0", "00g1") && !isMemberOfAnyGroup("00g2")"#));
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
        let deep = format!("{}user.x == null", "String.toLowerCase(".repeat(10_000));
        assert!(Condition::parse(&deep).is_err());
        for (expression, well_formed) in [
            ("", false),
            ("user.x ==", false),
            ("(((", false),
            ("user.x == \"a", false),
            ("Arrays.size(user.a) > 2", true),
        ] {
            assert_eq!(is_well_formed(expression), well_formed, "{expression}");
        }
        assert!(Condition::parse(&"!".repeat(10_000)).is_err());
    }

    proptest! {
        #[test]
        fn prop_parse_does_not_panic(input in "[a-z .()!=&|\"'\\\\,]{0,60}") {
            let _ = Condition::parse(&input);
        }
    }
}
