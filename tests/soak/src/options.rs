//! Command-line arguments.

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// Usage of the program.
pub(crate) const USAGE: &str =
    "usage: soak [--seconds N] [--seed N] [--calls N] [--inject repeat|swallow|leak]";

#[derive(Clone, Copy, Debug)]
pub(crate) struct Options {
    /// How long the clients run.
    pub(crate) time: Duration,
    /// Seed of the plan.
    pub(crate) seed: u64,
    /// Maximum number of calls.
    pub(crate) calls: u64,
    /// Bug to inject into the clients; the checker must detect it.
    pub(crate) inject: Option<InjectedBug>,
}

/// Bug of the client, injected to show that the checker detects it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum InjectedBug {
    /// Creations are retried as if they were idempotent.
    Repeat,
    /// Every other user replacement and membership addition is reported as done without being sent.
    Swallow,
    /// Calls are started and neither completed nor dropped.
    Leak,
}

impl Options {
    /// Parses arguments. The error names an argument that is unknown or has an invalid value.
    pub(crate) fn parse(mut arguments: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut options =
            Self { time: Duration::from_secs(60), seed: fastrand::u64(..), calls: 1_000_000, inject: None };
        while let Some(name) = arguments.next() {
            let value = arguments.next().ok_or_else(|| format!("{name} needs a value"))?;
            let number = || value.parse::<u64>().map_err(|_| format!("{name}: `{value}` is not a number"));
            match name.as_str() {
                "--seconds" => options.time = Duration::from_secs(number()?.clamp(1, 86_400)),
                "--seed" => options.seed = number()?,
                "--calls" => options.calls = number()?,
                "--inject" => {
                    options.inject = Some(match value.as_str() {
                        "repeat" => InjectedBug::Repeat,
                        "swallow" => InjectedBug::Swallow,
                        "leak" => InjectedBug::Leak,
                        _ => return Err(format!("--inject: `{value}` is not one of repeat, swallow, leak")),
                    });
                }
                _ => return Err(format!("unknown argument `{name}`")),
            }
        }
        Ok(options)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Options, String> {
        Options::parse(text.split_whitespace().map(str::to_owned))
    }

    #[test]
    fn arguments_are_parsed_and_errors_name_them() {
        let options = parse("--seconds 5 --seed 7 --inject leak").unwrap();
        assert_eq!((options.time.as_secs(), options.seed), (5, 7));
        assert_eq!(options.inject, Some(InjectedBug::Leak));
        for (arguments, named) in
            [("--seed x", "`x`"), ("--speed 1", "`--speed`"), ("--seed", "--seed needs")]
        {
            assert!(parse(arguments).unwrap_err().contains(named));
        }
    }
}
