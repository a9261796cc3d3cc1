//! Sparse answers: `fields=id,title` leaves out every other member of a thing. In GraphQL the selection does that.

use presswork_domain::{Error, Result};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::{
    IntoParams, ToSchema,
    openapi::{RefOr, schema::Schema},
};

/// The parameter of a single thing.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct FieldsParams {
    /// Members to send, comma-separated; all when missing.
    pub fields: Option<String>,
}

/// The members that a client asked for; all when it did not say.
#[derive(Debug, Clone)]
pub struct Fields(Option<Vec<String>>);

impl Fields {
    /// Reads the parameter for things of type `T`.
    ///
    /// # Errors
    /// A fault when it names a member that `T` does not have, or none.
    pub fn of<T: ToSchema>(text: Option<&str>) -> Result<Self> {
        let Some(text) = text else { return Ok(Self(None)) };
        let asked: Vec<String> = text.split(',').map(|name| name.trim().to_owned()).collect();
        let known = members(&T::schema());
        match asked.iter().find(|name| !known.contains(name)) {
            Some(name) => {
                let detail = format!("{name:?} is none of {}", known.join(", "));
                Err(Error::invalid("/fields", "unknown_field", detail))
            }
            None => Ok(Self(Some(asked))),
        }
    }

    /// Whether a member is to be sent, as far as this parameter has a say.
    pub fn has(&self, name: &str) -> bool {
        self.0.as_ref().is_none_or(|asked| asked.iter().any(|one| one == name))
    }

    /// The thing with these members only.
    pub fn pick<T: Serialize>(&self, thing: T) -> Picked<T> {
        if self.0.is_none() {
            return Picked::Whole(thing);
        }
        match serde_json::to_value(&thing) {
            Ok(Value::Object(members)) => {
                Picked::Part(members.into_iter().filter(|(name, _)| self.has(name)).collect())
            }
            _ => Picked::Whole(thing),
        }
    }
}

/// A thing, or some of its members.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub enum Picked<T> {
    /// All members.
    Whole(T),
    /// Those that were asked for.
    Part(Map<String, Value>),
}

fn members(schema: &RefOr<Schema>) -> Vec<String> {
    match schema {
        RefOr::T(Schema::Object(object)) => object.properties.keys().cloned().collect(),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::blueprints::{posts::dto::Post, tags::dto::Tag};

    #[test]
    fn members_that_do_not_exist_are_refused_and_the_sentence_says_which_do() {
        let error = Fields::of::<Tag>(Some("slug,nme")).unwrap_err();
        assert_eq!(error.detail(), "/fields: \"nme\" is none of id, slug, name");
        assert!(Fields::of::<Tag>(Some("")).is_err());
        assert!(Fields::of::<Post>(Some("publishedAt, author")).is_ok());
    }

    #[test]
    fn only_what_was_asked_for_is_sent() {
        let tag = Tag { id: "tag_1".into(), slug: "rust".into(), name: "Rust".into() };
        let sent = |text| serde_json::to_string(&Fields::of::<Tag>(text).unwrap().pick(&tag)).unwrap();
        assert_eq!(sent(Some("slug")), r#"{"slug":"rust"}"#);
        assert_eq!(sent(None), r#"{"id":"tag_1","slug":"rust","name":"Rust"}"#);
    }
}
