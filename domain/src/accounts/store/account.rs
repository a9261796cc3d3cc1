//! Accounts as the rules see them, and how they are found.

use chrono::{DateTime, Utc};
use presswork_entity::users;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect, sea_query::LockType};

use crate::{
    Context, Error, Result,
    accounts::model::{ManagedUser, Me},
    ids::UserId,
    platform::Tx,
    text,
    users::{Hold, User, UserRef, shut_out},
};

/// An account with everything a login looks at.
#[expect(clippy::struct_excessive_bools, reason = "they are facts of a row, each by itself")]
pub(in crate::accounts) struct Account {
    pub user: User,
    pub email: String,
    pub email_verified_at: Option<DateTime<Utc>>,
    pub password_hash: String,
    pub suspended: bool,
    /// Whether moderators hold it out, for a time or for good.
    pub held: bool,
    pub banned: bool,
    pub suspended_at: Option<DateTime<Utc>>,
    pub two_factor: bool,
    pub erase_at: Option<DateTime<Utc>>,
    pub erased: bool,
    pub version: i64,
}

impl From<Account> for Me {
    fn from(account: Account) -> Self {
        Self {
            user: account.user,
            email: account.email,
            email_verified_at: account.email_verified_at,
            two_factor_enabled: account.two_factor,
            version: account.version,
        }
    }
}

impl From<Account> for ManagedUser {
    fn from(account: Account) -> Self {
        Self { user: account.user, suspended_at: account.suspended_at, version: account.version }
    }
}

impl Account {
    /// Lets through who may come in.
    pub(in crate::accounts) fn require_let_in(&self) -> Result<()> {
        if self.suspended {
            let (code, detail) = shut_out(self.banned);
            return Err(Error::Forbidden { code, detail });
        }
        Ok(())
    }

    /// The hash of the password, if there is one.
    pub(in crate::accounts) fn hash(&self) -> Option<&str> {
        Some(self.password_hash.as_str()).filter(|hash| !hash.is_empty())
    }
}

impl TryFrom<users::Model> for Account {
    type Error = Error;

    fn try_from(row: users::Model) -> Result<Self> {
        Ok(Self {
            user: User {
                id: UserId::from_uuid(row.id),
                username: row.username,
                display_name: row.display_name,
                bio: row.bio,
                role: row.role.parse()?,
                created_at: row.created_at,
                follower_count: u32::try_from(row.follower_count).unwrap_or_default(),
                following_count: u32::try_from(row.following_count).unwrap_or_default(),
                relationship: None,
            },
            email: row.email,
            email_verified_at: row.email_verified_at,
            password_hash: row.password_hash,
            suspended: row.suspended_at.is_some(),
            held: row.hold.is_some(),
            banned: Hold::bans(row.hold.as_deref()),
            suspended_at: row.suspended_at,
            two_factor: row.two_factor_enabled_at.is_some(),
            erase_at: row.erase_at,
            erased: row.erased_at.is_some(),
            version: row.version,
        })
    }
}

/// What was typed at a login, as it is looked for: two texts at most lead to an account, its name and its mail address.
pub(in crate::accounts) fn as_looked_for(login: &str) -> String {
    login.trim().to_lowercase()
}

pub(in crate::accounts) async fn by_login(cx: &Context, login: &str) -> Result<Option<Account>> {
    let login = as_looked_for(login);
    if !text::is_storable(&login) {
        return Ok(None);
    }
    let column = if login.contains('@') { users::Column::Email } else { users::Column::Username };
    let row = users::Entity::find().filter(column.eq(login)).one(cx.deps.db.reader()).await?;
    row.map(Account::try_from).transpose()
}

pub(in crate::accounts) async fn by_id(db: &impl ConnectionTrait, id: UserId) -> Result<Option<Account>> {
    users::Entity::find_by_id(id.uuid()).one(db).await?.map(Account::try_from).transpose()
}

/// An account as it is now, which nobody else changes until the transaction ends.
pub(in crate::accounts) async fn held(tx: &Tx, id: UserId) -> Result<Option<Account>> {
    let row = users::Entity::find_by_id(id.uuid()).lock(LockType::NoKeyUpdate).one(&**tx).await?;
    row.map(Account::try_from).transpose()
}

pub(in crate::accounts) async fn by_email(tx: &Tx, email: &str) -> Result<Option<Account>> {
    let row = users::Entity::find().filter(users::Column::Email.eq(email)).one(&**tx).await?;
    row.map(Account::try_from).transpose()
}

pub(in crate::accounts) async fn by_ref(tx: &Tx, who: &UserRef) -> Result<Option<Account>> {
    let found = match who {
        UserRef::Id(id) => users::Entity::find_by_id(id.uuid()),
        UserRef::Username(name) => users::Entity::find().filter(users::Column::Username.eq(name.to_lowercase())),
    };
    found.one(&**tx).await?.map(Account::try_from).transpose()
}
