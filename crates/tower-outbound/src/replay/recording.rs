//! A body that records what is read from it, for its clones.

use std::{
    fmt,
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll, Wake, Waker, ready},
};

use bytes::Bytes;
use http::HeaderMap;
use http_body::{Body as HttpBody, Frame, SizeHint};

use crate::{BoxError, body::Body};

/// One reader of a recorded body. A reader starts with the recorded frames and goes on with the original body.
///
/// Readers may run at the same time, as those of hedged requests do: each yields all frames.
pub(crate) struct ReplayBody {
    recording: Arc<Recording>,
    /// Number of this reader, counted from 1 in the order of the first polls; 0 before.
    reader: u64,
    /// Index of the next recorded frame.
    position: usize,
    yielded: u64,
    end: bool,
}

struct Recording {
    /// Hint of the whole body.
    size_hint: SizeHint,
    limit: usize,
    tape: Mutex<Tape>,
    /// Not part of the tape, which the original body may wake while it is polled, and not the recording itself, which
    /// owns that body.
    readers: Arc<Readers>,
}

struct Tape {
    /// The original body; `None` after its end.
    body: Option<Body>,
    /// The data frames so far, none of them empty.
    frames: Vec<Bytes>,
    recorded: usize,
    trailers: Option<HeaderMap>,
    /// The number of readers that have started.
    started: u64,
    state: TapeState,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum TapeState {
    Complete,
    /// The limit is exceeded: only this reader goes on.
    OverLimit {
        reader: u64,
    },
    /// The original body failed.
    Failed,
}

/// Wakes all readers that wait for the original body.
#[derive(Default)]
struct Readers(Mutex<Vec<(u64, Waker)>>);

impl Readers {
    fn register(&self, reader: u64, waker: &Waker) {
        let mut readers = lock(&self.0);
        match readers.iter_mut().find(|(number, _)| *number == reader) {
            Some((_, registered)) => registered.clone_from(waker),
            None => readers.push((reader, waker.clone())),
        }
    }
}

impl Wake for Readers {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        let readers = std::mem::take(&mut *lock(&self.0));
        readers.into_iter().for_each(|(_, waker)| waker.wake());
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl ReplayBody {
    pub(crate) fn new(body: Body, limit: usize) -> Self {
        let tape = Tape {
            frames: Vec::new(),
            recorded: 0,
            trailers: None,
            started: 0,
            state: TapeState::Complete,
            body: None,
        };
        let recording = Recording {
            size_hint: body.size_hint(),
            limit,
            tape: Mutex::new(Tape { body: Some(body), ..tape }),
            readers: Arc::default(),
        };
        Self::at_start(Arc::new(recording))
    }

    const fn at_start(recording: Arc<Recording>) -> Self {
        Self { recording, reader: 0, position: 0, yielded: 0, end: false }
    }

    /// Returns a reader that starts at the first frame; `None` if the recording is incomplete.
    pub(crate) fn try_clone(&self) -> Option<Self> {
        let complete = lock(&self.recording.tape).state == TapeState::Complete;
        complete.then(|| Self::at_start(Arc::clone(&self.recording)))
    }

    /// Whether this reader can yield the whole body.
    pub(crate) fn is_sendable(&self) -> bool {
        lock(&self.recording.tape).error_for(self.reader).is_none()
    }

    fn next_frame(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        let Self { recording, reader, position, end, .. } = self;
        let mut tape = lock(&recording.tape);
        let tape = &mut *tape;
        if *reader == 0 {
            tape.started += 1;
            *reader = tape.started;
        }
        if let Some(error) = tape.error_for(*reader) {
            *end = true;
            return Poll::Ready(Some(Err(error.into())));
        }
        if let Some(data) = tape.frames.get(*position) {
            let data = data.clone();
            *position += 1;
            *end = tape.is_end(*position);
            return Poll::Ready(Some(Ok(Frame::data(data))));
        }
        let Some(body) = &mut tape.body else {
            *end = true;
            return Poll::Ready(tape.trailers.clone().map(|trailers| Ok(Frame::trailers(trailers))));
        };
        recording.readers.register(*reader, cx.waker());
        let waker = Waker::from(Arc::clone(&recording.readers));
        let polled = Pin::new(&mut *body).poll_frame(&mut Context::from_waker(&waker));
        let at_end = body.is_end_stream();
        let frame = match ready!(polled) {
            Some(Ok(frame)) => frame,
            Some(Err(error)) => {
                tape.fail();
                *end = true;
                return Poll::Ready(Some(Err(error)));
            }
            None => {
                tape.body = None;
                *end = true;
                return Poll::Ready(None);
            }
        };
        if at_end {
            tape.body = None;
        }
        let frame = match frame.into_data() {
            Ok(data) => {
                if let Err(error) = tape.record(&data, *reader, recording.limit) {
                    *end = true;
                    return Poll::Ready(Some(Err(error.into())));
                }
                *position = tape.frames.len();
                Frame::data(data)
            }
            Err(frame) => {
                tape.trailers = frame.trailers_ref().cloned();
                tape.body = None;
                *end = true;
                frame
            }
        };
        *end |= at_end;
        Poll::Ready(Some(Ok(frame)))
    }
}

impl Tape {
    /// Why a reader cannot go on.
    fn error_for(&self, reader: u64) -> Option<ReplayError> {
        match self.state {
            TapeState::OverLimit { reader: owner } if owner != reader => Some(ReplayError::OverLimit),
            TapeState::Failed => Some(ReplayError::Failed),
            _ => None,
        }
    }

