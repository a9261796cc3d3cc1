//! Receipts in GraphQL.

use async_graphql::{Context, ID, Object, Subscription};
use futures::Stream;
use presswork_domain::{
    ids, jobs,
    realtime::{Topic, Update},
};

use super::{
    dto::{Job, JobFailure, JobState, JobStep},
    inputs::JobFilterInput,
};
use crate::{
    failure::Failure,
    graphql::{args::page_args, cx, follow::follow, once::once},
    page::JobConnection,
    scalars::Time,
};

/// Queries of jobs.
#[derive(Default)]
pub struct JobsQuery;

/// Mutations of jobs.
#[derive(Default)]
pub struct JobsMutation;

/// Subscriptions of jobs.
#[derive(Default)]
pub struct JobsSubscription;

#[Object]
impl JobsQuery {
    #[expect(clippy::too_many_arguments, reason = "they are the arguments of the field")]
    /// The jobs that one's own requests set in motion, the newest first; for admins, all.
    async fn jobs(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many items from the start, 1 to 100; 20 when missing.")] first: Option<i64>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many items from the end, 1 to 100.")] last: Option<i64>,
        #[graphql(desc = "Only what comes before this cursor.")] before: Option<String>,
        #[graphql(desc = "Only in this state.")] state: Option<JobState>,
        #[graphql(desc = "Only of this kind.")] kind: Option<String>,
        #[graphql(desc = "Only of this queue: `interactive`, `standard` or `bulk`.")] queue: Option<String>,
        #[graphql(desc = "Only the children of this job: `job_...`.")] parent_id: Option<ID>,
        #[graphql(desc = "Only what was enqueued at or after this time.")] since: Option<Time>,
        #[graphql(desc = "Only what was enqueued before this time.")] until: Option<Time>,
        #[graphql(desc = "Only those whose last error has this text in it, in upper or lower case.")] error: Option<
            String,
        >,
    ) -> Result<Option<JobConnection>, Failure> {
        let filter = JobFilterInput { state, kind, queue, parent_id, since, until, error }.try_into()?;
        Ok(Some(jobs::list(cx(ctx)?, &page_args(first, after, last, before), &filter).await?.into()))
    }

    /// The receipt of a job.
    async fn job(&self, ctx: &Context<'_>, #[graphql(desc = "`job_...`")] id: ID) -> Result<Option<Job>, Failure> {
        Ok(Some(jobs::get(cx(ctx)?, ids::parse(&id)?).await?.into()))
    }

    /// The failed attempts of a job, the first one first.
    async fn job_failures(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "`job_...`")] id: ID,
    ) -> Result<Option<Vec<JobFailure>>, Failure> {
        let failures = jobs::failures(cx(ctx)?, ids::parse(&id)?).await?;
        Ok(Some(failures.into_iter().map(JobFailure::from).collect()))
    }

    /// The finished steps of a job, the first one first.
    async fn job_steps(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "`job_...`")] id: ID,
    ) -> Result<Option<Vec<JobStep>>, Failure> {
        let steps = jobs::steps(cx(ctx)?, ids::parse(&id)?).await?;
        Ok(Some(steps.into_iter().map(JobStep::from).collect()))
    }
}

#[Object]
impl JobsMutation {
    /// Retries the dead jobs that fit a filter; cancelled, parked or scheduled ones, which wait for another try, when it
    /// names that state. For operators.
    async fn retry_jobs(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which jobs.")] input: JobFilterInput,
        #[graphql(desc = "Within 24 hours a repeat in either face only gets the first answer. 1 to 255 ASCII signs.")]
        idempotency_key: Option<String>,
    ) -> Result<Option<Job>, Failure> {
        let filter = input.try_into()?;
        once(ctx, idempotency_key, async move |cx| Ok(Job::from(jobs::retry_many(&cx, filter).await?))).await
    }

    /// Gives the dead and parked jobs up that fit a filter. For operators.
    async fn discard_jobs(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which jobs.")] input: JobFilterInput,
        #[graphql(desc = "Within 24 hours a repeat in either face only gets the first answer. 1 to 255 ASCII signs.")]
        idempotency_key: Option<String>,
    ) -> Result<Option<Job>, Failure> {
        let filter = input.try_into()?;
        once(ctx, idempotency_key, async move |cx| Ok(Job::from(jobs::discard_many(&cx, filter).await?))).await
    }

    /// Calls the unfinished jobs off that fit a filter: one's own, as far as their kinds leave that to people; for operators, all.
    async fn cancel_jobs(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which jobs.")] input: JobFilterInput,
        #[graphql(desc = "Within 24 hours a repeat in either face only gets the first answer. 1 to 255 ASCII signs.")]
        idempotency_key: Option<String>,
    ) -> Result<Option<Job>, Failure> {
        let filter = input.try_into()?;
        once(ctx, idempotency_key, async move |cx| Ok(Job::from(jobs::cancel_many(&cx, filter).await?))).await
    }

    /// Calls a job off. One that waits is cancelled at once, one that runs is asked to stop. Letters, ends of suspensions and other things
    /// that people rely on are called off by operators alone.
    async fn cancel_job(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "`job_...`")] id: ID,
        #[graphql(desc = "Within 24 hours a repeat in either face only gets the first answer. 1 to 255 ASCII signs.")]
        idempotency_key: Option<String>,
    ) -> Result<Option<Job>, Failure> {
        let id = ids::parse(&id)?;
        once(ctx, idempotency_key, async move |cx| Ok(Job::from(jobs::cancel(&cx, id).await?))).await
    }

    /// Gives a dead, cancelled or parked job one more attempt, now; one that waits for another try begins it now. For operators.
    async fn retry_job(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "`job_...`")] id: ID,
        #[graphql(desc = "Within 24 hours a repeat in either face only gets the first answer. 1 to 255 ASCII signs.")]
        idempotency_key: Option<String>,
    ) -> Result<Option<Job>, Failure> {
        let id = ids::parse(&id)?;
        once(ctx, idempotency_key, async move |cx| Ok(Job::from(jobs::retry(&cx, id).await?))).await
    }

    /// Gives a dead or parked job up. For operators.
    async fn discard_job(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "`job_...`")] id: ID,
        #[graphql(desc = "Within 24 hours a repeat in either face only gets the first answer. 1 to 255 ASCII signs.")]
        idempotency_key: Option<String>,
    ) -> Result<Option<Job>, Failure> {
        let id = ids::parse(&id)?;
        once(ctx, idempotency_key, async move |cx| Ok(Job::from(jobs::discard(&cx, id).await?))).await
    }
}

#[Subscription]
impl JobsSubscription {
    /// The receipt of a job as it is now, and whenever it has changed, at most five times a second; the last state never
    /// is left out.
    async fn job_updated(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "`job_...`")] id: ID,
    ) -> Result<impl Stream<Item = Result<Option<Job>, Failure>>, Failure> {
        let job = |update| if let Update::Job(job) = update { Some(Job::from(*job)) } else { None };
        follow(ctx, Topic::Job(ids::parse(&id)?), job).await
    }
}
