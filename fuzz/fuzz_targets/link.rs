//! `Link` headers and links in bodies: only query parameters are used, and cursors round-trip as text.

#![no_main]

use libfuzzer_sys::fuzz_target;
use okta_client::{Cursor, fuzzing};
use okta_fuzz::headers;

const PATH: &str = "/api/v1/users";

fuzz_target!(|data: &[u8]| {
    let cursors =
        [fuzzing::cursor_in_headers(&headers(data, &["link"]), PATH), fuzzing::cursor_in_body(data, PATH)];
    for cursor in cursors.into_iter().flatten() {
        let text = cursor.to_string();
        assert_eq!(text.parse::<Cursor>().as_ref(), Ok(&cursor), "a cursor round-trips as text");
        let query = fuzzing::next_query(&cursor, &[("search", "a b&c=d"), ("limit", "200")]);
        let pairs: Vec<_> = url::form_urlencoded::parse(query.as_bytes()).collect();
        // Parameters of the link take precedence; filters are kept.
        assert!(
            pairs.iter().any(|(name, _)| name == "search") && pairs.iter().any(|(name, _)| name == "limit")
        );
        assert_eq!(
            cursor.after_value(),
            pairs.iter().find(|(name, _)| name == "after").map(|(_, value)| value.clone().into_owned())
        );
        assert!(query.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'#'), "{query}");
    }
});
