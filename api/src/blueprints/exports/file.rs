//! The files of exports, as browsers and programs download them: by an address that is signed, in parts if wanted.

use actix_web::{
    HttpRequest, HttpResponse, HttpResponseBuilder, get,
    http::{
        StatusCode,
        header::{self, ETag, EntityTag},
    },
    web::Path,
};
use presswork_domain::{
    exports::{self, ExportFile},
    ids,
};

use super::params::LinkParams;
use crate::{
    answer::Answer,
    blueprints::media::{Asked, knows, nothing, wanted},
    cx::Cx,
    openapi::Binary,
    query::Query,
};

/// The file of an export, for whoever has its address (`downloadUrl`).
#[utoipa::path(
    operation_id = "dataExportFile", tag = "exports",
    params(
        ("id" = String, Path, description = "`exp_...`"),
        LinkParams,
        ("Range" = Option<String>, Header, description = "Some of the bytes (RFC 9110, section 14.2); several ranges are answered with all.",
            example = "bytes=0-1023"),
        ("If-Range" = Option<String>, Header, description = "The entity tag of what the client has; `Range` counts only if it is still so."),
    ),
    responses(
        (status = 200, description = "The file.", content(
            (inline(Binary) = "application/zip"),
            (inline(Binary) = "text/csv"),
        )),
        (status = 206, description = "The bytes that were asked for.", content(
            (inline(Binary) = "application/zip"),
            (inline(Binary) = "text/csv"),
        )),
        (status = 404),
        (status = 410, description = "The address is over, or the file is."),
        (status = 416, description = "There are no such bytes."),
    ),
    extensions(("x-transport-bound" = json!("a file, for whoever has its address; GraphQL tells the address")))
)]
#[get("/exports/{id}/file")]
pub(super) async fn get(cx: Cx, request: HttpRequest, id: Path<String>, Query(link): Query<LinkParams>) -> Answer {
    let file = exports::open(&cx, ids::parse(&id)?, link.expires, &link.signature).await?;
    let tag = EntityTag::new_strong(file.sha256.clone());
    if knows(&request, &tag) {
        // The validators make 304 of it; nothing is read for that.
        return Ok(head(StatusCode::OK, &file, tag).finish());
    }
    let range = match wanted(&request, file.bytes, &tag) {
        Asked::Whole => None,
        Asked::Part(range) => Some(range),
        Asked::Nothing => return Ok(nothing(file.bytes)),
    };
    let length = range.as_ref().map_or(file.bytes, |range| range.end - range.start);
    let bytes = exports::read(&cx, &file, range.clone()).await?;
    let status = if range.is_some() { StatusCode::PARTIAL_CONTENT } else { StatusCode::OK };
    let mut response = head(status, &file, tag);
    if let Some(range) = range {
        let place = format!("bytes {}-{}/{}", range.start, range.end - 1, file.bytes);
        response.insert_header((header::CONTENT_RANGE, place));
    }
    Ok(response.no_chunking(length).streaming(bytes))
}

fn head(status: StatusCode, file: &ExportFile, tag: EntityTag) -> HttpResponseBuilder {
    let mut response = HttpResponse::build(status);
    response
        .insert_header((header::CONTENT_TYPE, file.media_type))
        .insert_header((header::CONTENT_DISPOSITION, format!("attachment; filename=\"{}\"", file.name)))
        .insert_header((header::CACHE_CONTROL, "private, no-store"))
        .insert_header((header::ACCEPT_RANGES, "bytes"))
        // A range is of these bytes.
        .insert_header((header::CONTENT_ENCODING, "identity"))
        .insert_header(ETag(tag));
    response
}
