//! Checker: runs the orgs, injects faults, reads the worker's messages and compares.

use std::{io, process::Stdio, time::Duration};

use okta_testkit::{KeyKind, Org, OrgBuilder, RegisteredApp, ServiceApp};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines},
    process::{Child, ChildStdin, ChildStdout, Command},
    sync::watch,
    task::JoinHandle,
    time::{sleep, timeout},
};

use super::{
    expected::{ExpectedStates, ObjectState},
    faults::{FaultCounts, FaultInjector},
    options::Options,
    protocol::{Message, Object, OrgSetup, Setup, WorkerReport},
};

/// The argument that starts the program as the worker.
pub(crate) const WORKER: &str = "--worker";
/// Number of users that no task changes, so that listings can be verified.
const SEEDED_USERS: usize = 90;
/// Maximum memory growth of the clients. Their state is bounded; a leak of a kilobyte per call exceeds this within
/// seconds.
const MAX_MEMORY_GROWTH: u64 = 24 * 1024 * 1024;
/// Time for connections to close after their client is dropped.
const CLOSE_TIMEOUT: Duration = Duration::from_secs(5);
/// Tasks of the worker itself after all clients are dropped.
const WORKER_TASKS: usize = 0;

/// Result of a run.
#[derive(Debug)]
pub(crate) struct CheckerReport {
    /// Counters, for people and programs.
    pub(crate) summary: Value,
    pub(crate) violations: Vec<String>,
}

/// One org, its service app and the expected states of its objects.
#[derive(Debug)]
struct TestOrg {
    org: Org,
    app: RegisteredApp,
    seeded_users: Vec<String>,
    expected: ExpectedStates,
}

/// Runs the soak test. Fails if orgs or worker cannot be started.
pub(crate) async fn run(options: &Options) -> io::Result<CheckerReport> {
    let mut orgs = vec![TestOrg::start(Org::builder()).await?, TestOrg::start(Org::builder().tls()).await?];
    let setup = Setup {
        seed: options.seed,
        seconds: options.time.as_secs(),
        calls: options.calls,
        inject: options.inject,
        orgs: orgs.iter().map(TestOrg::setup).collect(),
    };
    let mut worker = WorkerProcess::start(&setup).await?;
    let (stop, _) = watch::channel(false);
    let mut injectors: Vec<JoinHandle<FaultCounts>> = orgs
        .iter()
        .zip(1..)
        .map(|(org, number)| {
            let injector = FaultInjector::new(org.org.clone(), options.seed.wrapping_add(number));
            tokio::spawn(inject_faults(injector, stop.subscribe()))
        })
        .collect();

    let mut violations = Vec::new();
    let mut faults = FaultCounts::new();
    let mut report = None;
    let limit = options.time + Duration::from_secs(60);
    let ended = timeout(limit, async {
        while let Some(message) = worker.next_message().await? {
            match message {
                Message::Write(write) => {
                    let Some(org) = orgs.get_mut(write.org) else { continue };
                    violations.extend(org.expected.record(&write.object, write.change, write.reported).err());
                }
                Message::Violation(text) => violations.push(text),
                Message::TrafficEnded => {
                    stop.send_replace(true);
                    for injector in injectors.drain(..) {
                        for (name, hits) in injector.await.map_err(io::Error::other)? {
                            *faults.entry(name).or_default() += hits;
                        }
                    }
                    worker.acknowledge().await?;
                }
                Message::ClientsDropped(received) => {
                    report = Some(*received);
                    for org in &orgs {
                        violations.extend(org.open_connections().await);
                    }
                    worker.acknowledge().await?;
                }
            }
        }
        io::Result::Ok(())
    })
    .await;
    match ended {
        Ok(ended) => ended?,
        Err(_) => violations.push(format!("the worker did not end within {limit:?}")),
    }
    if !worker.exited_successfully().await {
        violations.push("the worker failed; see its standard error".to_owned());
    }
    match &report {
        Some(report) => violations.extend(check_report(report)),
        None => violations.push("the worker ended without a report".to_owned()),
    }
    let summaries: Vec<Value> = orgs.iter().map(TestOrg::summary).collect();
    for org in orgs {
        violations.extend(org.compare());
    }
    let summary = json!({
        "seed": options.seed,
        "seconds": options.time.as_secs(),
        "report": report,
        "faults": faults,
        "orgs": summaries,
    });
    Ok(CheckerReport { summary, violations })
}

