//! What the database can do at most: pgbench with one prepared statement that does a work, written by hand. Its sessions have the
//! planner's settings under which these statements are fastest.

use std::{fmt::Write as _, fs, path::Path};

use super::{
    keys::{Keys, PAGE},
    place::Place,
    requests::TEXT,
    work::Work,
};
use crate::{Result, figures::percentile, pgbench};

const PLANNER: &str = "-c plan_cache_mode=force_generic_plan -c random_page_cost=1.1 -c enable_seqscan=off \
                       -c enable_hashjoin=off -c jit=off";

/// What a ceiling came to.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Height {
    /// Per second.
    pub rate: f64,
    /// Milliseconds.
    pub p50: f64,
    /// Milliseconds.
    pub p99: f64,
}

/// How much pgbench does.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Effort {
    pub clients: usize,
    pub seconds: u64,
    /// A few transactions, instead of as many as there is time for.
    pub few: bool,
}

/// The scripts.
pub(crate) struct Statements {
    /// How many of each table of keys there are.
    counts: [(&'static str, usize); 4],
    /// Whether there is anything to search in.
    searches: bool,
    /// What of a comment's jobs has to be written with it.
    jobs: String,
}

impl Statements {
    pub(crate) fn new(keys: &Keys, searches: bool, jobs: String) -> Self {
        let counts = [
            ("posts", keys.posts.len()),
            ("pages", keys.newest.len() - PAGE),
            ("people", keys.tokens.len()),
            ("words", keys.words.len()),
        ];
        Self { counts, searches, jobs }
    }

    /// The script of a work, where it has one here.
    fn script(&self, work: Work) -> Option<String> {
        let statement = work.statement().filter(|_| work != Work::W8 || self.searches)?;
        let numbers = match work {
            Work::W1 => "\\set n random(1, :posts)\n",
            Work::W2 | Work::W3 => "\\set n random(1, :pages)\n",
            Work::W4 => "\\set n random(1, :people)\n\\set m random(1, :posts)\n\\set i :i + 1\n",
            Work::W7 => "\\set n random(1, :people)\n",
            _ => "\\set n random(1, :words)\n",
        };
        Some(numbers.to_owned() + &statement.replace("{text}", TEXT).replace("{jobs}", &self.jobs))
    }

    /// Runs the statement of a work; none where it has none.
    pub(crate) async fn height(&self, place: &Place, work: Work, effort: Effort) -> Result<Option<Height>> {
        let Some(script) = self.script(work) else { return Ok(None) };
        let logs = tempfile::tempdir()?;
        let mut more = vec!["-l".to_owned(), "--log-prefix".to_owned(), logs.path().join("log").display().to_string()];
        if effort.few {
            more.extend(["-t".to_owned(), "20".to_owned()]);
        } else {
            more.extend(["-T".to_owned(), effort.seconds.to_string(), "--sampling-rate=0.1".to_owned()]);
        }
        let run = place.deps.clock.now().timestamp_millis();
        for (name, value) in self.counts {
            more.extend(["-D".to_owned(), format!("{name}={value}")]);
        }
        more.extend(["-D".to_owned(), format!("run={run}"), "-D".to_owned(), "i=0".to_owned()]);
        let rate = pgbench::run(&place.database, &script, effort.clients, &more, PLANNER).await?;
        let took = latencies(logs.path())?;
        Ok(Some(Height { rate, p50: percentile(&took, 50), p99: percentile(&took, 99) }))
    }
}

/// The milliseconds of the transactions that pgbench has noted: the third column of its logs, in microseconds.
fn latencies(folder: &Path) -> Result<Vec<f64>> {
    let mut took = Vec::new();
    for file in fs::read_dir(folder)? {
        let text = fs::read_to_string(file?.path())?;
        let micros = text.lines().filter_map(|line| line.split(' ').nth(2)?.parse::<f64>().ok());
        took.extend(micros.map(|micros| micros / 1000.0));
    }
    Ok(took)
}

/// Whether there is the table in which W8 looks.
pub(crate) async fn searches(place: &Place) -> Result<bool> {
    Ok(place.one("SELECT to_regclass('search_entries') IS NOT NULL AS it").await?.try_get("", "it")?)
}

/// What writes the same jobs as a comment that was just written: they are done already, so that nobody takes them.
pub(crate) async fn jobs_like_those_since(place: &Place, since: &str) -> Result<String> {
    let sql = format!(
        "SELECT kind, queue, CAST(payload AS text) AS payload, max_attempts FROM jobs \
         WHERE created_at >= '{since}' AND enqueued_by IS NOT NULL ORDER BY id"
    );
    let mut text = String::new();
    for (n, row) in place.all(&sql).await?.iter().enumerate() {
        let [kind, queue, payload] = ["kind", "queue", "payload"].map(|column| row.try_get::<String>("", column));
        let attempts: i32 = row.try_get("", "max_attempts")?;
        let (kind, queue, payload) = (kind?, queue?, quoted(&payload?));
        write!(
            text,
            ", job{n} AS (INSERT INTO jobs (id, kind, queue, payload, state, max_attempts, run_at, created_at, finished_at) \
             SELECT gen_random_uuid(), '{kind}', '{queue}', CAST({payload} AS jsonb), 'succeeded', {attempts}, now(), now(), \
             now() FROM new)"
        )?;
    }
    Ok(text)
}

/// A text in which pgbench sees no variables, which colons mark.
fn quoted(text: &str) -> String {
    format!("E'{}'", text.replace('\\', "\\\\").replace('\'', "''").replace(':', "\\x3a"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_payload_has_no_colons() {
        assert_eq!(quoted(r#"{"a": "it's"}"#), r#"E'{"a"\x3a "it''s"}'"#);
    }

    #[test]
    fn every_statement_is_filled_in() {
        let counts = [("posts", 1), ("pages", 1), ("people", 1), ("words", 1)];
        let statements = Statements { counts, searches: true, jobs: String::new() };
        for work in Work::LOADS.into_iter().filter(|work| work.statement().is_some()) {
            let script = statements.script(work).unwrap();
            assert!(!script.contains('{') && script.contains("\\set n "), "{script}");
        }
    }
}
