//! The bytes of an archive.

use actix_web::{
    HttpRequest, put,
    web::{Path, Payload},
};
use presswork_domain::{ids, imports};

use super::dto::DataImport;
use crate::{
    answer::{Answer, ok},
    call::Call,
    openapi::Binary,
    upload,
};

/// Sends the archive of an import: whole, or in parts that follow each other.
///
/// Without `Content-Range` the whole file is sent, and replaces what has arrived before. With it a part is sent, which begins where
/// the last ended: `Content-Range: bytes 0-999/5000`, then `bytes 1000-1999/5000`. When a connection breaks, what has arrived is
/// kept, and `receivedBytes` of the import tells where to go on; a part that begins elsewhere is 409 `upload_offset_mismatch`, and
/// its sentence tells, too.
#[utoipa::path(
    operation_id = "uploadDataImport", tag = "imports",
    params(
        ("id" = String, Path, description = "`imp_...`"),
        ("Content-Range" = Option<String>, Header, description = "Which part is sent (RFC 9110, section 14.5); the whole when missing.",
            example = "bytes 0-999/5000"),
    ),
    request_body(content = inline(Binary), content_type = "application/octet-stream", description = "The bytes."),
    responses(
        (status = 200, body = DataImport), (status = 403), (status = 404),
        (status = 409, description = "A job has looked at the archive already, or this part begins elsewhere."),
        (status = 410, description = "The time of the archive is over."),
    ),
    security(("bearer" = [])),
    extensions(("x-transport-bound" = json!("bytes are streamed, and go on after a break; GraphQL makes the import and looks how far it is")))
)]
#[put("/imports/{id}/content")]
pub(super) async fn put(call: Call, request: HttpRequest, id: Path<String>, payload: Payload) -> Answer {
    let id = ids::parse(&id)?;
    let kind: upload::Kind = |kind| {
        ["application/zip", "application/x-zip-compressed", "application/json", "application/xml", "text/xml"]
            .contains(&kind)
    };
    let import =
        upload::take(&request, payload, kind, |announced, body| imports::receive(&call, id, announced, body)).await?;
    Ok(ok(DataImport::from(import)))
}
