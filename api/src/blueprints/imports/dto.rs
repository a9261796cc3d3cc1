//! Imports as admins see them.

use async_graphql::{Enum, ID, SimpleObject};
use presswork_domain::imports;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::scalars::Time;

/// What an archive is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Enum, ToSchema)]
#[serde(rename_all = "lowercase")]
#[graphql(rename_items = "lowercase", remote = "imports::FormKind")]
#[schema(example = "markdown")]
pub enum DataImportForm {
    /// A zip archive of a whole site, as an export makes it.
    Site,
    /// A zip of Markdown files with front matter, which become posts.
    Markdown,
    /// An export of Ghost: its JSON, bare or in a zip.
    Ghost,
    /// An export of WordPress: its extended RSS (WXR), bare or in a zip.
    WordPress,
}

/// What a job does with an import.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Enum, ToSchema)]
#[serde(rename_all = "lowercase")]
#[graphql(rename_items = "lowercase", remote = "imports::ImportTask")]
pub enum DataImportTask {
    /// Tells what taking it in would do.
    Plan,
    /// Takes it in.
    Apply,
    /// Takes it back.
    Undo,
}

/// Where an import stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Enum, ToSchema)]
#[serde(rename_all = "lowercase")]
#[graphql(rename_items = "lowercase", remote = "imports::ImportState")]
pub enum DataImportState {
    /// For its archive.
    Waiting,
    /// All of the archive is here.
    Ready,
    /// A job looks at the archive.
    Planning,
    /// It is known what taking it in would do.
    Planned,
    /// A job takes it in.
    Applying,
    /// It is taken in.
    Applied,
    /// A job takes it back.
    Undoing,
    /// It is taken back.
    Undone,
    /// The archive can't be taken in; `reason` says why.
    Refused,
    /// Its last task was called off, or failed, before it ended. It can be done again.
    Stopped,
}

/// What becomes of the rows of one file.
#[derive(Debug, Clone, Serialize, Deserialize, SimpleObject, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct DataImportTally {
    /// The file in the archive. For those that were made of something else, also what that had: `files` of Markdown, `posts` of Ghost,
    /// `items` of WordPress, and `authors` of both.
    #[schema(example = "posts.jsonl")]
    pub file: String,
    /// Rows that are, or would be, created; removed, when the task is `undo`.
    #[schema(example = 1204)]
    pub created: u64,
    /// Rows that came before and are, or would be, changed, because they have changed in their source; put back, when the task is `undo`.
    #[schema(example = 12)]
    pub updated: u64,
    /// Rows that are here already; gone already, when the task is `undo`.
    #[schema(example = 3)]
    pub skipped: u64,
    /// Rows that can't come; that can't go, when the task is `undo`.
    #[schema(example = 1)]
    pub conflicts: u64,
}

impl From<imports::Tally> for DataImportTally {
    fn from(it: imports::Tally) -> Self {
        let imports::Tally { file, created, updated, skipped, conflicts } = it;
        Self { file, created, updated, skipped, conflicts }
    }
}

/// A row that can't come, or can't go, and why.
#[derive(Debug, Clone, Serialize, Deserialize, SimpleObject, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct DataImportFinding {
    /// The file in the archive. For those that were made of something else, also what that had: `files` of Markdown, `posts` and `redirects`
    /// of Ghost, `items` of WordPress, and `authors` of both.
    #[schema(example = "posts.jsonl")]
    pub file: String,
    /// The line, from 1; null where there is none to point at.
    #[schema(example = 17)]
    pub line: Option<u64>,
    /// Why.
    #[schema(example = "slug rain is something else's")]
    pub reason: String,
}

impl From<imports::Finding> for DataImportFinding {
    fn from(it: imports::Finding) -> Self {
        let imports::Finding { file, line, reason } = it;
        Self { file, line, reason }
    }
}

/// An archive that is to be taken in, or was.
#[derive(Debug, Clone, Serialize, Deserialize, SimpleObject, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct DataImport {
    /// The public id.
    #[schema(value_type = String, example = "imp_01h455vb4pex5vsknk084sn02q")]
    pub id: ID,
    /// What the archive is.
    pub form: DataImportForm,
    /// Whose posts, by their username: all of `markdown`, and of `ghost` and `wordpress` those of authors who can't come; null for `site`.
    #[schema(example = "ada")]
    pub author: Option<String>,
    /// The address of the site that it comes from, as it was said, or else as the archive says it; null when nobody has said it.
    #[schema(example = "https://old.example/")]
    pub origin: Option<String>,
    /// Where it stands.
    pub state: DataImportState,
    /// The length of the archive, in bytes; null once it is removed, and of what the command line took in.
    #[schema(example = 183_204)]
    pub size: Option<u64>,
    /// How many bytes have arrived, so where to go on; null like `size`.
    #[schema(example = 183_204)]
    pub received_bytes: Option<u64>,
    /// Where the bytes go, by `PUT` with the credentials; relative to the API. Null once a job has looked at them.
    #[schema(example = "/v1/imports/imp_01h455vb4pex5vsknk084sn02q/content")]
    pub upload_url: Option<String>,
    /// When the archive is removed, unless something is done with it before; null like `size`.
    pub expires_at: Option<Time>,
    /// What the last job does, or did; null before there is one.
    pub task: Option<DataImportTask>,
    /// That job, which tells how far it is, and by which it is called off; null before there is one.
    #[schema(value_type = Option<String>, example = "job_01h455vb4pex5vsknk084sn02q")]
    pub job_id: Option<ID>,
    /// The job that fetches its pictures; null when there are none to fetch.
    #[schema(value_type = Option<String>, example = "job_01h455vb4pex5vsknk084sn02q")]
    pub media_job_id: Option<ID>,
    /// What that task has done so far, or would do, file by file.
    pub tallies: Vec<DataImportTally>,
    /// Why the archive is refused; null unless it is.
    #[schema(example = "users.jsonl is missing")]
    pub reason: Option<String>,
    /// When it was asked for.
    pub created_at: Time,
    /// When it was planned last; null before.
    pub planned_at: Option<Time>,
    /// When it was taken in; null before.
    pub applied_at: Option<Time>,
    /// When it was taken back; null before.
    pub undone_at: Option<Time>,
}

impl From<imports::Import> for DataImport {
    fn from(it: imports::Import) -> Self {
        let archive = it.archive.as_ref();
        let waits = archive.is_some() && it.task.is_none();
        Self {
            id: it.id.to_string().into(),
            form: it.form.kind().into(),
            author: it.form.author().map(str::to_owned),
            origin: it.origin,
            state: it.state.into(),
            size: archive.map(|archive| archive.size),
            received_bytes: archive.map(|archive| archive.received),
            upload_url: waits.then(|| format!("/v1/imports/{}/content", it.id)),
            expires_at: archive.map(|archive| archive.expires_at.into()),
            task: it.task.map(DataImportTask::from),
            job_id: it.job_id.map(|id| id.to_string().into()),
            media_job_id: it.media_job_id.map(|id| id.to_string().into()),
            tallies: it.tallies.into_iter().map(DataImportTally::from).collect(),
            reason: it.reason,
            created_at: it.created_at.into(),
            planned_at: it.planned_at.map(Time::from),
            applied_at: it.applied_at.map(Time::from),
            undone_at: it.undone_at.map(Time::from),
        }
    }
}
