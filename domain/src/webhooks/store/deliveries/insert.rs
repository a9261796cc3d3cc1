//! Writing the deliveries of events.

use crate::{
    Context, Result,
    events::Event,
    ids::{self, WebhookDeliveryId, WebhookDeliveryKind, WebhookId},
    platform::{
        Tx,
        db::{Holds, Rows, Table},
    },
    webhooks::DeliveryState,
};

const TABLE: Table = Table {
    name: "webhook_deliveries",
    columns: &[
        ("id", Holds::Id),
        ("webhook_id", Holds::Id),
        ("event_id", Holds::Id),
        ("event_type", Holds::Text),
        ("event_seq", Holds::BigInt),
        ("body", Holds::Text),
        ("state", Holds::Text),
        ("attempts", Holds::Int),
        ("round", Holds::Int),
        ("next_attempt_at", Holds::Time),
        ("created_at", Holds::Time),
    ],
};

/// A delivery that is new: of this event, to this webhook.
pub(in crate::webhooks) struct Fresh<'a> {
    pub webhook: WebhookId,
    pub event: &'a Event,
    pub body: &'a str,
}

/// Writes deliveries and tells their ids, in the same order.
pub(in crate::webhooks) async fn insert_deliveries(
    cx: &Context,
    tx: &Tx,
    fresh: &[Fresh<'_>],
) -> Result<Vec<WebhookDeliveryId>> {
    let mut rows = Rows::of(TABLE);
    let mut written = Vec::with_capacity(fresh.len());
    for Fresh { webhook, event, body } in fresh {
        let id: WebhookDeliveryId = ids::new::<WebhookDeliveryKind>(cx);
        rows.push([
            id.uuid().into(),
            webhook.uuid().into(),
            event.id.uuid().into(),
            event.kind.as_str().into(),
            event.seq.into(),
            (*body).into(),
            DeliveryState::Pending.as_str().into(),
            0_i32.into(),
            0_i32.into(),
            cx.now.into(),
            cx.now.into(),
        ]);
        written.push(id);
    }
    rows.insert(&**tx, cx.deps.db.engine()).await?;
    Ok(written)
}
