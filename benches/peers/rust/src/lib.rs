//! What the programs share with those of `okta-benches`: the protocol, and a user with serde derive.

#[path = "../../../src/peers/program.rs"]
pub mod program;
#[path = "../../../src/serde_types.rs"]
pub mod serde_types;

/// The versions of the dependencies.
pub const LOCK: &str = include_str!("../Cargo.lock");

/// Returns the URL with the relation `next`. The clients here leave this to the caller.
pub fn next_link<'a>(mut links: impl Iterator<Item = &'a [u8]>) -> Option<String> {
    links.find_map(|link| {
        let (url, rest) = str::from_utf8(link).ok()?.strip_prefix('<')?.split_once('>')?;
        rest.contains("\"next\"").then(|| url.to_owned())
    })
}
