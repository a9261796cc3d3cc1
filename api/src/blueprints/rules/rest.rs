//! `/v1/moderation/rules`.

use actix_web::{HttpRequest, delete, get, post, put, web::Path};
use presswork_domain::{ids, jobs, rules};

use super::dto::{ModerationRule, ModerationRuleInput};
use crate::{
    answer::{Answer, ok},
    blueprints::jobs::dto::Job,
    body::Body,
    call::Call,
    cx::Cx,
    fields::Fields,
    page::{self, List, PageParams},
    query::Query,
    routes::Routes,
};

/// Makes a rule about what people write. For moderators.
#[utoipa::path(
    operation_id = "createModerationRule", tag = "moderation",
    request_body(content = ModerationRuleInput, description = "The rule."),
    responses((status = 201, body = ModerationRule), (status = 403)),
    security(("bearer" = [])),
    extensions(("x-graphql" = json!("Mutation.createModerationRule")))
)]
#[post("/moderation/rules")]
async fn create(call: Call, Body(input): Body<ModerationRuleInput>) -> Answer {
    let work = async move |cx| Ok(ModerationRule::from(rules::create(&cx, &input.into()).await?));
    let done = call.once("createModerationRule", work).await?;
    Ok(done.created(|one| format!("/v1/moderation/rules/{}", *one.id)))
}

/// The rules about what people write, the newest first. For moderators.
#[utoipa::path(
    operation_id = "moderationRules", tag = "moderation", params(PageParams),
    responses((status = 200, body = List<ModerationRule>), (status = 403)),
    security(("bearer" = [])),
    extensions(("x-graphql" = json!("Query.moderationRules")))
)]
#[get("/moderation/rules")]
async fn list(cx: Cx, request: HttpRequest, Query(params): Query<PageParams>) -> Answer {
    let (fields, total) = (Fields::of::<ModerationRule>(params.fields.as_deref())?, params.include_total);
    let page = rules::list(&cx, &params.into()).await?.counted(&cx, total).await?;
    Ok(page::answer::<_, ModerationRule>(&request, page, &fields))
}

/// One rule. For moderators.
#[utoipa::path(
    operation_id = "moderationRule", tag = "moderation", params(("id" = String, Path, description = "`rule_...`")),
    responses((status = 200, body = ModerationRule), (status = 403), (status = 404)),
    security(("bearer" = [])),
    extensions(("x-graphql" = json!("Query.moderationRule")))
)]
#[get("/moderation/rules/{id}")]
async fn get(cx: Cx, id: Path<String>) -> Answer {
    Ok(ok(ModerationRule::from(rules::get(&cx, ids::parse(&id)?).await?)))
}

/// Makes a rule another one: switches it on or off, or changes what it looks for. What is missing is as usual. For moderators.
#[utoipa::path(
    operation_id = "replaceModerationRule", tag = "moderation",
    request_body(content = ModerationRuleInput, description = "The rule as it is to be."),
    params(("id" = String, Path, description = "`rule_...`")),
    responses((status = 200, body = ModerationRule), (status = 403), (status = 404)),
    security(("bearer" = [])),
    extensions(("x-graphql" = json!("Mutation.replaceModerationRule")))
)]
#[put("/moderation/rules/{id}")]
async fn replace(call: Call, id: Path<String>, Body(input): Body<ModerationRuleInput>) -> Answer {
    let id = ids::parse(&id)?;
    let work = async move |cx| Ok(ModerationRule::from(rules::replace(&cx, id, &input.into()).await?));
    Ok(call.once("replaceModerationRule", work).await?.ok())
}

/// Deletes a rule, with what it would have caught. For moderators.
#[utoipa::path(
    operation_id = "deleteModerationRule", tag = "moderation",
    params(("id" = String, Path, description = "`rule_...`")),
    responses((status = 204, description = "It is gone."), (status = 403), (status = 404)),
    security(("bearer" = [])),
    extensions(("x-graphql" = json!("Mutation.deleteModerationRule")))
)]
#[delete("/moderation/rules/{id}")]
async fn delete(call: Call, id: Path<String>) -> Answer {
    let id = ids::parse(&id)?;
    let work = async move |cx| rules::delete(&cx, id).await.map(|()| true);
    Ok(call.once("deleteModerationRule", work).await?.no_content())
}

/// Tries a rule on what is published, whether it is on or not. The receipt is of the job; its result tells how many things were
/// `checked`, how many the rule would have `caught`, and `examples` of them by id. For moderators.
#[utoipa::path(
    operation_id = "tryModerationRule", tag = "moderation",
    params(("id" = String, Path, description = "`rule_...`")),
    responses((status = 202, body = Job), (status = 403), (status = 404)),
    security(("bearer" = [])),
    extensions(("x-graphql" = json!("Mutation.tryModerationRule")))
)]
#[post("/moderation/rules/{id}/try")]
async fn try_rule(call: Call, id: Path<String>) -> Answer {
    let id = ids::parse(&id)?;
    let work = async move |cx| {
        let job = rules::request_trial(&cx, id).await?;
        Ok(Job::from(jobs::receipt(&cx, job).await?))
    };
    Ok(call.once("tryModerationRule", work).await?.accepted_at(Job::address))
}

/// The routes of rules.
pub fn routes(config: &mut Routes<'_>) {
    config.service(create).service(list).service(try_rule).service(get).service(replace).service(delete);
}
