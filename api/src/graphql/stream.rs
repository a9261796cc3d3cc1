//! An operation as a stream of results, for the transports that have more than one: a query or mutation has one, a
//! subscription many.

use std::{future::ready, sync::Arc, time::Instant};

use async_graphql::{Request, Response};
use futures::{
    Stream, StreamExt,
    stream::{BoxStream, once, unfold},
};
use presswork_domain::{
    Actor, Context,
    accounts::Device,
    budget::{self, Refused, Reservation},
    platform::telemetry::{SpanKind, Work},
};
use tokio::sync::watch;

use super::{
    Order,
    follow::Listener,
    http::{Asked, Endpoint, Manner, Prepared, RootFields, Told, Unfit, announce},
    loaders,
};
use crate::{client::Bucket, problem::Problem};

/// So many of those in which budgets are settled are a point.
const TENTHS: u32 = 10;

/// Who runs an operation, and from where.
pub struct Caller {
    /// The context.
    pub cx: Context,
    /// The device.
    pub device: Device,
    /// The network address, as it is counted.
    pub bucket: String,
}

/// What has been reserved for an operation.
pub struct Paid {
    /// The fields that it was reserved for; none for what will not run.
    pub roots: Option<RootFields>,
    /// The points.
    pub reservation: Reservation,
}

impl Caller {
    /// Gives a request what its resolvers need.
    pub fn equip(self, request: Request) -> Request {
        let loader = loaders::request_loader(self.cx.clone());
        self.give(request.data(loader))
    }

    /// The same for a request that lasts: what its results nest is shown to who listens at that moment.
    fn equip_lasting(self, request: Request, listener: Listener) -> Request {
        let loader = loaders::lasting_loader(self.cx.clone(), listener.clone());
        self.give(request.data(loader).data(listener))
    }

    fn give(self, request: Request) -> Request {
        let Self { cx, device, bucket } = self;
        request.data(cx).data(device).data(Bucket(bucket))
    }
}

impl Endpoint {
    /// Runs an operation, or says in one result why it does not run. `actor` is who listens, as they are at every moment.
    pub fn stream(
        &self,
        asked: Asked,
        prepared: Result<Prepared, Unfit>,
        caller: Caller,
        actor: watch::Receiver<Actor>,
        paid: Paid,
    ) -> BoxStream<'static, Told> {
        let (cx, discreet) = (caller.cx.clone(), self.is_discreet());
        let prepared = match prepared {
            Ok(prepared) => prepared,
            Err(unfit) => {
                let manner = Manner { request_id: &caller.cx.request_id, discreet };
                return once(ready(Told::unfit(unfit, manner))).boxed();
            }
        };
        let work = work_of(&cx, paid.roots.as_ref(), &prepared);
        let caller = Caller { cx: caller.cx.with_trace(work.trace()), ..caller };
        let order = self.order(&asked, &prepared);
        let request = caller.equip_lasting(asked.into_request(&prepared), Listener(actor));
        let results = self.schema.execute_stream(request);
        if let Some(roots) = paid.roots.as_ref().filter(|roots| roots.subscribe()) {
            roots.count_begun(&cx.deps.metrics.web);
            return each_paid(cx, discreet, order, results, work).boxed();
        }
        // A query or mutation has one result.
        let told = async move {
            let began = Instant::now();
            let response = results.into_future().await.0?;
            if let Some(roots) = paid.roots {
                roots.count(&response, &cx.deps.metrics.web, began.elapsed());
                cx.meter.operations(roots.run(&response));
            }
            paid.reservation.settle(&cx, budget::owed(&cx, false)).await;
            Some(Told::of(response, Manner { request_id: &cx.request_id, discreet }).in_order(&order))
        };
        once(async move { work.run(told).await }).filter_map(ready).boxed()
    }
}

/// An operation on a line that outlives its request is work of its own. One that has no end by itself is no span.
fn work_of(cx: &Context, roots: Option<&RootFields>, prepared: &Prepared) -> Arc<Work> {
    let on = cx.deps.tracer.is_on();
    let trace = cx.trace.map(|trace| if on { trace.step(&*cx.deps.entropy) } else { trace });
    let told = roots.filter(|roots| !roots.subscribe()).zip(trace);
    let span = told.and_then(|(roots, trace)| {
        cx.deps.tracer.span(SpanKind::Internal, || roots.kind().to_owned(), trace, cx.trace)
    });
    let work = Arc::new(Work::new(Arc::clone(&cx.request_id), trace, span));
    if let Some(roots) = roots {
        work.now(|| announce(roots, prepared));
    }
    work
}

/// The results of a subscription: each costs as much as a request that shows the same, as far as there are points; without
/// any, it ends.
fn each_paid(
    cx: Context,
    discreet: bool,
    order: Order,
    results: impl Stream<Item = Response> + Send + 'static,
    work: Arc<Work>,
) -> impl Stream<Item = Told> + Send {
    let paid = cx.meter.spent();
    unfold(Some((cx, order, results.boxed(), work, paid)), move |state| async move {
        let (cx, order, mut results, work, paid) = state?;
        let response = work.run(results.next()).await?;
        // A result is an operation; what it nests has been counted by the loaders.
        cx.meter.operations(1);
        let spent = cx.meter.spent();
        match pay(&cx, spent.saturating_sub(paid)).await {
            Ok(()) => {
                let told = Told::of(response, Manner { request_id: &cx.request_id, discreet }).in_order(&order);
                Some((told, Some((cx, order, results, work, spent))))
            }
            Err(refused) => {
                let manner = Manner { request_id: &cx.request_id, discreet };
                Some((Told::refused(&Problem::from(&refused.error), manner), None))
            }
        }
    })
}

/// Pays for a result. What it cost is known only once it is there: who has no point does not get it, and who has fewer than it
/// cost owes the rest.
async fn pay(cx: &Context, points: u32) -> Result<(), Refused> {
    let reservation = budget::reserve(cx, 1).await?;
    reservation.settle(cx, points.saturating_mul(TENTHS)).await;
    Ok(())
}