async fn inject_faults(mut injector: FaultInjector, mut stop: watch::Receiver<bool>) -> FaultCounts {
    while !*stop.borrow() {
        let delay = injector.step();
        let _ = timeout(delay, stop.changed()).await;
    }
    injector.stop()
}

/// Returns the violations that the worker's own numbers show.
fn check_report(report: &WorkerReport) -> Vec<String> {
    let mut violations = Vec::new();
    if let (Some(before), Some(after)) = (report.warm.resident, report.idle.resident)
        && after > before + MAX_MEMORY_GROWTH
    {
        violations.push(format!("memory grew from {before} to {after} bytes"));
    }
    if report.dropped.tasks > WORKER_TASKS {
        violations.push(format!("{} tasks of dropped clients still run", report.dropped.tasks));
    }
    if report.calls.succeeded == 0 {
        violations.push("no call succeeded".to_owned());
    }
    violations
}

impl TestOrg {
    async fn start(builder: OrgBuilder) -> io::Result<Self> {
        let second = Duration::from_secs(1);
        let org = builder
            .users(1)
            .without_journal()
            .rate_limit("users", 30, second)
            .rate_limit("/api/v1/users/{id}", 60, second)
            .rate_limit("groups", 40, second)
            .rate_limit("apps", 30, second)
            .start()
            .await?;
        let scopes = [
            "okta.users.read",
            "okta.users.manage",
            "okta.groups.read",
            "okta.groups.manage",
            "okta.apps.read",
            "okta.apps.manage",
        ];
        let app = org.register_app(ServiceApp::new().scopes(scopes).key(KeyKind::P256).require_dpop(true))?;
        let seeded_users = org.seed_users(SEEDED_USERS);
        Ok(Self { org, app, seeded_users, expected: ExpectedStates::default() })
    }

    fn setup(&self) -> OrgSetup {
        OrgSetup {
            url: self.org.url().to_owned(),
            ca_pem: self.org.ca_pem().to_owned(),
            token: self.org.token().to_owned(),
            client_id: self.app.client_id().to_owned(),
            kid: self.app.kid().to_owned(),
            private_key_pem: self.app.private_key_pem().to_owned(),
            seeded_users: self.seeded_users.clone(),
        }
    }

    /// Waits for the connections of dropped clients to close.
    async fn open_connections(&self) -> Option<String> {
        let open = || self.org.connections().iter().filter(|connection| connection.is_open()).count();
        for _ in 0..100 {
            if open() == 0 {
                return None;
            }
            sleep(CLOSE_TIMEOUT / 100).await;
        }
        Some(format!("{} connections to {} are open after their client was dropped", open(), self.org.url()))
    }

    fn summary(&self) -> Value {
        let connections = self.org.connections();
        let windows = self.org.rate_limit_usage();
        let windows = || windows.iter().flat_map(|bucket| bucket.windows());
        let oauth = self.org.oauth_counters();
        json!({
            "url": self.org.url(),
            "connections": connections.len(),
            "http2_connections": connections.iter().filter(|connection| connection.is_http2()).count(),
            "requests": connections.iter().map(|connection| connection.requests()).sum::<u64>(),
            "admitted": windows().map(|window| window.admitted()).sum::<u64>(),
            "over_the_limit": windows().map(|window| window.rejected()).sum::<u64>(),
            "tokens": oauth.tokens_issued,
            "token_requests": oauth.token_requests,
            "oauth_rejections": oauth.reasons,
            "users": self.org.user_count(),
            "groups": self.org.groups().len(),
            "apps": self.org.apps().len(),
        })
    }

    /// Compares the objects of the org with the expected states.
    fn compare(self) -> Vec<String> {
        let oauth = self.org.oauth_counters();
        let mut violations = self.expected.compare(objects(&self.org, &self.seeded_users));
        if (oauth.rejected_assertions, oauth.rejected_proofs, oauth.replayed_jti) != (0, 0, 0) {
            violations.push(format!("invalid assertions or proofs: {:?}", oauth.reasons));
        }
        violations
    }
}

