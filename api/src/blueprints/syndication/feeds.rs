//! Feeds, as their readers take them.

use actix_web::{HttpRequest, HttpResponse, get, web::Path};
use presswork_domain::syndication::{self, About, Feed, Outline, Site, Source};

use super::{atom, json_feed, known::Validators};
use crate::{
    answer::{Answer, moved},
    cx::Cx,
    routes::Routes,
};

/// The newest posts as an Atom feed (RFC 4287).
#[utoipa::path(
    operation_id = "siteAtom", tag = "syndication",
    responses(
        (status = 200, description = "The feed.", body = String, content_type = "application/atom+xml"),
    ),
    extensions(("x-transport-bound" = json!("a document in the form of feed readers, at the address where they look for it")))
)]
#[get("/feed.xml")]
async fn site_atom(cx: Cx, request: HttpRequest) -> Answer {
    atom(&cx, &request, &Source::Site).await
}

/// The newest posts as a JSON Feed (version 1.1).
#[utoipa::path(
    operation_id = "siteJsonFeed", tag = "syndication",
    responses(
        (status = 200, description = "The feed.", body = Object, content_type = "application/feed+json"),
    ),
    extensions(("x-transport-bound" = json!("a document in the form of feed readers, at the address where they look for it")))
)]
#[get("/feed.json")]
async fn site_json(cx: Cx, request: HttpRequest) -> Answer {
    json(&cx, &request, &Source::Site).await
}

/// The newest posts of an author as an Atom feed (RFC 4287).
#[utoipa::path(
    operation_id = "authorAtom", tag = "syndication",
    params(("username" = String, Path, description = "the handle", example = "ada")),
    responses(
        (status = 200, description = "The feed.", body = String, content_type = "application/atom+xml"),
        (status = 301, description = "The handle is written otherwise."), (status = 404),
    ),
    extensions(("x-transport-bound" = json!("a document in the form of feed readers, at the address where they look for it")))
)]
#[get("/users/{username}/feed.xml")]
async fn author_atom(cx: Cx, request: HttpRequest, username: Path<String>) -> Answer {
    atom(&cx, &request, &Source::Author(username.into_inner())).await
}

/// The newest posts of an author as a JSON Feed (version 1.1).
#[utoipa::path(
    operation_id = "authorJsonFeed", tag = "syndication",
    params(("username" = String, Path, description = "the handle", example = "ada")),
    responses(
        (status = 200, description = "The feed.", body = Object, content_type = "application/feed+json"),
        (status = 301, description = "The handle is written otherwise."), (status = 404),
    ),
    extensions(("x-transport-bound" = json!("a document in the form of feed readers, at the address where they look for it")))
)]
#[get("/users/{username}/feed.json")]
async fn author_json(cx: Cx, request: HttpRequest, username: Path<String>) -> Answer {
    json(&cx, &request, &Source::Author(username.into_inner())).await
}

/// The newest posts with a tag as an Atom feed (RFC 4287).
#[utoipa::path(
    operation_id = "tagAtom", tag = "syndication",
    params(("slug" = String, Path, description = "A slug or `tag_...`.", example = "rust")),
    responses(
        (status = 200, description = "The feed.", body = String, content_type = "application/atom+xml"),
        (status = 301, description = "The tag has another slug."), (status = 404),
    ),
    extensions(("x-transport-bound" = json!("a document in the form of feed readers, at the address where they look for it")))
)]
#[get("/tags/{slug}/feed.xml")]
async fn tag_atom(cx: Cx, request: HttpRequest, slug: Path<String>) -> Answer {
    atom(&cx, &request, &Source::Tag(slug.into_inner())).await
}

/// The newest posts with a tag as a JSON Feed (version 1.1).
#[utoipa::path(
    operation_id = "tagJsonFeed", tag = "syndication",
    params(("slug" = String, Path, description = "A slug or `tag_...`.", example = "rust")),
    responses(
        (status = 200, description = "The feed.", body = Object, content_type = "application/feed+json"),
        (status = 301, description = "The tag has another slug."), (status = 404),
    ),
    extensions(("x-transport-bound" = json!("a document in the form of feed readers, at the address where they look for it")))
)]
#[get("/tags/{slug}/feed.json")]
async fn tag_json(cx: Cx, request: HttpRequest, slug: Path<String>) -> Answer {
    json(&cx, &request, &Source::Tag(slug.into_inner())).await
}

async fn atom(cx: &Cx, request: &HttpRequest, source: &Source) -> Answer {
    let form = Form {
        ending: atom::ENDING,
        media_type: atom::TYPE,
        write: |site, feed| Ok(atom::write(site, feed)?.into_bytes()),
    };
    form.answer(cx, request, source).await
}

async fn json(cx: &Cx, request: &HttpRequest, source: &Source) -> Answer {
    let form = Form { ending: json_feed::ENDING, media_type: json_feed::TYPE, write: json_feed::write };
    form.answer(cx, request, source).await
}

/// A form of feeds.
struct Form {
    ending: &'static str,
    media_type: &'static str,
    write: fn(&Site, &Feed) -> presswork_domain::Result<Vec<u8>>,
}

impl Form {
    /// The feed; nothing of it is made for who has it already.
    async fn answer(&self, cx: &Cx, request: &HttpRequest, source: &Source) -> Answer {
        let outline = syndication::outline(cx, source).await?;
        if let Some(address) = elsewhere(source, &outline) {
            return Ok(moved(&format!("{address}/feed.{}", self.ending), request.query_string()));
        }
        let validators = Validators { tag: outline.tag.clone() };
        if let Some(response) = validators.not_modified(request) {
            return Ok(response);
        }
        let feed = syndication::feed(cx, outline).await?;
        let (site, write, as_outlined) = (Site::of(cx), self.write, feed.as_outlined);
        // Texts may be long, and their addresses are changed.
        let body = cx.deps.renderer.apart(move || write(&site, &feed)).await??;
        if as_outlined {
            return Ok(validators.ok(self.media_type).body(body));
        }
        // Changed in this moment: what stands for it is not known.
        Ok(HttpResponse::Ok().content_type(self.media_type).body(body))
    }
}

/// The folder where a feed is that was asked for by another name of the same person or tag.
fn elsewhere(source: &Source, outline: &Outline) -> Option<String> {
    match (source, &outline.about) {
        (Source::Author(name), About::Author(user)) if *name != user.username => {
            Some(format!("/users/{}", user.username))
        }
        (Source::Tag(slug), About::Tag(tag)) if *slug != tag.slug => Some(format!("/tags/{}", tag.slug)),
        _ => None,
    }
}

/// The routes of feeds.
pub fn routes(config: &mut Routes<'_>) {
    config.service(site_atom).service(site_json).service(author_atom).service(author_json);
    config.service(tag_atom).service(tag_json);
}
