//! `/v1/me/bookmarks`.

use actix_web::{HttpRequest, delete, get, put, web::Path};
use presswork_domain::{bookmarks, ids, posts::PostInclude};

use super::dto::Bookmark;
use crate::{
    answer::Answer,
    call::Call,
    cx::Cx,
    fields::Fields,
    page::{self, List, PageParams},
    query::Query,
    routes::Routes,
};

/// What one keeps for later, the newest first.
#[utoipa::path(
    operation_id = "bookmarks", tag = "bookmarks", params(PageParams),
    responses((status = 200, body = List<Bookmark>)),
    security(("bearer" = [])),
    extensions(("x-graphql" = json!("Query.bookmarks")))
)]
#[get("/me/bookmarks")]
async fn list(cx: Cx, request: HttpRequest, Query(params): Query<PageParams>) -> Answer {
    let (fields, total) = (Fields::of::<Bookmark>(params.fields.as_deref())?, params.include_total);
    let include = if fields.has("post") { PostInclude::ALL } else { PostInclude::default() };
    let page = bookmarks::list(&cx, &params.into(), include).await?.counted(&cx, total).await?;
    Ok(page::answer::<_, Bookmark>(&request, page, &fields))
}

/// Keeps a post for later. Keeping it twice changes nothing.
#[utoipa::path(
    operation_id = "addBookmark", tag = "bookmarks",
    params(("post" = String, Path, description = "`post_...`")),
    responses((status = 200, body = Bookmark), (status = 404)),
    security(("bearer" = [])),
    extensions(("x-graphql" = json!("Mutation.addBookmark")))
)]
#[put("/me/bookmarks/{post}")]
async fn add(call: Call, post: Path<String>) -> Answer {
    let post = ids::parse(&post)?;
    let work = async move |cx| Ok(Bookmark::from(bookmarks::add(&cx, post).await?));
    Ok(call.once("addBookmark", work).await?.ok())
}

/// Keeps a post no longer; there need not be a bookmark.
#[utoipa::path(
    operation_id = "removeBookmark", tag = "bookmarks",
    params(("post" = String, Path, description = "`post_...`")),
    responses((status = 204, description = "It is gone.")),
    security(("bearer" = [])),
    extensions(("x-graphql" = json!("Mutation.removeBookmark")))
)]
#[delete("/me/bookmarks/{post}")]
async fn remove(call: Call, post: Path<String>) -> Answer {
    let post = ids::parse(&post)?;
    let work = async move |cx| bookmarks::remove(&cx, post).await.map(|()| true);
    Ok(call.once("removeBookmark", work).await?.no_content())
}

/// The routes of bookmarks.
pub fn routes(config: &mut Routes<'_>) {
    config.service(list).service(add).service(remove);
}
