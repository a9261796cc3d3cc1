//! What people want to hear.

use chrono_tz::Tz;
use sea_orm::FromQueryResult;

use crate::{
    Context, Result,
    ids::UserId,
    notifications::{
        Digest, NotificationKind, Preference, Preferences,
        model::{DIGEST_HOUR, NewPreferences},
    },
    platform::{Sql, Tx},
};

/// What a person wants; as usual where they have not said.
pub(in crate::notifications) async fn of(cx: &Context, whose: UserId) -> Result<Preferences> {
    #[derive(FromQueryResult)]
    struct Row {
        kind: String,
        inbox: bool,
        mail: bool,
        digest: String,
    }
    let mut sql =
        Sql::new("SELECT np.kind, np.inbox, np.mail, np.digest FROM notification_preferences np WHERE np.user_id = ");
    sql.bind(whose.uuid());
    let mut kinds = NotificationKind::CHOSEN.map(Preference::usual).to_vec();
    for row in sql.all::<Row>(cx.deps.db.reader()).await? {
        let kind: NotificationKind = row.kind.parse()?;
        let said = Preference { kind, inbox: row.inbox, mail: row.mail, digest: row.digest.parse()? };
        kinds.iter_mut().filter(|it| it.kind == kind).for_each(|it| *it = said);
    }
    let (time_zone, digest_hour) = clock(cx, whose).await?;
    Ok(Preferences { time_zone, digest_hour, kinds })
}

/// Whose clocks a person lives by, and the hour of their digests.
async fn clock(cx: &Context, whose: UserId) -> Result<(String, u32)> {
    #[derive(FromQueryResult)]
    struct Row {
        time_zone: String,
        digest_hour: i32,
    }
    let mut sql = Sql::new("SELECT i.time_zone, i.digest_hour FROM inboxes i WHERE i.user_id = ");
    sql.bind(whose.uuid());
    let row = sql.one::<Row>(cx.deps.db.reader()).await?;
    let said = row.map(|row| (row.time_zone, u32::try_from(row.digest_hour).unwrap_or(DIGEST_HOUR)));
    Ok(said.unwrap_or_else(|| (Tz::UTC.name().to_owned(), DIGEST_HOUR)))
}

/// Replaces all of it.
pub(in crate::notifications) async fn replace(tx: &Tx, whose: UserId, new: &NewPreferences) -> Result<()> {
    let mut sql = Sql::new("INSERT INTO inboxes (user_id, time_zone, digest_hour) VALUES (");
    sql.bind(whose.uuid()).push(", ").bind(new.zone.name()).push(", ");
    sql.bind(i32::try_from(new.hour).unwrap_or_default());
    sql.push(
        ") ON CONFLICT (user_id) DO UPDATE SET time_zone = excluded.time_zone, digest_hour = excluded.digest_hour",
    );
    sql.run(&**tx).await?;
    let mut sql = Sql::new("INSERT INTO notification_preferences (user_id, kind, inbox, mail, digest) VALUES ");
    for (n, it) in new.kinds.iter().enumerate() {
        sql.push(if n == 0 { "(" } else { ", (" }).bind(whose.uuid()).push(", ").bind(it.kind.as_str()).push(", ");
        sql.bind(it.inbox).push(", ").bind(it.mail).push(", ").bind(it.digest.as_str()).push(")");
    }
    sql.push(
        " ON CONFLICT (user_id, kind) DO UPDATE SET inbox = excluded.inbox, mail = excluded.mail, digest = excluded.digest",
    );
    sql.run(&**tx).await?;
    Ok(())
}

/// No mail about this kind any more, for an account that is there.
pub(in crate::notifications) async fn end_mail(tx: &Tx, whose: UserId, kind: NotificationKind) -> Result<()> {
    let usual = Preference::usual(kind);
    let mut sql = Sql::new("INSERT INTO notification_preferences (user_id, kind, inbox, mail, digest) SELECT u.id, ");
    sql.bind(kind.as_str()).push(", ").bind(usual.inbox).push(", ").bind(false).push(", ").bind(usual.digest.as_str());
    sql.push(" FROM users u WHERE u.erased_at IS NULL AND u.id = ").bind(whose.uuid());
    sql.push(" ON CONFLICT (user_id, kind) DO UPDATE SET mail = excluded.mail");
    sql.run(&**tx).await?;
    Ok(())
}

/// No digest of this kind any more.
pub(in crate::notifications) async fn end_digest(tx: &Tx, whose: UserId, digest: Digest) -> Result<()> {
    let mut sql = Sql::new("UPDATE notification_preferences SET digest = 'off' WHERE user_id = ");
    sql.bind(whose.uuid()).push(" AND digest = ").bind(digest.as_str());
    sql.run(&**tx).await?;
    super::plan(tx, whose, digest, None).await
}
