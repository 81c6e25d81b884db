//! The resources that a response body names.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use super::{
    CacheTarget, Tag,
    path::{self, is_id},
};

/// The maximum number of tags of an entry. A response with more names depends on every write instead.
const MAX_TAGS: usize = 256;

/// The names and properties of a JSON body.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Names {
    /// Whether it is an object.
    pub(crate) object: bool,
    /// Whether it links to a further page (`_links.next`).
    pub(crate) paged: bool,
    /// Whether a member named like a secret is a non-empty string.
    pub(crate) secret: bool,
    /// Its `id`.
    pub(crate) id: Option<String>,
    /// Its `profile.login`.
    pub(crate) login: Option<String>,
    /// The tags of all its names: its login, every `id`, every string in the form of an id, and every link
    /// that ends in one.
    pub(crate) tags: Vec<Tag>,
}

impl Names {
    /// Reads a body; `None` if it is not JSON.
    pub(crate) fn from_body(body: &[u8], target: &CacheTarget<'_>) -> Option<Self> {
        let mut names = Self::default();
        let mut deserializer = serde_json::Deserializer::from_slice(body);
        JsonVisitor { names: &mut names, target, member: Member::Top }.deserialize(&mut deserializer).ok()?;
        deserializer.end().ok()?;
        if names.tags.len() > MAX_TAGS {
            names.tags = vec![path::any(target)];
        }
        Some(names)
    }
}

/// The member of the body that a value belongs to, as far as it matters.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Member {
    Top,
    TopId,
    Profile,
    Login,
    Links,
    Next,
    Id,
    Secret,
    Other,
}

/// Whether a member of this name contains a secret, as `client_secret`, `password`, `privateKey` and
/// `recoveryToken` do.
fn is_secret(key: &str) -> bool {
    let key = key.to_ascii_lowercase().replace('_', "");
    key.contains("secret") || ["password", "privatekey", "token"].iter().any(|end| key.ends_with(end))
}

impl Member {
    fn child(self, key: &str) -> Self {
        match (self, key) {
            (Self::Top, "id") => Self::TopId,
            (Self::Top, "profile") => Self::Profile,
            (Self::Top, "_links") => Self::Links,
            (Self::Profile, "login") => Self::Login,
            (Self::Links, "next") => Self::Next,
            (_, "id") => Self::Id,
            (_, key) if is_secret(key) => Self::Secret,
            _ => Self::Other,
        }
    }
}

struct JsonVisitor<'n, 't> {
    names: &'n mut Names,
    target: &'n CacheTarget<'t>,
    member: Member,
}

impl JsonVisitor<'_, '_> {
    fn string(&mut self, text: &str) {
        match self.member {
            Member::TopId => self.names.id = Some(text.to_owned()),
            Member::Login => self.names.login = Some(text.to_owned()),
            Member::Secret => self.names.secret |= !text.is_empty(),
            _ => {}
        }
        let named = match self.member {
            Member::TopId | Member::Login | Member::Id => Some(text),
            _ if is_id(text) => Some(text),
            _ => text.rsplit_once('/').map(|(_, last)| last).filter(|last| is_id(last)),
        };
        // One more than the maximum, to detect the excess.
        if let Some(named) = named.filter(|_| self.names.tags.len() <= MAX_TAGS) {
            let tag = path::name(self.target, named);
            if !self.names.tags.contains(&tag) {
                self.names.tags.push(tag);
            }
        }
    }
}

