//! Snapshots: all objects of an org, as a value and as a file.

use std::{
    collections::HashMap,
    ffi::OsString,
    fmt, fs, io,
    path::{Path, PathBuf},
    str::FromStr,
    sync::Arc,
};

use serde::{Deserialize, Serialize};

use crate::{auth::Tokens, state::State};

/// The format version that is written, and the newest one that is read.
const VERSION: u32 = 1;

/// The objects of an org at one moment: users with their passwords, groups, rules, apps, factors, schemas, the System Log
/// and everything else that requests change, with the API tokens, the cursors of lists, the service apps with their
/// generated private keys, and the access and refresh tokens.
///
/// Not included: rules for faults, rate limits, the clock, received requests, and which nonces and assertions were used.
///
/// [`Org::snapshot`](crate::Org::snapshot) takes one, [`Org::restore`](crate::Org::restore) returns an org to it, and
/// [`OrgBuilder::snapshot`](crate::OrgBuilder::snapshot) starts an org with it. `Display` and `FromStr` write and read the
/// format of its file: JSON, with a line that names format and version before it.
///
/// ```
/// use okta_testkit::{Org, Snapshot};
///
/// let org = Org::builder().users(3).start_blocking()?;
/// let before = org.snapshot();
/// org.seed_group("Pilots", ["admin@example.com"]);
/// org.restore(&before);
/// assert_eq!(org.groups().len(), 1);                             // the built-in one
///
/// let copy: Snapshot = before.to_string().parse().map_err(std::io::Error::other)?;
/// let org = Org::builder().snapshot(copy).start_blocking()?;     // the same users, ids and token
/// assert_eq!(org.user_count(), 3);
/// # Ok::<_, std::io::Error>(())
/// ```
#[derive(Clone)]
pub struct Snapshot(pub(crate) Arc<Contents>);

/// What a snapshot contains.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Contents {
    /// The API token and the id of the administrator.
    pub(crate) token: String,
    pub(crate) admin: String,
    /// The number that the next id is made of.
    pub(crate) next_id: u64,
    pub(crate) tokens: Tokens,
    pub(crate) state: State,
    #[cfg(feature = "oauth")]
    #[serde(default)]
    pub(crate) oauth: crate::oauth::StoredOAuth,
}

/// The first line of the file.
#[derive(Serialize, Deserialize)]
struct SnapshotHeader {
    snapshot: String,
    version: u32,
}

impl Snapshot {
    /// The contents, with a new counter of ids.
    pub(crate) fn contents(self) -> Contents {
        let mut contents = Arc::unwrap_or_clone(self.0);
        contents.state.ids = Arc::default();
        contents.state.ids.skip_to(contents.next_id);
        contents
    }

    /// Reads a file.
    ///
    /// # Errors
    ///
    /// If the file cannot be read or is not a snapshot; the error contains the path and the line number.
    pub fn load(path: impl AsRef<Path>) -> io::Result<Self> {
        let path = path.as_ref();
        let text = fs::read_to_string(path)
            .map_err(|error| io::Error::new(error.kind(), format!("{}: {error}", path.display())))?;
        text.parse().map_err(|error: InvalidSnapshot| {
            let error = format!("{}:{}: {}", path.display(), error.line, error.reason);
            io::Error::new(io::ErrorKind::InvalidData, error)
        })
    }

    /// Writes a file, replacing an existing one at once: a reader sees the old or the new one. The file contains the
    /// passwords and tokens of the org.
    ///
    /// # Errors
    ///
    /// If the file cannot be written; the error contains its path.
    pub fn save(&self, path: impl AsRef<Path>) -> io::Result<()> {
        let path = path.as_ref();
        let mut temporary = OsString::from(path);
        temporary.push(".tmp");
        let temporary = PathBuf::from(temporary);
        let written = fs::write(&temporary, self.to_string()).and_then(|()| fs::rename(&temporary, path));
        written.map_err(|error| io::Error::new(error.kind(), format!("{}: {error}", path.display())))
    }
}

impl fmt::Debug for Snapshot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let users = self.0.state.users.all().count();
        f.debug_struct("Snapshot").field("users", &users).finish_non_exhaustive()
    }
}

impl fmt::Display for Snapshot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let header = SnapshotHeader { snapshot: "okta-testkit".to_owned(), version: VERSION };
        writeln!(f, "{}", serde_json::to_string(&header).map_err(|_| fmt::Error)?)?;
        writeln!(f, "{}", serde_json::to_string(&*self.0).map_err(|_| fmt::Error)?)
    }
}

impl FromStr for Snapshot {
    type Err = InvalidSnapshot;

    fn from_str(text: &str) -> Result<Self, InvalidSnapshot> {
        let (header, contents) = text.split_once('\n').unwrap_or((text, ""));
        let invalid = |line, reason: String| InvalidSnapshot { line, reason };
        let header: SnapshotHeader =
            serde_json::from_str(header).map_err(|_| invalid(1, "not a snapshot header".to_owned()))?;
        if header.version > VERSION {
            let reason = format!("unsupported version {} (newest supported: {VERSION})", header.version);
            return Err(invalid(1, reason));
        }
        let mut contents: Contents =
            serde_json::from_str(contents).map_err(|error| invalid(error.line() + 1, reason(&error)))?;
        contents.state.complete();
        Ok(Self(Arc::new(contents)))
    }
}

/// The reason of an error, without its line.
fn reason(error: &serde_json::Error) -> String {
    let (text, place) = (error.to_string(), format!(" at line {} column {}", error.line(), error.column()));
    format!("{} (column {})", text.strip_suffix(&place).unwrap_or(&text), error.column())
}

/// The error of parsing a snapshot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidSnapshot {
    line: usize,
    reason: String,
}

