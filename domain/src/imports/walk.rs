//! Going through an archive, table by table, a page of rows at a time.

use std::collections::{HashMap, HashSet};

use uuid::Uuid;

use super::{
    ImportReport,
    again::Part,
    apply::{Opened, Things},
    journal::{Journal, Place},
    lines::Lines,
    pictures,
    sieve::Mark,
    store,
    translation::Sources,
};
use crate::{
    Context, Result,
    archive::{self, Reader, Row, SITE, Table, files, unfit},
    ids::ImportId,
    platform::{Tx, article::Article},
};

/// How many posts are taken at a time: their sources are in memory then.
pub(super) const POSTS_AT_ONCE: usize = 50;

/// A walk through an archive. Without an import nothing is written.
pub(super) struct Walk<'a> {
    pub(super) cx: &'a Context,
    pub(super) reader: Reader,
    pub(super) import: Option<ImportId>,
    pub(super) journal: Journal<'a>,
    /// What posts came from.
    pub(super) sources: Sources,
    /// What becomes of the parts of posts that were here before this import.
    pub(super) parts: HashMap<Uuid, Part>,
    /// Ids that are here or about to be.
    pub(super) known: HashSet<Uuid>,
    /// Pictures that are here or about to be, by their hash.
    pub(super) pictures: HashSet<String>,
    pub(super) report: ImportReport,
}

/// A row and its line.
pub(super) struct Candidate {
    pub line: u64,
    pub row: Row,
    /// What a post of a translation said there, in short.
    pub digest: Option<String>,
    /// What tells whether one that is here and to be changed is still what it was.
    pub was: Option<String>,
    /// The source of a post.
    pub markdown: Option<String>,
    /// What the source of a post or of a comment becomes; of a comment the HTML only.
    pub article: Article,
}

impl Candidate {
    pub(super) fn new(line: u64, row: Row, digest: Option<String>) -> Self {
        Self { line, row, digest, was: None, markdown: None, article: Article::default() }
    }
}

impl<'a> Walk<'a> {
    pub(super) fn new(cx: &'a Context, opened: Opened, import: Option<ImportId>, journal: Journal<'a>) -> Self {
        let (mut report, mut sources) = (ImportReport { import, ..ImportReport::default() }, Sources::default());
        if let Some(Things { name, sources: of, findings, others, origin }) = opened.from {
            report.add_things(name, findings, others);
            (report.origin, sources) = (origin, of);
        }
        let (parts, known, pictures) = (HashMap::new(), HashSet::new(), HashSet::new());
        Self { cx, reader: opened.reader, import, journal, sources, parts, known, pictures, report }
    }

    /// Goes through all of it, or on from where an earlier attempt was. The journal goes on, too.
    pub(super) async fn all(mut self) -> Result<(ImportReport, Journal<'a>)> {
        self.journal.expect(i64::try_from(self.reader.rows).ok());
        let from = self.resumed().await?;
        if from.is_some_and(|(table, _)| table >= SITE.len()) {
            return Ok((self.report, self.journal));
        }
        for (at, table) in SITE.iter().enumerate() {
            let mut lines = match self.reader.unpacked(table.file)? {
                Some(file) => Lines::of(table, file)?,
                // The archive was made before there was this table.
                None if table.later => continue,
                None => return Err(unfit(format!("{} is missing", table.file))),
            };
            match from {
                Some((reached, _)) if at < reached => self.pass_over(&mut lines, u64::MAX).await?,
                Some((reached, line)) if at == reached => self.pass_over(&mut lines, line).await?,
                _ => self.report.begin(table.file),
            }
            let mut taken = HashSet::new();
            loop {
                self.journal.check()?;
                let page = self.page(&mut lines)?;
                if page.is_empty() {
                    break;
                }
                self.journal.count(page.len());
                self.take(table, page, &mut taken, &Place::Rows { table: at, line: lines.taken, taken: true }).await?;
            }
        }
        Ok((self.report, self.journal))
    }

    /// The table and the line behind which to go on, with the report as it was then. Behind all tables once what follows is made.
    async fn resumed(&mut self) -> Result<Option<(usize, u64)>> {
        if self.import.is_none() {
            return Ok(None);
        }
        let (place, report) = self.journal.resume().await?;
        let from = match place {
            None => return Ok(None),
            // Lines are counted otherwise now: this table begins anew, and what is here of it is passed over.
            Some(Place::Rows { table, taken: false, .. }) => (table, 0),
            Some(Place::Rows { table, line, .. }) => (table, line),
            Some(_) => (SITE.len(), 0),
        };
        self.report = ImportReport { origin: self.report.origin.take(), ..report };
        Ok(Some(from))
    }

