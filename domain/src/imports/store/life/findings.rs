//! What can't come, and why.

use sea_orm::FromQueryResult;

use crate::{
    Context, Error, Result,
    ids::ImportId,
    imports::Finding,
    page::{Key, List, Order, Page, PageRequest, Position},
    platform::{Sql, Tx},
};

pub(in crate::imports) const FINDINGS: List =
    List { name: "imports.findings", key: "f.number", id: "f.import_id", order: Order::Ascending };

/// Adds findings behind those that are there.
pub(in crate::imports) async fn add_findings(tx: &Tx, id: ImportId, after: usize, findings: &[Finding]) -> Result<()> {
    for (chunk, some) in findings.chunks(200).enumerate() {
        let mut sql = Sql::new("INSERT INTO import_findings (import_id, number, file, line, reason) VALUES ");
        for (n, finding) in some.iter().enumerate() {
            let number = i64::try_from(after + chunk * 200 + n).map_err(Error::internal)?;
            let line = finding.line.map(i64::try_from).transpose().map_err(Error::internal)?;
            sql.push(if n == 0 { "(" } else { ", (" }).bind(id.uuid()).push(", ").bind(number).push(", ");
            sql.bind(finding.file.clone()).push(", ").bind(line).push(", ").bind(storable(&finding.reason)).push(")");
        }
        sql.run(&**tx).await?;
    }
    Ok(())
}

pub(in crate::imports) async fn findings(cx: &Context, id: ImportId, request: &PageRequest) -> Result<Page<Finding>> {
    #[derive(FromQueryResult)]
    struct Found {
        number: i64,
        file: String,
        line: Option<i64>,
        reason: String,
    }
    let mut sql = Sql::new("SELECT f.number, f.file, f.line, f.reason FROM import_findings f WHERE f.import_id = ");
    sql.bind(id.uuid());
    let whole = sql.clone();
    request.apply(FINDINGS, &mut sql);
    let rows = sql.all::<Found>(cx.deps.db.reader()).await?;
    let position = |row: &Found| Position { key: Key::Number(row.number), id: id.uuid() };
    let page = request.page(cx, FINDINGS, rows, position).of(whole);
    Ok(page.map(|row| Finding { file: row.file, line: row.line.map(i64::unsigned_abs), reason: row.reason }))
}

/// PostgreSQL has no NUL.
pub(super) fn storable(text: &str) -> String {
    text.replace('\0', "\u{FFFD}")
}
