//! `presswork import`: taking an archive of a whole site or an export of another product in, and taking that back.

use std::fmt::Write as _;

use presswork_domain::{
    Error, ids,
    imports::{self, FormKind, ImportForm, ImportReport},
    platform::Settings,
};

use super::operate::as_system;
use crate::{
    Failure,
    args::{Archive, Form, Import},
};

pub(crate) async fn run(settings: Settings, action: Import) -> Result<(), Failure> {
    as_system(settings, |cx| async move {
        match action {
            Import::Plan(archive) => {
                let report = imports::plan(&cx, &archive.path, &form(&archive)?).await?;
                Ok(told(&report, ["would be created", "would be updated"]))
            }
            Import::Apply(archive) => {
                Ok(told(&imports::apply(&cx, &archive.path, &form(&archive)?).await?, ["created", "updated"]))
            }
            Import::Undo { id } => Ok(told(&imports::undo(&cx, ids::parse(&id)?).await?, ["removed", "put back"])),
        }
    })
    .await
}

/// What is said of an archive, which is what the API takes.
fn form(of: &Archive) -> Result<ImportForm, Error> {
    let kind = match of.form {
        Form::Site => FormKind::Site,
        Form::Markdown => FormKind::Markdown,
        Form::Ghost => FormKind::Ghost,
        Form::Wordpress => FormKind::WordPress,
    };
    let form = ImportForm::of(kind, of.author.clone(), of.origin.clone());
    form.map_err(|refusal| Error::invalid("/author", refusal.code, refusal.detail))
}

/// The report, file by file, and what can't be done. `done` says what becomes of rows that are new, and of those that are not.
fn told(report: &ImportReport, done: [&str; 2]) -> String {
    let (mut text, [new, changed]) = (String::new(), done);
    for it in report.tallies.iter().filter(|it| it.created + it.updated + it.skipped + it.conflicts > 0) {
        let (file, created, skipped, conflicts) = (&it.file, it.created, it.skipped, it.conflicts);
        let updated = if it.updated > 0 { format!("{} {changed}, ", it.updated) } else { String::new() };
        let _ = writeln!(text, "{file}: {created} {new}, {updated}{skipped} passed over, {conflicts} conflicts");
    }
    for finding in &report.findings {
        let line = finding.line.map(|line| format!(", line {line}")).unwrap_or_default();
        let _ = writeln!(text, "{}{line}: {}", finding.file, finding.reason);
    }
    let more = report.sum(|it| it.conflicts).saturating_sub(report.findings.len() as u64);
    if more > 0 {
        let _ = writeln!(text, "and {more} more");
    }
    if let Some(import) = report.import {
        let _ = writeln!(text, "{import}");
    }
    text
}
