//! What an answer says about itself: which resources it names, and whether it is one resource.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use super::{
    Tag,
    tag::{Scope, is_id},
};

/// The most names that an entry remembers. An answer with more of them depends on every write instead.
const MOST: usize = 256;

/// What a JSON body says about itself.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Names {
    /// Whether it is an object.
    pub(super) object: bool,
    /// Whether it says that there are further pages (`_links.next`).
    pub(super) paged: bool,
    /// Whether a member whose name speaks of a secret has a text.
    pub(super) secret: bool,
    /// Its own `id`.
    pub(super) id: Option<String>,
    /// Its `profile.login`.
    pub(super) login: Option<String>,
    /// Everything it names: its login, every `id` in it, every text that has the form of an id, and every
    /// link that ends in one.
    pub(super) tags: Vec<Tag>,
}

impl Names {
    /// Reads a body; `None` when it is not JSON.
    pub(crate) fn of(body: &[u8], scope: Scope<'_>) -> Option<Self> {
        let mut names = Self::default();
        let mut reader = serde_json::Deserializer::from_slice(body);
        Walk { names: &mut names, scope, place: Place::Top }.deserialize(&mut reader).ok()?;
        reader.end().ok()?;
        if names.tags.len() > MOST {
            names.tags = vec![scope.any()];
        }
        Some(names)
    }
}

/// Where in the body a value stands, as far as that matters.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Top,
    TopId,
    Profile,
    Login,
    Links,
    Next,
    Id,
    Secret,
    Elsewhere,
}

/// Whether a member of this name holds a secret, as `client_secret`, `password`, `privateKey` and
/// `recoveryToken` do.
fn is_secret(key: &str) -> bool {
    let key = key.to_ascii_lowercase().replace('_', "");
    key.contains("secret") || ["password", "privatekey", "token"].iter().any(|end| key.ends_with(end))
}

impl Place {
    fn of_member(self, key: &str) -> Self {
        match (self, key) {
            (Self::Top, "id") => Self::TopId,
            (Self::Top, "profile") => Self::Profile,
            (Self::Top, "_links") => Self::Links,
            (Self::Profile, "login") => Self::Login,
            (Self::Links, "next") => Self::Next,
            (_, "id") => Self::Id,
            (_, key) if is_secret(key) => Self::Secret,
            _ => Self::Elsewhere,
        }
    }
}

struct Walk<'n, 's> {
    names: &'n mut Names,
    scope: Scope<'s>,
    place: Place,
}

impl Walk<'_, '_> {
    fn text(&mut self, text: &str) {
        match self.place {
            Place::TopId => self.names.id = Some(text.to_owned()),
            Place::Login => self.names.login = Some(text.to_owned()),
            Place::Secret => self.names.secret |= !text.is_empty(),
            _ => {}
        }
        let named = match self.place {
            Place::TopId | Place::Login | Place::Id => Some(text),
            _ if is_id(text) => Some(text),
            _ => text.rsplit_once('/').map(|(_, last)| last).filter(|last| is_id(last)),
        };
        // One more than is remembered tells that there are more.
        if let Some(named) = named.filter(|_| self.names.tags.len() <= MOST) {
            let tag = self.scope.name(named);
            if !self.names.tags.contains(&tag) {
                self.names.tags.push(tag);
            }
        }
    }
}

impl<'de> DeserializeSeed<'de> for Walk<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        if self.place == Place::Next {
            self.names.paged = true;
        }
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Walk<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_str<E: Error>(mut self, text: &str) -> Result<(), E> {
        self.text(text);
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        self.names.object |= self.place == Place::Top;
        while let Some(place) = map.next_key_seed(Key(self.place))? {
            map.next_value_seed(Walk { names: &mut *self.names, scope: self.scope, place })?;
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        loop {
            let item = Walk { names: &mut *self.names, scope: self.scope, place: Place::Elsewhere };
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

struct Key(Place);

impl<'de> DeserializeSeed<'de> for Key {
    type Value = Place;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Place, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for Key {
    type Value = Place;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a member name")
    }

    fn visit_str<E: Error>(self, key: &str) -> Result<Place, E> {
        Ok(self.0.of_member(key))
    }
}

#[cfg(test)]
mod tests {
    use http::Uri;
    use proptest::prelude::*;

    use super::*;

    fn names(body: &str) -> Option<Names> {
        let uri: Uri = "https://example.okta.com".parse().unwrap();
        Names::of(body.as_bytes(), Scope::of(&uri))
    }

    fn tag(name: &str) -> Tag {
        let uri: Uri = "https://example.okta.com".parse().unwrap();
        Scope::of(&uri).name(name)
    }

    #[test]
    fn a_user_names_its_id_its_login_and_what_it_links_to() {
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
        let wanted = [
            "00u118oQYT4TBGuay0g4",
            "oty1162QAr8hJjTaq0g4",
            "alice@example.com",
            "osc1162QAr8hJjTaq0g4",
            "00u2emaK22TWRYd3TtG9",
        ];
        assert_eq!(names.tags, wanted.map(tag));
    }

    #[test]
    fn lists_and_pages() {
        let list = names(r#"[{"id": "short"}, {"id": 7}, {"profile": {"login": "x"}}]"#).unwrap();
        assert_eq!(list, Names { tags: vec![tag("short")], ..Names::default() });
        let page = names(r#"{"roles": [], "_links": {"next": {"href": "https://x/y"}}}"#).unwrap();
        assert!(page.object && page.paged);
        assert!(names(r#"{"_links": null, "profile": [], "id": {}}"#).unwrap().object);
    }

    #[test]
    fn secrets_are_known_by_the_names_of_members() {
        let secret = |body: &str| names(body).unwrap().secret;
        for key in
            ["client_secret", "sharedSecret", "password", "private_key", "access_token", "recoveryToken"]
        {
            assert!(secret(&format!(r#"[{{"a":{{"{key}":"x"}}}}]"#)), "{key}");
            assert!(!secret(&format!(r#"{{"{key}":""}}"#)), "{key}");
        }
        // What users, their factors and API tokens look like.
        assert!(!secret(r#"{"credentials":{"password":{},"provider":{}},"passwordChanged":"2022-04-04"}"#));
        assert!(!secret(r#"{"_links":{"resetPassword":{"href":"x"}},"tokenWindow":"P30D","tokenType":"x"}"#));
    }

    #[test]
    fn what_names_too_much_depends_on_every_write() {
        let items: Vec<_> = (0..=MOST).map(|at| format!(r#"{{"id": "item{at}"}}"#)).collect();
        let uri: Uri = "https://example.okta.com".parse().unwrap();
        let most = format!("[{}]", items[..MOST].join(","));
        assert_eq!(names(&most).unwrap().tags.len(), MOST);
        let more = format!("[{}]", items.join(","));
        assert_eq!(names(&more).unwrap().tags, [Scope::of(&uri).any()]);
    }

    #[test]
    fn other_things_are_not_json() {
        for body in ["", "{", "{}{}", "<html>", r#"{"id": "x""#] {
            assert_eq!(names(body), None, "{body}");
        }
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(body in prop::collection::vec(any::<u8>(), 0..200)) {
            let uri = Uri::from_static("/");
            let read = Names::of(&body, Scope::of(&uri)).is_some();
            prop_assert_eq!(read, serde_json::from_slice::<serde_json::Value>(&body).is_ok());
        }
    }
}
