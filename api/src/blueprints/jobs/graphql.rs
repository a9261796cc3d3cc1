//! Receipts in GraphQL.

use async_graphql::{Context, ID, Object};
use presswork_domain::{ids, jobs};

use super::dto::{Job, JobState};
use crate::{
    failure::Failure,
    graphql::{args::page_args, cx},
    page::JobConnection,
};

/// Queries of jobs.
#[derive(Default)]
pub struct JobsQuery;

#[Object]
impl JobsQuery {
    /// The jobs that one's own requests set in motion, the newest first; for admins, all.
    async fn jobs(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many items from the start, 1 to 100; 20 when missing.")] first: Option<i64>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many items from the end, 1 to 100.")] last: Option<i64>,
        #[graphql(desc = "Only what comes before this cursor.")] before: Option<String>,
        #[graphql(desc = "Only in this state.")] state: Option<JobState>,
    ) -> Result<JobConnection, Failure> {
        let args = page_args(first, after, last, before);
        Ok(jobs::list(cx(ctx)?, &args, state.map(Into::into)).await?.into())
    }

    /// The receipt of a job.
    async fn job(&self, ctx: &Context<'_>, #[graphql(desc = "`job_...`")] id: ID) -> Result<Job, Failure> {
        Ok(jobs::get(cx(ctx)?, ids::parse(&id)?).await?.into())
    }
}
