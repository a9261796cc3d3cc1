//! A move from its begin to its end.

use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::{
    Hold, Side, Sum, Tally, apart, catalogue, compare,
    pass::Pass,
    record::{self, COPYING, DONE, Direction, HANDED_OVER, Record},
    side::refused,
    table::{Table, quoted},
};
use crate::{
    Result,
    platform::{
        Sql,
        db::Engine,
        entropy::{Entropy, SystemEntropy},
    },
};

/// Tables in which a database that was only migrated has rows.
const SEEDED: [&str; 1] = ["event_head"];

/// How far a table has come.
#[derive(Debug, Clone, Copy)]
pub struct Progress<'a> {
    /// The table.
    pub table: &'a str,
    /// Rows of the source that were looked at.
    pub done: i64,
    /// Whether both sides are compared, rather than copied.
    pub comparing: bool,
}

/// Where a move stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Rows are to be copied and compared.
    Copying,
    /// The target has all and the source is closed; [`Transfer::finish`] is left.
    HandedOver,
    /// Nothing is left.
    Done,
}

/// A move.
pub struct Transfer {
    source: Side,
    target: Side,
    hold: Hold,
    tables: Vec<Table>,
    record: Record,
}

impl Transfer {
    /// Begins a move, or goes on with it. Both databases have the schema of this binary.
    ///
    /// # Errors
    /// `move_refused` when the target is in use by somebody else or the databases have not the same tables; `source_in_use`
    /// when the source is to be held alone and can't be.
    pub async fn begin(mut source: Side, target: Side, hold: Hold) -> Result<Self> {
        let tables = catalogue::tables(source.connection(), source.engine()).await?;
        same_tables(&tables, catalogue::tables(target.connection(), target.engine()).await?)?;
        if hold == Hold::Alone {
            source.lock(&tables).await?;
        }
        let [out, into] = [
            record::read(source.connection(), Direction::Out).await?,
            record::read(target.connection(), Direction::In).await?,
        ];
        let record = match into {
            Some(into) if out.as_ref().is_some_and(|out| out.id == into.id) => into,
            Some(into) if into.state != DONE => {
                let whose = into.other;
                return Err(refused(format!("{} is being filled from {whose}: empty it first", target.url())));
            }
            _ => first(&source, &target, &tables, out).await?,
        };
        let mut transfer = Self { source, target, hold, tables, record };
        if transfer.stage() == Stage::Copying {
            transfer.take_over().await?;
        }
        Ok(transfer)
    }

    /// Where it stands.
    #[must_use]
    pub fn stage(&self) -> Stage {
        match self.record.state.as_str() {
            DONE => Stage::Done,
            HANDED_OVER => Stage::HandedOver,
            _ => Stage::Copying,
        }
    }

    /// Makes this run the one whose pages count. The last pass begins anew: the source may have been used since.
    async fn take_over(&mut self) -> Result<()> {
        let ended = self.pass_has_ended().await?;
        self.record.runner = random_id();
        if ended || self.hold == Hold::Alone || self.record.pass == 0 {
            self.record.pass += 1;
        }
        record::write(self.target.connection(), Direction::In, &self.record).await
    }

