//! What the org holds.

pub(crate) mod users;

use crate::{ids::Ids, paging::Cursors};
use users::Users;

/// Everything that requests read and change. One lock guards all of it: a request is applied as a whole.
#[derive(Debug, Default)]
pub(crate) struct State {
    pub(crate) ids: Ids,
    pub(crate) users: Users,
    pub(crate) cursors: Cursors,
    /// Custom profile attributes that the user schema knows; `None` takes any.
    pub(crate) custom_attributes: Option<Vec<String>>,
}
