//! What a task has done so far, and where it goes on.

use sea_orm::{ConnectionTrait, FromQueryResult};

use super::{
    findings::{add_findings, storable},
    row::tallies,
};
use crate::{
    Error, Result,
    ids::ImportId,
    imports::{FINDINGS_MAX, Finding, Tally, journal::Place},
    platform::{Sql, Tx},
};

/// Writes down what a task has done so far, and where it goes on.
pub(in crate::imports) async fn note(tx: &Tx, id: ImportId, tallies: &[Tally], place: Option<&Place>) -> Result<()> {
    let json = |place: &Place| serde_json::to_string(place).map_err(Error::internal);
    let mut sql = Sql::new("UPDATE imports SET report = ");
    sql.bind(serde_json::to_string(tallies).map_err(Error::internal)?);
    sql.push(", reached = ").bind(place.map(json).transpose()?).push(" WHERE id = ").bind(id.uuid());
    sql.run(&**tx).await?;
    Ok(())
}

/// Where a task goes on, and what it has done: its tallies, and how many findings are written down.
pub(in crate::imports) async fn noted(
    db: &impl ConnectionTrait,
    id: ImportId,
) -> Result<(Option<Place>, Vec<Tally>, usize)> {
    #[derive(FromQueryResult)]
    struct Noted {
        reached: Option<String>,
        report: Option<String>,
        found: i64,
    }
    let mut sql = Sql::new(
        "SELECT i.reached, i.report, (SELECT COUNT(*) FROM import_findings f WHERE f.import_id = i.id) AS found \
         FROM imports i WHERE i.id = ",
    );
    sql.bind(id.uuid());
    let noted = sql.one::<Noted>(db).await?.ok_or(Error::not_found("import"))?;
    let place = noted.reached.as_deref().map(serde_json::from_str).transpose().map_err(Error::internal)?;
    Ok((place, tallies(noted.report.as_deref())?, usize::try_from(noted.found).unwrap_or_default()))
}

/// Adds what came of pictures to the report of the last task.
pub(in crate::imports) async fn add_to_report(tx: &Tx, id: ImportId, tally: Tally, findings: &[Finding]) -> Result<()> {
    let (reached, mut report, written) = noted(&**tx, id).await?;
    report.push(tally);
    note(tx, id, &report, reached.as_ref()).await?;
    let room = FINDINGS_MAX.saturating_sub(written).min(findings.len());
    add_findings(tx, id, written, &findings[..room]).await
}

/// Says why an archive is refused.
pub(in crate::imports) async fn refuse(tx: &Tx, id: ImportId, reason: &str) -> Result<()> {
    let mut sql = Sql::new("UPDATE imports SET reason = ");
    sql.bind(storable(reason)).push(" WHERE id = ").bind(id.uuid());
    sql.run(&**tx).await?;
    Ok(())
}
