//! The soak: clients that read and write through every kind of fault, and a referee who compares what they were told
//! with what the orgs hold in the end.
//!
//! The program `soak` is two processes. The *referee* runs two orgs (plain HTTP and TLS), breaks things ([`faults`])
//! and keeps the [`ledger`]; the *worker* runs the clients, so that its memory, tasks and connections are theirs
//! alone. The worker tells on its standard output what each write was told ([`journal`]).
//!
//! The plan (who does what, which faults come) follows from the seed; how the two interleave does not, as sockets and
//! timers are real.

pub mod faults;
pub mod journal;
pub mod ledger;
pub mod options;
pub mod referee;
pub mod usage;
pub mod worker;
