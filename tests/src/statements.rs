//! The SQL that this release runs, gathered while its tests run, for the next release to be checked against: with
//! `PRESSWORK_STATEMENTS` naming a folder, every statement of every app is written there, one a line, in a file for each engine.

use std::{
    collections::HashSet,
    fmt::{self, Write as _},
    fs::{self, File, OpenOptions},
    io::Write as _,
    path::{Path, PathBuf},
    sync::{Mutex, Once},
};

use presswork_domain::platform::db::STATEMENTS;
use tracing::{
    Event, Metadata, Subscriber,
    field::{Field, Visit},
    span::{Attributes, Id, Record},
};

use crate::profile::variable;

/// How statements begin that work on rows; others, such as those that tune a session, are of no release's schema.
const OF_ROWS: [&str; 5] = ["SELECT ", "INSERT ", "UPDATE ", "DELETE ", "WITH "];

/// Begins to gather, once, when the run was asked to.
pub fn gather_if_asked() {
    static BEGUN: Once = Once::new();

    BEGUN.call_once(|| {
        let Some(folder) = variable("PRESSWORK_STATEMENTS").map(PathBuf::from) else { return };
        fs::create_dir_all(&folder).unwrap();
        let gatherer =
            Gatherer { postgres: Gathered::in_file(&folder, "postgres"), sqlite: Gathered::in_file(&folder, "sqlite") };
        tracing::subscriber::set_global_default(gatherer).unwrap();
    });
}

/// The form of a statement that it shares with all that differ in numbers, values, or how many of them there are; it can be
/// prepared like any of them.
#[must_use]
pub fn canonical(sql: &str) -> String {
    let words = sql.split_whitespace().collect::<Vec<_>>().join(" ");
    renumbered(&without_repeated_unions(&without_repeated_values(&with_the_same_numbers(&words))))
}

/// With 1 for every number that is no part of a name, a placeholder or a text, and `?` for every placeholder.
fn with_the_same_numbers(sql: &str) -> String {
    let (mut text, mut quoted, mut before) = (String::new(), None, ' ');
    let mut rest = sql.chars().peekable();
    while let Some(sign) = rest.next() {
        match quoted {
            Some(quote) if quote == sign => quoted = None,
            None if sign == '\'' || sign == '"' => quoted = Some(sign),
            _ => {}
        }
        let in_a_name = before.is_ascii_alphanumeric() || before == '_';
        if quoted.is_none() && (sign == '$' || (sign.is_ascii_digit() && !in_a_name)) {
            while rest.next_if(char::is_ascii_digit).is_some() {}
            text.push(if sign == '$' { '?' } else { '1' });
            before = '1';
        } else {
            text.push(sign);
            before = sign;
        }
    }
    text
}

/// With one value for a list of the same, and one row for rows of the same.
fn without_repeated_values(sql: &str) -> String {
    let mut text = sql.to_owned();
    for (many, one) in [("(?, ?", "(?"), ("(1, 1", "(1")] {
        // Lists of values, not arguments of functions: `IN (` and rows behind `VALUES`.
        let list = many.replacen('(', "IN (", 1);
        while text.contains(&list) {
            text = text.replace(&list, &format!("IN {one}"));
        }
    }
    let Some(at) = text.rfind("VALUES (") else { return text };
    let (head, rows) = text.split_at(at + "VALUES ".len());
    let Some(end) = closing(rows) else { return text };
    let (row, mut tail) = rows.split_at(end);
    while let Some(next) = tail.strip_prefix(", ").filter(|next| next.starts_with(row)) {
        tail = &next[row.len()..];
    }
    format!("{head}{row}{tail}")
}

/// Behind the parenthesis that closes the first one.
fn closing(text: &str) -> Option<usize> {
    let mut depth = 0;
    text.char_indices().find_map(|(at, sign)| {
        depth += i32::from(sign == '(') - i32::from(sign == ')');
        (sign == ')' && depth == 0).then_some(at + 1)
    })
}