/// Returns all objects that the worker can have created.
fn objects(org: &Org, seeded_users: &[String]) -> Vec<(Object, ObjectState)> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let version =
        |value: &Value| ObjectState::Present(value.as_str().and_then(|text| text.parse().ok()).unwrap_or(0));
    let mut found = Vec::new();
    for user in org.users() {
        let id = text(&user["id"]);
        if id == org.admin_id() || seeded_users.contains(&id) {
            continue;
        }
        let state = match user["status"].as_str() {
            Some("DEPROVISIONED") => ObjectState::Deactivated,
            _ => version(&user["profile"]["costCenter"]),
        };
        found.push((Object::User(text(&user["profile"]["login"])), state));
    }
    for group in org.groups().iter().filter(|group| group["type"] != "BUILT_IN") {
        let id = text(&group["id"]);
        let profile = &group["profile"];
        found.push((Object::Group(text(&profile["name"])), version(&profile["description"])));
        let members = org.members(&id).into_iter();
        found.extend(members.map(|user| (Object::Membership(id.clone(), user), ObjectState::Present(0))));
    }
    found.extend(org.apps().iter().map(|app| (Object::App(text(&app["label"])), ObjectState::Present(0))));
    found
}

#[derive(Debug)]
struct WorkerProcess {
    child: Child,
    input: ChildStdin,
    output: Lines<BufReader<ChildStdout>>,
}

impl WorkerProcess {
    async fn start(setup: &Setup) -> io::Result<Self> {
        let mut child = Command::new(std::env::current_exe()?)
            .arg(WORKER)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()?;
        let (Some(input), Some(output)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(io::Error::other("the worker has no pipes"));
        };
        let mut worker = Self { child, input, output: BufReader::new(output).lines() };
        worker.send(&serde_json::to_string(setup)?).await?;
        Ok(worker)
    }

    async fn send(&mut self, text: &str) -> io::Result<()> {
        self.input.write_all(format!("{text}\n").as_bytes()).await?;
        self.input.flush().await
    }

    async fn acknowledge(&mut self) -> io::Result<()> {
        self.send("").await
    }

    async fn next_message(&mut self) -> io::Result<Option<Message>> {
        match self.output.next_line().await? {
            Some(text) => Ok(Some(serde_json::from_str(&text)?)),
            None => Ok(None),
        }
    }

    async fn exited_successfully(mut self) -> bool {
        drop(self.input);
        let status = timeout(Duration::from_secs(5), self.child.wait()).await;
        matches!(status, Ok(Ok(status)) if status.success())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{protocol::CallCounts, usage::Usage};

    fn usage(resident: u64, tasks: usize) -> Usage {
        Usage { resident: Some(resident), tasks }
    }

    #[test]
    fn leaks_are_detected() {
        let calls = CallCounts { succeeded: 1, ..CallCounts::default() };
        let most = (1 << 30) + MAX_MEMORY_GROWTH;
        let good =
            WorkerReport { calls, warm: usage(1 << 30, 50), idle: usage(most, 9), dropped: usage(0, 0) };
        assert!(check_report(&good).is_empty());
        for bad in [
            WorkerReport { idle: usage(most + 1, 9), ..good.clone() },
            WorkerReport { dropped: usage(0, 1), ..good.clone() },
            WorkerReport { calls: CallCounts::default(), ..good },
        ] {
            assert_eq!(check_report(&bad).len(), 1, "{bad:?}");
        }
    }

    #[tokio::test]
    async fn unexpected_objects_are_detected() {
        let org = TestOrg::start(Org::builder()).await.unwrap();
        let members = org.seeded_users.iter().take(2).map(String::as_str);
        org.org.seed_group("g", members);
        org.org.seed_app(json!({ "name": "bookmark", "label": "a" }));
        let violations = org.compare();
        assert_eq!(violations.len(), 4, "a group, two members, an app: {violations:?}");
    }
}
