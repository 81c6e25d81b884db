//! Governance: campaigns with their reviews, values of entitlements, requests.

use http::StatusCode;
use serde_json::{Value, json};

use super::{Verb, from_end, place, shown, text, texts, verb};
use crate::{
    call::Call,
    engine::{Place, families, list, objects},
    operations::{self},
    paging::{Limit, Order},
    response::{HandlerResult, OktaError, ResponseTemplate},
    state::State,
};

pub(super) const VERBS: &[Verb] = &[
    verb("governance.launchCampaign", &[], launch),
    verb("governance.endCampaign", &[], end),
    verb("governance.reassignReviews", &[], reassign),
    verb("governance.submitCampaignBulkDecisions", &[], decide),
    verb("governance.getCampaignBulkDecisionsJobStatus", &[], job),
    verb("governance.listAllEntitlementValues", &["after", "limit"], values),
    verb("governance.createRequestMessage", &[], |call, state| message(call, state, "v1")),
    verb("governance.createRequestMessageV2", &[], |call, state| message(call, state, "v2")),
    verb("governance.getMyRequestV2", &[], my_request),
    verb("governance.resolveMyTaskV2", &[], resolve),
];

const CAMPAIGNS: &str = "/governance/api/v1/campaigns";
const REVIEWS: &str = "/governance/api/v1/reviews";
const JOBS: &str = "/governance/api/v1/$jobs";
const TASKS: &str = "/governance/api/v2/my/tasks";
const PAGE: Limit = Limit { default: 20, max: 200 };

/// The campaign of the request, which must have a status.
fn campaign(call: &Call<'_>, state: &mut State, status: &str) -> Result<(String, Value), OktaError> {
    let (_, Place { collection, id }) = place(call, state, CAMPAIGNS)?;
    let campaign = state.objects.get(&collection, &id).cloned().unwrap_or_default();
    if campaign.get("status").is_some_and(|it| it == status) {
        Ok((id, campaign))
    } else {
        Err(OktaError::invalid("status", format!("status: the campaign is not {status}")))
    }
}

fn set_status(call: &Call<'_>, state: &mut State, id: &str, status: &str) {
    if let Some(family) = families::family(CAMPAIGNS) {
        objects::set(state, call.now, family, (CAMPAIGNS, id), &json!({ "status": status }));
    }
}

/// A user as the principal or the reviewer of a review.
fn profile(state: &State, id: &str) -> Value {
    let Some(user) = state.users.get(id) else { return Value::Null };
    json!({
        "id": user.id, "email": user.text("email"), "login": user.login(), "firstName": user.text("firstName"),
        "lastName": user.text("lastName"), "status": "ACTIVE", "type": "USER",
    })
}

/// Starts a campaign: one review for each user of each of its apps and groups.
fn launch(call: &Call<'_>, state: &mut State) -> HandlerResult {
    let (id, campaign) = campaign(call, state, "SCHEDULED")?;
    let family = families::family(REVIEWS).ok_or_else(|| operations::unsupported(call))?;
    let resources = campaign.pointer("/resourceSettings/targetResources").and_then(Value::as_array);
    let resources =
        resources.into_iter().flatten().filter_map(|resource| resource.get("resourceId")?.as_str());
    let mut reviewed: Vec<(String, String)> = Vec::new();
    for resource in resources {
        let users: Vec<String> = match (state.apps.0.get(resource), state.groups.get(resource)) {
            (Some(app), _) => app.users.keys().cloned().collect(),
            (None, Some(group)) => state
                .users
                .all()
                .filter(|user| group.contains(&user.id))
                .map(|user| user.id.clone())
                .collect(),
            (None, None) => return Err(OktaError::not_found(resource, "Resource")),
        };
        reviewed.extend(users.into_iter().map(|user| (resource.to_owned(), user)));
    }
    let reviewer = campaign.pointer("/reviewerSettings/reviewerId").and_then(Value::as_str);
    let reviewer =
        reviewer.map(str::to_owned).or_else(|| state.users.all().next().map(|user| user.id.clone()));
    let reviewer = profile(state, reviewer.as_deref().unwrap_or_default());
    for (resource, user) in reviewed {
        let review = json!({
            "campaignId": id, "resourceId": resource, "principalProfile": profile(state, &user),
            "reviewerProfile": reviewer, "reviewerType": "USER",
        });
        objects::create(state, call.now, family, REVIEWS, None, &review, true);
    }
    set_status(call, state, &id, "ACTIVE");
    Ok(ResponseTemplate::from_status(StatusCode::ACCEPTED))
}

fn end(call: &Call<'_>, state: &mut State) -> HandlerResult {
    call.optional_object()?;
    let (id, _) = campaign(call, state, "ACTIVE")?;
    set_status(call, state, &id, "COMPLETED");
    Ok(ResponseTemplate::from_status(StatusCode::ACCEPTED))
}

/// The ids of the reviews of a campaign.
fn reviews(state: &State, campaign: &str) -> Vec<String> {
    let reviews = state.objects.of(REVIEWS);
    let reviews = reviews.filter(|(_, review)| review.get("campaignId").is_some_and(|id| id == campaign));
    reviews.map(|(id, _)| id.clone()).collect()
}

