//! Tags: what entries depend on and writes invalidate.
//!
//! A path such as `/api/v1/users/{id}/factors` consists of *words* (`users`, `factors`) and resource *names*,
//! each below the word before it. Segments up to the version are ignored. The operation's path template
//! distinguishes names from words; without one they alternate, beginning with a word, and anything in the
//! form of an Okta id is a name. `me` always is.
//!
//! A name is either an *id* or a possible *alias*: users are found by login, by the part of it before the
//! `@`, and as `me`; authorization servers as `default`.

use std::borrow::Cow;

use http::Uri;
use percent_encoding::percent_decode_str;

use crate::meta::OperationMeta;

/// A dependency of entries, which writes invalidate, as a 64-bit hash (FNV-1a).
///
/// A hash collision causes a needless invalidation, never a stale response.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tag(pub u64);

impl Tag {
    /// The tag of all entries; invalidated on demand only.
    pub(super) fn all() -> Self {
        Self::new(b'*', "", "")
    }

    fn new(kind: u8, scope: &str, text: &str) -> Self {
        const OFFSET: u64 = 0xcbf2_9ce4_8422_2325;
        const PRIME: u64 = 0x0000_0100_0000_01b3;
        let bytes = [kind].into_iter().chain(scope.bytes()).chain([0]).chain(text.bytes());
        let hash = |hash: u64, byte: u8| (hash ^ u64::from(byte.to_ascii_lowercase())).wrapping_mul(PRIME);
        Self(bytes.fold(OFFSET, hash))
    }
}

/// The tags of one origin.
#[derive(Clone, Copy)]
pub(crate) struct TagScope<'a>(&'a str);

impl<'a> TagScope<'a> {
    pub(crate) fn from_uri(uri: &'a Uri) -> Self {
        Self(uri.authority().map_or("", |authority| authority.as_str()))
    }

    /// The resource with this id or alias.
    pub(super) fn name(self, name: &str) -> Tag {
        Tag::new(b'n', self.0, name)
    }

    /// Any write whose path contains this word.
    fn word(self, word: &str) -> Tag {
        Tag::new(b'w', self.0, word)
    }

    /// A write to an unknown resource directly below this word.
    fn below(self, word: &str) -> Tag {
        Tag::new(b'b', self.0, word)
    }

    /// Any write.
    pub(super) fn any(self) -> Tag {
        Tag::new(b'a', self.0, "")
    }
}

/// Whether a string has the form of an Okta id: 20 letters and digits (also `-`, `_`) with at least one of
/// each, or a UUID. Anything else may be an alias.
pub(super) fn is_id(text: &str) -> bool {
    let bytes = text.as_bytes();
    match bytes.len() {
        20 => {
            bytes.iter().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
                && bytes.iter().any(u8::is_ascii_digit)
                && bytes.iter().any(u8::is_ascii_alphabetic)
        }
        36 => bytes.iter().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => *byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        }),
        _ => false,
    }
}

/// The parsed path of a request.
#[derive(Clone, Debug)]
pub(super) struct Path {
    segments: Vec<Segment>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Segment {
    Word(String),
    Name(String),
}

impl Path {
    pub(super) fn new(uri: &Uri, operation: Option<&OperationMeta>) -> Self {
        let raw: Vec<&str> = uri.path().split('/').filter(|segment| !segment.is_empty()).collect();
        let template: Option<Vec<&str>> =
            operation.map(|meta| meta.path.split('/').filter(|segment| !segment.is_empty()).collect());
        // A proxy may add a prefix, so path and template are aligned at the end.
        let prefix = template.as_ref().map_or(0, |template| raw.len().saturating_sub(template.len()));
        let start = raw.iter().position(|segment| is_version(segment)).map_or(0, |at| at + 1);
        let segments = raw.iter().enumerate().skip(start).map(|(at, segment)| {
            let text: Cow<'_, str> = percent_decode_str(segment).decode_utf8_lossy();
            let templated = template.as_ref().and_then(|template| template.get(at.checked_sub(prefix)?));
            let named = match templated {
                Some(templated) => templated.contains('{'),
                None => (at - start) % 2 == 1,
            };
            let name = named || is_id(&text) || text == "me";
            let text = text.into_owned();
            if name { Segment::Name(text) } else { Segment::Word(text) }
        });
        Self { segments: segments.collect() }
    }

