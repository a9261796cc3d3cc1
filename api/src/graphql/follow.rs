//! Subscriptions: a topic as a field.

use std::{future::ready, sync::Arc};

use actix_web::http::StatusCode;
use async_graphql::Context;
use futures::{Stream, StreamExt};
use presswork_domain::{
    Actor, Context as Cx, Error, Result,
    realtime::{Step, Topic, Update, Watch},
};
use tokio::sync::watch;

use super::cx;
use crate::{failure::Failure, problem::Problem};

/// Who is at the other end of a stream or socket, as they are at every moment.
#[derive(Clone)]
pub struct Listener(pub watch::Receiver<Actor>);

impl Listener {
    /// The same request, asked at this moment by who they are now. What it does is paid by the request all the same.
    pub fn here(&self, cx: &Cx) -> Cx {
        let mut here = cx.again().with_actor(self.0.borrow().clone());
        here.meter = Arc::clone(&cx.meter);
        here
    }
}

/// Follows a topic; `read` takes what it tells. What may not be seen any more ends the field with an error. Events that
/// came faster than they were read are an error too, after which the field goes on.
///
/// # Errors
/// Those of reading what the topic shows.
pub async fn follow<T: Send>(
    ctx: &Context<'_>,
    topic: Topic,
    read: impl Fn(Update) -> Option<T> + Send,
) -> Result<impl Stream<Item = Result<Option<T>, Failure>> + Send, Failure> {
    let listener = ctx.data_opt::<Listener>();
    let listener = listener.ok_or_else(|| Error::internal("nobody listens in this request"))?;
    let watch = Watch::open(cx(ctx)?, listener.0.clone(), vec![topic], None).await?;
    Ok(watch.into_steps().filter_map(move |step| {
        ready(match step {
            Ok((Step::Update(_, update), _)) => read(update).map(|told| Ok(Some(told))),
            Ok((Step::Resync, _)) => Some(Err(missed())),
            Err(error) => Some(Err(error.into())),
        })
    }))
}

fn missed() -> Failure {
    let detail = "events came faster than they were read, or the way was broken; read the list again";
    Problem::new(StatusCode::SERVICE_UNAVAILABLE, "events_missed", detail).into()
}
