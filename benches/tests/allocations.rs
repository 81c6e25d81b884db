//! Allocations are exact, so they can be held to a number: a change that makes calls dearer is seen here.

use okta_benches::{
    floor::{BoxError, Version},
    heap::HeapUse,
    suite::{Calls, Figure},
};

fn count(work: &mut dyn FnMut()) -> HeapUse {
    let seen = allocation_counter::measure(work);
    HeapUse { allocations: seen.count_total, peak_bytes: seen.bytes_max }
}

fn assert_holds(figure: Figure) {
    println!("{:.2} {}", figure.value, figure.what);
    assert!(figure.holds(), "{:.2} is more than {:?}: {}", figure.value, figure.target, figure.what);
}

#[test]
fn a_call_allocates_little_more_than_hyper() -> Result<(), BoxError> {
    for version in [Version::Http1, Version::Http2] {
        assert_holds(Calls::new(version)?.allocations(count)?.at_most(12.0));
    }
    Ok(())
}

#[test]
fn a_stream_of_users_holds_less_than_three_pages() -> Result<(), BoxError> {
    for version in [Version::Http1, Version::Http2] {
        assert_holds(Calls::new(version)?.streaming_memory(count, 20)?.at_most(3.0));
    }
    Ok(())
}
