//! An operation as a stream of results, for the transports that have more than one: a query or mutation has one, a
//! subscription many.

use std::future::ready;

use async_graphql::{Request, Response};
use futures::{
    Stream, StreamExt,
    stream::{BoxStream, once, unfold},
};
use presswork_domain::{
    Actor, Context,
    accounts::Device,
    budget::{self, Reservation},
};
use tokio::sync::watch;

use super::{
    Order,
    follow::Listener,
    http::{Asked, Endpoint, Manner, Prepared, RootFields, Told, Unfit},
    loaders,
};
use crate::{client::Bucket, problem::Problem};

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
        let Self { cx, device, bucket } = self;
        request.data(loaders::request_loader(cx.clone())).data(cx).data(device).data(Bucket(bucket))
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
        let order = Order::of(&asked, &prepared);
        let request = caller.equip(asked.into_request(&prepared)).data(Listener(actor));
        let results = self.schema.execute_stream(request);
        if paid.roots.as_ref().is_some_and(RootFields::subscribe) {
            return each_paid(cx, discreet, order, results).boxed();
        }
        // A query or mutation has one result.
        let told = async move {
            let response = results.into_future().await.0?;
            cx.meter.operations(paid.roots.map_or(0, |roots| roots.run(&response)));
            paid.reservation.settle(&cx, budget::owed(&cx, false)).await;
            Some(Told::of(response, Manner { request_id: &cx.request_id, discreet }).in_order(&order))
        };
        once(told).filter_map(ready).boxed()
    }
}

/// The results of a subscription: each costs a point, as far as there are any; without, it ends.
fn each_paid(
    cx: Context,
    discreet: bool,
    order: Order,
    results: impl Stream<Item = Response> + Send + 'static,
) -> impl Stream<Item = Told> + Send {
    unfold(Some((cx, order, results.boxed())), move |state| async move {
        let (cx, order, mut results) = state?;
        let response = results.next().await?;
        match budget::spend(&cx, 1).await {
            Ok(()) => {
                let told = Told::of(response, Manner { request_id: &cx.request_id, discreet }).in_order(&order);
                Some((told, Some((cx, order, results))))
            }
            Err(refused) => {
                let manner = Manner { request_id: &cx.request_id, discreet };
                Some((Told::refused(&Problem::from(&refused.error), manner), None))
            }
        }
    })
}
