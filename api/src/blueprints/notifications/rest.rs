//! `/v1/me/notifications` and `/v1/me/notification-preferences`.

use actix_web::{HttpRequest, get, post, put, web::Path};
use presswork_domain::{ids, notifications};

use super::{
    dto::{Notification, NotificationPreferences, UnreadCount},
    inputs::SetNotificationPreferencesInput,
    params::ListParams,
};
use crate::{
    answer::{Answer, ok},
    body::Body,
    call::Call,
    cx::Cx,
    fields::Fields,
    page::{self, List},
    query::Query,
    routes::Routes,
};

/// What one is told of what others do, the last first.
///
/// What happens to one thing is gathered as long as it is unread, and comes to the top again.
#[utoipa::path(
    operation_id = "notifications", tag = "notifications", params(ListParams),
    responses((status = 200, body = List<Notification>)),
    security(("bearer" = [])),
    extensions(("x-graphql" = json!("Query.notifications")))
)]
#[get("/me/notifications")]
async fn list(cx: Cx, request: HttpRequest, Query(params): Query<ListParams>) -> Answer {
    let (fields, total) = (Fields::of::<Notification>(params.fields.as_deref())?, params.include_total);
    let (args, unread) = params.split();
    let page = notifications::list(&cx, unread, &args).await?.counted(&cx, total).await?;
    Ok(page::answer::<_, Notification>(&request, page, &fields))
}

/// How many notifications one has not read.
#[utoipa::path(
    operation_id = "unreadNotificationCount", tag = "notifications",
    responses((status = 200, body = UnreadCount)),
    security(("bearer" = [])),
    extensions(("x-graphql" = json!("Query.unreadNotificationCount")))
)]
#[get("/me/notifications/unread-count")]
async fn unread_count(cx: Cx) -> Answer {
    Ok(ok(UnreadCount { count: notifications::unread_count(&cx).await? }))
}

/// Marks a notification as read. What happens after that begins another. Reading it twice changes nothing.
#[utoipa::path(
    operation_id = "readNotification", tag = "notifications",
    params(("id" = String, Path, description = "`notif_...`")),
    responses((status = 200, body = Notification), (status = 404)),
    security(("bearer" = [])),
    extensions(("x-graphql" = json!("Mutation.readNotification")))
)]
#[put("/me/notifications/{id}/read")]
async fn read(call: Call, id: Path<String>) -> Answer {
    let id = ids::parse(&id)?;
    let work = async move |cx| Ok(Notification::from(notifications::read(&cx, id).await?));
    Ok(call.once("readNotification", work).await?.ok())
}

/// Marks all notifications as read. Answers how many are unread then: those that came in this moment.
#[utoipa::path(
    operation_id = "readAllNotifications", tag = "notifications",
    responses((status = 200, body = UnreadCount)),
    security(("bearer" = [])),
    extensions(("x-graphql" = json!("Mutation.readAllNotifications")))
)]
#[post("/me/notifications/read-all")]
async fn read_all(call: Call) -> Answer {
    let work = async move |cx| Ok(UnreadCount { count: notifications::read_all(&cx).await? });
    Ok(call.once("readAllNotifications", work).await?.ok())
}

/// What one wants to hear, by which ways and when.
#[utoipa::path(
    operation_id = "notificationPreferences", tag = "notifications",
    responses((status = 200, body = NotificationPreferences)),
    security(("bearer" = [])),
    extensions(("x-graphql" = json!("Query.notificationPreferences")))
)]
#[get("/me/notification-preferences")]
async fn preferences(cx: Cx) -> Answer {
    Ok(ok(NotificationPreferences::from(notifications::preferences(&cx).await?)))
}

/// Sets what one wants to hear, by which ways and when, all of it anew. A digest that has come already does not come again for the
/// same day or week.
#[utoipa::path(
    operation_id = "setNotificationPreferences", tag = "notifications",
    request_body(content = SetNotificationPreferencesInput, description = "What is missing is as usual again."),
    responses((status = 200, body = NotificationPreferences)),
    security(("bearer" = [])),
    extensions(("x-graphql" = json!("Mutation.setNotificationPreferences")))
)]
#[put("/me/notification-preferences")]
async fn set_preferences(call: Call, Body(input): Body<SetNotificationPreferencesInput>) -> Answer {
    let work =
        async move |cx| Ok(NotificationPreferences::from(notifications::set_preferences(&cx, &input.into()).await?));
    Ok(call.once("setNotificationPreferences", work).await?.ok())
}

/// The routes of notifications.
pub fn routes(config: &mut Routes<'_>) {
    config.service(list).service(unread_count).service(read_all).service(read);
    config.service(preferences).service(set_preferences);
}