    fn words(&self) -> impl Iterator<Item = &str> {
        self.segments.iter().filter_map(|segment| match segment {
            Segment::Word(word) => Some(word.as_str()),
            Segment::Name(_) => None,
        })
    }

    /// Each name, with the word before it.
    fn names(&self) -> impl Iterator<Item = (&str, &str)> {
        let mut before = "";
        self.segments.iter().filter_map(move |segment| match segment {
            Segment::Word(word) => {
                before = word;
                None
            }
            Segment::Name(name) => Some((before, name.as_str())),
        })
    }

    /// Returns the last segment if it may be an alias.
    pub(super) fn final_alias(&self) -> Option<&str> {
        match self.segments.last() {
            Some(Segment::Name(name)) if !is_id(name) => Some(name),
            _ => None,
        }
    }

    /// Returns all names that may be aliases.
    pub(super) fn aliases(&self) -> impl Iterator<Item = &str> {
        self.names().map(|(_, name)| name).filter(|name| !is_id(name))
    }

    /// Returns the tags that a response from this path depends on, without those of its body. `has_id` says
    /// whether the body contains the id of the resource at the end of the path.
    pub(super) fn dependencies(&self, scope: TagScope<'_>, has_id: bool) -> Vec<Tag> {
        let mut tags = vec![Tag::all()];
        let mut before = "";
        for (at, segment) in self.segments.iter().enumerate() {
            match segment {
                Segment::Word(word) => before = word,
                Segment::Name(name) => {
                    tags.push(scope.name(name));
                    tags.push(scope.below(before));
                    let resolved = is_id(name) || has_id && at + 1 == self.segments.len();
                    if !resolved {
                        // The resource may be written under a name that is not a tag of this entry.
                        tags.push(scope.word(before));
                    }
                }
            }
        }
        if !matches!(self.segments.last(), Some(Segment::Name(_))) {
            tags.extend(self.words().map(|word| scope.word(word)));
        }
        tags
    }

