//! Automatic persisted queries: a client sends the hash of a document first, and the document only when the server does not
//! know it. The protocol is Apollo's: `extensions.persistedQuery { version: 1, sha256Hash }`, and the error
//! `PersistedQueryNotFound`.
//!
//! A text is kept under the hash that was computed here, so nobody can put another text under a hash. It is kept once it
//! has passed the limits and parsed: in this process, up to a number of bytes, of which the least recently used go first; and in Redis,
//! where there is one, for the other processes (`platform::documents`). While that is away each process knows its own.

use std::sync::Arc;

use actix_web::http::StatusCode;
use async_graphql::ServerError;
use moka::sync::Cache;
use presswork_domain::{Context, platform::hex};
use serde::Deserialize;
use sha2::{Digest, Sha256};

use crate::{failure, problem::Problem};

/// How many bytes of documents are kept.
const CAPACITY: u64 = 8 * 1024 * 1024;
/// Digits of a SHA-256.
const HASH: usize = 64;

/// `extensions.persistedQuery`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Persisted {
    version: u32,
    sha256_hash: String,
}

impl Persisted {
    /// The hash, as it was sent.
    pub fn into_hash(self) -> String {
        self.sha256_hash
    }

    /// A document named by `documentId`; none when that is no SHA-256.
    pub fn by_id(id: &str) -> Option<Self> {
        Some(Self { version: 1, sha256_hash: id.strip_prefix("sha256:")?.to_owned() })
    }
}

/// The documents that clients may name by their hashes.
pub struct Documents(Cache<String, Arc<str>>);

impl Default for Documents {
    fn default() -> Self {
        let size = |hash: &String, text: &Arc<str>| u32::try_from(hash.len() + text.len()).unwrap_or(u32::MAX);
        Self(Cache::builder().max_capacity(CAPACITY).weigher(size).build())
    }
}

/// Why there is no document.
#[derive(Debug)]
pub enum Missing {
    /// The hash is not known; the client is to send the text.
    NotFound(ServerError),
    /// The request is wrong.
    Wrong(Problem),
}

impl Documents {
    /// The text of a request.
    ///
    /// # Errors
    /// Why there is none.
    pub fn resolve(&self, text: Option<String>, named: Option<&Persisted>) -> Result<Arc<str>, Missing> {
        let Some(Persisted { version, sha256_hash }) = named else {
            return text.map(Arc::from).ok_or_else(|| wrong("graphql_invalid", "send a query"));
        };
        if *version != 1 {
            return Err(wrong("persisted_query_version", "persisted queries are understood in version 1"));
        }
        match text {
            Some(text) if hash(&text).eq_ignore_ascii_case(sha256_hash) => Ok(text.into()),
            Some(_) => Err(wrong("persisted_query_mismatch", "the hash is not that of the query")),
            None => self.0.get(&sha256_hash.to_ascii_lowercase()).ok_or_else(not_found),
        }
    }

    /// Keeps a text that has proven to be a document.
    pub fn keep(&self, text: &Arc<str>) {
        self.0.insert(hash(text), Arc::clone(text));
    }

    /// Asks the other processes for a text that this one does not know.
    pub async fn recall(&self, cx: &Context, named: &Persisted) {
        let Some(shared) = &cx.deps.documents else { return };
        let name = named.sha256_hash.to_ascii_lowercase();
        let is_hash = name.len() == HASH && name.bytes().all(|byte| byte.is_ascii_hexdigit());
        if named.version != 1 || !is_hash || self.0.contains_key(&name) {
            return;
        }
        if let Some(text) = shared.find(&name, cx.now).await.filter(|text| hash(text) == name) {
            self.0.insert(name, text.into());
        }
    }

    /// Tells the other processes of a text that this one keeps.
    pub async fn share(&self, cx: &Context, text: &str) {
        if let Some(shared) = &cx.deps.documents {
            shared.keep(&hash(text), text, cx.now).await;
        }
    }
}

/// SHA-256 in hexadecimal.
pub(super) fn hash(text: &str) -> String {
    hex(&Sha256::digest(text.as_bytes()))
}

fn wrong(code: &str, detail: &str) -> Missing {
    Missing::Wrong(Problem::new(StatusCode::BAD_REQUEST, code, detail))
}

/// The words are those that Apollo's and urql's clients look for.
fn not_found() -> Missing {
    let words = "PersistedQueryNotFound";
    let mut error = ServerError::new(words, None);
    let problem = Problem::new(StatusCode::BAD_REQUEST, "PERSISTED_QUERY_NOT_FOUND", words);
    error.extensions = Some(failure::extensions(&problem));
    Missing::NotFound(error)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(version: u32, hash: &str) -> Persisted {
        Persisted { version, sha256_hash: hash.to_owned() }
    }

    #[test]
    fn a_hash_leads_to_the_text_that_was_kept() {
        let (documents, text) = (Documents::default(), "{ __typename }");
        let known = named(1, &hash(text));
        assert!(matches!(documents.resolve(None, Some(&known)), Err(Missing::NotFound(_))));
        let sent = documents.resolve(Some(text.to_owned()), Some(&known)).unwrap();
        documents.keep(&sent);
        assert_eq!(&*documents.resolve(None, Some(&known)).unwrap(), text);
        let upper = named(1, &hash(text).to_uppercase());
        assert_eq!(&*documents.resolve(None, Some(&upper)).unwrap(), text);
    }

    #[test]
    fn a_text_can_not_take_the_hash_of_another() {
        let documents = Documents::default();
        let other = named(1, &hash("{ a }"));
        let refused = documents.resolve(Some("{ b }".to_owned()), Some(&other)).unwrap_err();
        assert!(matches!(refused, Missing::Wrong(problem) if problem.code == "persisted_query_mismatch"));
        assert!(matches!(documents.resolve(None, Some(&named(2, "x"))), Err(Missing::Wrong(_))));
        assert!(matches!(documents.resolve(None, None), Err(Missing::Wrong(_))));
    }

    #[test]
    fn the_hash_is_the_one_that_clients_compute() {
        assert_eq!(hash("{__typename}"), "ecf4edb46db40b5132295c0291d62fb65d6759a9eedfa4d5d612dd5ec54a6b38");
    }
}
