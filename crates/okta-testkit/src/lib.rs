//! An Okta org inside your test process: real HTTP(S) on loopback, stateful and strict.

mod answer;
mod auth;
mod call;
mod clock;
mod errors;
mod faults;
mod handlers;
mod ids;
mod journal;
mod limits;
mod org;
mod paging;
mod pattern;
mod search;
mod server;
mod shared;
mod state;

pub use answer::Answer;
pub use clock::Clock;
pub use faults::{DropAt, Gate, Rule, When};
pub use handlers::factors::PASS_CODE;
pub use journal::{Received, Requests};
pub use limits::{BucketUsage, Window};
pub use org::{Org, OrgBuilder, SeedUser};
pub use paging::{CursorStyle, LinkOrigin, LinkStyle};
pub use server::{Connection, tls::ServerCertificate};
pub use state::users::UserStatus;
