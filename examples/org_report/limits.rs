//! The plot of rate limits: how much of its window each bucket had used, over the time of the run.

use std::{collections::BTreeMap, fmt::Write};

use crate::{
    recorder::Sent,
    svg::{escape, step},
};

const WIDTH: f64 = 880.0;
const HEIGHT: f64 = 260.0;
const LEFT: f64 = 48.0;
const RIGHT: f64 = 16.0;
const TOP: f64 = 16.0;
const BOTTOM: f64 = 34.0;
/// Buckets that never used more than this share of their window are not drawn.
const IDLE: f64 = 0.1;

/// A bucket: its name, and when it had used which share of its window.
pub(crate) type Line = (&'static str, Vec<(f64, f64)>);

/// The buckets that were put to use, busiest first, and the number of others.
pub(crate) fn lines(sent: &[Sent]) -> (Vec<Line>, usize) {
    let mut buckets = BTreeMap::<&'static str, Vec<(f64, f64)>>::new();
    for sent in sent {
        if let Some((left, limit)) = sent.left.filter(|(_, limit)| *limit > 0) {
            let used = 1.0 - left as f64 / limit as f64;
            buckets.entry(sent.bucket).or_default().push((sent.at.as_secs_f64(), used));
        }
    }
    let all = buckets.len();
    let mut lines: Vec<Line> = buckets.into_iter().filter(|(_, line)| peak(line) >= IDLE).collect();
    lines.sort_by_key(|(_, line)| std::cmp::Reverse(line.len()));
    lines.truncate(4);
    let idle = all - lines.len();
    (lines, idle)
}

/// The largest share used.
pub(crate) fn peak(line: &[(f64, f64)]) -> f64 {
    line.iter().map(|(_, used)| *used).fold(0.0, f64::max)
}

/// The plot.
pub(crate) fn plot(sent: &[Sent]) -> String {
    let (lines, idle) = lines(sent);
    let end = sent.iter().map(|sent| sent.at.as_secs_f64()).fold(0.1, f64::max);
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
    let each = step(end);
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
        at += each;
    }
    for (n, (_, line)) in lines.iter().enumerate().rev() {
        let mut path = String::new();
        let mut before = 0.0;
        for (at, used) in line {
            // Within a window use climbs from answer to answer; it stays until an answer of the next one comes.
            let bend = if path.is_empty() {
                format!("M{:.1} {:.1}", x(*at), y(*used))
            } else if *used < before - 0.2 {
                format!("H{:.1}V{:.1}", x(*at), y(*used))
            } else {
                format!("L{:.1} {:.1}", x(*at), y(*used))
            };
            path.push_str(&bend);
            before = *used;
        }
        let _ = write!(out, "<path class=\"line s{n}\" d=\"{path}\" />");
    }
    for refused in sent.iter().filter(|sent| sent.status == Some(429)) {
        let _ =
            write!(out, "<circle class=bad cx={:.1} cy={:.1} r=4 />", x(refused.at.as_secs_f64()), y(1.0));
    }
    out.push_str("</svg><p class=legend>");
    for (n, (bucket, line)) in lines.iter().enumerate() {
        let _ = write!(
            out,
            "<span><i class=\"key k{n}\"></i>{} <em>{} requests, {:.0} % at most</em></span>",
            escape(bucket),
            line.len(),
            peak(line) * 100.0
        );
    }
    if idle > 0 {
        let _ = write!(out, "<span><em>{idle} more with less than {:.0} % used</em></span>", IDLE * 100.0);
    }
    out.push_str("</p>");
    out
}
