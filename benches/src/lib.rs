//! Benchmarks of okta-client against the floor: a baseline that does the same work with hyper and serde.
//!
//! Results are ratios of two alternating measurements in one run, because absolute times depend on the
//! machine; instruction counts, where valgrind is installed, beside CPU time. CPU time is that of the thread that runs
//! the client and its connections; the server runs on another thread. `cargo run --release --bin targets` compares the ratios with their targets.

pub mod buckets;
pub mod burst;
pub mod check_cost;
pub mod cpu;
pub mod export;
pub mod floor;
pub mod footprint;
pub mod heap;
pub mod instructions;
pub mod limit;
pub mod load;
pub mod page;
pub mod paging;
pub mod payload;
pub mod peers;
pub mod plot;
pub mod serde_types;
pub mod server;
pub mod suite;
