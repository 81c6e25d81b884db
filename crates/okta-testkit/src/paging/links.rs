//! `Link` headers (RFC 8288), in Okta's format and with deviations.

use http::{HeaderValue, header::LINK};

use crate::response::ResponseTemplate;

/// The format of pagination links.
///
/// The default is Okta's format for most lists. The options are deviations seen in real responses, or allowed by
/// RFC 8288. All are off by default.
///
/// ```
/// use okta_testkit::{LinkOrigin, LinkStyle};
///
/// let style = LinkStyle::default().joined(true).origin(LinkOrigin::Admin);
/// # let _ = style;
/// ```
#[derive(Clone, Debug, Default)]
pub struct LinkStyle {
    pub(super) joined: bool,
    pub(super) next_first: bool,
    pub(super) relative: bool,
    pub(super) drop_filters: bool,
    pub(super) repeat_cursor: bool,
    pub(super) fresh_cursor: bool,
    pub(super) origin: LinkOrigin,
    pub(super) cursor: CursorStyle,
}

/// The origin of pagination links.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum LinkOrigin {
    /// The origin of the request.
    #[default]
    Same,
    /// An `-admin` host, as in Okta's role and e-mail template lists. The host does not exist.
    Admin,
    /// Another origin, such as `https://other.example`.
    Other(String),
}

/// The format of cursors, which are opaque to clients.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum CursorStyle {
    /// An object id.
    #[default]
    Id,
    /// Base64 with padding: `=`, `+` and `/` must be percent-encoded in a query.
    Base64,
    /// Text with spaces, `&`, `+`, `%` and non-ASCII letters.
    Text,
}

impl LinkStyle {
    /// Sends all links in one header, separated by commas.
    #[must_use]
    pub fn joined(mut self, joined: bool) -> Self {
        self.joined = joined;
        self
    }

    /// Sends `next` before `self`.
    #[must_use]
    pub fn next_first(mut self, next_first: bool) -> Self {
        self.next_first = next_first;
        self
    }

    /// Sends relative references (`</api/v1/users?…>`), which RFC 8288 allows.
    #[must_use]
    pub fn relative(mut self, relative: bool) -> Self {
        self.relative = relative;
        self
    }

    /// Omits all parameters but `after` and `limit` from `next`, as Okta's profile mappings do.
    #[must_use]
    pub fn drop_filters(mut self, drop_filters: bool) -> Self {
        self.drop_filters = drop_filters;
        self
    }

    /// Repeats the request's cursor in `next`, from the second page on: an infinite loop unless the client detects it.
    #[must_use]
    pub fn repeat_cursor(mut self, repeat_cursor: bool) -> Self {
        self.repeat_cursor = repeat_cursor;
        self
    }

    /// Issues a different cursor for each page, also for the same position, as the System Log may do for polling
    /// requests without new events.
    #[must_use]
    pub fn fresh_cursor(mut self, fresh_cursor: bool) -> Self {
        self.fresh_cursor = fresh_cursor;
        self
    }

    /// Sets the origin of links.
    #[must_use]
    pub fn origin(mut self, origin: LinkOrigin) -> Self {
        self.origin = origin;
        self
    }

    /// Sets the format of cursors.
    #[must_use]
    pub fn cursor(mut self, cursor: CursorStyle) -> Self {
        self.cursor = cursor;
        self
    }
}

/// The links of one page.
#[derive(Debug)]
pub(crate) struct Links {
    pub(super) self_url: String,
    pub(super) next: Option<String>,
    pub(super) previous: Option<String>,
    pub(super) joined: bool,
    pub(super) next_first: bool,
}

impl Links {
    pub(crate) fn write(self, response: &mut ResponseTemplate) {
        let mut links = vec![format!("<{}>; rel=\"self\"", self.self_url)];
        if let Some(next) = self.next {
            let index = if self.next_first { 0 } else { links.len() };
            links.insert(index, format!("<{next}>; rel=\"next\""));
        }
        if let Some(previous) = self.previous {
            links.push(format!("<{previous}>; rel=\"prev\""));
        }
        if self.joined {
            links = vec![links.join(", ")];
        }
        for link in links {
            if let Ok(value) = HeaderValue::try_from(link) {
                response.headers.append(LINK, value);
            }
        }
    }
}
