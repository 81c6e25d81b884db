//! Path parameters: the server sees one segment per parameter, and decodes it to the original value.

#![no_main]

use libfuzzer_sys::fuzz_target;
use okta_client::fuzzing;
use percent_encoding::percent_decode_str;
use url::Url;

fuzz_target!(|input: (&str, &str)| {
    let (one, two) = input;
    let Ok(path) = fuzzing::path("/api/v1/groups/{groupId}/users/{userId}", &[one, two]) else {
        let invalid = |text: &str| matches!(text, "" | "." | "..") || text.contains(';');
        assert!(invalid(one) || invalid(two), "{one:?} or {two:?} is rejected");
        return;
    };
    let uri: http::Uri = path.parse().expect("a valid path");
    assert_eq!((uri.path(), uri.query()), (path.as_str(), None));
    // Normalized, as some servers do.
    let url = Url::parse(&format!("https://example.okta.com{path}")).expect("a valid path");
    let segments: Vec<_> = url.path_segments().expect("path segments").collect();
    assert_eq!(segments.len(), 6, "{path}");
    for (segment, value) in [(segments[3], one), (segments[5], two)] {
        assert_eq!(percent_decode_str(segment).decode_utf8().as_deref(), Ok(value), "{path}");
    }
});
