//! Reads the data of the report from the org.

use std::{collections::BTreeMap, future::IntoFuture, time::Duration};

use futures_util::{StreamExt, TryStreamExt};
use okta_client::{
    Client, Error,
    bulk::Bulk,
    models::{Application, ApplicationSignOnMode, DateTime, Group, Id, User, UserFactorStatus, UserStatus},
};
use okta_tower::clock::{Clock, SystemClock};

/// Names with counts, largest first.
pub(crate) type Counts = Vec<(String, usize)>;

/// Counts of an org's objects.
pub(crate) struct Report {
    /// The time of the report.
    pub(crate) created: DateTime,
    /// Users by status.
    pub(crate) users: Counts,
    /// Groups by the number of members.
    pub(crate) groups: Counts,
    /// Applications by sign-on mode.
    pub(crate) apps: Counts,
    /// Events of the last 24 hours by type.
    pub(crate) events: Counts,
    /// The number of active users whose factors were read, and the number of those with a factor.
    pub(crate) factors: (usize, usize),
}

impl Report {
    /// Reads the org, and the factors of up to `max_factor_users` users, one call per user.
    pub(crate) async fn read(okta: &Client, max_factor_users: usize) -> Result<Self, Error> {
        let now = SystemClock.now();
        let users: Vec<User> = okta.users().list().limit(200).prefetch().items().try_collect().await?;
        let apps: Vec<Application> = okta.apps().list().limit(200).items().try_collect().await?;
        let groups: Vec<Group> = okta.groups().list().limit(200).items().try_collect().await?;

        let day = now - Duration::from_secs(24 * 3600);
        let mut events = BTreeMap::new();
        let mut log = okta.logs().list().since(day).until(now).limit(1000).items();
        while let Some(event) = log.try_next().await? {
            *events.entry(event.event_type.unwrap_or_default()).or_default() += 1;
        }

        let active = users.iter().filter(|user| user.status == Some(UserStatus::Active));
        let active: Vec<Id> = active.map(|user| user.id.clone()).take(max_factor_users).collect();
        let checked = active.len();
        let client = okta.clone();
        let factors = for_each(active, move |id| has_factor(client.clone(), id)).await?;

        let client = okta.clone();
        let members = for_each(groups, move |group| members(client.clone(), group)).await?;

        Ok(Self {
            created: DateTime::from_unix_millis(millis(now)),
            users: tally(users.iter().map(|user| user.status.as_ref().map_or("none", UserStatus::as_str))),
            groups: sorted(members),
            apps: tally(
                apps.iter().map(|app| app.sign_on_mode().map_or("none", ApplicationSignOnMode::as_str)),
            ),
            events: sorted(events),
            factors: (checked, factors.into_iter().filter(|has| *has).count()),
        })
    }
}

/// Calls an operation for each input, 16 concurrently, and returns the results.
async fn for_each<I, T, C>(inputs: Vec<I>, call: impl FnMut(I) -> C + Send + 'static) -> Result<Vec<T>, Error>
where
    I: Clone + Send + 'static,
    T: Send + 'static,
    C: IntoFuture<Output = Result<T, Error>, IntoFuture: Send + 'static>,
{
    let mut run = Bulk::new().parallel(16).max_failures(1).run(inputs, call);
    let mut results = Vec::new();
    while let Some(outcome) = run.next().await {
        results.push(outcome.result?);
    }
    Ok(results)
}

/// Returns whether a user has an active factor. Without a deadline, because calls may wait for the rate
/// limit.
async fn has_factor(okta: Client, user: Id) -> Result<bool, Error> {
    let mut factors = okta.user_factors().list(user).with_deadline(None).items();
    while let Some(factor) = factors.try_next().await? {
        if factor.status() == Some(&UserFactorStatus::Active) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Returns a group's name and its number of members.
async fn members(okta: Client, group: Group) -> Result<(String, usize), Error> {
    let name = group.profile.as_ref().and_then(|profile| profile.get("name")?.to_text());
    let mut count = 0;
    let mut pages = okta.groups().list_users(&group.id).limit(200).with_deadline(None).pages();
    while let Some(page) = pages.try_next().await? {
        count += page.len();
    }
    Ok((name.unwrap_or_else(|| group.id.to_string()), count))
}

fn tally<'a>(values: impl Iterator<Item = &'a str>) -> Counts {
    let mut counts = BTreeMap::new();
    for value in values {
        *counts.entry(value.to_owned()).or_default() += 1;
    }
    sorted(counts)
}

fn sorted(counts: impl IntoIterator<Item = (String, usize)>) -> Counts {
    let mut counts: Counts = counts.into_iter().collect();
    counts.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    counts
}

fn millis(time: std::time::SystemTime) -> i64 {
    let since = time.duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}
