//! Lists are read by an index, however much there is: PostgreSQL plans no scan of a whole large table for any of their statements.

mod others;

use std::{collections::BTreeSet, sync::Arc};

use presswork_domain::{
    Actor, Context, Error,
    actor::{Blocks, UserActor},
    blocks, bookmarks,
    comments::{self, CommentInclude, CommentSort},
    demo::{self, Demo, DemoSize},
    exports,
    feed::{self, FeedKind},
    follows::{self, Side},
    ids::{CommentId, ImportId, PostId, SessionId, UserId},
    imports,
    jobs::{self, JobFilter},
    moderation::{self, ActionFilter, appeals},
    newsletters,
    page::{Page, PageArgs},
    platform::db::record_statements,
    posts::{self, PostFilter, PostInclude, PostRef, PostStatus},
    reports, rules, suppressions, tags,
    users::{self, Role, UserRef},
};
use presswork_tests::{Face, Profile, TestApp, run, say};
use sea_orm::{ConnectionTrait, DbBackend, Statement, prelude::Uuid};
use serde_json::Value;

/// A table of more rows than this is large: reading all of it is no way to find twenty.
const LARGE: i64 = 1_000;

/// What is looked at.
struct Site {
    app: TestApp,
    large: BTreeSet<String>,
    reader: Context,
    /// The same when nobody is out of their sight.
    unblocked: Context,
    admin: Context,
    nobody: Context,
    wrong: Vec<String>,
    explained: usize,
}

#[test]
fn no_list_reads_the_whole_of_a_large_table() {
    run(Profile::Services, Face::Rest, &[], |app: TestApp| async move {
        let mut site = Site::build(app).await;
        of_posts(&mut site).await;
        of_feeds(&mut site).await;
        of_comments(&mut site).await;
        of_people(&mut site).await;
        of_tags(&mut site).await;
        of_jobs(&mut site).await;
        of_imports(&mut site).await;
        of_newsletters(&mut site).await;
        of_reports(&mut site).await;
        Box::pin(others::look(&mut site)).await;
        say(&format!("plans: {} statements of lists explained", site.explained));
        assert!(site.explained > 100, "only {} statements", site.explained);
        assert!(site.wrong.is_empty(), "{}", site.wrong.join("\n"));
    });
}

impl Site {
    async fn build(app: TestApp) -> Self {
        let size =
            DemoSize { users: 3_000, posts: 2_500, comments: 5_000, tags: 200, reactions: 9_000, follows: 12_000 };
        let sown = Demo { size, seed: 1, until: None, password: None, force: false };
        demo::sow(&Context::system(Arc::clone(&app.deps), "plans"), &sown).await.unwrap();
        for sql in MORE.iter().chain(&others::MORE) {
            app.db_run(sql, vec![]).await;
        }
        app.deps.db.reader().execute_unprepared("VACUUM ANALYZE").await.unwrap();
        let person = |id: Uuid, role: Role, blocks: Blocks| {
            let (id, session) = (UserId::from_uuid(id), SessionId::from_uuid(id));
            let authenticated_at = app.deps.clock.now();
            let user = UserActor { id, role, session, authenticated_at, may_operate_here: true, blocks };
            Context::system(Arc::clone(&app.deps), "plans").with_actor(Actor::User(user))
        };
        let busiest = one(&app, "SELECT u.id FROM users u ORDER BY u.follower_count DESC, u.id LIMIT 1").await;
        Self {
            large: large_tables(&app).await,
            reader: person(busiest, Role::Author, Blocks::PERHAPS),
            unblocked: person(busiest, Role::Author, Blocks { made: false, met: false }),
            admin: person(busiest, Role::Admin, Blocks::PERHAPS),
            nobody: Context::system(Arc::clone(&app.deps), "plans").with_actor(Actor::Anonymous),
            app,
            wrong: Vec::new(),
            explained: 0,
        }
    }

