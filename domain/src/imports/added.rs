//! Taking back what an import has added to things that were here before it, such as tags and former slugs of posts.

use super::{
    ImportReport,
    journal::{Journal, Place},
    store::{self, Belonging, Created},
};
use crate::{Context, Result, archive::Table, ids::ImportId, platform::Tx};

/// Removes what an import has added to things that were here before it, last first, as long as nobody has changed it since. What it has created
/// takes along what belongs to it, or keeps it where it stays; what it has changed gets back what belonged to it.
pub(super) async fn take_back(
    cx: &Context,
    import: ImportId,
    (at, table, owners): (usize, &'static Table, &'static Table),
    mut before: Option<String>,
    (journal, report): (&mut Journal<'_>, &mut ImportReport),
) -> Result<()> {
    loop {
        journal.check()?;
        let page = store::created(cx, import, table, before.as_deref()).await?;
        let Some(last) = page.last() else { return Ok(()) };
        before = Some(last.key.clone());
        journal.count(page.len());
        let Belonging { added, along } = store::belonging(cx, import, owners, page).await?;
        if added.is_empty() && along.is_empty() {
            journal.tell(table.file).await?;
            continue;
        }
        let tx = cx.begin().await?;
        let over = removed(cx, &tx, import, (table, owners), (&added, &mut *report)).await?;
        // What is over can be somebody else's from now on, and once what was changed is put back that is, too.
        let over: Vec<String> = over.into_iter().chain(along).collect();
        store::forget_created(cx, &tx, import, table, &over).await?;
        journal.note(&tx, &Place::Undoing { table: at, before: before.clone() }, report, table.file).await?;
        tx.commit().await?;
    }
}

/// Removes what can go; tells the keys of what is not here any more.
async fn removed(
    cx: &Context,
    tx: &Tx,
    import: ImportId,
    (table, owners): (&'static Table, &'static Table),
    (added, report): (&[Created], &mut ImportReport),
) -> Result<Vec<String>> {
    let of = added.iter().map(|row| store::owner_of(&row.key)).collect::<Result<Vec<_>>>()?;
    store::hold_owners(cx, tx, owners, &of).await?;
    let later = store::changed_later(cx, tx, import, owners, of.clone()).await?;
    let here = store::unchanged(cx, tx, table, added).await?;
    let is_same = |(row, of): &(&Created, &String)| here.get(&row.key) == Some(&true) && !later.contains(*of);
    let same: Vec<&str> = added.iter().zip(&of).filter(is_same).map(|(row, _)| row.key.as_str()).collect();
    let gone = store::remove(cx, tx, table, &same).await?;
    for (Created { key, .. }, of) in added.iter().zip(&of) {
        match here.get(key) {
            // Gone already, by somebody else or with what it belonged to.
            None => report.skipped(),
            Some(_) if gone.contains(key) => report.created(1),
            Some(true) if later.contains(of) => {
                report.conflict(None, format!("a later import has changed what {key} belongs to"));
            }
            Some(true) => report.conflict(None, format!("{key} is what something is called that stays")),
            Some(false) => report.conflict(None, format!("{key} was changed since")),
        }
    }
    let is_over = |key: &&String| gone.contains(*key) || !here.contains_key(*key);
    Ok(added.iter().map(|row| &row.key).filter(is_over).cloned().collect())
}