    /// Returns the tags that a write to this path invalidates. `resolve` returns the tag of an alias's id, if
    /// known.
    pub(super) fn invalidated_tags(
        &self,
        scope: TagScope<'_>,
        resolve: impl Fn(&str) -> Option<Tag>,
    ) -> Vec<Tag> {
        let mut tags = vec![scope.any()];
        tags.extend(self.words().map(|word| scope.word(word)));
        for (word, name) in self.names() {
            tags.push(scope.name(name));
            if !is_id(name) {
                tags.push(resolve(name).unwrap_or_else(|| scope.below(word)));
            }
        }
        tags
    }
}

fn is_version(segment: &str) -> bool {
    segment.strip_prefix('v').is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use http::Method;

    use super::*;

    const USER: &str = "00u118oQYT4TBGuay0g4";
    const GROUP: &str = "00g1emaKYZTWRYYRRTSK";

    fn path(path: &str) -> Path {
        Path::new(&path.parse().unwrap(), None)
    }

    fn shape(path: &Path) -> String {
        let segment = |segment: &Segment| match segment {
            Segment::Word(word) => word.clone(),
            Segment::Name(name) => format!("<{name}>"),
        };
        path.segments.iter().map(segment).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn names_alternate_with_words_after_the_version() {
        let cases = [
            ("/api/v1/users/a%40b.example/factors", "users <a@b.example> factors"),
            ("/api/v1/users", "users"),
            ("/integrations/api/v1/submissions/x", "submissions <x>"),
            ("/oauth2/v1/clients/c1/", "clients <c1>"),
            ("/api/v1/groups/rules/00g1emaKYZTWRYYRRTSK", "groups <rules> <00g1emaKYZTWRYYRRTSK>"),
            ("/.well-known/okta-organization", ".well-known <okta-organization>"),
            ("/", ""),
        ];
        for (given, expected) in cases {
            assert_eq!(shape(&path(given)), expected);
        }
    }

    #[test]
    fn template_distinguishes_names_from_words() {
        static RULE: OperationMeta =
            OperationMeta::new("getGroupRule", Method::GET, "/api/v1/groups/rules/{groupRuleId}");
        static MINE: OperationMeta =
            OperationMeta::new("endMine", Method::DELETE, "/api/v1/users/me/lifecycle/delete_sessions");
        let templated = |path: &str, meta| shape(&Path::new(&path.parse().unwrap(), Some(meta)));
        assert_eq!(templated("/api/v1/groups/rules/r1", &RULE), "groups rules <r1>");
        assert_eq!(templated("/proxy/okta/api/v1/groups/rules/r1", &RULE), "groups rules <r1>");
        assert_eq!(
            templated("/api/v1/users/me/lifecycle/delete_sessions", &MINE),
            "users <me> lifecycle delete_sessions"
        );
    }

    #[test]
    fn ids_are_recognized_by_form() {
        for id in [USER, GROUP, "aus1-_oQYT4TBGuay0g4", "f81d4fae-7dec-11d0-a765-00a0c91e6bf6"] {
            assert!(is_id(id), "{id}");
        }
        for alias in
            ["me", "default", "isaac@example.com", "abcdefghijklmnopqrst", "12345678901234567890", ""]
        {
            assert!(!is_id(alias), "{alias}");
        }
    }

    /// Whether a write to one path invalidates a response from another.
    fn invalidates(write: &str, read: &str, has_id: bool) -> bool {
        let uri: Uri = "https://example.okta.com".parse().unwrap();
        let scope = TagScope::from_uri(&uri);
        let invalidated = path(write).invalidated_tags(scope, |_| None);
        path(read).dependencies(scope, has_id).iter().any(|tag| invalidated.contains(tag))
    }

    #[test]
    fn write_invalidates_shared_names_and_lists() {
        let user = format!("/api/v1/users/{USER}");
        let other = "/api/v1/users/00u999999999999999zz";
        let suspend = format!("{user}/lifecycle/suspend");
        assert!(invalidates(&suspend, &user, true));
        assert!(invalidates(&suspend, &format!("{user}/groups"), false));
        assert!(invalidates(&suspend, &format!("/api/v1/apps/0oa1gjh63g214q0Hq0g4/users/{USER}"), true));
        assert!(invalidates(&suspend, "/api/v1/users", false));
        assert!(invalidates(&suspend, &format!("/api/v1/groups/{GROUP}/users"), false));
        assert!(!invalidates(&suspend, other, true));
        assert!(!invalidates(&suspend, &format!("{other}/factors/ufs2bysphxKODSZKWVCT"), true));
        assert!(!invalidates(&suspend, "/api/v1/groups", false));

        let membership = format!("/api/v1/groups/{GROUP}/users/{USER}");
        assert!(invalidates(&membership, &format!("{user}/groups"), false));
        assert!(invalidates(&membership, &format!("/api/v1/groups/{GROUP}"), true));
        assert!(!invalidates(&membership, "/api/v1/apps/0oa1gjh63g214q0Hq0g4", true));
    }

    #[test]
    fn unknown_alias_invalidates_all_resources_below_word() {
        let user = format!("/api/v1/users/{USER}");
        assert!(invalidates("/api/v1/users/isaac/lifecycle/suspend", &user, true));
        assert!(invalidates("/api/v1/users/me", &format!("{user}/factors/ufs2bysphxKODSZKWVCT"), true));
        assert!(!invalidates("/api/v1/users/me", &format!("/api/v1/groups/{GROUP}"), true));

        let uri: Uri = "https://example.okta.com".parse().unwrap();
        let scope = TagScope::from_uri(&uri);
        let known = path("/api/v1/users/isaac").invalidated_tags(scope, |_| Some(scope.name(USER)));
        let depends = |read: &str| path(read).dependencies(scope, true).iter().any(|tag| known.contains(tag));
        assert!(depends(&user));
        assert!(!depends("/api/v1/users/00u999999999999999zz"));
    }

    #[test]
    fn read_below_alias_is_invalidated_by_any_write() {
        let write = format!("/api/v1/users/{USER}/lifecycle/reset_factors");
        assert!(invalidates(&write, "/api/v1/users/isaac/factors/ufs2bysphxKODSZKWVCT", true));
        assert!(invalidates(&write, "/api/v1/users/isaac", false));
        assert!(!invalidates(&write, "/api/v1/users/isaac", true), "the id in the response is another tag");
    }

    #[test]
    fn tags_depend_on_origin_but_not_case() {
        let one: Uri = "https://one.okta.com/".parse().unwrap();
        let two: Uri = "https://two.okta.com/".parse().unwrap();
        assert_ne!(TagScope::from_uri(&one).name("x"), TagScope::from_uri(&two).name("x"));
        assert_eq!(
            TagScope::from_uri(&one).name("Isaac@Example.com"),
            TagScope::from_uri(&one).name("isaac@example.COM")
        );
        assert_ne!(TagScope::from_uri(&one).name("users"), TagScope::from_uri(&one).word("users"));
    }
}
