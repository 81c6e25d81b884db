//! Waiters for the changes that are known to be delayed.

#[cfg(any(feature = "apps", feature = "groups", feature = "schemas", feature = "users"))]
use okta_tower::meta::CacheMode;

#[cfg(any(feature = "apps", feature = "groups", feature = "schemas", feature = "users"))]
use super::{WaitError, Waiter};
#[cfg(any(feature = "apps", feature = "groups", feature = "schemas", feature = "users"))]
use crate::Client;
#[cfg(any(feature = "apps", feature = "groups", feature = "schemas", feature = "users"))]
use okta_models as models;

#[cfg(feature = "users")]
impl Waiter {
    /// Waits until a user has a status and no transition to another status is in progress. Activation and
    /// deactivation respond before the transition is complete.
    ///
    /// # Errors
    ///
    /// When the timeout elapses, or a call fails with an error that is not retryable.
    pub async fn user_status(
        &self,
        okta: &Client,
        id: &str,
        status: models::UserStatus,
    ) -> Result<models::User, WaitError> {
        self.user_until(okta, id, |user| {
            user.transitioning_to_status.is_none() && user.status.as_ref() == Some(&status)
        })
        .await
        .map_err(|error| error.awaiting(format!("user {id} to become {status}")))
    }

    /// Waits until a user's transition to another status, if any, is complete.
    ///
    /// # Errors
    ///
    /// As for [`user_status`](Self::user_status).
    pub async fn user_transition_complete(&self, okta: &Client, id: &str) -> Result<models::User, WaitError> {
        self.user_until(okta, id, |user| user.transitioning_to_status.is_none())
            .await
            .map_err(|error| error.awaiting(format!("user {id} to complete a transition")))
    }

    async fn user_until(
        &self,
        okta: &Client,
        id: &str,
        done: impl Fn(&models::User) -> bool,
    ) -> Result<models::User, WaitError> {
        let mut last_status = None;
        let user = self.until(
            || okta.users().get(id).with_cache(CacheMode::Refresh),
            |user| {
                last_status.clone_from(&user.status);
                done(user)
            },
        );
        let result = user.await;
        result.map_err(|error| error.with_last_status(last_status.map(|status| status.to_string())))
    }

    /// Waits until an added membership is listed among the user's groups.
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
        self.treat_not_found_as_pending()
            .until(|| is_member(okta, group_id, user_id), |member| *member)
            .await
            .map(drop)
            .map_err(|error| error.awaiting(format!("user {user_id} to be listed in group {group_id}")))
    }

    /// Waits until a removed membership is no longer listed among the user's groups.
    ///
    /// # Errors
    ///
    /// As for [`user_status`](Self::user_status).
    pub async fn membership_removed(
        &self,
        okta: &Client,
        group_id: &str,
        user_id: &str,
    ) -> Result<(), WaitError> {
        self.until(|| is_member(okta, group_id, user_id), |member| !member).await.map(drop).map_err(|error| {
            error.awaiting(format!("user {user_id} to be no longer listed in group {group_id}"))
        })
    }
}

#[cfg(feature = "users")]
async fn is_member(okta: &Client, group_id: &str, user_id: &str) -> Result<bool, crate::Error> {
    use futures_util::TryStreamExt;

    let mut groups = okta.users().list_groups(user_id).with_cache(CacheMode::Refresh).items();
    while let Some(group) = groups.try_next().await? {
        if group.id == group_id {
            return Ok(true);
        }
    }
    Ok(false)
}

#[cfg(feature = "groups")]
impl Waiter {
    /// Waits until a new group can be read.
    ///
    /// # Errors
    ///
    /// When the timeout elapses, or a call fails with an error that is not retryable.
    pub async fn group_visible(&self, okta: &Client, id: &str) -> Result<models::Group, WaitError> {
        self.until_visible(|| okta.groups().get(id).with_cache(CacheMode::Refresh))
            .await
            .map_err(|error| error.awaiting(format!("group {id} to become visible")))
    }
}

#[cfg(feature = "apps")]
impl Waiter {
    /// Waits until a deleted application can no longer be read.
    ///
    /// # Errors
    ///
    /// When the timeout elapses, or a call fails with an error that is not retryable.
    pub async fn app_deleted(&self, okta: &Client, id: &str) -> Result<(), WaitError> {
        self.until_deleted(|| okta.apps().get(id).with_cache(CacheMode::Refresh))
            .await
            .map_err(|error| error.awaiting(format!("application {id} to be deleted")))
    }
}

#[cfg(feature = "schemas")]
impl Waiter {
    /// Waits until a new custom attribute of a user schema is applied. `schema` is the schema's id or
    /// `default`.
    ///
    /// # Errors
    ///
    /// When the timeout elapses, or a call fails with an error that is not retryable.
    pub async fn user_attribute_visible(
        &self,
        okta: &Client,
        schema: &str,
        attribute: &str,
    ) -> Result<models::UserSchema, WaitError> {
        self.user_attribute(okta, schema, attribute, true).await
    }

    /// Waits until a removed custom attribute of a user schema is no longer listed.
    ///
    /// # Errors
    ///
    /// As for [`user_attribute_visible`](Self::user_attribute_visible).
    pub async fn user_attribute_removed(
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
        expected: bool,
    ) -> Result<models::UserSchema, WaitError> {
        self.until(
            || okta.schemas().get_user_schema(schema).with_cache(CacheMode::Refresh),
            |schema: &models::UserSchema| {
                let custom = schema.definitions.as_ref().and_then(|definitions| definitions.custom.as_ref());
                let properties = custom.and_then(|custom| custom.properties.as_ref());
                properties.is_some_and(|properties| properties.get(attribute).is_some()) == expected
            },
        )
        .await
        .map_err(|error| {
            let change = if expected { "applied" } else { "removed" };
            error.awaiting(format!("attribute {attribute} of schema {schema} to be {change}"))
        })
    }
}
