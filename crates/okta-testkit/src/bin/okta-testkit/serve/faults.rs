//! Faults from a file: one JSON object per line. Empty lines and lines that start with `#` are skipped.
//!
//! ```text
//! # The third and the fourth request are rejected.
//! {"when": "GET /api/v1/users", "after": 2, "times": 2, "respond": {"status": 503, "headers": {"retry-after": "1"}}}
//! {"when": "POST /api/v1/users", "drop_connection": "before_response"}
//! {"when": "*", "always": true, "delay_ms": 5}
//! ```
//!
//! `when` is a pattern of `Org::when`. A rule applies once; `times` sets another number, `always` removes the limit, and
//! `after` skips requests. Each line has one action of [`Action`].

use std::{collections::BTreeMap, fs, path::Path, time::Duration};

use http::{HeaderName, HeaderValue, Method};
use okta_testkit::{DropAt, Org, ResponseTemplate};
use serde::Deserialize;
use serde_json::Value;

use super::Result;

/// A line of the file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    when: String,
    times: Option<u64>,
    #[serde(default)]
    always: bool,
    #[serde(default)]
    after: u64,
    /// Responds without applying the request.
    respond: Option<Response>,
    /// Responds with an error in Okta's format, without applying the request.
    okta_error: Option<OktaError>,
    /// Closes the connection.
    drop_connection: Option<Point>,
    /// Resets the connection.
    reset_connection: Option<Point>,
    /// Sends half of the body, then closes the connection, resets it, or sends nothing more.
    #[serde(default)]
    truncate_body: bool,
    #[serde(default)]
    reset_body: bool,
    #[serde(default)]
    stall_body: bool,
    /// Sends the body in eight chunks, with a pause before each.
    slow_body_ms: Option<u64>,
    /// Waits before the request is applied.
    delay_ms: Option<u64>,
    /// Never responds.
    #[serde(default)]
    hang: bool,
    /// Responds, and asks the client to open a new connection.
    #[serde(default)]
    go_away: bool,
    /// Reads see the org as it was this long ago.
    lag_ms: Option<u64>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Response {
    status: u16,
    #[serde(default)]
    headers: BTreeMap<String, String>,
    json: Option<Value>,
    html: Option<String>,
    body: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct OktaError {
    code: String,
    #[serde(default)]
    summary: String,
}

/// The point of a request at which its connection ends.
#[derive(Clone, Copy, Debug, Deserialize)]
enum Point {
    #[serde(rename = "before_reading")]
    Reading,
    #[serde(rename = "before_applying")]
    Applying,
    #[serde(rename = "before_response")]
    Response,
}

impl From<Point> for DropAt {
    fn from(point: Point) -> Self {
        match point {
            Point::Reading => Self::BeforeReading,
            Point::Applying => Self::BeforeApplying,
            Point::Response => Self::BeforeResponse,
        }
    }
}

/// A fault.
#[derive(Clone, Debug)]
enum Action {
    Respond(ResponseTemplate),
    DropConnection(DropAt),
    ResetConnection(DropAt),
    TruncateBody,
    ResetBody,
    StallBody,
    SlowBody(Duration),
    Delay(Duration),
    Hang,
    GoAway,
    Lag(Duration),
}

/// A checked rule.
#[derive(Clone, Debug)]
pub(super) struct FaultRule {
    pattern: String,
    /// `None` for every matching request.
    times: Option<u64>,
    after: u64,
    action: Action,
}

impl FaultRule {
    /// Adds the rule to an org.
    pub(super) fn install(self, org: &Org) {
        if let Action::Lag(lag) = self.action {
            org.set_lag(&self.pattern, lag);
            return;
        }
        let when = org.when(&self.pattern).after(self.after);
        let when = match self.times {
            Some(times) => when.times(times),
            None => when.always(),
        };
        match self.action {
            Action::Respond(response) => when.respond_with(response),
            Action::DropConnection(at) => when.drop_connection(at),
            Action::ResetConnection(at) => when.reset_connection(at),
            Action::TruncateBody => when.truncate_body(),
            Action::ResetBody => when.reset_body(),
            Action::StallBody => when.stall_body(),
            Action::SlowBody(pause) => when.slow_body(pause),
            Action::Delay(by) | Action::Lag(by) => when.delay(by),
            Action::Hang => when.hang(),
            Action::GoAway => when.go_away(),
        };
    }
}

/// Reads a file. Errors name it and the line.
pub(super) fn load(file: &Path) -> Result<Vec<FaultRule>> {
    let text = fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))?;
    let lines = text.lines().enumerate().filter(|(_, line)| {
        let line = line.trim();
        !line.is_empty() && !line.starts_with('#')
    });
    let rules = lines.map(|(index, line)| {
        parse(line).map_err(|error| format!("{}:{}: {error}", file.display(), index + 1).into())
    });
    rules.collect()
}

fn parse(line: &str) -> Result<FaultRule, String> {
    let line: Line = serde_json::from_str(line).map_err(|error| {
        let (text, place) =
            (error.to_string(), format!(" at line {} column {}", error.line(), error.column()));
        format!("{} (column {})", text.strip_suffix(&place).unwrap_or(&text), error.column())
    })?;
    let pattern = line.when.clone();
    if let Some((method, _)) = pattern.trim().split_once(char::is_whitespace) {
        let known = [
            Method::GET,
            Method::POST,
            Method::PUT,
            Method::PATCH,
            Method::DELETE,
            Method::HEAD,
            Method::OPTIONS,
        ];
        if method != "*" && !known.iter().any(|known| known.as_str().eq_ignore_ascii_case(method)) {
            return Err(format!("when: unknown method {method}"));
        }
    }
    if line.always && line.times.is_some() {
        return Err("times and always exclude each other".to_owned());
    }
    let times = if line.always { None } else { Some(line.times.unwrap_or(1)) };
    let (after, has_times) = (line.after, line.times.is_some() || line.always || line.after > 0);
    let mut actions = line.actions()?;
    let (Some(action), true) = (actions.pop(), actions.is_empty()) else {
        return Err("expected one action, such as respond, drop_connection or delay_ms".to_owned());
    };
    if matches!(action, Action::Lag(_)) && has_times {
        return Err("lag_ms applies to every read: remove times, always and after".to_owned());
    }
    Ok(FaultRule { pattern, times, after, action })
}

