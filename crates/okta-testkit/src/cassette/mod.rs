//! Recording and replaying HTTP exchanges.
//!
//! A [`Recorder`] is a tower layer. It sits immediately above the transport (the *wire* slot of `okta-client`), passes
//! requests and responses through unchanged, and records every exchange; [`Recorder::save`] writes them to a file, the
//! cassette. A [`Replay`] is a tower service that responds from such a file: a transport without a network. A test runs
//! against a real org once and offline from then on, and a failure seen in production can be reproduced locally.
//!
//! ```
//! use bytes::Bytes;
//! use http::{Request, Response};
//! use http_body_util::Full;
//! use okta_testkit::cassette::{Cassette, Recorder, Replay};
//! use tower::{Layer, ServiceExt, service_fn};
//!
//! # tokio::runtime::Runtime::new()?.block_on(async {
//! let server = service_fn(async |_: Request<Full<Bytes>>| {
//!     Ok::<_, std::io::Error>(Response::new(Full::new(Bytes::from(r#"{"id":"00u1","token":"s3cret"}"#))))
//! });
//! let get = || Request::get("https://example.okta.com/api/v1/users/me").body(Full::<Bytes>::default());
//!
//! let recorder = Recorder::new();
//! let response = recorder.layer(server).oneshot(get()?).await?;
//! http_body_util::BodyExt::collect(response.into_body()).await?;    // an exchange ends with the response body
//! let text = recorder.cassette().to_string();
//! assert!(text.contains("00u1") && !text.contains("s3cret"));
//!
//! let replay = Replay::new(text.parse::<Cassette>()?);
//! let response = replay.clone().oneshot(get()?).await?;
//! assert_eq!(response.status(), 200);
//! replay.assert_finished();                                          // every exchange was replayed
//! # Ok::<_, Box<dyn std::error::Error + Send + Sync>>(()) }).map_err(|error| error.to_string())?;
//! # Ok::<_, Box<dyn std::error::Error>>(())
//! ```
//!
//! With `okta-client`, `Client::builder().layer_wire(recorder.clone())` records, token requests included, and
//! `Client::builder().transport(replay.clone())` replays.
//!
//! # File format
//!
//! JSON Lines: a header, then one exchange per line. Files are meant to be read, compared and edited by hand.
//!
//! ```json
//! {"cassette":"okta-testkit","version":1}
//! {"request":{"method":"GET","url":"/api/v1/users?limit=1"},"response":{"status":200,"headers":[["link","…"]],"body":{"json":[…]}}}
//! ```
//!
//! `url` is path and query, without the host. A `body` is one of
//!
//! | member | value |
//! |---|---|
//! | `json` | a JSON value, whatever the content type; member order and number literals are preserved |
//! | `form` | the name-value pairs of a form |
//! | `text` | other UTF-8 text; in multipart bodies the boundary is replaced by a fixed one |
//! | `base64` | other bytes |
//! | `omitted` | the reason why the body is missing: an unsupported content coding |
//!
//! Bodies compressed with gzip are recorded and replayed decompressed. A response body that was not read to its end is
//! recorded up to that point; a request without a response is not recorded.
//!
//! # Secrets
//!
//! Secrets are replaced by `REDACTED` before an exchange is stored, in memory as in the file: see [`Scrub`] for what is
//! recognised, and for custom rules. Personal data is not redacted: record against a test org.

mod body;
mod exchange;
mod file;
mod json;
mod mask;
#[cfg(test)]
mod properties;
mod recorder;
mod replay;
mod scrub;
#[cfg(test)]
mod tests;

pub use exchange::Exchange;
pub use file::{Cassette, InvalidCassette};
pub use recorder::{Recorder, Recording, RecordingBody};
pub use replay::{Replay, ReplayError, ReplayOrder};
pub use scrub::Scrub;
