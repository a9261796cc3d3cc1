//! The only file that speaks SQL about people's public faces.

use chrono::{DateTime, Utc};
use sea_orm::FromQueryResult;
use type_safe_id::TypeSafeId;
use uuid::Uuid;

use super::{Role, User};
use crate::{
    Context, Error, Result,
    ids::UserId,
    page::{Key, List, Order, Page, PageRequest, Position},
    platform::Sql,
};

pub(super) const USERS: List = List { name: "users", key: "u.created_at", id: "u.id", order: Order::Descending };

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    username: String,
    display_name: String,
    bio: String,
    role: String,
    created_at: DateTime<Utc>,
}

impl TryFrom<Row> for User {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self> {
        Ok(Self {
            id: UserId::from_uuid(row.id),
            username: row.username,
            display_name: row.display_name,
            bio: row.bio,
            role: row.role.parse::<Role>()?,
            created_at: row.created_at,
        })
    }
}

/// Every query starts here. An account exists for others once its mail address is confirmed.
fn visible() -> Sql {
    Sql::new(
        "SELECT u.id, u.username, u.display_name, u.bio, u.role, u.created_at FROM users u \
         WHERE u.email_verified_at IS NOT NULL",
    )
}

pub(super) async fn by_ids(cx: &Context, ids: &[UserId]) -> Result<Vec<User>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut sql = visible();
    sql.push(" AND u.id IN ").bind_all(ids.iter().map(TypeSafeId::uuid));
    sql.all::<Row>(cx.deps.db.reader()).await?.into_iter().map(User::try_from).collect()
}

pub(super) async fn by_username(cx: &Context, username: &str) -> Result<Option<User>> {
    let mut sql = visible();
    sql.push(" AND u.username = ").bind(username.to_lowercase());
    sql.one::<Row>(cx.deps.db.reader()).await?.map(User::try_from).transpose()
}

pub(super) async fn page(cx: &Context, request: &PageRequest) -> Result<Page<User>> {
    let mut sql = visible();
    request.apply(USERS, &mut sql);
    let rows = sql.all::<Row>(cx.deps.db.reader()).await?;
    let users = rows.into_iter().map(User::try_from).collect::<Result<Vec<_>>>()?;
    Ok(request.page(cx, USERS, users, |user| Position { key: Key::Time(user.created_at), id: user.id.uuid() }))
}

/// How to reach a person; for mail only, never shown.
pub(crate) struct Contact {
    pub email: String,
    pub display_name: String,
}

/// How to reach a person, when the account exists.
pub(crate) async fn contact(cx: &Context, id: UserId) -> Result<Option<Contact>> {
    #[derive(FromQueryResult)]
    struct Row {
        email: String,
        display_name: String,
    }
    let mut sql = Sql::new("SELECT email, display_name FROM users WHERE id = ");
    sql.bind(id.uuid());
    let row = sql.one::<Row>(cx.deps.db.reader()).await?;
    Ok(row.map(|row| Contact { email: row.email, display_name: row.display_name }))
}
