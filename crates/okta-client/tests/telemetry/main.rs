//! Telemetry of a complete client: spans, metrics, logs, and trace propagation.

#[cfg(test)]
mod bodies;
#[cfg(test)]
#[path = "../common/mod.rs"]
mod common;
#[cfg(test)]
mod headers;
#[cfg(test)]
mod log_capture;
#[cfg(test)]
mod metrics;
#[cfg(test)]
mod propagation;
#[cfg(test)]
mod spans;
#[cfg(test)]
mod support;
