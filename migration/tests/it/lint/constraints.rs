//! What tables refuse: rows that are not unique, that refer to nothing, or that a condition does not hold for. One that is new on a table
//! that was there may refuse what the last release writes, and is checked against every row while that release has to wait.

use std::{collections::BTreeSet, fmt};

use sea_orm_migration::sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, DbErr, QueryResult, Statement};

use super::Columns;

/// A refusal of a table.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Constraint {
    pub kind: Kind,
    pub table: String,
    /// The columns that it is about; an index may have an expression in place of one.
    pub columns: Vec<String>,
    /// The table that it refers to, the rows that it is about, the condition.
    pub rest: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Unique,
    Reference,
    Condition,
}

/// As `TIGHTENED` names it.
impl fmt::Display for Constraint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (table, columns) = (&self.table, self.columns.join(", "));
        match self.kind {
            Kind::Unique => write!(f, "{table}: unique ({columns})"),
            Kind::Reference => write!(f, "{table}: ({columns}) refers to {}", self.rest),
            Kind::Condition => write!(f, "{table}: a condition on ({columns})"),
        }
    }
}

/// What is refused now and was not, on tables that were there, and may be something that the last release writes.
pub(super) fn tightened<'a>(
    (before, was): (&'a Columns, &'a BTreeSet<Constraint>),
    (after, is): (&'a Columns, &'a BTreeSet<Constraint>),
) -> impl Iterator<Item = &'a Constraint> {
    let was_there = move |table: &str| before.keys().any(|name| super::table(name) == table);
    is.difference(was).filter(move |one| was_there(&one.table) && !is_new_alone(one, before, after))
}

/// Whether it is about what the last release leaves out, so that nothing of what it writes is refused.
fn is_new_alone(one: &Constraint, before: &Columns, after: &Columns) -> bool {
    let name = |column: &String| format!("{}.{column}", one.table);
    let is_new = |column: &String| !before.contains_key(&name(column)) && after.contains_key(&name(column));
    let stays_empty =
        |column: &String| is_new(column) && after.get(&name(column)).is_some_and(|it| !it.required && !it.defaulted);
    match one.kind {
        Kind::Unique if one.rest.contains("NULLS NOT DISTINCT") => false,
        // NULL is like no other, and refers to nothing.
        Kind::Unique | Kind::Reference => one.columns.iter().any(stays_empty),
        // Those rows have what the migration has given to all, and it is checked against these.
        Kind::Condition => !one.columns.is_empty() && one.columns.iter().all(is_new),
    }
}

/// All of a database, whose columns these are.
pub(super) async fn constraints(db: &DatabaseConnection, columns: &Columns) -> Result<BTreeSet<Constraint>, DbErr> {
    let sql = match db.get_database_backend() {
        DbBackend::Sqlite => SQLITE,
        _ => POSTGRES,
    };
    let rows = db.query_all_raw(Statement::from_string(db.get_database_backend(), sql)).await?;
    let mut found = BTreeSet::new();
    for row in rows {
        found.extend(read(&row, columns)?);
    }
    Ok(found)
}

fn read(row: &QueryResult, columns: &Columns) -> Result<Vec<Constraint>, DbErr> {
    let (kind, table): (String, String) = (row.try_get("", "kind")?, row.try_get("", "of_table")?);
    let (named, rest): (String, String) = (row.try_get("", "columns")?, row.try_get("", "rest")?);
    let named: Vec<String> = named.split(',').filter(|name| !name.is_empty()).map(str::to_owned).collect();
    Ok(match kind.as_str() {
        "unique" => vec![Constraint { kind: Kind::Unique, table, columns: named, rest }],
        "reference" => vec![Constraint { kind: Kind::Reference, table, columns: named, rest }],
        "condition" => vec![Constraint { kind: Kind::Condition, table, columns: named, rest }],
        _ => conditions(&table, &rest, columns),
    })
}

