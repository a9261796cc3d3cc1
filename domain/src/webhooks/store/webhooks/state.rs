//! Whether a webhook is told anything.

use chrono::{DateTime, Utc};

use super::change::{changed, of};
use crate::{
    Context, Result,
    ids::WebhookId,
    platform::{Sql, Tx},
    webhooks::DisabledReason,
};

pub(in crate::webhooks) async fn disable(cx: &Context, tx: &Tx, id: WebhookId, why: DisabledReason) -> Result<()> {
    let mut sql = changed(cx);
    disabled(&mut sql, cx, why);
    of(sql, tx, id).await
}

pub(super) fn disabled(sql: &mut Sql, cx: &Context, why: DisabledReason) {
    sql.push(", enabled = ").bind(false).push(", disabled_reason = ").bind(why.as_str());
    sql.push(", disabled_at = ").bind(cx.now);
}

/// Notes down since when every attempt has failed. That is no change that anybody made: the version stays.
pub(in crate::webhooks) async fn set_failing(tx: &Tx, id: WebhookId, since: Option<DateTime<Utc>>) -> Result<()> {
    let mut sql = Sql::new("UPDATE webhooks SET failing_since = ");
    sql.bind(since);
    of(sql, tx, id).await
}
