//! Reports in GraphQL.

use async_graphql::{Context, ID, Object};
use presswork_domain::{ids, reports};

use super::dto::{CreateReportInput, Report, ResolveReportInput};
use crate::{
    failure::Failure,
    graphql::{args::page_args, cx, once::once},
    page::ReportCaseConnection,
};

/// Queries of reports.
#[derive(Default)]
pub struct ReportsQuery;

/// Mutations of reports.
#[derive(Default)]
pub struct ReportsMutation;

#[Object]
impl ReportsQuery {
    /// One report: for who wrote it and for moderators.
    async fn report(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "`report_...`")] id: ID,
    ) -> Result<Option<Report>, Failure> {
        Ok(Some(reports::get(cx(ctx)?, ids::parse(&id)?).await?.into()))
    }

    /// The things with open reports, the longest waiting first. For moderators.
    async fn moderation_queue(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many items from the start, 1 to 100; 20 when missing.")] first: Option<i64>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many items from the end, 1 to 100.")] last: Option<i64>,
        #[graphql(desc = "Only what comes before this cursor.")] before: Option<String>,
    ) -> Result<Option<ReportCaseConnection>, Failure> {
        Ok(Some(reports::queue(cx(ctx)?, &page_args(first, after, last, before)).await?.into()))
    }
}

#[Object]
impl ReportsMutation {
    /// Reports a post, a comment or a person. One has one open report on a thing.
    async fn create_report(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What, and what is wrong with it.")] input: CreateReportInput,
        #[graphql(desc = "Within 24 hours a repeat in either face only gets the first answer. 1 to 255 ASCII signs.")]
        idempotency_key: Option<String>,
    ) -> Result<Option<Report>, Failure> {
        let work = async move |cx| Ok(Report::from(reports::create(&cx, &input.into()).await?));
        once(ctx, idempotency_key, work).await
    }

    /// Resolves a report, and with it all that are open on the same thing. For moderators.
    async fn resolve_report(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "`report_...`")] id: ID,
        #[graphql(desc = "What comes of it.")] input: ResolveReportInput,
        #[graphql(desc = "Within 24 hours a repeat in either face only gets the first answer. 1 to 255 ASCII signs.")]
        idempotency_key: Option<String>,
    ) -> Result<Option<Report>, Failure> {
        let id = ids::parse(&id)?;
        let work = async move |cx| Ok(Report::from(reports::resolve(&cx, id, &input.into()).await?));
        once(ctx, idempotency_key, work).await
    }
}
