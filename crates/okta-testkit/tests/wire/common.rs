//! A plain hyper client: no layers, no retries, independent of okta-client.

use bytes::Bytes;
use http::{HeaderMap, Request, StatusCode};
use http_body_util::{BodyExt, Full};
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::TokioExecutor,
};
use okta_testkit::Org;
use serde_json::Value;

pub(crate) type Hyper = Client<HttpConnector, Full<Bytes>>;

pub(crate) struct Http {
    pub(crate) client: Hyper,
    pub(crate) base: String,
    pub(crate) token: String,
}

#[derive(Debug)]
pub(crate) struct Response {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Response {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("not JSON ({error}): {:?}", self.body))
    }

    pub(crate) fn code(&self) -> String {
        self.json()["errorCode"].as_str().unwrap_or_default().to_owned()
    }

    #[track_caller]
    pub(crate) fn assert_error(&self, status: u16, code: &str) -> &Self {
        assert_eq!((self.status.as_u16(), self.code().as_str()), (status, code), "{:?}", self.body);
        self
    }

    #[track_caller]
    pub(crate) fn ok(&self) -> Value {
        assert_eq!(self.status, 200, "{:?}", self.body);
        self.json()
    }

    pub(crate) fn links(&self) -> Vec<String> {
        self.headers.get_all("link").iter().map(|value| value.to_str().unwrap().to_owned()).collect()
    }

    /// Returns the target of `rel="next"`, if each link is a separate header.
    pub(crate) fn next(&self) -> Option<String> {
        let link = self.links().into_iter().find(|link| link.ends_with("rel=\"next\""))?;
        Some(link.split('>').next()?.trim_start_matches('<').to_owned())
    }

    pub(crate) fn ids(&self) -> Vec<String> {
        self.ok().as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap().to_owned()).collect()
    }
}

impl Http {
    pub(crate) fn new(org: &Org) -> Self {
        let client = Client::builder(TokioExecutor::new()).build_http();
        Self { client, base: org.url().to_owned(), token: org.token().to_owned() }
    }

    pub(crate) fn http2(org: &Org) -> Self {
        let client = Client::builder(TokioExecutor::new()).http2_only(true).build_http();
        Self { client, base: org.url().to_owned(), token: org.token().to_owned() }
    }

    pub(crate) fn request(&self, method: &str, path: &str) -> http::request::Builder {
        let uri = if path.starts_with("http") { path.to_owned() } else { format!("{}{path}", self.base) };
        Request::builder().method(method).uri(uri).header("authorization", format!("SSWS {}", self.token))
    }

    pub(crate) async fn send(
        &self,
        request: Request<Full<Bytes>>,
    ) -> Result<Response, Box<dyn std::error::Error>> {
        let (head, body) = self.client.request(request).await?.into_parts();
        let body = body.collect().await?.to_bytes();
        Ok(Response { status: head.status, headers: head.headers, body })
    }

    pub(crate) async fn get(&self, path: &str) -> Response {
        self.send(self.request("GET", path).body(Full::default()).unwrap()).await.unwrap()
    }

    pub(crate) async fn delete(&self, path: &str) -> Response {
        self.send(self.request("DELETE", path).body(Full::default()).unwrap()).await.unwrap()
    }

    pub(crate) async fn post(&self, path: &str, body: impl Into<Option<Value>>) -> Response {
        self.write("POST", path, body).await
    }

    pub(crate) async fn put(&self, path: &str, body: impl Into<Option<Value>>) -> Response {
        self.write("PUT", path, body).await
    }

    pub(crate) async fn write(&self, method: &str, path: &str, body: impl Into<Option<Value>>) -> Response {
        let request = self.request(method, path);
        let request = match body.into() {
            Some(body) => request.header("content-type", "application/json").body(body.to_string().into()),
            None => request.header("content-length", "0").body(Full::default()),
        };
        self.send(request.unwrap()).await.unwrap()
    }
}

pub(crate) fn escape(segment: &str) -> String {
    percent_encoding::utf8_percent_encode(segment, percent_encoding::NON_ALPHANUMERIC).to_string()
}

pub(crate) fn person(login: &str) -> Value {
    serde_json::json!({
        "profile": { "login": login, "email": "person@example.com", "firstName": "Ada", "lastName": "Lovelace" }
    })
}
