//! Exports in GraphQL.

use async_graphql::{Context, ID, Object};
use presswork_domain::{exports, ids};

use super::dto::{CreateDataExportInput, DataExport};
use crate::{
    failure::Failure,
    graphql::{args::page_args, cx, once::once},
    page::DataExportConnection,
};

/// Queries of exports.
#[derive(Default)]
pub struct ExportsQuery;

#[Object]
impl ExportsQuery {
    /// What the person asking has asked to take along, the newest first.
    async fn data_exports(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many items from the start, 1 to 100; 20 when missing.")] first: Option<i64>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many items from the end, 1 to 100.")] last: Option<i64>,
        #[graphql(desc = "Only what comes before this cursor.")] before: Option<String>,
    ) -> Result<Option<DataExportConnection>, Failure> {
        let args = page_args(first, after, last, before);
        Ok(Some(exports::list(cx(ctx)?, &args).await?.into()))
    }

    /// One export of the person asking.
    async fn data_export(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "`exp_...`")] id: ID,
    ) -> Result<Option<DataExport>, Failure> {
        Ok(Some(exports::get(cx(ctx)?, ids::parse(&id)?).await?.into()))
    }
}

/// Mutations of exports.
#[derive(Default)]
pub struct ExportsMutation;

#[Object]
impl ExportsMutation {
    /// Asks for something to take along, as it is at the moment when its job begins. Whoever asks has to have proved who they are within
    /// the last minutes.
    async fn create_data_export(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to take along.")] input: CreateDataExportInput,
        #[graphql(desc = "Within 24 hours a repeat in either face only gets the first answer. 1 to 255 ASCII signs.")]
        idempotency_key: Option<String>,
    ) -> Result<Option<DataExport>, Failure> {
        let created = async move |cx| Ok(exports::create(&cx, input.kind.into()).await?.to_string());
        let Some(id) = once::<String, _, _>(ctx, idempotency_key, created).await? else { return Ok(None) };
        Ok(Some(exports::get(cx(ctx)?, ids::parse(&id)?).await?.into()))
    }

    /// Deletes an export with its file; one that is being put together is called off. Answers true.
    async fn delete_data_export(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "`exp_...`")] id: ID,
        #[graphql(desc = "Within 24 hours a repeat in either face only gets the first answer. 1 to 255 ASCII signs.")]
        idempotency_key: Option<String>,
    ) -> Result<Option<bool>, Failure> {
        let id = ids::parse(&id)?;
        once(ctx, idempotency_key, async move |cx| exports::delete(&cx, id).await.map(|()| true)).await
    }
}
