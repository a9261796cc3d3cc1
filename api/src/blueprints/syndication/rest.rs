//! `/sitemap.xml`, `/robots.txt`, `/oembed`, and the feeds.

use actix_web::{
    HttpRequest, HttpResponse, get,
    http::{StatusCode, header},
    web::Path,
};
use presswork_domain::{
    Error,
    syndication::{self, Embed, MapPart, Site},
};

use super::{
    embeds::{self, Oembed, OembedParams},
    feeds,
    known::Validators,
    maps, xml,
};
use crate::{
    answer::{self, Answer},
    cx::Cx,
    etag,
    problem::{ApiError, Problem},
    query::Query,
    routes::Routes,
};

/// The map of the site for search engines (sitemaps.org): the pages of all posts, or the list of such maps where there are more than
/// 50,000.
#[utoipa::path(
    operation_id = "siteMap", tag = "syndication",
    responses((status = 200, description = "The map.", body = String, content_type = "application/xml")),
    extensions(("x-transport-bound" = json!("a document in the form of search engines, at the address where they look for it")))
)]
#[get("/sitemap.xml")]
async fn map(cx: Cx, request: HttpRequest) -> Answer {
    let site_map = syndication::map(&cx).await?;
    if site_map.parts.len() > 1 {
        let index = maps::index(&Site::of(&cx), &site_map)?;
        return Ok(whole(maps::TYPE, index));
    }
    Ok(listed(&cx, &request, site_map.parts.into_iter().next()))
}

/// A part of the map of a site with more than 50,000 posts, as the map names it.
#[utoipa::path(
    operation_id = "siteMapPart", tag = "syndication",
    params(("file" = String, Path, description = "`posts-1.xml` and so on", example = "posts-1.xml")),
    responses((status = 200, description = "The part.", body = String, content_type = "application/xml"), (status = 404)),
    extensions(("x-transport-bound" = json!("a document in the form of search engines, at the address that the map names")))
)]
#[get("/sitemaps/{file}")]
async fn map_part(cx: Cx, request: HttpRequest, file: Path<String>) -> Answer {
    let number = maps::number(&file)?;
    let site_map = syndication::map(&cx).await?;
    let part = site_map.parts.into_iter().nth(number - 1).ok_or(Error::not_found("site map"))?;
    Ok(listed(&cx, &request, Some(part)))
}

/// What programs that walk through sites should know (RFC 9309): where the map is.
#[utoipa::path(
    operation_id = "robots", tag = "syndication",
    responses((status = 200, description = "The rules.", body = String, content_type = "text/plain")),
    extensions(("x-transport-bound" = json!("programs that walk through sites look for it at this address")))
)]
#[get("/robots.txt")]
async fn robots(cx: Cx) -> Answer {
    let site = Site::of(&cx);
    let rules = format!("User-agent: *\nDisallow: /ops\nDisallow: /setup\n\nSitemap: {}/sitemap.xml\n", site.api);
    Ok(whole("text/plain; charset=utf-8", rules))
}

/// What is shown of a post where somebody embeds it (oEmbed 1.0).
#[utoipa::path(
    operation_id = "oembed", tag = "syndication", params(OembedParams),
    responses(
        (status = 200, description = "What is shown.", content((Oembed = "application/json"), (String = "text/xml"))),
        (status = 301, description = "The post has another address."), (status = 404),
        (status = 501, description = "Neither `json` nor `xml` is wanted."),
    ),
    extensions(("x-transport-bound" = json!("a document in the form of oEmbed, whose consumers know no other")))
)]
#[get("/oembed")]
async fn oembed(cx: Cx, Query(params): Query<OembedParams>) -> Answer {
    let format = format_of(&params)?;
    embeds::check(&params)?;
    let post = match syndication::embed(&cx, &params.url).await? {
        Embed::Post(post) => post,
        Embed::Moved(address) => return Ok(answer::moved("/oembed", &embeds::asked_of(&address, &params))),
    };
    let shown = embeds::of(&Site::of(&cx), &post, &params)?;
    match format {
        Format::Json => Ok(answer::ok(shown)),
        Format::Xml => Ok(whole("text/xml; charset=utf-8", xml::document("oembed", &shown)?)),
    }
}

enum Format {
    Json,
    Xml,
}

fn format_of(params: &OembedParams) -> Result<Format, ApiError> {
    match params.format.as_deref() {
        None | Some("json") => Ok(Format::Json),
        Some("xml") => Ok(Format::Xml),
        Some(name) if embeds::names_a_format(name) => {
            let detail = "the formats are json and xml";
            Err(Problem::new(StatusCode::NOT_IMPLEMENTED, "unknown_format", detail).into())
        }
        Some(_) => Err(Error::invalid("/format", "invalid_format", "the formats are json and xml").into()),
    }
}

/// A list of places, as it is read; an empty one where there is none.
fn listed(cx: &Cx, request: &HttpRequest, part: Option<MapPart>) -> HttpResponse {
    let tag = part.as_ref().map_or_else(|| "empty".to_owned(), |part| part.tag.clone());
    let validators = Validators { tag };
    validators
        .not_modified(request)
        .unwrap_or_else(|| validators.ok(maps::TYPE).streaming(maps::list((**cx).clone(), part)))
}

/// A document that is small, with the tag of its bytes.
fn whole(media_type: &'static str, text: String) -> HttpResponse {
    let tag = etag::of(text.as_bytes(), None);
    let mut response = HttpResponse::Ok().content_type(media_type).body(text);
    if let Some(tag) = tag {
        response.headers_mut().insert(header::ETAG, tag);
    }
    response
}

/// The routes.
pub fn routes(config: &mut Routes<'_>) {
    config.configure(feeds::routes);
    config.service(map).service(map_part).service(robots).service(oembed);
}
