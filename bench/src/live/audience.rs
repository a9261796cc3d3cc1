//! Those who listen: many connections that write down what they hear.

use futures::{StreamExt, TryStreamExt, stream};
use serde_json::json;
use tokio::{
    sync::mpsc,
    task::JoinSet,
    time::{Duration, Instant, timeout},
};

use super::{
    Apis, Args,
    reader::{self, Comments, Kind},
};
use crate::{Result, http::Request, installation::Installation};

/// How many are opened at the same time, and how many people log in.
const AT_ONCE: usize = 50;
/// How long to wait for all of them to hear something.
const PATIENCE: Duration = Duration::from_mins(1);
/// How long to wait for somebody whose subscription may only have begun.
const SHORT: Duration = Duration::from_secs(5);

/// The post that everybody follows, and who they are.
pub(crate) struct Hall<'a> {
    pub here: &'a Installation,
    pub bases: Vec<String>,
    /// Of who writes.
    pub author: String,
    /// Of people who listen.
    pub tokens: Vec<String>,
    pub post: String,
    client: reqwest::Client,
}

impl<'a> Hall<'a> {
    /// Makes people and a post.
    pub(crate) async fn furnish(args: &Args, here: &'a Installation, apis: &Apis) -> Result<Self> {
        let bases = apis.bases();
        let first = bases[0].clone();
        here.admin("ann").await?;
        let author = here.login(&first, "ann").await?;
        let people = here.people(args.people).await?;
        let logins = people.iter().map(|name| here.login(&first, name));
        let tokens: Vec<String> = stream::iter(logins).buffered(AT_ONCE).try_collect().await?;
        let post = published(here, &first, &author, "What is new", "Nothing.").await?;
        let client = reqwest::Client::builder().no_proxy().pool_max_idle_per_host(0).build()?;
        Ok(Self { here, bases, author, tokens, post, client })
    }

    /// Comments through one of the processes; the id.
    pub(crate) async fn comment(&self, api: usize) -> Result<String> {
        let path = format!("/v1/posts/{}/comments", self.post);
        let request = Request::post(path, json!({ "markdown": "Something is new." })).by(&self.author);
        let told = self.here.asked(&self.bases[api], &request).await?;
        Ok(told["id"].as_str().ok_or("a comment without an id")?.to_owned())
    }

    /// The connection of this number: each person has as many in each process.
    async fn connection(&self, kind: Kind, n: usize) -> Result<(usize, Comments, f64)> {
        let (person, api) = (n % self.tokens.len(), self.api_of(n));
        let began = Instant::now();
        let told = reader::open(kind, &self.client, &self.bases[api], &self.tokens[person], &self.post).await?;
        Ok((n, told, 1000.0 * began.elapsed().as_secs_f64()))
    }

    /// The process of a connection.
    pub(crate) fn api_of(&self, n: usize) -> usize {
        n / self.tokens.len() % self.bases.len()
    }
}

/// Publishes a post; its id.
pub(crate) async fn published(
    here: &Installation,
    base: &str,
    author: &str,
    title: &str,
    markdown: &str,
) -> Result<String> {
    let draft = Request::post("/v1/posts", json!({ "title": title, "markdown": markdown })).by(author);
    let id = here.asked(base, &draft).await?["id"].as_str().ok_or("a post without an id")?.to_owned();
    let publish = Request { body: None, ..Request::post(format!("/v1/posts/{id}/publish"), json!(null)).by(author) };
    here.asked(base, &publish).await?;
    Ok(id)
}

/// What a connection has heard, and when.
pub(crate) struct Heard {
    pub reader: usize,
    pub comment: String,
    pub at: Instant,
}

/// Connections that listen, each a task.
pub(crate) struct Audience {
    tasks: JoinSet<()>,
    tell: mpsc::UnboundedSender<Result<Heard>>,
    heard: mpsc::UnboundedReceiver<Result<Heard>>,
    size: usize,
}

impl Audience {
    pub(crate) fn new() -> Self {
        let (tell, heard) = mpsc::unbounded_channel();
        Self { tasks: JoinSet::new(), tell, heard, size: 0 }
    }

    /// How many they are.
    pub(crate) const fn size(&self) -> usize {
        self.size
    }

    /// Opens so many more; how long each took, in milliseconds.
    pub(crate) async fn grow(&mut self, hall: &Hall<'_>, kind: Kind, count: usize) -> Result<Vec<f64>> {
        let wanted = (self.size..self.size + count).map(|n| hall.connection(kind, n));
        let mut opened = stream::iter(wanted).buffer_unordered(AT_ONCE);
        let mut waits = Vec::with_capacity(count);
        while let Some((n, comments, took)) = opened.try_next().await? {
            self.tasks.spawn(listen(n, comments, self.tell.clone()));
            waits.push(took);
        }
        self.size += count;
        Ok(waits)
    }

    /// Comments until one was heard by all: a socket does not say when its subscription has begun.
    pub(crate) async fn listens(&mut self, hall: &Hall<'_>) -> Result<()> {
        let began = Instant::now();
        while began.elapsed() < PATIENCE {
            let comment = hall.comment(0).await?;
            let mut heard = 0;
            while heard < self.size {
                match timeout(SHORT, self.heard.recv()).await {
                    Ok(Some(told)) => heard += usize::from(told?.comment == comment),
                    _ => break,
                }
            }
            if heard == self.size {
                return Ok(());
            }
        }
        Err("not every connection hears what is told".into())
    }

    /// The next that is heard by anyone, within a time.
    pub(crate) async fn hear(&mut self, patience: Duration) -> Result<Option<Heard>> {
        match timeout(patience, self.heard.recv()).await {
            Ok(Some(heard)) => heard.map(Some),
            _ => Ok(None),
        }
    }

    /// Closes all of them.
    pub(crate) async fn leave(&mut self) {
        self.tasks.shutdown().await;
    }
}

async fn listen(reader: usize, mut comments: Comments, tell: mpsc::UnboundedSender<Result<Heard>>) {
    while let Some(comment) = comments.next().await {
        let heard = comment.map(|comment| Heard { reader, comment, at: Instant::now() });
        if tell.send(heard).is_err() {
            return;
        }
    }
    let _ = tell.send(Err(format!("connection {reader} ended").into()));
}
