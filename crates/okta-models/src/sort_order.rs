//! The order of listings.

open_enum! {
    /// The order of the items of a listing.
    pub enum SortOrder {
        /// Smallest first.
        Ascending = "asc",
        /// Largest first.
        Descending = "desc",
    }
}
