//! The words and names in a path, and the tags of both.
//!
//! A path such as `/api/v1/users/{id}/factors` consists of *words* (`users`, `factors`) and resource *names*,
//! each below the word before it. Segments up to the version are ignored. The operation's path template
//! distinguishes names from words; without one they alternate, beginning with a word, and anything in the
//! form of an Okta id is a name. `me` always is.
//!
//! A name is either an *id* or a possible *alias*: users are found by login, by the part of it before the
//! `@`, and as `me`; authorization servers as `default`.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;

use super::{CacheTarget, Tag};

/// The tag of the resource with this id or alias.
pub(super) fn name(target: &CacheTarget<'_>, name: &str) -> Tag {
    target.tag("name", name)
}

/// The tag of any write whose path contains this word.
fn word(target: &CacheTarget<'_>, word: &str) -> Tag {
    target.tag("word", word)
}

/// The tag of a write to an unknown resource directly below this word.
fn below(target: &CacheTarget<'_>, word: &str) -> Tag {
    target.tag("below", word)
}

/// The tag of any write.
pub(super) fn any(target: &CacheTarget<'_>) -> Tag {
    target.tag("any", "")
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
pub(super) struct ResourcePath {
    segments: Vec<Segment>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Segment {
    Word(String),
    Name(String),
}

impl ResourcePath {
    pub(super) fn new(target: &CacheTarget<'_>) -> Self {
        let raw: Vec<&str> = target.uri().path().split('/').filter(|segment| !segment.is_empty()).collect();
        let template: Option<Vec<&str>> = target
            .operation()
            .map(|meta| meta.path.split('/').filter(|segment| !segment.is_empty()).collect());
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
    pub(super) fn dependencies(&self, target: &CacheTarget<'_>, has_id: bool) -> Vec<Tag> {
        let mut tags = Vec::new();
        let mut before = "";
        for (at, segment) in self.segments.iter().enumerate() {
            match segment {
                Segment::Word(word) => before = word,
                Segment::Name(name) => {
                    tags.push(self::name(target, name));
                    tags.push(below(target, before));
                    let resolved = is_id(name) || has_id && at + 1 == self.segments.len();
                    if !resolved {
                        // The resource may be written under a name that is not a tag of this entry.
                        tags.push(word(target, before));
                    }
                }
            }
        }
        if !matches!(self.segments.last(), Some(Segment::Name(_))) {
            tags.extend(self.words().map(|text| word(target, text)));
        }
        tags
    }

    /// Returns the tags that a write to this path invalidates. `resolve` returns the tag of an alias's id, if
    /// known.
    pub(super) fn invalidated_tags(
        &self,
        target: &CacheTarget<'_>,
        resolve: impl Fn(&str) -> Option<Tag>,
    ) -> Vec<Tag> {
        let mut tags = vec![any(target)];
        tags.extend(self.words().map(|text| word(target, text)));
        for (before, name) in self.names() {
            tags.push(self::name(target, name));
            if !is_id(name) {
                tags.push(resolve(name).unwrap_or_else(|| below(target, before)));
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
    use http::{Method, Uri};

    use super::*;
    use crate::meta::OperationMeta;

    const USER: &str = "00u118oQYT4TBGuay0g4";
    const GROUP: &str = "00g1emaKYZTWRYYRRTSK";

    fn uri(path: &str) -> Uri {
        format!("https://example.okta.com{path}").parse().unwrap()
    }

    fn path(path: &str) -> ResourcePath {
        ResourcePath::new(&CacheTarget::new(&uri(path), None))
    }

    fn shape(path: &ResourcePath) -> String {
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
        let templated =
            |path: &str, meta| shape(&ResourcePath::new(&CacheTarget::new(&uri(path), Some(meta))));
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
        let uri = uri("");
        let target = &CacheTarget::new(&uri, None);
        let invalidated = path(write).invalidated_tags(target, |_| None);
        path(read).dependencies(target, has_id).iter().any(|tag| invalidated.contains(tag))
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

        let uri = uri("");
        let target = &CacheTarget::new(&uri, None);
        let known = path("/api/v1/users/isaac").invalidated_tags(target, |_| Some(name(target, USER)));
        let depends =
            |read: &str| path(read).dependencies(target, true).iter().any(|tag| known.contains(tag));
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
}
