//! Rate-limit plot: the used share of each bucket's window over time.

use std::{collections::BTreeMap, fmt::Write};

use crate::{
    recorder::RequestRecord,
    svg::{escape, step},
};

const WIDTH: f64 = 880.0;
const HEIGHT: f64 = 260.0;
const LEFT: f64 = 48.0;
const RIGHT: f64 = 16.0;
const TOP: f64 = 16.0;
const BOTTOM: f64 = 34.0;
/// Buckets whose peak usage is below this share are not drawn.
const MIN_PEAK: f64 = 0.1;

/// A bucket's name, and its used share by time in seconds.
pub(crate) type Series = (&'static str, Vec<(f64, f64)>);

/// Returns the series of the four busiest buckets, and the number of others.
pub(crate) fn series(requests: &[RequestRecord]) -> (Vec<Series>, usize) {
    let mut buckets = BTreeMap::<&'static str, Vec<(f64, f64)>>::new();
    for request in requests {
        if let Some((remaining, limit)) = request.rate_limit.filter(|(_, limit)| *limit > 0) {
            let used = 1.0 - remaining as f64 / limit as f64;
            buckets.entry(request.bucket).or_default().push((request.completed.as_secs_f64(), used));
        }
    }
    let total = buckets.len();
    let mut series: Vec<Series> =
        buckets.into_iter().filter(|(_, points)| peak(points) >= MIN_PEAK).collect();
    series.sort_by_key(|(_, points)| std::cmp::Reverse(points.len()));
    series.truncate(4);
    let others = total - series.len();
    (series, others)
}

/// Returns the largest used share.
pub(crate) fn peak(points: &[(f64, f64)]) -> f64 {
    points.iter().map(|(_, used)| *used).fold(0.0, f64::max)
}

/// Renders the plot.
pub(crate) fn plot(requests: &[RequestRecord]) -> String {
    let (series, others) = series(requests);
    let end = requests.iter().map(|request| request.completed.as_secs_f64()).fold(0.1, f64::max);
    let x = |seconds: f64| LEFT + seconds / end * (WIDTH - LEFT - RIGHT);
    let y = |used: f64| TOP + (1.0 - used) * (HEIGHT - TOP - BOTTOM);

    let mut out = format!(
        "<svg viewBox=\"0 0 {WIDTH} {HEIGHT}\" role=img aria-label=\"Share of each rate limit used over time\">"
    );
    for share in [0.0, 0.25, 0.5, 0.75, 1.0] {
        let (class, at) = (if share == 1.0 { "limit" } else { "grid" }, y(share));
        let _ = write!(
            out,
            "<line class={class} x1={LEFT} x2={} y1={at:.1} y2={at:.1} /><text class=tick x={} y={:.1} \
             text-anchor=end>{:.0} %</text>",
            WIDTH - RIGHT,
            LEFT - 8.0,
            at + 4.0,
            share * 100.0
        );
    }
    let interval = step(end);
    let mut at = 0.0;
    while at <= end {
        let anchor = if x(at) > WIDTH - 40.0 { "end" } else { "middle" };
        let label = format!("{at:.1}");
        let label = label.strip_suffix(".0").unwrap_or(&label);
        let _ = write!(
            out,
            "<text class=tick x={:.1} y={} text-anchor={anchor}>{label} s</text>",
            x(at),
            HEIGHT - 12.0
        );
        at += interval;
    }
    for (n, (_, points)) in series.iter().enumerate().rev() {
        let mut path = String::new();
        let mut previous = 0.0;
        for (at, used) in points {
            // Usage rises within a window; a drop marks the first response of the next window.
            let segment = if path.is_empty() {
                format!("M{:.1} {:.1}", x(*at), y(*used))
            } else if *used < previous - 0.2 {
                format!("H{:.1}V{:.1}", x(*at), y(*used))
            } else {
                format!("L{:.1} {:.1}", x(*at), y(*used))
            };
            path.push_str(&segment);
            previous = *used;
        }
        let _ = write!(out, "<path class=\"line s{n}\" d=\"{path}\" />");
    }
    for rejected in requests.iter().filter(|request| request.status == Some(429)) {
        let at = x(rejected.completed.as_secs_f64());
        let _ = write!(out, "<circle class=bad cx={at:.1} cy={:.1} r=4 />", y(1.0));
    }
    out.push_str("</svg><p class=legend>");
    for (n, (bucket, points)) in series.iter().enumerate() {
        let _ = write!(
            out,
            "<span><i class=\"key k{n}\"></i>{} <em>{} requests, peak {:.0} %</em></span>",
            escape(bucket),
            points.len(),
            peak(points) * 100.0
        );
    }
    if others > 0 {
        let _ = write!(out, "<span><em>{others} more below {:.0} %</em></span>", MIN_PEAK * 100.0);
    }
    out.push_str("</p>");
    out
}
