//! Tables for spreadsheets: CSV (RFC 4180) in UTF-8.

use sea_orm::QueryResult;
use serde_json::Value;

use super::{
    Table,
    column::{
        Holds::{Int, IntOrNothing, Text, TextOrNothing, Time, TimeOrNothing},
        col, id,
    },
};
use crate::{
    Result,
    ids::{PostKind, UserKind},
};

/// Members: one row for each account that was not erased.
pub(crate) const MEMBERS: Table =
    Table::new("members.csv", "members", "users t").only("t.erased_at IS NULL").columns(&[
        id::<UserKind>("id", "t.id"),
        col("username", "t.username", Text),
        col("displayName", "t.display_name", Text),
        col("email", "t.email", Text),
        col("emailVerifiedAt", "t.email_verified_at", TimeOrNothing),
        col("role", "t.role", Text),
        col("suspendedAt", "t.suspended_at", TimeOrNothing),
        col("followers", "t.follower_count", Int),
        col("following", "t.following_count", Int),
        col("createdAt", "t.created_at", Time),
    ]);

/// Posts: one row for each, deleted ones left out.
pub(crate) const POSTS: Table = Table::new("posts.csv", "posts", "posts t JOIN users u ON u.id = t.author_id")
    .only("t.deleted_at IS NULL")
    .columns(&[
        id::<PostKind>("id", "t.id"),
        col("slug", "t.slug", Text),
        col("title", "t.title", Text),
        col("status", "t.status", Text),
        col("author", "u.username", Text),
        col("tags", TAGS, TextOrNothing),
        col("series", "t.series", TextOrNothing),
        col("words", "t.word_count", IntOrNothing),
        col("comments", "t.comment_count", Int),
        col("publishedAt", "t.published_at", TimeOrNothing),
        col("createdAt", "t.created_at", Time),
        col("updatedAt", "t.updated_at", Time),
    ]);

/// The names of a post's tags, in their order.
const TAGS: &str = "(SELECT STRING_AGG(g.slug, ' ' ORDER BY x.position) FROM post_tags x JOIN tags g ON g.id = x.tag_id \
                    WHERE x.post_id = t.id)";

/// What begins a formula, for one spreadsheet or another: some read the wide signs of East Asia as the others.
const FORMULA: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];

/// The first line.
pub(crate) fn heading(table: &Table) -> String {
    let names: Vec<_> = table.columns.iter().map(|column| column.name).collect();
    format!("{}\r\n", names.join(","))
}

/// A row.
///
/// # Errors
/// `internal` when the row is another.
pub(crate) fn line(table: &Table, row: &QueryResult) -> Result<String> {
    let cells = table.columns.iter().enumerate().map(|(at, column)| Ok(cell(&column.read(row, at)?)));
    Ok(format!("{}\r\n", cells.collect::<Result<Vec<_>>>()?.join(",")))
}

/// A cell. A text that a spreadsheet would take for a formula begins with an apostrophe (OWASP, CSV injection).
fn cell(value: &Value) -> String {
    let text = match value {
        Value::Null => return String::new(),
        Value::String(text) if text.starts_with(FORMULA) => format!("'{text}"),
        Value::String(text) => text.clone(),
        other => return other.to_string(),
    };
    if text.contains([',', '"', '\r', '\n']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::cell;

    #[test]
    fn a_cell_is_what_it_was_and_never_a_formula() {
        for (value, expected) in [
            (json!(null), ""),
            (json!(7), "7"),
            (json!("plain"), "plain"),
            (json!("a, b"), "\"a, b\""),
            (json!("say \"x\"\nagain"), "\"say \"\"x\"\"\nagain\""),
            (json!("=HYPERLINK(\"x\")"), "\"'=HYPERLINK(\"\"x\"\")\""),
            (json!("+1"), "'+1"),
            (json!("-1"), "'-1"),
            (json!("@x"), "'@x"),
            (json!("＝1+1"), "'＝1+1"),
            (json!("＠x"), "'＠x"),
            (json!(-1), "-1"),
        ] {
            assert_eq!(cell(&value), expected);
        }
    }
}