    /// Looks at the first page of a list and at the one after it.
    async fn look<T>(&mut self, what: &str, list: impl AsyncFn(PageArgs) -> Result<Page<T>, Error>) {
        let mut args = PageArgs { first: Some(10), ..PageArgs::default() };
        for page in ["first", "second"] {
            let (found, statements) = record_statements(list(args.clone())).await;
            let found = found.unwrap_or_else(|error| panic!("{what}: {error}"));
            for statement in statements {
                self.explain(&format!("{what}, {page} page"), statement).await;
            }
            let Some(edge) = found.edges.last() else { return };
            args.after = Some(edge.cursor.clone());
        }
    }

    async fn explain(&mut self, what: &str, statement: Statement) {
        let text = statement.sql.clone();
        let question = Statement { sql: format!("EXPLAIN (FORMAT JSON) {text}"), ..statement };
        let row = self.app.deps.db.reader().query_one_raw(question).await.unwrap().unwrap();
        let plan: Value = row.try_get("", "QUERY PLAN").unwrap();
        self.explained += 1;
        for table in scanned(&plan).into_iter().filter(|table| self.large.contains(table)) {
            self.wrong.push(format!("{what} scans {table}: {text}"));
        }
    }
}

/// What the demo has not: bookmarks, followed tags, tags of moderators, blocks, drafts of one person, deleted and planned posts, jobs.
const MORE: [&str; 22] = [
    "INSERT INTO bookmarks (user_id, post_id, created_at) SELECT u.id, p.id, p.created_at FROM posts p JOIN users u \
     ON u.id = (SELECT id FROM users ORDER BY follower_count DESC, id LIMIT 1)",
    "INSERT INTO bookmarks (user_id, post_id, created_at) SELECT u.id, p.id, p.created_at \
     FROM (SELECT id FROM users ORDER BY id LIMIT 100) u, (SELECT id, created_at FROM posts ORDER BY id LIMIT 50) p \
     ON CONFLICT DO NOTHING",
    "INSERT INTO tags (id, slug, name, created_at, curated) SELECT gen_random_uuid(), 'kept-' || n, 'Kept ' || n, now(), TRUE \
     FROM generate_series(1, 2000) n",
    "INSERT INTO tag_slugs (slug, tag_id, is_current, created_at) SELECT slug, id, TRUE, created_at FROM tags WHERE curated",
    "INSERT INTO tag_follows (user_id, tag_id, created_at) SELECT u.id, t.id, u.created_at FROM \
     (SELECT id, created_at FROM users ORDER BY follower_count DESC, id LIMIT 40) u, (SELECT id FROM tags ORDER BY id LIMIT 100) t",
    "INSERT INTO follows (follower_id, followee_id, created_at) SELECT m.id, u.id, u.created_at FROM (SELECT id, created_at FROM users ORDER BY id LIMIT 300) u, \
     (SELECT id FROM users ORDER BY follower_count DESC, id LIMIT 1) m WHERE u.id <> m.id ON CONFLICT DO NOTHING",
    "INSERT INTO blocks (blocker_id, blocked_id, created_at) SELECT a.id, b.id, a.created_at \
     FROM (SELECT id, created_at FROM users ORDER BY id LIMIT 60) a, (SELECT id FROM users ORDER BY id DESC LIMIT 60) b \
     WHERE a.id <> b.id",
    "INSERT INTO blocks (blocker_id, blocked_id, created_at) SELECT m.id, u.id, u.created_at FROM \
     (SELECT id FROM users ORDER BY follower_count DESC, id LIMIT 1) m, (SELECT id, created_at FROM users ORDER BY id LIMIT 30) u \
     WHERE u.id <> m.id ON CONFLICT DO NOTHING",
    "UPDATE posts SET deleted_at = published_at WHERE id IN (SELECT id FROM posts WHERE status = 'published' ORDER BY id LIMIT 200)",
    "UPDATE posts SET status = 'scheduled', publish_at = created_at + INTERVAL '9 years' WHERE id IN \
     (SELECT id FROM posts WHERE status = 'draft' ORDER BY id LIMIT 20)",
    "INSERT INTO subscribers (id, email, created_at, confirmed_at) SELECT u.id, u.email, u.created_at, u.created_at FROM users u",
    "INSERT INTO suppressions (id, email, reason, created_at) SELECT u.id, u.email, 'bounce', u.created_at FROM users u",
    "INSERT INTO exports (id, user_id, kind, job_id, created_at) SELECT gen_random_uuid(), u.id, 'own', gen_random_uuid(), u.created_at \
     FROM (SELECT id, created_at FROM users ORDER BY follower_count DESC, id LIMIT 100) u, generate_series(1, 30) n",
    "INSERT INTO imports (id, sha256, created_at) SELECT u.id, '', u.created_at FROM users u",
    "INSERT INTO import_findings (import_id, number, file, reason) SELECT i.id, n, 'posts.jsonl', 'it differs' \
     FROM (SELECT id FROM imports ORDER BY id LIMIT 2) i, generate_series(1, 1000) n",
    "UPDATE posts SET series = 'series ' || (comment_count % 40) WHERE status = 'published'",
    "INSERT INTO jobs (id, kind, queue, payload, state, max_attempts, run_at, created_at, finished_at, enqueued_by) \
     SELECT gen_random_uuid(), 'mail.send', 'interactive', '{}', CASE WHEN n % 50 = 0 THEN 'dead' ELSE 'succeeded' END, 5, \
     now(), now(), now(), CASE WHEN n % 3 = 0 THEN (SELECT id FROM users ORDER BY follower_count DESC, id LIMIT 1) END \
     FROM generate_series(1, 6000) n",
    "INSERT INTO reports (id, reporter_id, subject_kind, subject_id, reason, note, created_at) SELECT gen_random_uuid(), u.id, \
     'comment', c.id, 'spam', '', c.created_at FROM (SELECT id, created_at FROM comments ORDER BY id LIMIT 2000) c, \
     (SELECT id FROM users ORDER BY id LIMIT 3) u",
    "INSERT INTO report_cases (subject_id, subject_kind, report_count, opened_at, latest_at) SELECT subject_id, subject_kind, \
     COUNT(*), MIN(created_at), MAX(created_at) FROM reports GROUP BY subject_id, subject_kind",
    "INSERT INTO moderation_actions (id, kind, subject_kind, subject_id, user_id, reason, note, created_at) SELECT gen_random_uuid(), \
     'warn', 'user', u.id, u.id, 'spam', '', u.created_at FROM (SELECT id, created_at FROM users ORDER BY id LIMIT 400) u, \
     generate_series(1, 10)",
    "INSERT INTO moderation_appeals (id, action_id, user_id, text, created_at) SELECT id, id, user_id, 'No.', created_at \
     FROM moderation_actions",
    "INSERT INTO moderation_rules (id, name, kind, mode, spec, max_trust, message, version, created_at, updated_at) SELECT id, \
     'rule', 'words', 'off', '{}', 2, '', 1, created_at, created_at FROM moderation_actions",
];

