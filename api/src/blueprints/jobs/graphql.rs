//! Receipts in GraphQL.

use async_graphql::{Context, ID, Object};
use presswork_domain::{ids, jobs};

use super::{
    dto::{Job, JobFailure, JobState},
    params::filter,
};
use crate::{
    failure::Failure,
    graphql::{args::page_args, cx, once::once},
    page::JobConnection,
};

/// Queries of jobs.
#[derive(Default)]
pub struct JobsQuery;

/// Mutations of jobs.
#[derive(Default)]
pub struct JobsMutation;

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
    ) -> Result<Option<JobConnection>, Failure> {
        let (filter, args) = (filter(state, kind, queue.as_deref())?, page_args(first, after, last, before));
        Ok(Some(jobs::list(cx(ctx)?, &args, &filter).await?.into()))
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
}

#[Object]
impl JobsMutation {
    /// Calls a job off. One that waits is cancelled at once, one that runs is asked to stop.
    async fn cancel_job(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "`job_...`")] id: ID,
        #[graphql(desc = "Makes repeats harmless for a day: 1 to 255 ASCII signs.")] idempotency_key: Option<String>,
    ) -> Result<Option<Job>, Failure> {
        let id = ids::parse(&id)?;
        once(ctx, idempotency_key, async move |cx| Ok(Job::from(jobs::cancel(&cx, id).await?))).await
    }

    /// Gives a dead or cancelled job one more attempt, now. For operators.
    async fn retry_job(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "`job_...`")] id: ID,
        #[graphql(desc = "Makes repeats harmless for a day: 1 to 255 ASCII signs.")] idempotency_key: Option<String>,
    ) -> Result<Option<Job>, Failure> {
        let id = ids::parse(&id)?;
        once(ctx, idempotency_key, async move |cx| Ok(Job::from(jobs::retry(&cx, id).await?))).await
    }

    /// Gives a dead or parked job up. For operators.
    async fn discard_job(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "`job_...`")] id: ID,
        #[graphql(desc = "Makes repeats harmless for a day: 1 to 255 ASCII signs.")] idempotency_key: Option<String>,
    ) -> Result<Option<Job>, Failure> {
        let id = ids::parse(&id)?;
        once(ctx, idempotency_key, async move |cx| Ok(Job::from(jobs::discard(&cx, id).await?))).await
    }
}
