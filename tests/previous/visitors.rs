//! People who use the site the whole time, as the tour of the README does: each registers, logs in, writes, publishes, reads by
//! both faces, comments, and watches the job of the publication end. They ask once; what fails has failed.

use std::{
    fmt,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::Duration,
};

use futures::future::join_all;
use presswork_domain::platform::task;
use presswork_tests::PASSWORD;
use serde_json::{Value, json};
use tokio::{
    task::JoinHandle,
    time::{Instant, sleep},
};

use crate::balancer::Balancer;

const PEOPLE: usize = 4;
/// How long visits and jobs may take.
const PATIENCE: Duration = Duration::from_mins(1);

/// Those who are there.
pub struct Visitors {
    seen: Arc<Seen>,
    people: Vec<JoinHandle<Option<()>>>,
}

/// What they saw.
#[derive(Default)]
pub struct Seen {
    requests: AtomicUsize,
    visits: AtomicUsize,
    over: AtomicBool,
    faults: Mutex<Vec<String>>,
}

impl Visitors {
    /// They come, and come again until they are to leave.
    pub fn come(balancer: &Arc<Balancer>) -> Self {
        let seen = Arc::new(Seen::default());
        let people = (0..PEOPLE).map(|n| {
            let visitor = Visitor { balancer: Arc::clone(balancer), seen: Arc::clone(&seen), token: None };
            task::spawn("visitor", visitor.stay(n))
        });
        Self { people: people.collect(), seen }
    }

    /// Waits for so many more visits.
    pub async fn visit(&self, more: usize) {
        let (began, enough) = (Instant::now(), self.seen.visits.load(Ordering::Relaxed) + more);
        while self.seen.visits.load(Ordering::Relaxed) < enough {
            assert!(began.elapsed() < PATIENCE, "the visits take too long: {}", self.seen);
            sleep(Duration::from_millis(20)).await;
        }
    }

    /// Lets them end their visits and leave.
    pub async fn leave(self) -> Arc<Seen> {
        self.seen.over.store(true, Ordering::Relaxed);
        for left in join_all(self.people).await {
            assert!(left.is_ok_and(|left| left.is_some()), "a visitor gave up; their panic is above");
        }
        self.seen
    }
}

impl Seen {
    /// Everything went well.
    pub fn insist(&self) {
        let faults = self.faults.lock().unwrap();
        assert!(faults.is_empty(), "{} requests failed:\n{}", faults.len(), faults.join("\n"));
    }
}

impl fmt::Display for Seen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let number = |of: &AtomicUsize| of.load(Ordering::Relaxed);
        let failed = self.faults.lock().unwrap().len();
        write!(f, "{} visits, {} requests, {failed} failed", number(&self.visits), number(&self.requests))
    }
}

struct Visitor {
    balancer: Arc<Balancer>,
    seen: Arc<Seen>,
    token: Option<String>,
}

impl Visitor {
    async fn stay(mut self, person: usize) {
        for visit in 0.. {
            if self.seen.over.load(Ordering::Relaxed) {
                return;
            }
            self.token = None;
            // What went wrong is written down.
            let _ = self.visit(&format!("visitor{person}x{visit}")).await;
            self.seen.visits.fetch_add(1, Ordering::Relaxed);
        }
    }

    async fn visit(&mut self, name: &str) -> Option<()> {
        let account = json!({ "username": name, "email": format!("{name}@example.org"), "password": PASSWORD });
        self.ask("POST", "/v1/auth/register", Some(account), 202).await?;
        let login = json!({ "login": name, "password": PASSWORD });
        let tokens = self.ask("POST", "/v1/auth/login", Some(login), 200).await?;
        self.token = Some(tokens["accessToken"].as_str()?.to_owned());
        let draft = json!({ "title": name, "markdown": "It *works*.", "tags": ["Rust"] });
        let post = self.ask("POST", "/v1/posts", Some(draft), 201).await?;
        let path = format!("/v1/posts/{}", post["id"].as_str()?);
        let published = self.ask("POST", &format!("{path}/publish"), None, 200).await?;
        self.ask("GET", "/v1/posts?first=5&include=author,tags", None, 200).await?;
        let query = json!({ "query": "{ posts(first: 5) { nodes { title author { username } } } }" });
        let told = self.ask("POST", "/graphql", Some(query), 200).await?;
        if !told["errors"].is_null() {
            self.fault(format!("GraphQL says {}", told["errors"]));
        }
        self.ask("POST", &format!("{path}/comments"), Some(json!({ "markdown": "Well said." })), 201).await?;
        self.done(published["job"]["id"].as_str()?).await
    }

    /// Watches a job until it has succeeded.
    async fn done(&self, job: &str) -> Option<()> {
        let began = Instant::now();
        loop {
            let receipt = self.ask("GET", &format!("/v1/jobs/{job}"), None, 200).await?;
            if receipt["state"] == "succeeded" {
                return Some(());
            }
            if began.elapsed() > PATIENCE {
                self.fault(format!("a job does not end: {receipt}"));
                return None;
            }
            sleep(Duration::from_millis(50)).await;
        }
    }

    async fn ask(&self, method: &str, path: &str, body: Option<Value>, expected: u16) -> Option<Value> {
        self.seen.requests.fetch_add(1, Ordering::Relaxed);
        let mut door = self.balancer.next();
        door.token.clone_from(&self.token);
        let mut request = door.request(method, path);
        if let Some(body) = &body {
            request = request.json(body);
        }
        match request.try_send().await {
            Ok(reply) if reply.status == expected => Some(reply.expect(expected)),
            Ok(reply) => self.fault(format!("{method} {path}: {} {}", reply.status, reply.text())),
            Err(error) => self.fault(format!("{method} {path}: {error:?}")),
        }
    }

    fn fault(&self, what: String) -> Option<Value> {
        self.seen.faults.lock().unwrap().push(what);
        None
    }
}
