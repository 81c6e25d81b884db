//! Recording what a client and a server say to each other, and playing the server's part from the record.
//!
//! A [`Recorder`] is a tower layer. It stands where requests go out for good (the *wire* slot of `okta-client`),
//! changes nothing, and keeps every exchange; [`Recorder::save`] writes them to a file, the cassette. A [`Replay`]
//! is a tower service that answers from such a file: a transport without a network. So a test runs against a real
//! org once and then for ever without it, and a failure seen in production can be taken home.
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
//! let answer = recorder.layer(server).oneshot(get()?).await?;
//! http_body_util::BodyExt::collect(answer.into_body()).await?;      // an exchange ends with its answer's body
//! let text = recorder.cassette().to_string();
//! assert!(text.contains("00u1") && !text.contains("s3cret"));
//!
//! let replay = Replay::new(text.parse::<Cassette>()?);
//! let answer = replay.clone().oneshot(get()?).await?;
//! assert_eq!(answer.status(), 200);
//! replay.assert_finished();                                          // nothing was left over
//! # Ok::<_, Box<dyn std::error::Error + Send + Sync>>(()) }).map_err(|error| error.to_string())?;
//! # Ok::<_, Box<dyn std::error::Error>>(())
//! ```
//!
//! With `okta-client`: `Client::builder().layer_wire(recorder.clone())` records, token requests included, and
//! `Client::builder().transport(replay.clone())` replays.
//!
//! # What is in a cassette
//!
//! One JSON object a line, the first about the file itself, each other one an exchange: made to be read, compared
//! and corrected by hand.
//!
//! ```json
//! {"cassette":"okta-testkit","version":1}
//! {"request":{"method":"GET","url":"/api/v1/users?limit=1"},"response":{"status":200,"headers":[["link","…"]],"body":{"json":[…]}}}
//! ```
//!
//! `url` is path and query, without the host. A `body` is one of
//!
//! | member | holds |
//! |---|---|
//! | `json` | a JSON value, whatever the content type; order and digits are kept |
//! | `form` | the pairs of a form |
//! | `text` | other UTF-8 text; in multipart bodies the boundary is replaced by a fixed one |
//! | `base64` | other bytes |
//! | `omitted` | why it is not there: a content coding that cannot be undone here |
//!
//! Bodies that were compressed by gzip are kept decompressed, and replayed so. An exchange whose answer was not read to
//! its end is kept as far as it was read; a request that got no answer is not kept.
//!
//! # Secrets
//!
//! None gets into a cassette, or into the recorder's memory for longer than it takes to replace it by `REDACTED`: see
//! [`Scrub`] for what is recognised, and for rules of your own. Personal data is not a secret in this sense: record
//! against a test org.

mod body;
mod exchange;
mod file;
mod json;
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