impl Line {
    /// The actions of the line; there should be one.
    fn actions(self) -> Result<Vec<Action>, String> {
        let flags = [
            (self.truncate_body, Action::TruncateBody),
            (self.reset_body, Action::ResetBody),
            (self.stall_body, Action::StallBody),
            (self.hang, Action::Hang),
            (self.go_away, Action::GoAway),
        ];
        let respond = self.respond.map(Response::template).transpose()?;
        let error = self.okta_error.map(|error| ResponseTemplate::okta_error(&error.code, &error.summary));
        let options = [
            respond.or(error).map(Action::Respond),
            self.drop_connection.map(|at| Action::DropConnection(at.into())),
            self.reset_connection.map(|at| Action::ResetConnection(at.into())),
            self.slow_body_ms.map(Duration::from_millis).map(Action::SlowBody),
            self.delay_ms.map(Duration::from_millis).map(Action::Delay),
            self.lag_ms.map(Duration::from_millis).map(Action::Lag),
        ];
        let flags = flags.into_iter().filter_map(|(set, action)| set.then_some(action));
        Ok(flags.chain(options.into_iter().flatten()).collect())
    }
}

impl Response {
    fn template(self) -> Result<ResponseTemplate, String> {
        if !(200..=999).contains(&self.status) {
            return Err(format!("respond.status: {} is not between 200 and 999", self.status));
        }
        let mut response = ResponseTemplate::new(self.status);
        for (name, value) in &self.headers {
            if HeaderName::try_from(name).is_err() || HeaderValue::try_from(value).is_err() {
                return Err(format!("respond.headers: invalid header {name}"));
            }
            response = response.header(name, value);
        }
        match (self.json, self.html, self.body) {
            (None, None, None) => Ok(response),
            (Some(json), None, None) => Ok(response.json(json)),
            (None, Some(html), None) => Ok(response.html(&html)),
            (None, None, Some(body)) => Ok(response.body(body)),
            _ => Err("respond: json, html and body exclude each other".to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_action_is_read() {
        for action in [
            r#""respond": {"status": 503, "headers": {"retry-after": "1"}, "html": "<p>busy</p>"}"#,
            r#""respond": {"status": 200, "json": [{"id": "1"}]}"#,
            r#""okta_error": {"code": "E0000006"}"#,
            r#""drop_connection": "before_response""#,
            r#""reset_connection": "before_applying""#,
            r#""truncate_body": true"#,
            r#""reset_body": true"#,
            r#""stall_body": true"#,
            r#""slow_body_ms": 5"#,
            r#""delay_ms": 5"#,
            r#""hang": true"#,
            r#""go_away": true"#,
            r#""lag_ms": 5"#,
        ] {
            let rule = parse(&format!(r#"{{"when": "users", {action}}}"#)).expect(action);
            assert_eq!((rule.pattern.as_str(), rule.times, rule.after), ("users", Some(1), 0));
        }
        let rule = parse(r#"{"when": "*", "always": true, "after": 3, "hang": true}"#).unwrap();
        assert_eq!((rule.times, rule.after), (None, 3));
    }

    #[test]
    fn invalid_lines_are_explained() {
        for (line, expected) in [
            ("{", "EOF while parsing an object (column 1)"),
            (r#"{"hang": true}"#, "missing field `when`"),
            (r#"{"when": "users", "hnag": true}"#, "unknown field `hnag`"),
            (r#"{"when": "users"}"#, "expected one action"),
            (r#"{"when": "users", "hang": true, "delay_ms": 5}"#, "expected one action"),
            (r#"{"when": "GTE users", "hang": true}"#, "when: unknown method GTE"),
            (r#"{"when": "users", "times": 1, "always": true, "hang": true}"#, "times and always"),
            (r#"{"when": "users", "times": 1, "lag_ms": 5}"#, "lag_ms applies to every read"),
            (r#"{"when": "users", "respond": {"status": 99}}"#, "respond.status: 99"),
            (
                r#"{"when": "users", "respond": {"status": 200, "headers": {"a b": ""}}}"#,
                "invalid header a b",
            ),
            (
                r#"{"when": "users", "respond": {"status": 200, "html": "", "body": ""}}"#,
                "exclude each other",
            ),
            (r#"{"when": "users", "drop_connection": "later"}"#, "unknown variant `later`"),
        ] {
            let error = parse(line).unwrap_err();
            assert!(error.contains(expected), "{error}");
        }
    }

    #[test]
    fn errors_name_file_and_line() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("faults.jsonl");
        fs::write(&file, "# comment\n\n{\"when\": \"users\", \"hang\": true}\n{}\n").unwrap();
        let error = load(&file).unwrap_err().to_string();
        assert!(error.contains("faults.jsonl:4: missing field `when`"), "{error}");
        assert!(load(folder.path().join("none").as_path()).unwrap_err().to_string().contains("none: "));
    }
}