    async fn pass_has_ended(&self) -> Result<bool> {
        for table in &self.tables {
            if !record::mark(&self.target, table, self.record.pass).await?.ended {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Copies what differs, table by table, or goes on with that.
    ///
    /// # Errors
    /// `move_refused` with the table and the cause; `unavailable` when a database goes away. Doing it again goes on.
    pub async fn pass(&self, tell: &(dyn Fn(Progress<'_>) + Send + Sync)) -> Result<Vec<Tally>> {
        let (number, runner) = (self.record.pass, self.record.runner);
        let pass = Pass { source: &self.source, target: &self.target, number, runner, hold: self.hold, tell };
        let mut tallies = Vec::with_capacity(self.tables.len());
        for table in &self.tables {
            tallies.push(pass.copy(table).await?);
        }
        Ok(tallies)
    }

    /// Reads every table of both sides and compares them.
    ///
    /// # Errors
    /// `move_differs` with the table and the first key that differs.
    pub async fn compare(&self, tell: &(dyn Fn(Progress<'_>) + Send + Sync)) -> Result<Vec<Sum>> {
        let mut sums = Vec::with_capacity(self.tables.len());
        for table in &self.tables {
            let sum = compare::compare(&self.source, &self.target, table).await?;
            let done = i64::try_from(sum.rows).unwrap_or(i64::MAX);
            tell(Progress { table: &table.name, done, comparing: true });
            sums.push(sum);
        }
        Ok(sums)
    }

    /// Puts back what the target did without, closes the source, and writes down that the target has all. In between the source is
    /// closed and the target not yet open, so that never both are.
    ///
    /// # Errors
    /// `move_refused` when rows break a rule of the schema; nothing is closed then.
    pub async fn hand_over(&mut self) -> Result<()> {
        if self.hold != Hold::Alone {
            return Err(refused("only the last pass, which has the source to itself, can hand over"));
        }
        let tx = self.target.begin().await?;
        apart::put_back(&tx, self.target.engine(), self.record.put_back.as_deref().unwrap_or("[]")).await?;
        apart::set_sequences(&tx, self.target.engine(), &self.tables).await?;
        let record = Record { state: HANDED_OVER.to_owned(), put_back: None, ..self.record.clone() };
        record::write(&tx, Direction::In, &record).await?;
        let closed = Record { state: DONE.to_owned(), other: self.target.url().to_string(), ..record.clone() };
        match self.source.take_held() {
            Some(held) => {
                record::write(&held, Direction::Out, &closed).await?;
                held.commit().await?;
            }
            None => record::write(self.source.connection(), Direction::Out, &closed).await?,
        }
        tx.commit().await?;
        self.record = record;
        self.count_for_plans().await
    }

    /// PostgreSQL plans by what it has counted, and has counted nothing yet.
    async fn count_for_plans(&self) -> Result<()> {
        if self.target.engine() == Engine::Postgres {
            let names = Table::names(self.tables.iter().map(|table| quoted(&table.name)));
            self.target.connection().execute_unprepared(&format!("ANALYZE {names}")).await?;
        }
        Ok(())
    }

    /// Opens the target: it is an instance of its own from now on.
    ///
    /// # Errors
    /// `unavailable` when it is away.
    pub async fn finish(&mut self) -> Result<()> {
        DONE.clone_into(&mut self.record.state);
        record::write(self.target.connection(), Direction::In, &self.record).await
    }

    /// Closes both databases.
    pub async fn close(self) {
        self.source.close().await;
        self.target.close().await;
    }
}

/// Begins a move into a target in which nothing is.
async fn first(source: &Side, target: &Side, tables: &[Table], out: Option<Record>) -> Result<Record> {
    if let Some(out) = out.filter(|out| out.state == DONE) {
        return Err(refused(format!("{} was moved to {} already", source.url(), out.other)));
    }
    if let Some(table) = holds_rows(target, tables).await? {
        let detail = format!("{} is not empty ({table} has rows): name an empty database", target.url());
        return Err(refused(detail));
    }
    let tx = target.begin().await?;
    let record = Record {
        id: random_id(),
        state: COPYING.to_owned(),
        other: source.url().to_string(),
        pass: 0,
        runner: random_id(),
        put_back: Some(apart::take(&tx, target.engine()).await?),
    };
    // The source knows first: a target that nobody knows of would have to be emptied.
    let leaving = Record { other: target.url().to_string(), put_back: None, ..record.clone() };
    record::write(source.connection(), Direction::Out, &leaving).await?;
    record::write(&tx, Direction::In, &record).await?;
    tx.commit().await?;
    Ok(record)
}

async fn holds_rows(target: &Side, tables: &[Table]) -> Result<Option<String>> {
    for table in tables.iter().filter(|table| !SEEDED.contains(&table.name.as_str())) {
        let sql = Sql::new(&format!("SELECT 1 AS it FROM {} LIMIT 1", quoted(&table.name)));
        if !sql.rows(target.connection()).await?.is_empty() {
            return Ok(Some(table.name.clone()));
        }
    }
    Ok(None)
}

fn same_tables(source: &[Table], mut target: Vec<Table>) -> Result<()> {
    let mut source: Vec<&Table> = source.iter().collect();
    source.sort_unstable_by(|a, b| a.name.cmp(&b.name));
    target.sort_unstable_by(|a, b| a.name.cmp(&b.name));
    let differs = (0..source.len().max(target.len())).find(|at| source.get(*at).copied() != target.get(*at));
    let Some(at) = differs else { return Ok(()) };
    let name = source.get(at).copied().or_else(|| target.get(at)).map(|table| table.name.as_str()).unwrap_or_default();
    Err(refused(format!("{name} is not the same table in both databases: remove it if it is none of Presswork's")))
}

fn random_id() -> Uuid {
    uuid::Builder::from_random_bytes((&SystemEntropy as &dyn Entropy).bytes()).into_uuid()
}
