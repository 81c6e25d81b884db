//! What a cache knows of an API beyond HTTP.

use std::fmt;

use http::response;

use super::{CacheTarget, Tag};

/// What a cache knows of one API beyond HTTP: which responses are worth storing, on which resources they depend, and
/// which resources a write changes.
///
/// The rules of HTTP apply in addition: a response that must not be stored is not inspected, and a write invalidates
/// its target whatever the dialect says. The default dialect is [`PathHierarchy`].
pub trait CacheDialect: fmt::Debug + Send + Sync + 'static {
    /// Inspects a response that may be stored.
    fn inspect(&self, target: &CacheTarget<'_>, head: &response::Parts, body: &[u8]) -> Inspection;

    /// Returns the names in the target of a write that may be aliases of a resource. The cache looks them up among
    /// the [aliases](Inspection::alias) of stored responses.
    fn aliases(&self, target: &CacheTarget<'_>) -> Vec<String> {
        let _ = target;
        Vec::new()
    }

    /// Returns what a write invalidates besides its target. `resolve` returns the resource of a known alias.
    fn invalidated(&self, target: &CacheTarget<'_>, resolve: &dyn Fn(&str) -> Option<Tag>) -> Vec<Tag>;

    /// Whether [`invalidated_by_response`](Self::invalidated_by_response) is asked, for which the bodies of successful
    /// responses to writes are buffered if their length is known. The default is `false`.
    fn inspects_writes(&self) -> bool {
        false
    }

    /// Returns what a write invalidates because its response names it.
    fn invalidated_by_response(&self, target: &CacheTarget<'_>, body: &[u8]) -> Vec<Tag> {
        let _ = (target, body);
        Vec::new()
    }
}

/// The result of [`CacheDialect::inspect`]. The default stores the response, without further tags.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Inspection {
    pub(super) storage: Storage,
    pub(super) tags: Vec<Tag>,
    pub(super) aliases: Vec<Alias>,
}

/// Whether a response is stored.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Storage {
    /// It is stored.
    #[default]
    Always,
    /// It is stored, and served, for requests with [`CacheMode::Force`](crate::meta::CacheMode::Force) only.
    OnDemand,
    /// It is not stored.
    Never,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Alias {
    pub(super) name: String,
    pub(super) resource: Tag,
    pub(super) tags: Vec<Tag>,
}

impl Inspection {
    /// Creates the default result.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets whether the response is stored. The default is [`Storage::Always`].
    #[must_use]
    pub fn storage(mut self, storage: Storage) -> Self {
        self.storage = storage;
        self
    }

    /// Adds tags that the response depends on.
    #[must_use]
    pub fn tags(mut self, tags: impl IntoIterator<Item = Tag>) -> Self {
        self.tags.extend(tags);
        self
    }

    /// Adds another name of a resource, by which writes may address it. It is stored with the response, and depends on
    /// `tags`.
    #[must_use]
    pub fn alias(
        mut self,
        name: impl Into<String>,
        resource: Tag,
        tags: impl IntoIterator<Item = Tag>,
    ) -> Self {
        self.aliases.push(Alias { name: name.into(), resource, tags: tags.into_iter().collect() });
        self
    }
}

/// The default dialect: a write changes its target, the resources below it, and the collections above it.
///
/// A write to `/teams/7/members` invalidates what was read from this path, from `/teams/7/members/3`, and from
/// `/teams/7`, `/teams` and `/`, but not from `/teams/8`.
#[derive(Clone, Copy, Debug, Default)]
pub struct PathHierarchy;

impl CacheDialect for PathHierarchy {
    fn inspect(&self, target: &CacheTarget<'_>, _: &response::Parts, _: &[u8]) -> Inspection {
        Inspection::new().tags(ancestors(target.uri().path()).map(|path| target.tag("below", path)))
    }

    fn invalidated(&self, target: &CacheTarget<'_>, _: &dyn Fn(&str) -> Option<Tag>) -> Vec<Tag> {
        let path = target.uri().path();
        let below = [path, path.trim_end_matches('/')].map(|path| target.tag("below", path));
        // A collection is found with and without a slash at its end.
        let with_slash = |path: &str| target.path_tag(&format!("{path}/"));
        let collections = ancestors(path).chain([path.trim_end_matches('/')]);
        let above = collections.flat_map(|path| [target.path_tag(path), with_slash(path)]);
        below.into_iter().chain(above).collect()
    }
}

/// Returns the paths above a path, without a slash at their end; the root is empty.
fn ancestors(path: &str) -> impl Iterator<Item = &str> {
    let path = path.trim_end_matches('/');
    path.bytes().enumerate().filter(|(_, byte)| *byte == b'/').map(|(at, _)| &path[..at])
}

#[cfg(test)]
mod tests {
    use http::Uri;

    use super::*;

    /// Whether a write to one path invalidates a response from another.
    fn invalidates(write: &str, read: &str) -> bool {
        let (write, read): (Uri, Uri) = (
            format!("https://example.com{write}").parse().unwrap(),
            format!("https://example.com{read}").parse().unwrap(),
        );
        let (write, read) = (CacheTarget::new(&write, None), CacheTarget::new(&read, None));
        let head = http::Response::new(()).into_parts().0;
        let mut depends = PathHierarchy.inspect(&read, &head, b"").tags;
        depends.push(read.path_tag(read.uri().path()));
        let mut invalidated = PathHierarchy.invalidated(&write, &|_| None);
        invalidated.push(write.path_tag(write.uri().path()));
        depends.iter().any(|tag| invalidated.contains(tag))
    }

    #[test]
    fn write_invalidates_target_and_what_is_above_and_below() {
        let cases = [
            ("/", "/", true),
            ("/v1", "/v1", true),
            ("/api/v1", "/api/v1", true),
            ("/teams/7", "/teams/7?expand=members", true),
            ("/teams/7?notify=1", "/teams/7", true),
            ("/teams/7", "/teams/7/members/3", true),
            ("/teams/7/", "/teams/7/members", true),
            ("/teams/7/", "/teams/7", true),
            ("/teams/7", "/teams/7/", true),
            ("/teams/7/members", "/teams/7", true),
            ("/teams/7/members", "/teams/", true),
            ("/teams/7/members", "/", true),
            ("/teams/7", "/teams/8", false),
            ("/teams/7", "/teams/77", false),
            ("/teams/7/members", "/teams/7/owners", false),
        ];
        for (write, read, expected) in cases {
            assert_eq!(invalidates(write, read), expected, "{write} {read}");
        }
    }
}