async fn of_posts(site: &mut Site) {
    let tagged = "SELECT t.slug AS it FROM tags t ORDER BY t.post_count DESC, t.id LIMIT 1";
    let seldom = "SELECT t.slug AS it FROM tags t WHERE t.post_count > 0 ORDER BY t.post_count, t.id LIMIT 1";
    let (tagged, seldom) = (text(&site.app, tagged).await, text(&site.app, seldom).await);
    let author =
        text(&site.app, "SELECT u.username AS it FROM users u ORDER BY u.follower_count DESC, u.id LIMIT 1").await;
    let published = PostFilter::default;
    let author = Some(UserRef::Username(author));
    for (what, filter) in [
        ("posts", published()),
        ("posts of a common tag", PostFilter { tag: Some(tagged), ..published() }),
        ("posts of a seldom tag", PostFilter { tag: Some(seldom), ..published() }),
        ("posts of an author", PostFilter { author, ..published() }),
        ("posts of a series", PostFilter { series: Some("series 3".into()), ..published() }),
    ] {
        for (who, cx) in [
            ("nobody", site.nobody.clone()),
            ("a reader", site.reader.clone()),
            ("a reader without blocks", site.unblocked.clone()),
        ] {
            let list = async |args| posts::list(&cx, &filter, &args, PostInclude::ALL).await;
            site.look(&format!("{what} by {who}"), list).await;
        }
    }
    for (what, status, deleted) in [
        ("drafts", Some(PostStatus::Draft), false),
        ("scheduled posts", Some(PostStatus::Scheduled), false),
        ("deleted posts", None, true),
    ] {
        let filter = PostFilter { status, deleted, ..PostFilter::default() };
        for (who, cx) in [("their author", site.reader.clone()), ("an admin", site.admin.clone())] {
            let list = async |args| posts::list(&cx, &filter, &args, PostInclude::ALL).await;
            site.look(&format!("{what} by {who}"), list).await;
        }
    }
    let cx = site.reader.clone();
    site.look("bookmarks", async |args| bookmarks::list(&cx, &args, PostInclude::ALL).await).await;
}

