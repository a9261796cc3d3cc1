//! Exports as who asked for them sees them.

use async_graphql::{Enum, ID, InputObject, SimpleObject};
use presswork_domain::exports;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::scalars::Time;

/// What is taken along.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Enum, ToSchema)]
#[serde(rename_all = "lowercase")]
#[graphql(rename_items = "lowercase", remote = "exports::ExportKind")]
pub enum DataExportKind {
    /// What one has, and what is known of one: a zip archive.
    Own,
    /// The whole site, without secrets: a zip archive. For admins.
    Site,
    /// A sheet of members (CSV). For admins.
    Members,
    /// A sheet of posts (CSV). For admins.
    Posts,
}

/// Where an export stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Enum, ToSchema)]
#[serde(rename_all = "lowercase")]
#[graphql(rename_items = "lowercase", remote = "exports::ExportState")]
pub enum DataExportState {
    /// Its job waits or runs.
    Pending,
    /// Its file can be downloaded.
    Ready,
    /// Its job has ended without a file.
    Failed,
    /// Its time is over.
    Expired,
}

/// Something to take along: a file that a job puts together, and that is kept for a while.
#[derive(Debug, Clone, Serialize, Deserialize, SimpleObject, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct DataExport {
    /// The public id.
    #[schema(value_type = String, example = "exp_01h455vb4pex5vsknk084sn02q")]
    pub id: ID,
    /// What it is.
    pub kind: DataExportKind,
    /// Where it stands.
    pub state: DataExportState,
    /// The job that puts it together, which tells how far it is.
    #[schema(value_type = String, example = "job_01h455vb4pex5vsknk084sn02q")]
    pub job_id: ID,
    /// When it was asked for.
    pub created_at: Time,
    /// The moment that it shows; null until its job has begun.
    pub as_of: Option<Time>,
    /// When its file was ready; null before.
    pub ready_at: Option<Time>,
    /// When its file goes; null before there is one.
    pub expires_at: Option<Time>,
    /// What to call the file; null before there is one.
    #[schema(example = "presswork-own-2026-11-29T09-00-00Z.zip")]
    pub filename: Option<String>,
    /// The media type of the file; null before there is one.
    #[schema(example = "application/zip")]
    pub media_type: Option<String>,
    /// The length of the file; null before there is one.
    #[schema(example = 183_204)]
    pub bytes: Option<u64>,
    /// SHA-256 of the file, in hex; null before there is one.
    #[schema(example = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08")]
    pub sha256: Option<String>,
    /// The address of the file, relative to the API: signed, for whoever has it, and good until `downloadUntil`. Another look makes
    /// another one. Null unless it is ready.
    #[schema(example = "/v1/exports/exp_01h455vb4pex5vsknk084sn02q/file?expires=1795942800&signature=abc")]
    pub download_url: Option<String>,
    /// Until when that address is good; null unless it is ready.
    pub download_until: Option<Time>,
}

impl DataExport {
    /// Where the job that puts it together is followed.
    pub fn receipt(&self) -> String {
        format!("/v1/jobs/{}", *self.job_id)
    }
}

impl From<exports::DataExport> for DataExport {
    fn from(it: exports::DataExport) -> Self {
        let file = it.file.as_ref();
        let link = file.and_then(|file| file.link.clone());
        Self {
            id: it.id.to_string().into(),
            kind: it.kind.into(),
            state: it.state.into(),
            job_id: it.job_id.to_string().into(),
            created_at: it.created_at.into(),
            as_of: it.as_of.map(Time::from),
            ready_at: file.map(|file| file.ready_at.into()),
            expires_at: file.map(|file| file.expires_at.into()),
            filename: file.map(|file| file.name.clone()),
            media_type: file.map(|file| file.media_type.to_owned()),
            bytes: file.map(|file| file.bytes),
            sha256: file.map(|file| file.sha256.clone()),
            download_until: link.as_ref().map(|(_, until)| (*until).into()),
            download_url: link.map(|(url, _)| url),
        }
    }
}

/// What to take along.
#[derive(Debug, Clone, Copy, Deserialize, InputObject, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CreateDataExportInput {
    /// What it is.
    pub kind: DataExportKind,
}
