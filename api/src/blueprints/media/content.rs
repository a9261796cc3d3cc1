//! The bytes of a medium, as they come: never in memory as a whole, whoever sends them.

use std::pin::pin;

use actix_web::{
    HttpMessage, HttpRequest,
    http::{StatusCode, header},
    put,
    web::{Bytes, Path, Payload},
};
use futures::{SinkExt, Stream, StreamExt, channel::mpsc};
use presswork_domain::{
    Error, ids,
    media::{self, Part, Received},
};

use super::dto::Media;
use crate::{
    answer::{Answer, ok_at},
    call::Call,
    openapi::Binary,
    problem::{ApiError, Problem},
};

/// Pieces that wait for the store; the client waits then, too.
const WAITING: usize = 4;

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
    plain(&request)?;
    let announced = announced(&request)?;
    let (sender, receiver) = mpsc::channel(WAITING);
    let mut taken = pin!(media::receive(&call, id, announced, receiver));
    let media = tokio::select! {
        done = &mut taken => done?,
        () = forward(payload, sender) => taken.await?,
    };
    Ok(ok_at(media.version, Media::from(media)))
}

/// Hands on what comes until it ends, breaks off, or nobody wants it any more.
async fn forward(
    payload: impl Stream<Item = Result<Bytes, actix_web::error::PayloadError>>,
    mut to: mpsc::Sender<Bytes>,
) {
    let mut payload = pin!(payload);
    while let Some(Ok(bytes)) = payload.next().await {
        if to.send(bytes).await.is_err() {
            return;
        }
    }
}

/// No coding: what is packed could become anything. And a picture, or bytes of which nothing is said.
fn plain(request: &HttpRequest) -> Result<(), ApiError> {
    let coding = request.headers().get(header::CONTENT_ENCODING);
    let packed = coding.is_some_and(|coding| !coding.as_bytes().eq_ignore_ascii_case(b"identity"));
    let kind = request.content_type().to_ascii_lowercase();
    if !packed && (kind.is_empty() || kind == "application/octet-stream" || kind.starts_with("image/")) {
        return Ok(());
    }
    let detail = "send the bytes as they are: no Content-Encoding, and the Content-Type of the ticket";
    Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type", detail).into())
}

fn announced(request: &HttpRequest) -> Result<Received, Error> {
    let mut ranges = request.headers().get_all(header::CONTENT_RANGE);
    let part = match (ranges.next(), ranges.next()) {
        (None, _) => None,
        (Some(range), None) => Some(Part::parse(range.to_str().unwrap_or_default())?),
        (Some(_), Some(_)) => Some(Part::parse("")?),
    };
    let length = request.headers().get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok());
    Ok(Received { part, length })
}
