//! Access tokens: sources, stores and refresh.

mod cached;
mod file;
mod manager;
mod memory;
mod obtain;
mod prepare;
mod refresh;
#[cfg(feature = "sign-in")]
mod refresh_token;
mod source;
mod stats;
mod store;

pub(super) use cached::CachedToken;
use cached::TokenBinding;
pub use file::FileTokenStore;
pub(super) use manager::{TokenConfig, TokenManager};
pub use memory::MemoryTokenStore;
pub(super) use source::{DynTokenSource, TokenContext};
pub use source::{Token, TokenRequest, TokenSource};
pub(super) use stats::TokenCounters;
pub use stats::TokenStats;
pub(super) use store::DynTokenStore;
pub use store::{SharedTokenStore, StoredKey, StoredToken, TokenStore};