/// With one part for parts of a union that differ in their numbers only.
fn without_repeated_unions(sql: &str) -> String {
    const UNION: &str = " UNION ALL ";

    let named_alike = |part: &str| part.trim_end_matches(|c: char| c.is_ascii_digit()).to_owned();
    let is_whole = |part: &str| part.matches('(').count() == part.matches(')').count();
    let mut parts: Vec<&str> = Vec::new();
    for part in sql.split(UNION) {
        let repeats = parts.last().is_some_and(|last| is_whole(part) && named_alike(last) == named_alike(part));
        if !repeats {
            parts.push(part);
        }
    }
    parts.join(UNION)
}

/// With placeholders counted from one.
fn renumbered(sql: &str) -> String {
    let (mut text, mut count, mut quoted) = (String::new(), 0, false);
    for sign in sql.chars() {
        quoted ^= sign == '\'';
        if sign == '?' && !quoted {
            count += 1;
            write!(text, "${count}").unwrap();
        } else {
            text.push(sign);
        }
    }
    text
}

/// Writes down what it hears, each once.
struct Gatherer {
    postgres: Gathered,
    sqlite: Gathered,
}

struct Gathered(Mutex<(HashSet<String>, File)>);

impl Gathered {
    /// Several processes may write to one file: a line is one write.
    fn in_file(folder: &Path, engine: &str) -> Self {
        let path = folder.join(format!("{engine}.sql"));
        let known = fs::read_to_string(&path).unwrap_or_default().lines().map(str::to_owned).collect();
        Self(Mutex::new((known, OpenOptions::new().create(true).append(true).open(path).unwrap())))
    }

    fn add(&self, sql: &str) {
        let text = canonical(sql);
        if OF_ROWS.iter().any(|begin| text.starts_with(begin)) {
            let mut gathered = self.0.lock().unwrap();
            if gathered.0.insert(text.clone()) {
                gathered.1.write_all(format!("{text}\n").as_bytes()).unwrap();
            }
        }
    }
}

impl Subscriber for Gatherer {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target() == STATEMENTS
    }

    fn event(&self, event: &Event<'_>) {
        let mut heard = Heard::default();
        event.record(&mut heard);
        let gathered = if heard.engine == "Sqlite" { &self.sqlite } else { &self.postgres };
        gathered.add(&heard.sql);
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

#[derive(Default)]
struct Heard {
    engine: String,
    sql: String,
}

impl Visit for Heard {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        match field.name() {
            "engine" => self.engine = format!("{value:?}"),
            "sql" => self.sql = format!("{value:?}"),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::canonical;

    #[test]
    fn statements_that_differ_in_numbers_and_values_are_the_same() {
        for (one, other) in [
            ("SELECT a FROM t LIMIT 3", "SELECT a  FROM t\n LIMIT 41"),
            ("SELECT a FROM t WHERE b IN ($1)", "SELECT a FROM t WHERE b IN ($1, $2, $3)"),
            ("INSERT INTO t (a, b) VALUES ($1, $2)", "INSERT INTO t (a, b) VALUES ($1, $2), ($3, $4), ($5, $6)"),
            (
                "SELECT * FROM (SELECT a FROM t WHERE a = $1) AS q0",
                "SELECT * FROM (SELECT a FROM t WHERE a = $1) AS q0 UNION ALL SELECT * FROM (SELECT a FROM t WHERE a = $2) AS q1",
            ),
        ] {
            assert_eq!(canonical(one), canonical(other));
        }
    }

    #[test]
    fn what_stays_of_a_statement_can_be_prepared() {
        for (sql, expected) in [
            (
                "SELECT t1.a2 FROM t1 WHERE b = $7 AND c = 'x 5 $3' LIMIT 20",
                "SELECT t1.a2 FROM t1 WHERE b = $1 AND c = 'x 5 $3' LIMIT 1",
            ),
            ("SELECT coalesce($1, $2), count(1, 1)", "SELECT coalesce($1, $2), count(1, 1)"),
            (
                "INSERT INTO t VALUES (f($1), $2), (f($3), $4) ON CONFLICT (a, b) DO NOTHING",
                "INSERT INTO t VALUES (f($1), $2) ON CONFLICT (a, b) DO NOTHING",
            ),
            ("SELECT 1 FROM (SELECT a UNION ALL SELECT a)", "SELECT 1 FROM (SELECT a UNION ALL SELECT a)"),
        ] {
            assert_eq!(canonical(sql), expected);
        }
    }
}
