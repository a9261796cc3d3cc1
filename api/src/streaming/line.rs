//! An open line to a client, as server-sent events: it ends with its credential, with the server and with the client, and
//! says why where it can.

use std::{convert::Infallible, pin::Pin, time::Duration};

use actix_web::{
    HttpMessage, HttpRequest, HttpResponse, body,
    http::header,
    web::{Bytes, Data},
};
use futures::{Stream, StreamExt, stream};
use presswork_domain::{Actor, Context, Error, Result, accounts::Vigil, idempotency};
use tokio::{
    sync::watch,
    time::{Interval, MissedTickBehavior, interval_at},
};

use super::{Closing, Frame, Slot, Slots};
use crate::{
    accept::EVENT_STREAM,
    client,
    middleware::{HeadOnly, token_of},
};

/// How soon a client should come back after a break, in milliseconds.
const RETRY: u32 = 2_000;
/// A sign of life comes twice. One who has gone may have said no more than that they send nothing more; what is sent to them then is
/// refused by their machine, which the next sending finds out.
const ONCE_MORE: Duration = Duration::from_secs(1);

/// An open line, before anything has been sent.
pub struct Line {
    slot: Slot,
    closing: Closing,
    vigil: Vigil,
    heartbeat: Duration,
    head_only: bool,
}

impl Line {
    /// Opens one for the actor of a request.
    ///
    /// # Errors
    /// `too_many_streams`; `unavailable` when the way by which changes are told is broken.
    pub async fn open(cx: &Context, request: &HttpRequest) -> Result<Self> {
        let missing = || Error::internal("the server does not hold what streams need");
        let slots = request.app_data::<Data<Slots>>().ok_or_else(missing)?;
        let closing = request.app_data::<Data<Closing>>().ok_or_else(missing)?;
        let slot = slots.take(idempotency::caller(&cx.actor, &client::bucket_of(request)))?;
        Ok(Self {
            slot,
            closing: Closing::clone(closing),
            vigil: Vigil::begin(cx, token_of(request)).await?,
            heartbeat: cx.settings().realtime.heartbeat,
            head_only: request.extensions().get::<HeadOnly>().is_some(),
        })
    }

    /// Who is at the other end, as they are at every moment.
    pub fn actor(&self) -> watch::Receiver<Actor> {
        self.vigil.actor()
    }

    /// The answer: these frames as they come. `last` says how the end of the credential is told.
    pub fn answer(
        self,
        frames: impl Stream<Item = Frame> + 'static,
        last: impl Fn(&Error) -> Frame + 'static,
    ) -> HttpResponse {
        let mut response = HttpResponse::Ok();
        response
            .insert_header((header::CONTENT_TYPE, EVENT_STREAM))
            .insert_header((header::CACHE_CONTROL, "no-store"))
            // Neither compressed here nor held back by a proxy.
            .insert_header((header::CONTENT_ENCODING, "identity"))
            .insert_header(("x-accel-buffering", "no"));
        if self.head_only {
            // Nothing is said of a length that there is not (RFC 9110, section 8.6).
            return response.body(body::None::new());
        }
        let first = stream::once(async { Frame::retry(RETRY) });
        let frames = first.chain(self.guarded(frames, last));
        response.streaming(frames.map(|frame| Ok::<Bytes, Infallible>(frame.into())))
    }

    fn guarded(
        self,
        frames: impl Stream<Item = Frame> + 'static,
        last: impl Fn(&Error) -> Frame + 'static,
    ) -> impl Stream<Item = Frame> {
        let start = tokio::time::Instant::now() + self.heartbeat;
        let mut heartbeat = interval_at(start, self.heartbeat);
        heartbeat.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let open = Open {
            frames: Box::pin(frames),
            ended: Box::pin(self.vigil.ended()),
            closing: self.closing,
            heartbeat,
            once_more: false,
            last: Box::new(last),
            _slot: self.slot,
        };
        stream::unfold(Some(open), async |open| open?.next().await)
    }
}

/// A line that speaks. Dropped with the connection, and everything with it.
struct Open {
    frames: Pin<Box<dyn Stream<Item = Frame>>>,
    ended: Pin<Box<dyn Future<Output = Error>>>,
    closing: Closing,
    heartbeat: Interval,
    /// The last sign of life is still to come once more.
    once_more: bool,
    last: Box<dyn Fn(&Error) -> Frame>,
    _slot: Slot,
}

impl Open {
    /// The next frame, and the line unless that was the last one.
    async fn next(mut self) -> Option<(Frame, Option<Self>)> {
        tokio::select! {
            biased;
            error = &mut self.ended => Some(((self.last)(&error), None)),
            () = self.closing.begun() => None,
            frame = self.frames.next() => Some((frame?, Some(self))),
            _ = self.heartbeat.tick() => {
                self.once_more = !self.once_more;
                let period = self.heartbeat.period();
                self.heartbeat.reset_after(if self.once_more { ONCE_MORE.min(period) } else { period });
                Some((Frame::alive(), Some(self)))
            }
        }
    }
}
