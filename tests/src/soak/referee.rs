//! The referee: runs the orgs, breaks them, follows the worker, judges.

use std::{collections::BTreeMap, io, process::Stdio, time::Duration};

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
    faults::Director,
    journal::{Line, OrgSetup, Report, Setup, Subject},
    ledger::{Ledger, Life},
    options::Options,
};

/// The argument by which the program knows that it is the worker.
pub const WORKER: &str = "--worker";
/// Users that nobody changes, so that listings can be checked.
const RESIDENTS: usize = 90;
/// How much more memory the clients may hold in the end than early on. What they keep is bounded; a leak of a
/// kilobyte a call would be beyond this within seconds.
const MEMORY: u64 = 24 * 1024 * 1024;
/// How long connections may take to close once their client is dropped.
const CLOSING: Duration = Duration::from_secs(5);
/// The worker's own tasks when all clients are gone.
const TASKS: usize = 0;

/// What came of a run.
#[derive(Debug)]
pub struct Verdict {
    /// Everything that was counted, for people and programs.
    pub summary: Value,
    /// What must not be.
    pub violations: Vec<String>,
}

/// One org, its service app and what may be true of it.
#[derive(Debug)]
struct Ground {
    org: Org,
    app: RegisteredApp,
    residents: Vec<String>,
    ledger: Ledger,
}

type Faults = BTreeMap<&'static str, u64>;

/// Runs the soak.
///
/// # Errors
///
/// When orgs or worker cannot be started.
pub async fn run(options: &Options) -> io::Result<Verdict> {
    let mut grounds = vec![Ground::start(Org::builder()).await?, Ground::start(Org::builder().tls()).await?];
    let setup = Setup {
        seed: options.seed,
        seconds: options.time.as_secs(),
        calls: options.calls,
        sabotage: options.sabotage,
        orgs: grounds.iter().map(Ground::setup).collect(),
    };
    let mut worker = Worker::start(&setup).await?;
    let (calm, _) = watch::channel(false);
    let mut directors: Vec<JoinHandle<Faults>> = grounds
        .iter()
        .zip(1..)
        .map(|(ground, number)| {
            let director = Director::new(ground.org.clone(), options.seed.wrapping_add(number));
            tokio::spawn(direct(director, calm.subscribe()))
        })
        .collect();

    let mut violations = Vec::new();
    let mut faults = Faults::new();
    let mut report = None;
    let patience = options.time + Duration::from_secs(60);
    let ended = timeout(patience, async {
        while let Some(line) = worker.line().await? {
            match line {
                Line::Wrote(entry) => {
                    let Some(ground) = grounds.get_mut(entry.org) else { continue };
                    violations.extend(ground.ledger.record(&entry.subject, entry.deed, entry.told).err());
                }
                Line::Violation(what) => violations.push(what),
                Line::Calm => {
                    calm.send_replace(true);
                    for director in directors.drain(..) {
                        for (name, hits) in director.await.map_err(io::Error::other)? {
                            *faults.entry(name).or_default() += hits;
                        }
                    }
                    worker.go_on().await?;
                }
                Line::Dropped(told) => {
                    report = Some(*told);
                    for ground in &grounds {
                        violations.extend(ground.left_open().await);
                    }
                    worker.go_on().await?;
                }
            }
        }
        io::Result::Ok(())
    })
    .await;
    match ended {
        Ok(ended) => ended?,
        Err(_) => violations.push(format!("the worker did not end within {patience:?}")),
    }
    if !worker.ended_well().await {
        violations.push("the worker failed; its standard error says how".to_owned());
    }
    match &report {
        Some(report) => violations.extend(look_at(report)),
        None => violations.push("the worker ended without a report".to_owned()),
    }
    let summaries: Vec<Value> = grounds.iter().map(Ground::summary).collect();
    for ground in grounds {
        violations.extend(ground.judge());
    }
    let summary = json!({
        "seed": options.seed,
        "seconds": options.time.as_secs(),
        "report": report,
        "faults": faults,
        "orgs": summaries,
    });
    Ok(Verdict { summary, violations })
}

async fn direct(mut director: Director, mut calm: watch::Receiver<bool>) -> Faults {
    while !*calm.borrow() {
        let pause = director.act();
        let _ = timeout(pause, calm.changed()).await;
    }
    director.stop()
}

/// What the worker's own numbers say.
fn look_at(report: &Report) -> Vec<String> {
    let mut violations = Vec::new();
    if let (Some(before), Some(after)) = (report.warm.resident, report.calm.resident)
        && after > before + MEMORY
    {
        violations.push(format!("memory grew from {before} to {after} bytes"));
    }
    if report.dropped.tasks > TASKS {
        violations.push(format!("{} tasks are left of dropped clients", report.dropped.tasks));
    }
    if report.calls.ok == 0 {
        violations.push("no call succeeded: nothing was tested".to_owned());
    }
    violations
}

