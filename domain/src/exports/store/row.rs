//! A row of exports.

use chrono::{DateTime, Utc};
use sea_orm::FromQueryResult;
use uuid::Uuid;

use crate::{
    Context, Result,
    exports::{
        DataExport, ExportFile, ExportKind, ExportState, link,
        model::{file_name, key},
    },
    ids::{ExportId, JobId},
};

#[derive(FromQueryResult)]
pub(super) struct Row {
    id: Uuid,
    kind: String,
    job_id: Uuid,
    created_at: DateTime<Utc>,
    as_of: Option<DateTime<Utc>>,
    ready_at: Option<DateTime<Utc>>,
    expires_at: Option<DateTime<Utc>>,
    attempt: Option<i32>,
    bytes: Option<i64>,
    sha256: Option<String>,
    runs: bool,
}

impl Row {
    pub(super) fn read(self, cx: &Context) -> Result<DataExport> {
        let id = ExportId::from_uuid(self.id);
        let kind: ExportKind = self.kind.parse()?;
        let file = self.file(cx, id, kind);
        let state = match &file {
            Some(file) if file.expires_at > cx.now => ExportState::Ready,
            Some(_) => ExportState::Expired,
            None if self.runs => ExportState::Pending,
            None => ExportState::Failed,
        };
        let (job_id, created_at, as_of) = (JobId::from_uuid(self.job_id), self.created_at, self.as_of);
        Ok(DataExport { id, kind, state, job_id, created_at, as_of, file })
    }

    fn file(&self, cx: &Context, id: ExportId, kind: ExportKind) -> Option<ExportFile> {
        let (ready_at, expires_at) = (self.ready_at?, self.expires_at?);
        Some(ExportFile {
            name: file_name(kind, self.as_of.unwrap_or(ready_at)),
            media_type: kind.media_type(),
            bytes: self.bytes.unwrap_or_default().unsigned_abs(),
            sha256: self.sha256.clone().unwrap_or_default(),
            ready_at,
            expires_at,
            link: (expires_at > cx.now).then(|| link::link(cx, id, expires_at)),
            key: key(id, self.attempt.unwrap_or_default().unsigned_abs()),
        })
    }
}
