//! The value types of exports.

use std::str::FromStr;

use chrono::{DateTime, Utc};

use crate::{
    Error, Result,
    ids::{ExportId, JobId},
};

/// What is taken along.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExportKind {
    /// What one has, and what is known of one.
    Own,
    /// The whole site.
    Site,
    /// A sheet of members.
    Members,
    /// A sheet of posts.
    Posts,
}

impl ExportKind {
    /// Every kind.
    pub const ALL: [Self; 4] = [Self::Own, Self::Site, Self::Members, Self::Posts];

    /// The name in the database and on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Own => "own",
            Self::Site => "site",
            Self::Members => "members",
            Self::Posts => "posts",
        }
    }

    /// The media type of its file.
    #[must_use]
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Own | Self::Site => "application/zip",
            Self::Members | Self::Posts => "text/csv; charset=utf-8",
        }
    }

    const fn extension(self) -> &'static str {
        match self {
            Self::Own | Self::Site => "zip",
            Self::Members | Self::Posts => "csv",
        }
    }
}

impl FromStr for ExportKind {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self> {
        let found = Self::ALL.into_iter().find(|kind| kind.as_str() == name);
        found.ok_or_else(|| Error::internal(format!("an export is of {name:?}")))
    }
}

/// Where an export stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExportState {
    /// Its job waits or runs.
    Pending,
    /// Its file can be downloaded.
    Ready,
    /// Its job has ended without a file.
    Failed,
    /// Its time is over.
    Expired,
}

/// Something to take along.
#[derive(Debug, Clone)]
pub struct DataExport {
    /// Its id.
    pub id: ExportId,
    /// What it is.
    pub kind: ExportKind,
    /// Where it stands.
    pub state: ExportState,
    /// The job that puts it together, which tells how far it is.
    pub job_id: JobId,
    /// When it was asked for.
    pub created_at: DateTime<Utc>,
    /// The moment that it shows.
    pub as_of: Option<DateTime<Utc>>,
    /// Its file.
    pub file: Option<ExportFile>,
}

/// The file of an export that is ready.
#[derive(Debug, Clone)]
pub struct ExportFile {
    /// What to call it.
    pub name: String,
    /// Its media type.
    pub media_type: &'static str,
    /// Its length in bytes.
    pub bytes: u64,
    /// SHA-256 of it, in hex.
    pub sha256: String,
    /// When it was ready.
    pub ready_at: DateTime<Utc>,
    /// When it is over.
    pub expires_at: DateTime<Utc>,
    /// An address by which it can be downloaded, relative to the API, and until when.
    pub link: Option<(String, DateTime<Utc>)>,
    pub(super) key: String,
}

/// What a file is called.
pub(super) fn file_name(kind: ExportKind, as_of: DateTime<Utc>) -> String {
    format!("presswork-{}-{}.{}", kind.as_str(), as_of.format("%Y-%m-%dT%H-%M-%SZ"), kind.extension())
}

/// Where the file of an attempt is.
pub(super) fn key(id: ExportId, attempt: u32) -> String {
    format!("exports/{}/{attempt}", id.uuid())
}
