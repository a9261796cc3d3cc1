//! Where a person is logged in: `/v1/me/sessions`, and the same in GraphQL.

use actix_web::{HttpRequest, delete, get, web::Path};
use async_graphql::{Context, ID, Object};
use presswork_domain::{accounts, ids};

use super::dto::Session;
use crate::{
    answer::Answer,
    call::Call,
    cx::Cx,
    failure::Failure,
    fields::Fields,
    graphql::{args::page_args, cx, once::once},
    page::{self, List, PageParams, SessionConnection},
    query::Query,
    routes::Routes,
};

/// The living sessions of the person asking, the newest first.
#[utoipa::path(
    operation_id = "sessions", tag = "accounts", params(PageParams),
    responses((status = 200, body = List<Session>), (status = 403)),
    security(("bearer" = [])),
    extensions(("x-graphql" = json!("Query.sessions")))
)]
#[get("/me/sessions")]
async fn list(cx: Cx, request: HttpRequest, Query(params): Query<PageParams>) -> Answer {
    let (fields, total) = (Fields::of::<Session>(params.fields.as_deref())?, params.include_total);
    let page = accounts::sessions(&cx, &params.into()).await?.counted(&cx, total).await?;
    Ok(page::answer::<_, Session>(&request, page, &fields))
}

/// Ends one session of the person asking, at once and for every process.
#[utoipa::path(
    operation_id = "revokeSession", tag = "accounts",
    params(("id" = String, Path, description = "`sess_...`")),
    responses((status = 204, description = "It has ended."), (status = 403), (status = 404)),
    security(("bearer" = [])),
    extensions(("x-graphql" = json!("Mutation.revokeSession")))
)]
#[delete("/me/sessions/{id}")]
async fn revoke(call: Call, id: Path<String>) -> Answer {
    let id = ids::parse(&id)?;
    let work = async move |cx| accounts::revoke_session(&cx, id).await.map(|()| true);
    Ok(call.once("revokeSession", work).await?.no_content())
}

/// Ends every session of the person asking but this one.
#[utoipa::path(
    operation_id = "revokeOtherSessions", tag = "accounts",
    responses((status = 204, description = "They have ended."), (status = 403)),
    security(("bearer" = [])),
    extensions(("x-graphql" = json!("Mutation.revokeOtherSessions")))
)]
#[delete("/me/sessions")]
async fn revoke_others(call: Call) -> Answer {
    let work = async move |cx| accounts::revoke_other_sessions(&cx).await.map(|()| true);
    Ok(call.once("revokeOtherSessions", work).await?.no_content())
}

/// The routes of sessions.
pub fn routes(config: &mut Routes<'_>) {
    config.service(list).service(revoke).service(revoke_others);
}

/// Queries of sessions.
#[derive(Default)]
pub struct SessionsQuery;

/// Mutations of sessions.
#[derive(Default)]
pub struct SessionsMutation;

#[Object]
impl SessionsQuery {
    /// The living sessions of the person asking, the newest first.
    async fn sessions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many items from the start, 1 to 100; 20 when missing.")] first: Option<i64>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many items from the end, 1 to 100.")] last: Option<i64>,
        #[graphql(desc = "Only what comes before this cursor.")] before: Option<String>,
    ) -> Result<Option<SessionConnection>, Failure> {
        let args = page_args(first, after, last, before);
        Ok(Some(accounts::sessions(cx(ctx)?, &args).await?.into()))
    }
}

#[Object]
impl SessionsMutation {
    /// Ends one session of the person asking, at once and for every process. Answers true.
    async fn revoke_session(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "`sess_...`")] id: ID,
        #[graphql(desc = "Within 24 hours a repeat in either face only gets the first answer. 1 to 255 ASCII signs.")]
        idempotency_key: Option<String>,
    ) -> Result<Option<bool>, Failure> {
        let id = ids::parse(&id)?;
        once(ctx, idempotency_key, async move |cx| accounts::revoke_session(&cx, id).await.map(|()| true)).await
    }

    /// Ends every session of the person asking but this one. Answers true.
    async fn revoke_other_sessions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Within 24 hours a repeat in either face only gets the first answer. 1 to 255 ASCII signs.")]
        idempotency_key: Option<String>,
    ) -> Result<Option<bool>, Failure> {
        let work = async move |cx| accounts::revoke_other_sessions(&cx).await.map(|()| true);
        once(ctx, idempotency_key, work).await
    }
}
