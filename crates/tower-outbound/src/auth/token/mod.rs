//! Access tokens: sources, stores and refresh.

mod cached;
mod manager;
mod memory;
mod obtain;
mod refresh;
mod source;
mod stats;
mod store;

pub(super) use cached::CachedToken;
use cached::TokenBinding;
pub(super) use manager::{TokenConfig, TokenManager};
pub use memory::MemoryTokenStore;
pub(super) use source::{DynTokenSource, TokenContext};
pub use source::{Token, TokenRequest, TokenSource};
pub(super) use stats::TokenCounters;
pub use stats::TokenStats;
pub(super) use store::DynTokenStore;
pub use store::{SharedTokenStore, StoredKey, StoredToken, TokenStore};