async fn of_feeds(site: &mut Site) {
    for (who, cx) in [
        ("nobody", site.nobody.clone()),
        ("a reader", site.reader.clone()),
        ("a reader without blocks", site.unblocked.clone()),
        ("an admin", site.admin.clone()),
    ] {
        for (what, kind) in [("home", FeedKind::Home), ("latest", FeedKind::Latest), ("trending", FeedKind::Trending)] {
            if kind == FeedKind::Home && who == "nobody" {
                continue;
            }
            let list = async |args| feed::list(&cx, kind, &args, PostInclude::ALL).await;
            site.look(&format!("{what} of {who}"), list).await;
        }
    }
}

async fn of_comments(site: &mut Site) {
    let busiest = "SELECT p.id FROM posts p WHERE p.status = 'published' AND p.deleted_at IS NULL ORDER BY p.comment_count DESC, p.id LIMIT 1";
    let answered = "SELECT c.id FROM comments c JOIN posts p ON p.id = c.post_id WHERE p.deleted_at IS NULL ORDER BY c.reply_count DESC, c.id LIMIT 1";
    let post = PostRef::Id(PostId::from_uuid(one(&site.app, busiest).await));
    let comment = CommentId::from_uuid(one(&site.app, answered).await);
    for (who, cx) in [
        ("nobody", site.nobody.clone()),
        ("a reader", site.reader.clone()),
        ("a reader without blocks", site.unblocked.clone()),
    ] {
        for sort in [CommentSort::Oldest, CommentSort::Newest, CommentSort::Top] {
            let below = async |args| comments::list(&cx, &post, sort, &args, CommentInclude::ALL).await;
            site.look(&format!("comments, {sort:?}, by {who}"), below).await;
            let below = async |args| comments::replies(&cx, comment, sort, &args, CommentInclude::ALL).await;
            site.look(&format!("replies, {sort:?}, by {who}"), below).await;
        }
    }
}

async fn of_people(site: &mut Site) {
    let busiest = one(&site.app, "SELECT u.id FROM users u ORDER BY u.follower_count DESC, u.id LIMIT 1").await;
    let busiest = UserRef::Id(UserId::from_uuid(busiest));
    for (who, cx) in [
        ("nobody", site.nobody.clone()),
        ("a reader", site.reader.clone()),
        ("a reader without blocks", site.unblocked.clone()),
    ] {
        site.look(&format!("users by {who}"), async |args| users::list(&cx, &args).await).await;
        for side in [Side::Followers, Side::Following] {
            let list = async |args| follows::list(&cx, &busiest, side, &args).await;
            site.look(&format!("{side:?} by {who}"), list).await;
        }
    }
    let cx = site.reader.clone();
    site.look("blocks", async |args| blocks::list(&cx, &args).await).await;
    site.look("exports", async |args| exports::list(&cx, &args).await).await;
}

async fn of_tags(site: &mut Site) {
    for (who, cx) in [
        ("nobody", site.nobody.clone()),
        ("a reader", site.reader.clone()),
        ("a reader without blocks", site.unblocked.clone()),
        ("an admin", site.admin.clone()),
    ] {
        site.look(&format!("tags by {who}"), async |args| tags::list(&cx, &args).await).await;
    }
    let cx = site.reader.clone();
    site.look("followed tags", async |args| tags::followed(&cx, &args).await).await;
}

