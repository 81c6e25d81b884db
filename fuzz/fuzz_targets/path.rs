//! Path parameters: whatever they contain, the server sees one segment each, and decodes it to what was given.

#![no_main]

use libfuzzer_sys::fuzz_target;
use okta_client::fuzzing;
use percent_encoding::percent_decode_str;
use url::Url;

fuzz_target!(|input: (&str, &str)| {
    let (one, two) = input;
    let Ok(path) = fuzzing::path("/api/v1/groups/{groupId}/users/{userId}", &[one, two]) else {
        let refused = |text: &str| matches!(text, "" | "." | "..");
        assert!(refused(one) || refused(two), "{one:?} and {two:?} are refused");
        return;
    };
    let uri: http::Uri = path.parse().expect("a path that is sent");
    assert_eq!((uri.path(), uri.query()), (path.as_str(), None));
    // As a server that tidies paths sees it.
    let url = Url::parse(&format!("https://example.okta.com{path}")).expect("a path that is sent");
    let segments: Vec<_> = url.path_segments().expect("segments").collect();
    assert_eq!(segments.len(), 6, "{path}");
    for (segment, given) in [(segments[3], one), (segments[5], two)] {
        assert_eq!(percent_decode_str(segment).decode_utf8().as_deref(), Ok(given), "{path}");
    }
});
