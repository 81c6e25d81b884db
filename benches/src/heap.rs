//! Allocations, counted by whoever owns the program's allocator.
//!
//! A program has one global allocator, and divan's programs bring their own; so the counting itself is passed
//! in by the programs here.

/// What a piece of work did to the heap of its thread.
#[derive(Clone, Copy, Debug)]
pub struct HeapUse {
    /// How many allocations it made.
    pub allocations: u64,
    /// The most bytes that it held at a time.
    pub peak_bytes: u64,
}

/// Runs a piece of work and counts.
pub type Count = fn(&mut dyn FnMut()) -> HeapUse;

/// Counts a piece of work that can fail.
///
/// # Errors
///
/// Those of `work`.
pub fn counted<E>(count: Count, mut work: impl FnMut() -> Result<(), E>) -> Result<HeapUse, E> {
    let mut outcome = Ok(());
    let seen = count(&mut || outcome = work());
    outcome.map(|()| seen)
}
