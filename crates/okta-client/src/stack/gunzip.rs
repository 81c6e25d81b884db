//! Decoding of gzip bodies.

use std::{
    io::{self, BufRead, Read},
    pin::Pin,
    task::{Context, Poll, ready},
};

use bytes::{Buf, Bytes};
use flate2::bufread::MultiGzDecoder;
use http::HeaderMap;
use http_body::{Body as _, Frame};
use okta_tower::{BoxError, body::Body};

use super::content_coding::ContentCodingError;

/// The first bytes of a gzip member ([RFC 1952 §2.3.1](https://www.rfc-editor.org/rfc/rfc1952#section-2.3)).
const MAGIC: [u8; 2] = [0x1f, 0x8b];

/// The size of decoded frames, in bytes.
const FRAME: usize = 16 * 1024;

/// A gzip body: all its members are decoded, and the end of the body is checked.
///
/// Neither end of the last member nor its checksum can be missing, and nothing but another member can follow it.
pub(super) struct GunzipBody {
    inner: Body,
    state: State,
    /// Whether a body that is not gzip is an error; otherwise it passes unchanged.
    strict: bool,
    trailers: Option<HeaderMap>,
}

enum State {
    /// The first bytes, too few to decide.
    Start(Vec<u8>),
    /// The body is not gzip.
    Plain,
    Decoding(Box<MultiGzDecoder<Input>>),
    End,
}

/// The received bytes that are not decoded yet.
struct Input {
    data: Bytes,
    ended: bool,
}

impl Read for Input {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let count = self.fill_buf()?.read(into)?;
        self.consume(count);
        Ok(count)
    }
}

impl BufRead for Input {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.data.is_empty() && !self.ended {
            return Err(io::ErrorKind::WouldBlock.into());
        }
        Ok(&self.data)
    }

    fn consume(&mut self, count: usize) {
        self.data.advance(count);
    }
}

impl GunzipBody {
    pub(super) const fn new(inner: Body, strict: bool) -> Self {
        Self { inner, state: State::Start(Vec::new()), strict, trailers: None }
    }

    /// Polls for received bytes; `None` at the end.
    fn poll_data(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, BoxError>>> {
        loop {
            match ready!(Pin::new(&mut self.inner).poll_frame(cx)) {
                None => return Poll::Ready(None),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                Some(Ok(frame)) => match frame.into_data() {
                    Ok(data) if data.is_empty() => {}
                    Ok(data) => return Poll::Ready(Some(Ok(data))),
                    Err(frame) => self.trailers = frame.into_trailers().ok(),
                },
            }
        }
    }

    fn fail(&mut self, error: impl Into<BoxError>) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        self.state = State::End;
        Poll::Ready(Some(Err(error.into())))
    }
}

impl http_body::Body for GunzipBody {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        let this = &mut *self;
        loop {
            match &mut this.state {
                State::Start(_) => {
                    let received = ready!(this.poll_data(cx)).transpose()?;
                    let State::Start(start) = &mut this.state else { continue };
                    let ended = received.is_none();
                    start.extend_from_slice(&received.unwrap_or_default());
                    if start.starts_with(&MAGIC) {
                        let input = Input { data: std::mem::take(start).into(), ended };
                        this.state = State::Decoding(Box::new(MultiGzDecoder::new(input)));
                    } else if !ended && MAGIC.starts_with(start) {
                        // One byte is not enough.
                    } else if !this.strict {
                        let plain = Bytes::from(std::mem::take(start));
                        this.state = State::Plain;
                        if !plain.is_empty() {
                            return Poll::Ready(Some(Ok(Frame::data(plain))));
                        }
                    } else if MAGIC.starts_with(start) {
                        return this.fail(truncated());
                    } else {
                        return this.fail(ContentCodingError::invalid("gzip", None));
                    }
                }
                State::Plain => {
                    let data = ready!(this.poll_data(cx));
                    if data.is_none() {
                        this.state = State::End;
                        continue;
                    }
                    return Poll::Ready(data.map(|data| data.map(Frame::data)));
                }
                State::Decoding(decoder) => {
                    let mut frame = vec![0; FRAME];
                    match decoder.read(&mut frame) {
                        Ok(0) => this.state = State::End,
                        Ok(count) => {
                            frame.truncate(count);
                            return Poll::Ready(Some(Ok(Frame::data(frame.into()))));
                        }
                        Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                            let received = ready!(this.poll_data(cx)).transpose()?;
                            let State::Decoding(decoder) = &mut this.state else { continue };
                            let input = decoder.get_mut();
                            input.ended = received.is_none();
                            input.data = received.unwrap_or_default();
                        }
                        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => {
                            return this.fail(truncated());
                        }
                        Err(error) => {
                            return this.fail(ContentCodingError::invalid("gzip", Some(error.into())));
                        }
                    }
                }
                State::End => return Poll::Ready(this.trailers.take().map(Frame::trailers).map(Ok)),
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        matches!(self.state, State::End) && self.trailers.is_none()
    }
}

/// The error of a body that ends too early: a broken connection, which is retried.
fn truncated() -> io::Error {
    io::Error::new(io::ErrorKind::UnexpectedEof, "gzip response body ended before its last byte")
}
