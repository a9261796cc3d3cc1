//! Demo data, sown at the shell.

use std::{
    io::Write,
    process::{Command, Output, Stdio},
};

use presswork_tests::{PASSWORD, TestApp, each_profile};
use serde_json::{Value, json};

each_profile! {
    what_is_sown_is_there_in_that_number_and_every_counter_is_right,
    what_is_sown_is_read_like_anything_else,
    the_same_seed_makes_the_same_and_is_not_sown_twice,
    another_seed_is_sown_beside_it,
    nobody_of_it_can_log_in_without_a_password,
    sizes_that_do_not_fit_together_sow_nothing,
}

/// The sizes of a small community, and when it ended.
const SMALL: [(&str, &str); 7] = [
    ("--users", "40"),
    ("--posts", "120"),
    ("--comments", "500"),
    ("--tags", "12"),
    ("--reactions", "900"),
    ("--follows", "200"),
    ("--until", "2026-06-01T00:00:00Z"),
];

fn seed(app: &TestApp, other: &[&str], input: &str) -> Output {
    let mut command = Command::new(presswork_tests::binary());
    let small = SMALL.iter().filter(|(name, _)| !other.contains(name)).flat_map(|(name, value)| [*name, *value]);
    command.arg("seed").args(small).args(other).env_clear().envs(app.environment());
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // What asks for no password may be gone before it reads.
    let _ = writeln!(child.stdin.take().unwrap(), "{input}");
    child.wait_with_output().unwrap()
}

fn refused(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    String::from_utf8(output.stderr.clone()).unwrap()
}

fn sown(output: &Output) -> String {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout.clone()).unwrap()
}

async fn what_is_sown_is_there_in_that_number_and_every_counter_is_right(app: TestApp) {
    let said = sown(&seed(&app, &[], ""));
    assert_eq!(said, "sown: 40 people, 120 posts, 500 comments, 12 tags, 900 reactions, 200 follows\n");
    for (table, expected) in [
        ("users", 40),
        ("posts", 120),
        ("slugs", 120),
        ("comments", 500),
        ("tags", 12),
        ("reactions", 900),
        ("follows", 200),
    ] {
        assert_eq!(app.db_number_of(table).await, expected, "{table}");
    }
    let wrong = [
        "users u WHERE u.follower_count <> (SELECT COUNT(*) FROM follows f WHERE f.followee_id = u.id)",
        "users u WHERE u.following_count <> (SELECT COUNT(*) FROM follows f WHERE f.follower_id = u.id)",
        "posts p WHERE p.comment_count <> (SELECT COUNT(*) FROM comments c WHERE c.post_id = p.id)",
        "comments c WHERE c.reply_count <> (SELECT COUNT(*) FROM comments r WHERE r.parent_id = c.id)",
        "comments c WHERE c.score <> (SELECT COUNT(*) FROM reactions r WHERE r.subject_id = c.id)",
        "reaction_counts n WHERE n.count <> (SELECT COUNT(*) FROM reactions r WHERE r.subject_id = n.subject_id AND r.kind = n.kind)",
        "comments c JOIN comments p ON p.id = c.parent_id WHERE p.post_id <> c.post_id OR p.depth + 1 <> c.depth",
        "comments c JOIN posts p ON p.id = c.post_id WHERE p.status <> 'published'",
        "posts p WHERE p.word_count IS NULL OR p.table_of_contents IS NULL",
        "tags t WHERE t.post_count <> (SELECT COUNT(*) FROM post_tags k JOIN posts p ON p.id = k.post_id WHERE k.tag_id = t.id AND p.status = 'published')",
        "tags t LEFT JOIN tag_slugs s ON s.slug = t.slug AND s.tag_id = t.id AND s.is_current WHERE s.slug IS NULL",
        "posts p LEFT JOIN post_ranks r ON r.post_id = p.id WHERE (p.status = 'published') <> (r.post_id IS NOT NULL)",
    ];
    for rows in wrong {
        assert_eq!(app.db_number_of(rows).await, 0, "{rows}");
    }
}

async fn what_is_sown_is_read_like_anything_else(app: TestApp) {
    sown(&seed(&app, &[], ""));
    let page = app.anonymous().call("posts", json!({ "first": 3, "include": "author,tags,reactions" })).await.ok();
    let post = &page["data"][0];
    assert!(
        post["html"].as_str().unwrap().starts_with("<p>") && post["excerpt"].as_str().unwrap().len() > 80,
        "{post}"
    );
    let found = app.anonymous().get(&format!("/v1/posts/{}", post["slug"].as_str().unwrap())).await;
    assert_eq!(found.json()["id"], post["id"]);
    assert!(app.anonymous().call("users", json!({ "first": 50 })).await.ok()["data"].as_array().unwrap().len() == 40);
}

async fn the_same_seed_makes_the_same_and_is_not_sown_twice(app: TestApp) {
    let other = TestApp::open(app.profile, app.face, &[]).await;
    let content = "SELECT p.slug, p.title, p.html, p.comment_count, u.username FROM posts p JOIN users u ON u.id = p.author_id \
                   ORDER BY p.slug";
    sown(&seed(&app, &[], ""));
    sown(&seed(&other, &[], ""));
    assert_eq!(app.db_rows(content, vec![]).await, other.db_rows(content, vec![]).await);
    assert!(refused(&seed(&app, &[], "")).contains("was sown here before"));
    assert_eq!(app.db_number_of("posts").await, 120);
}

async fn another_seed_is_sown_beside_it(app: TestApp) {
    sown(&seed(&app, &[], ""));
    assert!(sown(&seed(&app, &["--seed", "2"], "")).contains(" 0 tags"));
    assert_eq!(app.db_number_of("posts").await, 240);
}

async fn nobody_of_it_can_log_in_without_a_password(app: TestApp) {
    let log_in = async |name: &Value| {
        let input = json!({ "input": { "login": name["username"], "password": PASSWORD } });
        app.anonymous().call("login", input).await
    };
    sown(&seed(&app, &[], ""));
    let people = app.db_rows("SELECT username FROM users ORDER BY username", vec![]).await;
    log_in(&people[7]).await.refused(401, "invalid_credentials");
    sown(&seed(&app, &["--seed", "2", "--ask-password"], PASSWORD));
    let all = app.db_rows("SELECT username FROM users ORDER BY username", vec![]).await;
    let new: Vec<_> = all.iter().filter(|name| !people.contains(name)).collect();
    assert_eq!(new.len(), 40);
    log_in(new[7]).await.ok();
}

async fn sizes_that_do_not_fit_together_sow_nothing(app: TestApp) {
    assert!(refused(&seed(&app, &["--posts", "0"], "")).contains("/posts"));
    assert!(refused(&seed(&app, &["--follows", "99999999"], "")).contains("/follows"));
    assert!(refused(&seed(&app, &["--ask-password"], "123")).contains("/password"));
    assert_eq!(app.db_number_of("users").await, 0);
}
