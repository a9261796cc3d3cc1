//! Notifications in GraphQL.

use async_graphql::{Context, ID, Object, Subscription};
use futures::Stream;
use presswork_domain::{
    ids, notifications,
    realtime::{Topic, Update},
};

use super::{
    dto::{Notification, NotificationPreferences, UnreadCount},
    inputs::SetNotificationPreferencesInput,
};
use crate::{
    failure::Failure,
    graphql::{args::page_args, cx, follow::follow, once::once},
    page::NotificationConnection,
};

/// Queries of notifications.
#[derive(Default)]
pub struct NotificationsQuery;

/// Mutations of notifications.
#[derive(Default)]
pub struct NotificationsMutation;

/// Subscriptions of notifications.
#[derive(Default)]
pub struct NotificationsSubscription;

#[Object]
impl NotificationsQuery {
    /// What one is told of what others do, the last first. What happens to one thing is gathered as long as it is unread, and
    /// comes to the top again.
    async fn notifications(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many items from the start, 1 to 100; 20 when missing.")] first: Option<i64>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many items from the end, 1 to 100.")] last: Option<i64>,
        #[graphql(desc = "Only what comes before this cursor.")] before: Option<String>,
        #[graphql(desc = "Only what is unread; all when missing.")] unread: Option<bool>,
    ) -> Result<Option<NotificationConnection>, Failure> {
        let args = page_args(first, after, last, before);
        Ok(Some(notifications::list(cx(ctx)?, unread.unwrap_or_default(), &args).await?.into()))
    }

    /// How many notifications one has not read.
    async fn unread_notification_count(&self, ctx: &Context<'_>) -> Result<Option<UnreadCount>, Failure> {
        Ok(Some(UnreadCount { count: notifications::unread_count(cx(ctx)?).await? }))
    }

    /// What one wants to hear, by which ways and when.
    async fn notification_preferences(&self, ctx: &Context<'_>) -> Result<Option<NotificationPreferences>, Failure> {
        Ok(Some(notifications::preferences(cx(ctx)?).await?.into()))
    }
}

#[Object]
impl NotificationsMutation {
    /// Marks a notification as read. What happens after that begins another. Reading it twice changes nothing.
    async fn read_notification(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "`notif_...`")] id: ID,
        #[graphql(desc = "Within 24 hours a repeat in either face only gets the first answer. 1 to 255 ASCII signs.")]
        idempotency_key: Option<String>,
    ) -> Result<Option<Notification>, Failure> {
        let id = ids::parse(&id)?;
        once(ctx, idempotency_key, async move |cx| Ok(Notification::from(notifications::read(&cx, id).await?))).await
    }

    /// Marks all notifications as read. Answers how many are unread then: those that came in this moment.
    async fn read_all_notifications(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Within 24 hours a repeat in either face only gets the first answer. 1 to 255 ASCII signs.")]
        idempotency_key: Option<String>,
    ) -> Result<Option<UnreadCount>, Failure> {
        let work = async move |cx| Ok(UnreadCount { count: notifications::read_all(&cx).await? });
        once(ctx, idempotency_key, work).await
    }

    /// Sets what one wants to hear, by which ways and when, all of it anew. A digest that has come already does not come again
    /// for the same day or week.
    async fn set_notification_preferences(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is missing is as usual again.")] input: SetNotificationPreferencesInput,
        #[graphql(desc = "Within 24 hours a repeat in either face only gets the first answer. 1 to 255 ASCII signs.")]
        idempotency_key: Option<String>,
    ) -> Result<Option<NotificationPreferences>, Failure> {
        let work = async move |cx| {
            Ok(NotificationPreferences::from(notifications::set_preferences(&cx, &input.into()).await?))
        };
        once(ctx, idempotency_key, work).await
    }
}

#[Subscription]
impl NotificationsSubscription {
    /// What one is told, as it comes. One in which something more was gathered comes again.
    async fn notification_received(
        &self,
        ctx: &Context<'_>,
    ) -> Result<impl Stream<Item = Result<Option<Notification>, Failure>>, Failure> {
        let told = |update| if let Update::Notification(it) = update { Some(Notification::from(*it)) } else { None };
        follow(ctx, Topic::Inbox(None), told).await
    }
}
