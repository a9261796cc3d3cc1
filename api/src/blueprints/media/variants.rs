//! The files of pictures, as browsers take them: for ever the same, in parts if wanted, and good for nothing but being looked at.

use actix_web::{
    HttpMessage, HttpRequest, HttpResponse, get,
    http::{
        StatusCode,
        header::{self, ETag, EntityTag, Header, HeaderName, IfNoneMatch},
    },
    web::Path,
};
use presswork_domain::{
    ids,
    media::{self, Served},
};

use super::range::{Asked, asked};
use crate::{
    answer::Answer,
    cx::Cx,
    fallback::not_allowed,
    middleware::{HeadOnly, admits},
    openapi::Binary,
    problem::Problem,
};

/// A year, the longest that is worth saying; whatever is shown under an id never changes.
const FOR_EVER: &str = "public, max-age=31536000, immutable";
/// Whatever a browser may take the bytes for, they run nothing and load nothing.
const SANDBOX: &str = "default-src 'none'; sandbox";
/// Pictures are for pages of every origin.
const CORP: HeaderName = HeaderName::from_static("cross-origin-resource-policy");

/// What lies beside the files, and what it answers.
const OTHERS: [(&str, &str); 2] = [("content", "PUT, OPTIONS"), ("complete", "POST, OPTIONS")];

/// A file of a picture that is ready: one of its `variants`.
#[utoipa::path(
    operation_id = "mediaVariant", tag = "media",
    params(
        ("id" = String, Path, description = "`media_...`"),
        ("variant" = String, Path, description = "The name of a variant.", example = "640.webp"),
        ("Range" = Option<String>, Header, description = "Some of the bytes (RFC 9110, section 14.2); several ranges are answered with all.",
            example = "bytes=0-1023"),
        ("If-Range" = Option<String>, Header, description = "The entity tag of what the client has; `Range` counts only if it is still so."),
    ),
    responses(
        (status = 200, description = "The file.", content(
            (inline(Binary) = "image/webp"),
            (inline(Binary) = "image/jpeg"),
        )),
        (status = 206, description = "The bytes that were asked for.", content(
            (inline(Binary) = "image/webp"),
            (inline(Binary) = "image/jpeg"),
        )),
        (status = 404),
        (status = 416, description = "There are no such bytes."),
    ),
    extensions(("x-transport-bound" = json!("a file, for browsers and caches; GraphQL tells its address")))
)]
#[get("/media/{id}/{variant}")]
pub(super) async fn get(cx: Cx, request: HttpRequest, path: Path<(String, String)>) -> Answer {
    let (id, variant) = path.into_inner();
    if let Some((_, methods)) = OTHERS.iter().find(|(name, _)| *name == variant) {
        let problem = Problem::new(
            StatusCode::METHOD_NOT_ALLOWED,
            "method_not_allowed",
            format!("this address answers {methods}"),
        );
        return Ok(not_allowed(problem, methods));
    }
    let served = media::open(&cx, ids::parse(&id)?, &variant).await?;
    let tag = EntityTag::new_strong(served.hash.clone());
    if knows(&request, &tag) {
        // The validators make 304 of it; nothing is read for that.
        return Ok(head(StatusCode::OK, &served, &tag).finish());
    }
    let range = match wanted(&request, served.length, &tag) {
        Asked::Whole => None,
        Asked::Part(range) => Some(range),
        Asked::Nothing => return Ok(nothing(served.length)),
    };
    let length = range.as_ref().map_or(served.length, |range| range.end - range.start);
    let bytes = media::read(&cx, &served, range.clone()).await?;
    let status = if range.is_some() { StatusCode::PARTIAL_CONTENT } else { StatusCode::OK };
    let mut response = head(status, &served, &tag);
    if let Some(range) = range {
        let place = format!("bytes {}-{}/{}", range.start, range.end - 1, served.length);
        response.insert_header((header::CONTENT_RANGE, place));
    }
    Ok(response.no_chunking(length).streaming(bytes))
}

fn head(status: StatusCode, served: &Served, tag: &EntityTag) -> actix_web::HttpResponseBuilder {
    let mut response = HttpResponse::build(status);
    response
        .insert_header((header::CONTENT_TYPE, served.media_type.as_str()))
        .insert_header((header::CONTENT_DISPOSITION, format!("inline; filename=\"{}\"", served.filename)))
        .insert_header((header::CACHE_CONTROL, FOR_EVER))
        .insert_header((header::CONTENT_SECURITY_POLICY, SANDBOX))
        .insert_header((header::ACCEPT_RANGES, "bytes"))
        // Pictures are packed as tightly as can be; and a range is of these bytes.
        .insert_header((header::CONTENT_ENCODING, "identity"))
        .insert_header((CORP, "cross-origin"))
        .insert_header(ETag(tag.clone()));
    response
}

/// Whether the client has these very bytes (`If-None-Match`), which comes before any `Range` (RFC 9110, section 13.2.2).
pub(in crate::blueprints) fn knows(request: &HttpRequest, tag: &EntityTag) -> bool {
    let asked = request.headers().contains_key(header::IF_NONE_MATCH);
    match asked.then(|| IfNoneMatch::parse(request).ok()).flatten() {
        Some(IfNoneMatch::Any) => true,
        Some(IfNoneMatch::Items(tags)) => tags.iter().any(|known| known.weak_eq(tag)),
        None => false,
    }
}

/// A range counts for GET only, and with `If-Range` only if the client has these very bytes. It does not where `If-Match` names others,
/// of which the validators make 412.
pub(in crate::blueprints) fn wanted(request: &HttpRequest, length: u64, tag: &EntityTag) -> Asked {
    let text = |name| request.headers().get(name).and_then(|value| value.to_str().ok());
    let same = |known: &str| known.parse::<EntityTag>().is_ok_and(|known| known.strong_eq(tag));
    let is_get = request.extensions().get::<HeadOnly>().is_none();
    let counts = is_get && text(header::IF_RANGE).is_none_or(same) && admits(request, tag);
    match text(header::RANGE) {
        Some(field) if counts => asked(field, length),
        _ => Asked::Whole,
    }
}

/// 416 with the length that there is.
pub(in crate::blueprints) fn nothing(length: u64) -> HttpResponse {
    let detail = format!("the file has {length} bytes");
    let problem = Problem::new(StatusCode::RANGE_NOT_SATISFIABLE, "range_not_satisfiable", detail);
    let mut response = HttpResponse::build(problem.status())
        .insert_header((header::CONTENT_RANGE, format!("bytes */{length}")))
        .finish();
    response.extensions_mut().insert(problem);
    response
}
