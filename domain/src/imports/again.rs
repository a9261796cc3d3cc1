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
    archive::{self, Row, Table},
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
    /// They stay, as the post does, and those come that are missing: whoever was to bring them may have been stopped.
    Lacking,
    /// They stay, as the post does.
    Left,
}

/// What becomes of a post that is here.
enum Fate {
    /// Nothing: this import has brought it as it is there, and it is so here.
    Own,
    /// Nothing: it has come before as it is there, and it is so here.
    Same,
    /// Nothing: it has come before as it is there, and was changed here since.
    Kept,
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
        (brought, bare): (&[Brought], &HashSet<Uuid>),
    ) -> bool {
        let fate = fate(candidate, here, brought, self.own_import());
        if let Some(part) = part_of(&fate, (table, candidate), here, bare) {
            self.part(candidate.row.id(table, 0), part);
        }
        match fate {
            Fate::Own | Fate::Same | Fate::Kept => self.report.skipped(),
            Fate::Changed => {}
            Fate::Stays(why) => self.conflict(table, candidate.line, why.to_owned()),
        }
        matches!(fate, Fate::Changed)
    }

    fn part(&mut self, post: Option<Uuid>, part: Part) {
        self.parts.extend(post.map(|post| (post, part)));
    }

    /// Which of the posts of a page that have come before have no slug: they came, and nothing that belongs to them.
    pub(super) async fn bare(
        &self,
        table: &Table,
        page: &[Candidate],
        brought: &HashMap<String, Vec<Brought>>,
    ) -> Result<HashSet<Uuid>> {
        let known = page.iter().filter(|candidate| brought.contains_key(&candidate.row.key(table)));
        let posts: Vec<Uuid> = known.filter_map(|candidate| candidate.row.id(table, 0)).collect();
        if posts.is_empty() { Ok(HashSet::new()) } else { store::bare(self.cx, posts).await }
    }

    /// The post that a row is a part of, and what becomes of its parts, where that was decided.
    fn decided(&self, table: &Table, candidate: &Candidate) -> Option<(Uuid, Part)> {
        let post = candidate.row.id(table, 0).filter(|_| PARTS.contains(&table.file))?;
        self.parts.get(&post).map(|part| (post, *part))
    }

    /// Whether a part of a post that is here as it came is nothing to talk about, though it can't come as it is there: another form of it
    /// is here, or it is one of several names, and was told when the post came.
    pub(super) fn is_settled(&self, table: &Table, candidate: &Candidate, here: Option<&Map<String, Value>>) -> bool {
        let is_lacking = self.decided(table, candidate).is_some_and(|(_, part)| part == Part::Lacking);
        is_lacking && (here.is_some() || candidate.row.json.get("isCurrent") == Some(&Value::Bool(false)))
    }

    /// Those parts whose posts are still what was decided about. They stay so until the transaction ends.
    pub(super) async fn still(
        &mut self,
        tx: &Tx,
        table: &'static Table,
        page: Vec<Candidate>,
    ) -> Result<Vec<Candidate>> {
        let posts: HashSet<Uuid> = page.iter().filter_map(|it| self.decided(table, it)).map(|(post, _)| post).collect();
        if posts.is_empty() {
            return Ok(page);
        }
        let (as_written, mut still) = (store::as_written(self.cx, tx, &posts).await?, Vec::new());
        for candidate in page {
            match self.decided(table, &candidate) {
                Some((post, _)) if !as_written.contains(&post) => {
                    self.conflict(table, candidate.line, "somebody has just changed its post here".to_owned());
                }
                _ => still.push(candidate),
            }
        }
        Ok(still)
    }

    /// Takes out of a page what is a part of a post that was here before: parts of those that are changed, and what may be missing of others.
    pub(super) fn apart(&mut self, table: &'static Table, page: Vec<Candidate>) -> (Vec<Candidate>, Vec<Candidate>) {
        if self.parts.is_empty() || !PARTS.contains(&table.file) {
            return (page, Vec::new());
        }
        let (mut rest, mut along) = (Vec::new(), Vec::new());
        for candidate in page {
            match self.decided(table, &candidate).map(|(_, part)| part) {
                None | Some(Part::Lacking) => rest.push(candidate),
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
        if self.import.is_none() {
            return lines.skip(last);
        }
        let (table, own) = (lines.table, self.own_import());
        loop {
            let mut passed = Vec::new();
            while passed.len() < store::KEYS
                && lines.number < last
                && let Some(text) = lines.next()?
            {
                let digest = self.sources.digest(table.file, lines.number);
                passed.extend(archive::row(table, &text).ok().map(|row| Candidate::new(lines.number, row, digest)));
            }
            if passed.is_empty() {
                return Ok(());
            }
            let rows: Vec<&Row> = passed.iter().map(|candidate| &candidate.row).collect();
            let here = store::here(self.cx, table, &rows).await?;
            let brought = self.brought(table, &here).await?;
            let bare = self.bare(table, &passed, &brought).await?;
            for candidate in &passed {
                let key = candidate.row.key(table);
                let Some(row) = here.get(&key) else { continue };
                let part = match brought.get(&key) {
                    None => Some(Part::Left),
                    Some(brought) => match fate(candidate, row, brought, own) {
                        Fate::Own if brought.iter().any(|it| is_of(it, own) && it.is_changed) => Some(Part::Changed),
                        fate => part_of(&fate, (table, candidate), row, &bare),
                    },
                };
                if let Some(part) = part {
                    self.part(candidate.row.id(table, 0), part);
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

/// Whether an import has written this down.
fn is_of(brought: &Brought, import: Option<ImportId>) -> bool {
    import.is_some_and(|import| import.uuid() == brought.import_id)
}

/// What becomes of the parts of a post that is here; none where they come as those of a new one do.
fn part_of(
    fate: &Fate,
    (table, candidate): (&Table, &Candidate),
    here: &Map<String, Value>,
    bare: &HashSet<Uuid>,
) -> Option<Part> {
    // The slug that it has there is the only one that may become its current one.
    let is_called_so = here.get("slug") == candidate.row.json.get("slug");
    match fate {
        Fate::Own => None,
        Fate::Same if is_called_so => Some(Part::Lacking),
        // Whatever has become of it since, nothing that belongs to it has come.
        Fate::Kept if is_called_so && candidate.row.id(table, 0).is_some_and(|post| bare.contains(&post)) => None,
        // Those of one that is to be changed until it is.
        Fate::Same | Fate::Kept | Fate::Changed | Fate::Stays(_) => Some(Part::Left),
    }
}

fn fate(candidate: &Candidate, here: &Map<String, Value>, brought: &[Brought], own: Option<ImportId>) -> Fate {
    let has_come = |it: &&Brought| Some(&it.source) == candidate.digest.as_ref();
    let now = store::fingerprint(here);
    // What this one has brought stays as it is, whatever came after it.
    if let Some(it) = brought.iter().filter(has_come).find(|it| is_of(it, own)) {
        return if it.hash == now { Fate::Own } else { Fate::Kept };
    }
    match brought.iter().find(|it| it.hash == now) {
        Some(last) if has_come(&last) => Fate::Same,
        Some(_) if here.get("authorId") != candidate.row.json.get("authorId") => {
            Fate::Stays("it has changed there, and is by somebody else here")
        }
        Some(_) => Fate::Changed,
        None if brought.iter().any(|it| has_come(&it)) => Fate::Kept,
        None => Fate::Stays("it has changed there, and was changed here, too, since it came"),
    }
}