async fn of_jobs(site: &mut Site) {
    let all = JobFilter::default();
    for (who, cx) in [
        ("a reader", site.reader.clone()),
        ("a reader without blocks", site.unblocked.clone()),
        ("an admin", site.admin.clone()),
    ] {
        site.look(&format!("jobs by {who}"), async |args| jobs::list(&cx, &args, &all).await).await;
    }
}

async fn of_imports(site: &mut Site) {
    let cx = site.admin.clone();
    let import = ImportId::from_uuid(one(&site.app, "SELECT i.id FROM imports i ORDER BY i.id LIMIT 1").await);
    // Not the imports themselves: of three thousand, which nobody has, the planner hashes the jobs.
    site.look("findings", async |args| imports::findings(&cx, import, &args).await).await;
}

async fn of_newsletters(site: &mut Site) {
    let cx = site.admin.clone();
    site.look("subscribers", async |args| newsletters::list(&cx, &args).await).await;
    site.look("suppressions", async |args| suppressions::list(&cx, &args).await).await;
}

async fn of_reports(site: &mut Site) {
    let cx = site.admin.clone();
    let mona = ActionFilter { user: cx.actor.account(), ..ActionFilter::default() };
    site.look("what moderators did", async |args| moderation::list(&cx, &ActionFilter::default(), &args).await).await;
    site.look("what moderators did about somebody", async |args| moderation::list(&cx, &mona, &args).await).await;
    for decided in [None, Some(false)] {
        site.look("appeals", async |args| appeals::list(&cx, decided, &args).await).await;
    }
    site.look("rules", async |args| rules::list(&cx, &args).await).await;
    site.look("the queue of moderators", async |args| reports::queue(&cx, &args).await).await;
}

/// The tables that the planner knows to be large.
async fn large_tables(app: &TestApp) -> BTreeSet<String> {
    let sql = format!(
        "SELECT CAST(c.relname AS TEXT) AS it FROM pg_class c WHERE c.relkind = 'r' AND c.reltuples > {LARGE} \
         AND c.relnamespace = CAST('public' AS regnamespace)"
    );
    let tables: BTreeSet<String> =
        app.db_rows(&sql, vec![]).await.iter().map(|row| row["it"].as_str().unwrap().to_owned()).collect();
    let expected = [
        "blocks",
        "access_tokens",
        "audit_log",
        "bookmarks",
        "comment_revisions",
        "comments",
        "events",
        "exports",
        "follows",
        "identities",
        "invitations",
        "import_findings",
        "imports",
        "jobs",
        "media",
        "moderation_actions",
        "moderation_appeals",
        "moderation_rules",
        "notification_events",
        "notifications",
        "post_revisions",
        "post_tags",
        "posts",
        "reactions",
        "subscribers",
        "suppressions",
        "report_cases",
        "reports",
        "search_entries",
        "sessions",
        "tag_follows",
        "tags",
        "users",
        "webhook_deliveries",
    ];
    for table in expected {
        assert!(tables.contains(table), "{table} is not large: {tables:?}");
    }
    tables
}

/// The tables that a plan reads the whole of.
fn scanned(plan: &Value) -> Vec<String> {
    let mut found = Vec::new();
    match plan {
        Value::Array(items) => items.iter().for_each(|item| found.extend(scanned(item))),
        Value::Object(node) => {
            if node.get("Node Type").is_some_and(|kind| kind == "Seq Scan") {
                found.extend(node.get("Relation Name").and_then(Value::as_str).map(str::to_owned));
            }
            node.values().for_each(|value| found.extend(scanned(value)));
        }
        _ => {}
    }
    found
}

async fn one(app: &TestApp, sql: &str) -> Uuid {
    let statement = Statement::from_string(DbBackend::Postgres, sql);
    let row = app.deps.db.reader().query_one_raw(statement).await.unwrap().unwrap();
    row.try_get("", "id").unwrap()
}

async fn text(app: &TestApp, sql: &str) -> String {
    app.db_rows(sql, vec![]).await[0]["it"].as_str().unwrap().to_owned()
}
