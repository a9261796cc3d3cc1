//! Lists of what is about one person, one thing, or for operators alone; and what telling of a comment reads.

use std::sync::Arc;

use presswork_domain::{
    Context, access_tokens, accounts,
    audit::{self, AuditFilter},
    comments::TellOfComment,
    events::{self, EventFilter},
    identities,
    ids::WebhookId,
    invitations, jobs, media,
    platform::db::record_statements,
    posts::revisions,
    webhooks::{self, DeliveryFilter},
};

use super::{CommentId, PostId, Site, comments, one};

/// What the demo has not: notifications of every follower, pictures, revisions, what is written down for operators, and ways in.
pub(super) const MORE: [&str; 13] = [
    "INSERT INTO notifications (id, user_id, kind, subject_id, inbox, seq, created_at, updated_at) SELECT gen_random_uuid(), \
     f.followee_id, 'follow', f.follower_id, TRUE, ROW_NUMBER() OVER (PARTITION BY f.followee_id ORDER BY f.follower_id), \
     f.created_at, f.created_at FROM follows f",
    "INSERT INTO notification_events (user_id, event_id, actor_id, notification_id, created_at) SELECT n.user_id, n.subject_id, \
     n.subject_id, n.id, n.created_at FROM notifications n",
    "INSERT INTO media (id, owner_id, state, filename, media_type, size, received, uploads, version, expires_at, created_at, updated_at) \
     SELECT gen_random_uuid(), u.id, 'waiting', 'a.png', 'image/png', 9, 0, 0, 1, now(), u.created_at, u.created_at \
     FROM (SELECT id, created_at FROM users ORDER BY follower_count DESC, id LIMIT 100) u, generate_series(1, 30) n",
    "INSERT INTO post_revisions (post_id, number, version, author_id, title, markdown, begun_at, saved_at) SELECT p.id, n, n, \
     p.author_id, p.title, '', p.created_at, p.created_at FROM posts p, generate_series(1, 12) n",
    "INSERT INTO comment_revisions (comment_id, version, markdown, html, written_at) SELECT c.id, n, '', '', c.created_at \
     FROM (SELECT id, created_at FROM comments ORDER BY id DESC LIMIT 500) c, generate_series(1, 12) n",
    "INSERT INTO audit_log (seq, id, at, action, outcome, actor, user_agent, request_id, previous, hash) SELECT n, gen_random_uuid(), \
     now(), CASE WHEN n % 40 = 0 THEN 'post.deleted' ELSE 'session.login' END, 'success', 'anonymous', '', '', '', '' \
     FROM generate_series(1000001, 1004000) n",
    "INSERT INTO events (id, seq, kind, version, data, at) SELECT gen_random_uuid(), n, \
     CASE WHEN n % 40 = 0 THEN 'post.deleted' ELSE 'post.published' END, 1, '{}', now() FROM generate_series(1000001, 1004000) n",
    "INSERT INTO webhooks (id, url, description, event_types, ordered, enabled, salt, version, created_at, updated_at) SELECT u.id, \
     'https://example.org/', '', '', FALSE, FALSE, 'x', 1, u.created_at, u.created_at FROM users u ORDER BY u.id LIMIT 40",
    "INSERT INTO webhook_deliveries (id, webhook_id, event_id, event_type, body, state, attempts, round, created_at) \
     SELECT gen_random_uuid(), w.id, gen_random_uuid(), 'post.published', '{}', \
     CASE WHEN n % 20 = 0 THEN 'failed' ELSE 'delivered' END, 1, 1, w.created_at FROM webhooks w, generate_series(1, 100) n",
    "INSERT INTO sessions (id, user_id, created_at, last_used_at, expires_at) SELECT gen_random_uuid(), u.id, u.created_at, \
     u.created_at, now() + INTERVAL '9 years' FROM (SELECT id, created_at FROM users ORDER BY follower_count DESC, id LIMIT 100) u, \
     generate_series(1, 30) n",
    "INSERT INTO access_tokens (id, user_id, name, hint, token_hash, scopes, created_at, expires_at) SELECT gen_random_uuid(), \
     s.user_id, 'x', 'x', CAST(s.id AS text), 'read', s.created_at, s.expires_at FROM sessions s",
    "INSERT INTO invitations (id, email, role, token_hash, created_at, expires_at) SELECT u.id, u.email, 'member', CAST(u.id AS text), \
     u.created_at, now() + INTERVAL '9 years' FROM users u",
    "INSERT INTO identities (id, user_id, provider, subject, name, created_at) SELECT gen_random_uuid(), s.user_id, 'provider', \
     CAST(s.id AS text), '', s.created_at FROM sessions s",
];

