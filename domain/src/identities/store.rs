//! The only file that speaks SQL about identities and logins on their way.

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::FromQueryResult;
use uuid::Uuid;

use super::Identity;
use crate::{
    Context, Error, Result,
    ids::{self, FlowId, IdentityId, UserId},
    page::{Key, List, Order, Page, PageRequest, Position},
    platform::{Sql, Tx, oauth::Claims, secret::token_hash},
};

pub(super) const IDENTITIES: List =
    List { name: "identities", key: "i.created_at", id: "i.id", order: Order::Descending };

/// How long a login may stay at the provider, and a code at the app.
const FLOW: TimeDelta = TimeDelta::minutes(10);

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    provider: String,
    name: String,
    created_at: DateTime<Utc>,
}

impl From<Row> for Identity {
    fn from(row: Row) -> Self {
        Self { id: IdentityId::from_uuid(row.id), provider: row.provider, name: row.name, created_at: row.created_at }
    }
}

pub(super) async fn page(cx: &Context, owner: UserId, request: &PageRequest) -> Result<Page<Identity>> {
    let mut sql = Sql::new("SELECT i.id, i.provider, i.name, i.created_at FROM identities i WHERE i.user_id = ");
    sql.bind(owner.uuid());
    let whole = sql.clone();
    request.apply(IDENTITIES, &mut sql);
    let rows = sql.all::<Row>(cx.deps.db.reader()).await?.into_iter().map(Identity::from).collect();
    Ok(request
        .page(cx, IDENTITIES, rows, |one| Position { key: Key::Time(one.created_at), id: one.id.uuid() })
        .of(whole))
}

/// Whose an identity is.
pub(super) async fn owner(tx: &Tx, provider: &str, subject: &str) -> Result<Option<(UserId, Identity)>> {
    #[derive(FromQueryResult)]
    struct Found {
        user_id: Uuid,
        id: Uuid,
        provider: String,
        name: String,
        created_at: DateTime<Utc>,
    }
    let mut sql = Sql::new("SELECT user_id, id, provider, name, created_at FROM identities WHERE provider = ");
    sql.bind(provider).push(" AND subject = ").bind(subject);
    let found = sql.one::<Found>(&**tx).await?;
    Ok(found.map(|Found { user_id, id, provider, name, created_at }| {
        (UserId::from_uuid(user_id), Row { id, provider, name, created_at }.into())
    }))
}

/// How many identities somebody has.
pub(super) async fn count(tx: &Tx, owner: UserId) -> Result<i64> {
    #[derive(FromQueryResult)]
    struct Count {
        n: i64,
    }
    let mut sql = Sql::new("SELECT COUNT(*) AS n FROM identities WHERE user_id = ");
    sql.bind(owner.uuid());
    Ok(sql.one::<Count>(&**tx).await?.map_or(0, |count| count.n))
}

pub(super) async fn insert(cx: &Context, tx: &Tx, owner: UserId, provider: &str, claims: &Claims) -> Result<Identity> {
    let id: IdentityId = ids::new(cx);
    let called = [&claims.username, &claims.email, &claims.name].into_iter().flatten().next();
    let name: String = called.unwrap_or(&claims.subject).chars().filter(|c| !c.is_control()).take(100).collect();
    let mut sql = Sql::new("INSERT INTO identities (id, user_id, provider, subject, name, created_at) VALUES (");
    sql.bind(id.uuid()).push(", ").bind(owner.uuid()).push(", ").bind(provider).push(", ");
    sql.bind(claims.subject.clone()).push(", ").bind(name.clone()).push(", ").bind(cx.now).push(")");
    match sql.run(&**tx).await {
        // Somebody linked it in this moment.
        Err(error) if crate::platform::db::taken(&error).is_some() => Err(Error::unavailable("database", error)),
        result => {
            result?;
            Ok(Identity { id, provider: provider.to_owned(), name, created_at: cx.now })
        }
    }
}

/// Removes an identity of this person; false when they have no such identity.
pub(super) async fn remove(tx: &Tx, owner: UserId, id: IdentityId) -> Result<bool> {
    let mut sql = Sql::new("DELETE FROM identities WHERE user_id = ");
    sql.bind(owner.uuid()).push(" AND id = ").bind(id.uuid());
    Ok(sql.run(&**tx).await? == 1)
}

