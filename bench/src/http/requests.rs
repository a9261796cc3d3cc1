//! The requests of the works, and what their answers have to be.

use std::{
    fmt::Write,
    path::{Path, PathBuf},
};

use serde_json::{Value, json};

use super::{
    client::{Answer, Client},
    keys::Keys,
    work::Work,
};
use crate::Result;

/// What a list of posts without their texts asks for.
const FIELDS: &str = "id,slug,title,excerpt,commentCount,publishedAt,author,tags,reactions";
/// What is commented.
pub(crate) const TEXT: &str = "I have read this twice, and what it says about the second part is what I had been looking for. Thank you for \
                               writing it down so that others can find it, too.";

/// A request of a load.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    pub method: &'static str,
    pub address: String,
    pub token: Option<String>,
    pub tag: Option<String>,
    pub body: Option<Value>,
}

impl Request {
    pub(crate) fn get(address: impl Into<String>) -> Self {
        Self { method: "GET", address: address.into(), token: None, tag: None, body: None }
    }

    pub(crate) fn post(address: impl Into<String>, body: Value) -> Self {
        Self { method: "POST", body: Some(body), ..Self::get(address) }
    }

    /// The same by somebody.
    pub(crate) fn by(self, token: &str) -> Self {
        Self { token: Some(token.to_owned()), ..self }
    }

    /// As a line of a file that the load reads.
    fn line(&self) -> String {
        let body = self.body.as_ref().map(Value::to_string);
        let parts = [self.token.as_deref(), self.tag.as_deref(), body.as_deref()].map(|part| part.unwrap_or("-"));
        format!("{}\t{}\t{}", self.method, self.address, parts.join("\t"))
    }
}

/// Everything that requests are made from.
pub(crate) struct Source {
    pub keys: Keys,
    pub cursors: Vec<String>,
    /// Whether posts have their comments as a field in GraphQL.
    pub nested: bool,
    /// The entity tag of the one post of W5.
    pub tag: String,
}

impl Source {
    /// Asks the server for what only it knows.
    pub(crate) async fn find(keys: Keys, client: &Client, base: &str) -> Result<Self> {
        let cursors = keys.cursors(client, base).await?;
        let nested = keys.documents(&cursors[..1], true).remove(0);
        let nested = client.ask(base, &Request::post("/graphql", nested)).await?.status == 200;
        let once = Request::get(format!("/v1/posts/{}", keys.posts[0].1));
        let tag = client.ask(base, &once).await?.tag.ok_or("a post has no entity tag")?;
        Ok(Self { keys, cursors, nested, tag })
    }

    /// The requests of a work; none of what is no load of its own.
    pub(crate) fn requests(&self, work: Work) -> Vec<Request> {
        let keys = &self.keys;
        let slug = |(_, slug): &(String, String)| Request::get(format!("/v1/posts/{slug}"));
        let list = |fields: &str| {
            let page = |cursor: &String| Request::get(format!("/v1/posts?first=20{fields}&after={cursor}"));
            self.cursors.iter().map(page).collect()
        };
        match work {
            Work::W1 => keys.posts.iter().map(slug).collect(),
            Work::W2 => list(&format!("&fields={FIELDS}")),
            Work::W2Whole => list(""),
            Work::W3 => {
                let documents = keys.documents(&self.cursors, self.nested).into_iter();
                documents.map(|document| Request::post("/graphql", document)).collect()
            }
            Work::W4 => {
                let pairs = keys.posts.iter().zip(keys.tokens.iter().cycle());
                let comment = |((id, _), token): (&(String, String), &String)| {
                    Request::post(format!("/v1/posts/{id}/comments"), json!({ "markdown": TEXT })).by(token)
                };
                pairs.map(comment).collect()
            }
            Work::W5 => vec![slug(&keys.posts[0])],
            Work::W5Unchanged => vec![Request { tag: Some(self.tag.clone()), ..slug(&keys.posts[0]) }],
            Work::W7 => {
                let address = format!("/v1/feed?kind=home&first=20&fields={FIELDS}");
                let feed = |token: &String| Request::get(address.as_str()).by(token);
                keys.tokens.iter().map(feed).collect()
            }
            Work::W8 => {
                let search = |words: &String| {
                    Request::get(format!("/v1/search?q={}&type=post&first=20", words.replace(' ', "+")))
                };
                keys.words.iter().map(search).collect()
            }
            Work::W6 | Work::W9 => Vec::new(),
        }
    }

    /// Writes the requests of a work where the load finds them.
    pub(crate) fn write(&self, work: Work, folder: &Path) -> Result<PathBuf> {
        let mut text = String::new();
        for request in self.requests(work) {
            writeln!(text, "{}", request.line())?;
        }
        let file = folder.join(format!("{work:?}.requests"));
        std::fs::write(&file, text)?;
        Ok(file)
    }
}

/// What is wrong with an answer to a work, if anything is.
pub(crate) fn fault(work: Work, answer: &Answer) -> Option<String> {
    let well = match work {
        Work::W5Unchanged => answer.status == 304,
        Work::W4 => answer.status == 201 && whole(answer, |body| body["author"]["username"].is_string()),
        _ => answer.status == 200 && whole(answer, |body| is_answer_to(work, body)),
    };
    (!well).then(|| answer.shown())
}

fn whole(answer: &Answer, test: impl Fn(&Value) -> bool) -> bool {
    answer.json().is_ok_and(|body| test(&body))
}

fn is_answer_to(work: Work, body: &Value) -> bool {
    let is_post = |post: &Value| {
        post["author"]["username"].is_string() && post["tags"].is_array() && post["reactions"].is_array()
    };
    match work {
        Work::W1 | Work::W5 => is_post(body) && body["html"].is_string(),
        Work::W2 | Work::W2Whole => {
            body["data"].as_array().is_some_and(|all| all.len() == 20 && all.iter().all(is_post))
        }
        Work::W3 => {
            let posts = body["data"]["posts"]["nodes"].as_array();
            body["errors"].is_null() && posts.is_some_and(|all| all.len() == 20 && all.iter().all(is_post))
        }
        Work::W7 => body["data"].as_array().is_some_and(|all| !all.is_empty() && all.iter().all(is_post)),
        _ => body["data"].as_array().is_some_and(|all| !all.is_empty()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_has_all_parts() {
        let request = Request::post("/graphql", json!({ "query": "{ a\tb }" })).by("secret");
        assert_eq!(request.line(), "POST\t/graphql\tsecret\t-\t{\"query\":\"{ a\\tb }\"}");
        assert_eq!(Request::get("/x").line(), "GET\t/x\t-\t-\t-");
    }

    #[test]
    fn an_answer_that_is_not_whole_is_a_fault() {
        let answer = |status, body: Value| Answer { status, tag: None, body: body.to_string().into_bytes() };
        assert!(fault(Work::W1, &answer(200, json!({}))).is_some());
        assert!(fault(Work::W3, &answer(200, json!({ "errors": [{}], "data": null }))).is_some());
        assert!(fault(Work::W8, &answer(200, json!({ "data": [] }))).is_some());
        assert!(fault(Work::W8, &answer(404, json!({ "data": [{}] }))).is_some());
        assert!(fault(Work::W8, &answer(200, json!({ "data": [{}] }))).is_none());
    }
}
