//! What admins take in.

use std::sync::Arc;

use presswork_domain::{
    Result,
    housekeeping::PurgeImports,
    imports::{self, ApplyImport, FetchMedia, FetchPicture, PlanImport, UndoImport},
    jobs::Run,
};
use serde_json::Value;

/// Tells what taking an archive in would do. Completes the job itself, with the report.
pub(crate) async fn plan(run: Arc<Run>, job: PlanImport) -> Result<Value> {
    imports::run_plan(&run, &job).await?;
    Ok(Value::Null)
}

/// Takes an archive in, a page at a time. Completes the job itself, with the report.
pub(crate) async fn apply(run: Arc<Run>, job: ApplyImport) -> Result<Value> {
    imports::run_apply(&run, &job).await?;
    Ok(Value::Null)
}

/// Removes what an import has created, a page at a time. Completes the job itself, with the report.
pub(crate) async fn undo(run: Arc<Run>, job: UndoImport) -> Result<Value> {
    imports::run_undo(&run, &job).await?;
    Ok(Value::Null)
}

/// Has pictures fetched and shows them. Completes the job itself.
pub(crate) async fn fetch_media(run: Arc<Run>, job: FetchMedia) -> Result<Value> {
    imports::fetch_media(&run, &job).await?;
    Ok(Value::Null)
}

/// Fetches a picture. Completes the job itself, once it is ready.
pub(crate) async fn fetch_picture(run: Arc<Run>, job: FetchPicture) -> Result<Value> {
    imports::fetch_picture(&run, &job).await?;
    Ok(Value::Null)
}

/// Removes archives that are over.
pub(crate) async fn purge(run: Arc<Run>, _job: PurgeImports) -> Result<Value> {
    imports::purge(&run).await
}
