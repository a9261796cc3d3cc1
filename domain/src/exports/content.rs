//! What is in the files of exports, read as it was at one moment.

use std::{
    fs::File,
    io::{BufWriter, Seek, Write},
};

use futures::TryStreamExt;
use sea_orm::QueryResult;

use super::ExportKind;
use crate::{
    Error, Result,
    archive::{self, MARKDOWN, OWN, PICTURES, Rows, SITE, Table, Writer},
    ids::UserId,
    jobs::Run,
    media::MediaVariant,
    platform::db::Transaction,
};

/// The file of an export, standing at its beginning.
///
/// # Errors
/// The database's and the store's; `job_cancelled`; `internal` when the disk is full.
pub(super) async fn gather(run: &Run, kind: ExportKind, person: UserId) -> Result<File> {
    let moment = run.cx.deps.db.snapshot().await?;
    let mut gathering = Gathering { run, moment, done: 0 };
    let file = match kind {
        ExportKind::Site => gathering.archive(kind, SITE, None).await?,
        ExportKind::Own => gathering.archive(kind, OWN, Some(person)).await?,
        ExportKind::Members => gathering.sheet(&archive::MEMBERS).await?,
        ExportKind::Posts => gathering.sheet(&archive::POSTS).await?,
    };
    gathering.moment.rollback().await?;
    Ok(file)
}

/// What reads, and how much it has read.
struct Gathering<'a> {
    run: &'a Run,
    moment: Transaction,
    done: i64,
}

impl Gathering<'_> {
    async fn archive(&mut self, kind: ExportKind, tables: &'static [Table], whose: Option<UserId>) -> Result<File> {
        let mut writer = Writer::new(&self.run.cx.settings().scratch_dir())?;
        writer.add("README.md", &guide(kind, tables))?;
        for table in tables {
            let mut rows = self.rows(table, whose);
            writer.begin(table.file)?;
            while let Some(page) = self.page(&mut rows, table).await? {
                for row in &page {
                    writer.write(archive::json_line(table, row)?.as_bytes())?;
                }
            }
        }
        self.sources(&mut writer, whose).await?;
        self.pictures(&mut writer, whose).await?;
        self.run.progress(self.done, Some(self.done), "storing").await?;
        writer.finish(kind.as_str())
    }

    /// The source of each post.
    async fn sources(&mut self, writer: &mut Writer, whose: Option<UserId>) -> Result<()> {
        let mut rows = self.rows(&MARKDOWN, whose);
        while let Some(page) = self.page(&mut rows, &MARKDOWN).await? {
            for row in &page {
                let [id, markdown] = [0, 1].map(|at| MARKDOWN.columns[at].read(row, at));
                let (id, markdown) = (id?, markdown?);
                let path = format!("posts/{}.md", id.as_str().unwrap_or_default());
                writer.add(&path, markdown.as_str().unwrap_or_default())?;
            }
        }
        Ok(())
    }

    /// The files of each picture.
    async fn pictures(&mut self, writer: &mut Writer, whose: Option<UserId>) -> Result<()> {
        let mut rows = self.rows(&PICTURES, whose);
        while let Some(page) = self.page(&mut rows, &PICTURES).await? {
            for row in &page {
                let hash: String = row.try_get_by_index(0).map_err(Error::from)?;
                let renditions: String = row.try_get_by_index(PICTURES.columns.len() - 1).map_err(Error::from)?;
                let variants: Vec<MediaVariant> = serde_json::from_str(&renditions).map_err(Error::internal)?;
                for variant in &variants {
                    self.run.check_cancelled()?;
                    self.picture(writer, &format!("media/{hash}/{}", variant.name), variant).await?;
                }
            }
        }
        Ok(())
    }

    async fn picture(&self, writer: &mut Writer, path: &str, variant: &MediaVariant) -> Result<()> {
        let mut bytes = match self.run.cx.deps.store.read(&variant.key, None).await {
            Ok(bytes) => bytes,
            Err(Error::NotFound { .. }) => {
                tracing::warn!(key = variant.key, "a file that a picture is made of is missing");
                writer.missing(path);
                return Ok(());
            }
            Err(error) => return Err(error),
        };
        writer.begin_packed(path, variant.bytes)?;
        while let Some(piece) = bytes.try_next().await? {
            writer.write(&piece)?;
        }
        Ok(())
    }

    async fn sheet(&mut self, table: &'static Table) -> Result<File> {
        let scratch = archive::scratch(&self.run.cx.settings().scratch_dir())?;
        let mut sheet = BufWriter::new(scratch);
        sheet.write_all(archive::heading(table).as_bytes()).map_err(Error::internal)?;
        let mut rows = self.rows(table, None);
        while let Some(page) = self.page(&mut rows, table).await? {
            for row in &page {
                sheet.write_all(archive::sheet_line(table, row)?.as_bytes()).map_err(Error::internal)?;
            }
        }
        let mut file = sheet.into_inner().map_err(|error| Error::internal(error.into_error()))?;
        file.rewind().map_err(Error::internal)?;
        Ok(file)
    }

    fn rows(&self, table: &'static Table, whose: Option<UserId>) -> Rows {
        Rows::of(table, whose, self.run.cx.deps.db.engine())
    }

    /// The next page, with a word about how far this is; none behind the last.
    async fn page(&mut self, rows: &mut Rows, table: &Table) -> Result<Option<Vec<QueryResult>>> {
        self.run.check_cancelled()?;
        let page = rows.next(&self.moment).await?;
        if page.is_empty() {
            return Ok(None);
        }
        self.done += i64::try_from(page.len()).unwrap_or(i64::MAX);
        self.run.progress(self.done, None, &format!("reading {}", table.file)).await?;
        Ok(Some(page))
    }
}

/// What is in an archive, for a person who opens it.
fn guide(kind: ExportKind, tables: &[Table]) -> String {
    let whole = match kind {
        ExportKind::Own => "what you have on this site, and what it knows of you",
        _ => "a whole site, without passwords and other secrets",
    };
    let files = tables.iter().map(|table| format!("- `{}`: {}\n", table.file, table.about));
    let head = format!(
        "# An archive of Presswork\n\nThis is {whole}.\n\nFiles that end with `.jsonl` have a JSON object in each line. \
         `manifest.json` has the SHA-256 of every file.\n\n"
    );
    [head, files.collect()].concat()
}
