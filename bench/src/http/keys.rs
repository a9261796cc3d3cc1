//! What is asked for: posts, places in lists, people with tokens, words. The same as the ceilings have, by the same numbers.

use std::sync::Arc;

use presswork_domain::{
    Actor, Context, access_tokens,
    access_tokens::NewAccessTokenInput,
    actor::{Blocks, UserActor},
    ids::{self, PostId, SessionKind, UserId},
    platform::secret::token_hash,
    scope::Scope,
    users::Role,
};
use sea_orm::prelude::Uuid;
use serde_json::{Value, json};

use super::{client::Client, place::Place, requests::Request};
use crate::Result;

const SETUP: &str = include_str!("sql/setup.sql");
/// Posts of a page.
pub(crate) const PAGE: usize = 20;

/// What is asked for.
pub(crate) struct Keys {
    /// Ids and slugs.
    pub posts: Vec<(String, String)>,
    /// The newest posts in their order; a page begins after each but the last 20 of them.
    pub newest: Vec<String>,
    /// The tokens of people who follow others.
    pub tokens: Vec<String>,
    /// Two words each.
    pub words: Vec<String>,
}

impl Keys {
    /// Chooses them and makes the tokens.
    pub(crate) async fn choose(place: &Place, keys: u32) -> Result<Self> {
        let setup = SETUP.replace("{keys}", &keys.to_string()).replace("{pages}", &keys.div_ceil(5).to_string());
        place.execute(&setup).await?;
        let mut posts = Vec::new();
        for row in place.all("SELECT id, slug FROM bench_posts ORDER BY n").await? {
            posts.push((post(row.try_get("", "id")?), row.try_get("", "slug")?));
        }
        let mut newest = Vec::new();
        for row in place.all("SELECT id FROM bench_pages ORDER BY n").await? {
            newest.push(post(row.try_get("", "id")?));
        }
        let mut words = Vec::new();
        for row in place.all("SELECT words FROM bench_words ORDER BY n").await? {
            words.push(row.try_get("", "words")?);
        }
        if posts.is_empty() || newest.len() <= PAGE || words.is_empty() {
            return Err("there are too few posts to measure with".into());
        }
        Ok(Self { posts, newest, tokens: tokens(place).await?, words })
    }

    /// How many pages there are.
    pub(crate) fn pages(&self) -> usize {
        self.newest.len() - PAGE
    }

    /// The cursors after which pages begin, as the server tells them.
    pub(crate) async fn cursors(&self, client: &Client, base: &str) -> Result<Vec<String>> {
        let mut cursors: Vec<String> = Vec::new();
        while cursors.len() < self.pages() {
            let query = "query($after: String) { posts(first: 100, after: $after) { edges { cursor } } }";
            let body = json!({ "query": query, "variables": { "after": cursors.last() } });
            let told = client.ask(base, &Request::post("/graphql", body)).await?;
            let edges = told.json()?;
            let edges = edges["data"]["posts"]["edges"].as_array().filter(|edges| !edges.is_empty());
            let edges = edges.ok_or_else(|| format!("no cursors: {}", told.shown()))?;
            cursors.extend(edges.iter().filter_map(|edge| edge["cursor"].as_str()).map(str::to_owned));
        }
        cursors.truncate(self.pages());
        Ok(cursors)
    }

    /// The document of W3 and the variables of each page. Where posts do not have their comments as a field, each page asks for the
    /// comments of its posts beside them.
    pub(crate) fn documents(&self, cursors: &[String], nested: bool) -> Vec<Value> {
        let document = if nested { nested_document() } else { flat_document() };
        let page = |(n, cursor): (usize, &String)| {
            let mut variables = json!({ "after": cursor });
            for (at, post) in self.newest[n + 1..].iter().take(PAGE).enumerate().filter(|_| !nested) {
                variables[format!("p{at}")] = post.as_str().into();
            }
            json!({ "query": document, "variables": variables })
        };
        cursors.iter().enumerate().map(page).collect()
    }
}

const POST: &str = "id slug title excerpt commentCount publishedAt author { id username displayName } tags { slug name } \
                    reactions { kind count }";
const COMMENTS: &str = "nodes { id html createdAt author { id username displayName } }";

fn nested_document() -> String {
    let post = format!("{POST} comments(first: 3) {{ {COMMENTS} }}");
    format!("query Posts($after: String) {{ posts(first: {PAGE}, after: $after) {{ nodes {{ {post} }} }} }}")
}

fn flat_document() -> String {
    let declared = (0..PAGE).map(|n| format!(", $p{n}: ID!")).collect::<Vec<_>>().concat();
    let comment = |n| format!(" c{n}: comments(post: $p{n}, first: 3) {{ ...Comments }}");
    let comments = (0..PAGE).map(comment).collect::<Vec<_>>().concat();
    format!(
        "query Posts($after: String{declared}) {{ posts(first: {PAGE}, after: $after) {{ nodes {{ {POST} }} }}{comments} }} \
         fragment Comments on CommentConnection {{ {COMMENTS} }}"
    )
}

fn post(id: Uuid) -> String {
    PostId::from_uuid(id).to_string()
}

/// Makes a token for each of the people; those of the last run go.
async fn tokens(place: &Place) -> Result<Vec<String>> {
    place.execute("DELETE FROM access_tokens").await?;
    let mut tokens = Vec::new();
    for row in place.all("SELECT n, id FROM bench_people ORDER BY n").await? {
        let (n, id): (i32, Uuid) = (row.try_get("", "n")?, row.try_get("", "id")?);
        let cx = Context::system(Arc::clone(&place.deps), "bench");
        let session = ids::new::<SessionKind>(&cx);
        // Nobody of them can log in: they have no passwords.
        let logged_in = format!(
            "INSERT INTO sessions (id, user_id, user_agent, address, created_at, last_used_at, expires_at) \
             VALUES ('{}', '{id}', 'bench', '127.0.0.1', now(), now(), now() + interval '1 day')",
            session.uuid()
        );
        place.execute(&logged_in).await?;
        let person = UserActor {
            id: UserId::from_uuid(id),
            role: Role::Member,
            session,
            authenticated_at: cx.now,
            may_operate_here: false,
            blocks: Blocks::PERHAPS,
        };
        let input =
            NewAccessTokenInput { name: "bench".to_owned(), scopes: vec![Scope::Read, Scope::Write], expires_at: None };
        let issued = access_tokens::create(&cx.with_actor(Actor::User(person)), &input).await?;
        let hash = token_hash(&issued.secret);
        place.execute(&format!("UPDATE bench_people SET token_hash = '{hash}' WHERE n = {n}")).await?;
        tokens.push(issued.secret);
    }
    place.execute("VACUUM (ANALYZE) bench_people").await?;
    // Letters that tell of the tokens.
    place.execute("TRUNCATE jobs CASCADE").await?;
    if tokens.is_empty() { Err("nobody follows anybody".into()) } else { Ok(tokens) }
}
