//! Imports in GraphQL. Bytes go over HTTP alone: the import says where to.

use async_graphql::{Context, ID, Object};
use presswork_domain::{ids, imports};

use super::{dto::DataImport, inputs::CreateDataImportInput, rest::receipt};
use crate::{
    blueprints::jobs::dto::Job,
    failure::Failure,
    graphql::{args::page_args, cx, once::once},
    page::{DataImportConnection, DataImportFindingConnection},
};

/// Queries of imports.
#[derive(Default)]
pub struct ImportsQuery;

#[Object]
impl ImportsQuery {
    /// What was taken in, or is to be, the newest first. For admins.
    async fn data_imports(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many items from the start, 1 to 100; 20 when missing.")] first: Option<i64>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many items from the end, 1 to 100.")] last: Option<i64>,
        #[graphql(desc = "Only what comes before this cursor.")] before: Option<String>,
    ) -> Result<Option<DataImportConnection>, Failure> {
        let args = page_args(first, after, last, before);
        Ok(Some(imports::list(cx(ctx)?, &args).await?.into()))
    }

    /// One import. For admins.
    async fn data_import(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "`imp_...`")] id: ID,
    ) -> Result<Option<DataImport>, Failure> {
        Ok(Some(imports::get(cx(ctx)?, ids::parse(&id)?).await?.into()))
    }

    /// What the last task of an import has found that can't come, or can't go, in the order of the archive: the first 1,000. For admins.
    async fn data_import_findings(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "`imp_...`")] id: ID,
        #[graphql(desc = "How many items from the start, 1 to 100; 20 when missing.")] first: Option<i64>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many items from the end, 1 to 100.")] last: Option<i64>,
        #[graphql(desc = "Only what comes before this cursor.")] before: Option<String>,
    ) -> Result<Option<DataImportFindingConnection>, Failure> {
        let (id, args) = (ids::parse(&id)?, page_args(first, after, last, before));
        Ok(Some(imports::findings(cx(ctx)?, id, &args).await?.into()))
    }
}

/// Mutations of imports.
#[derive(Default)]
pub struct ImportsMutation;

#[Object]
impl ImportsMutation {
    /// Says that an archive is coming. `uploadUrl` says where its bytes go; then `planDataImport` or `applyDataImport`. Whoever asks is an
    /// admin who has proved who they are within the last minutes.
    async fn create_data_import(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The archive.")] input: CreateDataImportInput,
        #[graphql(desc = "Within 24 hours a repeat in either face only gets the first answer. 1 to 255 ASCII signs.")]
        idempotency_key: Option<String>,
    ) -> Result<Option<DataImport>, Failure> {
        let created = async move |cx| Ok(imports::create(&cx, &input.into()).await?.to_string());
        let Some(id) = once::<String, _, _>(ctx, idempotency_key, created).await? else { return Ok(None) };
        Ok(Some(imports::get(cx(ctx)?, ids::parse(&id)?).await?.into()))
    }

    /// Goes through an archive and tells what taking it in would do: `tallies` and `dataImportFindings`. Nothing of the site is written.
    /// One import at a time. For admins.
    async fn plan_data_import(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "`imp_...`")] id: ID,
        #[graphql(desc = "Within 24 hours a repeat in either face only gets the first answer. 1 to 255 ASCII signs.")]
        idempotency_key: Option<String>,
    ) -> Result<Option<Job>, Failure> {
        let id = ids::parse(&id)?;
        once(ctx, idempotency_key, async move |cx| receipt(&cx, imports::request_plan(&cx, id).await?).await).await
    }

    /// Takes an archive in, a page at a time. Called off, it keeps what it has done; done again, it adds what is missing. What is here stays, but
    /// for posts that came by an import and have changed since in their source and not here. One import at a time. Whoever asks is an admin who
    /// has proved who they are within the last minutes.
    async fn apply_data_import(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "`imp_...`")] id: ID,
        #[graphql(desc = "Within 24 hours a repeat in either face only gets the first answer. 1 to 255 ASCII signs.")]
        idempotency_key: Option<String>,
    ) -> Result<Option<Job>, Failure> {
        let id = ids::parse(&id)?;
        once(ctx, idempotency_key, async move |cx| receipt(&cx, imports::request_apply(&cx, id).await?).await).await
    }

    /// Removes what an import has created, in however many tries, and puts back what it has changed, as long as nobody has changed it or added
    /// to it since. One import at a time. Whoever asks is an admin who has proved who they are within the last minutes.
    async fn undo_data_import(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "`imp_...`")] id: ID,
        #[graphql(desc = "Within 24 hours a repeat in either face only gets the first answer. 1 to 255 ASCII signs.")]
        idempotency_key: Option<String>,
    ) -> Result<Option<Job>, Failure> {
        let id = ids::parse(&id)?;
        once(ctx, idempotency_key, async move |cx| receipt(&cx, imports::request_undo(&cx, id).await?).await).await
    }

    /// Deletes an import with its archive; a job that is busy with it is called off. What it has created stays, and can't be taken back any
    /// more. For admins. Answers true.
    async fn delete_data_import(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "`imp_...`")] id: ID,
        #[graphql(desc = "Within 24 hours a repeat in either face only gets the first answer. 1 to 255 ASCII signs.")]
        idempotency_key: Option<String>,
    ) -> Result<Option<bool>, Failure> {
        let id = ids::parse(&id)?;
        once(ctx, idempotency_key, async move |cx| imports::delete(&cx, id).await.map(|()| true)).await
    }
}
