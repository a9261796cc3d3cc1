//! Posts of a translation that have come before. Their names here follow from those in the source, so each is met again; what it said there is
//! written down with it, and what it was here, so that it is known who has changed it since. What only the source has changed is made what it
//! is there now, with its slugs and tags. What was changed here stays, and so does whose a post is.

use std::collections::{HashMap, HashSet};

use serde_json::{Map, Value};
use uuid::Uuid;

use super::{
    lines::Lines,
    sieve::{Mark, mark},
    store::{self, Brought},
    walk::{Candidate, POSTS, Walk},
};
use crate::{
    Result,
    archive::{self, Table},
    ids::{ImportId, UserId},
    platform::Tx,
};

/// Tables whose rows are parts of posts, which their first column names.
const PARTS: [&str; 2] = ["postSlugs.jsonl", "postTags.jsonl"];

/// What becomes of the parts of a post that was here before this import.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// They become what they are in the source, as the post does.
    Changed,
    /// They stay, as the post does.
    Left,
}

/// What becomes of a post that is here.
enum Fate {
    /// Nothing: this import has brought it as it is there.
    Own,
    /// Nothing: it has come before as it is there.
    Same,
    /// It becomes what it is there.
    Changed,
    /// Nothing, because it can't be done.
    Stays(&'static str),
}

impl Walk<'_> {
    /// What is known of posts that are here from the times that they came before. Nothing of rows that are none, or of an archive of a site.
    pub(super) async fn brought(
        &self,
        table: &'static Table,
        here: &HashMap<String, Map<String, Value>>,
    ) -> Result<HashMap<String, Vec<Brought>>> {
        if here.is_empty() || table.file != POSTS || self.sources.is_empty() {
            return Ok(HashMap::new());
        }
        store::brought(self.cx, self.own_import(), table, here.keys().cloned().collect()).await
    }

    /// The import that this is a plan or a try of, if it is one.
    pub(super) fn own_import(&self) -> Option<ImportId> {
        self.import.or(self.journal.import())
    }

    /// Decides about a post that is here and has come before. Tells whether it is to be changed.
    pub(super) fn judge(
        &mut self,
        table: &'static Table,
        candidate: &Candidate,
        here: &Map<String, Value>,
        brought: &[Brought],
    ) -> bool {
        let fate = fate(candidate, here, brought, self.own_import());
        if !matches!(fate, Fate::Own) {
            // Until it is changed.
            self.part(candidate.row.id(table, 0), Part::Left);
        }
        match fate {
            Fate::Own | Fate::Same => self.report.skipped(),
            Fate::Changed => {}
            Fate::Stays(why) => self.conflict(table, candidate.line, why.to_owned()),
        }
        matches!(fate, Fate::Changed)
    }

    fn part(&mut self, post: Option<Uuid>, part: Part) {
        self.parts.extend(post.map(|post| (post, part)));
    }

    /// Takes out of a page what is a part of a post that was here before: parts of those that are changed, and no others.
    pub(super) fn apart(&mut self, table: &'static Table, page: Vec<Candidate>) -> (Vec<Candidate>, Vec<Candidate>) {
        if self.parts.is_empty() || !PARTS.contains(&table.file) {
            return (page, Vec::new());
        }
        let (mut rest, mut along) = (Vec::new(), Vec::new());
        for candidate in page {
            match candidate.row.id(table, 0).and_then(|post| self.parts.get(&post).copied()) {
                None => rest.push(candidate),
                Some(Part::Changed) => along.push(candidate),
                Some(Part::Left) => self.report.skipped(),
            }
        }
        (rest, along)
    }

