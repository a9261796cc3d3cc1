//! Imports as they are asked for, and where they stand.

use std::str::FromStr;

use chrono::{DateTime, Utc};

use super::{FormKind, ImportForm, Tally};
use crate::{
    Context, Error, Result,
    fault::{Faults, Refusal},
    ids::{ImportId, JobId},
    users::Username,
};

/// What a job does with an import.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImportTask {
    /// Tells what taking it in would do.
    Plan,
    /// Takes it in.
    Apply,
    /// Takes it back.
    Undo,
}

impl ImportTask {
    /// Every task.
    pub const ALL: [Self; 3] = [Self::Plan, Self::Apply, Self::Undo];

    /// The name in the database and on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Plan => "plan",
            Self::Apply => "apply",
            Self::Undo => "undo",
        }
    }
}

impl FromStr for ImportTask {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self> {
        let found = Self::ALL.into_iter().find(|task| task.as_str() == name);
        found.ok_or_else(|| Error::internal(format!("an import is to {name:?}")))
    }
}

/// Where an import stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImportState {
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
    /// The archive can't be taken in; the reason says why.
    Refused,
    /// Its last task was called off, or failed, before it ended. It can be done again, and goes on then.
    Stopped,
}

/// An archive to be taken in.
#[derive(Debug, Clone)]
pub struct Import {
    /// Its id.
    pub id: ImportId,
    /// What the archive is.
    pub form: ImportForm,
    /// Where its pictures can be fetched: the address of the site that it comes from.
    pub origin: Option<String>,
    /// Where it stands.
    pub state: ImportState,
    /// The archive; none once it is removed, and of what the command line took in.
    pub archive: Option<ImportArchive>,
    /// What its last job does, or did.
    pub task: Option<ImportTask>,
    /// That job.
    pub job_id: Option<JobId>,
    /// The job that fetches its pictures.
    pub media_job_id: Option<JobId>,
    /// What the last task has done so far, file by file.
    pub tallies: Vec<Tally>,
    /// Why the archive is refused.
    pub reason: Option<String>,
    /// When it was asked for.
    pub created_at: DateTime<Utc>,
    /// When it was planned last.
    pub planned_at: Option<DateTime<Utc>>,
    /// When it was taken in.
    pub applied_at: Option<DateTime<Utc>>,
    /// When it was taken back.
    pub undone_at: Option<DateTime<Utc>>,
}

/// The archive of an import.
#[derive(Debug, Clone)]
pub struct ImportArchive {
    /// Its length as announced, in bytes.
    pub size: u64,
    /// How many of them have arrived: where to go on.
    pub received: u64,
    /// When it is removed, unless something is done with it before.
    pub expires_at: DateTime<Utc>,
    pub(super) uploads: i32,
}

impl ImportArchive {
    /// All of it is here.
    #[must_use]
    pub const fn is_whole(&self) -> bool {
        self.received == self.size
    }
}

/// When tasks were done.
pub(super) struct Marks {
    pub planned: Option<DateTime<Utc>>,
    pub applied: Option<DateTime<Utc>>,
    pub undone: Option<DateTime<Utc>>,
}

impl Marks {
    /// Where an import stands whose last task this is.
    pub(super) fn state(
        &self,
        task: Option<ImportTask>,
        runs: bool,
        is_refused: bool,
        archive: Option<&ImportArchive>,
    ) -> ImportState {
        let done = |at: Option<DateTime<Utc>>, state| if at.is_some() { state } else { ImportState::Stopped };
        match task {
            Some(ImportTask::Plan) if runs => ImportState::Planning,
            Some(ImportTask::Apply) if runs => ImportState::Applying,
            Some(ImportTask::Undo) if runs => ImportState::Undoing,
            _ if is_refused => ImportState::Refused,
            Some(ImportTask::Plan) => done(self.planned, ImportState::Planned),
            Some(ImportTask::Apply) => done(self.applied, ImportState::Applied),
            Some(ImportTask::Undo) => done(self.undone, ImportState::Undone),
            None if archive.is_some_and(ImportArchive::is_whole) => ImportState::Ready,
            None => ImportState::Waiting,
        }
    }
}

/// What an admin sends.
#[derive(Debug, Clone)]
pub struct ImportInput {
    /// What the archive is.
    pub form: FormKind,
    /// Whose posts, by their username, where the archive does not say, or says somebody who can't come.
    pub author: Option<String>,
    /// Its length in bytes.
    pub size: i64,
    /// The address of the site that it comes from.
    pub origin: Option<String>,
}

/// The same, checked.
pub(super) struct NewImport {
    pub form: ImportForm,
    pub size: u64,
    pub origin: Option<String>,
}

impl NewImport {
    pub(super) fn parse(cx: &Context, input: &ImportInput) -> Result<Self> {
        let mut faults = Faults::default();
        let author = input.author.as_deref().map(|name| Username::parse(name).map(|name| name.as_str().to_owned()));
        let origin = input.origin.as_deref();
        let origin = origin.map(|text| cx.deps.outbound.target(text).map(String::from)).transpose();
        let of_site = origin.clone().unwrap_or_default();
        let form = author.transpose().and_then(|author| ImportForm::of(input.form, author, of_site));
        let form = faults.take("/author", form);
        let size = faults.take("/size", size(input.size, cx.settings().imports.max_bytes));
        let origin = faults.take("/origin", origin);
        let whole = form.zip(size).zip(origin);
        faults.finish(whole.map(|((form, size), origin)| Self { form, size, origin }))
    }
}

fn size(size: i64, max: u64) -> Result<u64, Refusal> {
    let size = u64::try_from(size).ok().filter(|size| (1..=max).contains(size));
    size.ok_or_else(|| Refusal::new("out_of_range", format!("1 to {max} bytes")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_an_import_stands_follows_from_its_last_task() {
        use ImportState::{Applied, Applying, Planned, Planning, Ready, Refused, Stopped, Undoing, Undone, Waiting};
        use ImportTask::{Apply, Plan, Undo};

        let none = Marks { planned: None, applied: None, undone: None };
        let some = |at| Marks { planned: at, applied: at, undone: at };
        let (all, whole) = (some(Some(DateTime::UNIX_EPOCH)), |received| ImportArchive {
            size: 2,
            received,
            expires_at: DateTime::UNIX_EPOCH,
            uploads: 0,
        });
        for (task, runs, before, after) in [
            (Some(Plan), true, Planning, Planning),
            (Some(Plan), false, Stopped, Planned),
            (Some(Apply), true, Applying, Applying),
            (Some(Apply), false, Stopped, Applied),
            (Some(Undo), true, Undoing, Undoing),
            (Some(Undo), false, Stopped, Undone),
        ] {
            assert_eq!(none.state(task, runs, false, None), before, "{task:?}");
            assert_eq!(all.state(task, runs, false, None), after, "{task:?}");
        }
        assert_eq!(none.state(Some(Apply), false, true, None), Refused);
        assert_eq!([1, 2].map(|n| none.state(None, false, false, Some(&whole(n)))), [Waiting, Ready]);
    }
}