impl Ground {
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
        let residents = org.seed_users(RESIDENTS);
        Ok(Self { org, app, residents, ledger: Ledger::default() })
    }

    fn setup(&self) -> OrgSetup {
        OrgSetup {
            url: self.org.url().to_owned(),
            ca_pem: self.org.ca_pem().to_owned(),
            token: self.org.token().to_owned(),
            client_id: self.app.client_id().to_owned(),
            kid: self.app.kid().to_owned(),
            private_key_pem: self.app.private_key_pem().to_owned(),
            residents: self.residents.clone(),
        }
    }

    /// Waits for the connections of dropped clients to close.
    async fn left_open(&self) -> Option<String> {
        let open = || self.org.connections().iter().filter(|connection| connection.is_open()).count();
        for _ in 0..100 {
            if open() == 0 {
                return None;
            }
            sleep(CLOSING / 100).await;
        }
        Some(format!("{} connections to {} stay open after their client", open(), self.org.url()))
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
            "refusals_of_tokens_and_proofs": oauth.reasons,
            "users": self.org.user_count(),
            "groups": self.org.groups().len(),
            "apps": self.org.apps().len(),
        })
    }

    /// Compares the org with the ledger.
    fn judge(self) -> Vec<String> {
        let oauth = self.org.oauth_counters();
        let mut violations = self.ledger.judge(contents(&self.org, &self.residents));
        if (oauth.rejected_assertions, oauth.rejected_proofs, oauth.replayed_jti) != (0, 0, 0) {
            violations.push(format!("assertions or proofs were not in order: {:?}", oauth.reasons));
        }
        violations
    }
}

/// Everything that the worker can have made.
fn contents(org: &Org, residents: &[String]) -> Vec<(Subject, Life)> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let version =
        |value: &Value| Life::Present(value.as_str().and_then(|text| text.parse().ok()).unwrap_or(0));
    let mut found = Vec::new();
    for user in org.users() {
        let id = text(&user["id"]);
        if id == org.admin_id() || residents.contains(&id) {
            continue;
        }
        let life = match user["status"].as_str() {
            Some("DEPROVISIONED") => Life::Deactivated,
            _ => version(&user["profile"]["costCenter"]),
        };
        found.push((Subject::User(text(&user["profile"]["login"])), life));
    }
    for group in org.groups().iter().filter(|group| group["type"] != "BUILT_IN") {
        let id = text(&group["id"]);
        found.push((
            Subject::Group(text(&group["profile"]["name"])),
            version(&group["profile"]["description"]),
        ));
        let members = org.members(&id).into_iter();
        found.extend(members.map(|user| (Subject::Member(id.clone(), user), Life::Present(0))));
    }
    found.extend(org.apps().iter().map(|app| (Subject::App(text(&app["label"])), Life::Present(0))));
    found
}

/// The worker's process.
#[derive(Debug)]
struct Worker {
    child: Child,
    input: ChildStdin,
    lines: Lines<BufReader<ChildStdout>>,
}

impl Worker {
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
        let mut worker = Self { child, input, lines: BufReader::new(output).lines() };
        worker.tell(&serde_json::to_string(setup)?).await?;
        Ok(worker)
    }

    async fn tell(&mut self, line: &str) -> io::Result<()> {
        self.input.write_all(format!("{line}\n").as_bytes()).await?;
        self.input.flush().await
    }

    async fn go_on(&mut self) -> io::Result<()> {
        self.tell("").await
    }

    async fn line(&mut self) -> io::Result<Option<Line>> {
        match self.lines.next_line().await? {
            Some(line) => Ok(Some(serde_json::from_str(&line)?)),
            None => Ok(None),
        }
    }

    async fn ended_well(mut self) -> bool {
        drop(self.input);
        let status = timeout(Duration::from_secs(5), self.child.wait()).await;
        matches!(status, Ok(Ok(status)) if status.success())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::soak::{journal::Calls, usage::Usage};

    fn usage(resident: u64, tasks: usize) -> Usage {
        Usage { resident: Some(resident), tasks }
    }

    #[test]
    fn leaks_are_found() {
        let calls = Calls { ok: 1, ..Calls::default() };
        let (warm, calm, dropped) = (usage(1 << 30, 50), usage((1 << 30) + MEMORY, 9), usage(0, 0));
        let good = Report { calls, warm, calm, dropped };
        assert!(look_at(&good).is_empty());
        assert_eq!(look_at(&Report { calm: usage((1 << 30) + MEMORY + 1, 9), ..good.clone() }).len(), 1);
        assert_eq!(look_at(&Report { dropped: usage(0, 1), ..good.clone() }).len(), 1);
        assert_eq!(look_at(&Report { calls: Calls::default(), ..good }).len(), 1);
    }

    #[tokio::test]
    async fn an_org_that_holds_what_nobody_wrote_is_found() {
        let ground = Ground::start(Org::builder()).await.unwrap();
        let members = ground.residents.iter().take(2).map(String::as_str);
        ground.org.seed_group("g", members);
        ground.org.seed_app(json!({ "name": "bookmark", "label": "a" }));
        let violations = ground.judge();
        assert_eq!(violations.len(), 4, "a group, two members, an app: {violations:?}");
    }
}
