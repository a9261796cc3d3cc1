//! Reading what one is told.

use std::collections::HashMap;

use uuid::Uuid;

use crate::{
    Context, Error, Result,
    ids::{CommentId, NotificationId, UserId},
    notifications::{
        Notification, NotificationKind,
        store::{self, Did, Head},
    },
    page::{Page, PageArgs, PageRequest},
    scope::Scope,
    users::{self, User},
};

/// What one is told, the last first; only what is unread when that is asked for.
///
/// # Errors
/// `authentication_required`; faults of the page arguments.
pub async fn list(cx: &Context, unread: bool, args: &PageArgs) -> Result<Page<Notification>> {
    let me = cx.actor.acts(Scope::Read)?;
    let request = PageRequest::parse(cx, store::INBOX, args)?;
    let page = store::page(cx, me, unread, &request).await?;
    let heads: Vec<Head> = page.edges.iter().map(|edge| edge.node.clone()).collect();
    let mut known: HashMap<NotificationId, Notification> =
        whole(cx, heads).await?.into_iter().map(|it| (it.id, it)).collect();
    Ok(page.filter_map(|head| known.remove(&head.id)))
}

/// How many there are that one has not read.
///
/// # Errors
/// `authentication_required`.
pub async fn unread_count(cx: &Context) -> Result<i64> {
    store::unread(cx, cx.actor.acts(Scope::Read)?).await
}

/// One of a person's, as far as it may still be told.
pub(in crate::notifications) async fn find(cx: &Context, whose: UserId, id: NotificationId) -> Result<Notification> {
    let found = whole(cx, store::by_ids(cx, whose, &[id]).await?).await?.pop();
    found.ok_or(Error::not_found("notification"))
}

/// Adds who did it: two statements, however many there are.
pub(in crate::notifications) async fn whole(cx: &Context, heads: Vec<Head>) -> Result<Vec<Notification>> {
    let ids: Vec<NotificationId> = heads.iter().map(|head| head.id).collect();
    let mut gathered = store::gather(cx, &ids).await?;
    let people = people(cx, gathered.values()).await?;
    // What was taken back in this moment is told of no more.
    Ok(heads
        .into_iter()
        .filter_map(|head| {
            let did = gathered.remove(&head.id)?;
            Some(told(head, did, &people))
        })
        .collect())
}

/// One thing that somebody did, whatever else it is gathered with: that may be thousands.
pub(in crate::notifications) fn alone(head: Head, by: Option<User>, event: Uuid) -> Notification {
    let only = Did { actors: by.iter().map(|by| by.id).collect(), count: 1, event: Some(event) };
    let people: HashMap<UserId, User> = by.into_iter().map(|by| (by.id, by)).collect();
    told(head, only, &people)
}

async fn people<'a>(cx: &Context, did: impl IntoIterator<Item = &'a Did>) -> Result<HashMap<UserId, User>> {
    let mut people: Vec<UserId> = did.into_iter().flat_map(|it| it.actors.iter().copied()).collect();
    people.sort_unstable();
    people.dedup();
    Ok(users::get_many(cx, &people).await?.into_iter().map(|user| (user.id, user)).collect())
}

fn told(head: Head, mut by: Did, people: &HashMap<UserId, User>) -> Notification {
    if head.kind == NotificationKind::Moderation {
        // Moderators speak for the place, and not for themselves.
        (by.actors, by.count) = (Vec::new(), 0);
    }
    let last = by.event.filter(|_| head.kind.is_comment()).map(CommentId::from_uuid);
    Notification {
        id: head.id,
        kind: head.kind,
        actors: by.actors.iter().filter_map(|id| people.get(id).cloned()).collect(),
        actor_count: by.count,
        post_id: head.post_id,
        title: head.title,
        slug: head.slug,
        comment_id: last.or(head.comment_id.filter(|_| head.kind == NotificationKind::Reaction)),
        action_id: head.action_id,
        created_at: head.created_at,
        updated_at: head.updated_at,
        read_at: head.read_at,
        seq: head.seq,
    }
}

/// What has come to an inbox.
pub(crate) struct News {
    /// What may still be told of it, the first first.
    pub notifications: Vec<Notification>,
    /// The place up to which this is all.
    pub until: i64,
    /// Whether there is more behind that place.
    pub more: bool,
}

/// What has come to one's inbox behind a place.
///
/// # Errors
/// `authentication_required`.
pub(crate) async fn since(cx: &Context, after: i64, max: usize) -> Result<News> {
    let me = cx.actor.acts(Scope::Read)?;
    let came = store::since(cx, me, after, max).await?;
    let until = came.last().map_or(after, |(_, seq)| *seq);
    let ids: Vec<NotificationId> = came.iter().map(|(id, _)| *id).collect();
    let heads = if ids.is_empty() { Vec::new() } else { store::by_ids(cx, me, &ids).await? };
    // One that has moved on meanwhile comes with what is behind.
    let heads = heads.into_iter().filter(|head| head.seq <= until).collect();
    Ok(News { notifications: whole(cx, heads).await?, until, more: came.len() == max })
}

/// The last place that is taken in one's inbox.
///
/// # Errors
/// `authentication_required`.
pub(crate) async fn end(cx: &Context) -> Result<i64> {
    store::end(cx, cx.actor.acts(Scope::Read)?).await
}