/// The conditions in the text of a table: SQLite tells them nowhere else.
pub(super) fn conditions(table: &str, text: &str, columns: &Columns) -> Vec<Constraint> {
    const WORD: &str = "CHECK";

    let upper = text.to_ascii_uppercase();
    let is_word = |at: usize| !text[..at].ends_with(|c: char| c.is_ascii_alphanumeric() || c == '_');
    let places = upper.match_indices(WORD).filter(|(at, _)| is_word(*at));
    let texts = places.filter_map(|(at, _)| in_parentheses(text[at + WORD.len()..].trim_start()));
    let about = |condition: &str| {
        let words = condition.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_'));
        words
            .filter(|word| columns.contains_key(&format!("{table}.{word}")))
            .map(str::to_owned)
            .collect::<BTreeSet<_>>()
    };
    let of = |text: &str| Constraint {
        kind: Kind::Condition,
        table: table.to_owned(),
        columns: about(text).into_iter().collect(),
        rest: text.to_owned(),
    };
    texts.map(of).collect()
}

/// What begins with a parenthesis, up to that which closes it.
fn in_parentheses(text: &str) -> Option<&str> {
    let mut depth = 0;
    let end = text.char_indices().find_map(|(at, sign)| {
        depth += i32::from(sign == '(') - i32::from(sign == ')');
        (depth <= 0).then_some(at + 1)
    });
    text.starts_with('(').then(|| &text[..end.unwrap_or(text.len())])
}

/// Virtual tables and what they keep themselves in have no constraints of ours.
const SQLITE: &str = "
    SELECT 'unique' AS kind, t.name AS of_table,
           COALESCE((SELECT group_concat(COALESCE(c.name, '?'), ',') FROM pragma_index_info(i.name) c), '') AS columns,
           CASE i.partial WHEN 1 THEN substr(s.sql, instr(upper(s.sql), 'WHERE')) ELSE '' END AS rest
    FROM sqlite_master t, pragma_index_list(t.name) i LEFT JOIN sqlite_master s ON s.type = 'index' AND s.name = i.name
    WHERE t.type = 'table' AND i.\"unique\" = 1
    UNION ALL
    SELECT 'reference', t.name, group_concat(f.\"from\", ','), f.\"table\"
    FROM sqlite_master t, pragma_foreign_key_list(t.name) f WHERE t.type = 'table' GROUP BY t.name, f.id, f.\"table\"
    UNION ALL
    SELECT 'text', t.name, '', t.sql FROM sqlite_master t WHERE t.type = 'table' AND t.sql IS NOT NULL";

const POSTGRES: &str = "
    SELECT CASE c.contype WHEN 'f' THEN 'reference' ELSE 'condition' END AS kind, CAST(t.relname AS text) AS of_table,
           COALESCE((SELECT string_agg(CAST(a.attname AS text), ',' ORDER BY a.attname) FROM pg_attribute a
                     WHERE a.attrelid = t.oid AND a.attnum = ANY (c.conkey)), '') AS columns,
           CASE c.contype WHEN 'f' THEN CAST(r.relname AS text) ELSE pg_get_constraintdef(c.oid) END AS rest
    FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid LEFT JOIN pg_class r ON r.oid = c.confrelid
    WHERE t.relnamespace = CAST('public' AS regnamespace) AND c.contype IN ('c', 'f', 'x')
    UNION ALL
    SELECT 'unique', CAST(t.relname AS text),
           (SELECT string_agg(pg_get_indexdef(i.indexrelid, n, TRUE), ',' ORDER BY n) FROM generate_series(1, i.indnkeyatts) n),
           COALESCE(pg_get_expr(i.indpred, i.indrelid), '')
               || CASE WHEN i.indnullsnotdistinct THEN ' NULLS NOT DISTINCT' ELSE '' END
    FROM pg_index i JOIN pg_class t ON t.oid = i.indrelid
    WHERE i.indisunique AND t.relnamespace = CAST('public' AS regnamespace)";
