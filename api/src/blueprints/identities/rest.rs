//! `/v1/me/identities`, and logging in by a provider.

use actix_web::{HttpRequest, delete, get, post, web::Path};
use presswork_domain::{identities, ids};

use super::dto::{ExchangeCodeInput, Identity};
use crate::{
    answer::{Answer, ok_once},
    blueprints::accounts::dto::AuthTokens,
    body::Body,
    call::Call,
    cx::Cx,
    device::Origin,
    fields::Fields,
    page::{self, List, PageParams},
    query::Query,
    routes::Routes,
};

/// Exchanges the code of a login by a provider for a session. Who is not known yet gets an account, where anybody may register. Where
/// there is a second factor, the refusal `two_factor_required` carries the challenge of the second step.
#[utoipa::path(
    operation_id = "completeProviderLogin", tag = "identities",
    request_body(content = ExchangeCodeInput, description = "The code, and its verifier."),
    responses((status = 200, body = AuthTokens), (status = 403), (status = 409)),
    extensions(("x-graphql" = json!("Mutation.completeProviderLogin")))
)]
#[post("/auth/login/provider")]
async fn complete(call: Call, Origin(device): Origin, Body(input): Body<ExchangeCodeInput>) -> Answer {
    Ok(ok_once(AuthTokens::from(identities::complete(&call, &input.into(), &device).await?)))
}

/// The identities by which the person asking can log in, the newest first.
#[utoipa::path(
    operation_id = "identities", tag = "identities", params(PageParams),
    responses((status = 200, body = List<Identity>), (status = 403)),
    security(("bearer" = [])),
    extensions(("x-graphql" = json!("Query.identities")))
)]
#[get("/me/identities")]
async fn list(cx: Cx, request: HttpRequest, Query(params): Query<PageParams>) -> Answer {
    let (fields, total) = (Fields::of::<Identity>(params.fields.as_deref())?, params.include_total);
    let page = identities::list(&cx, &params.into()).await?.counted(&cx, total).await?;
    Ok(page::answer::<_, Identity>(&request, page, &fields))
}

/// Exchanges the code of a login by a provider for a link: the person asking can log in by that identity from now on.
#[utoipa::path(
    operation_id = "linkIdentity", tag = "identities",
    request_body(content = ExchangeCodeInput, description = "The code, and its verifier."),
    responses((status = 201, body = Identity), (status = 403), (status = 409)),
    security(("bearer" = [])),
    extensions(("x-graphql" = json!("Mutation.linkIdentity")))
)]
#[post("/me/identities")]
async fn link(call: Call, Body(input): Body<ExchangeCodeInput>) -> Answer {
    let work = async move |cx| Ok(Identity::from(identities::link(&cx, &input.into()).await?));
    Ok(call.once("linkIdentity", work).await?.created_nowhere())
}

/// Ends the link to an identity. The last way to log in stays.
#[utoipa::path(
    operation_id = "unlinkIdentity", tag = "identities",
    params(("id" = String, Path, description = "`ident_...`")),
    responses((status = 204, description = "Nobody logs in by it any more."), (status = 403), (status = 404), (status = 409)),
    security(("bearer" = [])),
    extensions(("x-graphql" = json!("Mutation.unlinkIdentity")))
)]
#[delete("/me/identities/{id}")]
async fn unlink(call: Call, id: Path<String>) -> Answer {
    let id = ids::parse(&id)?;
    let work = async move |cx| identities::unlink(&cx, id).await.map(|()| true);
    Ok(call.once("unlinkIdentity", work).await?.no_content())
}

/// The routes of identities.
pub fn routes(config: &mut Routes<'_>) {
    config.service(complete).service(list).service(link).service(unlink);
    super::flow::routes(config);
}
