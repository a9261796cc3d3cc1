//! `/v1/stream`.

use std::sync::Arc;

use actix_web::{HttpRequest, get};
use futures::{Stream, StreamExt, stream};
use presswork_domain::{
    Error, budget,
    realtime::{Place, Step, Update, Watch},
};
use serde_json::json;

use super::params::{StreamParams, last_event};
use crate::{
    answer::Answer,
    blueprints::{
        comments::dto::Comment, jobs::dto::Job, notifications::dto::Notification, ops::dto::Operations,
        posts::dto::Post, reactions::dto::PostReactions,
    },
    cx::Cx,
    problem::{self, Problem},
    query::Query,
    routes::Routes,
    streaming::{Frame, Line},
};

/// Follows topics as they change, as server-sent events.
///
/// First comes `ready`, then the present state of each topic that has one, then every change. `id` is a place to come back
/// to: with it in `Last-Event-ID` the events since then are sent first, as far as they are kept; otherwise `resync`: read
/// the lists again. `end` says as a problem why the stream ends: the session has ended, or a topic may not be seen any
/// more. A stream that ends without it may be opened again.
#[utoipa::path(
    operation_id = "stream", tag = "stream",
    params(
        StreamParams,
        ("Last-Event-ID" = Option<String>, Header, description = "The id of the last event seen, to hear those after it.",
            example = "1764000000000-3"),
    ),
    responses(
        (status = 200, description = "Events, each a line of JSON; see `x-topics` for their types.",
            body = String, content_type = "text/event-stream",
            extensions(("x-topics" = json!({
                "job:{id}": { "event": "jobUpdated", "schema": "Job", "x-graphql": "Subscription.jobUpdated" },
                "feed": { "event": "postPublished", "schema": "Post", "x-graphql": "Subscription.postPublished" },
                "post:{id}": {
                    "event": "commentAdded", "schema": "Comment", "x-graphql": "Subscription.commentAdded",
                    "also": { "event": "reactionsChanged", "schema": "PostReactions", "x-graphql": "Subscription.reactionsChanged" },
                },
                "user:me": { "event": "notificationReceived", "schema": "Notification", "x-graphql": "Subscription.notificationReceived" },
                "ops": { "event": "operationsUpdated", "schema": "Operations", "x-graphql": "Subscription.operationsUpdated" },
            }))),
            example = "retry: 2000\n\nid: 1764000000000-3\nevent: ready\ndata: {\"topics\":[\"feed\"]}\n\nid: \
                       1764000000512-0\nevent: postPublished\ndata: {\"id\":\"post_01h455vb4pex5vsknk084sn02q\",\"title\":\
                       \"Hello, world\"}\n\n"),
        (status = 403), (status = 404), (status = 406, description = "The client accepts no event stream."),
    ),
    security((), ("bearer" = [])),
    extensions(
        ("x-transport-bound" = json!("one stream of many topics is server-sent events; in GraphQL each topic is a \
                                      subscription, see x-topics")),
    )
)]
#[get("/stream")]
async fn follow(cx: Cx, request: HttpRequest, Query(params): Query<StreamParams>) -> Answer {
    let (topics, after) = (params.topics()?, last_event(&request)?);
    let line = Line::open(&cx, &request).await?;
    let watch = Watch::open(&cx, line.actor(), topics, after).await?;
    let names: Vec<_> = watch.topics().iter().map(ToString::to_string).collect();
    let ready = Frame::event("ready", &json!({ "topics": names })).at(watch.place());
    let id = Arc::clone(&cx.request_id);
    Ok(line.answer(stream::once(async { ready }).chain(frames(cx, watch)), move |error| end(error, &id)))
}

/// Each event costs a point; without any left, the stream ends.
fn frames(Cx(cx): Cx, watch: Watch) -> impl Stream<Item = Frame> {
    let steps = watch.into_steps().boxed();
    stream::unfold(Some((cx, steps)), async |state| {
        let (cx, mut steps) = state?;
        match steps.next().await? {
            Ok((step, place)) => match budget::spend(&cx, 1).await {
                Ok(()) => Some((frame(step, place), Some((cx, steps)))),
                Err(refused) => Some((end(&refused.error, &cx.request_id), None)),
            },
            Err(error) => Some((end(&error, &cx.request_id), None)),
        }
    })
}

fn frame(step: Step, place: Place) -> Frame {
    let frame = match step {
        Step::Update(_, Update::Job(job)) => Frame::event("jobUpdated", &Job::from(*job)),
        Step::Update(_, Update::Post(post)) => Frame::event("postPublished", &Post::from(*post)),
        Step::Update(_, Update::Comment(comment)) => Frame::event("commentAdded", &Comment::from(*comment)),
        Step::Update(_, Update::Reactions(post, reactions)) => {
            Frame::event("reactionsChanged", &PostReactions::of(post, reactions))
        }
        Step::Update(_, Update::Notification(it)) => Frame::event("notificationReceived", &Notification::from(*it)),
        Step::Update(_, Update::Operations(now)) => Frame::event("operationsUpdated", &Operations::from(*now)),
        Step::Resync => Frame::event("resync", &json!({})),
    };
    frame.at(place)
}

/// The last event of a stream that may not go on.
fn end(error: &Error, request_id: &str) -> Frame {
    problem::log(error);
    let (instance, request_id) = ("/v1/stream".to_owned(), request_id.to_owned());
    Frame::event("end", &Problem { instance, request_id, ..Problem::from(error) })
}

/// The routes of streams.
pub fn routes(config: &mut Routes<'_>) {
    config.service(follow);
}
