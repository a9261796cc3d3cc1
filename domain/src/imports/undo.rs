//! Undoing an import: what it has created goes, and what it has changed becomes what it was.

use std::collections::{HashMap, HashSet};

use super::{
    ImportReport, ImportTask, added,
    journal::{Journal, Place},
    policy::require_operator,
    service::require_none_running,
    settle,
    store::{self, Created},
};
use crate::{
    Context, Error, Result,
    archive::{PICTURES, SITE, Table, files},
    audit::{self, Entry},
    ids::ImportId,
    platform::{Tx, article::Article},
};

/// Removes what an import has created, last first, and puts back what it has changed, as long as nobody has changed it or added to it since.
/// May be done again at any point.
///
/// # Errors
/// `forbidden` for everybody but admins and the system; `not_found` for an import that is none or was undone; the database's.
pub async fn undo(cx: &Context, import: ImportId) -> Result<ImportReport> {
    require_operator(&cx.actor)?;
    if !store::stands(cx, import).await? {
        return Err(Error::not_found("import"));
    }
    let tx = cx.begin().await?;
    store::lock(cx, &tx).await?;
    require_none_running(&tx).await?;
    store::remember_pictures(&tx, import).await?;
    store::forget_pictures(&tx, import, ImportTask::Undo).await?;
    tx.commit().await?;
    let mut journal = Journal::none(cx);
    let mut report = removed(cx, import, &mut journal).await?;
    settle::all(cx, &mut journal, &mut report).await?;
    let mut tx = cx.begin().await?;
    store::undone(cx, &tx, import).await?;
    audit::record(cx, &mut tx, Entry::done("import.undone").on(import));
    tx.commit().await?;
    Ok(report)
}

/// Removes what can go, or what an earlier attempt has not come to.
///
/// # Errors
/// The database's; `job_cancelled`.
pub(super) async fn removed(cx: &Context, import: ImportId, journal: &mut Journal<'_>) -> Result<ImportReport> {
    let (place, mut report) = journal.resume().await?;
    report.import = Some(import);
    // Pictures go by themselves once nobody has them.
    for (at, table) in SITE.iter().enumerate().rev().filter(|(_, table)| table.file != PICTURES.file) {
        let before = match &place {
            Some(Place::Settling { .. }) => break,
            Some(Place::Undoing { table: reached, .. }) if at > *reached => continue,
            Some(Place::Undoing { table: reached, before }) if at == *reached => before.clone(),
            _ => {
                report.begin(table.file);
                None
            }
        };
        let so_far = (&mut *journal, &mut report);
        match store::owners(table) {
            None => of_table(cx, import, (at, table), before, so_far).await?,
            Some(owners) => added::take_back(cx, import, (at, table, owners), before, so_far).await?,
        }
    }
    Ok(report)
}

async fn of_table(
    cx: &Context,
    import: ImportId,
    (at, table): (usize, &'static Table),
    mut before: Option<String>,
    (journal, report): (&mut Journal<'_>, &mut ImportReport),
) -> Result<()> {
    let shown = if table.file == files::MEDIA { store::shown(cx).await? } else { HashSet::new() };
    let is_shown = |key: &str| store::only(key).is_ok_and(|id| shown.contains(&id));
    loop {
        journal.check()?;
        let page = store::created(cx, import, table, before.as_deref()).await?;
        let Some(last) = page.last() else { return Ok(()) };
        before = Some(last.key.clone());
        // Rendered before anything is locked.
        let articles = store::articles(cx, import, table, &page).await?;
        let tx = cx.begin().await?;
        let below = store::below(cx, &tx, import, table, &page).await?;
        let here = store::unchanged(cx, &tx, table, &page).await?;
        let here_below = store::unchanged(cx, &tx, table, &below).await?;
        let is_same = |key: &&str| here.get(*key).or_else(|| here_below.get(*key)) == Some(&true);
        let new = below.iter().rev().chain(&page).filter(|row| !row.is_changed);
        let same: Vec<&str> = new.map(|row| row.key.as_str()).filter(is_same).filter(|key| !is_shown(key)).collect();
        let gone = store::remove(cx, &tx, table, &same).await?;
        let back = put_back(cx, &tx, import, table, (&page, &here, articles)).await?;
        for Created { key, is_changed, .. } in &page {
            match here.get(key) {
                // Gone already, by somebody else or an earlier try.
                None => report.skipped(),
                Some(false) => report.conflict(None, format!("{key} was changed since")),
                Some(true) if gone.contains(key) || back.contains(key) => {}
                Some(true) if *is_changed => {
                    report.conflict(None, format!("{key} can't be any more what it was before"));
                }
                Some(true) => report.conflict(None, reason(table, key)),
            }
        }
        report.created(gone.len());
        report.updated(back.len());
        // Nobody comes to what has gone before its turn.
        let early: Vec<String> = below.into_iter().map(|row| row.key).filter(|key| gone.contains(key)).collect();
        store::forget_created(cx, &tx, import, table, &early).await?;
        // What is as it was before can be changed anew.
        store::forget_created(cx, &tx, import, table, &back).await?;
        journal.count(page.len() + early.len());
        journal.note(&tx, &Place::Undoing { table: at, before: before.clone() }, report, table.file).await?;
        tx.commit().await?;
    }
}

/// Puts back those of these rows that the import has changed and nobody else has since; tells their keys.
async fn put_back(
    cx: &Context,
    tx: &Tx,
    import: ImportId,
    table: &'static Table,
    (page, here, mut articles): (&[Created], &HashMap<String, bool>, HashMap<String, Article>),
) -> Result<Vec<String>> {
    let mut back = Vec::new();
    for Created { key, .. } in page.iter().filter(|row| row.is_changed && here.get(&row.key) == Some(&true)) {
        let Some(article) = articles.remove(key) else { continue };
        if store::put_back(cx, tx, import, table, (key.as_str(), article)).await? {
            back.push(key.clone());
        }
    }
    Ok(back)
}

/// Why a row stays that nobody has changed.
fn reason(table: &Table, key: &str) -> String {
    if table.file == files::MEDIA {
        format!("{key} is shown by a post that stays")
    } else {
        format!("somebody has added to {key} since")
    }
}
