//! Every operation called once through its public method, with arguments from Okta's own document.
//!
//! The table of calls ([`generated::calls`](crate::generated::calls)) is written by okta-codegen; the values come
//! from the document at run time ([`examples`]), so that none of its examples is part of this project.

pub mod examples;
pub mod fits;

use std::collections::HashMap;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::str::FromStr;

use okta_client::{Certificate, Client, Error, FilePart, Page, Response};
use okta_models::Model;

/// The arguments of one call, as text.
#[derive(Debug, Clone, Default)]
pub struct Input {
    /// Values of parameters by their names on the wire; of a list, each element.
    pub parameters: HashMap<String, Vec<String>>,
    /// The request body, and its content type.
    pub body: Option<(String, Vec<u8>)>,
}

/// Why a call could not be made.
#[derive(Debug)]
pub enum Wrong {
    /// There is no value for this parameter, or none of its type.
    Parameter(&'static str),
    /// There is no body, or none of the method's type.
    Body(String),
}

impl fmt::Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Parameter(name) => write!(f, "no value for the parameter `{name}`"),
            Self::Body(cause) => write!(f, "the body does not fit its type: {cause}"),
        }
    }
}

/// What came of a call: the status, or what is wrong with status or answer.
pub type Pending = Pin<Box<dyn Future<Output = Result<u16, Error>> + Send>>;

/// One operation and how to call it.
pub struct Operation {
    /// Its id in the document.
    pub id: &'static str,
    /// Makes the call.
    pub call: fn(&Client, &Input) -> Result<Pending, Wrong>,
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

    /// The value of a parameter.
    pub fn text(&self, name: &'static str) -> Result<&str, Wrong> {
        let value = self.values(name).and_then(|values| values.first());
        value.map(String::as_str).ok_or(Wrong::Parameter(name))
    }

    /// The elements of a parameter.
    pub fn texts(&self, name: &'static str) -> Result<Vec<&str>, Wrong> {
        let values = self.values(name).ok_or(Wrong::Parameter(name))?;
        Ok(values.iter().map(String::as_str).collect())
    }

    /// The value of a parameter that is not text.
    pub fn parsed<T: FromStr>(&self, name: &'static str) -> Result<T, Wrong> {
        self.text(name)?.parse().map_err(|_| Wrong::Parameter(name))
    }

    /// Whether there is a value for a parameter.
    pub fn has(&self, name: &'static str) -> bool {
        self.values(name).is_some()
    }

    fn bytes(&self) -> Result<&[u8], Wrong> {
        match &self.body {
            Some((_, bytes)) => Ok(bytes),
            None => Err(Wrong::Body("there is none".to_owned())),
        }
    }

    /// The body as a value.
    pub fn json<T: Model>(&self) -> Result<T, Wrong> {
        T::decode(self.bytes()?).map_err(|cause| Wrong::Body(cause.to_string()))
    }

    /// The body as text.
    pub fn body_text(&self) -> Result<String, Wrong> {
        Ok(String::from_utf8_lossy(self.bytes()?).into_owned())
    }

    /// The body as a file.
    pub fn file(&self) -> Result<FilePart, Wrong> {
        Ok(FilePart::new("logo.png", self.bytes()?.to_vec()))
    }

    /// The body as a certificate, in the form that its content type names.
    pub fn certificate(&self) -> Result<Certificate, Wrong> {
        let bytes = self.bytes()?.to_vec();
        Ok(match self.body.as_ref().map(|(content_type, _)| content_type.as_str()) {
            Some("application/pkix-cert") => Certificate::der(bytes),
            Some("application/x-x509-ca-cert") => Certificate::cer(bytes),
            _ => Certificate::pem(bytes),
        })
    }
}

/// What came of a call that gives one value.
pub fn one<T: 'static>(sent: impl Future<Output = Result<Response<T>, Error>> + Send + 'static) -> Pending {
    Box::pin(async move { sent.await.map(|reply| reply.status().as_u16()) })
}

/// What came of a call that gives a page: an item that cannot be read spoils it.
pub fn list<T: Send + 'static>(
    sent: impl Future<Output = Result<Page<T>, Error>> + Send + 'static,
) -> Pending {
    Box::pin(async move {
        let page = sent.await?;
        let status = page.status().as_u16();
        page.into_items().map(|_| status)
    })
}

/// The table of calls: `"id" => handle.method(arguments) one|list [setters];`.
macro_rules! calls {
    ($(
        $id:literal => $handle:ident.$method:ident(
            $($name:ident: $kind:ident $($type:ty)? $(= $wire:literal)?),*
        ) $answer:ident [
            $($setter:ident: $set_kind:ident $($set_type:ty)? $(= $set_wire:literal)?),*
        ];
    )*) => {
        /// Every operation of the document, in its order.
        #[expect(deprecated, reason = "operations that Okta has deprecated are called as well")]
        pub static CALLS: &[crate::wire::Operation] = &[$(
            crate::wire::Operation {
                id: $id,
                call: |okta, input| {
                    let call = okta.$handle().$method(
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
                    Ok(crate::wire::$answer(call.send()))
                },
            },
        )*];
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

/// Whether there is a value for an optional argument.
macro_rules! present {
    ($input:ident, $kind:ident = $wire:literal) => {
        $input.has($wire)
    };
    ($input:ident, $kind:ident) => {
        $input.body.is_some()
    };
}

pub(crate) use {calls, present, value};