/// Removes every identity of a person who is erased. Tells how many.
pub(super) async fn remove_all(tx: &Tx, owner: UserId) -> Result<u64> {
    let mut sql = Sql::new("DELETE FROM identities WHERE user_id = ");
    sql.bind(owner.uuid());
    Ok(sql.run(&**tx).await?)
}

/// A login that is on its way.
#[derive(FromQueryResult)]
pub(super) struct Flow {
    id: Uuid,
    pub provider: String,
    pub redirect_to: String,
    code_challenge: String,
    claims: Option<String>,
}

impl Flow {
    pub(super) fn id(&self) -> FlowId {
        FlowId::from_uuid(self.id)
    }

    /// Whether this is the verifier of the app that began.
    pub(super) fn is_of(&self, verifier: &str) -> bool {
        crate::platform::oauth::challenge_of(verifier) == self.code_challenge
    }

    /// Who came back.
    pub(super) fn claims(&self) -> Result<Claims> {
        serde_json::from_str(self.claims.as_deref().unwrap_or_default()).map_err(Error::internal)
    }
}

/// Writes down that a login leaves. Nothing in the row opens anything.
pub(super) async fn begin(
    cx: &Context,
    tx: &Tx,
    id: FlowId,
    state: &str,
    (provider, redirect_to, challenge): (&str, &str, &str),
) -> Result<()> {
    let mut sql = Sql::new(
        "INSERT INTO oauth_flows (id, provider, state_hash, redirect_to, code_challenge, created_at, expires_at) VALUES (",
    );
    sql.bind(id.uuid()).push(", ").bind(provider).push(", ").bind(token_hash(state)).push(", ").bind(redirect_to);
    sql.push(", ").bind(challenge).push(", ").bind(cx.now).push(", ").bind(cx.now + FLOW).push(")");
    sql.run(&**tx).await?;
    Ok(())
}

/// Takes the one answer that a login may get; none where there is no such login, it is over, or it was answered.
pub(super) async fn answer(cx: &Context, tx: &Tx, provider: &str, state: &str) -> Result<Option<Flow>> {
    let mut sql = Sql::new("UPDATE oauth_flows SET answered_at = ");
    sql.bind(cx.now).push(" WHERE answered_at IS NULL AND provider = ").bind(provider);
    sql.push(" AND state_hash = ").bind(token_hash(state)).push(" AND expires_at > ").bind(cx.now);
    sql.push(" RETURNING id, provider, redirect_to, code_challenge, claims");
    Ok(sql.one::<Flow>(&**tx).await?)
}

/// Keeps who came back for whoever brings this code.
pub(super) async fn keep(cx: &Context, tx: &Tx, id: FlowId, claims: &Claims, code: &str) -> Result<()> {
    let claims = serde_json::to_string(claims).map_err(Error::internal)?;
    let mut sql = Sql::new("UPDATE oauth_flows SET claims = ");
    sql.bind(claims).push(", code_hash = ").bind(token_hash(code)).push(", expires_at = ").bind(cx.now + FLOW);
    sql.push(" WHERE id = ").bind(id.uuid());
    sql.run(&**tx).await?;
    Ok(())
}

/// The login of a code that is still good.
pub(super) async fn by_code(cx: &Context, tx: &Tx, code: &str) -> Result<Option<Flow>> {
    let mut sql =
        Sql::new("SELECT id, provider, redirect_to, code_challenge, claims FROM oauth_flows WHERE code_hash = ");
    sql.bind(token_hash(code)).push(" AND expires_at > ").bind(cx.now);
    Ok(sql.one::<Flow>(&**tx).await?)
}

/// Uses a code up, and forgets who came; false when somebody was faster.
pub(super) async fn end(tx: &Tx, id: FlowId) -> Result<bool> {
    let mut sql = Sql::new("DELETE FROM oauth_flows WHERE id = ");
    sql.bind(id.uuid());
    Ok(sql.run(&**tx).await? == 1)
}
