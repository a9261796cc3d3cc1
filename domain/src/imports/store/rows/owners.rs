//! What belongs to something else, and that.

use serde_json::Value;

use super::{
    here::locked,
    keys::key_values,
    written::{Created, recorded},
};
use crate::{
    Context, Error, Result,
    archive::{SITE, Table, files},
    ids::ImportId,
    platform::Tx,
};

/// The tables of what belongs to something else, which their first column names, and the tables of that.
const OWNERS: [(&str, &str); 5] = [
    (files::TAG_SLUGS, files::TAGS),
    (files::POST_SLUGS, files::POSTS),
    (files::POST_TAGS, files::POSTS),
    (files::POST_REVISIONS, files::POSTS),
    (files::COMMENT_REVISIONS, files::COMMENTS),
];

/// The table of what the rows of a table belong to; none where they belong to nothing.
pub(in crate::imports) fn owners(table: &Table) -> Option<&'static Table> {
    let (_, owners) = OWNERS.iter().find(|(file, _)| *file == table.file)?;
    SITE.iter().find(|table| table.file == *owners)
}

/// The key of what a row belongs to, by its own.
pub(in crate::imports) fn owner_of(key: &str) -> Result<String> {
    let parts: Vec<Value> = serde_json::from_str(key).map_err(Error::internal)?;
    Ok(Value::Array(parts.into_iter().take(1).collect()).to_string())
}

/// What an import has created that belongs to something that it has not.
pub(in crate::imports) struct Belonging {
    /// To what it has not touched.
    pub added: Vec<Created>,
    /// The keys of what belongs to what it has changed.
    pub along: Vec<String>,
}

/// Leaves out what belongs to what the import has created itself.
pub(in crate::imports) async fn belonging(
    cx: &Context,
    import: ImportId,
    owners: &Table,
    page: Vec<Created>,
) -> Result<Belonging> {
    let keys = page.iter().map(|row| owner_of(&row.key)).collect::<Result<Vec<_>>>()?;
    let written = recorded(cx, import, owners, keys.clone()).await?;
    let (mut added, mut along) = (Vec::new(), Vec::new());
    for (row, owner) in page.into_iter().zip(&keys) {
        match written.get(owner) {
            None => added.push(row),
            Some(owner) if owner.is_changed => along.push(row.key),
            Some(_) => {}
        }
    }
    Ok(Belonging { added, along })
}

/// Has these stay as they are until the transaction ends. Whoever changes what belongs to them holds them before, too.
pub(in crate::imports) async fn hold_owners(
    cx: &Context,
    tx: &Tx,
    owners: &'static Table,
    keys: &[String],
) -> Result<()> {
    let keys = keys.iter().map(|key| key_values(owners, key)).collect::<Result<Vec<_>>>()?;
    locked(cx, tx, owners, &keys).await.map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_belongs_to_something_is_found_by_its_first_column() {
        let of = |file: &str| SITE.iter().find(|table| table.file == file).and_then(owners).map(|table| table.file);
        for (file, owners) in OWNERS {
            assert_eq!(of(file), Some(owners), "{file}");
        }
        assert_eq!((of("posts.jsonl"), of("postReactions.jsonl")), (None, None));
        assert_eq!(owner_of("[\"post_1\",\"rain\"]").unwrap(), "[\"post_1\"]");
        assert_eq!(owner_of("[\"post_1\",7]").unwrap(), "[\"post_1\"]");
    }
}
