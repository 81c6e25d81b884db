//! Bodies: streams, errors, trailers.

use std::{
    any::Any,
    pin::Pin,
    task::{Context, Poll, Waker},
};

use bytes::Buf;
use http::{HeaderMap, HeaderName, HeaderValue};
use http_body::Body;

use crate::{Contract, Gate, Outcome, ProbeBody, Reply, bench::Bench, contract::First, subject::Subject};

const FIRST: &str = "first";
const SECOND: &str = "second";

fn trailer() -> HeaderMap {
    HeaderMap::from_iter([(HeaderName::from_static("x-probe"), HeaderValue::from_static("trailer"))])
}

/// The next frame of a body, which must be there.
#[derive(Debug, PartialEq, Eq)]
enum Next {
    Data(Vec<u8>),
    Trailers(HeaderMap),
    Error,
    End,
    Pending,
}

fn next<B: Body<Data: Buf> + ?Sized>(mut body: Pin<&mut B>) -> Next {
    loop {
        let frame = match body.as_mut().poll_frame(&mut Context::from_waker(Waker::noop())) {
            Poll::Pending => return Next::Pending,
            Poll::Ready(None) => return Next::End,
            Poll::Ready(Some(Err(_))) => return Next::Error,
            Poll::Ready(Some(Ok(frame))) => frame,
        };
        match frame.into_data() {
            Ok(mut data) if data.has_remaining() => {
                return Next::Data(data.copy_to_bytes(data.remaining()).to_vec());
            }
            Ok(_) => {}
            Err(frame) => match frame.into_trailers() {
                Ok(trailers) => return Next::Trailers(trailers),
                Err(_) => continue,
            },
        }
    }
}

/// Reads a body to its end. Returns its data, its trailers, and whether it ended without an error.
fn read<B: Body<Data: Buf> + ?Sized>(
    mut body: Pin<&mut B>,
) -> (Vec<u8>, Option<HeaderMap>, Result<(), String>) {
    let (mut data, mut trailers) = (Vec::new(), None);
    loop {
        if body.is_end_stream() && trailers.is_none() && next(body.as_mut()) != Next::End {
            return (data, trailers, Err("`is_end_stream` is true before the end".into()));
        }
        match next(body.as_mut()) {
            Next::Data(more) => data.extend(more),
            Next::Trailers(more) => trailers = Some(more),
            Next::End => return (data, trailers, Ok(())),
            Next::Error => return (data, trailers, Err("the body fails".into())),
            Next::Pending => return (data, trailers, Err("the body stalls".into())),
        }
    }
}

pub(crate) fn streaming<L: Subject<B>, B: 'static>(contract: &Contract<'_, L, B>) -> Outcome {
    let problem = contract.run(None, First::Response, async |bench| body_error(contract, bench).await);
    if let Err(problem) = problem {
        return Outcome::Failed(problem);
    }
    let request = match contract.run(None, First::Response, async |bench| request_stream(bench).await) {
        Ok(checked) => checked,
        Err(problem) => return Outcome::Failed(problem),
    };
    if contract.collects {
        return Outcome::NotChecked("the layer collects response bodies".into());
    }
    let problem = contract.run(None, First::Response, async |bench| response_stream(contract, bench).await);
    if let Err(problem) = problem {
        return Outcome::Failed(problem);
    }
    for rejection in &contract.rejections {
        let stuck = contract.run(None, First::Response, async |bench| {
            bench.probe.push(Reply::response(rejection().map(|_| ProbeBody::empty().stall())));
            let call = bench.start();
            bench.finish(&[call]).await
        });
        if stuck.is_err() {
            let status = rejection().status();
            return Outcome::Failed(format!("a response {status} whose body stalls is held back for ever"));
        }
    }
    Outcome::Passed(
        if request { "" } else { "request bodies are not checked: they are not `ProbeBody`" }.into(),
    )
}

/// A response body that fails is not taken for one that ends.
async fn body_error<L: Subject<B>, B: 'static>(
    contract: &Contract<'_, L, B>,
    bench: &mut Bench<'_, L, B>,
) -> Result<(), String> {
    let broken = || ProbeBody::empty().data(FIRST).error("connection reset");
    bench.probe.reply_with({
        let parts = contract.new_response().into_parts().0;
        move |_| Reply::response(http::Response::from_parts(parts.clone(), broken()))
    });
    let call = bench.start();
    bench.finish(&[call]).await?;
    let Some(Ok(response)) = bench.tasks.take_output(call) else { return Ok(()) };
    let mut body = Box::pin(response.into_body());
    match read(body.as_mut()).2 {
        Ok(()) => Err("a response body that fails ends as if it were complete".into()),
        Err(_) => Ok(()),
    }
}

