//! A backup that is taken while people write: what was acknowledged before it began is in it, also what the database has only
//! written to its log (WAL) so far, which a copy of `presswork.db` would miss.

use std::{
    collections::HashMap,
    fs,
    io::{BufRead, BufReader, Lines, Write},
    path::Path,
    process::{Child, ChildStdout, Stdio},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use presswork_domain::platform::{Db, Settings, Sql};
use reqwest::RequestBuilder;
use serde_json::{Value, json};
use tokio::runtime::{Builder, Runtime};

use crate::{presswork, ran};

const PASSWORD: &str = "a long enough passphrase 7";

#[test]
fn a_backup_while_people_write_has_every_post_that_was_acknowledged_before() {
    let folder = tempfile::tempdir().unwrap();
    let [data, backup, anew] = ["data", "backup", "anew"].map(|name| folder.path().join(name));
    let serving = Serving::start(&data);
    make_boss(&data);
    let token = token_of_boss(&serving.base);
    let writer = Writer::start(Caller::at(&serving.base, Some(&token)));
    writer.acknowledged(10);
    let before = without_checkpoints(&data, || {
        let before = writer.acknowledged(writer.acknowledged(0).len() + 10);
        let made = ran(&data, &["backup", backup.to_str().unwrap()]);
        assert!(made.status.success(), "{made:?}");
        assert!(writer.acknowledged(0).len() > before.len(), "nobody wrote meanwhile");
        let newest = title(before.len() - 1);
        assert!(!file_holds(&data, &newest), "a copy of the file would do, so this shows nothing");
        assert!(file_holds(&backup, &newest), "the backup is one file");
        before
    });
    writer.stop();
    drop(serving);

    let restored = ran(&anew, &["restore", backup.to_str().unwrap()]);
    assert!(restored.status.success(), "{restored:?}");
    for command in [&["doctor"][..], &["audit", "verify"]] {
        let judged = ran(&anew, command);
        assert!(judged.status.success(), "{judged:?}");
    }
    let serving = Serving::start(&anew);
    all_are_there(&Caller::at(&serving.base, Some(&token)), &before);
}

fn all_are_there(caller: &Caller, posts: &[String]) {
    for (n, id) in posts.iter().enumerate() {
        let (status, post) = caller.get(&format!("/v1/posts/{id}"));
        assert!(status == 200 && post["title"] == title(n), "{n} of {}: {status} {post}", posts.len());
    }
}

/// Works while somebody reads an older state of the database, so that nothing newer comes from its log into its file.
fn without_checkpoints<T>(data: &Path, work: impl FnOnce() -> T) -> T {
    let variables = [("PRESSWORK_ENV", "test"), ("PRESSWORK__STORAGE__DATA_DIR", data.to_str().unwrap())];
    let variables: HashMap<String, String> =
        variables.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    let settings = Settings::load(&variables).unwrap();
    runtime().block_on(async {
        let db = Db::connect(&settings).await.unwrap();
        let reading = db.snapshot().await.unwrap();
        Sql::new("SELECT COUNT(*) AS it FROM posts").rows(&reading).await.unwrap();
        let done = work();
        reading.rollback().await.unwrap();
        db.close().await;
        done
    })
}

/// Whether the database's file, without its log, has this text in it.
fn file_holds(folder: &Path, text: &str) -> bool {
    let bytes = fs::read(folder.join("presswork.db")).unwrap();
    bytes.windows(text.len()).any(|part| part == text.as_bytes())
}

fn title(n: usize) -> String {
    format!("Acknowledged {n:06}")
}

fn runtime() -> Runtime {
    Builder::new_current_thread().enable_all().build().unwrap()
}

/// An admin, made at the shell beside the running server.
fn make_boss(data: &Path) {
    let mut command = presswork(data, &["admin", "create", "--username", "boss", "--email", "boss@example.org"]);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap();
    writeln!(child.stdin.take().unwrap(), "{PASSWORD}").unwrap();
    assert!(child.wait().unwrap().success());
}

fn token_of_boss(base: &str) -> String {
    let login = json!({ "login": "boss", "password": PASSWORD });
    let (status, tokens) = Caller::at(base, None).post("/v1/auth/login", &login);
    assert_eq!(status, 200, "{tokens}");
    tokens["accessToken"].as_str().unwrap().to_owned()
}

/// A running `presswork serve`, killed in the end.
struct Serving {
    child: Child,
    base: String,
    /// Kept open: whoever prints into a closed pipe fails.
    _lines: Lines<BufReader<ChildStdout>>,
}

impl Serving {
    fn start(data: &Path) -> Self {
        let mut child = presswork(data, &["serve"]).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let api = lines.by_ref().map(Result::unwrap).find(|line| line.contains("/v1")).unwrap();
        let base = format!("http://127.0.0.1:{}", api.rsplit(':').next().unwrap().trim_end_matches("/v1"));
        Self { child, base, _lines: lines }
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Somebody who calls the API, one request after the other.
struct Caller {
    runtime: Runtime,
    http: reqwest::Client,
    base: String,
    token: Option<String>,
}

impl Caller {
    fn at(base: &str, token: Option<&str>) -> Self {
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        Self { runtime: runtime(), http, base: base.to_owned(), token: token.map(str::to_owned) }
    }

    fn get(&self, path: &str) -> (u16, Value) {
        self.answer(self.http.get(format!("{}{path}", self.base)))
    }

    fn post(&self, path: &str, body: &Value) -> (u16, Value) {
        self.answer(self.http.post(format!("{}{path}", self.base)).json(body))
    }

    fn answer(&self, request: RequestBuilder) -> (u16, Value) {
        let request = match &self.token {
            Some(token) => request.bearer_auth(token),
            None => request,
        };
        self.runtime.block_on(async {
            let response = request.send().await.unwrap();
            (response.status().as_u16(), response.json().await.unwrap())
        })
    }
}

/// A thread that writes posts until it is told to stop. It fails when one is refused.
struct Writer {
    /// The ids of those that were acknowledged, in order: the nth has the nth title.
    ids: Arc<Mutex<Vec<String>>>,
    enough: Arc<AtomicBool>,
    thread: JoinHandle<()>,
}

impl Writer {
    fn start(caller: Caller) -> Self {
        let (ids, enough) = (Arc::new(Mutex::new(Vec::new())), Arc::new(AtomicBool::new(false)));
        let (noted, ended) = (Arc::clone(&ids), Arc::clone(&enough));
        let thread = thread::spawn(move || {
            for n in (0..).take_while(|_| !ended.load(Ordering::Relaxed)) {
                let (status, post) =
                    caller.post("/v1/posts", &json!({ "title": title(n), "markdown": "It is *there*." }));
                assert_eq!(status, 201, "{post}");
                let id = post["id"].as_str().unwrap().to_owned();
                noted.lock().unwrap().push(id);
            }
        });
        Self { ids, enough, thread }
    }

    /// All that were acknowledged so far, once they are so many.
    fn acknowledged(&self, at_least: usize) -> Vec<String> {
        let began = Instant::now();
        loop {
            let ids = self.ids.lock().unwrap().clone();
            if ids.len() >= at_least {
                return ids;
            }
            assert!(!self.thread.is_finished() && began.elapsed() < Duration::from_mins(1), "only {}", ids.len());
            thread::sleep(Duration::from_millis(5));
        }
    }

    fn stop(self) {
        self.enough.store(true, Ordering::Relaxed);
        self.thread.join().unwrap();
    }
}
