//! An in-process Okta org for tests: real HTTP(S) on loopback, stateful and strict.
//!
//! A mock of an API only tests a program against its author's assumptions. An [`Org`] stores users, groups, apps, factors
//! and a System Log, changes them by Okta's rules, rejects invalid requests with Okta's statuses and error codes, paginates
//! lists, enforces rate limits, issues tokens, and injects faults. Programs under test connect to it over real sockets,
//! with any HTTP client and without changes.
//!
//! ```
//! use okta_testkit::{Org, ResponseTemplate};
//!
//! # tokio::runtime::Runtime::new()?.block_on(async {
//! let org = Org::builder().users(250).start().await?;
//! org.when("GET /api/v1/users").respond_with(ResponseTemplate::new(503));
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
//! // … then check the requests that the org received: the failed attempt, and the retry.
//! let lists = org.requests().matching("GET /api/v1/users");
//! lists.expect(2);
//! lists.with_status(200).expect(1);
//! # Ok::<_, std::io::Error>(()) })?;
//! # Ok::<_, std::io::Error>(())
//! ```
//!
//! [`guide`] has a page per feature.
//!
//! # Starting an org
//!
//! [`Org::start`] serves on the caller's tokio runtime; [`Org::start_blocking`] serves on a separate thread, for tests that
//! are not async or that pause tokio's time. Every org listens on a separate port, so tests can run in parallel. An org
//! stops when its last handle is dropped.
//!
//! ```
//! use okta_testkit::{Org, SeedUser, UserStatus};
//!
//! let org = Org::builder()
//!     .users(3)                                                    // the administrator and two others
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
//! HTTP/1.1 and HTTP/2 are supported: negotiated by ALPN over TLS ([`OrgBuilder::tls`]), by prior knowledge without TLS.
//! For tests of transports there are invalid certificates ([`OrgBuilder::certificate`]) and client certificates
//! ([`OrgBuilder::require_client_certificate`]).
//!
//! # Supported operations
//!
//! | Path | Operations |
//! |---|---|
//! | `/api/v1/users` | create, list (`limit`, `after`, `search`, `filter`, `q`, sorting), get by id or login or `me`, update, replace, delete, lifecycle, credentials, groups, sessions |
//! | `/api/v1/users/{id}/factors` | list, catalog, enroll, get, activate, verify, delete; the pass code is [`PASS_CODE`] |
//! | `/api/v1/groups` | create, list (also with `expand=stats`), get, replace, delete, members, apps |
//! | `/api/v1/groups/rules` | create, list, get, replace, delete, lifecycle; simple expressions are evaluated |
//! | `/api/v1/apps` | create, list, get, replace, delete, lifecycle, assignments to users and to groups with their members, assigned policies; any app type, unknown members are kept; `expand` of users and groups |
//! | `/api/v1/meta` | user types and their schemas (read, add and remove custom attributes) |
//! | `/api/v1/logs` | bounded queries and polling; every write is logged |
//! | all others of the Management API, such as policies with rules, zones, brands with pages and templates, authorization servers, identity providers, authenticators, hooks, roles with targets, keys, schemas, mappings, org settings | list with `filter`, `q` and pages, create, get, replace, merge, delete, lifecycle, relations, objects with a fixed name |
//! | `/oauth2/v1/token`, `/oauth2/v1/keys` | service apps: `client_credentials` with `private_key_jwt`; users: authorization code with PKCE, device code, backchannel authentication (CIBA), password, codes and devices (direct authentication), refresh token with rotation, token exchange, JWT bearer with ID-JAG; Bearer and DPoP |
//! | `/oauth2/v1/authorize`, `…/par`, `…/device/authorize`, `…/bc/authorize`, `…/primary-authenticate`, `…/challenge`, `…/introspect`, `…/revoke` | by the client's registered method of authentication; also of custom servers, `/oauth2/{id}/v1/…` |
//! | `/api/v1/authn` | sign-in with passwords and factors, enrollment, expired passwords, recovery: [`guide::sign_in`] |
//! | `/governance`, `/idp/myaccount`, `/oauth2/v1/clients`, `/v1/teams`, `/api/v2` | governance, MyAccount, OAuth clients, Privileged Access, Access Gateway: [`guide::apis`] |
//! | `/.well-known/…` | `okta-organization`, `oauth-authorization-server`, `openid-configuration` |
//!
//! What Okta adds to an object, which members a request must have, and which objects every org has, is read from tables:
//! of Okta's document, and of facts that recordings of real orgs show. Priorities of policies and rules shift; hooks must be
//! inactive before they are deleted; what an object has below it ends with it. `COVERAGE.md` lists every operation. Other
//! rules are not applied: references to other objects are not checked, and of the policies only those for sign-on and passwords
//! have an effect. Objects that no request
//! creates, such as devices, are added with [`Org::seed_object`].
//!
//! All other operations, and parameters that the org does not carry out, return 501 with the code `TESTKIT`, the id of the
//! operation and the nearest one that is supported: never one of Okta's errors, from which a program would draw wrong
//! conclusions. `org.requests().unsupported().expect(0)` checks that there was none; [`OrgBuilder::lenient`] ignores such
//! parameters; [`When::respond_with_fn`] scripts an operation.
//!
//! The org is as strict as Okta: `POST` and `PUT` require a `Content-Length` (411); bodies must be JSON objects
//! (`E0000003`) with a JSON content type (`E0000021`); cursors must come from a link of the same list (`E0000029`);
//! `Authorization` is matched exactly (`E0000011`), except that the blank after `SSWS` may be missing, as for Okta; `If-Match` is checked (`E0000231`); user status transitions are
//! those of Okta.
//!
//! # Faults
//!
//! [`Org::when`] builds a rule: which requests it matches, how often, and the fault or scripted response.
//!
//! ```
//! use std::time::Duration;
//! use okta_testkit::{DropAt, Org, ResponseTemplate};
//!
//! let org = Org::start_blocking()?;
//! org.when("users").times(3).respond_with(ResponseTemplate::new(502).html("<html>bad gateway</html>"));
//! org.when("POST /api/v1/users").drop_connection(DropAt::BeforeResponse); // applied; the client cannot know
//! org.when("GET /api/v1/logs").after(1).truncate_body();
//! org.when("*").always().delay(Duration::from_millis(5));
//! org.when("POST /api/v1/inlineHooks/{id}/execute").always().respond_with_fn(|request| {
//!     ResponseTemplate::ok(serde_json::json!({ "received": request.json() }))
//! });
//! # Ok::<_, std::io::Error>(())
//! ```
//!
//! [`When::hold`] holds requests until the test releases them, so that tests can order events without sleeping.
//!
//! # Rate limits and time
//!
//! Every response has the three `X-Rate-Limit` headers. The default limits are out of reach; [`OrgBuilder::rate_limit`]
//! sets others. [`Org::windows`] returns the number of admitted and rejected requests per window. The org's [`Clock`] is
//! real time by default; a frozen clock is advanced by the test:
//!
//! ```
//! use std::time::Duration;
//! use okta_testkit::{Clock, Org};
//!
//! let clock = Clock::frozen_at(1_700_000_000);
//! let org = Org::builder().clock(clock.clone()).rate_limit("users", 100, Duration::from_secs(60)).start_blocking()?;
//! // … 100 requests later …
//! clock.advance(Duration::from_secs(60)); // a new window, without sleeping
//! assert!(org.windows("users").is_empty());
//! # Ok::<_, std::io::Error>(())
//! ```
//!
//! [`Org::set_lag`] makes reads return an earlier state, as reads from a replica with replication lag, to test programs
//! that wait for their writes to become visible.
//!
//! # Service apps
//!
//! [`Org::register_app`] registers an OAuth 2.0 client with a generated or a provided key. All claims of assertions and
//! proofs are verified, each can be used only once, and [`Org::oauth_counters`] counts issued tokens, challenges and
//! rejections by reason.
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
//! For operations that this crate does not support, [`cassette`] records the exchanges of a program with a real org,
//! without secrets, and replays them without a network.
//!
//! # From other languages
//!
//! The program `okta-testkit` runs a command with an org configured by the environment variables of Okta's SDKs; see
//! [`guide::serve`].
//!
//! ```console
//! $ cargo install okta-testkit
//! $ okta-testkit serve --users 1000 -- pytest
//! ```
//!
//! # Limitations
//!
//! Browser sign-in is not implemented. Keys and certificates of apps, identity providers and authorization servers are some of a
//! dozen fixed public keys of RSA, as generating one takes a tenth of a second; nothing is signed with them. The texts of errors are not Okta's; programs must
//! use the error codes. Where Okta's behaviour is not documented, this crate follows recorded responses.
//!
//! # Features
//!
//! - `cassette` (default): recording and replaying exchanges.
//! - `oauth` (default): the authorization server; depends on `p521`.
//! - `cli` (default): the program `okta-testkit`, with `clap`. A library needs `default-features = false, features =
//!   ["cassette", "oauth"]` only.

