//! `/v1/search`.

use actix_web::{HttpRequest, get};
use presswork_domain::search;

use super::{
    dto::{SearchHit, SearchPage},
    params::SearchParams,
};
use crate::{answer::Answer, cx::Cx, fields::Fields, page, query::Query, routes::Routes};

/// What has these words, the best first. Where nothing has, what has the words that may have been meant; `corrected` tells.
#[utoipa::path(
    operation_id = "search", tag = "search", params(SearchParams),
    responses((status = 200, body = SearchPage)),
    extensions(("x-graphql" = json!("Query.search")))
)]
#[get("/search")]
async fn find(cx: Cx, request: HttpRequest, Query(params): Query<SearchParams>) -> Answer {
    let fields = Fields::of::<SearchHit>(params.fields.as_deref())?;
    let (total, wants_facets) = (params.include_total, params.include_facets);
    let (input, args) = params.split()?;
    let found = search::find(&cx, &input, &args).await?;
    let facets = if wants_facets { Some(search::facets(&cx, &found.looked).await?.into()) } else { None };
    let corrected = found.corrected;
    let page = found.page.counted(&cx, total).await?;
    Ok(page::answer_as(&request, page, |data, page_info, total_count| {
        let data = data.into_iter().map(|hit| fields.pick(SearchHit::from(hit))).collect();
        SearchPage { data, page_info, total_count, facets, corrected }
    }))
}

/// The routes of the search.
pub fn routes(config: &mut Routes<'_>) {
    config.service(find);
}
