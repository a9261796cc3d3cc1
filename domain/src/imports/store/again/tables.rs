//! The tables of an archive that a post is in.

use crate::{
    Error, Result,
    archive::{Row, SITE, Table},
    ids::PostId,
};

pub(in crate::imports::store) fn table_of(file: &str) -> Result<&'static Table> {
    SITE.iter().find(|table| table.file == file).ok_or_else(|| Error::internal(format!("there is no {file}")))
}

pub(super) fn post_of(row: &Row, table: &Table) -> Result<PostId> {
    row.id(table, 0).map(PostId::from_uuid).ok_or_else(|| Error::internal("a row of no post"))
}