#![cfg_attr(docsrs, feature(doc_cfg))]

mod auth;
mod call;
#[cfg(feature = "cassette")]
#[cfg_attr(docsrs, doc(cfg(feature = "cassette")))]
pub mod cassette;
mod clock;
mod edition;
mod engine;
mod faults;
#[cfg(fuzzing)]
#[doc(hidden)]
pub mod fuzzing;
pub mod guide;
mod handlers;
mod ids;
mod journal;
mod keys;
mod lag;
mod limits;
#[cfg(feature = "oauth")]
mod oauth;
mod operations;
mod org;
mod paging;
mod pattern;
mod response;
mod search;
mod server;
mod shared;
mod snapshot;
mod state;

pub use clock::Clock;
pub use edition::{Edition, Feature, InvalidEdition, UnknownFeature};
pub use faults::{DropAt, HeldRequests, Rule, When};
pub use handlers::factors::PASS_CODE;
pub use journal::{ReceivedRequest, Requests};
pub use limits::{BucketUsage, Window};
#[cfg(feature = "oauth")]
pub use oauth::{
    BackchannelRequest, ClientMethod, KeyKind, OAuthCounters, OidcApp, PrivateKey, RegisteredApp,
    RegisteredClient, ServiceApp,
};
pub use org::{Collection, Org, OrgBuilder, SeedUser};
pub use paging::{CursorStyle, LinkOrigin, LinkStyle};
pub use response::ResponseTemplate;
pub use server::{Connection, tls::ServerCertificate};
pub use snapshot::{InvalidSnapshot, Snapshot};
pub use state::users::UserStatus;
