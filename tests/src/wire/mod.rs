//! Calls of every operation through its public method, with arguments from Okta's document.
//!
//! okta-codegen generates the table of calls ([`generated::calls`](crate::generated::calls)). The values are read from
//! the document at run time ([`examples`]), so that none of its examples is part of this project.

pub mod examples;
pub mod schema;

use std::collections::HashMap;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::str::FromStr;

use okta_client::{Certificate, Client, Error, FilePart, Page, Response};
use okta_models::Model;

/// Arguments of one call, as text.
#[derive(Debug, Clone, Default)]
pub struct Input {
    /// Values of parameters by their names in the request; a list has one value per element.
    pub parameters: HashMap<String, Vec<String>>,
    /// Content type and content of the request body.
    pub body: Option<(String, Vec<u8>)>,
}

/// Error of a missing or invalid argument.
#[derive(Debug)]
pub enum InvalidInput {
    /// The parameter has no value, or none of its type.
    Parameter(&'static str),
    /// The body is missing, or does not match the method's type.
    Body(String),
}

impl fmt::Display for InvalidInput {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Parameter(name) => write!(f, "missing or invalid parameter `{name}`"),
            Self::Body(cause) => write!(f, "invalid body: {cause}"),
        }
    }
}

/// Future of a call's status, or of the error.
pub type StatusFuture = Pin<Box<dyn Future<Output = Result<u16, Error>> + Send>>;

/// An operation and its call.
pub struct Operation {
    /// The `operationId`.
    pub id: &'static str,
    /// Starts the call.
    pub call: fn(&Client, &Input) -> Result<StatusFuture, InvalidInput>,
}

impl fmt::Debug for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id)
    }
}

impl Input {
    fn values(&self, name: &'static str) -> Option<&Vec<String>> {
        self.parameters.get(name).filter(|values| !values.is_empty())
    }

    /// Returns the value of a parameter.
    pub fn text(&self, name: &'static str) -> Result<&str, InvalidInput> {
        let value = self.values(name).and_then(|values| values.first());
        value.map(String::as_str).ok_or(InvalidInput::Parameter(name))
    }

    /// Returns the elements of a list parameter.
    pub fn texts(&self, name: &'static str) -> Result<Vec<&str>, InvalidInput> {
        let values = self.values(name).ok_or(InvalidInput::Parameter(name))?;
        Ok(values.iter().map(String::as_str).collect())
    }

    /// Returns the parsed value of a parameter.
    pub fn parsed<T: FromStr>(&self, name: &'static str) -> Result<T, InvalidInput> {
        self.text(name)?.parse().map_err(|_| InvalidInput::Parameter(name))
    }

    /// Whether a parameter has a value.
    pub fn has(&self, name: &'static str) -> bool {
        self.values(name).is_some()
    }

    fn bytes(&self) -> Result<&[u8], InvalidInput> {
        match &self.body {
            Some((_, bytes)) => Ok(bytes),
            None => Err(InvalidInput::Body("missing".to_owned())),
        }
    }

    /// Returns the decoded body.
    pub fn json<T: Model>(&self) -> Result<T, InvalidInput> {
        T::decode(self.bytes()?).map_err(|cause| InvalidInput::Body(cause.to_string()))
    }

    /// Returns the body as a JSON value.
    pub fn json_value(&self) -> Result<serde_json::Value, InvalidInput> {
        serde_json::from_slice(self.bytes()?).map_err(|cause| InvalidInput::Body(cause.to_string()))
    }

    /// Returns the body as text.
    pub fn body_text(&self) -> Result<String, InvalidInput> {
        Ok(String::from_utf8_lossy(self.bytes()?).into_owned())
    }

    /// Returns the body as a file.
    pub fn file(&self) -> Result<FilePart, InvalidInput> {
        Ok(FilePart::new("logo.png", self.bytes()?.to_vec()))
    }

