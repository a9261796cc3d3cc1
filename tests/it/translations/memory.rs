//! What an import holds in memory: the same for a hundred thousand posts as for a few.

use std::{
    fs::File,
    io::{BufWriter, Write},
    path::Path,
    time::{Duration, Instant},
};

use presswork_tests::{Process, TestApp, each_profile, say, until, variable};
use serde_json::json;

each_profile! {
    memory_stays_flat_however_many_posts_come,
}

/// The most that a process of the import may have at any time, in kB. The promise is for a hundred thousand posts in a release build;
/// `PRESSWORK_IMPORTED_POSTS` sets how many there are.
const PEAK_KB: u64 = 150 << 10;

async fn memory_stays_flat_however_many_posts_come(app: TestApp) {
    let posts = variable("PRESSWORK_IMPORTED_POSTS").map_or(200, |posts| posts.parse().unwrap());
    app.user("ada").await;
    let path = app.deps.settings.storage.data_dir.join("export");
    for (form, write) in [("ghost", ghost as fn(&Path, u32)), ("wordpress", wordpress)] {
        write(&path, posts);
        let (began, arguments) =
            (Instant::now(), format!("import apply {} --form {form} --author ada", path.display()));
        let import = Process::start(&arguments, &app.environment());
        let mut peak = 0;
        // When it has ended nothing is told of its memory.
        loop {
            let now = import.peak_memory();
            if now == 0 && (peak > 0 || !import.log().is_empty()) {
                break;
            }
            peak = peak.max(now);
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        let said =
            until("it has said what it did", async || Some(import.log()).filter(|log| log.contains("posts.jsonl")))
                .await;
        assert!(said.contains(&format!("posts.jsonl: {posts} created, 0 passed over, 0 conflicts")), "{said}");
        say(&format!("{posts} posts of {form}: at most {peak} kB, {:?}", began.elapsed()));
        assert!(peak < PEAK_KB, "{peak} kB");
    }
    app.abandon_jobs();
}

/// Two kilobytes of HTML that lead to another post and show a picture.
fn html(n: u32, posts: u32) -> String {
    let other = (n * 7 + 1) % posts;
    let link = format!(
        "<p>See <a href=\"https://blog.example/post-{other}/\">another</a>.</p><img src=\"/i/{n}.png\" alt=\"{n}\">"
    );
    format!("{link}{}", "<p>Some <em>words</em> about the weather, and <b>more</b> of them.</p>".repeat(28))
}

fn ghost(path: &Path, posts: u32) {
    let mut file = BufWriter::new(File::create(path).unwrap());
    write!(file, "{{\"db\":[{{\"meta\":{{\"version\":\"5.80.0\"}},\"data\":{{\"posts\":[").unwrap();
    let tables = ["posts", "posts_tags", "posts_authors", "posts_meta"];
    for (at, table) in tables.into_iter().enumerate() {
        if at > 0 {
            write!(file, "],\"{table}\":[").unwrap();
        }
        for n in 0..posts {
            let (id, comma) = (format!("{n:024x}"), if n == 0 { "" } else { "," });
            let row = match table {
                "posts" => json!({
                    "id": id, "title": format!("Post {n} of Ghost"), "slug": format!("post-{n}"), "html": html(n, posts),
                    "status": "published", "visibility": "public", "created_at": "2020-01-02T03:04:05.000Z",
                    "published_at": "2020-01-02T03:04:05.000Z",
                }),
                "posts_tags" => json!({ "post_id": id, "tag_id": format!("t{}", n % 200), "sort_order": 0 }),
                "posts_authors" => json!({ "post_id": id, "author_id": format!("u{}", n % 50), "sort_order": 0 }),
                _ => {
                    json!({ "post_id": id, "meta_description": format!("What post {n} is about, for engines that search.") })
                }
            };
            write!(file, "{comma}{row}").unwrap();
        }
    }
    let tags: Vec<_> = (0..200).map(|n| json!({ "id": format!("t{n}"), "name": format!("Tag {n}") })).collect();
    let person = |n| json!({ "id": format!("u{n}"), "slug": format!("ghost-{n}"), "name": "G", "email": format!("g{n}@example.org") });
    let people: Vec<_> = (0..50).map(person).collect();
    write!(file, "],\"tags\":{},\"users\":{}}}}}]}}", json!(tags), json!(people)).unwrap();
    file.flush().unwrap();
}

fn wordpress(path: &Path, posts: u32) {
    let mut file = BufWriter::new(File::create(path).unwrap());
    writeln!(
        file,
        "<rss><channel><wp:wxr_version>1.2</wp:wxr_version><wp:base_blog_url>https://blog.example</wp:base_blog_url>"
    )
    .unwrap();
    for n in 0..50 {
        let (login, mail) = (format!("writer-{n}"), format!("w{n}@example.org"));
        writeln!(file, "<wp:author><wp:author_id>{n}</wp:author_id><wp:author_login>{login}</wp:author_login><wp:author_email>{mail}</wp:author_email></wp:author>").unwrap();
    }
    for n in 0..posts {
        let (tag, writer, html) = (n % 200, n % 50, html(n, posts));
        writeln!(
            file,
            "<item><title>Post {n} of WordPress</title><link>https://blog.example/2020/01/wp-{n}/</link><dc:creator>writer-{writer}</dc:creator>\
             <content:encoded><![CDATA[{html}]]></content:encoded><wp:post_id>{n}</wp:post_id><wp:post_date_gmt>2020-01-02 03:04:05</wp:post_date_gmt>\
             <wp:post_name>wp-{n}</wp:post_name><wp:status>publish</wp:status><wp:post_type>post</wp:post_type>\
             <category domain=\"post_tag\" nicename=\"t\">Word {tag}</category>\
             <wp:comment><wp:comment_id>{n}</wp:comment_id><wp:comment_date_gmt>2020-01-02 04:04:05</wp:comment_date_gmt>\
             <wp:comment_content>Well.</wp:comment_content><wp:comment_approved>1</wp:comment_approved><wp:comment_parent>0</wp:comment_parent>\
             <wp:comment_user_id>{writer}</wp:comment_user_id></wp:comment></item>"
        )
        .unwrap();
        writeln!(
            file,
            "<item><wp:post_id>{}</wp:post_id><wp:post_type>attachment</wp:post_type><wp:status>inherit</wp:status>\
             <wp:attachment_url>https://blog.example/wp-content/uploads/2020/01/{n}.png</wp:attachment_url></item>",
            n + posts
        )
        .unwrap();
    }
    writeln!(file, "</channel></rss>").unwrap();
    file.flush().unwrap();
}
