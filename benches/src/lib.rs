//! Measurements of okta-client against the floor: the same work over hyper and serde by hand.
//!
//! Everything here is a ratio of two things measured in turn in one run; a time by itself says more about the
//! machine. What is measured is the processor time of the thread that the client runs on, its connections
//! included; the server has a thread of its own. `cargo run --release --bin targets` prints the ratios beside
//! what they are allowed to be.

pub mod burst;
pub mod cpu;
pub mod floor;
pub mod footprint;
pub mod heap;
pub mod load;
pub mod paging;
pub mod payload;
pub mod plot;
pub mod serde_types;
pub mod server;
pub mod suite;
