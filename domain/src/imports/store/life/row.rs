//! A row of imports.

use chrono::{DateTime, Utc};
use sea_orm::FromQueryResult;
use uuid::Uuid;

use crate::{
    Error, Result,
    ids::{ImportId, JobId},
    imports::{Import, ImportArchive, ImportForm, Tally, life::Marks},
};

#[derive(FromQueryResult)]
pub(super) struct Row {
    id: Uuid,
    form: String,
    author: Option<String>,
    origin: Option<String>,
    size: Option<i64>,
    received: i64,
    uploads: i32,
    expires_at: Option<DateTime<Utc>>,
    archive_gone_at: Option<DateTime<Utc>>,
    task: Option<String>,
    job_id: Option<Uuid>,
    media_job_id: Option<Uuid>,
    planned_at: Option<DateTime<Utc>>,
    finished_at: Option<DateTime<Utc>>,
    undone_at: Option<DateTime<Utc>>,
    created_at: DateTime<Utc>,
    report: Option<String>,
    reason: Option<String>,
    runs: bool,
}

impl Row {
    pub(super) fn read(self) -> Result<Import> {
        let size = self.size.map(i64::unsigned_abs);
        let task = self.task.as_deref().map(str::parse).transpose()?;
        let marks = Marks { planned: self.planned_at, applied: self.finished_at, undone: self.undone_at };
        let archive = size.zip(self.expires_at).filter(|_| self.archive_gone_at.is_none());
        let archive = archive.map(|(size, expires_at)| ImportArchive {
            size,
            received: self.received.unsigned_abs(),
            expires_at,
            uploads: self.uploads,
        });
        Ok(Import {
            id: ImportId::from_uuid(self.id),
            form: ImportForm::read(&self.form, self.author, self.origin.clone())?,
            origin: self.origin,
            state: marks.state(task, self.runs, self.reason.is_some(), archive.as_ref()),
            archive,
            task,
            job_id: self.job_id.map(JobId::from_uuid),
            media_job_id: self.media_job_id.map(JobId::from_uuid),
            tallies: tallies(self.report.as_deref())?,
            reason: self.reason,
            created_at: self.created_at,
            planned_at: self.planned_at,
            applied_at: self.finished_at,
            undone_at: self.undone_at,
        })
    }
}

pub(super) fn tallies(report: Option<&str>) -> Result<Vec<Tally>> {
    report.map_or_else(|| Ok(Vec::new()), |text| serde_json::from_str(text).map_err(Error::internal))
}
