//! The HTML page and the summary for the terminal.

use std::fmt::Write;

use crate::{
    bars, latency, limits,
    read::{Counts, Report},
    recorder::RequestRecord,
    svg::{escape, millis, quantile},
};

const STYLE: &str = include_str!("page.css");

/// Statistics of the recorded requests.
struct RunStats {
    seconds: f64,
    retried: usize,
    rejected: usize,
    p95: f64,
}

impl RunStats {
    fn from_requests(requests: &[RequestRecord]) -> Self {
        let mut latencies: Vec<f64> = requests.iter().map(RequestRecord::latency_ms).collect();
        latencies.sort_by(f64::total_cmp);
        let count = |predicate: fn(u16) -> bool| {
            requests.iter().filter(|request| request.status.is_some_and(predicate)).count()
        };
        Self {
            seconds: requests.iter().map(|request| request.completed.as_secs_f64()).fold(0.0, f64::max),
            retried: count(|status| status >= 500),
            rejected: count(|status| status == 429),
            p95: quantile(&latencies, 0.95),
        }
    }
}

/// Renders the page as one file, without scripts or external resources.
pub(crate) fn html(report: &Report, requests: &[RequestRecord]) -> String {
    let run = RunStats::from_requests(requests);
    let (checked, with_factor) = report.factors;
    let mut out = format!(
        "<!doctype html><html lang=en><meta charset=utf-8><title>Org report</title>\
         <meta name=viewport content=\"width=device-width, initial-scale=1\">\
         <meta name=color-scheme content=\"light dark\"><style>{STYLE}</style>\
         <main><header><h1>Org report</h1><p>{} UTC</p></header><div class=tiles>",
        escape(&day_and_time(report.created.as_str()))
    );
    for (value, label) in [
        (total(&report.users).to_string(), "users"),
        (report.groups.len().to_string(), "groups"),
        (total(&report.apps).to_string(), "apps"),
        (percent(with_factor, checked), "second factor"),
        (requests.len().to_string(), "requests"),
        (run.rejected.to_string(), "rejected (429)"),
    ] {
        let _ = write!(out, "<div class=tile><b>{value}</b><span>{label}</span></div>");
    }
    out.push_str("</div><div class=cards>");
    out.push_str(&bars::card("Users by status", &report.users));
    out.push_str(&bars::card("Groups by members", &report.groups));
    out.push_str(&bars::card("Apps by sign-on mode", &report.apps));
    out.push_str(&bars::card("Events of the last day", &report.events));
    let _ = write!(
        out,
        "</div><section class=card><h2>Rate limits during this run</h2><p class=note>Used share of each \
         bucket's window at each response. {} requests in {:.1} s, {} rejected.</p>{}</section>",
        requests.len(),
        run.seconds,
        run.rejected,
        limits::plot(requests)
    );
    let _ = write!(
        out,
        "<section class=card><h2>Latency by operation</h2><p class=note>A dot per request, a bar at the \
         median{}.</p>{}</section>",
        match run.retried {
            0 => String::new(),
            n => format!("; <i class=\"key bad-key\"></i> {n} failed and were retried"),
        },
        latency::plot(requests)
    );
    out.push_str("</main></html>\n");
    out
}

/// Formats a summary of a few lines.
pub(crate) fn summary(report: &Report, requests: &[RequestRecord]) -> String {
    let run = RunStats::from_requests(requests);
    let (checked, with_factor) = report.factors;
    let mut out = String::new();
    for (name, counts) in [
        ("users", &report.users),
        ("groups", &report.groups),
        ("apps", &report.apps),
        ("events, 24 h", &report.events),
    ] {
        let count = if name == "groups" { counts.len() } else { total(counts) };
        let largest: Vec<String> =
            counts.iter().take(4).map(|(name, count)| format!("{name} {count}")).collect();
        let more = if counts.len() > 4 { ", …" } else { "" };
        let _ = writeln!(out, "{name:<16} {count:>6}   {}{more}", largest.join(", "));
    }
    let share = percent(with_factor, checked);
    let _ = writeln!(out, "{:<16} {share:>6}   of {checked} active users", "second factor");
    let _ = writeln!(
        out,
        "{:<16} {:>6}   in {:.1} s, p95 {}; {} rejected, {} retried",
        "requests",
        requests.len(),
        run.seconds,
        millis(run.p95),
        run.rejected,
        run.retried
    );
    for (bucket, points) in limits::series(requests).0 {
        let peak = limits::peak(&points) * 100.0;
        let _ = writeln!(out, "{:<16} {peak:>5.0}%   peak, {bucket}", "  limit used");
    }
    for row in latency::rows(requests).iter().take(5) {
        let (count, median, p95) = (row.requests.len(), millis(row.median), millis(row.p95));
        let _ = writeln!(out, "  {:<22} {count:>6} × p50 {median:>8}   p95 {p95:>8}", row.operation);
    }
    out
}

fn total(counts: &Counts) -> usize {
    counts.iter().map(|(_, count)| count).sum()
}

fn percent(part: usize, whole: usize) -> String {
    if whole == 0 { "–".to_owned() } else { format!("{:.0} %", 100.0 * part as f64 / whole as f64) }
}

/// Formats `2026-01-31T12:00:00.000Z` as `2026-01-31 12:00`.
fn day_and_time(text: &str) -> String {
    text.get(..16).unwrap_or(text).replace('T', " ")
}
