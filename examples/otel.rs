//! Exports the spans of a few calls to OpenTelemetry, and prints metrics.
//!
//! `cargo run --example otel` calls an org in this process and writes the spans to standard output. With
//! `OTEL_EXPORTER_OTLP_ENDPOINT` set (such as `http://localhost:4318`), it sends them to that collector by
//! OTLP over HTTP. One call is retried: its span contains two attempts. Each request carries the
//! `traceparent` of its attempt's span.

use std::{future::Future, pin::Pin, process::ExitCode, time::Duration};

use bytes::Bytes;
use http::{Request, Response};
use metrics_util::debugging::{DebugValue, DebuggingRecorder, Snapshotter};
use okta_client::okta_tower::trace::OtelPropagator;
use okta_examples::{ExampleOrg, error_chain};
use okta_testkit::{Org, ResponseTemplate};
use opentelemetry::{global, trace::TracerProvider};
use opentelemetry_http::{HttpClient, HttpError, hyper::HyperClient};
use opentelemetry_otlp::{SpanExporter, WithHttpConfig};
use opentelemetry_sdk::{Resource, propagation::TraceContextPropagator, trace::SdkTracerProvider};
use tokio::runtime::Handle;
use tracing::Instrument;
use tracing_subscriber::{filter::Targets, layer::SubscriberExt, util::SubscriberInitExt};

type BoxError = Box<dyn std::error::Error>;

#[tokio::main]
async fn main() -> ExitCode {
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{}", error_chain(&*error));
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Result<(), BoxError> {
    let provider = install_tracing()?;
    let metrics = install_metrics()?;
    let org = ExampleOrg::configured_or(Org::builder().users(3)).await?;
    let okta = org.client().propagate_trace(OtelPropagator::new()).build()?;
    if let Some(org) = org.embedded() {
        org.when("GET /api/v1/users").times(1).respond_with(ResponseTemplate::new(503));
    }

    let work = async {
        let users = okta.users().list().limit(2).await?;
        println!("{} users on the first page", users.len());
        let missing = okta.users().get("nobody@example.com").await;
        println!(
            "nobody@example.com: {}",
            missing.map_or_else(|error| error.to_string(), |_| "exists".into())
        );
        Ok::<_, okta_client::Error>(())
    };
    work.instrument(tracing::info_span!("example")).await?;

    if let Some(org) = org.embedded() {
        for request in org.requests().iter() {
            println!("on the wire: {} {:?}", request.path(), request.header("traceparent"));
        }
    }
    // The exporter needs this runtime to flush remaining spans.
    tokio::task::spawn_blocking(move || provider.shutdown()).await??;
    print_metrics(&metrics);
    Ok(())
}

/// Exports spans to a collector, or to standard output.
fn install_tracing() -> Result<SdkTracerProvider, BoxError> {
    global::set_text_map_propagator(TraceContextPropagator::new());
    let resource = Resource::builder().with_service_name("okta-client-example").build();
    let provider = SdkTracerProvider::builder().with_resource(resource);
    let provider = if std::env::var_os("OTEL_EXPORTER_OTLP_ENDPOINT").is_some() {
        let http_client = RuntimeHttpClient {
            client: HyperClient::with_default_connector(Duration::from_secs(10), None),
            runtime: Handle::current(),
        };
        provider
            .with_batch_exporter(SpanExporter::builder().with_http().with_http_client(http_client).build()?)
    } else {
        provider.with_simple_exporter(opentelemetry_stdout::SpanExporter::default())
    };
    let provider = provider.build();
    // Attempts are spans at debug level. The exporter's own spans are filtered out.
    let filter =
        Targets::new().with_target("okta", tracing::Level::DEBUG).with_target("otel", tracing::Level::INFO);
    tracing_subscriber::registry()
        .with(filter)
        .with(tracing_opentelemetry::layer().with_tracer(provider.tracer("okta-client-example")))
        .try_init()?;
    Ok(provider)
}

/// Sends requests on the program's runtime, because the exporter runs on a separate thread.
#[derive(Debug)]
struct RuntimeHttpClient {
    client: HyperClient,
    runtime: Handle,
}

impl HttpClient for RuntimeHttpClient {
    fn send_bytes<'a, 'f>(
        &'a self,
        request: Request<Bytes>,
    ) -> Pin<Box<dyn Future<Output = Result<Response<Bytes>, HttpError>> + Send + 'f>>
    where
        'a: 'f,
        Self: 'f,
    {
        let client = self.client.clone();
        let response = self.runtime.spawn(async move { client.send_bytes(request).await });
        Box::pin(async move { response.await? })
    }
}

/// Installs an in-memory metrics recorder. A service would install an exporter.
fn install_metrics() -> Result<Snapshotter, BoxError> {
    let recorder = DebuggingRecorder::new();
    let metrics = recorder.snapshotter();
    recorder.install()?;
    Ok(metrics)
}

fn print_metrics(metrics: &Snapshotter) {
    for (key, _, _, value) in metrics.snapshot().into_vec() {
        let key = key.key();
        let labels: Vec<_> = key.labels().map(|label| format!("{}={}", label.key(), label.value())).collect();
        let value = match value {
            DebugValue::Counter(count) => count.to_string(),
            DebugValue::Gauge(value) => value.to_string(),
            DebugValue::Histogram(samples) => format!("{} samples", samples.len()),
        };
        println!("{} {{{}}} {value}", key.name(), labels.join(", "));
    }
}
