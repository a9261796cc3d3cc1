//! Trusted documents: those that the operator lists, and no others. Then nobody can ask what no app of theirs asks.
//!
//! The list is a file that the tools of the apps write: an object of documents by their ids (graphql-codegen, Relay), or the
//! manifest of Apollo's `generate-persisted-query-manifest`. A request names its document by id: `documentId` (GraphQL over
//! HTTP, appendix on persisted documents), or `extensions.persistedQuery`. The text itself is taken, too, if it is on the list.

use std::{collections::HashMap, path::Path, sync::Arc};

use actix_web::http::StatusCode;
use async_graphql::parser::parse_query;
use presswork_domain::{Error, Result};
use serde::Deserialize;

use super::persisted::hash;
use crate::problem::Problem;

/// The documents by the ids of the file, and by their SHA-256.
#[derive(Debug)]
pub struct Trusted(HashMap<String, Arc<str>>);

/// The file.
#[derive(Deserialize)]
#[serde(untagged)]
enum Listed {
    Manifest { operations: Vec<Operation> },
    ById(HashMap<String, String>),
}

#[derive(Deserialize)]
struct Operation {
    id: String,
    body: String,
}

impl Trusted {
    /// Reads the file of the settings; none when there is none.
    ///
    /// # Errors
    /// `internal` with a sentence for the operator.
    pub fn open(path: &Path) -> Result<Option<Self>> {
        if path.as_os_str().is_empty() {
            return Ok(None);
        }
        let wrong = |why: String| Error::internal(format!("graphql.trusted_documents, {}: {why}", path.display()));
        let text = std::fs::read_to_string(path).map_err(|error| wrong(error.to_string()))?;
        Self::read(&text).map(Some).map_err(wrong)
    }

    fn read(text: &str) -> Result<Self, String> {
        let listed = serde_json::from_str(text)
            .map_err(|_| "expected documents by their ids, or a manifest with operations".to_owned())?;
        let documents: Vec<(String, String)> = match listed {
            Listed::Manifest { operations } => operations.into_iter().map(|one| (one.id, one.body)).collect(),
            Listed::ById(documents) => documents.into_iter().collect(),
        };
        let mut known = HashMap::new();
        for (id, body) in documents {
            parse_query(&body).map_err(|error| format!("the document {id} is none: {error}"))?;
            let body: Arc<str> = body.into();
            known.insert(hash(&body), Arc::clone(&body));
            known.insert(plain(&id).to_owned(), body);
        }
        Ok(Self(known))
    }

    /// The document that a request names, or sends.
    ///
    /// # Errors
    /// `document_not_trusted`.
    pub fn resolve(&self, text: Option<&str>, id: Option<&str>) -> Result<Arc<str>, Problem> {
        let found = match (text, id) {
            (Some(text), _) => self.0.get(&hash(text)),
            (None, Some(id)) => self.0.get(plain(id)),
            (None, None) => None,
        };
        let detail = "this server runs only the documents that its operator has listed";
        found.cloned().ok_or_else(|| Problem::new(StatusCode::BAD_REQUEST, "document_not_trusted", detail))
    }
}

/// An id without the name of the hash, which the appendix puts before it.
fn plain(id: &str) -> &str {
    id.strip_prefix("sha256:").unwrap_or(id)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const ME: &str = "{ me { id } }";

    #[test]
    fn every_tool_s_list_is_understood() {
        let hash = hash(ME);
        for list in [
            json!({ &hash: ME }),
            json!({ format!("sha256:{hash}"): ME }),
            json!({ "format": "apollo-persisted-query-manifest", "version": 1,
                "operations": [{ "id": hash, "name": "Me", "type": "query", "body": ME }] }),
        ] {
            let trusted = Trusted::read(&list.to_string()).unwrap();
            for (text, id) in [(Some(ME), None), (None, Some(hash.as_str())), (None, Some(&format!("sha256:{hash}")))] {
                assert_eq!(&*trusted.resolve(text, id).unwrap(), ME, "{list}");
            }
            let refused = trusted.resolve(Some("{ me { username } }"), Some(&hash)).unwrap_err();
            assert_eq!(refused.code, "document_not_trusted");
            assert!(trusted.resolve(None, None).is_err() && trusted.resolve(None, Some("x")).is_err());
        }
    }

    #[test]
    fn what_is_no_list_of_documents_stops_the_start() {
        assert!(Trusted::read("[]").is_err() && Trusted::read("{").is_err());
        assert!(
            Trusted::read(&json!({ "a": "{ me {" }).to_string()).unwrap_err().starts_with("the document a is none")
        );
        assert!(Trusted::open(Path::new("/nowhere.json")).is_err());
        assert!(Trusted::open(Path::new("")).unwrap().is_none());
    }
}
