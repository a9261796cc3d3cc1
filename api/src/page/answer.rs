//! The answer of REST, with links to the neighbours.

use actix_web::{HttpRequest, HttpResponse, http::header};
use presswork_domain::page::Page;
use serde::Serialize;

use super::{info::PageInfo, list::List};
use crate::{answer, fields::Fields};

/// The REST answer of a page: the items, and links to the neighbours (RFC 8288).
pub fn answer<T, D: From<T> + Serialize>(request: &HttpRequest, page: Page<T>, fields: &Fields) -> HttpResponse {
    answer_as(request, page, |items, page_info, total_count| {
        let data: Vec<_> = items.into_iter().map(|item| fields.pick(D::from(item))).collect();
        List { data, page_info, total_count }
    })
}

/// The same for a list that tells something besides its items.
pub fn answer_as<T, B: Serialize>(
    request: &HttpRequest,
    page: Page<T>,
    body: impl FnOnce(Vec<T>, PageInfo, Option<i64>) -> B,
) -> HttpResponse {
    let (page_info, total_count) = (PageInfo::from(&page), page.total_count);
    let links = links(request, &page_info);
    let items = page.edges.into_iter().map(|edge| edge.node).collect();
    let mut response = answer::ok(body(items, page_info, total_count));
    if let Ok(links) = header::HeaderValue::try_from(links.join(", ")) {
        response.headers_mut().insert(header::LINK, links);
    }
    response
}

fn links(request: &HttpRequest, info: &PageInfo) -> Vec<String> {
    let kept: Vec<(String, String)> = url::form_urlencoded::parse(request.query_string().as_bytes())
        .filter(|(name, _)| !matches!(name.as_ref(), "after" | "before" | "first" | "last"))
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .collect();
    let size = size(request);
    let link = |count: &str, at: Option<(&str, &str)>, relation: &str| {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(&kept).append_pair(count, &size);
        if let Some((name, cursor)) = at {
            query.append_pair(name, cursor);
        }
        format!("<{}?{}>; rel=\"{relation}\"", request.path(), query.finish())
    };
    let mut links = vec![link("first", None, "first")];
    if let (true, Some(cursor)) = (info.has_next_page, &info.end_cursor) {
        links.push(link("first", Some(("after", cursor)), "next"));
    }
    if let (true, Some(cursor)) = (info.has_previous_page, &info.start_cursor) {
        links.push(link("last", Some(("before", cursor)), "prev"));
    }
    links
}

fn size(request: &HttpRequest) -> String {
    let asked = url::form_urlencoded::parse(request.query_string().as_bytes())
        .find(|(name, _)| name == "first" || name == "last")
        .map(|(_, value)| value.into_owned());
    asked.unwrap_or_else(|| presswork_domain::page::PAGE_DEFAULT.to_string())
}
