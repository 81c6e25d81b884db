//! The resources that a response body names.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use super::{
    CacheTarget, Tag,
    member::{Member, PRIVATE_KEY},
    path::{self, is_id},
};
use crate::body::without_byte_order_mark;

/// The maximum number of tags of an entry. A response with more names depends on every write instead.
const MAX_TAGS: usize = 256;

/// The names and properties of a JSON body.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Names {
    /// Whether it is an object.
    pub(crate) object: bool,
    /// Whether it links to a further page (`_links.next`).
    pub(crate) paged: bool,
    /// Whether it has a value below a member that is a secret.
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
        let mut deserializer = serde_json::Deserializer::from_slice(without_byte_order_mark(body));
        JsonVisitor { names: &mut names, target, member: Member::Top }.deserialize(&mut deserializer).ok()?;
        deserializer.end().ok()?;
        if names.tags.len() > MAX_TAGS {
            names.tags = vec![path::any(target)];
        }
        Some(names)
    }
}

struct JsonVisitor<'n, 't> {
    names: &'n mut Names,
    target: &'n CacheTarget<'t>,
    member: Member,
}

impl JsonVisitor<'_, '_> {
    /// A pass code may be a number. Booleans reveal nothing.
    fn number<E>(self) -> Result<(), E> {
        self.names.secret |= self.member == Member::Secret;
        Ok(())
    }

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
        let (mut is_key, mut is_private) = (false, false);
        while let Some(name) = map.next_key_seed(MemberNameVisitor(self.member))? {
            is_key |= name.is_key_type;
            is_private |= name.is_private;
            let member = name.member;
            map.next_value_seed(JsonVisitor { names: &mut *self.names, target: self.target, member })?;
        }
        self.names.secret |= is_key && is_private;
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        loop {
            let member = self.member.item();
            let item = JsonVisitor { names: &mut *self.names, target: self.target, member };
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
        self.number()
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<(), E> {
        self.number()
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<(), E> {
        self.number()
    }
}

/// A member's name.
struct MemberName {
    member: Member,
    /// Whether it is `kty`, the type of a JSON Web Key.
    is_key_type: bool,
    /// Whether a JSON Web Key with this member is secret.
    is_private: bool,
}

struct MemberNameVisitor(Member);

impl<'de> DeserializeSeed<'de> for MemberNameVisitor {
    type Value = MemberName;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<MemberName, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for MemberNameVisitor {
    type Value = MemberName;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a member name")
    }

    fn visit_str<E: Error>(self, key: &str) -> Result<MemberName, E> {
        let is_private = PRIVATE_KEY.contains(&key);
        Ok(MemberName { member: self.0.child(key), is_key_type: key == "kty", is_private })
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

    fn secret(body: &str) -> bool {
        names(body).unwrap().secret
    }

    #[test]
    fn secrets_are_detected_by_member_names() {
        for key in [
            "client_secret",
            "sharedSecret",
            "password",
            "private_key",
            "access_token",
            "recoveryToken",
            "apiKey",
            "passCode",
            "activationUrl",
            "answer",
            "tokenSigningKey",
            "serviceAccountJson",
        ] {
            for value in [r#""x""#, "123", r#"["x"]"#, r#"[[7]]"#, r#"{"value":"x"}"#, r#"{"a":[{"b":0}]}"#] {
                assert!(secret(&format!(r#"[{{"a":{{"{key}":{value}}}}}]"#)), "{key} {value}");
            }
            for value in [r#""""#, "null", "[]", "{}", r#"{"a":[{"b":""}]}"#] {
                assert!(!secret(&format!(r#"{{"{key}":{value}}}"#)), "{key} {value}");
            }
        }
    }

    #[test]
    fn byte_order_mark_is_skipped() {
        assert!(secret("\u{feff}{\"apiKey\":\"x\"}"));
        assert!(names("\u{feff}{}").unwrap().object);
    }

    #[test]
    fn values_of_credentials_are_secrets() {
        for body in [
            r#"{"credentials":{"password":{"value":"x"}}}"#,
            r#"{"credentials":{"password":{"hash":{"algorithm":"MD5","value":"x"}}}}"#,
            r#"{"channel":{"config":{"headers":[{"key":"X-Key","value":"x"}]}}}"#,
            r#"{"channel":{"config":{"authScheme":{"type":"HEADER","value":"x"}}}}"#,
            r#"{"keys":[{"d":"x","kty":"RSA"}]}"#,
            r#"{"kty":"oct","k":"x"}"#,
        ] {
            assert!(secret(body), "{body}");
        }
    }

    #[test]
    fn settings_of_passwords_are_no_secrets() {
        for body in [
            // As in users, their factors and API tokens.
            r#"{"credentials":{"password":{},"provider":{}},"passwordChanged":"2022-04-04"}"#,
            r#"{"_links":{"resetPassword":{"href":"x"}},"tokenWindow":"P30D","tokenType":"x"}"#,
            r#"{"_embedded":{"user":{"_links":{"changePassword":{"href":"x"}}}}}"#,
            r#"{"settings":{"password":{"complexity":{"minLength":8},"age":{"maxAgeDays":0}}}}"#,
            r#"{"actions":{"token":{"accessTokenLifetimeMinutes":60}}}"#,
            r#"{"credentials":{"revealPassword":false}}"#,
            r#"{"kty":"RSA","n":"x","e":"AQAB","kid":"k"}"#,
            r#"{"channel":{"config":{"headers":[{"key":"X-Key"}]}},"value":"x"}"#,
        ] {
            assert!(!secret(body), "{body}");
        }
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