fn reassign(call: &Call<'_>, state: &mut State) -> HandlerResult {
    let (campaign, _) = campaign(call, state, "ACTIVE")?;
    let family = families::family(REVIEWS).ok_or_else(|| operations::unsupported(call))?;
    let body = Value::Object(call.object()?);
    let reviewer = text(&body, "reviewerId")?;
    if state.users.get(reviewer).is_none() {
        return Err(OktaError::not_found(reviewer, "User"));
    }
    let (chosen, known) = (texts(&body, "reviewIds"), reviews(state, &campaign));
    if let Some(unknown) = chosen.iter().find(|id| !known.contains(id)) {
        return Err(OktaError::not_found(unknown, "Review"));
    }
    let members = json!({ "reviewerProfile": profile(state, reviewer) });
    let mut views = Vec::new();
    for id in chosen {
        objects::set(state, call.now, family, (REVIEWS, &id), &members);
        views.push(shown(call, state, family, &Place { collection: REVIEWS.to_owned(), id }));
    }
    Ok(ResponseTemplate::ok(json!({ "data": views })))
}

/// Decides all reviews of a campaign that are not decided, as a job that is complete at once.
fn decide(call: &Call<'_>, state: &mut State) -> HandlerResult {
    let (campaign, _) = campaign_of(call, state)?;
    let body = Value::Object(call.object()?);
    let decision = text(&body, "reviewDecision")?.to_owned();
    let mut decided = 0;
    for id in reviews(state, &campaign) {
        if let Some(review) = state.objects.get_mut(REVIEWS, &id)
            && review.get("decision").is_some_and(|decision| decision == "UNREVIEWED")
        {
            review["decision"] = json!(decision);
            review["decided"] = json!(crate::clock::timestamp(call.now));
            decided += 1;
        }
    }
    let job = state.ids.object("job");
    let done =
        json!({ "id": job, "status": "COMPLETED", "errors": [], "eligibleReviewRecordCount": decided });
    state.objects.insert(JOBS, &job, done);
    let accepted = json!({ "status": "ACCEPTED", "eligibleReviewRecordCount": decided, "jobId": job });
    Ok(ResponseTemplate::from_status(StatusCode::ACCEPTED).json(accepted))
}

/// The campaign that a path below `/my/campaigns` names.
fn campaign_of(call: &Call<'_>, state: &State) -> Result<(String, Value), OktaError> {
    let id = call.segments.get(5).map(String::as_str).unwrap_or_default();
    let campaign = state.objects.get(CAMPAIGNS, id).cloned();
    campaign.map(|campaign| (id.to_owned(), campaign)).ok_or_else(|| OktaError::not_found(id, "Campaign"))
}

fn job(call: &Call<'_>, state: &mut State) -> HandlerResult {
    campaign_of(call, state)?;
    let id = from_end(call, 0);
    let job = state.objects.get(JOBS, id).cloned();
    job.map(ResponseTemplate::ok).ok_or_else(|| OktaError::not_found(id, "Job"))
}

/// The values of all entitlements.
fn values(call: &Call<'_>, state: &mut State) -> HandlerResult {
    const ENTITLEMENTS: &str = "/governance/api/v1/entitlements";
    let family = families::family(&format!("{ENTITLEMENTS}/{{}}/values"));
    let family = family.ok_or_else(|| operations::unsupported(call))?;
    let mut views: Vec<(String, Value)> = Vec::new();
    for entitlement in state.objects.ids(ENTITLEMENTS) {
        let collection = format!("{ENTITLEMENTS}/{entitlement}/values");
        for (id, value) in state.objects.of(&collection) {
            views.push((id.clone(), list::item(call, state, family, &collection, id, value)));
        }
    }
    views.sort_by(|(one, _), (other, _)| one.cmp(other));
    let response = state.cursors.list(call, views, PAGE, Order::Ascending, |view| view)?;
    Ok(list::enclosed(response, "data", true))
}

fn message(call: &Call<'_>, state: &mut State, version: &str) -> HandlerResult {
    place(call, state, &format!("/governance/api/{version}/requests"))?;
    text(&Value::Object(call.object()?), "message")?;
    Ok(ResponseTemplate::from_status(StatusCode::CREATED))
}

/// The request of a catalog entry: those of users are among all.
fn my_request(call: &Call<'_>, state: &mut State) -> HandlerResult {
    const REQUESTS: &str = "/governance/api/v2/requests";
    let (family, id) = (families::family(REQUESTS), from_end(call, 0).to_owned());
    let family = family.ok_or_else(|| operations::unsupported(call))?;
    if state.objects.get(REQUESTS, &id).is_none() {
        return Err(OktaError::not_found(&id, "Request"));
    }
    Ok(ResponseTemplate::ok(shown(call, state, family, &Place { collection: REQUESTS.to_owned(), id })))
}

fn resolve(call: &Call<'_>, state: &mut State) -> HandlerResult {
    let (family, task) = place(call, state, TASKS)?;
    let body = Value::Object(call.object()?);
    let members = json!({ "status": "COMPLETED", "value": text(&body, "value")? });
    objects::set(state, call.now, family, (TASKS, &task.id), &members);
    Ok(ResponseTemplate::ok(shown(call, state, family, &task)))
}
