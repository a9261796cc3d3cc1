//! Making an archive of a site of whatever else it is.

use std::{
    collections::HashMap,
    fs::File,
    io::{self, Read},
    path::{Path, PathBuf},
};

use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};

use super::{Findings, People, Sources, made};
use crate::{
    Context, Error, Result,
    ids::{ImportId, TagId, UserId},
    imports::{ImportForm, ghost, markdown, store, wordpress},
    platform::hex,
    users::{self, UserRef},
};

/// What came of a source.
pub(in crate::imports) struct Translation {
    /// The archive of a site.
    pub archive: File,
    /// SHA-256 of the source: what tells it from others. That of the archive is another one once its tags and authors are here.
    pub sha256: String,
    /// What its posts came from.
    pub sources: Sources,
    /// What can't come, and why.
    pub findings: Findings,
    /// What the things in it are called, such as `files`.
    pub things: &'static str,
    /// How many of them nobody asked for.
    pub others: u64,
    /// The base address of the site that it came from, where that is known: pictures in posts are there.
    pub origin: Option<String>,
}

/// What a translation has to know of the site that it is for.
pub(in crate::imports) struct Here {
    /// A folder for files that go with the process.
    pub scratch: PathBuf,
    /// The tags that are here by their names.
    pub tags: HashMap<String, TagId>,
    /// How deep replies nest.
    pub comment_depth: u32,
    /// When it is looked at.
    pub now: DateTime<Utc>,
}

/// The translation of an archive; none where it is that of a site already. `import` is the one that it is a try of, where there were others: it
/// makes the same lines then.
///
/// # Errors
/// `invalid_archive` with a sentence about what is wrong with it; a fault of an author who does not exist; `internal` when the disk is full.
pub(in crate::imports) async fn of(
    cx: &Context,
    archive: &Path,
    form: &ImportForm,
    import: Option<ImportId>,
) -> Result<Option<Translation>> {
    let path = archive.to_owned();
    let translation = match form {
        ImportForm::Site => return Ok(None),
        ImportForm::Markdown { author, origin } => {
            let (author, here, is_online) = (author_of(cx, author).await?, here(cx, import).await?, origin.is_some());
            let mut survey = blocking(move || markdown::survey(&path, is_online)).await?;
            let unnamed = std::mem::take(&mut survey.made);
            made::settle(cx, survey.links(), &unnamed).await?;
            blocking(move || markdown::translate(survey, author, here)).await?
        }
        ImportForm::Ghost { author, origin } => {
            let (author, here, origin) = (author_of(cx, author).await?, here(cx, import).await?, origin.clone());
            let folder = here.scratch.clone();
            let mut survey = blocking(move || ghost::survey(&path, origin.as_deref(), &folder)).await?;
            let people = People::settled(cx, std::mem::take(&mut survey.people), author).await?;
            made::settle(cx, &mut survey.links, &survey.made).await?;
            blocking(move || ghost::translate(survey, people, here)).await?
        }
        ImportForm::WordPress { author } => {
            let (author, here) = (author_of(cx, author).await?, here(cx, import).await?);
            let mut survey = blocking(move || wordpress::survey(&path)).await?;
            let people = People::settled(cx, std::mem::take(&mut survey.people), author).await?;
            made::settle(cx, &mut survey.links, &survey.made).await?;
            blocking(move || wordpress::translate(survey, people, here)).await?
        }
    };
    Ok(Some(translation))
}

async fn here(cx: &Context, import: Option<ImportId>) -> Result<Here> {
    let comment_depth = cx.settings().community.comment_depth;
    let (tags, now) = (store::tags(cx, import).await?, cx.deps.clock.now());
    Ok(Here { scratch: cx.settings().scratch_dir(), tags, comment_depth, now })
}

/// SHA-256 of the rest of a file, which stands at its end then.
pub(in crate::imports) fn sha256(file: &mut File) -> io::Result<String> {
    let (mut hash, mut piece) = (Sha256::new(), vec![0; 1 << 16]);
    loop {
        let read = file.read(&mut piece)?;
        if read == 0 {
            return Ok(hex(&hash.finalize()));
        }
        hash.update(&piece[..read]);
    }
}

/// Reading all of something keeps a thread busy.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(Error::internal)?
}

/// The person of this name.
///
/// # Errors
/// A fault where nobody has it; the database's.
pub(in crate::imports) async fn author_of(cx: &Context, name: &str) -> Result<UserId> {
    let found = users::living(cx, &UserRef::Username(name.to_owned())).await?;
    found.ok_or_else(|| Error::invalid("/author", "unknown", format!("nobody here is called {name}")))
}
