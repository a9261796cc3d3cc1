//! What is here that has to be known before an archive is made of something else.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use sea_orm::FromQueryResult;
use uuid::Uuid;

use crate::{
    Context, Error, Result,
    ids::{ImportId, TagId},
    platform::Sql,
};

/// The tags that are here, by every name that leads to them; but for those that this import has brought, which are new to it each time: what
/// is made of its files has the same lines at every try then, and a try goes on behind the line that another has reached.
pub(in crate::imports) async fn tags(cx: &Context, but_of: Option<ImportId>) -> Result<HashMap<String, TagId>> {
    #[derive(FromQueryResult)]
    struct Named {
        slug: String,
        tag_id: Uuid,
    }
    let own = match but_of {
        Some(import) => tags_of(cx, import).await?,
        None => HashSet::new(),
    };
    let rows = Sql::new("SELECT s.slug, s.tag_id FROM tag_slugs s").all::<Named>(cx.deps.db.reader()).await?;
    let named = rows.into_iter().map(|row| (row.slug, TagId::from_uuid(row.tag_id)));
    Ok(named.filter(|(_, tag)| !own.contains(tag)).collect())
}

/// The tags that an import has brought.
async fn tags_of(cx: &Context, import: ImportId) -> Result<HashSet<TagId>> {
    #[derive(FromQueryResult)]
    struct Key {
        key: String,
    }
    let mut sql = Sql::new("SELECT r.key FROM import_rows r WHERE r.file = 'tags.jsonl' AND r.import_id = ");
    sql.bind(import.uuid());
    let keys = sql.all::<Key>(cx.deps.db.reader()).await?;
    keys.iter().map(|row| tag_id(&row.key)).collect()
}

fn tag_id(key: &str) -> Result<TagId> {
    let [id]: [String; 1] = serde_json::from_str(key).map_err(Error::internal)?;
    id.parse().map_err(Error::internal)
}

/// Whose these slugs of posts are, former ones among them.
pub(in crate::imports) async fn slug_holders(cx: &Context, slugs: Vec<String>) -> Result<HashMap<String, Uuid>> {
    #[derive(FromQueryResult)]
    struct Held {
        slug: String,
        post_id: Uuid,
    }
    let mut sql = Sql::new("SELECT s.slug, s.post_id FROM slugs s WHERE s.slug");
    sql.any_of(cx.deps.db.engine(), slugs);
    let rows = sql.all::<Held>(cx.deps.db.reader()).await?;
    Ok(rows.into_iter().map(|row| (row.slug, row.post_id)).collect())
}

/// An account that is here.
#[derive(Debug, FromQueryResult)]
pub(in crate::imports) struct AccountHere {
    pub id: Uuid,
    pub username: String,
    pub email: String,
    pub email_verified_at: Option<DateTime<Utc>>,
    pub erase_at: Option<DateTime<Utc>>,
}

impl AccountHere {
    /// Whether the mail address is proven to be that of who has the account.
    pub(in crate::imports) const fn is_confirmed(&self) -> bool {
        self.email_verified_at.is_some() && self.erase_at.is_none()
    }
}

/// The accounts that have any of these ids, mail addresses or names.
pub(in crate::imports) async fn accounts(
    cx: &Context,
    ids: Vec<Uuid>,
    emails: Vec<String>,
    usernames: Vec<String>,
) -> Result<Vec<AccountHere>> {
    let engine = cx.deps.db.engine();
    let mut sql = Sql::new("SELECT u.id, u.username, u.email, u.email_verified_at, u.erase_at FROM users u WHERE u.id");
    sql.any_of(engine, ids).push(" OR u.email").any_of(engine, emails).push(" OR u.username");
    sql.any_of(engine, usernames);
    Ok(sql.all::<AccountHere>(cx.deps.db.reader()).await?)
}
