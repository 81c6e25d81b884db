//! Heap usage of a function.
//!
//! A program has one global allocator, and the divan benchmarks install their own. Programs that measure the
//! heap therefore pass in a [`HeapCounter`] from [`heap_counter!`](crate::heap_counter), which links the
//! counting allocator into that program only.

/// Heap usage of a function on its thread.
#[derive(Clone, Copy, Debug)]
pub struct HeapUsage {
    /// Number of allocations.
    pub allocations: u64,
    /// Peak number of bytes allocated at the same time.
    pub peak_bytes: u64,
}

/// Runs a function and returns its heap usage.
pub type HeapCounter = fn(&mut dyn FnMut()) -> HeapUsage;

/// Returns a [`HeapCounter`](crate::heap::HeapCounter) of the calling program's allocator.
#[macro_export]
macro_rules! heap_counter {
    () => {{
        let counter: $crate::heap::HeapCounter = |work| {
            let info = ::allocation_counter::measure(work);
            $crate::heap::HeapUsage { allocations: info.count_total, peak_bytes: info.bytes_max }
        };
        counter
    }};
}

/// Returns the heap usage of a fallible function.
///
/// # Errors
///
/// Returns the error of `work`.
pub fn measure<E>(counter: HeapCounter, mut work: impl FnMut() -> Result<(), E>) -> Result<HeapUsage, E> {
    let mut result = Ok(());
    let usage = counter(&mut || result = work());
    result.map(|()| usage)
}
