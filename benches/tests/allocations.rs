//! Allocation counts and peak memory, which are exact, against their targets.

use okta_benches::{
    floor::{BoxError, Version},
    heap_counter,
    suite::{CallSuite, Measurement},
};

fn assert_meets_target(measurement: Measurement) {
    let Measurement { label, value, target, .. } = &measurement;
    println!("{value:.2} {label}");
    assert!(measurement.meets_target(), "{value:.2} exceeds {target:?}: {label}");
}

#[test]
fn calls_allocate_little_more_than_hyper() -> Result<(), BoxError> {
    for version in [Version::Http1, Version::Http2] {
        assert_meets_target(CallSuite::new(version)?.allocations(heap_counter!())?.with_target(12.0));
    }
    Ok(())
}

#[test]
fn streaming_holds_less_than_three_pages() -> Result<(), BoxError> {
    for version in [Version::Http1, Version::Http2] {
        assert_meets_target(CallSuite::new(version)?.streaming_memory(heap_counter!(), 20)?.with_target(3.0));
    }
    Ok(())
}
