//! What a database knows of moves, so that one can be gone on with, and nobody uses what is half filled or was left.

use sea_orm::{ConnectionTrait, FromQueryResult};
use uuid::Uuid;

use super::{Side, cell::Cell, page::Page, side::refused, table::Table};
use crate::{
    Error, Result,
    platform::{
        Db, Sql,
        clock::{Clock, SystemClock},
    },
};

/// Whether a database may be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// It may.
    Free,
    /// It is being filled from this address.
    Filling(String),
    /// It was moved to this address, where its work goes on.
    Left(String),
}

/// Which way a record tells of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Direction {
    /// This database is filled.
    In,
    /// This database is copied.
    Out,
}

impl Direction {
    const fn as_str(self) -> &'static str {
        match self {
            Self::In => "in",
            Self::Out => "out",
        }
    }
}

/// Rows come, or are to be compared.
pub(super) const COPYING: &str = "copying";
/// All is there and the source is closed; what can be found is to be written.
pub(super) const HANDED_OVER: &str = "handed_over";
/// Of a target: it is an instance of its own. Of a source: it is closed.
pub(super) const DONE: &str = "done";

/// What a database knows of a move.
#[derive(Debug, Clone, FromQueryResult)]
pub(super) struct Record {
    pub id: Uuid,
    pub state: String,
    pub other: String,
    pub pass: i32,
    pub runner: Uuid,
    pub put_back: Option<String>,
}

/// How far a table has come.
#[derive(Debug, Clone, Default)]
pub(super) struct Mark {
    pub after: Option<Vec<Cell>>,
    pub ended: bool,
    pub looked_at: i64,
    pub written: i64,
    pub removed: i64,
    pub put_off: i64,
}

/// Whether a process may use this database, which has the schema of this binary.
///
/// # Errors
/// `unavailable` when the database is away.
pub async fn standing(db: &Db) -> Result<Standing> {
    if let Some(left) = read(db.reader(), Direction::Out).await?.filter(|record| record.state == DONE) {
        return Ok(Standing::Left(left.other));
    }
    let filling = read(db.reader(), Direction::In).await?.filter(|record| record.state != DONE);
    Ok(filling.map_or(Standing::Free, |record| Standing::Filling(record.other)))
}

/// Forgets that this database is or was being copied: it may be used again, and the target must not be.
///
/// # Errors
/// `move_refused` when it never was.
pub async fn give_up(source: &Side) -> Result<()> {
    let mut sql = Sql::new("DELETE FROM moves WHERE direction = ");
    sql.bind(Direction::Out.as_str());
    match sql.run(source.connection()).await? {
        0 => Err(refused(format!("{} is not being moved", source.url()))),
        _ => Ok(()),
    }
}

pub(super) async fn read(db: &impl ConnectionTrait, direction: Direction) -> Result<Option<Record>> {
    let mut sql = Sql::new("SELECT id, state, other, pass, runner, put_back FROM moves WHERE direction = ");
    sql.bind(direction.as_str());
    Ok(sql.one(db).await?)
}

/// Writes a record, in the place of another.
pub(super) async fn write(db: &impl ConnectionTrait, direction: Direction, record: &Record) -> Result<()> {
    let now = SystemClock.now();
    let finished = (record.state == DONE).then_some(now);
    let mut sql = Sql::new(
        "INSERT INTO moves (direction, id, state, other, pass, runner, put_back, started_at, finished_at) VALUES (",
    );
    sql.bind(direction.as_str()).push(", ").bind(record.id).push(", ").bind(record.state.clone());
    sql.push(", ").bind(record.other.clone()).push(", ").bind(record.pass).push(", ").bind(record.runner);
    sql.push(", ").bind(record.put_back.clone()).push(", ").bind(now).push(", ").bind(finished);
    sql.push(
        ") ON CONFLICT (direction) DO UPDATE SET id = excluded.id, state = excluded.state, other = excluded.other, \
         pass = excluded.pass, runner = excluded.runner, put_back = excluded.put_back, finished_at = excluded.finished_at",
    );
    sql.run(db).await?;
    Ok(())
}

/// How far a table has come in this pass; at the begin when it was last looked at in another.
pub(super) async fn mark(target: &Side, table: &Table, pass: i32) -> Result<Mark> {
    #[derive(FromQueryResult)]
    struct Row {
        after: Option<String>,
        ended: bool,
        looked_at: i64,
        written: i64,
        removed: i64,
        put_off: i64,
    }
    let mut sql = Sql::new("SELECT after, ended, looked_at, written, removed, put_off FROM move_marks WHERE name = ");
    sql.bind(table.name.clone()).push(" AND pass = ").bind(pass);
    let Some(row) = sql.one::<Row>(target.connection()).await? else { return Ok(Mark::default()) };
    let after = row.after.as_deref().map(serde_json::from_str).transpose().map_err(Error::internal)?;
    let Row { ended, looked_at, written, removed, put_off, .. } = row;
    Ok(Mark { after, ended, looked_at, written, removed, put_off })
}

/// Writes how far a table has come, in the transaction of its page, as long as no other run has taken over.
pub(super) async fn set_mark(db: &impl ConnectionTrait, page: &Page<'_>, mark: &Mark) -> Result<()> {
    let mut fence = Sql::new("UPDATE moves SET pass = ");
    fence
        .bind(page.pass)
        .push(" WHERE direction = ")
        .bind(Direction::In.as_str())
        .push(" AND runner = ")
        .bind(page.runner);
    if fence.run(db).await? == 0 {
        return Err(refused("another presswork move into this database has taken over"));
    }
    let after = mark.after.as_ref().map(serde_json::to_string).transpose().map_err(Error::internal)?;
    let mut sql =
        Sql::new("INSERT INTO move_marks (name, pass, after, ended, looked_at, written, removed, put_off) VALUES (");
    sql.bind(page.table.name.clone()).push(", ").bind(page.pass).push(", ").bind(after).push(", ").bind(mark.ended);
    sql.push(", ").bind(mark.looked_at).push(", ").bind(mark.written).push(", ").bind(mark.removed);
    sql.push(", ").bind(mark.put_off).push(
        ") ON CONFLICT (name) DO UPDATE SET pass = excluded.pass, after = excluded.after, ended = excluded.ended, \
         looked_at = excluded.looked_at, written = excluded.written, removed = excluded.removed, put_off = excluded.put_off",
    );
    sql.run(db).await?;
    Ok(())
}
