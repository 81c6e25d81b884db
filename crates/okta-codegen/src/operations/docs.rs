//! Doc comments of methods and setters, composed of facts.

use super::answer::Answer;
use super::wrapper::{Setter, Wrapper};
use crate::models::facts::{of_lifecycle, of_parameter, sentence};
use crate::names::words;

const REFERENCE: &str = "https://developer.okta.com/docs/api/openapi/okta-management/management/tag";

/// The doc lines of a method, without `///`.
pub(super) fn of_method(wrapper: &Wrapper<'_>) -> Vec<String> {
    let operation = wrapper.operation;
    let mut lines = vec![title(&operation.id), String::new()];
    let (tag, id) = (&operation.tag, &operation.id);
    lines.push(format!(
        "`{} {}` ([reference]({REFERENCE}/{tag}/#tag/{tag}/operation/{id}))",
        operation.method.as_str(),
        operation.path
    ));
    lines.push(String::new());
    lines.push(format!("- Credentials: {}", credentials(wrapper)));
    lines.push(format!("- Rate-limit bucket: `{}`", wrapper.bucket));
    if let Some(paging) = paging(wrapper) {
        lines.push(format!("- Paging: {paging}"));
    }
    if let Some(note) = of_lifecycle(&operation.lifecycle) {
        lines.push(format!("- Availability: {note}"));
    }
    if let Some(label) = &wrapper.server {
        lines.push(format!("- Server: `{label}.` before the org's own host"));
    }
    if wrapper.not_idempotent {
        lines.push(
            "- Not idempotent: sent twice it does more, so it is not retried once it may have arrived"
                .to_owned(),
        );
    }
    if wrapper.secret {
        lines.push("- The answer holds secrets; it is not cached".to_owned());
    }
    lines
}

/// The doc line of a setter.
pub(super) fn of_setter(setter: &Setter<'_>) -> String {
    let parameter = setter.parameter;
    let place = if setter.style.word() == "header" { "header" } else { "query parameter" };
    let mut facts = vec![format!("{place} `{}`", parameter.name)];
    facts.extend(of_parameter(&parameter.schema));
    if parameter.schema.deprecated {
        facts.push("deprecated".to_owned());
    }
    facts.extend(of_lifecycle(&parameter.lifecycle));
    sentence(&facts)
}

/// The words of an operation id: `List user blocks.`
fn title(id: &str) -> String {
    sentence(&[words(id).join(" ")])
}

fn credentials(wrapper: &Wrapper<'_>) -> String {
    let security = &wrapper.operation.security;
    let scopes: Vec<String> = security.scopes.iter().map(|scope| format!("`{scope}`")).collect();
    let oauth = match scopes.as_slice() {
        [] => "access token".to_owned(),
        scopes => format!("access token with {}", scopes.join(" or ")),
    };
    match (security.token, security.oauth) {
        (true, true) => format!("API token, or {oauth}"),
        (true, false) => "API token only".to_owned(),
        (false, true) => format!("{oauth}; no API token"),
        (false, false) => "none".to_owned(),
    }
}

fn paging(wrapper: &Wrapper<'_>) -> Option<String> {
    let Answer::Listing { member, .. } = &wrapper.answer else { return None };
    let cursor = wrapper.optional.iter().any(|setter| setter.parameter.name == "after");
    Some(match (member, cursor) {
        (Some(member), false) => format!("items in `{member}`, all in one page, as far as the document says"),
        (Some(member), true) => format!("items in `{member}`, cursor in `_links.next` or `Link`"),
        (None, true) => "cursor in `Link`".to_owned(),
        (None, false) => "all items in one page, as far as the document says".to_owned(),
    })
}
