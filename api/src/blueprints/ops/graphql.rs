//! Queues, workers and schedules in GraphQL.

use async_graphql::{Context, Object};
use presswork_domain::ops;

use super::dto::{Queue, Schedule, Worker};
use crate::{blueprints::jobs::dto::Job, failure::Failure, graphql::cx};

/// Queries of operators.
#[derive(Default)]
pub struct OpsQuery;

/// Mutations of operators.
#[derive(Default)]
pub struct OpsMutation;

#[Object]
impl OpsQuery {
    /// Every queue at this moment, the most urgent first.
    async fn queues(&self, ctx: &Context<'_>) -> Result<Option<Vec<Queue>>, Failure> {
        Ok(Some(ops::queues(cx(ctx)?).await?.into_iter().map(Queue::from).collect()))
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
    ) -> Result<Option<Queue>, Failure> {
        Ok(Some(ops::pause_queue(cx(ctx)?, name.parse()?).await?.into()))
    }

    /// Lets a queue go on.
    async fn resume_queue(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "`interactive`, `standard` or `bulk`")] name: String,
    ) -> Result<Option<Queue>, Failure> {
        Ok(Some(ops::resume_queue(cx(ctx)?, name.parse()?).await?.into()))
    }

    /// Asks one worker to take nothing new; it finishes what it runs.
    async fn drain_worker(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "`worker_...`")] id: String,
    ) -> Result<Option<Worker>, Failure> {
        Ok(Some(ops::drain_worker(cx(ctx)?, &id).await?.into()))
    }

    /// Sets off a schedule's job now, beside its ticks.
    async fn trigger_schedule(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "its name")] name: String,
    ) -> Result<Option<Job>, Failure> {
        Ok(Some(ops::trigger_schedule(cx(ctx)?, &name).await?.into()))
    }

    /// Lets a schedule set off nothing until it is resumed.
    async fn pause_schedule(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "its name")] name: String,
    ) -> Result<Option<Schedule>, Failure> {
        Ok(Some(ops::pause_schedule(cx(ctx)?, &name).await?.into()))
    }

    /// Lets a schedule go on with its next tick.
    async fn resume_schedule(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "its name")] name: String,
    ) -> Result<Option<Schedule>, Failure> {
        Ok(Some(ops::resume_schedule(cx(ctx)?, &name).await?.into()))
    }
}
