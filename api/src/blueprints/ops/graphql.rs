//! Queues, workers and schedules in GraphQL.

use async_graphql::{Context, Object, Subscription};
use futures::Stream;
use presswork_domain::{
    ops,
    realtime::{Topic, Update},
};

use super::dto::{Operations, Queue, QueueMinute, Schedule, Worker};
use crate::{
    blueprints::jobs::dto::Job,
    failure::Failure,
    graphql::{cx, follow::follow, once::once},
};

/// Queries of operators.
#[derive(Default)]
pub struct OpsQuery;

/// Mutations of operators.
#[derive(Default)]
pub struct OpsMutation;

/// Subscriptions of operators.
#[derive(Default)]
pub struct OpsSubscription;

#[Object]
impl OpsQuery {
    /// Every queue at this moment, the most urgent first.
    async fn queues(&self, ctx: &Context<'_>) -> Result<Option<Vec<Queue>>, Failure> {
        Ok(Some(ops::queues(cx(ctx)?).await?.into_iter().map(Queue::from).collect()))
    }

    /// How much went through a queue in each of the last minutes, the oldest first; the last one is not over yet.
    async fn queue_history(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "`interactive`, `standard` or `bulk`")] name: String,
        #[graphql(desc = "How many minutes back, at most a day; 60 when missing.")] minutes: Option<i64>,
    ) -> Result<Option<Vec<QueueMinute>>, Failure> {
        let history = ops::queue_history(cx(ctx)?, name.parse()?, minutes).await?;
        Ok(Some(history.into_iter().map(QueueMinute::from).collect()))
    }

    /// The worker processes that were heard of within a minute, the longest running first.
    async fn workers(&self, ctx: &Context<'_>) -> Result<Option<Vec<Worker>>, Failure> {
        Ok(Some(ops::workers(cx(ctx)?).await?.into_iter().map(Worker::from).collect()))
    }

    /// Every schedule.
    async fn schedules(&self, ctx: &Context<'_>) -> Result<Option<Vec<Schedule>>, Failure> {
        Ok(Some(ops::schedules(cx(ctx)?).await?.into_iter().map(Schedule::from).collect()))
    }
}

#[Object]
impl OpsMutation {
    /// Stops a queue in the whole cluster. What runs goes on.
    async fn pause_queue(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "`interactive`, `standard` or `bulk`")] name: String,
        #[graphql(desc = "Within 24 hours a repeat in either face only gets the first answer. 1 to 255 ASCII signs.")]
        idempotency_key: Option<String>,
    ) -> Result<Option<Queue>, Failure> {
        once(ctx, idempotency_key, async move |cx| Ok(Queue::from(ops::pause_queue(&cx, name.parse()?).await?))).await
    }

    /// Lets a queue go on.
    async fn resume_queue(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "`interactive`, `standard` or `bulk`")] name: String,
        #[graphql(desc = "Within 24 hours a repeat in either face only gets the first answer. 1 to 255 ASCII signs.")]
        idempotency_key: Option<String>,
    ) -> Result<Option<Queue>, Failure> {
        once(ctx, idempotency_key, async move |cx| Ok(Queue::from(ops::resume_queue(&cx, name.parse()?).await?))).await
    }

    /// Asks one worker to take nothing new; it finishes what it runs.
    async fn drain_worker(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "`worker_...`")] id: String,
        #[graphql(desc = "Within 24 hours a repeat in either face only gets the first answer. 1 to 255 ASCII signs.")]
        idempotency_key: Option<String>,
    ) -> Result<Option<Worker>, Failure> {
        once(ctx, idempotency_key, async move |cx| Ok(Worker::from(ops::drain_worker(&cx, &id).await?))).await
    }

    /// Sets off a schedule's job now, beside its ticks.
    async fn trigger_schedule(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "its name")] name: String,
        #[graphql(desc = "Within 24 hours a repeat in either face only gets the first answer. 1 to 255 ASCII signs.")]
        idempotency_key: Option<String>,
    ) -> Result<Option<Job>, Failure> {
        once(ctx, idempotency_key, async move |cx| Ok(Job::from(ops::trigger_schedule(&cx, &name).await?))).await
    }

    /// Lets a schedule set off nothing until it is resumed.
    async fn pause_schedule(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "its name")] name: String,
        #[graphql(desc = "Within 24 hours a repeat in either face only gets the first answer. 1 to 255 ASCII signs.")]
        idempotency_key: Option<String>,
    ) -> Result<Option<Schedule>, Failure> {
        once(ctx, idempotency_key, async move |cx| Ok(Schedule::from(ops::pause_schedule(&cx, &name).await?))).await
    }

    /// Lets a schedule go on with its next tick.
    async fn resume_schedule(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "its name")] name: String,
        #[graphql(desc = "Within 24 hours a repeat in either face only gets the first answer. 1 to 255 ASCII signs.")]
        idempotency_key: Option<String>,
    ) -> Result<Option<Schedule>, Failure> {
        once(ctx, idempotency_key, async move |cx| Ok(Schedule::from(ops::resume_schedule(&cx, &name).await?))).await
    }
}

#[Subscription]
impl OpsSubscription {
    /// Queues and workers as they are now, and whenever they have changed, at most once a second.
    async fn operations_updated(
        &self,
        ctx: &Context<'_>,
    ) -> Result<impl Stream<Item = Result<Option<Operations>, Failure>>, Failure> {
        let now = |update| if let Update::Operations(now) = update { Some(Operations::from(*now)) } else { None };
        follow(ctx, Topic::Ops, now).await
    }
}
