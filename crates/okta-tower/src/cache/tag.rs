//! What entries depend on and writes touch.
//!
//! A path such as `/api/v1/users/{id}/factors` consists of *words* (`users`, `factors`) and *names* of
//! resources, each below the word before it. Everything up to the version segment is left out. Names are told
//! from words by the operation's path template; without one they alternate, beginning with a word, and
//! whatever has the form of an Okta id is a name. `me` always is.
//!
//! A name is either an *id* or else may be an *alias*: users are found by login, by the part of it before
//! the `@`, and as `me`; authorization servers as `default`.

use std::borrow::Cow;

use http::Uri;
use percent_encoding::percent_decode_str;

use crate::meta::OperationMeta;

/// Something that entries depend on and writes touch, as a 64-bit hash (FNV-1a).
///
/// Equal hashes of different things cost a needless invalidation, never a stale answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tag(pub u64);

impl Tag {
    /// Every entry has it; touched only on demand.
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

/// Makes the tags of one origin.
#[derive(Clone, Copy)]
pub(crate) struct Scope<'a>(&'a str);

impl<'a> Scope<'a> {
    pub(crate) fn of(uri: &'a Uri) -> Self {
        Self(uri.authority().map_or("", |authority| authority.as_str()))
    }

    /// The resource with this id or alias, wherever it occurs.
    pub(super) fn name(self, name: &str) -> Tag {
        Tag::new(b'n', self.0, name)
    }

    /// Any write whose path contains this word.
    fn word(self, word: &str) -> Tag {
        Tag::new(b'w', self.0, word)
    }

    /// A write to some resource right below this word, nobody knows which.
    fn below(self, word: &str) -> Tag {
        Tag::new(b'b', self.0, word)
    }

    /// Any write at all.
    pub(super) fn any(self) -> Tag {
        Tag::new(b'a', self.0, "")
    }
}

/// Whether a text has the form of an id that Okta gave: 20 letters and digits (also `-`, `_`), both among
/// them, or a UUID. Everything else may be an alias of some id.
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