/// The head is passed on before the body is complete, and each frame as it comes.
async fn response_stream<L: Subject<B>, B: 'static>(
    contract: &Contract<'_, L, B>,
    bench: &mut Bench<'_, L, B>,
) -> Result<(), String> {
    let gate = Gate::new();
    let body = ProbeBody::empty().data(FIRST).gate(&gate).data(SECOND);
    bench.probe.push(Reply::response(contract.new_response().map(|_| body)));
    let call = bench.start();
    if bench.finish(&[call]).await.is_err() {
        return Err(
            "the response is held back until its body is complete; if the layer's job is to collect bodies, \
                    say `collects(true)`"
                .into(),
        );
    }
    let response = match bench.tasks.take_output(call) {
        Some(Ok(response)) => response,
        Some(Err(error)) => return Err(format!("a streamed response fails: {error}")),
        None => return Err("a streamed response does not come".into()),
    };
    let mut body = Box::pin(response.into_body());
    bench.tasks.settle().await;
    if next(body.as_mut()) != Next::Data(FIRST.into()) {
        return Err("the first frame of a response is held back until the body is complete".into());
    }
    gate.open();
    bench.tasks.settle().await;
    let (data, _, end) = read(body.as_mut());
    end?;
    if data == SECOND.as_bytes() { Ok(()) } else { Err("a streamed response body is changed".into()) }
}

/// The request reaches the service before its body is complete. Returns whether this could be checked.
async fn request_stream<L: Subject<B>, B: 'static>(bench: &mut Bench<'_, L, B>) -> Result<bool, String> {
    let gate = Gate::new();
    let mut request = bench.request();
    let Some(body) = (request.body_mut() as &mut dyn Any).downcast_mut::<ProbeBody>() else {
        return Ok(false);
    };
    *body = ProbeBody::empty().data(FIRST).gate(&gate).data(SECOND).trailers(trailer());
    *request.method_mut() = http::Method::POST;
    let call = bench.start_with(request);
    let stuck = bench.finish(&[call]).await;
    let received = bench.probe.take_bodies();
    let Some(received) = received.into_iter().next() else {
        return match (stuck, bench.probe.counts().calls) {
            (_, 1..) => Ok(false),
            (Ok(()), 0) => Ok(false),
            (Err(_), 0) => Err("a request is held back until its body is complete".into()),
        };
    };
    let mut received = Box::pin(received);
    if next(received.as_mut()) != Next::Data(FIRST.into()) {
        return Err("a streamed request body is changed".into());
    }
    gate.open();
    match read(received.as_mut()) {
        (data, Some(trailers), Ok(())) if data == SECOND.as_bytes() && trailers == trailer() => Ok(true),
        _ => Err("a streamed request body is changed".into()),
    }
}

pub(crate) fn trailers<L: Subject<B>, B: 'static>(contract: &Contract<'_, L, B>) -> Outcome {
    let result = contract.run(None, First::Response, async |bench| {
        let body = ProbeBody::empty().data(FIRST).data(SECOND).trailers(trailer());
        bench.probe.push(Reply::response(contract.new_response().map(|_| body)));
        let call = bench.start();
        bench.finish(&[call]).await?;
        let response = match bench.tasks.take_output(call) {
            Some(Ok(response)) => response,
            Some(Err(error)) => return Err(format!("a response with trailers fails: {error}")),
            None => return Err("a response with trailers does not come".into()),
        };
        let mut body = Box::pin(response.into_body());
        bench.tasks.settle().await;
        let (data, trailers, end) = read(body.as_mut());
        end?;
        if data != [FIRST, SECOND].concat().as_bytes() {
            return Err("the data of a response with trailers are changed".into());
        }
        match trailers {
            Some(trailers) if trailers == trailer() => Ok(()),
            Some(_) => Err("the trailers are changed".into()),
            None => Err("the trailers are lost".to_owned()),
        }
    });
    match result {
        Ok(()) => Outcome::passed(),
        Err(problem) => Outcome::Failed(problem),
    }
}
