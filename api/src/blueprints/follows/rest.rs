//! `/v1/users/{id}/follow`, and the lists of followers.

use actix_web::{HttpRequest, delete, get, put, web::Path};
use presswork_domain::follows::{self, Side};

use crate::{
    answer::Answer,
    blueprints::users::dto::User,
    call::Call,
    cx::Cx,
    fields::Fields,
    page::{self, List, PageParams},
    query::Query,
    routes::Routes,
};

/// Follows somebody. Following twice changes nothing.
#[utoipa::path(
    operation_id = "followUser", tag = "follows",
    params(("id" = String, Path, description = "`user_...` or `@username`", example = "@ada")),
    responses((status = 200, body = User), (status = 403), (status = 404), (status = 409)),
    security(("bearer" = [])),
    extensions(("x-graphql" = json!("Mutation.followUser")))
)]
#[put("/users/{id}/follow")]
async fn follow(call: Call, id: Path<String>) -> Answer {
    let who = id.parse()?;
    let work = async move |cx| Ok(User::from(follows::follow(&cx, &who).await?));
    Ok(call.once("followUser", work).await?.ok())
}

/// Follows somebody no longer; one need not have.
#[utoipa::path(
    operation_id = "unfollowUser", tag = "follows",
    params(("id" = String, Path, description = "`user_...` or `@username`", example = "@ada")),
    responses((status = 200, body = User), (status = 404)),
    security(("bearer" = [])),
    extensions(("x-graphql" = json!("Mutation.unfollowUser")))
)]
#[delete("/users/{id}/follow")]
async fn unfollow(call: Call, id: Path<String>) -> Answer {
    let who = id.parse()?;
    let work = async move |cx| Ok(User::from(follows::unfollow(&cx, &who).await?));
    Ok(call.once("unfollowUser", work).await?.ok())
}

/// Those who follow a person, the latest first.
#[utoipa::path(
    operation_id = "followers", tag = "follows",
    params(("id" = String, Path, description = "`user_...` or `@username`", example = "@ada"), PageParams),
    responses((status = 200, body = List<User>), (status = 404)),
    extensions(("x-graphql" = json!("Query.followers")))
)]
#[get("/users/{id}/followers")]
async fn followers(cx: Cx, request: HttpRequest, id: Path<String>, Query(params): Query<PageParams>) -> Answer {
    list(&cx, &request, &id, Side::Followers, params).await
}

/// Those whom a person follows, the latest first.
#[utoipa::path(
    operation_id = "following", tag = "follows",
    params(("id" = String, Path, description = "`user_...` or `@username`", example = "@ada"), PageParams),
    responses((status = 200, body = List<User>), (status = 404)),
    extensions(("x-graphql" = json!("Query.following")))
)]
#[get("/users/{id}/following")]
async fn following(cx: Cx, request: HttpRequest, id: Path<String>, Query(params): Query<PageParams>) -> Answer {
    list(&cx, &request, &id, Side::Following, params).await
}

async fn list(cx: &Cx, request: &HttpRequest, id: &str, side: Side, params: PageParams) -> Answer {
    let (fields, total) = (Fields::of::<User>(params.fields.as_deref())?, params.include_total);
    let page = follows::list(cx, &id.parse()?, side, &params.into()).await?.counted(cx, total).await?;
    Ok(page::answer::<_, User>(request, page, &fields))
}

/// The routes of following.
pub fn routes(config: &mut Routes<'_>) {
    config.service(follow).service(unfollow).service(followers).service(following);
}
