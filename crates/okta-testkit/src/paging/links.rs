//! `Link` lines, as Okta writes them and as clients must survive them (RFC 8288).

use http::{HeaderValue, header::LINK};

use crate::response::Answer;

/// How links between pages are written.
///
/// The default is what Okta does on most lists. The switches are faults seen in real answers, or allowed by
/// RFC 8288.
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
    pub(super) origin: LinkOrigin,
    pub(super) cursor: CursorStyle,
}

/// Which origin links point to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum LinkOrigin {
    /// The origin that the caller used.
    #[default]
    Same,
    /// The org's `-admin` host, as Okta does for role and e-mail template lists. The host does not exist.
    Admin,
    /// This origin, such as `https://elsewhere.example`.
    Other(String),
}

/// What cursors look like. They are opaque and must be sent back exactly.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum CursorStyle {
    /// An object id.
    #[default]
    Id,
    /// Base64 with padding, whose `=`, `+` and `/` need encoding in a query.
    Base64,
    /// Free text with spaces, `&`, `+`, `%` and non-ASCII letters.
    Text,
}

impl LinkStyle {
    /// All links in one header line, separated by commas.
    #[must_use]
    pub fn joined(mut self, on: bool) -> Self {
        self.joined = on;
        self
    }

    /// `next` before `self`.
    #[must_use]
    pub fn next_first(mut self, on: bool) -> Self {
        self.next_first = on;
        self
    }

    /// Relative references (`</api/v1/users?…>`), which RFC 8288 allows.
    #[must_use]
    pub fn relative(mut self, on: bool) -> Self {
        self.relative = on;
        self
    }

    /// `next` keeps only `after` and `limit`, as Okta's profile mappings do.
    #[must_use]
    pub fn drop_filters(mut self, on: bool) -> Self {
        self.drop_filters = on;
        self
    }

    /// From the second page on, `next` repeats the cursor that was just used: a loop, unless the client notices.
    #[must_use]
    pub fn repeat_cursor(mut self, on: bool) -> Self {
        self.repeat_cursor = on;
        self
    }

    /// The origin of links.
    #[must_use]
    pub fn origin(mut self, origin: LinkOrigin) -> Self {
        self.origin = origin;
        self
    }

    /// The look of cursors.
    #[must_use]
    pub fn cursor(mut self, cursor: CursorStyle) -> Self {
        self.cursor = cursor;
        self
    }
}

/// The links of one page.
#[derive(Debug)]
pub(crate) struct Links {
    pub(super) own: String,
    pub(super) next: Option<String>,
    pub(super) joined: bool,
    pub(super) next_first: bool,
}

impl Links {
    pub(crate) fn write(self, answer: &mut Answer) {
        let mut lines = vec![format!("<{}>; rel=\"self\"", self.own)];
        if let Some(next) = self.next {
            let at = if self.next_first { 0 } else { lines.len() };
            lines.insert(at, format!("<{next}>; rel=\"next\""));
        }
        if self.joined {
            lines = vec![lines.join(", ")];
        }
        for line in lines {
            if let Ok(value) = HeaderValue::try_from(line) {
                answer.headers.append(LINK, value);
            }
        }
    }
}
