//! Messages between worker and checker: one JSON value per line.

use okta_client::{Error, ErrorKind};
use serde::{Deserialize, Serialize};

use super::{options::InjectedBug, usage::Usage};

/// Configuration of the worker, sent to its standard input.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Setup {
    pub(crate) seed: u64,
    /// How long to run.
    pub(crate) seconds: u64,
    /// Maximum number of calls.
    pub(crate) calls: u64,
    pub(crate) inject: Option<InjectedBug>,
    pub(crate) orgs: Vec<OrgSetup>,
}

/// One org and its credentials.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct OrgSetup {
    pub(crate) url: String,
    /// Certificate authority; empty without TLS.
    pub(crate) ca_pem: String,
    pub(crate) token: String,
    pub(crate) client_id: String,
    pub(crate) kid: String,
    pub(crate) private_key_pem: String,
    /// Ids of users that no task changes.
    pub(crate) seeded_users: Vec<String>,
}

/// Target of a write.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) enum Object {
    /// User, by login.
    User(String),
    /// Group, by name.
    Group(String),
    /// App, by label.
    App(String),
    /// Membership of a user in a group, both by id: (group, user).
    Membership(String, String),
}

/// Kind of write.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Change {
    /// Creates the object. Rejected if it exists.
    Create,
    /// Sets the object's version. Rejected if it does not exist.
    Update(u64),
    /// Deletes the object; the first delete deactivates a user, the second deletes it. Rejected if it does not exist.
    Delete,
    /// Adds the member.
    Add,
    /// Removes the member.
    Remove,
}

impl Change {
    /// Whether the client may retry it after it was sent.
    pub(crate) fn is_idempotent(self, object: &Object) -> bool {
        match self {
            Self::Create => false,
            Self::Update(_) | Self::Add | Self::Remove => true,
            Self::Delete => !matches!(object, Object::User(_)),
        }
    }
}

/// Outcome of a write as the client reported it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Reported {
    Succeeded,
    /// The client reported that the request was certainly not sent.
    NotSent,
    /// Error response.
    Rejected {
        status: u16,
        attempts: u32,
    },
    /// The call failed or was cancelled after the request may have been sent.
    Unknown,
}

impl<T> From<&Result<T, Error>> for Reported {
    fn from(result: &Result<T, Error>) -> Self {
        match result {
            Ok(_) => Self::Succeeded,
            Err(error) if error.is_before_send() => Self::NotSent,
            Err(error) => match error.status().map(|status| status.as_u16()) {
                Some(status @ 400..=499) => Self::Rejected { status, attempts: error.attempts() },
                _ => Self::Unknown,
            },
        }
    }
}

/// A completed write.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct WriteRecord {
    /// Index of the org.
    pub(crate) org: usize,
    pub(crate) object: Object,
    pub(crate) change: Change,
    pub(crate) reported: Reported,
}

/// Message from the worker.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) enum Message {
    Write(WriteRecord),
    Violation(String),
    /// Traffic has ended; the checker removes the faults and acknowledges.
    TrafficEnded,
    /// All clients are dropped; the checker inspects the connections and acknowledges.
    ClientsDropped(Box<WorkerReport>),
}

/// Calls and resource usage of the worker.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct WorkerReport {
    pub(crate) calls: CallCounts,
    /// Early in the traffic.
    pub(crate) warm: Usage,
    /// After the traffic, before the clients are dropped.
    pub(crate) idle: Usage,
    /// After the clients are dropped.
    pub(crate) dropped: Usage,
}

/// Calls by outcome.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub(crate) struct CallCounts {
    pub(crate) succeeded: u64,
    pub(crate) rejected: u64,
    pub(crate) not_sent: u64,
    pub(crate) unknown: u64,
}

impl CallCounts {
    pub(crate) fn add(&mut self, reported: Reported) {
        match reported {
            Reported::Succeeded => self.succeeded += 1,
            Reported::NotSent => self.not_sent += 1,
            Reported::Rejected { .. } => self.rejected += 1,
            Reported::Unknown => self.unknown += 1,
        }
    }

    pub(crate) fn total(&self) -> u64 {
        self.succeeded + self.rejected + self.not_sent + self.unknown
    }
}

/// Describes an error that no injected fault explains.
pub(crate) fn unexpected(error: &Error) -> Option<&'static str> {
    match error.kind() {
        ErrorKind::Decode => Some("a complete response could not be decoded"),
        ErrorKind::Paging => Some("a listing failed"),
        ErrorKind::InvalidRequest => Some("a request could not be built"),
        ErrorKind::Config => Some("the configuration is invalid"),
        ErrorKind::Other => Some("unclassified error"),
        _ => None,
    }
}
