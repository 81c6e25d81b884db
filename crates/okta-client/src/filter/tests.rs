//! Tests of filters, with a separate reader of the grammar.

use proptest::prelude::*;

use super::Filter;

/// A token of an expression.
#[derive(Clone, Debug, PartialEq)]
enum Token {
    Word(String),
    Text(String),
    Open,
    Close,
}

/// Splits an expression into tokens, by the quoting rules of JSON.
fn tokens(expression: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut rest = expression.trim_start();
    while let Some(first) = rest.chars().next() {
        let (token, length) = match first {
            '(' => (Token::Open, 1),
            ')' => (Token::Close, 1),
            '"' => {
                let mut values = serde_json::Deserializer::from_str(rest).into_iter::<String>();
                let text = values.next().expect("a text").expect("a quoted text");
                (Token::Text(text), values.byte_offset())
            }
            _ => {
                let end = rest.find([' ', '(', ')', '"']).unwrap_or(rest.len());
                (Token::Word(rest[..end].to_owned()), end)
            }
        };
        tokens.push(token);
        rest = rest[length..].trim_start();
    }
    tokens
}

#[test]
fn parentheses_keep_the_structure() {
    let a = || Filter::eq("a", 1);
    let b = || Filter::present("b");
    let c = || Filter::ne("c", true);
    for (filter, text) in [
        (a().and(b()).and(c()), "a eq 1 and b pr and c ne true"),
        (a().or(b()).or(c()), "a eq 1 or b pr or c ne true"),
        (a().or(b()).and(c()), "(a eq 1 or b pr) and c ne true"),
        (a().and(b()).or(c()), "(a eq 1 and b pr) or c ne true"),
        (Filter::raw("x eq 1 or y eq 2").and(a()), "(x eq 1 or y eq 2) and a eq 1"),
        (Filter::raw("x eq 1 or y eq 2"), "x eq 1 or y eq 2"),
    ] {
        assert_eq!(filter.to_string(), text);
    }
    assert_eq!(Filter::any_of("id", Vec::<String>::new()), None);
}

#[test]
fn times_are_quoted() {
    let since = okta_models::DateTime::from_unix_millis(0);
    let filter =
        Filter::gt("lastUpdated", &since).and(Filter::le("created", std::time::SystemTime::UNIX_EPOCH));
    assert_eq!(
        filter.to_string(),
        r#"lastUpdated gt "1970-01-01T00:00:00.000Z" and created le "1970-01-01T00:00:00.000Z""#
    );
}

proptest! {
    #[test]
    fn prop_values_stay_inside_their_quotes(value in any::<String>(), other in any::<String>()) {
        let filter = Filter::eq("profile.login", &value).and(Filter::starts_with("x", &other).or(Filter::present("y")));
        let word = |text: &str| Token::Word(text.to_owned());
        prop_assert_eq!(tokens(&filter.to_string()), [
            word("profile.login"), word("eq"), Token::Text(value), word("and"), Token::Open, word("x"), word("sw"),
            Token::Text(other), word("or"), word("y"), word("pr"), Token::Close,
        ]);
    }

    #[test]
    fn prop_attributes_are_one_word(attribute in any::<String>()) {
        let text = Filter::eq(attribute.clone(), 1).to_string();
        let words = tokens(&format!("a{text}")).len();
        prop_assert_eq!(words, 3, "{}", text);
    }
}
