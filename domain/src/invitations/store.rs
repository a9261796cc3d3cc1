//! The only file that speaks SQL about invitations.

use chrono::{DateTime, Utc};
use sea_orm::FromQueryResult;
use uuid::Uuid;

use super::Invitation;
use crate::{
    Context, Error, Result,
    ids::{self, InvitationId, UserId},
    mails,
    page::{Key, List, Order, Page, PageRequest, Position},
    platform::{Sql, Tx, secret::token_hash},
    users::{Email, Role},
};

pub(super) const INVITATIONS: List =
    List { name: "invitations", key: "i.created_at", id: "i.id", order: Order::Descending };

const COLUMNS: &str = "SELECT i.id, i.email, i.role, i.created_at, i.expires_at FROM invitations i WHERE \
                       i.accepted_at IS NULL AND i.revoked_at IS NULL";

/// An invitation to power over others stands as long as who invited has it, and may come in. Who that was is not known of those from before.
const STANDS: &str = "(invitations.role NOT IN ('moderator', 'admin') OR invitations.host_id IS NULL OR EXISTS \
                      (SELECT 1 FROM users u WHERE u.id = invitations.host_id AND u.role = 'admin' \
                      AND u.suspended_at IS NULL AND u.erase_at IS NULL))";

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    email: String,
    role: String,
    created_at: DateTime<Utc>,
    expires_at: DateTime<Utc>,
}

impl TryFrom<Row> for Invitation {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self> {
        Ok(Self {
            id: InvitationId::from_uuid(row.id),
            email: row.email,
            role: row.role.parse()?,
            created_at: row.created_at,
            expires_at: row.expires_at,
        })
    }
}

pub(super) async fn page(cx: &Context, request: &PageRequest) -> Result<Page<Invitation>> {
    let mut sql = Sql::new(COLUMNS);
    let whole = sql.clone();
    request.apply(INVITATIONS, &mut sql);
    let rows = sql.all::<Row>(cx.deps.db.reader()).await?;
    let rows = rows.into_iter().map(Invitation::try_from).collect::<Result<Vec<_>>>()?;
    Ok(request
        .page(cx, INVITATIONS, rows, |one| Position { key: Key::Time(one.created_at), id: one.id.uuid() })
        .of(whole))
}

pub(super) async fn insert(cx: &Context, tx: &Tx, host: UserId, email: &Email, role: Role) -> Result<Invitation> {
    let id: InvitationId = ids::new(cx);
    let expires_at = cx.now + cx.settings().accounts.invitation_ttl;
    let mut sql =
        Sql::new("INSERT INTO invitations (id, email, role, token_hash, created_at, expires_at, host_id) VALUES (");
    sql.bind(id.uuid()).push(", ").bind(email.as_str()).push(", ").bind(role.as_str()).push(", ");
    sql.bind(token_hash(&mails::invitation_token(cx, id))).push(", ").bind(cx.now).push(", ");
    sql.bind(expires_at).push(", ").bind(host.uuid()).push(")");
    sql.run(&**tx).await?;
    Ok(Invitation { id, email: email.as_str().to_owned(), role, created_at: cx.now, expires_at })
}

/// Takes an invitation back; false when there is none that waits.
pub(super) async fn revoke(cx: &Context, tx: &Tx, id: InvitationId) -> Result<bool> {
    let mut sql = Sql::new("UPDATE invitations SET revoked_at = ");
    sql.bind(cx.now).push(" WHERE accepted_at IS NULL AND revoked_at IS NULL AND id = ").bind(id.uuid());
    Ok(sql.run(&**tx).await? == 1)
}

/// Takes every invitation of an address back.
pub(super) async fn revoke_all_to(cx: &Context, tx: &Tx, email: &Email) -> Result<()> {
    let mut sql = Sql::new("UPDATE invitations SET revoked_at = ");
    sql.bind(cx.now).push(" WHERE accepted_at IS NULL AND revoked_at IS NULL AND email = ").bind(email.as_str());
    sql.run(&**tx).await?;
    Ok(())
}

/// An invitation by its token, and whether it still waits.
pub(super) async fn by_token(cx: &Context, token: &str) -> Result<Option<(Invitation, bool)>> {
    #[derive(FromQueryResult)]
    struct Found {
        id: Uuid,
        email: String,
        role: String,
        created_at: DateTime<Utc>,
        expires_at: DateTime<Utc>,
        accepted_at: Option<DateTime<Utc>>,
        revoked_at: Option<DateTime<Utc>>,
        stands: bool,
    }
    let mut sql = Sql::new("SELECT id, email, role, created_at, expires_at, accepted_at, revoked_at, ");
    sql.push(STANDS).push(" AS stands FROM invitations WHERE token_hash = ");
    sql.bind(token_hash(token));
    let found = sql.one::<Found>(cx.deps.db.reader()).await?;
    found
        .map(|row| {
            let waits = row.accepted_at.is_none() && row.revoked_at.is_none() && row.expires_at > cx.now && row.stands;
            let Found { id, email, role, created_at, expires_at, .. } = row;
            Ok((Row { id, email, role, created_at, expires_at }.try_into()?, waits))
        })
        .transpose()
}

/// Uses an invitation up; false when somebody was faster, or it stands no more. Its address is kept no longer: the account has it.
pub(super) async fn accept(cx: &Context, tx: &Tx, id: InvitationId) -> Result<bool> {
    let mut sql = Sql::new("UPDATE invitations SET email = '', accepted_at = ");
    sql.bind(cx.now).push(" WHERE accepted_at IS NULL AND revoked_at IS NULL AND id = ").bind(id.uuid());
    sql.push(" AND ").push(STANDS);
    Ok(sql.run(&**tx).await? == 1)
}