impl<'de> DeserializeSeed<'de> for JsonVisitor<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        if self.member == Member::Next {
            self.names.paged = true;
        }
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for JsonVisitor<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_str<E: Error>(mut self, text: &str) -> Result<(), E> {
        self.string(text);
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        self.names.object |= self.member == Member::Top;
        while let Some(member) = map.next_key_seed(MemberNameVisitor(self.member))? {
            map.next_value_seed(JsonVisitor { names: &mut *self.names, target: self.target, member })?;
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        loop {
            let item = JsonVisitor { names: &mut *self.names, target: self.target, member: Member::Other };
            if seq.next_element_seed(item)?.is_none() {
                return Ok(());
            }
        }
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<(), E> {
        Ok(())
    }
}

struct MemberNameVisitor(Member);

impl<'de> DeserializeSeed<'de> for MemberNameVisitor {
    type Value = Member;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Member, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for MemberNameVisitor {
    type Value = Member;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a member name")
    }

    fn visit_str<E: Error>(self, key: &str) -> Result<Member, E> {
        Ok(self.0.child(key))
    }
}

#[cfg(test)]
mod tests {
    use http::Uri;
    use proptest::prelude::*;

    use super::*;

    fn names(body: &str) -> Option<Names> {
        let uri: Uri = "https://example.okta.com".parse().unwrap();
        Names::from_body(body.as_bytes(), &CacheTarget::new(&uri, None))
    }

    fn tag(name: &str) -> Tag {
        let uri: Uri = "https://example.okta.com".parse().unwrap();
        path::name(&CacheTarget::new(&uri, None), name)
    }

    #[test]
    fn user_names_id_login_and_links() {
        let body = r#"{
            "id": "00u118oQYT4TBGuay0g4", "created": "2022-04-04T15:56:05.000Z",
            "type": {"id": "oty1162QAr8hJjTaq0g4"},
            "profile": {"login": "alice@example.com", "email": "a@example.com", "age": 3.5},
            "_links": {"self": {"href": "https://example.okta.com/api/v1/users/00u118oQYT4TBGuay0g4"},
                       "schema": {"href": "https://x/api/v1/meta/schemas/user/osc1162QAr8hJjTaq0g4"}},
            "managerId": "00u2emaK22TWRYd3TtG9", "none": null, "flag": true
        }"#;
        let names = names(body).unwrap();
        assert!(names.object && !names.paged);
        assert_eq!(names.id.as_deref(), Some("00u118oQYT4TBGuay0g4"));
        assert_eq!(names.login.as_deref(), Some("alice@example.com"));
        let expected = [
            "00u118oQYT4TBGuay0g4",
            "oty1162QAr8hJjTaq0g4",
            "alice@example.com",
            "osc1162QAr8hJjTaq0g4",
            "00u2emaK22TWRYd3TtG9",
        ];
        assert_eq!(names.tags, expected.map(tag));
    }

    #[test]
    fn lists_and_pages_are_detected() {
        let list = names(r#"[{"id": "short"}, {"id": 7}, {"profile": {"login": "x"}}]"#).unwrap();
        assert_eq!(list, Names { tags: vec![tag("short")], ..Names::default() });
        let page = names(r#"{"roles": [], "_links": {"next": {"href": "https://x/y"}}}"#).unwrap();
        assert!(page.object && page.paged);
        assert!(names(r#"{"_links": null, "profile": [], "id": {}}"#).unwrap().object);
    }

    #[test]
    fn secrets_are_detected_by_member_names() {
        let secret = |body: &str| names(body).unwrap().secret;
        for key in
            ["client_secret", "sharedSecret", "password", "private_key", "access_token", "recoveryToken"]
        {
            assert!(secret(&format!(r#"[{{"a":{{"{key}":"x"}}}}]"#)), "{key}");
            assert!(!secret(&format!(r#"{{"{key}":""}}"#)), "{key}");
        }
        // As in users, their factors and API tokens.
        assert!(!secret(r#"{"credentials":{"password":{},"provider":{}},"passwordChanged":"2022-04-04"}"#));
        assert!(!secret(r#"{"_links":{"resetPassword":{"href":"x"}},"tokenWindow":"P30D","tokenType":"x"}"#));
    }

    #[test]
    fn too_many_names_depend_on_every_write() {
        let items: Vec<_> = (0..=MAX_TAGS).map(|at| format!(r#"{{"id": "item{at}"}}"#)).collect();
        let uri: Uri = "https://example.okta.com".parse().unwrap();
        let most = format!("[{}]", items[..MAX_TAGS].join(","));
        assert_eq!(names(&most).unwrap().tags.len(), MAX_TAGS);
        let more = format!("[{}]", items.join(","));
        assert_eq!(names(&more).unwrap().tags, [path::any(&CacheTarget::new(&uri, None))]);
    }

    #[test]
    fn invalid_json_has_no_names() {
        for body in ["", "{", "{}{}", "<html>", r#"{"id": "x""#] {
            assert_eq!(names(body), None, "{body}");
        }
    }

    proptest! {
        #[test]
        fn prop_names_of_exactly_valid_json(body in prop::collection::vec(any::<u8>(), 0..200)) {
            let uri = Uri::from_static("/");
            let read = Names::from_body(&body, &CacheTarget::new(&uri, None)).is_some();
            prop_assert_eq!(read, serde_json::from_slice::<serde_json::Value>(&body).is_ok());
        }
    }
}
