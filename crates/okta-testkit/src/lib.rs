//! An Okta org inside your test process: real HTTP(S) on loopback, stateful and strict.
//!
//! Tests against a mock of Okta show that a program calls what its author believed Okta to be. An [`Org`] holds users,
//! groups, apps, factors and a System Log, changes them by Okta's rules, refuses what Okta refuses with Okta's status
//! and error code, pages, limits rates, issues tokens, and fails on command. Programs talk to it over real sockets,
//! with any HTTP client; nothing in them knows that it is a test.
//!
//! ```
//! use okta_testkit::{Answer, Org};
//!
//! # tokio::runtime::Runtime::new()?.block_on(async {
//! let org = Org::builder().users(250).start().await?;
//! org.when("GET /api/v1/users").answer(Answer::status(503));
//!
//! // Run the program under test with org.url() and org.token() …
//! # let program = async |url: &str, token: &str| -> std::io::Result<()> {
//! #     use tokio::io::{AsyncReadExt, AsyncWriteExt};
//! #     for _ in 0..2 {
//! #         let mut socket = tokio::net::TcpStream::connect(url.trim_start_matches("http://")).await?;
//! #         let head = format!("GET /api/v1/users HTTP/1.1\r\nhost: org\r\nauthorization: SSWS {token}\r\n");
//! #         socket.write_all(format!("{head}connection: close\r\n\r\n").as_bytes()).await?;
//! #         socket.read_to_end(&mut Vec::new()).await?;
//! #     }
//! #     Ok(())
//! # };
//! program(org.url(), org.token()).await?;
//!
//! // … and ask the org what it saw: the refusal, and the retry that got the first page.
//! let lists = org.requests().matching("GET /api/v1/users");
//! lists.expect(2);
//! lists.with_status(200).expect(1);
//! # Ok::<_, std::io::Error>(()) })?;
//! # Ok::<_, std::io::Error>(())
//! ```
//!
//! # Starting an org
//!
//! [`Org::start`] serves on the caller's tokio runtime; [`Org::start_blocking`] on a thread of its own, for programs
//! and tests that are not async (or that pause tokio's time). Each org has a port of its own, so tests run in parallel. It stops when its
//! last handle is dropped.
//!
//! ```
//! use okta_testkit::{Org, SeedUser, UserStatus};
//!
//! let org = Org::builder()
//!     .users(3)                                                    // the administrator and two more
//!     .user(SeedUser::new("ada@example.com").attribute("costCenter", "R-1"))
//!     .user(SeedUser::new("bob@example.com").status(UserStatus::Suspended))
//!     .start_blocking()?;
//! let pilots = org.seed_group("Pilots", ["ada@example.com"]);
//!
//! assert_eq!(org.user_count(), 5);
//! assert!(org.is_member(&pilots, "ada"));
//! assert_eq!(org.user_status("bob"), Some(UserStatus::Suspended));
//! # Ok::<_, std::io::Error>(())
//! ```
//!
//! HTTP/1.1 and HTTP/2 are both spoken: by ALPN over TLS ([`OrgBuilder::tls`]), by prior knowledge without. Bad
//! certificates ([`OrgBuilder::certificate`]) and client certificates ([`OrgBuilder::require_client_certificate`]) are
//! there for tests of transports.
//!
//! # What it knows
//!
//! | Path | Operations |
//! |---|---|
//! | `/api/v1/users` | create, list (`limit`, `after`, `search`, `filter`, `q`, sorting), get by id or login or `me`, update, replace, delete, lifecycle, credentials, groups, sessions |
//! | `/api/v1/users/{id}/factors` | list, catalog, enroll, get, activate, verify, delete; the pass code is [`PASS_CODE`] |
//! | `/api/v1/groups` | create, list (also with `expand=stats`), get, replace, delete, members, apps |
//! | `/api/v1/groups/rules` | create, list, get, replace, delete, lifecycle; simple expressions are carried out |
//! | `/api/v1/apps` | create, list, get, replace, delete, lifecycle, assignments to users and groups, whose members get the app; any kind, unknown members kept; `expand` of users and groups |
//! | `/api/v1/meta` | the user schema (read, add and remove custom attributes) and the user type |
//! | `/api/v1/logs` | bounded queries and polling; every write leaves an event |
//! | `/oauth2/v1/token`, `/oauth2/v1/keys` | service apps: `client_credentials` with `private_key_jwt`, Bearer and DPoP |
//! | `/.well-known/…` | `okta-organization`, `oauth-authorization-server`, `openid-configuration` |
//!
//! Everything else is 404 `E0000007` until a rule answers it: [`When::respond`] scripts any operation.
//!
//! It is strict where Okta is. `POST` and `PUT` need a `Content-Length` (411); bodies must be JSON objects
//! (`E0000003`) and say so (`E0000021`); cursors must come from a link of the same list (`E0000029`); `Authorization` must be right to the letter
//! (`E0000011`); entity tags guard writes (`E0000231`); users move only along Okta's status machine.
//!
//! # Faults
//!
//! [`Org::when`] starts a rule: for which requests, how often, and what happens.
//!
//! ```
//! use std::time::Duration;
//! use okta_testkit::{Answer, DropAt, Org};
//!
//! let org = Org::start_blocking()?;
//! org.when("users").times(3).answer(Answer::status(502).html("<html>bad gateway</html>"));
//! org.when("POST /api/v1/users").drop_connection(DropAt::BeforeAnswering); // applied, but the client cannot know
//! org.when("GET /api/v1/logs").after(1).truncate_body();
//! org.when("*").always().delay(Duration::from_millis(5));
//! org.when("GET /api/v1/brands").always().respond(|request| {
//!     Answer::ok(serde_json::json!([{ "name": request.param("q") }]))
//! });
//! # Ok::<_, std::io::Error>(())
//! ```
//!
//! [`When::hold`] stops requests at a gate, so that a test decides what happens first instead of sleeping.
//!
//! # Rate limits and time
//!
//! Every answer has the three `X-Rate-Limit` headers. Limits are out of reach until [`OrgBuilder::rate_limit`] sets
//! them; [`Org::windows`] tells what each window let through and refused. The org lives by a [`Clock`] that follows real time,
//! or stands still and is moved:
//!
//! ```
//! use std::time::Duration;
//! use okta_testkit::{Clock, Org};
//!
//! let clock = Clock::frozen_at(1_700_000_000);
//! let org = Org::builder().clock(clock.clone()).rate_limit("users", 100, Duration::from_secs(60)).start_blocking()?;
//! // … 100 requests later …
//! clock.advance(Duration::from_secs(60)); // a new window, and no test has slept
//! assert!(org.windows("users").is_empty());
//! # Ok::<_, std::io::Error>(())
//! ```
//!
//! [`Org::set_lag`] makes reads see the past, as reads of a replica that is behind: for programs that must wait until
//! what they wrote can be found.
//!
//! # Service apps
//!
//! [`Org::register_app`] makes an OAuth 2.0 client, with a generated key or with yours. Assertions and proofs are
//! checked claim by claim, each may be used once, and [`Org::oauth_counters`] tells what was issued, challenged and
//! refused, and why.
//!
//! ```
//! use okta_testkit::{KeyKind, Org, ServiceApp};
//!
//! let org = Org::start_blocking()?;
//! let app = ServiceApp::new().scopes(["okta.users.read"]).key(KeyKind::P256).require_dpop(true);
//! let app = org.register_app(app)?;
//! // Configure the program with app.client_id(), app.private_key_pem() and app.kid(). After its run:
//! let counters = org.oauth_counters();
//! assert_eq!((counters.rejected_proofs, counters.replayed_jti), (0, 0));
//! # Ok::<_, std::io::Error>(())
//! ```
//!
//! # Record and replay
//!
//! What this crate does not know, a real org does: [`cassette`] records a program's exchanges with one, without
//! secrets, and replays them without a network.
//!
//! # From other languages
//!
//! The example `serve` runs any command with an org in its environment, under the names that Okta's SDKs read:
//!
//! ```console
//! $ cargo run -p okta-testkit --example serve -- --users 1000 -- pytest
//! ```
//!
//! # What it is not
//!
//! A copy of Okta. Policies, sign-on and most of the management API are not there, error texts are this crate's own
//! (programs must go by codes), and where Okta's behaviour is not documented this crate keeps to what has been seen in
//! real answers.
//!
//! # Features
//!
//! - `cassette` (default): recording and replaying exchanges.
//! - `oauth` (default): the authorization server; brings `ring` and `p521`.

#![cfg_attr(docsrs, feature(doc_cfg))]

mod auth;
mod call;
#[cfg(feature = "cassette")]
#[cfg_attr(docsrs, doc(cfg(feature = "cassette")))]
pub mod cassette;
mod clock;
mod faults;
#[cfg(fuzzing)]
#[doc(hidden)]
pub mod fuzzing;
mod handlers;
mod ids;
mod journal;
mod lag;
mod limits;
#[cfg(feature = "oauth")]
mod oauth;
mod org;
mod paging;
mod pattern;
mod response;
mod search;
mod server;
mod shared;
mod state;

pub use clock::Clock;
pub use faults::{DropAt, Gate, Rule, When};
pub use handlers::factors::PASS_CODE;
pub use journal::{ReceivedRequest, Requests};
pub use limits::{BucketUsage, Window};
#[cfg(feature = "oauth")]
pub use oauth::{KeyKind, OAuthCounters, PrivateKey, RegisteredApp, ServiceApp};
pub use org::{Org, OrgBuilder, SeedUser};
pub use paging::{CursorStyle, LinkOrigin, LinkStyle};
pub use response::Answer;
pub use server::{Connection, tls::ServerCertificate};
pub use state::users::UserStatus;
