//! Planning and applying.

use std::path::Path;

use serde_json::json;

use super::{
    ImportForm, ImportReport,
    journal::Journal,
    policy::require_operator,
    service::require_none_running,
    settle, store,
    translation::{self, Findings, Sources, Translation},
    walk::Walk,
};
use crate::{
    Context, Error, Result,
    archive::Reader,
    audit::{self, Entry},
    ids::{self, ImportId},
};

/// Most bytes of an archive once it is unpacked: 1 TiB.
const UNPACKED_MAX: u64 = 1 << 40;

/// Goes through an archive and tells what applying it would do. Nothing is written.
///
/// # Errors
/// `forbidden` for everybody but admins and the system; `invalid_archive`; a fault of an author who does not exist; the database's.
pub async fn plan(cx: &Context, archive: &Path, form: &ImportForm) -> Result<ImportReport> {
    require_operator(&cx.actor)?;
    let opened = opened(cx, archive, form, None).await?;
    Ok(Walk::new(cx, opened, None, Journal::none(cx)).all().await?.0)
}

/// Takes what is in an archive in. May be done again at any point, and goes on then.
///
/// # Errors
/// As [`plan`], and `import_running`, and nothing is written then; the database's and the store's, and what is written stays written.
pub async fn apply(cx: &Context, archive: &Path, form: &ImportForm) -> Result<ImportReport> {
    require_operator(&cx.actor)?;
    let opened = opened(cx, archive, form, None).await?;
    let import = begin(cx, &opened, form).await?;
    let (mut report, mut journal) = Walk::new(cx, opened, Some(import), Journal::none(cx)).all().await?;
    settle::all(cx, &mut journal, &mut report).await?;
    let tx = cx.begin().await?;
    store::finish(cx, &tx, import).await?;
    tx.commit().await?;
    Ok(report)
}

/// An archive of a site, and what it was made of.
pub(super) struct Opened {
    pub reader: Reader,
    /// What tells it from others.
    pub sha256: String,
    pub from: Option<Things>,
}

/// The things that an archive was made of, such as files.
pub(super) struct Things {
    /// What they are called.
    pub name: &'static str,
    /// What its posts came from.
    pub sources: Sources,
    /// Those that can't come, or not as they were.
    pub findings: Findings,
    /// How many nobody asked for.
    pub others: u64,
    /// Where pictures can be fetched, as far as the source says.
    pub origin: Option<String>,
}

impl Opened {
    /// The base address of the site that it came from, where that is known.
    pub(super) fn origin(&self) -> Option<&str> {
        self.from.as_ref()?.origin.as_deref()
    }
}

/// Reading all of it keeps a thread busy. `import` is the one that this is a try of, where there were others.
pub(super) async fn opened(
    cx: &Context,
    archive: &Path,
    form: &ImportForm,
    import: Option<ImportId>,
) -> Result<Opened> {
    let translation = translation::of(cx, archive, form, import).await?;
    let (path, scratch) = (archive.to_owned(), cx.settings().scratch_dir());
    let opening = tokio::task::spawn_blocking(move || -> Result<Opened> {
        let Some(made) = translation else {
            let reader = Reader::open(&path, scratch, UNPACKED_MAX)?;
            return Ok(Opened { sha256: reader.sha256.clone(), reader, from: None });
        };
        let Translation { archive, sha256, sources, findings, things: name, others, origin } = made;
        let reader = Reader::of(archive, scratch, UNPACKED_MAX)?;
        Ok(Opened { reader, sha256, from: Some(Things { name, sources, findings, others, origin }) })
    });
    opening.await.map_err(Error::internal)?
}

/// The import of this archive that was not finished, or a new one.
async fn begin(cx: &Context, opened: &Opened, form: &ImportForm) -> Result<ImportId> {
    let sha256 = opened.sha256.as_str();
    let mut tx = cx.begin().await?;
    store::lock(cx, &tx).await?;
    require_none_running(&tx).await?;
    if let Some(import) = store::unfinished(&tx, sha256).await? {
        return Ok(import);
    }
    let import: ImportId = ids::new(cx);
    store::begin(cx, &tx, import, opened, form).await?;
    audit::record(cx, &mut tx, Entry::done("import.applied").on(import).with(json!({ "archive": sha256 })));
    tx.commit().await?;
    Ok(import)
}