/// The path of a request, taken apart.
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
    pub(super) fn of(uri: &Uri, operation: Option<&OperationMeta>) -> Self {
        let raw: Vec<&str> = uri.path().split('/').filter(|segment| !segment.is_empty()).collect();
        let template: Option<Vec<&str>> =
            operation.map(|meta| meta.path.split('/').filter(|segment| !segment.is_empty()).collect());
        // A proxy may put segments in front, so the two are laid side by side from the end.
        let ahead = template.as_ref().map_or(0, |template| raw.len().saturating_sub(template.len()));
        let start = raw.iter().position(|segment| is_version(segment)).map_or(0, |at| at + 1);
        let segments = raw.iter().enumerate().skip(start).map(|(at, segment)| {
            let text: Cow<'_, str> = percent_decode_str(segment).decode_utf8_lossy();
            let templated = template.as_ref().and_then(|template| template.get(at.checked_sub(ahead)?));
            let by_place = match templated {
                Some(templated) => templated.contains('{'),
                None => (at - start) % 2 == 1,
            };
            let name = by_place || is_id(&text) || text == "me";
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

    /// Each name with the word before it.
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

    /// The name that the path ends in, when it may be an alias.
    pub(super) fn final_alias(&self) -> Option<&str> {
        match self.segments.last() {
            Some(Segment::Name(name)) if !is_id(name) => Some(name),
            _ => None,
        }
    }

    /// All names that may be aliases.
    pub(super) fn aliases(&self) -> impl Iterator<Item = &str> {
        self.names().map(|(_, name)| name).filter(|name| !is_id(name))
    }

    /// What an answer read from this path depends on. `own_id` says whether the answer names the id of the
    /// resource at the end of the path; the tags of what the answer names itself are not among these.
    pub(super) fn dependencies(&self, scope: Scope<'_>, own_id: bool) -> Vec<Tag> {
        let mut tags = vec![Tag::all()];
        let mut before = "";
        for (at, segment) in self.segments.iter().enumerate() {
            match segment {
                Segment::Word(word) => before = word,
                Segment::Name(name) => {
                    tags.push(scope.name(name));
                    tags.push(scope.below(before));
                    let resolved = is_id(name) || own_id && at + 1 == self.segments.len();
                    if !resolved {
                        // The resource may be written under a name that this entry does not know.
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

    /// What a write to this path touches. `resolve` gives the id behind an alias where it is known.
    pub(super) fn touched(&self, scope: Scope<'_>, resolve: impl Fn(&str) -> Option<Tag>) -> Vec<Tag> {
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
        Path::of(&path.parse().unwrap(), None)
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
        for (given, wanted) in cases {
            assert_eq!(shape(&path(given)), wanted);
        }
    }

    #[test]
    fn the_template_knows_better() {
        static RULE: OperationMeta =
            OperationMeta::new("getGroupRule", Method::GET, "/api/v1/groups/rules/{groupRuleId}");
        static MINE: OperationMeta =
            OperationMeta::new("endMine", Method::DELETE, "/api/v1/users/me/lifecycle/delete_sessions");
        let of = |path: &str, meta| shape(&Path::of(&path.parse().unwrap(), Some(meta)));
        assert_eq!(of("/api/v1/groups/rules/r1", &RULE), "groups rules <r1>");
        assert_eq!(of("/proxy/okta/api/v1/groups/rules/r1", &RULE), "groups rules <r1>");
        assert_eq!(
            of("/api/v1/users/me/lifecycle/delete_sessions", &MINE),
            "users <me> lifecycle delete_sessions"
        );
    }

    #[test]
    fn only_the_form_of_an_id_is_an_id() {
        for id in [USER, GROUP, "aus1-_oQYT4TBGuay0g4", "f81d4fae-7dec-11d0-a765-00a0c91e6bf6"] {
            assert!(is_id(id), "{id}");
        }
        for alias in
            ["me", "default", "isaac@example.com", "abcdefghijklmnopqrst", "12345678901234567890", ""]
        {
            assert!(!is_id(alias), "{alias}");
        }
    }

    /// Whether a write to one path makes an answer from another worthless.
    fn hits(write: &str, read: &str, own_id: bool) -> bool {
        let uri: Uri = "https://example.okta.com".parse().unwrap();
        let scope = Scope::of(&uri);
        let touched = path(write).touched(scope, |_| None);
        path(read).dependencies(scope, own_id).iter().any(|tag| touched.contains(tag))
    }

    #[test]
    fn a_write_touches_what_shares_a_name_and_the_lists_that_share_a_word() {
        let user = format!("/api/v1/users/{USER}");
        let other = "/api/v1/users/00u999999999999999zz";
        let suspend = format!("{user}/lifecycle/suspend");
        assert!(hits(&suspend, &user, true));
        assert!(hits(&suspend, &format!("{user}/groups"), false));
        assert!(hits(&suspend, &format!("/api/v1/apps/0oa1gjh63g214q0Hq0g4/users/{USER}"), true));
        assert!(hits(&suspend, "/api/v1/users", false));
        assert!(hits(&suspend, &format!("/api/v1/groups/{GROUP}/users"), false));
        assert!(!hits(&suspend, other, true));
        assert!(!hits(&suspend, &format!("{other}/factors/ufs2bysphxKODSZKWVCT"), true));
        assert!(!hits(&suspend, "/api/v1/groups", false));

        let membership = format!("/api/v1/groups/{GROUP}/users/{USER}");
        assert!(hits(&membership, &format!("{user}/groups"), false));
        assert!(hits(&membership, &format!("/api/v1/groups/{GROUP}"), true));
        assert!(!hits(&membership, "/api/v1/apps/0oa1gjh63g214q0Hq0g4", true));
    }

    #[test]
    fn a_write_to_an_unknown_alias_touches_every_resource_of_the_kind() {
        let user = format!("/api/v1/users/{USER}");
        assert!(hits("/api/v1/users/isaac/lifecycle/suspend", &user, true));
        assert!(hits("/api/v1/users/me", &format!("{user}/factors/ufs2bysphxKODSZKWVCT"), true));
        assert!(!hits("/api/v1/users/me", &format!("/api/v1/groups/{GROUP}"), true));

        let uri: Uri = "https://example.okta.com".parse().unwrap();
        let scope = Scope::of(&uri);
        let known = path("/api/v1/users/isaac").touched(scope, |_| Some(scope.name(USER)));
        let depends = |read: &str| path(read).dependencies(scope, true).iter().any(|tag| known.contains(tag));
        assert!(depends(&user));
        assert!(!depends("/api/v1/users/00u999999999999999zz"));
    }

    #[test]
    fn what_was_read_below_an_alias_goes_with_any_write_to_the_kind() {
        let write = format!("/api/v1/users/{USER}/lifecycle/reset_factors");
        assert!(hits(&write, "/api/v1/users/isaac/factors/ufs2bysphxKODSZKWVCT", true));
        assert!(hits(&write, "/api/v1/users/isaac", false));
        assert!(!hits(&write, "/api/v1/users/isaac", true), "the answer's own id is another tag");
    }

    #[test]
    fn origins_and_letter_case() {
        let one: Uri = "https://one.okta.com/".parse().unwrap();
        let two: Uri = "https://two.okta.com/".parse().unwrap();
        assert_ne!(Scope::of(&one).name("x"), Scope::of(&two).name("x"));
        assert_eq!(Scope::of(&one).name("Isaac@Example.com"), Scope::of(&one).name("isaac@example.COM"));
        assert_ne!(Scope::of(&one).name("users"), Scope::of(&one).word("users"));
    }
}
