//! Serves an org to programs in any language, until it is stopped or while a command runs.
//!
//! ```console
//! $ cargo run -p okta-testkit --example serve                              # prints the variables to export
//! $ cargo run -p okta-testkit --example serve -- --users 1000 -- pytest    # runs pytest with an org
//! ```
//!
//! | option | description |
//! |---|---|
//! | `--port N` | port to listen on; default: a free port |
//! | `--users N` | number of users; default: 250 |
//! | `--limits` | sets Okta's default rate limits |
//! | `--lenient` | ignores parameters that the org does not carry out |
//! | `--tls FILE` | serves HTTPS and writes the CA certificate to this file |
//! | `--app FILE` | registers a service app, writes its RSA key to this file, and configures it instead of a token |
//! | `-- COMMAND …` | runs a command with the org in its environment, and exits with its status |
//!
//! Requests are logged to standard error; when the command has ended, those that the org does not support are listed.

use std::{
    env,
    process::{Command, ExitCode},
    sync::{Arc, Mutex, PoisonError},
    thread,
    time::Duration,
};

use okta_testkit::{KeyKind, Org, ServiceApp};

type Result<T, E = Box<dyn std::error::Error>> = std::result::Result<T, E>;

#[derive(Default)]
struct Options {
    port: u16,
    users: Option<usize>,
    limits: bool,
    lenient: bool,
    tls: Option<String>,
    app: Option<String>,
    command: Vec<String>,
}

fn main() -> ExitCode {
    match options(env::args().skip(1)).and_then(|options| run(&options)) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn options(mut arguments: impl Iterator<Item = String>) -> Result<Options> {
    let mut options = Options::default();
    while let Some(argument) = arguments.next() {
        let mut value = || arguments.next().ok_or(format!("{argument}: missing value"));
        match argument.as_str() {
            "--port" => options.port = value()?.parse()?,
            "--users" => options.users = Some(value()?.parse()?),
            "--limits" => options.limits = true,
            "--lenient" => options.lenient = true,
            "--tls" => options.tls = Some(value()?),
            "--app" => options.app = Some(value()?),
            "--" => options.command.extend(arguments.by_ref()),
            other => return Err(format!("{other}: unknown option; see the docs of examples/serve.rs").into()),
        }
    }
    Ok(options)
}

fn run(options: &Options) -> Result<ExitCode> {
    let mut builder = Org::builder().users(options.users.unwrap_or(250)).port(options.port);
    if options.limits {
        builder = builder.okta_rate_limits();
    }
    if options.lenient {
        builder = builder.lenient();
    }
    if options.tls.is_some() {
        builder = builder.tls();
    }
    let org = builder.start_blocking()?;
    let mut variables = org.environment();
    if let Some(file) = &options.tls {
        std::fs::write(file, org.ca_pem())?;
        variables.push(("SSL_CERT_FILE", file.clone()));
    }
    if let Some(file) = &options.app {
        let scopes = ["okta.users.manage", "okta.groups.manage", "okta.apps.manage", "okta.logs.read"];
        let app = org.register_app(ServiceApp::new().key(KeyKind::Rsa).scopes(scopes))?;
        std::fs::write(file, app.private_key_pem())?;
        variables.retain(|(name, _)| *name != "OKTA_CLIENT_TOKEN");
        variables.extend([
            ("OKTA_CLIENT_AUTHORIZATIONMODE", "PrivateKey".to_owned()),
            ("OKTA_CLIENT_CLIENTID", app.client_id().to_owned()),
            ("OKTA_CLIENT_SCOPES", scopes.join(",")),
            ("OKTA_CLIENT_PRIVATEKEY", file.clone()),
            ("OKTA_CLIENT_KID", app.kid().to_owned()),
        ]);
    }
    let log = Arc::new(RequestLog { org, logged: Mutex::new(0) });
    let background = Arc::clone(&log);
    thread::spawn(move || {
        loop {
            background.flush();
            thread::sleep(Duration::from_millis(200));
        }
    });
    if let Some((program, arguments)) = options.command.split_first() {
        let status = Command::new(program)
            .args(arguments)
            .envs(variables)
            .status()
            .map_err(|error| format!("{program}: {error}"))?;
        log.flush();
        log.list_unsupported();
        return Ok(status
            .code()
            .and_then(|code| u8::try_from(code).ok())
            .map_or(ExitCode::FAILURE, ExitCode::from));
    }
    for (name, value) in variables {
        println!("export {name}={value}");
    }
    loop {
        thread::park();
    }
}

/// Logs requests to standard error.
struct RequestLog {
    org: Org,
    /// Number of requests logged so far.
    logged: Mutex<usize>,
}

impl RequestLog {
    fn flush(&self) {
        let mut logged = self.logged.lock().unwrap_or_else(PoisonError::into_inner);
        let requests = self.org.requests();
        for request in requests.iter().skip(*logged) {
            eprintln!("# {request}");
        }
        *logged = requests.len();
    }

    /// Lists the operations and parameters that the org does not support.
    fn list_unsupported(&self) {
        for request in self.org.requests().unsupported() {
            eprintln!("# not supported: {request}");
        }
    }
}
