//! Members of JSON bodies that matter to the cache: names of resources, and secrets.

use super::secret_members::SECRET_MEMBERS;

/// The member of the body that a value belongs to, as far as it matters.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Member {
    Top,
    TopId,
    Profile,
    Login,
    Links,
    Next,
    Id,
    /// Inside `_links`, where `resetPassword` is a relation.
    Link,
    /// Inside the headers or the authentication scheme of a hook, where `value` is a secret.
    Header,
    /// A secret, or inside one.
    Secret,
    Other,
}

/// Names of members with settings inside `password` and `token`, in policies and their rules.
const SETTINGS: [&str; 8] = [
    "age",
    "complexity",
    "delegation",
    "inlineHook",
    "lockout",
    "accessTokenLifetimeMinutes",
    "refreshTokenLifetimeMinutes",
    "refreshTokenWindowMinutes",
];

/// Members of a JSON Web Key that only a private or symmetric key has
/// ([RFC 7518 §6](https://www.rfc-editor.org/rfc/rfc7518#section-6)).
pub(super) const PRIVATE_KEY: [&str; 8] = ["d", "dp", "dq", "k", "oth", "p", "q", "qi"];

/// Whether a member of this name contains a secret: by Okta's document, or as `client_secret`, `newPassword`,
/// `private_key` and `recoveryToken` do.
fn is_secret(key: &str) -> bool {
    let mut name = String::with_capacity(key.len());
    name.extend(key.chars().filter(|c| !matches!(c, '_' | '-')).map(|c| c.to_ascii_lowercase()));
    let ends = ["apikey", "assertion", "passcode", "passphrase", "password", "privatekey", "token"];
    SECRET_MEMBERS.binary_search(&name.as_str()).is_ok()
        || name.contains("secret")
        || ends.iter().any(|end| name.ends_with(end))
}

impl Member {
    pub(super) fn child(self, key: &str) -> Self {
        match (self, key) {
            (Self::Top, "id") => Self::TopId,
            (Self::Top, "profile") => Self::Profile,
            (Self::Top, "_links") => Self::Links,
            (_, "_links") => Self::Link,
            (Self::Profile, "login") => Self::Login,
            (Self::Links, "next") => Self::Next,
            (Self::Secret, key) if SETTINGS.contains(&key) => Self::Other,
            (Self::Secret, _) | (Self::Header, "value") => Self::Secret,
            (_, "id") => Self::Id,
            (Self::Links | Self::Next | Self::Link, _) => Self::Link,
            (_, "authScheme" | "headers") => Self::Header,
            (_, key) if is_secret(key) => Self::Secret,
            _ => Self::Other,
        }
    }

    /// The member of the items of a list.
    pub(super) const fn item(self) -> Self {
        match self {
            Self::Secret | Self::Header => self,
            Self::Links | Self::Next | Self::Link => Self::Link,
            _ => Self::Other,
        }
    }
}