    /// Those whose slugs no other post has, here or before them in the archive; all of those that have none.
    pub(super) async fn named(
        &mut self,
        table: &'static Table,
        page: Vec<Candidate>,
        taken: &mut HashSet<Mark>,
    ) -> Result<Vec<Candidate>> {
        if page.is_empty() || !store::names(table).iter().any(|(name, _, _)| *name == "slug") {
            return Ok(page);
        }
        let slugs = page.iter().map(|candidate| candidate.row.text("slug").to_owned()).collect();
        let holders = store::slug_holders(self.cx, slugs).await?;
        let mut named = Vec::new();
        for candidate in page {
            let (slug, key) = (candidate.row.text("slug"), candidate.row.key(table));
            let is_anothers = holders.get(slug).is_some_and(|of| Some(*of) != candidate.row.id(table, 0));
            let marks = [mark("slug", slug), mark("key", &key)];
            if is_anothers || marks.iter().any(|mark| taken.contains(mark)) {
                let reason = format!("slug {slug} is something else's");
                self.conflict(table, candidate.line, reason);
                continue;
            }
            taken.extend(marks);
            named.push(candidate);
        }
        Ok(named)
    }

    /// Changes posts that are still what they were when it was decided; tells how many.
    pub(super) async fn change(
        &mut self,
        tx: &Tx,
        import: ImportId,
        table: &'static Table,
        page: &[Candidate],
    ) -> Result<usize> {
        if page.is_empty() {
            return Ok(0);
        }
        let (mut held, mut changed) = (store::held(self.cx, tx, table, page).await?, 0);
        for candidate in page {
            match held.remove(&candidate.row.key(table)) {
                Some(row) if Some(store::fingerprint(&row)) == candidate.was => {
                    store::rewrite(self.cx, tx, import, table, (candidate, row)).await?;
                    self.part(candidate.row.id(table, 0), Part::Changed);
                    changed += 1;
                }
                _ => self.conflict(table, candidate.line, "somebody has just changed it here".to_owned()),
            }
        }
        Ok(changed)
    }

    /// The same where nothing is written.
    pub(super) fn would_change(&mut self, table: &'static Table, page: &[Candidate]) -> usize {
        for candidate in page {
            self.part(candidate.row.id(table, 0), Part::Changed);
        }
        page.len()
    }

    /// Passes over posts that an earlier attempt has gone through, and finds out again what becomes of their parts.
    pub(super) async fn recall(&mut self, lines: &mut Lines, last: u64) -> Result<()> {
        let Some(import) = self.import else { return lines.skip(last) };
        let table = lines.table;
        loop {
            let mut ids = HashMap::new();
            while ids.len() < store::KEYS
                && lines.number < last
                && let Some(text) = lines.next()?
            {
                let row = archive::row(table, &text).ok();
                ids.extend(row.and_then(|row| Some((row.id(table, 0)?, row.key(table)))));
            }
            if ids.is_empty() {
                return Ok(());
            }
            let own = store::recorded(self.cx, import, table, ids.values().cloned().collect()).await?;
            for id in store::existing(self.cx, "posts", ids.keys().copied().collect()).await? {
                match ids.get(&id).and_then(|key| own.get(key)) {
                    Some(row) if row.is_changed => self.part(Some(id), Part::Changed),
                    Some(_) => {}
                    None => self.part(Some(id), Part::Left),
                }
            }
        }
    }
}

/// Forgets what posts of somebody were before imports have changed them, which can't be put back then. Tells how many.
///
/// # Errors
/// The database's.
pub(crate) async fn forget(tx: &Tx, user: UserId) -> Result<u64> {
    store::forget_former(tx, user).await
}

fn fate(candidate: &Candidate, here: &Map<String, Value>, brought: &[Brought], own: Option<ImportId>) -> Fate {
    let has_come = |it: &&Brought| Some(&it.source) == candidate.digest.as_ref();
    let own = own.map(|own| own.uuid());
    // What this one has brought stays as it is, whatever came after it.
    if brought.iter().filter(has_come).any(|it| Some(it.import_id) == own) {
        return Fate::Own;
    }
    let now = store::fingerprint(here);
    match brought.iter().find(|it| it.hash == now) {
        Some(last) if has_come(&last) => Fate::Same,
        Some(_) if here.get("authorId") != candidate.row.json.get("authorId") => {
            Fate::Stays("it has changed there, and is by somebody else here")
        }
        Some(_) => Fate::Changed,
        None if brought.iter().any(|it| has_come(&it)) => Fate::Same,
        None => Fate::Stays("it has changed there, and was changed here, too, since it came"),
    }
}