/// All of them but searches, which look for a common word by reading up to the first that has it, and the inbox, of which the planner
/// rightly hashes a community as small as this one: as many looks into an index as there are notifications of a person cost more than
/// reading five thousand comments once.
pub(super) async fn look(site: &mut Site) {
    of_pictures(site).await;
    of_revisions(site).await;
    of_logs(site).await;
    of_webhooks(site).await;
    of_ways_in(site).await;
    of_telling(site).await;
}

async fn of_pictures(site: &mut Site) {
    for (who, cx) in [("their owner", site.reader.clone()), ("an admin", site.admin.clone())] {
        for undescribed in [false, true] {
            let list = async |args| media::library(&cx, &args, undescribed).await;
            site.look(&format!("pictures by {who}"), list).await;
        }
    }
}

async fn of_revisions(site: &mut Site) {
    let cx = site.admin.clone();
    let post = "SELECT id FROM posts WHERE status = 'published' AND deleted_at IS NULL ORDER BY id LIMIT 1";
    let post = PostId::from_uuid(one(&site.app, post).await);
    let comment = "SELECT comment_id AS id FROM comment_revisions r JOIN comments c ON c.id = r.comment_id \
                   JOIN posts p ON p.id = c.post_id WHERE p.deleted_at IS NULL ORDER BY r.comment_id LIMIT 1";
    let comment = CommentId::from_uuid(one(&site.app, comment).await);
    site.look("revisions of a post", async |args| revisions::list(&cx, post, &args).await).await;
    site.look("revisions of a comment", async |args| comments::revisions(&cx, comment, &args).await).await;
}

async fn of_logs(site: &mut Site) {
    let cx = site.admin.clone();
    let seldom = || Some("post.deleted".to_owned());
    for filter in [
        AuditFilter::default(),
        AuditFilter { action: seldom(), ..AuditFilter::default() },
        AuditFilter { actor: Some("system".into()), ..AuditFilter::default() },
        AuditFilter { target: Some("nothing".into()), ..AuditFilter::default() },
        AuditFilter { since: Some(cx.now), ..AuditFilter::default() },
    ] {
        site.look("the audit log", async |args| audit::list(&cx, &args, &filter).await).await;
    }
    for filter in [EventFilter::default(), EventFilter { kind: seldom() }] {
        site.look("events", async |args| events::list(&cx, &args, &filter).await).await;
    }
}

async fn of_webhooks(site: &mut Site) {
    let cx = site.admin.clone();
    let webhook = WebhookId::from_uuid(one(&site.app, "SELECT id FROM webhooks ORDER BY id LIMIT 1").await);
    site.look("webhooks", async |args| webhooks::list(&cx, &args).await).await;
    for filter in [DeliveryFilter { state: None }, DeliveryFilter { state: Some(webhooks::DeliveryState::Failed) }] {
        site.look("deliveries", async |args| webhooks::deliveries(&cx, webhook, &args, filter).await).await;
    }
}

async fn of_ways_in(site: &mut Site) {
    let cx = site.reader.clone();
    site.look("sessions", async |args| accounts::sessions(&cx, &args).await).await;
    site.look("access tokens", async |args| access_tokens::list(&cx, &args).await).await;
    site.look("identities", async |args| identities::list(&cx, &args).await).await;
    let cx = site.admin.clone();
    site.look("invitations", async |args| invitations::list(&cx, &args).await).await;
}

/// What is read to tell of a reply, and to mail it.
async fn of_telling(site: &mut Site) {
    let reply = "SELECT c.id FROM comments c JOIN posts p ON p.id = c.post_id WHERE c.parent_id IS NOT NULL \
                 AND c.deleted_at IS NULL AND p.deleted_at IS NULL AND p.status = 'published' AND c.author_id <> p.author_id \
                 ORDER BY c.id LIMIT 1";
    let comment = CommentId::from_uuid(one(&site.app, reply).await);
    let cx = Context::system(Arc::clone(&site.app.deps), "plans");
    let mut tx = cx.begin().await.unwrap();
    jobs::enqueue(&cx, &mut tx, &TellOfComment { comment, answered: None, changed: false }).await.unwrap();
    tx.commit().await.unwrap();
    let (_, statements) = Box::pin(record_statements(site.app.run_jobs())).await;
    // The ledger's own have tests of their own.
    let tells = |text: &str| text.contains("comment_mentions") || text.contains("notification_events");
    let of_telling: Vec<_> = statements.into_iter().filter(|statement| tells(&statement.sql)).collect();
    assert!(of_telling.len() > 1, "only {} statements tell", of_telling.len());
    for statement in of_telling {
        site.explain("telling of a comment", statement).await;
    }
}
