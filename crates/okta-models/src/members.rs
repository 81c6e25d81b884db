//! Access to the members of objects, unions and JSON values by name.

use serde::Serialize;

use crate::error::SetError;
use crate::extra::Extra;
use crate::json::JsonKind;
use crate::map::Map;
use crate::model::Model;
use crate::object::{self, Object};
use crate::raw::Json;

/// A type-erased value with members.
pub(crate) trait Members {
    fn get(&self, name: &str) -> Option<Json>;
    /// Sets a member to a JSON text.
    fn set_raw(&mut self, name: &str, raw: &str) -> Result<(), SetError>;
    fn set_null(&mut self, name: &str);
    fn is_null(&self, name: &str) -> bool;
    fn remove(&mut self, name: &str) -> Option<Json>;
}

/// The content of a variant: a boxed object, a boxed union, or JSON.
pub(crate) trait AsMembers {
    fn as_members(&self) -> &dyn Members;
    fn as_members_mut(&mut self) -> &mut dyn Members;
}

/// Sets a member to a serializable value.
pub(crate) fn set_member(
    members: &mut dyn Members,
    name: &str,
    value: &impl Serialize,
) -> Result<(), SetError> {
    let raw = serde_json::to_string(value).map_err(|error| SetError::serialize(name, error))?;
    members.set_raw(name, &raw)
}

impl<T: Object> Members for T {
    fn get(&self, name: &str) -> Option<Json> {
        object::get(self, name)
    }

    fn set_raw(&mut self, name: &str, raw: &str) -> Result<(), SetError> {
        object::set_raw(self, name, raw)
    }

    fn set_null(&mut self, name: &str) {
        object::set_null(self, name);
    }

    fn is_null(&self, name: &str) -> bool {
        object::is_null(self, name)
    }

    fn remove(&mut self, name: &str) -> Option<Json> {
        object::remove(self, name)
    }
}

impl<T: Object> AsMembers for Box<T> {
    fn as_members(&self) -> &dyn Members {
        &**self
    }

    fn as_members_mut(&mut self) -> &mut dyn Members {
        &mut **self
    }
}

/// The members of a JSON object; any other value has none, and cannot be given one.
impl Members for Json {
    fn get(&self, name: &str) -> Option<Json> {
        members_of(self)?.get(name)
    }

    fn set_raw(&mut self, name: &str, raw: &str) -> Result<(), SetError> {
        let Some(mut members) = members_of(self) else {
            let cause = Map::<Json>::decode(self.as_str().as_bytes()).err();
            return cause.map_or(Ok(()), |cause| Err(SetError::type_mismatch(name, cause)));
        };
        members.set_raw(name, raw);
        *self = Json::from_valid(members.text());
        Ok(())
    }

    fn set_null(&mut self, name: &str) {
        if let Some(mut members) = members_of(self) {
            members.set_null(name);
            *self = Json::from_valid(members.text());
        }
    }

    fn is_null(&self, name: &str) -> bool {
        members_of(self).is_some_and(|members| members.get_raw(name) == Some("null"))
    }

    fn remove(&mut self, name: &str) -> Option<Json> {
        let mut members = members_of(self)?;
        let value = members.remove(name)?;
        *self = Json::from_valid(members.text());
        Some(value)
    }
}

impl AsMembers for Json {
    fn as_members(&self) -> &dyn Members {
        self
    }

    fn as_members_mut(&mut self) -> &mut dyn Members {
        self
    }
}

fn members_of(json: &Json) -> Option<Extra> {
    (json.kind() == JsonKind::Object).then(|| Extra::from_object(json.as_str()))
}