    /// Whether nothing follows the frame before `position`.
    const fn is_end(&self, position: usize) -> bool {
        self.body.is_none() && self.trailers.is_none() && position == self.frames.len()
    }

    fn fail(&mut self) {
        self.state = TapeState::Failed;
        self.body = None;
        self.frames = Vec::new();
    }

    /// Records a data frame that `reader` has received. If it exceeds the limit, only the newest reader goes on.
    fn record(&mut self, data: &Bytes, reader: u64, limit: usize) -> Result<(), ReplayError> {
        if data.is_empty() {
            return Ok(());
        }
        self.recorded = self.recorded.saturating_add(data.len());
        if self.recorded <= limit {
            self.frames.push(data.clone());
            return Ok(());
        }
        self.state = TapeState::OverLimit { reader: self.started };
        if reader == self.started {
            // This reader has yielded all of them, and no other reader will.
            self.frames = Vec::new();
            return Ok(());
        }
        self.frames.push(data.clone());
        Err(ReplayError::OverLimit)
    }
}

impl HttpBody for ReplayBody {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        if self.end {
            return Poll::Ready(None);
        }
        let frame = ready!(self.next_frame(cx));
        if let Some(Ok(frame)) = &frame {
            let length = frame.data_ref().map_or(0, Bytes::len);
            self.yielded = self.yielded.saturating_add(u64::try_from(length).unwrap_or(u64::MAX));
        }
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.end
    }

    fn size_hint(&self) -> SizeHint {
        let whole = &self.recording.size_hint;
        let mut rest = SizeHint::new();
        rest.set_lower(whole.lower().saturating_sub(self.yielded));
        if let Some(upper) = whole.upper() {
            rest.set_upper(upper.saturating_sub(self.yielded));
        }
        rest
    }
}

/// Error of a request body that cannot be resent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ReplayError {
    /// An earlier attempt read more than the limit of the [`ReplayLayer`](super::ReplayLayer).
    OverLimit,
    /// The original body failed in an earlier attempt.
    Failed,
}

impl fmt::Display for ReplayError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::OverLimit => "request body cannot be resent: it exceeds the replay limit",
            Self::Failed => "request body cannot be resent: it failed in an earlier attempt",
        })
    }
}

impl std::error::Error for ReplayError {}
