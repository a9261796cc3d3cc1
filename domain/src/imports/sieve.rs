//! Which rows of a page may come.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::{
    pictures, store,
    walk::{Candidate, Walk, own_id},
};
use crate::{
    Result,
    archive::{Holds, LINE_MAX, Row, Table, files},
    fault::Refusal,
    posts::Markdown,
};

/// By how much the clock of the site that an archive comes from may be ahead of this one.
const CLOCKS_DIFFER: TimeDelta = TimeDelta::days(1);

/// The member of a post that names its cover.
const COVER: &str = "coverMediaId";

/// What stands for a name, in little memory: there are as many as rows.
pub(super) type Mark = [u8; 16];

pub(super) fn mark(name: &str, text: &str) -> Mark {
    let mut mark = Mark::default();
    mark.copy_from_slice(&Sha256::digest(format!("{name} {text}"))[..16]);
    mark
}

impl Walk<'_> {
    /// Those that are not here, and those that are to be changed. What is here and the same is skipped.
    pub(super) async fn absent(
        &mut self,
        table: &'static Table,
        page: Vec<Candidate>,
    ) -> Result<(Vec<Candidate>, Vec<Candidate>)> {
        let rows: Vec<&Row> = page.iter().map(|candidate| &candidate.row).collect();
        let here = store::here(self.cx, table, &rows).await?;
        let brought = self.brought(table, &here).await?;
        let bare = self.bare(table, &page, &brought).await?;
        let own = self.own(table, &rows, &here).await?;
        let (mut new, mut changed) = (Vec::new(), Vec::new());
        for mut candidate in page {
            let key = candidate.row.key(table);
            let Some(row) = here.get(&key) else {
                new.push(candidate);
                continue;
            };
            self.remember(table, &candidate.row);
            if let Some(brought) = brought.get(&key) {
                if self.judge(table, &candidate, row, (brought.as_slice(), &bare)) {
                    candidate.was = Some(store::fingerprint(row));
                    changed.push(candidate);
                }
            } else if *row == candidate.row.json
                || own.get(&key).is_some_and(|own| own.hash == store::fingerprint(row))
                || self.is_settled(table, &candidate, Some(row))
            {
                self.report.skipped();
            } else {
                self.conflict(table, candidate.line, "it is here already, and differs".to_owned());
            }
        }
        Ok((new, changed))
    }

    /// What this import has made of rows since that are here and differ: posts whose pictures were fetched.
    async fn own(
        &self,
        table: &'static Table,
        rows: &[&Row],
        here: &HashMap<String, Map<String, Value>>,
    ) -> Result<HashMap<String, store::Created>> {
        let differs = |row: &&&Row| here.get(&row.key(table)).is_some_and(|found| *found != row.json);
        let keys: Vec<_> = rows.iter().filter(differs).map(|row| row.key(table)).collect();
        match self.own_import() {
            Some(import) if !keys.is_empty() => store::recorded(self.cx, import, table, keys).await,
            _ => Ok(HashMap::new()),
        }
    }

    /// Those whose names nobody has, here or before them in the archive.
    pub(super) async fn free(
        &mut self,
        table: &'static Table,
        page: Vec<Candidate>,
        taken: &mut HashSet<Mark>,
    ) -> Result<Vec<Candidate>> {
        let rows: Vec<&Row> = page.iter().map(|candidate| &candidate.row).collect();
        let here = store::names_taken(self.cx, table, &rows).await?;
        let mut free = Vec::new();
        for candidate in page {
            let names = store::names(table).iter().map(|(name, _, _)| (*name, candidate.row.text(name).to_owned()));
            let mut names: Vec<_> = names.collect();
            names.push(("key", candidate.row.key(table)));
            let clash = names
                .iter()
                .find(|(name, text)| here.contains(&(*name, text.clone())) || taken.contains(&mark(name, text)));
            if let Some((name, text)) = clash {
                if self.is_settled(table, &candidate, None) {
                    self.report.skipped();
                    continue;
                }
                self.conflict(table, candidate.line, format!("{name} {text} is something else's"));
                continue;
            }
            taken.extend(names.iter().map(|(name, text)| mark(name, text)));
            free.push(candidate);
        }
        Ok(free)
    }

    /// Those of which everything is here that they refer to, or comes before them.
    pub(super) async fn connected(&mut self, table: &'static Table, page: Vec<Candidate>) -> Result<Vec<Candidate>> {
        let mut wanted: HashMap<&'static str, Vec<Uuid>> = HashMap::new();
        for (kind, id) in page.iter().flat_map(|candidate| references(table, &candidate.row)) {
            if !self.known.contains(&id) {
                wanted.entry(kind).or_default().push(id);
            }
        }
        for (kind, ids) in wanted {
            self.known.extend(store::existing(self.cx, kind, ids).await?);
        }
        let (mut connected, mut coming) = (Vec::new(), HashSet::new());
        for mut candidate in page {
            if table.file == files::POSTS {
                self.uncover(table, &mut candidate);
            }
            let here = |id: &Uuid| self.known.contains(id) || coming.contains(id);
            let lost = references(table, &candidate.row).into_iter().find(|(_, id)| !here(id));
            if let Some((kind, _)) = lost {
                let reason = format!("something of {kind} that it refers to is neither here nor comes before it");
                self.conflict(table, candidate.line, reason);
                continue;
            }
            coming.extend(own_id(table, &candidate.row));
            connected.push(candidate);
        }
        Ok(connected)
    }

    /// Leaves the cover of a post out where that picture is neither here nor comes: a post without one is a post.
    fn uncover(&mut self, table: &Table, candidate: &mut Candidate) {
        let Some(at) = table.columns.iter().position(|column| column.name == COVER) else { return };
        if candidate.row.id(table, at).is_none_or(|cover| self.known.contains(&cover)) {
            return;
        }
        candidate.row.json.insert(COVER.to_owned(), Value::Null);
        if let Some(value) = candidate.row.values.get_mut(at) {
            *value = None::<Uuid>.into();
        }
        self.report.tell(Some(candidate.line), "its cover does not come, and it comes without".to_owned());
    }

    /// Those whose files are in the archive, and whose texts can be rendered.
    pub(super) async fn complete(&mut self, table: &'static Table, page: Vec<Candidate>) -> Result<Vec<Candidate>> {
        let mut complete = Vec::new();
        for mut candidate in page {
            let lacking = match table.file {
                files::POSTS => match self.source(&mut candidate)? {
                    None => self.article(&mut candidate).await?,
                    lacking => lacking,
                },
                files::COMMENTS | files::COMMENT_REVISIONS => self.text(&mut candidate).await?,
                files::PICTURES => self.files(&mut candidate)?,
                files::MEDIA => self.picture(&candidate.row),
                _ => None,
            };
            match lacking {
                Some(reason) => self.conflict(table, candidate.line, reason),
                None => complete.push(candidate),
            }
        }
        Ok(complete)
    }

    /// What is wrong with the files of a picture. Some of them may be missing: the store of the site had lost them.
    fn files(&mut self, candidate: &mut Candidate) -> Result<Option<String>> {
        let lost = pictures::without_lost(&self.reader, &mut candidate.row);
        if lost > 0 {
            let reason = format!("{lost} of its files are missing, and it comes without them");
            self.report.tell(Some(candidate.line), reason);
        }
        pictures::lacking(&mut self.reader, &candidate.row)
    }

    fn source(&mut self, candidate: &mut Candidate) -> Result<Option<String>> {
        if let Some(reason) = self.ahead(&candidate.row) {
            return Ok(Some(reason));
        }
        let name = format!("posts/{}.md", candidate.row.text("id"));
        let Some(bytes) = self.reader.bytes(&name, LINE_MAX as u64)? else {
            return Ok(Some(format!("{name} is missing, or too long")));
        };
        let Ok(text) = String::from_utf8(bytes) else { return Ok(Some(format!("{name} is not in UTF-8"))) };
        if text.contains('\0') || text.chars().count() > Markdown::MAX {
            return Ok(Some(format!("{name} is no source of a post")));
        }
        candidate.markdown = Some(text);
        Ok(None)
    }

    /// What is wrong with the time of a post that would stand first in feeds until then.
    fn ahead(&self, row: &Row) -> Option<String> {
        let at = row.text("publishedAt").parse::<DateTime<Utc>>().ok()?;
        let is_ahead = at > self.cx.deps.clock.now() + CLOCKS_DIFFER;
        is_ahead.then(|| "it was published at a time that is yet to come".to_owned())
    }

    /// Why the source of a post can't be rendered.
    async fn article(&self, candidate: &mut Candidate) -> Result<Option<String>> {
        let source = candidate.markdown.as_deref().unwrap_or_default();
        let rendered = self.cx.deps.renderer.article(source).await?;
        Ok(rendered.map(|article| candidate.article = article).err().map(|refused| unrendered(&refused)))
    }

    /// Why a comment can't be rendered.
    async fn text(&self, candidate: &mut Candidate) -> Result<Option<String>> {
        let rendered = self.cx.deps.renderer.html(candidate.row.text("markdown")).await?;
        Ok(rendered.map(|html| candidate.article.html = html).err().map(|refused| unrendered(&refused)))
    }

    fn picture(&self, row: &Row) -> Option<String> {
        let hash = row.text("picture");
        (!self.pictures.contains(hash)).then(|| format!("the picture {hash} does not come with it"))
    }
}

fn unrendered(refused: &Refusal) -> String {
    format!("its text is too complex: {}", refused.detail)
}

/// What a row refers to: the tables and ids.
fn references(table: &Table, row: &Row) -> Vec<(&'static str, Uuid)> {
    let columns = table.columns.iter().enumerate().filter(|(_, column)| column.name != "id");
    let referring = columns.filter_map(|(at, column)| match column.holds {
        Holds::Id(form) | Holds::IdOrNothing(form) => Some((form.table(), row.id(table, at)?)),
        _ => None,
    });
    referring.collect()
}
