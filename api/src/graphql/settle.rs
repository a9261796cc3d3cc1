//! What becomes of the fields that failed.
//!
//! The executor leaves a failed field out of the answer; the specification (section 6.4.4) wants null there, or at the
//! nearest parent that may be null. In this schema that parent is the root field: everything below is non-null wherever
//! it can fail.

use async_graphql::{Name, PathSegment, Response, Value, indexmap::IndexMap};

/// Puts null where a root field failed, or something below it.
pub fn settle(response: &mut Response) {
    for error in &response.errors {
        let Some(PathSegment::Field(root)) = error.path.first() else { continue };
        if is_missing(&response.data, &error.path) {
            if response.data == Value::Null {
                response.data = Value::Object(IndexMap::new());
            }
            if let Value::Object(fields) = &mut response.data {
                fields.insert(Name::new(root), Value::Null);
            }
        }
    }
}

fn is_missing(data: &Value, path: &[PathSegment]) -> bool {
    let mut here = data;
    for segment in path {
        let next = match (here, segment) {
            (Value::Object(fields), PathSegment::Field(name)) => fields.get(name.as_str()),
            (Value::List(items), PathSegment::Index(index)) => items.get(*index),
            _ => return here != &Value::Null || here == data,
        };
        match next {
            Some(found) => here = found,
            None => return true,
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use async_graphql::{ServerError, value};

    use super::*;

    fn settled(data: Value, path: Vec<PathSegment>) -> Value {
        let mut response = Response::new(data);
        response.errors.push(ServerError::new("x", None).with_path(path));
        settle(&mut response);
        response.data
    }

    fn field(name: &str) -> PathSegment {
        PathSegment::Field(name.to_owned())
    }

    #[test]
    fn a_failed_root_field_is_null_beside_the_others() {
        assert_eq!(settled(value!({ "a": 1 }), vec![field("b")]), value!({ "a": 1, "b": null }));
        assert_eq!(settled(Value::Null, vec![field("b")]), value!({ "b": null }));
    }

    #[test]
    fn a_failure_below_takes_its_root_field_with_it() {
        let data = value!({ "posts": { "nodes": [{ "id": "1" }] }, "me": { "id": "2" } });
        let path = vec![field("posts"), field("nodes"), PathSegment::Index(0), field("author")];
        assert_eq!(settled(data, path), value!({ "posts": null, "me": { "id": "2" } }));
    }

    #[test]
    fn what_is_null_already_stays() {
        let data = value!({ "post": { "author": null } });
        assert_eq!(settled(data.clone(), vec![field("post"), field("author")]), data);
    }
}
