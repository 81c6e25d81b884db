//! The program's arguments.

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// How to call the program.
pub const USAGE: &str = "usage: soak [--seconds N] [--seed N] [--calls N] [--sabotage repeat|swallow|leak]";

/// What to do.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// How long the clients work.
    pub time: Duration,
    /// What the plan is made from.
    pub seed: u64,
    /// The most calls that the clients make.
    pub calls: u64,
    /// A fault to build into the clients, which the referee must find.
    pub sabotage: Option<Sabotage>,
}

/// A fault of the client, to show that the referee sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Sabotage {
    /// Creations are sent again as if that did no harm.
    Repeat,
    /// Every other membership change is answered without being sent.
    Swallow,
    /// Calls are begun and neither finished nor dropped.
    Leak,
}

impl Options {
    /// Reads arguments.
    ///
    /// # Errors
    ///
    /// When an argument is unknown or has no sensible value; the message names it.
    pub fn parse(mut arguments: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut options =
            Self { time: Duration::from_secs(60), seed: fastrand::u64(..), calls: 1_000_000, sabotage: None };
        while let Some(name) = arguments.next() {
            let value = arguments.next().ok_or_else(|| format!("{name} needs a value"))?;
            let number = || value.parse::<u64>().map_err(|_| format!("{name} takes a number, not `{value}`"));
            match name.as_str() {
                "--seconds" => options.time = Duration::from_secs(number()?.clamp(1, 86_400)),
                "--seed" => options.seed = number()?,
                "--calls" => options.calls = number()?,
                "--sabotage" => {
                    options.sabotage = Some(match value.as_str() {
                        "repeat" => Sabotage::Repeat,
                        "swallow" => Sabotage::Swallow,
                        "leak" => Sabotage::Leak,
                        _ => return Err(format!("--sabotage knows repeat, swallow and leak, not `{value}`")),
                    });
                }
                _ => return Err(format!("there is no argument `{name}`")),
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
    fn arguments_are_read_and_mistakes_named() {
        let options = parse("--seconds 5 --seed 7 --sabotage leak").unwrap();
        assert_eq!((options.time.as_secs(), options.seed), (5, 7));
        assert_eq!(options.sabotage, Some(Sabotage::Leak));
        for (wrong, named) in [("--seed x", "`x`"), ("--speed 1", "`--speed`"), ("--seed", "--seed needs")] {
            assert!(parse(wrong).unwrap_err().contains(named));
        }
    }
}
