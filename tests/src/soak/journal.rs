//! What passes between worker and referee: lines of JSON.

use okta_client::{Error, ErrorKind};
use serde::{Deserialize, Serialize};

use super::{options::Sabotage, usage::Usage};

/// What the worker must know, on its standard input.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Setup {
    /// See [`Options`](super::options::Options).
    pub seed: u64,
    /// How long to work.
    pub seconds: u64,
    /// The most calls to make.
    pub calls: u64,
    /// A fault to build in.
    pub sabotage: Option<Sabotage>,
    /// The orgs to work on.
    pub orgs: Vec<OrgSetup>,
}

/// One org.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct OrgSetup {
    /// Its address.
    pub url: String,
    /// Its certificate authority; empty without TLS.
    pub ca_pem: String,
    /// An API token.
    pub token: String,
    /// A service app.
    pub client_id: String,
    /// The id of its key.
    pub kid: String,
    /// Its key.
    pub private_key_pem: String,
    /// Users that nobody changes.
    pub residents: Vec<String>,
}

/// What a write is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Subject {
    /// A user, by login.
    User(String),
    /// A group, by name.
    Group(String),
    /// An app, by label.
    App(String),
    /// The membership of a user in a group, both by id.
    Member(String, String),
}

/// A write.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Deed {
    /// Makes the object. Refused when there is one.
    Create,
    /// Gives the object this version. Refused when there is none.
    Update(u64),
    /// Deletes the object; a user is deactivated first and deleted by the next. Refused when there is none.
    Delete,
    /// Makes the membership be.
    Join,
    /// Makes the membership not be.
    Leave,
}

impl Deed {
    /// Whether the client may send it twice.
    #[must_use]
    pub fn may_be_repeated(self, subject: &Subject) -> bool {
        match self {
            Self::Create => false,
            Self::Update(_) | Self::Join | Self::Leave => true,
            Self::Delete => !matches!(subject, Subject::User(_)),
        }
    }
}

/// What the client was told of a write.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Told {
    /// It was done.
    Done,
    /// The client says that it certainly was not sent.
    NotSent,
    /// The server refused it.
    Refused {
        /// The status of the refusal.
        status: u16,
        /// How often it was sent.
        attempts: u32,
    },
    /// The call failed, or was given up, after it may have been sent.
    Unknown,
}

impl Told {
    /// What an outcome says of its write.
    #[must_use]
    pub fn of<T>(outcome: &Result<T, Error>) -> Self {
        match outcome {
            Ok(_) => Self::Done,
            Err(error) if error.is_before_send() => Self::NotSent,
            Err(error) => match error.status().map(|status| status.as_u16()) {
                Some(status @ 400..=499) => Self::Refused { status, attempts: error.attempts() },
                _ => Self::Unknown,
            },
        }
    }
}

/// A write and what was told of it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Entry {
    /// The number of the org.
    pub org: usize,
    /// What it is about.
    pub subject: Subject,
    /// The write.
    pub deed: Deed,
    /// What was told.
    pub told: Told,
}

/// A line of the worker's.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Line {
    /// A write has ended.
    Wrote(Entry),
    /// Something that must not be.
    Violation(String),
    /// The traffic has ended; the referee is to end the faults and to answer with a line.
    Calm,
    /// All clients are dropped; the referee is to look at the connections and to answer with a line.
    Dropped(Box<Report>),
}

/// What the worker counted.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Report {
    /// Calls by what became of them.
    pub calls: Calls,
    /// Early in the traffic.
    pub warm: Usage,
    /// After the traffic, with the clients still there.
    pub calm: Usage,
    /// Without clients.
    pub dropped: Usage,
}

/// Calls by what became of them.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub struct Calls {
    /// Answered as asked.
    pub ok: u64,
    /// Refused by the server.
    pub refused: u64,
    /// Not sent.
    pub not_sent: u64,
    /// Without an answer that tells.
    pub unknown: u64,
}

impl Calls {
    /// Counts one.
    pub fn count(&mut self, told: Told) {
        match told {
            Told::Done => self.ok += 1,
            Told::NotSent => self.not_sent += 1,
            Told::Refused { .. } => self.refused += 1,
            Told::Unknown => self.unknown += 1,
        }
    }

    /// All of them.
    #[must_use]
    pub fn all(&self) -> u64 {
        self.ok + self.refused + self.not_sent + self.unknown
    }
}

/// Why an error must not come up, whatever is broken.
#[must_use]
pub fn objection(error: &Error) -> Option<&'static str> {
    match error.kind() {
        ErrorKind::Decode => Some("a whole answer could not be decoded"),
        ErrorKind::Paging => Some("a listing went wrong"),
        ErrorKind::InvalidRequest => Some("a request could not be made"),
        ErrorKind::Config => Some("the configuration went bad"),
        ErrorKind::Other => Some("an error that nothing classified"),
        _ => None,
    }
}
