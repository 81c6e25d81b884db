//! What the org starts with: its objects, its edition and its features.

use super::OrgBuilder;
use crate::{
    edition::{Edition, Feature},
    snapshot::Snapshot,
};

impl OrgBuilder {
    /// Adds custom profile attributes, of any type, to the user schema. Writes of attributes that the schema lacks are
    /// rejected with 400 `E0000001`, as by Okta; those of seeded users are added to it.
    #[must_use]
    pub fn custom_attributes<I>(mut self, names: I) -> Self
    where
        I: IntoIterator,
        I::Item: Into<String>,
    {
        self.custom_attributes.extend(names.into_iter().map(Into::into));
        self
    }

    /// Starts without the objects that every org has: default policies with their rules, the default authorization server
    /// with its scopes and claim, brand and theme, authenticators, network zones, behaviors, realm, and the role of the
    /// administrator. The group of all
    /// users, the user type and its schema are always there.
    ///
    /// ```
    /// # tokio::runtime::Runtime::new()?.block_on(async {
    /// let org = okta_testkit::Org::builder().bare().start().await?;
    /// # Ok::<_, std::io::Error>(()) })?;
    /// # Ok::<_, std::io::Error>(())
    /// ```
    #[must_use]
    pub fn bare(mut self) -> Self {
        self.bare = true;
        self
    }

    /// Starts with the objects, ids and API tokens of a snapshot. [`users`](Self::users), [`user`](Self::user),
    /// [`custom_attributes`](Self::custom_attributes) and [`bare`](Self::bare) then have no effect.
    #[must_use]
    pub fn snapshot(mut self, snapshot: Snapshot) -> Self {
        self.snapshot = Some(snapshot);
        self
    }

    /// Sets the month whose members responses have: those that Okta introduced later are left out, as recordings of orgs
    /// show them. The default is no month: responses have the members that most recorded orgs have.
    ///
    /// ```
    /// use okta_testkit::{Edition, Org};
    ///
    /// let org = Org::builder().edition(Edition::new(2025, 3)).start_blocking()?;
    /// # Ok::<_, std::io::Error>(())
    /// ```
    #[must_use]
    pub fn edition(mut self, edition: Edition) -> Self {
        self.edition = Some(edition);
        self
    }

    /// Starts without a feature: its operations are rejected with 401 `E0000015`, and responses lack its members. The
    /// default is an org with all features.
    ///
    /// ```
    /// use okta_testkit::{Feature, Org};
    ///
    /// let org = Org::builder().without(Feature::Realms).start_blocking()?;
    /// assert!(org.users()[0]["id"].is_string());
    /// # Ok::<_, std::io::Error>(())
    /// ```
    #[must_use]
    pub fn without(mut self, feature: Feature) -> Self {
        self.without.push(feature);
        self
    }
}
