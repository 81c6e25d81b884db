//! Reads an expression: a lexer and a recursive-descent parser whose depth is bounded.

use std::{iter::Peekable, str::CharIndices};

use serde_json::Value;

use super::{Expr, Op};

/// Parentheses deeper than this are refused.
const MAX_DEPTH: usize = 32;

#[derive(Clone, Debug, PartialEq)]
enum Token {
    Open,
    Close,
    Word(String),
    Text(String),
}

/// Parses an expression; the error says what is wrong with it.
pub(crate) fn parse(input: &str) -> Result<Expr, String> {
    let mut parser = Parser { tokens: lex(input)?.into_iter().peekable() };
    let expr = parser.either(0)?;
    match parser.tokens.next() {
        None => Ok(expr),
        Some(token) => Err(format!("unexpected {}", show(&token))),
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
            '"' => tokens.push(Token::Text(string(input, start, &mut chars)?)),
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

/// A JSON string literal; its escapes are JSON's.
fn string(input: &str, start: usize, chars: &mut Peekable<CharIndices<'_>>) -> Result<String, String> {
    chars.next();
    let mut escaped = false;
    for (at, c) in chars {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => {
                let literal = input.get(start..=at).unwrap_or_default();
                return serde_json::from_str(literal).map_err(|_| format!("not a string literal: {literal}"));
            }
            _ => {}
        }
    }
    Err("a string literal is not closed".to_owned())
}

struct Parser {
    tokens: Peekable<std::vec::IntoIter<Token>>,
}

impl Parser {
    fn either(&mut self, depth: usize) -> Result<Expr, String> {
        let mut left = self.both(depth)?;
        while self.keyword("or") {
            left = Expr::Or(Box::new(left), Box::new(self.both(depth)?));
        }
        Ok(left)
    }

    fn both(&mut self, depth: usize) -> Result<Expr, String> {
        let mut left = self.term(depth)?;
        while self.keyword("and") {
            left = Expr::And(Box::new(left), Box::new(self.term(depth)?));
        }
        Ok(left)
    }

    fn term(&mut self, depth: usize) -> Result<Expr, String> {
        if depth > MAX_DEPTH {
            return Err("too many parentheses".to_owned());
        }
        match self.tokens.next() {
            Some(Token::Open) => {
                let inner = self.either(depth + 1)?;
                self.close()?;
                Ok(inner)
            }
            Some(Token::Word(word)) if word.eq_ignore_ascii_case("not") => {
                if self.tokens.next() != Some(Token::Open) {
                    return Err("`not` needs parentheses".to_owned());
                }
                let inner = self.either(depth + 1)?;
                self.close()?;
                Ok(Expr::Not(Box::new(inner)))
            }
            Some(Token::Word(attribute)) => self.comparison(attribute),
            Some(token) => Err(format!("expected an attribute, found {}", show(&token))),
            None => Err("the expression ends where an attribute is expected".to_owned()),
        }
    }

    fn comparison(&mut self, attribute: String) -> Result<Expr, String> {
        if !attribute.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | ':' | '$')) {
            return Err(format!("not an attribute: {attribute}"));
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
                _ => return Err(format!("not an operator: {word}")),
            },
            _ => return Err(format!("`{attribute}` is not followed by an operator")),
        };
        let literal = match self.tokens.next() {
            Some(Token::Text(text)) => Value::String(text),
            Some(Token::Word(word)) => match serde_json::from_str(&word) {
                Ok(value @ (Value::Number(_) | Value::Bool(_) | Value::Null)) => value,
                _ => return Err(format!("not a value: {word} (strings need quotes)")),
            },
            _ => return Err(format!("`{attribute}` is not compared with a value")),
        };
        Ok(Expr::Compare(attribute, op, literal))
    }

    fn keyword(&mut self, keyword: &str) -> bool {
        self.tokens
            .next_if(|token| matches!(token, Token::Word(w) if w.eq_ignore_ascii_case(keyword)))
            .is_some()
    }

    fn close(&mut self) -> Result<(), String> {
        match self.tokens.next() {
            Some(Token::Close) => Ok(()),
            _ => Err("a parenthesis is not closed".to_owned()),
        }
    }
}

fn show(token: &Token) -> String {
    match token {
        Token::Open => "`(`".to_owned(),
        Token::Close => "`)`".to_owned(),
        Token::Word(word) => format!("`{word}`"),
        Token::Text(text) => format!("{text:?}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn broken_expressions_are_refused_with_a_reason() {
        for (broken, reason) in [
            ("", "ends"),
            ("status", "operator"),
            ("status eq", "value"),
            ("status eq ACTIVE", "quotes"),
            (r#"status eq "ACTIVE"#, "not closed"),
            (r#"(status eq "ACTIVE""#, "parenthesis"),
            (r#"status eq "ACTIVE" status pr"#, "unexpected"),
            (r#"not status eq "ACTIVE""#, "parentheses"),
            (r#"status is "ACTIVE""#, "operator"),
            (r#"status eq "\q""#, "literal"),
        ] {
            let error = parse(broken).expect_err(broken);
            assert!(error.contains(reason), "{broken}: {error}");
        }
        assert!(parse(&"(".repeat(10_000)).is_err());
    }

    proptest! {
        #[test]
        fn no_input_panics(input in "[a-z ().\"\\\\0-9é]{0,60}") {
            let _ = parse(&input);
        }

        #[test]
        fn any_string_value_survives_quoting(text in any::<String>()) {
            let quoted = Value::String(text.clone()).to_string();
            let expected = Expr::Compare("a.b".to_owned(), Op::Eq, Value::String(text));
            prop_assert_eq!(parse(&format!("a.b eq {quoted}")), Ok(expected));
        }
    }
}
