//! Latency plot: a row per operation, a dot per request, on a logarithmic scale.

use std::{collections::BTreeMap, fmt::Write};

use crate::{
    recorder::RequestRecord,
    svg::{escape, millis, quantile},
};

const WIDTH: f64 = 880.0;
const LEFT: f64 = 210.0;
const RIGHT: f64 = 216.0;
const ROW: f64 = 30.0;
const TOP: f64 = 28.0;
/// Possible ticks of the scale, in milliseconds.
const TICKS: [f64; 17] =
    [0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0, 1e3, 2e3, 5e3, 1e4, 6e4];

/// Requests of one operation.
pub(crate) struct Row<'a> {
    /// Operation id.
    pub(crate) operation: &'static str,
    pub(crate) requests: Vec<&'a RequestRecord>,
    /// Median latency, in milliseconds.
    pub(crate) median: f64,
    /// 95th percentile of the latency, in milliseconds.
    pub(crate) p95: f64,
}

/// Returns a row per operation, most requests first.
pub(crate) fn rows(requests: &[RequestRecord]) -> Vec<Row<'_>> {
    let mut operations = BTreeMap::<&'static str, Vec<&RequestRecord>>::new();
    for request in requests {
        operations.entry(request.operation).or_default().push(request);
    }
    let mut rows: Vec<Row<'_>> = operations
        .into_iter()
        .map(|(operation, requests)| {
            let mut latencies: Vec<f64> = requests.iter().map(|request| request.latency_ms()).collect();
            latencies.sort_by(f64::total_cmp);
            Row { operation, median: quantile(&latencies, 0.5), p95: quantile(&latencies, 0.95), requests }
        })
        .collect();
    rows.sort_by(|a, b| b.requests.len().cmp(&a.requests.len()).then(a.operation.cmp(b.operation)));
    rows
}

/// Renders the plot.
pub(crate) fn plot(requests: &[RequestRecord]) -> String {
    let rows = rows(requests);
    let height = TOP + rows.len() as f64 * ROW + 8.0;
    let (mut min, mut max) = (f64::MAX, 1.0_f64);
    for request in requests {
        min = min.min(request.latency_ms().max(0.05));
        max = max.max(request.latency_ms());
    }
    let (low, high) = (min.min(max / 10.0).log10() - 0.05, max.log10() + 0.05);
    let x = |millis: f64| {
        let fraction = (millis.max(0.05).log10() - low) / (high - low);
        LEFT + fraction.clamp(0.0, 1.0) * (WIDTH - LEFT - RIGHT)
    };

    let mut out = format!(
        "<svg viewBox=\"0 0 {WIDTH} {height}\" role=img aria-label=\"Latency of each request by operation\">"
    );
    for tick in TICKS {
        if tick.log10() >= low && tick.log10() <= high {
            let at = x(tick);
            let label = if tick < 1.0 { format!("{tick} ms") } else { millis(tick).replace(".0", "") };
            let _ = write!(
                out,
                "<line class=grid x1={at:.1} x2={at:.1} y1={} y2={} /><text class=tick x={at:.1} y=14 \
                 text-anchor=middle>{label}</text>",
                TOP - 6.0,
                height - 8.0
            );
        }
    }
    for (n, row) in rows.iter().enumerate() {
        let middle = TOP + ROW * (n as f64 + 0.5);
        let _ = write!(
            out,
            "<text class=name x={} y={:.1} text-anchor=end>{}</text>",
            LEFT - 14.0,
            middle + 4.0,
            escape(row.operation)
        );
        for (n, request) in row.requests.iter().enumerate() {
            // Vertical jitter keeps equal latencies distinguishable.
            let jitter = if row.requests.len() == 1 { 0.0 } else { ((n * 7) % 11) as f64 - 5.0 };
            let class = if request.succeeded() { "dot" } else { "bad" };
            let _ = write!(
                out,
                "<circle class={class} cx={:.1} cy={:.1} r=2.6 />",
                x(request.latency_ms()),
                jitter.mul_add(1.5, middle)
            );
        }
        if row.requests.len() > 1 {
            let at = x(row.median);
            let (top, bottom) = (middle - 11.0, middle + 11.0);
            let _ = write!(out, "<line class=median x1={at:.1} x2={at:.1} y1={top:.1} y2={bottom:.1} />");
        }
        let _ = write!(
            out,
            "<text class=figures x={} y={:.1} text-anchor=end>{}</text>",
            WIDTH - 4.0,
            middle + 4.0,
            figures(row)
        );
    }
    out.push_str("</svg>");
    out
}

fn figures(row: &Row<'_>) -> String {
    if row.requests.len() == 1 {
        return format!("1 × · {}", millis(row.median));
    }
    format!("{} × · p50 {} · p95 {}", row.requests.len(), millis(row.median), millis(row.p95))
}
