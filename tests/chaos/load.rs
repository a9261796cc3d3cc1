//! Clients that want something done: a third registers, a third publishes to followers, a third publishes in
//! transactions that are rolled back. Each goes on asking, with the same key, until it has an answer.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use futures::future::join_all;
use presswork_tests::{Actor, PASSWORD, Reply, Request};
use serde_json::{Value, json};
use tokio::time::{sleep, timeout};

use crate::{fleet::Fleet, journal::DOOMED, plan::APIS, size::Size};

const AUTHORS: usize = 4;
const FOLLOWERS: usize = 5;
/// How long a client waits for an answer, and before it asks again.
const ANSWER: Duration = Duration::from_secs(5);
const AGAIN: Duration = Duration::from_millis(250);
/// How often a client hears "something went wrong" before it takes that for an answer.
const TOLD: usize = 3;

/// What became of an operation, as its client saw it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// Done, or promised.
    Accepted,
    /// It was not done.
    Refused,
    /// The process died between the work and its answer: done, or not.
    Lost,
}

/// An operation and its answer.
#[derive(Debug, Clone)]
pub struct Operation {
    /// The title of a post or the name of a person; unlike any other.
    pub name: String,
    pub answer: Answer,
}

/// The clients.
pub struct Load {
    doors: Vec<Actor>,
    authors: Vec<Actor>,
    operations: Mutex<Vec<Operation>>,
}

impl Load {
    /// Registers authors and followers, while nothing goes wrong yet. Everybody follows every author.
    pub async fn prepare(fleet: &Fleet) -> Self {
        let door = &fleet.doors[0];
        let mut authors = Vec::new();
        for name in (0..AUTHORS).map(|n| format!("author{n}")).chain(followers()) {
            door.post("/v1/auth/register", account(&name)).await.expect(202);
            let tokens = door.post("/v1/auth/login", json!({ "login": name, "password": PASSWORD })).await.expect(200);
            authors.push(door.with_tokens(&tokens));
        }
        authors.truncate(AUTHORS);
        let follow = "INSERT INTO follows (follower_id, followee_id, created_at) SELECT f.id, a.id, now() \
                      FROM users f, users a WHERE f.username LIKE 'follower%' AND a.username LIKE 'author%'";
        fleet.journal.run(follow).await;
        Self { doors: fleet.doors.clone(), authors, operations: Mutex::default() }
    }

    /// Begins every operation at its time, and waits for all answers.
    pub async fn carry_out(self: &Arc<Self>, size: &Size) {
        let pause = size.span / u32::try_from(size.operations).unwrap();
        let mut begun = Vec::new();
        for n in 0..size.operations {
            let load = Arc::clone(self);
            let work = async move {
                let operation = load.operation(n).await;
                load.operations.lock().unwrap().push(operation);
            };
            begun.push(presswork_domain::platform::task::spawn("client", work));
            sleep(pause).await;
        }
        for client in join_all(begun).await {
            assert!(client.is_ok_and(|client| client.is_some()), "a client gave up; its panic is above");
        }
    }

    /// What was asked for and answered.
    pub fn operations(&self) -> Vec<Operation> {
        self.operations.lock().unwrap().clone()
    }

    async fn operation(&self, n: usize) -> Operation {
        let name = match n % 3 {
            0 => format!("{DOOMED}{n:06}"),
            1 => format!("post{n:06}"),
            _ => format!("person{n:06}"),
        };
        let answer = if n % 3 == 2 { self.register(n, &name).await } else { self.publish(n, &name).await };
        Operation { name, answer }
    }

    async fn register(&self, n: usize, name: &str) -> Answer {
        let body = account(name);
        let key = format!("register-{name}");
        let reply = self.insist(n, |door| keyed(door.request("POST", "/v1/auth/register"), &key).json(&body)).await;
        answer(&reply, 202)
    }

    async fn publish(&self, n: usize, title: &str) -> Answer {
        let author = &self.authors[n % AUTHORS];
        let post = json!({ "title": title, "markdown": "Something to read." });
        let create = |door: &Actor| {
            let door = door.with_token(author.token.as_deref().unwrap());
            keyed(door.request("POST", "/v1/posts"), &format!("create-{title}")).json(&post)
        };
        let created = self.insist(n, create).await;
        if answer(&created, 201) != Answer::Accepted {
            return answer(&created, 201);
        }
        let path = format!("/v1/posts/{}/publish", created.json()["id"].as_str().unwrap());
        let publish = |door: &Actor| {
            let door = door.with_token(author.token.as_deref().unwrap());
            keyed(door.request("POST", &path), &format!("publish-{title}"))
        };
        answer(&self.insist(n, publish).await, 200)
    }

    /// Asks one API after the other until there is an answer that asking again would not change.
    async fn insist(&self, n: usize, request: impl Fn(&Actor) -> Request) -> Reply {
        let mut told = 0;
        for door in (n % APIS..).map(|turn| &self.doors[turn % APIS]) {
            if let Ok(Ok(reply)) = timeout(ANSWER, request(door).try_send()).await {
                told += usize::from(reply.status == 500);
                if is_final(&reply) || told == TOLD {
                    return reply;
                }
            }
            sleep(AGAIN).await;
        }
        unreachable!("the doors never end")
    }
}

/// The names of those who follow every author.
pub fn followers() -> impl Iterator<Item = String> {
    (0..FOLLOWERS).map(|n| format!("follower{n}"))
}

/// The mail address of a person.
pub fn address(name: &str) -> String {
    format!("{name}@example.org")
}

fn account(name: &str) -> Value {
    json!({ "username": name, "email": address(name), "password": PASSWORD })
}

fn keyed(request: Request, key: &str) -> Request {
    request.header("idempotency-key", key)
}

fn is_final(reply: &Reply) -> bool {
    reply.status < 500 && reply.status != 429 && code(reply) != "idempotency_in_progress"
}

fn answer(reply: &Reply, good: u16) -> Answer {
    match reply.status {
        status if status == good => Answer::Accepted,
        500 => Answer::Refused,
        409 if code(reply) == "idempotency_answer_lost" => Answer::Lost,
        status => panic!("nobody expected {status}: {}", reply.text()),
    }
}

fn code(reply: &Reply) -> String {
    let body: Value = serde_json::from_slice(&reply.body).unwrap_or_default();
    body["code"].as_str().unwrap_or_default().to_owned()
}
