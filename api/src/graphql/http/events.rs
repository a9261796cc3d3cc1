//! GraphQL over server-sent events, each operation on a connection of its own: the "distinct connections mode" of the
//! library graphql-sse (`PROTOCOL.md`). Results come as `next`, the end as `complete`; what is wrong with a document is a
//! `next`, too, because a browser's `EventSource` shows nobody the body of another status.

use std::{future::ready, sync::Arc};

use actix_web::{HttpResponse, http::header};
use futures::{Stream, StreamExt, stream::once};
use presswork_domain::Error;

use super::told::{Manner, Told};
use crate::{
    problem::Problem,
    streaming::{Frame, Line},
};

/// The answer: results as they come.
pub fn answer(line: Line, results: impl Stream<Item = Told> + 'static, request_id: Arc<str>) -> HttpResponse {
    let frames = results.map(|told| Frame::event("next", &told)).chain(once(ready(Frame::bare("complete"))));
    let end = move |error: &Error| {
        let manner = Manner { request_id: &request_id, discreet: false };
        Frame::event("next", &Told::refused(&Problem::from(error), manner)).and(&Frame::bare("complete"))
    };
    let mut response = line.answer(frames, end);
    response.headers_mut().insert(header::VARY, header::HeaderValue::from_static("Accept"));
    response
}
