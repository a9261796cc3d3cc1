//! `/v1/invitations` and `/v1/auth/invitations`.

use actix_web::{HttpRequest, delete, get, post, web::Path};
use presswork_domain::{ids, invitations};

use super::dto::{AcceptInvitationInput, CreateInvitationInput, Invitation};
use crate::{
    answer::Answer,
    blueprints::accounts::dto::Me,
    body::Body,
    call::Call,
    cx::Cx,
    fields::Fields,
    page::{self, List, PageParams},
    query::Query,
    routes::Routes,
};

/// The invitations that wait, the newest first; those that have expired, too.
#[utoipa::path(
    operation_id = "invitations", tag = "invitations", params(PageParams),
    responses((status = 200, body = List<Invitation>), (status = 403)),
    security(("bearer" = [])),
    extensions(("x-graphql" = json!("Query.invitations")))
)]
#[get("/invitations")]
async fn list(cx: Cx, request: HttpRequest, Query(params): Query<PageParams>) -> Answer {
    let (fields, total) = (Fields::of::<Invitation>(params.fields.as_deref())?, params.include_total);
    let page = invitations::list(&cx, &params.into()).await?.counted(&cx, total).await?;
    Ok(page::answer::<_, Invitation>(&request, page, &fields))
}

/// Invites somebody by mail. An earlier invitation to the same address is void.
#[utoipa::path(
    operation_id = "createInvitation", tag = "invitations",
    request_body(content = CreateInvitationInput, description = "Whom, and as what."),
    responses((status = 201, body = Invitation), (status = 403), (status = 409)),
    security(("bearer" = [])),
    extensions(("x-graphql" = json!("Mutation.createInvitation")))
)]
#[post("/invitations")]
async fn create(call: Call, Body(input): Body<CreateInvitationInput>) -> Answer {
    let work = async move |cx| Ok(Invitation::from(invitations::create(&cx, &input.into()).await?));
    Ok(call.once("createInvitation", work).await?.created_nowhere())
}

/// Takes an invitation back.
#[utoipa::path(
    operation_id = "revokeInvitation", tag = "invitations",
    params(("id" = String, Path, description = "`inv_...`")),
    responses((status = 204, description = "It is good for nothing now."), (status = 403), (status = 404)),
    security(("bearer" = [])),
    extensions(("x-graphql" = json!("Mutation.revokeInvitation")))
)]
#[delete("/invitations/{id}")]
async fn revoke(call: Call, id: Path<String>) -> Answer {
    let id = ids::parse(&id)?;
    let work = async move |cx| invitations::revoke(&cx, id).await.map(|()| true);
    Ok(call.once("revokeInvitation", work).await?.no_content())
}

/// Makes an account by the token of an invitation. It can log in at once.
#[utoipa::path(
    operation_id = "acceptInvitation", tag = "invitations",
    request_body(content = AcceptInvitationInput, description = "The token, and the account."),
    responses((status = 201, body = Me), (status = 403), (status = 409), (status = 410)),
    extensions(("x-graphql" = json!("Mutation.acceptInvitation")))
)]
#[post("/auth/invitations/accept")]
async fn accept(call: Call, Body(input): Body<AcceptInvitationInput>) -> Answer {
    let work = async move |cx| Ok(Me::from(invitations::accept(&cx, &input.into()).await?));
    Ok(call.once("acceptInvitation", work).await?.created(|me| format!("/v1/users/{}", *me.id)))
}

/// The routes of invitations.
pub fn routes(config: &mut Routes<'_>) {
    config.service(list).service(create).service(revoke).service(accept);
}
