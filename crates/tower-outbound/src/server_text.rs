//! Texts of servers in error messages.

use std::fmt::{self, Write};

/// The maximum length, in characters.
const LIMIT: usize = 500;

/// Displays the text of a server in an error message: on one line, without control and formatting characters, at most
/// 500 characters, and with JSON Web Tokens masked.
///
/// Otherwise a server that echoes input, or a proxy, could forge lines of a log.
///
/// ```
/// use tower_outbound::ServerText;
///
/// assert_eq!(ServerText("no such user\r\n\u{1b}[31mERROR").to_string(), "no such user [31mERROR");
/// ```
#[derive(Clone, Copy, Debug)]
pub struct ServerText<'a>(pub &'a str);

impl fmt::Display for ServerText<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut left = LIMIT;
        for word in self.0.split_whitespace() {
            if word.chars().all(is_hidden) {
                continue;
            }
            if left < LIMIT {
                f.write_char(' ')?;
            }
            let word = if is_jwt(word) { "[token]" } else { word };
            for character in word.chars().filter(|character| !is_hidden(*character)) {
                if left == 0 {
                    return f.write_char('…');
                }
                f.write_char(character)?;
                left -= 1;
            }
        }
        Ok(())
    }
}

fn is_jwt(word: &str) -> bool {
    word.len() > 100 && word.matches('.').count() >= 2
}

/// Characters that have no width, or change the direction or the colour of what follows.
fn is_hidden(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{LIMIT, ServerText};

    #[test]
    fn text_is_one_short_visible_line() {
        for (text, expected) in [
            ("", ""),
            (" a \t b\r\n\nc ", "a b c"),
            ("a\u{1b}[2Jb\u{7}\0c", "a[2Jbc"),
            ("a\u{202e}b\u{200b}c \u{feff} d", "abc d"),
            ("größe 名前", "größe 名前"),
        ] {
            assert_eq!(ServerText(text).to_string(), expected);
        }
        let long = ServerText(&"x".repeat(100_000)).to_string();
        assert_eq!((long.chars().count(), long.ends_with('…')), (LIMIT + 1, true));
        let token = format!("bad {}.{}.sig", "a".repeat(80), "b".repeat(80));
        assert_eq!(ServerText(&token).to_string(), "bad [token]");
    }

    proptest! {
        #[test]
        fn prop_text_is_bounded_and_has_no_control_characters(text in "(?s).{0,2000}") {
            let shown = ServerText(&text).to_string();
            prop_assert!(shown.chars().count() <= 2 * LIMIT + 1);
            prop_assert!(!shown.chars().any(char::is_control));
        }
    }
}
