//! Calls every operation once, through its public method, against the server of the command line.
//!
//! ```text
//! cargo run --release --bin wire -- BASE_URL [--api NAME] [--document FILE] [--optional] [--only OPERATION]
//! ```
//!
//! `--api` selects a document of the generator's manifest; without it, the Management API is called. Arguments and bodies are examples of Okta's document, or samples of its schemas; `--optional` also sends optional
//! parameters. Prints one JSON object per operation (`operation`, `ok`, `status`, `error`). Exits with 1 if one of them
//! is not `ok`.

use std::process::ExitCode;

use okta_client::{Client, config::Sources};
use okta_tests::{
    documents::Document,
    error_chain,
    generated::DOCUMENTS,
    wire::{Input, Operation, examples::Spec},
};
use okta_tower::auth::{Bearer, ClientAuthentication};

const USAGE: &str = "usage: wire BASE_URL [--api NAME] [--document FILE] [--optional] [--only OPERATION]";

struct Options {
    base: String,
    api: Document,
    /// The file, if it is not that of the API in the shared folder.
    document: Option<String>,
    optional: bool,
    only: Option<String>,
}

impl Options {
    fn parse(mut arguments: impl Iterator<Item = String>) -> Option<Self> {
        let mut options = Self {
            base: String::new(),
            api: *DOCUMENTS.first()?,
            document: None,
            optional: false,
            only: None,
        };
        while let Some(argument) = arguments.next() {
            match argument.as_str() {
                "--api" => {
                    let name = arguments.next()?;
                    options.api = *DOCUMENTS.iter().find(|document| document.name == name)?;
                }
                "--document" => options.document = arguments.next(),
                "--optional" => options.optional = true,
                "--only" => options.only = Some(arguments.next()?),
                base if !base.starts_with('-') => options.base = base.to_owned(),
                _ => return None,
            }
        }
        (!options.base.is_empty()).then_some(options)
    }
}

/// Clients of the same server: with an API token, and with an access token for operations that accept no API token.
struct Clients {
    token: Client,
    bearer: Client,
}

#[tokio::main]
async fn main() -> ExitCode {
    let Some(options) = Options::parse(std::env::args().skip(1)) else {
        eprintln!("{USAGE}");
        return ExitCode::from(2);
    };
    let default = || format!("../shared/spec/{}", options.api.file);
    let document = options.document.clone().unwrap_or_else(default);
    let text = match std::fs::read_to_string(&document) {
        Ok(text) => text,
        Err(error) => {
            eprintln!("wire: cannot read {document}: {error}");
            eprintln!(
                "wire: set the file with --document; Okta publishes it as okta-management-openapi-spec"
            );
            return ExitCode::from(2);
        }
    };
    let spec = Spec::parse(&text).map_err(|error| error.to_string());
    let ready = spec.and_then(|spec| Ok((spec, clients(&options.base).map_err(|error| error.to_string())?)));
    let (spec, clients) = match ready {
        Ok(ready) => ready,
        Err(error) => {
            eprintln!("wire: {error}");
            return ExitCode::from(2);
        }
    };
    let mut all_ok = true;
    for operation in
        options.api.calls.iter().filter(|call| options.only.as_ref().is_none_or(|only| only == call.id))
    {
        let result = match call(operation, &spec, &clients, options.optional).await {
            Ok(status) => serde_json::json!({ "operation": operation.id, "ok": true, "status": status }),
            Err((status, error)) => {
                all_ok = false;
                serde_json::json!({ "operation": operation.id, "ok": false, "status": status, "error": error })
            }
        };
        println!("{result}");
    }
    if all_ok { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn clients(base: &str) -> Result<Clients, okta_tower::BoxError> {
    let authentication = ClientAuthentication::secret_basic("wire".into())?;
    let builder = || {
        let builder = Client::builder().sources(Sources::none()).org_url(base);
        builder
            .client_authentication("wire", authentication.clone())
            .disable_https_check(true)
            .disable_retry()
    };
    Ok(Clients {
        token: builder().token("00wire").build()?,
        bearer: builder().credential(Bearer::new("wire")?).build()?,
    })
}

async fn call(
    operation: &Operation,
    spec: &Spec,
    clients: &Clients,
    optional: bool,
) -> Result<u16, (Option<u16>, String)> {
    let Some(declared) = spec.operation(operation.id) else {
        return Err((None, "unknown operation".to_owned()));
    };
    let input = Input { parameters: declared.parameters(optional).collect(), body: declared.body() };
    let okta = if declared.accepts_token() { &clients.token } else { &clients.bearer };
    let status = (operation.call)(okta, &input).map_err(|error| (None, error.to_string()))?;
    status.await.map_err(|error| (error.status().map(|status| status.as_u16()), error_chain(&error)))
}