    /// Passes over lines that an earlier attempt has taken. Which of their pictures are here is asked again, and which posts were.
    async fn pass_over(&mut self, lines: &mut Lines, last: u64) -> Result<()> {
        if lines.table.file == files::POSTS && !self.sources.is_empty() {
            return self.recall(lines, last).await;
        }
        if lines.table.file != archive::PICTURES.file {
            return lines.skip(last);
        }
        while lines.taken < last
            && let Some(text) = lines.next()?
        {
            let Ok(row) = archive::row(lines.table, &text) else { continue };
            if store::here(self.cx, lines.table, &[&row]).await?.contains_key(&row.key(lines.table)) {
                self.remember(lines.table, &row);
            }
        }
        Ok(())
    }

    /// The next rows; those that can't be read are reported. Empty behind the last.
    fn page(&mut self, lines: &mut Lines) -> Result<Vec<Candidate>> {
        let most = if lines.table.file == files::POSTS { POSTS_AT_ONCE } else { lines.table.page };
        let mut page = Vec::new();
        while page.len() < most
            && let Some(text) = lines.next()?
        {
            match archive::row(lines.table, &text) {
                Ok(row) => {
                    let digest = self.sources.digest(lines.table.file, lines.number);
                    page.push(Candidate::new(lines.number, row, digest));
                }
                Err(reason) => self.conflict(lines.table, lines.number, reason),
            }
        }
        Ok(page)
    }

    /// Reports a row. Of posts it is told what they came from.
    pub(super) fn conflict(&mut self, table: &Table, line: u64, reason: String) {
        let reason = match self.sources.of(table.file, line) {
            Some(source) => format!("{source}: {reason}"),
            None => reason,
        };
        self.report.conflict(Some(line), reason);
    }

    async fn take(
        &mut self,
        table: &'static Table,
        page: Vec<Candidate>,
        taken: &mut HashSet<Mark>,
        place: &Place,
    ) -> Result<()> {
        let (page, along) = self.apart(table, page);
        let along = self.named(table, along, taken).await?;
        let along = self.connected(table, along).await?;
        let (new, changed) = self.absent(table, page).await?;
        let new = self.free(table, new, taken).await?;
        let new = self.connected(table, new).await?;
        let new = self.complete(table, new).await?;
        let changed = self.named(table, changed, taken).await?;
        let changed = self.complete(table, changed).await?;
        for candidate in &new {
            self.remember(table, &candidate.row);
        }
        let Some(import) = self.import.filter(|_| !(new.is_empty() && changed.is_empty() && along.is_empty())) else {
            let updated = self.would_change(table, &changed);
            self.report.created(new.len());
            self.report.updated(updated + along.len());
            return self.journal.tell(table.file).await;
        };
        if table.file == archive::PICTURES.file {
            for candidate in &new {
                pictures::take(self.cx, &mut self.reader, &candidate.row).await?;
            }
        }
        let mut tx = self.cx.begin().await?;
        let new = self.still(&tx, table, new).await?;
        let along = self.still(&tx, table, along).await?;
        self.create(&mut tx, import, table, &new).await?;
        let updated = self.change(&tx, import, table, &changed).await?;
        self.report.created(new.len());
        self.report.updated(updated + along.len());
        store::put_along(&tx, table, &along).await?;
        self.journal.note(&tx, place, &mut self.report, table.file).await?;
        tx.commit().await
    }

    async fn create(&self, tx: &mut Tx, import: ImportId, table: &'static Table, page: &[Candidate]) -> Result<()> {
        if page.is_empty() {
            return Ok(());
        }
        if table.file != archive::PICTURES.file {
            store::insert(self.cx, tx, table, page).await?;
        }
        for candidate in page {
            store::go_on(self.cx, tx, table, &candidate.row).await?;
        }
        store::remember(tx, import, table, page).await
    }

    pub(super) fn remember(&mut self, table: &Table, row: &Row) {
        self.known.extend(own_id(table, row));
        if table.file == archive::PICTURES.file {
            self.pictures.insert(row.text("sha256").to_owned());
        }
    }
}

/// The id of a row that has one of its own.
pub(super) fn own_id(table: &Table, row: &Row) -> Option<Uuid> {
    (table.columns[0].name == "id").then(|| row.id(table, 0)).flatten()
}
