//! `serve`: an org for programs in any language, until it is stopped or while a command runs.

mod arguments;
mod command;
mod faults;
mod log;

use std::{
    error::Error,
    fs,
    io::{self, Write},
    path::Path,
    process::ExitCode,
    time::Duration,
};

use okta_testkit::{KeyKind, Org, RegisteredApp, ServiceApp, Snapshot};
use tokio::{runtime, time::interval};

pub(crate) use arguments::Arguments;
use arguments::KeyType;
use command::{Signals, run};
use log::RequestLog;

type Result<T, E = Box<dyn Error>> = std::result::Result<T, E>;

/// The scopes of the service app, unless others are given.
const SCOPES: [&str; 4] = ["okta.users.manage", "okta.groups.manage", "okta.apps.manage", "okta.logs.read"];

/// Runs the command, and reports an error on standard error.
pub(crate) fn main(arguments: &Arguments) -> ExitCode {
    let result = runtime::Builder::new_current_thread().enable_all().build();
    let result = result.map_err(Into::into).and_then(|runtime| runtime.block_on(serve(arguments)));
    result.unwrap_or_else(|error| {
        eprintln!("error: {error}");
        ExitCode::FAILURE
    })
}

async fn serve(arguments: &Arguments) -> Result<ExitCode> {
    let mut signals = Signals::new()?;
    let org = start(arguments)?;
    let variables = variables(arguments, &org)?;
    let mut log = RequestLog::new(&org, arguments.quiet);
    let mut ticks = interval(Duration::from_millis(200));
    let code = {
        let ended = async {
            match arguments.command.split_first() {
                Some((program, options)) => run(program, options, variables, &mut signals).await,
                None => {
                    export(&variables)?;
                    signals.next().await;
                    Ok(ExitCode::SUCCESS)
                }
            }
        };
        tokio::pin!(ended);
        loop {
            tokio::select! {
                code = &mut ended => break code,
                _ = ticks.tick() => log.flush(),
            }
        }
    };
    log.finish();
    if let Some(file) = &arguments.state {
        org.snapshot().save(file)?;
    }
    code
}

/// Starts the org, with its state and its faults.
fn start(arguments: &Arguments) -> Result<Org> {
    let mut builder = Org::builder().users(arguments.users.unwrap_or(250)).port(arguments.port);
    if arguments.limits {
        builder = builder.okta_rate_limits();
    }
    for limit in &arguments.limit {
        builder = builder.rate_limit(&limit.pattern, limit.requests, limit.window);
    }
    if arguments.lenient {
        builder = builder.lenient();
    }
    if arguments.bare {
        builder = builder.bare();
    }
    if let Some(edition) = arguments.edition {
        builder = builder.edition(edition);
    }
    for feature in &arguments.without {
        builder = builder.without(*feature);
    }
    if arguments.tls.is_some() {
        builder = builder.tls();
    }
    if let Some(snapshot) = arguments.state.as_deref().map(load).transpose()?.flatten() {
        if arguments.users.is_some() || arguments.bare {
            eprintln!(
                "# the org has the users and objects of the state file: --users and --bare are ignored"
            );
        }
        builder = builder.snapshot(snapshot);
    }
    let rules = arguments.faults.as_deref().map(faults::load).transpose()?;
    let org = builder.start_blocking().map_err(|error| format!("port {}: {error}", arguments.port))?;
    for rule in rules.into_iter().flatten() {
        rule.install(&org);
    }
    Ok(org)
}

/// Loads the state; a missing file means a new org.
fn load(file: &Path) -> Result<Option<Snapshot>> {
    match Snapshot::load(file) {
        Ok(snapshot) => Ok(Some(snapshot)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// The variables of Okta's SDKs for the org; writes the files that they name.
fn variables(arguments: &Arguments, org: &Org) -> Result<Vec<(&'static str, String)>> {
    let mut variables = org.environment();
    if let Some(file) = &arguments.tls {
        write(file, org.ca_pem())?;
        variables.push(("SSL_CERT_FILE", file.display().to_string()));
    }
    if let Some(team) = &arguments.team {
        let (id, secret) = org.service_user_key(team, "automation");
        variables.extend([
            ("OKTA_PAM_TEAM", team.clone()),
            ("OKTA_PAM_KEY_ID", id),
            ("OKTA_PAM_KEY_SECRET", secret),
        ]);
    }
    if let Some(file) = &arguments.app {
        let app = service_app(arguments, org)?;
        write(file, app.private_key_pem())?;
        variables.retain(|(name, _)| *name != "OKTA_CLIENT_TOKEN");
        variables.extend([
            ("OKTA_CLIENT_AUTHORIZATIONMODE", "PrivateKey".to_owned()),
            ("OKTA_CLIENT_CLIENTID", app.client_id().to_owned()),
            ("OKTA_CLIENT_SCOPES", app.scopes().join(",")),
            ("OKTA_CLIENT_PRIVATEKEY", file.display().to_string()),
            ("OKTA_CLIENT_KID", app.kid().to_owned()),
        ]);
    }
    Ok(variables)
}

/// The service app: that of the state file, or a new one.
fn service_app(arguments: &Arguments, org: &Org) -> Result<RegisteredApp> {
    if let Some(app) = org.service_apps().into_iter().next() {
        if arguments.dpop || !arguments.scope.is_empty() {
            eprintln!("# the service app is that of the state file: --dpop, --scope and --key are ignored");
        }
        return Ok(app);
    }
    let mut scopes = arguments.scope.clone();
    if scopes.is_empty() {
        scopes.extend(SCOPES.map(str::to_owned));
    }
    let kind = match arguments.key {
        KeyType::P256 => KeyKind::P256,
        KeyType::Rsa => KeyKind::Rsa,
    };
    Ok(org.register_app(ServiceApp::new().key(kind).scopes(scopes).require_dpop(arguments.dpop))?)
}

fn write(file: &Path, text: &str) -> Result<()> {
    fs::write(file, text).map_err(|error| format!("{}: {error}", file.display()).into())
}

/// Prints the variables for a shell.
fn export(variables: &[(&str, String)]) -> Result<()> {
    let mut output = io::stdout().lock();
    for (name, value) in variables {
        writeln!(output, "export {name}={value}")?;
    }
    Ok(output.flush()?)
}
