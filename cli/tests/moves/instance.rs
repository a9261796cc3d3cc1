//! The binary on one database or another.

use std::{
    collections::BTreeMap,
    io::{BufRead, BufReader, Write},
    path::{Path, PathBuf},
    process::{Child, ChildStdout, Command, Output, Stdio},
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::databases::{run_all, sqlite};

const PASSWORD: &str = "a long enough passphrase 7";

/// A folder for the databases of a test, and the data folder that its instances share.
pub struct Place(TempDir);

impl Place {
    pub fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub fn sqlite(&self, name: &str) -> String {
        sqlite(self.0.path(), name)
    }

    fn data(&self) -> PathBuf {
        self.0.path().join("data")
    }

    /// `presswork` with these arguments and nothing but the settings of a test.
    pub fn presswork(&self, args: &[&str]) -> Command {
        command(&self.data(), args)
    }

    /// The same on a database.
    pub fn on(&self, url: &str, args: &[&str]) -> Output {
        self.presswork(args).env("DATABASE_URL", url).output().unwrap()
    }

    /// What it prints when it goes well.
    pub fn done(&self, url: &str, args: &[&str]) -> String {
        printed(&self.on(url, args))
    }

    /// `presswork move`, which goes well.
    pub fn moved(&self, from: &str, to: &str, more: &[&str]) -> String {
        printed(&self.moving(from, to, more).output().unwrap())
    }

    /// `presswork move`, which is refused with one line.
    pub fn refused(&self, from: &str, to: &str, more: &[&str]) -> String {
        refusal(&self.moving(from, to, more).output().unwrap())
    }

    pub fn moving(&self, from: &str, to: &str, more: &[&str]) -> Command {
        let mut command = self.presswork(&["move", "--from", from, "--to", to]);
        command.args(more);
        command
    }

    /// A database with a community, an admin, and rows with values that are easily lost.
    pub fn community(&self, name: &str, [people, posts]: [u32; 2]) -> String {
        let url = self.sqlite(name);
        let made = format!("{url}?mode=rwc");
        self.done(&made, &["migrate", "up"]);
        let (people, posts) = (people.to_string(), posts.to_string());
        self.done(&url, &["seed", "--users", &people, "--posts", &posts, "--follows", "10", "--seed", "7"]);
        let mut admin = self.presswork(&["admin", "create", "--username", "boss", "--email", "boss@example.org"]);
        let mut admin = admin.env("DATABASE_URL", &url).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        writeln!(admin.stdin.take().unwrap(), "{PASSWORD}").unwrap();
        assert!(admin.wait().unwrap().success());
        run_all(&url, &ODD);
        url
    }

    /// Starts `presswork serve`.
    pub fn serve(&self, url: &str) -> Serving {
        let mut child = self.presswork(&["serve"]);
        let mut child = child.env("DATABASE_URL", url).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let api = lines.by_ref().map(Result::unwrap).find(|line| line.contains("/v1")).expect("it does not start");
        let base = format!("http://127.0.0.1:{}", api.rsplit(':').next().unwrap().trim_end_matches("/v1"));
        Serving { child, base, _lines: lines }
    }
}

/// JSON whose null is not nothing, keys out of order, numbers that are written in two ways; a microsecond, a fraction, control
/// characters, and texts whose order a language changes.
const ODD: [&str; 4] = [
    "INSERT INTO jobs (id, kind, queue, payload, state, max_attempts, run_at, created_at, finished_at, result) VALUES \
     (randomblob(16), 'odd', 'bulk', '{\"b\": [1.0, 1e16, -0.0, 0.1], \"a\": {\"ü\": \"\\u0001\", \"A\": null}}', 'succeeded', 1, \
      '2026-01-01T00:00:00.000001+00:00', '2026-01-01T00:00:00.120+00:00', '2026-01-01T00:00:00+00:00', 'null')",
    "INSERT INTO job_groups (key, next_at) SELECT column1, '2026-01-01T00:00:00+00:00' FROM \
     (VALUES ('b'), ('B'), ('a_'), ('ab'), ('ä'), ('Z'), (''), (char(1) || '\"\\'))",
    "INSERT INTO queue_history (queue, minute, enqueued, started, succeeded, failed, due, oldest_due_age) VALUES \
     ('bulk', '2026-01-01T00:00:00+00:00', 9007199254740993, 0, 0, 0, NULL, 0.1)",
    "INSERT INTO schedule_ticks (schedule, tick_at, job_id) VALUES ('x', '2026-01-01T00:00:00.5+00:00', randomblob(16)), \
     ('x', '2026-01-01T00:00:00+00:00', randomblob(16)), ('x', '2026-01-01T00:00:00.05+00:00', randomblob(16))",
];

fn command(data: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_presswork"));
    command.env_clear().env("PRESSWORK_ENV", "test").env("PRESSWORK__STORAGE__DATA_DIR", data).args(args);
    command
}

fn printed(output: &Output) -> String {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// The one line by which something was refused.
pub fn refusal(output: &Output) -> String {
    let told = String::from_utf8(output.stderr.clone()).unwrap();
    assert_eq!(output.status.code(), Some(1), "{told}");
    let lines: Vec<_> = told.lines().filter(|line| line.starts_with("error: ")).collect();
    assert_eq!(lines.len(), 1, "{told}");
    lines[0].trim_start_matches("error: ").to_owned()
}

/// The sums that a last pass prints, by table.
pub fn sums(said: &str) -> BTreeMap<String, String> {
    let lines = said.lines().skip_while(|line| !line.contains("SHA-256")).skip(1);
    let words = lines.map(|line| line.split_whitespace().collect::<Vec<_>>()).take_while(|words| words.len() == 3);
    words.map(|words| (words[0].to_owned(), words[1..].join(" "))).collect()
}

/// A running instance, killed when the test ends early.
pub struct Serving {
    child: Child,
    base: String,
    /// Kept open: whoever prints into a closed pipe fails.
    _lines: std::io::Lines<BufReader<ChildStdout>>,
}

impl Serving {
    /// The bytes of an export of the whole site.
    pub fn site(&self) -> Vec<u8> {
        tokio::runtime::Runtime::new().unwrap().block_on(async {
            let http = reqwest::Client::new();
            let login = json!({ "login": "boss", "password": PASSWORD });
            let login = http.post(format!("{}/v1/auth/login", self.base)).json(&login).send().await.unwrap();
            let token = login.json::<Value>().await.unwrap();
            let token = token["accessToken"].as_str().unwrap_or_else(|| panic!("{token}")).to_owned();
            let exports = format!("{}/v1/exports", self.base);
            let asked = http.post(&exports).bearer_auth(&token).json(&json!({ "kind": "site" })).send().await.unwrap();
            let id = asked.json::<Value>().await.unwrap()["id"].as_str().unwrap().to_owned();
            let began = Instant::now();
            loop {
                let export = http.get(format!("{exports}/{id}")).bearer_auth(&token).send().await.unwrap();
                let export = export.json::<Value>().await.unwrap();
                if let Some(url) = export["downloadUrl"].as_str() {
                    let path = url.split_once("/v1/").unwrap().1;
                    let file = http.get(format!("{}/v1/{path}", self.base)).send().await.unwrap();
                    return file.error_for_status().unwrap().bytes().await.unwrap().to_vec();
                }
                assert!(began.elapsed() < Duration::from_mins(1), "{export}");
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        })
    }

    /// Asks it to stop and waits until it has.
    pub fn stop(mut self) {
        assert!(Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status().unwrap().success());
        assert!(self.child.wait().unwrap().success());
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
