//! Waits for what Okta is known to take its time over.

#[cfg(any(feature = "apps", feature = "groups", feature = "schemas", feature = "users"))]
use okta_tower::meta::CacheMode;

#[cfg(any(feature = "apps", feature = "groups", feature = "schemas", feature = "users"))]
use super::{Wait, WaitError};
#[cfg(any(feature = "apps", feature = "groups", feature = "schemas", feature = "users"))]
use crate::Client;
#[cfg(any(feature = "apps", feature = "groups", feature = "schemas", feature = "users"))]
use okta_models as models;

#[cfg(feature = "users")]
impl Wait {
    /// Waits until a user has a status and no transition to another is under way: activation and deactivation
    /// answer before they are done.
    ///
    /// # Errors
    ///
    /// When the time is up, or a call fails in a way that asking again does not mend.
    pub async fn user_status(
        &self,
        okta: &Client,
        id: &str,
        status: models::UserStatus,
    ) -> Result<models::UserGetSingleton, WaitError> {
        self.until(
            || okta.users().get(id).with_cache(CacheMode::Refresh),
            |user: &models::UserGetSingleton| {
                user.transitioning_to_status.is_none() && user.status.as_ref() == Some(&status)
            },
        )
        .await
    }

    /// Waits until a user's transition to another status is over, whichever that is.
    ///
    /// # Errors
    ///
    /// As for [`user_status`](Self::user_status).
    pub async fn user_settled(&self, okta: &Client, id: &str) -> Result<models::UserGetSingleton, WaitError> {
        self.until(
            || okta.users().get(id).with_cache(CacheMode::Refresh),
            |user: &models::UserGetSingleton| user.transitioning_to_status.is_none(),
        )
        .await
    }

    /// Waits until a membership that was added shows among the user's groups.
    ///
    /// # Errors
    ///
    /// As for [`user_status`](Self::user_status).
    pub async fn membership_visible(
        &self,
        okta: &Client,
        group_id: &str,
        user_id: &str,
    ) -> Result<(), WaitError> {
        self.absent_is_not_yet()
            .until(|| is_member(okta, group_id, user_id), |member| *member)
            .await
            .map(drop)
    }

    /// Waits until a membership that was removed no longer shows among the user's groups.
    ///
    /// # Errors
    ///
    /// As for [`user_status`](Self::user_status).
    pub async fn membership_gone(
        &self,
        okta: &Client,
        group_id: &str,
        user_id: &str,
    ) -> Result<(), WaitError> {
        self.until(|| is_member(okta, group_id, user_id), |member| !member).await.map(drop)
    }
}

#[cfg(feature = "users")]
async fn is_member(okta: &Client, group_id: &str, user_id: &str) -> Result<bool, crate::Error> {
    use futures_util::TryStreamExt;

    let mut groups = okta.users().list_groups(user_id).with_cache(CacheMode::Refresh).items();
    while let Some(group) = groups.try_next().await? {
        if group.id.as_deref() == Some(group_id) {
            return Ok(true);
        }
    }
    Ok(false)
}

#[cfg(feature = "groups")]
impl Wait {
    /// Waits until a group that was created can be read.
    ///
    /// # Errors
    ///
    /// When the time is up, or a call fails in a way that asking again does not mend.
    pub async fn group_visible(&self, okta: &Client, id: &str) -> Result<models::Group, WaitError> {
        self.until_visible(|| okta.groups().get(id).with_cache(CacheMode::Refresh)).await
    }
}

#[cfg(feature = "apps")]
impl Wait {
    /// Waits until an application that was deleted can no longer be read.
    ///
    /// # Errors
    ///
    /// When the time is up, or a call fails in a way that asking again does not mend.
    pub async fn app_gone(&self, okta: &Client, id: &str) -> Result<(), WaitError> {
        self.until_gone(|| okta.apps().get(id).with_cache(CacheMode::Refresh)).await
    }
}

#[cfg(feature = "schemas")]
impl Wait {
    /// Waits until a custom attribute that was added to a user schema is applied. `schema` is the schema's id,
    /// or `default`.
    ///
    /// # Errors
    ///
    /// When the time is up, or a call fails in a way that asking again does not mend.
    pub async fn user_attribute_visible(
        &self,
        okta: &Client,
        schema: &str,
        attribute: &str,
    ) -> Result<models::UserSchema, WaitError> {
        self.user_attribute(okta, schema, attribute, true).await
    }

    /// Waits until a custom attribute that was removed from a user schema is gone.
    ///
    /// # Errors
    ///
    /// As for [`user_attribute_visible`](Self::user_attribute_visible).
    pub async fn user_attribute_gone(
        &self,
        okta: &Client,
        schema: &str,
        attribute: &str,
    ) -> Result<models::UserSchema, WaitError> {
        self.user_attribute(okta, schema, attribute, false).await
    }

    async fn user_attribute(
        &self,
        okta: &Client,
        schema: &str,
        attribute: &str,
        wanted: bool,
    ) -> Result<models::UserSchema, WaitError> {
        self.until(
            || okta.schemas().get_user_schema(schema).with_cache(CacheMode::Refresh),
            |schema: &models::UserSchema| {
                let custom = schema.definitions.as_ref().and_then(|definitions| definitions.custom.as_ref());
                let properties = custom.and_then(|custom| custom.properties.as_ref());
                properties.is_some_and(|properties| properties.get(attribute).is_some()) == wanted
            },
        )
        .await
    }
}
