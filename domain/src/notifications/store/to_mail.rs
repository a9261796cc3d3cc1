//! What a mail tells, read by one statement.

use sea_orm::FromQueryResult;

use super::{
    inbox::{self, Head, Row},
    live,
    tell::only_mailed,
};
use crate::{
    Context, Result,
    notifications::MailNotification,
    platform::{Sql, db::Columns},
    users::{self, User},
};

/// What is to be mailed.
pub(in crate::notifications) struct ToMail {
    /// The notification.
    pub head: Head,
    /// Whether its reader wants a mail about its kind, where they said.
    pub wanted: Option<bool>,
    /// Whether nothing but mails tells of it.
    pub only_mailed: bool,
    /// The comment that the event is, if it is one.
    pub html: Option<String>,
    /// Who did it.
    pub by: Option<User>,
}

/// The columns between those of the head and those of who did it.
#[derive(FromQueryResult)]
struct More {
    mail: Option<bool>,
    only_mailed: bool,
    html: Option<String>,
}

/// How many columns that are.
const MORE: usize = 3;

/// What is to be mailed, unless it was taken back, or the two may not hear of each other any more.
pub(in crate::notifications) async fn to_mail(cx: &Context, job: &MailNotification) -> Result<Option<ToMail>> {
    let said = |what: &str| {
        format!("(SELECT np.{what} FROM notification_preferences np WHERE np.user_id = n.user_id AND np.kind = n.kind)")
    };
    let (mail, only_mailed) = (said("mail"), only_mailed(&said("digest")));
    let mut columns = Sql::new(&format!(", {mail} AS mail, {only_mailed} AS only_mailed, q.html"));
    let mut joins = Sql::new(" JOIN notification_events e ON e.user_id = n.user_id AND e.event_id = ");
    joins.bind(job.event).push(" AND e.actor_id = ").bind(job.by.uuid());
    joins.push(" LEFT JOIN comments q ON q.id = e.event_id");
    users::push_author(&mut columns, &mut joins, &cx.actor, "e.actor_id");
    let mut sql = inbox::of(job.to, columns, joins);
    sql.push(&format!(" AND {} AND {} AND n.id = ", live::subject(), live::event())).bind(job.notification.uuid());
    let Some(found) = sql.rows(cx.deps.db.reader()).await?.pop() else { return Ok(None) };
    let head: Head = Row::from_query_result(&found, "")?.try_into()?;
    let More { mail: wanted, only_mailed, html } = More::from_query_result(&found, "")?;
    let mut columns = Columns::of(&found);
    columns.skip(inbox::COLUMNS + MORE);
    let by = users::read_author(&mut columns, &cx.actor)?;
    Ok(Some(ToMail { head, wanted, only_mailed, html, by }))
}
