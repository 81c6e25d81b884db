//! Tables and a plot of the results.

use std::{fmt::Write, time::Duration};

use super::{Results, Runs, process::Run};
use crate::{plot, suite::Measurement};

/// Returns the tables in Markdown: one per workload, the start, the versions.
#[must_use]
pub fn markdown(results: &[Results]) -> String {
    let mut text = String::new();
    for result in results {
        let _ = write!(text, "### {}\n\n", result.workload.title);
        text += &if result.workload.limited { limited(result) } else { unlimited(result) };
        text.push('\n');
    }
    // Each client that does all work with a rate limit or without has the first workload.
    if let Some(result) = results.first() {
        text += "### Start of the program\n\n";
        text += &start(result);
        text += "\nVersions:\n\n";
        for client in &result.clients {
            let versions = client.runs.first().map_or("?", |run| run.versions.as_str());
            let _ = writeln!(text, "- {}: {versions}", client.client);
        }
    }
    text
}

/// Returns a plot of the CPU time of all work without a rate limit, relative to the baseline.
#[must_use]
pub fn svg(results: &[Results]) -> String {
    let mut bars = Vec::new();
    for result in results.iter().filter(|result| !result.workload.limited) {
        for client in result.clients.iter().skip(1).filter(|client| lost(result, client).most == 0.0) {
            let label = format!("{}: {}", result.workload.short, client.client.replace('`', ""));
            bars.push(Measurement::new(label, ratio(result, client).median));
        }
    }
    plot::bars("Other clients", "CPU time, ratio to hyper and serde derive", &bars, true)
}

fn unlimited(result: &Results) -> String {
    let mut text =
        "| client | CPU / hyper | CPU, s | wall clock, s | peak memory, MB | connections | lost |\n\
                    |---|---|---|---|---|---|---|\n"
            .to_owned();
    for client in &result.clients {
        let lost = lost(result, client);
        // A ratio to work that was not done would mislead.
        let ratio = if lost.most > 0.0 { "–".to_owned() } else { ratio(result, client).show(2) };
        let _ = writeln!(
            text,
            "| {} | {ratio} | {} | {} | {} | {} | {} |",
            client.client,
            seconds(client, |run| run.work.cpu),
            seconds(client, |run| run.work.wall),
            peak(client, |run| run.work.peak_bytes),
            Spread::of(client, |run| run.received.connections as f64).show(0),
            lost.show(0)
        );
    }
    text
}

fn limited(result: &Results) -> String {
    let mut text =
        "| client | lost | 429 | requests | wall clock, s | CPU, s |\n|---|---|---|---|---|---|\n".to_owned();
    for client in &result.clients {
        let _ = writeln!(
            text,
            "| {} | {} | {} | {} | {} | {} |",
            client.client,
            lost(result, client).show(0),
            Spread::of(client, |run| run.received.rejected as f64).show(0),
            Spread::of(client, |run| run.received.requests as f64).show(0),
            seconds(client, |run| run.work.wall),
            seconds(client, |run| run.work.cpu)
        );
    }
    text
}

fn start(result: &Results) -> String {
    let mut text = "| client | CPU, s | wall clock, s | memory, MB |\n|---|---|---|---|\n".to_owned();
    for client in &result.clients {
        let _ = writeln!(
            text,
            "| {} | {} | {} | {} |",
            client.client,
            seconds(client, |run| run.start.cpu),
            seconds(client, |run| run.start.wall),
            peak(client, |run| run.start.peak_bytes)
        );
    }
    text
}

fn lost(result: &Results, client: &Runs) -> Spread {
    Spread::of(client, |run| result.workload.expected.saturating_sub(run.succeeded) as f64)
}

/// Returns the ratio of CPU times to the baseline, round by round.
fn ratio(result: &Results, client: &Runs) -> Spread {
    let baseline = result.clients.first().map_or(&[][..], |baseline| &baseline.runs);
    let ratios = client.runs.iter().zip(baseline);
    Spread::new(ratios.map(|(run, base)| run.work.cpu.as_secs_f64() / base.work.cpu.as_secs_f64()).collect())
}

fn seconds(client: &Runs, time: impl Fn(&Run) -> Duration) -> String {
    Spread::of(client, |run| time(run).as_secs_f64()).show(3)
}

fn peak(client: &Runs, bytes: impl Fn(&Run) -> u64) -> String {
    Spread::of(client, |run| bytes(run) as f64 / 1e6).show(1)
}

/// The median, least and most of several rounds.
#[derive(Clone, Copy, Debug)]
struct Spread {
    median: f64,
    least: f64,
    most: f64,
}

impl Spread {
    fn new(mut values: Vec<f64>) -> Self {
        values.sort_by(f64::total_cmp);
        let at = |index: usize| values.get(index).copied().unwrap_or(f64::NAN);
        let last = values.len().saturating_sub(1);
        Self { median: at(last / 2).midpoint(at(last.div_ceil(2))), least: at(0), most: at(last) }
    }

    fn of(client: &Runs, value: impl Fn(&Run) -> f64) -> Self {
        Self::new(client.runs.iter().map(value).collect())
    }

    fn show(self, decimals: usize) -> String {
        let [median, least, most] =
            [self.median, self.least, self.most].map(|value| format!("{value:.decimals$}"));
        if least == most { median } else { format!("{median} ({least}–{most})") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        peers::{WORKLOADS, process::Cost},
        server::Counts,
    };

    fn client(client: &'static str, millis: [u64; 3], succeeded: usize) -> Runs {
        let runs = millis.map(|millis| {
            let cost = Cost {
                cpu: Duration::from_millis(millis),
                wall: Duration::from_secs(1),
                peak_bytes: 2_000_000,
            };
            let received = Counts { connections: 1, requests: 100, rejected: 0 };
            Run { versions: format!("{client} 1.0"), start: cost, work: cost, succeeded, received }
        });
        Runs { client, runs: runs.into() }
    }

    fn results() -> Results {
        let clients = vec![
            client("base", [10, 20, 10], 20_000),
            client("twice", [20, 40, 30], 20_000),
            client("partial", [1, 1, 1], 200),
        ];
        Results { workload: WORKLOADS[0], clients }
    }

    #[test]
    fn ratios_are_taken_per_round() {
        let text = markdown(&[results()]);
        assert!(
            text.contains("| twice | 2.00 (2.00–3.00) | 0.030 (0.020–0.040) | 1.000 | 2.0 | 1 | 0 |"),
            "{text}"
        );
    }

    #[test]
    fn lost_work_has_no_ratio() {
        assert!(markdown(&[results()]).contains("| partial | – | 0.001 | 1.000 | 2.0 | 1 | 19800 |"));
        assert!(!svg(&[results()]).contains("partial"));
    }

    #[test]
    fn median_of_even_rounds_is_between() {
        assert_eq!(Spread::new(vec![4.0, 1.0, 2.0, 3.0]).median, 2.5);
    }
}