    /// Returns the body as a certificate, in the format of its content type.
    pub fn certificate(&self) -> Result<Certificate, InvalidInput> {
        let bytes = self.bytes()?.to_vec();
        Ok(match self.body.as_ref().map(|(content_type, _)| content_type.as_str()) {
            Some("application/pkix-cert") => Certificate::der(bytes),
            Some("application/x-x509-ca-cert") => Certificate::cer(bytes),
            _ => Certificate::pem(bytes),
        })
    }
}

/// Returns the status of a call whose response is one value.
pub fn one<T: 'static>(
    call: impl Future<Output = Result<Response<T>, Error>> + Send + 'static,
) -> StatusFuture {
    Box::pin(async move { call.await.map(|response| response.status().as_u16()) })
}

/// Returns the status of a call whose response is a page; fails if an item cannot be decoded.
pub fn list<T: Send + 'static>(
    call: impl Future<Output = Result<Page<T>, Error>> + Send + 'static,
) -> StatusFuture {
    Box::pin(async move {
        let page = call.await?;
        let status = page.status().as_u16();
        page.into_items().map(|_| status)
    })
}

/// Returns the status of a redirect for a URL that a browser opens.
pub fn url(url: Result<String, Error>) -> StatusFuture {
    Box::pin(std::future::ready(url.map(|_| 302)))
}

/// Declares the table of calls: the function that returns the handle of the document from a client, and
/// `"id" => [handle("bound")].method(arguments) one|list|url [setters];`.
macro_rules! calls {
    ($(#[$meta:meta])* $api:path; $(
        $id:literal => [$($handle:ident $(($bound:literal))?)?].$method:ident(
            $($name:ident: $kind:ident $($type:ty)? $(= $wire:literal)?),*
        ) $response:ident [
            $($setter:ident: $set_kind:ident $($set_type:ty)? $(= $set_wire:literal)?),*
        ];
    )*) => {
        /// Every operation of the document, in document order.
        $(#[$meta])*
        pub static CALLS: &[crate::wire::Operation] = &[$(
            crate::wire::Operation {
                id: $id,
                call: |okta, input| {
                    let okta = $api(okta);
                    let call = okta$(.$handle($(input.text($bound)?)?))?.$method(
                        $(crate::wire::value!(input, $kind $($type)? $(= $wire)?)),*
                    );
                    $(
                        let call = if crate::wire::present!(input, $set_kind $(= $set_wire)?) {
                            call.$setter(crate::wire::value!(input, $set_kind $($set_type)? $(= $set_wire)?))
                        } else {
                            call
                        };
                    )*
                    let _ = input;
                    Ok(crate::wire::send!($response call))
                },
            },
        )*];
    };
}

/// Sends a call.
macro_rules! send {
    (url $call:ident) => {
        crate::wire::url($call.url())
    };
    ($response:ident $call:ident) => {
        crate::wire::$response($call.send())
    };
}

/// Reads one argument.
macro_rules! value {
    ($input:ident, path = $wire:literal) => {
        $input.text($wire)?
    };
    ($input:ident, text = $wire:literal) => {
        $input.text($wire)?
    };
    ($input:ident, texts = $wire:literal) => {
        $input.texts($wire)?
    };
    ($input:ident, parsed $type:ty = $wire:literal) => {
        $input.parsed::<$type>($wire)?
    };
    ($input:ident, json $type:ty) => {
        $input.json::<$type>()?
    };
    ($input:ident, list $type:ty) => {
        <$type>::from($input.json_value()?)
    };
    ($input:ident, form $type:ty) => {
        $input.json::<$type>()?
    };
    ($input:ident, merge_patch $type:ty) => {
        $input.json::<$type>()?
    };
    ($input:ident, file $type:ty) => {
        $input.file()?
    };
    ($input:ident, certificate $type:ty) => {
        $input.certificate()?
    };
    ($input:ident, security_event $type:ty) => {
        $input.body_text()?
    };
}

/// Whether an optional argument has a value.
macro_rules! present {
    ($input:ident, $kind:ident = $wire:literal) => {
        $input.has($wire)
    };
    ($input:ident, $kind:ident) => {
        $input.body.is_some()
    };
}

pub(crate) use {calls, present, send, value};
