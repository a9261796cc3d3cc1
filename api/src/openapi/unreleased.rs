//! What no release has yet, by name, so that who reviews a change sees which operations it adds.

use std::{collections::BTreeMap, fmt::Write};

use serde_json::Value;

const HEAD: &str = "# Since the last release\n\n\
     Operations that no release has yet: they may still change. Written by `presswork contract write`; `presswork contract release` empties\n\
     it.\n\n";

/// The list, as it is checked in, from the document of the last release and that of now.
///
/// # Errors
/// When one of them is no JSON.
pub fn unreleased(released: &str, now: &str) -> Result<String, serde_json::Error> {
    let (before, now) = (operations(&serde_json::from_str(released)?), operations(&serde_json::from_str(now)?));
    let mut list = HEAD.to_owned();
    for (name, place) in now.iter().filter(|(name, _)| !before.contains_key(*name)) {
        let _ = writeln!(list, "- `{name}`: {place}");
    }
    Ok(list)
}

/// The operations of a document: their names, with method and path.
fn operations(document: &Value) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for (path, item) in document["paths"].as_object().into_iter().flatten() {
        for (method, operation) in item.as_object().into_iter().flatten() {
            if let Some(name) = operation["operationId"].as_str() {
                found.insert(name.to_owned(), format!("{} {path}", method.to_uppercase()));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_operation_that_no_release_has_is_listed() {
        let document = |names: &[&str]| {
            let path = |name: &&str| (format!("/v1/{name}"), json!({ "get": { "operationId": name }, "summary": "x" }));
            json!({ "paths": names.iter().map(path).collect::<serde_json::Map<_, _>>() }).to_string()
        };
        let (before, now) = (document(&["posts", "gone"]), document(&["posts", "tags"]));
        assert_eq!(unreleased(&before, &now).unwrap(), format!("{HEAD}- `tags`: GET /v1/tags\n"));
        assert_eq!(unreleased(&now, &now).unwrap(), HEAD);
        assert!(unreleased("", &now).is_err());
    }
}
