//! The bytes of a medium.

use actix_web::{
    HttpRequest, put,
    web::{Path, Payload},
};
use presswork_domain::{ids, media};

use super::dto::Media;
use crate::{
    answer::{Answer, ok_at},
    call::Call,
    openapi::Binary,
    upload,
};

/// Sends the bytes of a medium: whole, or in parts that follow each other.
///
/// Without `Content-Range` the whole file is sent, and replaces what has arrived before. With it a part is sent, which begins where
/// the last ended: `Content-Range: bytes 0-999/5000`, then `bytes 1000-1999/5000`. When a connection breaks, what has arrived is
/// kept, and `receivedBytes` of the medium tells where to go on; a part that begins elsewhere is 409 `upload_offset_mismatch`, and
/// its sentence tells, too.
#[utoipa::path(
    operation_id = "uploadMedia", tag = "media",
    params(
        ("id" = String, Path, description = "`media_...`"),
        ("Content-Range" = Option<String>, Header, description = "Which part is sent (RFC 9110, section 14.5); the whole when missing.",
            example = "bytes 0-999/5000"),
    ),
    request_body(content = inline(Binary), content_type = "application/octet-stream", description = "The bytes."),
    responses(
        (status = 200, body = Media), (status = 404),
        (status = 410, description = "The ticket is over."),
    ),
    security(("bearer" = [])),
    extensions(("x-transport-bound" = json!("bytes are streamed, and go on after a break; GraphQL makes the ticket and looks how far it is")))
)]
#[put("/media/{id}/content")]
pub(super) async fn put(call: Call, request: HttpRequest, id: Path<String>, payload: Payload) -> Answer {
    let id = ids::parse(&id)?;
    let kind: upload::Kind = |kind| kind.starts_with("image/");
    let media =
        upload::take(&request, payload, kind, |announced, body| media::receive(&call, id, announced, body)).await?;
    Ok(ok_at(media.version, Media::from(media)))
}
