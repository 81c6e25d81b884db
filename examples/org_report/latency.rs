//! The plot of latencies: a row for each operation, a dot for each request, on a logarithmic scale.

use std::{collections::BTreeMap, fmt::Write};

use crate::{
    recorder::Sent,
    svg::{escape, millis, quantile},
};

const WIDTH: f64 = 880.0;
const LEFT: f64 = 210.0;
const RIGHT: f64 = 216.0;
const ROW: f64 = 30.0;
const TOP: f64 = 28.0;
/// Where the scale may have a mark, in milliseconds.
const MARKS: [f64; 17] =
    [0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0, 1e3, 2e3, 5e3, 1e4, 6e4];

/// An operation's requests.
pub(crate) struct Row<'a> {
    /// The operation's id.
    pub(crate) operation: &'static str,
    /// Its requests.
    pub(crate) sent: Vec<&'a Sent>,
    /// Half took no longer, in milliseconds.
    pub(crate) median: f64,
    /// 95 of 100 took no longer, in milliseconds.
    pub(crate) p95: f64,
}

/// A row for each operation, most requests first.
pub(crate) fn rows(sent: &[Sent]) -> Vec<Row<'_>> {
    let mut operations = BTreeMap::<&'static str, Vec<&Sent>>::new();
    for sent in sent {
        operations.entry(sent.operation).or_default().push(sent);
    }
    let mut rows: Vec<Row<'_>> = operations
        .into_iter()
        .map(|(operation, sent)| {
            let mut took: Vec<f64> = sent.iter().map(|sent| took(sent)).collect();
            took.sort_by(f64::total_cmp);
            Row { operation, median: quantile(&took, 0.5), p95: quantile(&took, 0.95), sent }
        })
        .collect();
    rows.sort_by(|one, other| other.sent.len().cmp(&one.sent.len()).then(one.operation.cmp(other.operation)));
    rows
}

fn took(sent: &Sent) -> f64 {
    sent.took.as_secs_f64() * 1000.0
}

/// The plot.
pub(crate) fn plot(sent: &[Sent]) -> String {
    let rows = rows(sent);
    let height = TOP + rows.len() as f64 * ROW + 8.0;
    let (mut least, mut most) = (f64::MAX, 1.0_f64);
    for sent in sent {
        least = least.min(took(sent).max(0.05));
        most = most.max(took(sent));
    }
    let (low, high) = (least.min(most / 10.0).log10() - 0.05, most.log10() + 0.05);
    let x = |millis: f64| {
        let place = (millis.max(0.05).log10() - low) / (high - low);
        LEFT + place.clamp(0.0, 1.0) * (WIDTH - LEFT - RIGHT)
    };

    let mut out = format!(
        "<svg viewBox=\"0 0 {WIDTH} {height}\" role=img aria-label=\"Latency of each request by operation\">"
    );
    for mark in MARKS {
        if mark.log10() >= low && mark.log10() <= high {
            let at = x(mark);
            let label = if mark < 1.0 { format!("{mark} ms") } else { millis(mark).replace(".0", "") };
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
        for (n, sent) in row.sent.iter().enumerate() {
            // Spread over the height of the row, so that equal times do not hide each other.
            let spread = if row.sent.len() == 1 { 0.0 } else { ((n * 7) % 11) as f64 - 5.0 };
            let class = if sent.succeeded() { "dot" } else { "bad" };
            let _ = write!(
                out,
                "<circle class={class} cx={:.1} cy={:.1} r=2.6 />",
                x(took(sent)),
                spread.mul_add(1.5, middle)
            );
        }
        if row.sent.len() > 1 {
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
    if row.sent.len() == 1 {
        return format!("1 × · {}", millis(row.median));
    }
    format!("{} × · half {} · 95 % {}", row.sent.len(), millis(row.median), millis(row.p95))
}
