//! The page, and what of it fits on a terminal.

use std::fmt::Write;

use crate::{
    bars, latency, limits,
    read::{Counts, Report},
    recorder::Sent,
    svg::{escape, millis, quantile},
};

const STYLE: &str = include_str!("page.css");

/// How the run went.
struct Run {
    seconds: f64,
    retried: usize,
    refused: usize,
    p95: f64,
}

impl Run {
    fn of(sent: &[Sent]) -> Self {
        let mut took: Vec<f64> = sent.iter().map(|sent| sent.took.as_secs_f64() * 1000.0).collect();
        took.sort_by(f64::total_cmp);
        let with =
            |wanted: fn(u16) -> bool| sent.iter().filter(|sent| sent.status.is_some_and(wanted)).count();
        Self {
            seconds: sent.iter().map(|sent| sent.at.as_secs_f64()).fold(0.0, f64::max),
            retried: with(|status| status >= 500),
            refused: with(|status| status == 429),
            p95: quantile(&took, 0.95),
        }
    }
}

/// The whole page, in one piece: no script, no font, no picture from elsewhere.
pub(crate) fn html(report: &Report, sent: &[Sent]) -> String {
    let run = Run::of(sent);
    let (looked_at, with_factor) = report.factors;
    let mut out = format!(
        "<!doctype html><html lang=en><meta charset=utf-8><title>Org report</title>\
         <meta name=viewport content=\"width=device-width, initial-scale=1\">\
         <meta name=color-scheme content=\"light dark\"><style>{STYLE}</style>\
         <main><header><h1>Org report</h1><p>{} UTC</p></header><div class=tiles>",
        escape(&day_and_time(report.made.as_str()))
    );
    for (value, label) in [
        (total(&report.users).to_string(), "users"),
        (report.groups.len().to_string(), "groups"),
        (total(&report.apps).to_string(), "apps"),
        (percent(with_factor, looked_at), "second factor"),
        (sent.len().to_string(), "requests"),
        (run.refused.to_string(), "refused (429)"),
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
        "</div><section class=card><h2>Rate limits during this run</h2><p class=note>How much of each bucket's \
         window was used when an answer came. {} requests in {:.1} s, {} refused.</p>{}</section>",
        sent.len(),
        run.seconds,
        run.refused,
        limits::plot(sent)
    );
    let _ = write!(
        out,
        "<section class=card><h2>Latency by operation</h2><p class=note>A dot for each request on the wire, a bar \
         at the median{}.</p>{}</section>",
        match run.retried {
            0 => String::new(),
            n => format!("; <i class=\"key bad-key\"></i> {n} answered with an error and were sent again"),
        },
        latency::plot(sent)
    );
    out.push_str("</main></html>\n");
    out
}

/// The same in a few lines.
pub(crate) fn summary(report: &Report, sent: &[Sent]) -> String {
    let run = Run::of(sent);
    let (looked_at, with_factor) = report.factors;
    let mut out = String::new();
    for (name, counts) in [
        ("users", &report.users),
        ("groups", &report.groups),
        ("apps", &report.apps),
        ("events, one day", &report.events),
    ] {
        let all = if name == "groups" { counts.len() } else { total(counts) };
        let most: Vec<String> =
            counts.iter().take(4).map(|(name, count)| format!("{name} {count}")).collect();
        let more = if counts.len() > 4 { ", …" } else { "" };
        let _ = writeln!(out, "{name:<16} {all:>6}   {}{more}", most.join(", "));
    }
    let share = percent(with_factor, looked_at);
    let _ = writeln!(out, "{:<16} {share:>6}   of {looked_at} active users", "second factor");
    let _ = writeln!(
        out,
        "{:<16} {:>6}   in {:.1} s, 95 % within {}; {} refused, {} sent again after an error",
        "requests",
        sent.len(),
        run.seconds,
        millis(run.p95),
        run.refused,
        run.retried
    );
    for (bucket, line) in limits::lines(sent).0 {
        let _ =
            writeln!(out, "{:<16} {:>5.0}%   at most, {bucket}", "  limit used", limits::peak(&line) * 100.0);
    }
    for row in latency::rows(sent).iter().take(5) {
        let (median, p95) = (millis(row.median), millis(row.p95));
        let _ =
            writeln!(out, "  {:<22} {:>6} × half {median:>7}   95 % {p95:>7}", row.operation, row.sent.len());
    }
    out
}

fn total(counts: &Counts) -> usize {
    counts.iter().map(|(_, count)| count).sum()
}

fn percent(part: usize, whole: usize) -> String {
    if whole == 0 { "–".to_owned() } else { format!("{:.0} %", 100.0 * part as f64 / whole as f64) }
}

/// `2026-01-31T12:00:00.000Z` to the minute, without the letters.
fn day_and_time(text: &str) -> String {
    text.get(..16).unwrap_or(text).replace('T', " ")
}
