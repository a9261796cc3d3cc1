//! `/v1/me/tokens`.

use actix_web::{HttpRequest, delete, get, post, web::Path};
use presswork_domain::{access_tokens, ids};

use super::dto::{AccessToken, CreateAccessTokenInput, IssuedAccessToken};
use crate::{
    answer::{Answer, created_once},
    body::Body,
    call::Call,
    cx::Cx,
    fields::Fields,
    page::{self, List, PageParams},
    query::Query,
    routes::Routes,
};

/// The tokens of the person asking that were not revoked, the newest first.
#[utoipa::path(
    operation_id = "accessTokens", tag = "accessTokens", params(PageParams),
    responses((status = 200, body = List<AccessToken>), (status = 403)),
    security(("bearer" = [])),
    extensions(("x-graphql" = json!("Query.accessTokens")))
)]
#[get("/me/tokens")]
async fn list(cx: Cx, request: HttpRequest, Query(params): Query<PageParams>) -> Answer {
    let (fields, total) = (Fields::of::<AccessToken>(params.fields.as_deref())?, params.include_total);
    let page = access_tokens::list(&cx, &params.into()).await?.counted(&cx, total).await?;
    Ok(page::answer::<_, AccessToken>(&request, page, &fields))
}

/// Makes a token for a program. Its secret is in this answer and nowhere else.
#[utoipa::path(
    operation_id = "createAccessToken", tag = "accessTokens",
    request_body(content = CreateAccessTokenInput, description = "The token."),
    responses((status = 201, body = IssuedAccessToken), (status = 403), (status = 409)),
    security(("bearer" = [])),
    extensions(("x-graphql" = json!("Mutation.createAccessToken")))
)]
#[post("/me/tokens")]
async fn create(call: Call, Body(input): Body<CreateAccessTokenInput>) -> Answer {
    let issued = IssuedAccessToken::from(access_tokens::create(&call, &input.into()).await?);
    Ok(created_once(None, issued))
}

/// Revokes a token, at once and for every process.
#[utoipa::path(
    operation_id = "revokeAccessToken", tag = "accessTokens",
    params(("id" = String, Path, description = "`token_...`")),
    responses((status = 204, description = "It is good for nothing now."), (status = 403), (status = 404)),
    security(("bearer" = [])),
    extensions(("x-graphql" = json!("Mutation.revokeAccessToken")))
)]
#[delete("/me/tokens/{id}")]
async fn revoke(call: Call, id: Path<String>) -> Answer {
    let id = ids::parse(&id)?;
    let work = async move |cx| access_tokens::revoke(&cx, id).await.map(|()| true);
    Ok(call.once("revokeAccessToken", work).await?.no_content())
}

/// The routes of access tokens.
pub fn routes(config: &mut Routes<'_>) {
    config.service(list).service(create).service(revoke);
}
