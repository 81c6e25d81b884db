//! What the report tells about the org, read by a handful of listings.

use std::{collections::BTreeMap, future::IntoFuture, time::Duration};

use futures_util::{StreamExt, TryStreamExt};
use okta_client::{
    Client, Error,
    bulk::Bulk,
    models::{Application, ApplicationSignOnMode, DateTime, Group, User, UserFactorStatus, UserStatus},
};
use okta_tower::clock::{Clock, SystemClock};

/// Things and how many there are, most first.
pub(crate) type Counts = Vec<(String, usize)>;

/// An org, counted.
pub(crate) struct Report {
    /// When it was read.
    pub(crate) made: DateTime,
    /// Users by status.
    pub(crate) users: Counts,
    /// Groups by the number of members.
    pub(crate) groups: Counts,
    /// Applications by sign-on mode.
    pub(crate) apps: Counts,
    /// Events of the last day by type.
    pub(crate) events: Counts,
    /// Of how many active users the factors were read, and how many have one.
    pub(crate) factors: (usize, usize),
}

impl Report {
    /// Reads the org, with the factors of so many users at most: they take a call each.
    pub(crate) async fn read(okta: &Client, users_with_factors: usize) -> Result<Self, Error> {
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
        let active: Vec<String> =
            active.filter_map(|user| user.id.clone()).take(users_with_factors).collect();
        let looked_at = active.len();
        let client = okta.clone();
        let factors = each(active, move |id| has_factor(client.clone(), id)).await?;

        let client = okta.clone();
        let members = each(groups, move |group| members(client.clone(), group)).await?;

        Ok(Self {
            made: DateTime::from_unix_millis(millis(now)),
            users: tally(users.iter().map(|user| user.status.as_ref().map_or("none", UserStatus::as_str))),
            groups: sorted(members),
            apps: tally(
                apps.iter().map(|app| app.sign_on_mode().map_or("none", ApplicationSignOnMode::as_str)),
            ),
            events: sorted(events),
            factors: (looked_at, factors.into_iter().filter(|has| *has).count()),
        })
    }
}

/// The results of a call for each input, sixteen at a time.
async fn each<I, T, C>(inputs: Vec<I>, call: impl FnMut(I) -> C + Send + 'static) -> Result<Vec<T>, Error>
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

/// Whether a user has a factor that works. A line of many may wait longer than one call would.
async fn has_factor(okta: Client, user: String) -> Result<bool, Error> {
    let mut factors = okta.user_factors().list(user).with_deadline(None).items();
    while let Some(factor) = factors.try_next().await? {
        if factor.status() == Some(&UserFactorStatus::Active) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// A group's name, and how many members it has.
async fn members(okta: Client, group: Group) -> Result<(String, usize), Error> {
    let name = group.profile.as_ref().and_then(|profile| profile.get("name")?.to_text());
    let id = group.id.unwrap_or_default();
    let mut count = 0;
    let mut pages = okta.groups().list_users(&id).limit(200).with_deadline(None).pages();
    while let Some(page) = pages.try_next().await? {
        count += page.len();
    }
    Ok((name.unwrap_or(id), count))
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
    counts.sort_by(|one, other| other.1.cmp(&one.1).then_with(|| one.0.cmp(&other.0)));
    counts
}

fn millis(time: std::time::SystemTime) -> i64 {
    let since = time.duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}