impl InvalidSnapshot {
    /// The invalid line, counted from 1.
    #[must_use]
    pub fn line(&self) -> usize {
        self.line
    }
}

impl fmt::Display for InvalidSnapshot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.reason)
    }
}

impl std::error::Error for InvalidSnapshot {}

/// A status of a user as its name in the API.
pub(crate) mod user_status {
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    use crate::state::users::UserStatus::{self, *};

    const ALL: [UserStatus; 8] =
        [Staged, Provisioned, Active, Recovery, PasswordExpired, LockedOut, Suspended, Deprovisioned];

    pub(crate) fn serialize<S: Serializer>(status: &UserStatus, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(status.as_str())
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<UserStatus, D::Error> {
        let text = String::deserialize(deserializer)?;
        let status = ALL.into_iter().find(|status| status.as_str() == text);
        status.ok_or_else(|| D::Error::custom(format_args!("unknown status of a user: {text}")))
    }
}

/// A map with pairs as keys, which JSON does not have, as a sorted list.
pub(crate) mod pairs {
    use serde::{Deserialize, Deserializer, Serializer};

    use super::HashMap;

    type Map = HashMap<(String, String), String>;

    pub(crate) fn serialize<S: Serializer>(map: &Map, serializer: S) -> Result<S::Ok, S::Error> {
        let mut entries: Vec<_> = map.iter().map(|((a, b), value)| (a, b, value)).collect();
        entries.sort();
        serializer.collect_seq(entries)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Map, D::Error> {
        let entries = Vec::<(String, String, String)>::deserialize(deserializer)?;
        Ok(entries.into_iter().map(|(a, b, value)| ((a, b), value)).collect())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::{Org, SeedUser, UserStatus};

    fn org() -> Org {
        let ada = SeedUser::new("ada@example.com").attribute("costCenter", 7).status(UserStatus::Suspended);
        let org = Org::builder().users(3).user(ada).start_blocking().unwrap();
        org.seed_group("Pilots", ["ada@example.com"]);
        let app = org.seed_app(json!({ "name": "bookmark", "label": "Wiki", "signOnMode": "BOOKMARK" }));
        org.assign_app(&app, "ada@example.com");
        org.seed_event("user.session.start");
        org.seed_object("/api/v1/devices", json!({ "profile": { "displayName": "Laptop" } }));
        org
    }

    #[test]
    fn text_contains_the_whole_org() {
        let org = org();
        let snapshot = org.snapshot();
        let copy: Snapshot = snapshot.to_string().parse().unwrap();
        assert_eq!(copy.to_string(), snapshot.to_string());
        let other = Org::builder().snapshot(copy).start_blocking().unwrap();
        assert_eq!((other.token(), other.admin_id()), (org.token(), org.admin_id()));
        let hosts =
            |values: Vec<serde_json::Value>, org: &Org| json!(values).to_string().replace(org.url(), "");
        assert_eq!(hosts(other.users(), &other), hosts(org.users(), &org));
        assert_eq!(hosts(other.groups(), &other), hosts(org.groups(), &org));
        assert_eq!(hosts(other.apps(), &other), hosts(org.apps(), &org));
        assert_eq!(other.event_count(), org.event_count());
        assert_eq!(other.objects("/api/v1/devices").len(), 1);
        assert_eq!(other.user_status("ada"), Some(UserStatus::Suspended));
    }

    #[test]
    fn restored_org_creates_new_ids() {
        let org = org();
        let snapshot = org.snapshot();
        let lost = org.seed_user(SeedUser::new("bob@example.com"));
        org.restore(&snapshot);
        assert_eq!(org.user_status("bob@example.com"), None);
        assert_ne!(org.seed_user(SeedUser::new("eve@example.com")), lost);

        let copy = Org::builder().snapshot(snapshot).start_blocking().unwrap();
        let known: Vec<_> = copy.users().iter().map(|user| user["id"].clone()).collect();
        assert!(!known.contains(&json!(copy.seed_user(SeedUser::new("zoe@example.com")))));
    }

    #[test]
    fn rules_of_a_snapshot_apply() {
        let org = org();
        let group = org.seed_group("Ulm", []);
        {
            let mut snapshot = (*org.snapshot().0).clone();
            let rule = crate::state::rules::GroupRule {
                id: "0prtk1".to_owned(),
                name: "R".to_owned(),
                active: true,
                created: org.clock().now(),
                last_updated: org.clock().now(),
                expression: "user.city==\"Ulm\"".to_owned(),
                condition: None,
                groups: vec![group.clone()],
                excluded: Vec::new(),
                memberships: Default::default(),
            };
            snapshot.state.rules.0.insert(rule.id.clone(), rule);
            let text = Snapshot(Arc::new(snapshot)).to_string();
            org.restore(&text.parse().unwrap());
        }
        org.seed_user(SeedUser::new("bob@example.com").attribute("city", "Ulm"));
        assert!(org.is_member(&group, "bob@example.com"));
    }

    #[test]
    fn errors_name_file_and_line() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("org.state");
        let missing = Snapshot::load(&path).unwrap_err();
        assert_eq!(missing.kind(), io::ErrorKind::NotFound);
        for (text, expected) in [
            ("{}", "org.state:1: not a snapshot header"),
            ("{\"snapshot\":\"okta-testkit\",\"version\":9}\n", "org.state:1: unsupported version 9"),
            ("{\"snapshot\":\"okta-testkit\",\"version\":1}\n{\"token\":1}\n", "org.state:2: invalid type"),
        ] {
            fs::write(&path, text).unwrap();
            let error = Snapshot::load(&path).unwrap_err().to_string();
            assert!(error.contains(expected), "{error}");
        }
    }
}
