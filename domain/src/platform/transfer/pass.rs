//! One table, copied: what differs is removed and written, in the order of keys.

use std::cmp::Ordering;

use uuid::Uuid;

use super::{
    Hold, Progress, Side,
    page::Page,
    record::{self, Mark},
    rows::{Row, Rows},
    side::refused,
    table::Table,
};
use crate::Result;

/// What became of a table in a pass.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tally {
    /// The table.
    pub table: String,
    /// Rows of the source that were looked at.
    pub looked_at: i64,
    /// Rows that were written: new ones, and those that had changed.
    pub written: i64,
    /// Rows that were removed: those that are gone, and those that had changed.
    pub removed: i64,
    /// Rows that wait for the next pass, since a unique value of theirs was another's here.
    pub put_off: i64,
}

/// A pass over tables.
pub(super) struct Pass<'a> {
    pub source: &'a Side,
    pub target: &'a Side,
    pub number: i32,
    pub runner: Uuid,
    pub hold: Hold,
    pub tell: &'a (dyn Fn(Progress<'_>) + Send + Sync),
}

impl Pass<'_> {
    /// Copies a table, from where this pass has come to. With the source at rest what was put off is written in a second round,
    /// when whoever had its unique value has let it go.
    pub async fn copy(&self, table: &Table) -> Result<Tally> {
        let mut mark = record::mark(self.target, table, self.number).await?;
        let first = self.round(table, &mut mark).await?;
        if self.hold == Hold::Shared || first.put_off == 0 {
            return Ok(first);
        }
        let mut again = Mark::default();
        let second = self.round(table, &mut again).await?;
        if second.put_off > 0 {
            return Err(refused(format!("{} rows of {} have unique values of others", second.put_off, table.name)));
        }
        let (written, removed) = (first.written + second.written, first.removed + second.removed);
        Ok(Tally { written, removed, ..second })
    }

    async fn round(&self, table: &Table, mark: &mut Mark) -> Result<Tally> {
        if !mark.ended {
            let mut source = Rows::behind(self.source, table, mark.after.as_deref()).await?;
            let mut target = Rows::behind(self.target, table, mark.after.as_deref()).await?;
            let mut page = Page::new(table, self.number, self.runner);
            while step(&mut source, &mut target, &mut page).await? {
                if page.is_full() {
                    self.write(&mut page, mark).await?;
                }
            }
            mark.ended = true;
            self.write(&mut page, mark).await?;
        }
        let Mark { looked_at, written, removed, put_off, .. } = *mark;
        Ok(Tally { table: table.name.clone(), looked_at, written, removed, put_off })
    }

    async fn write(&self, page: &mut Page<'_>, mark: &mut Mark) -> Result<()> {
        page.write(self.target, mark).await?;
        (self.tell)(Progress { table: &page.table.name, done: mark.looked_at, comparing: false });
        Ok(())
    }
}

/// Compares the next rows of both; tells whether there were any.
async fn step(source: &mut Rows<'_>, target: &mut Rows<'_>, page: &mut Page<'_>) -> Result<bool> {
    let Some(order) = first_of(source.head(), target.head()) else { return Ok(false) };
    let theirs = if order.is_le() { source.take().await? } else { None };
    let ours = if order.is_ge() { target.take().await? } else { None };
    match (theirs, ours) {
        (Some(theirs), Some(ours)) if theirs.hash == ours.hash => page.pass_over(theirs.key),
        (theirs, ours) => {
            if let Some(ours) = ours {
                page.remove(ours.key);
            }
            if let Some(theirs) = theirs {
                page.add(theirs);
            }
        }
    }
    Ok(true)
}

/// Whose key comes first: the source's (less), the target's (greater), or that of both. `None` where neither has a row.
pub(super) fn first_of(source: Option<&Row>, target: Option<&Row>) -> Option<Ordering> {
    match (source, target) {
        (None, None) => None,
        (Some(_), None) => Some(Ordering::Less),
        (None, Some(_)) => Some(Ordering::Greater),
        (Some(theirs), Some(ours)) => Some(theirs.key.cmp(&ours.key)),
    }
}
