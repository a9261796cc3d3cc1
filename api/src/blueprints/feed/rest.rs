//! `/v1/feed`.

use actix_web::{HttpRequest, get};
use presswork_domain::feed;

use super::params::FeedParams;
use crate::{
    answer::Answer,
    blueprints::posts::dto::Post,
    cx::Cx,
    fields::Fields,
    page::{self, List},
    query::Query,
    routes::Routes,
};

/// A feed: one's home, what is new, or what is talked about.
#[utoipa::path(
    operation_id = "feed", tag = "feed", params(FeedParams),
    responses((status = 200, body = List<Post>)),
    extensions(("x-graphql" = json!("Query.feed")))
)]
#[get("/feed")]
async fn list(cx: Cx, request: HttpRequest, Query(params): Query<FeedParams>) -> Answer {
    let (fields, total) = (Fields::of::<Post>(params.fields.as_deref())?, params.include_total);
    let within = params.within(&fields)?;
    let (kind, args, include) = params.split(&fields)?;
    let page = feed::list(&cx, kind, &args, include).await?.counted(&cx, total).await?;
    let page = within.of_page(&cx, page).await?;
    Ok(page::answer::<_, Post>(&request, page, &fields))
}

/// The routes of feeds.
pub fn routes(config: &mut Routes<'_>) {
    config.service(list);
}
