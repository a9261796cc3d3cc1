//! Bytes that are sent, as they come: never in memory as a whole, whoever sends them.

use std::pin::pin;

use actix_web::{
    HttpMessage, HttpRequest,
    http::{StatusCode, header},
    web::{Bytes, Payload},
};
use futures::{
    SinkExt, Stream, StreamExt,
    channel::mpsc::{self, Receiver},
};
use presswork_domain::{
    Error,
    uploads::{Part, Received},
};

use crate::problem::{ApiError, Problem};

/// Pieces that wait for the store; the client waits then, too.
const WAITING: usize = 4;

/// What is sent, by its media type.
pub type Kind = fn(&str) -> bool;

/// Hands the bytes of a request on to what takes them.
pub async fn take<T, W>(
    request: &HttpRequest,
    payload: Payload,
    kind: Kind,
    taker: impl FnOnce(Received, Receiver<Bytes>) -> W,
) -> Result<T, ApiError>
where
    W: Future<Output = Result<T, Error>>,
{
    plain(request, kind)?;
    let (sender, receiver) = mpsc::channel(WAITING);
    let mut taking = pin!(taker(announced(request)?, receiver));
    Ok(tokio::select! {
        done = &mut taking => done?,
        () = forward(payload, sender) => taking.await?,
    })
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

/// No coding: what is packed could become anything. And of a type that is taken, or bytes of which nothing is said.
fn plain(request: &HttpRequest, kind: Kind) -> Result<(), ApiError> {
    let coding = request.headers().get(header::CONTENT_ENCODING);
    let packed = coding.is_some_and(|coding| !coding.as_bytes().eq_ignore_ascii_case(b"identity"));
    let said = request.content_type().to_ascii_lowercase();
    if !packed && (said.is_empty() || said == "application/octet-stream" || kind(&said)) {
        return Ok(());
    }
    let detail = "send the bytes as they are: no Content-Encoding, and the Content-Type of what they are";
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
