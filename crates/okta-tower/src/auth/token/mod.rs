//! Access tokens: where they come from, how they are shared, and when they are renewed.

mod manager;
mod refresh;
mod source;
mod stats;
mod store;

pub(super) use manager::{Live, Settings, TokenManager};
pub(super) use source::{DynTokenSource, Shared};
pub use source::{Token, TokenRequest, TokenSource};
pub(super) use stats::Counters;
pub use stats::TokenStats;
pub(super) use store::DynTokenStore;
pub use store::{SharedTokenStore, StoredKey, StoredToken, TokenStore};
