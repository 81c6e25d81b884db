//! A lexer and a recursive-descent parser with bounded depth.

use std::{fmt, iter::Peekable, str::CharIndices};

use serde_json::Value;

use super::{Expr, Op};

/// The maximum nesting depth of parentheses.
const MAX_DEPTH: usize = 32;

#[derive(Clone, Debug, PartialEq)]
enum Token {
    Open,
    Close,
    Word(String),
    String(String),
}

/// Parses an expression; the error is a human-readable reason.
pub(crate) fn parse(input: &str) -> Result<Expr, String> {
    let mut parser = Parser { tokens: lex(input)?.into_iter().peekable() };
    let expr = parser.or_expr(0)?;
    match parser.tokens.next() {
        None => Ok(expr),
        Some(token) => Err(format!("unexpected {token}")),
    }
}

fn lex(input: &str) -> Result<Vec<Token>, String> {
    let mut tokens = Vec::new();
    let mut chars = input.char_indices().peekable();
    while let Some(&(start, c)) = chars.peek() {
        match c {
            c if c.is_whitespace() => {
                chars.next();
            }
            '(' | ')' => {
                chars.next();
                tokens.push(if c == '(' { Token::Open } else { Token::Close });
            }
            '"' => tokens.push(Token::String(string(input, start, &mut chars)?)),
            _ => {
                let mut word = String::new();
                while let Some((_, c)) =
                    chars.next_if(|(_, c)| !c.is_whitespace() && !matches!(c, '(' | ')' | '"'))
                {
                    word.push(c);
                }
                tokens.push(Token::Word(word));
            }
        }
    }
    Ok(tokens)
}

/// Lexes a string literal, with the escapes of JSON.
fn string(input: &str, start: usize, chars: &mut Peekable<CharIndices<'_>>) -> Result<String, String> {
    chars.next();
    let mut escaped = false;
    for (end, c) in chars {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => {
                let literal = input.get(start..=end).unwrap_or_default();
                return serde_json::from_str(literal)
                    .map_err(|_| format!("invalid string literal: {literal}"));
            }
            _ => {}
        }
    }
    Err("unterminated string literal".to_owned())
}

struct Parser {
    tokens: Peekable<std::vec::IntoIter<Token>>,
}

impl Parser {
    fn or_expr(&mut self, depth: usize) -> Result<Expr, String> {
        let mut left = self.and_expr(depth)?;
        while self.keyword("or") {
            left = Expr::Or(Box::new(left), Box::new(self.and_expr(depth)?));
        }
        Ok(left)
    }

    fn and_expr(&mut self, depth: usize) -> Result<Expr, String> {
        let mut left = self.term(depth)?;
        while self.keyword("and") {
            left = Expr::And(Box::new(left), Box::new(self.term(depth)?));
        }
        Ok(left)
    }

    fn term(&mut self, depth: usize) -> Result<Expr, String> {
        if depth > MAX_DEPTH {
            return Err("parentheses nested too deeply".to_owned());
        }
        match self.tokens.next() {
            Some(Token::Open) => {
                let inner = self.or_expr(depth + 1)?;
                self.close_parenthesis()?;
                Ok(inner)
            }
            Some(Token::Word(word)) if word.eq_ignore_ascii_case("not") => {
                if self.tokens.next() != Some(Token::Open) {
                    return Err("expected parentheses after `not`".to_owned());
                }
                let inner = self.or_expr(depth + 1)?;
                self.close_parenthesis()?;
                Ok(Expr::Not(Box::new(inner)))
            }
            Some(Token::Word(attribute)) => self.comparison(attribute),
            Some(token) => Err(format!("expected an attribute, found {token}")),
            None => Err("expected an attribute, found the end of the expression".to_owned()),
        }
    }

    fn comparison(&mut self, attribute: String) -> Result<Expr, String> {
        if !attribute.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | ':' | '$')) {
            return Err(format!("invalid attribute `{attribute}`"));
        }
        let op = match self.tokens.next() {
            Some(Token::Word(word)) => match word.to_ascii_lowercase().as_str() {
                "pr" => return Ok(Expr::Present(attribute)),
                "eq" => Op::Eq,
                "ne" => Op::Ne,
                "gt" => Op::Gt,
                "ge" => Op::Ge,
                "lt" => Op::Lt,
                "le" => Op::Le,
                "sw" => Op::StartsWith,
                "ew" => Op::EndsWith,
                "co" => Op::Contains,
                _ => return Err(format!("unknown operator `{word}`")),
            },
            _ => return Err(format!("expected an operator after `{attribute}`")),
        };
        let literal = match self.tokens.next() {
            Some(Token::String(text)) => Value::String(text),
            Some(Token::Word(word)) => match serde_json::from_str(&word) {
                Ok(value @ (Value::Number(_) | Value::Bool(_) | Value::Null)) => value,
                _ => return Err(format!("invalid value `{word}` (strings need quotes)")),
            },
            _ => return Err(format!("expected a value to compare `{attribute}` with")),
        };
        Ok(Expr::Compare(attribute, op, literal))
    }

    fn keyword(&mut self, keyword: &str) -> bool {
        self.tokens
            .next_if(|token| matches!(token, Token::Word(w) if w.eq_ignore_ascii_case(keyword)))
            .is_some()
    }

    fn close_parenthesis(&mut self) -> Result<(), String> {
        match self.tokens.next() {
            Some(Token::Close) => Ok(()),
            _ => Err("unclosed parenthesis".to_owned()),
        }
    }
}

impl fmt::Display for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Open => f.write_str("`(`"),
            Self::Close => f.write_str("`)`"),
            Self::Word(word) => write!(f, "`{word}`"),
            Self::String(text) => write!(f, "{text:?}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn invalid_expressions_are_rejected_with_a_reason() {
        for (expression, reason) in [
            ("", "end"),
            ("status", "operator"),
            ("status eq", "value"),
            ("status eq ACTIVE", "quotes"),
            (r#"status eq "ACTIVE"#, "unterminated"),
            (r#"(status eq "ACTIVE""#, "parenthesis"),
            (r#"status eq "ACTIVE" status pr"#, "unexpected"),
            (r#"not status eq "ACTIVE""#, "parentheses"),
            (r#"status is "ACTIVE""#, "operator"),
            (r#"status eq "\q""#, "literal"),
        ] {
            let error = parse(expression).expect_err(expression);
            assert!(error.contains(reason), "{expression}: {error}");
        }
        assert!(parse(&"(".repeat(10_000)).is_err());
    }

    proptest! {
        #[test]
        fn prop_parser_never_panics(input in "[a-z ().\"\\\\0-9é]{0,60}") {
            let _ = parse(&input);
        }

        #[test]
        fn prop_quoted_strings_round_trip(text in any::<String>()) {
            let quoted = Value::String(text.clone()).to_string();
            let expected = Expr::Compare("a.b".to_owned(), Op::Eq, Value::String(text));
            prop_assert_eq!(parse(&format!("a.b eq {quoted}")), Ok(expected));
        }
    }
}
