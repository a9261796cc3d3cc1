//! Sparse answers: `fields=id,title` leaves out every other member of a thing. In GraphQL the selection does that.

mod only;

use std::{
    any::TypeId,
    collections::HashMap,
    sync::{Arc, LazyLock, PoisonError, RwLock},
};

use presswork_domain::{Error, Result, text};
use serde::{Deserialize, Serialize, Serializer};
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
pub struct Fields(Option<Arc<[String]>>);

impl Fields {
    /// Most characters of the parameter; all names of the largest thing have fewer.
    pub const TEXT_MAX: usize = 1000;

    /// Reads the parameter for things of type `T`.
    ///
    /// # Errors
    /// A fault when it names a member that `T` does not have, or none.
    pub fn of<T: ToSchema + 'static>(text: Option<&str>) -> Result<Self> {
        let Some(text) = text else { return Ok(Self(None)) };
        text::no_longer("/fields", Some(text), Self::TEXT_MAX)?;
        let asked: Arc<[String]> = text.split(',').map(|name| name.trim().to_owned()).collect();
        let known = members::<T>();
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
    pub fn pick<T>(&self, thing: T) -> Picked<T> {
        Picked { thing, members: self.0.clone() }
    }
}

/// Most characters of `include`.
pub const INCLUDE_MAX: usize = 200;

/// The names in `include=author,tags`.
///
/// # Errors
/// A fault when that is too long.
pub fn relations(text: &str) -> Result<impl Iterator<Item = &str>> {
    text::no_longer("/include", Some(text), INCLUDE_MAX)?;
    Ok(text.split(',').map(str::trim).filter(|name| !name.is_empty()))
}

/// A thing, or some of its members.
#[derive(Debug)]
pub struct Picked<T> {
    thing: T,
    /// Those that were asked for; all when missing.
    members: Option<Arc<[String]>>,
}

impl<T: Serialize> Serialize for Picked<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.members {
            Some(members) => only::Only { thing: &self.thing, members }.serialize(serializer),
            None => self.thing.serialize(serializer),
        }
    }
}

/// What a type has, looked up once: its schema is put together anew whenever it is asked for.
fn members<T: ToSchema + 'static>() -> Arc<[String]> {
    static KNOWN: LazyLock<RwLock<HashMap<TypeId, Arc<[String]>>>> = LazyLock::new(RwLock::default);

    let key = TypeId::of::<T>();
    if let Some(known) = KNOWN.read().unwrap_or_else(PoisonError::into_inner).get(&key) {
        return Arc::clone(known);
    }
    let found: Arc<[String]> = match T::schema() {
        RefOr::T(Schema::Object(object)) => object.properties.keys().cloned().collect(),
        _ => Arc::default(),
    };
    KNOWN.write().unwrap_or_else(PoisonError::into_inner).insert(key, Arc::clone(&found));
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::blueprints::{posts::dto::Post, tags::dto::Tag};

    #[test]
    fn members_that_do_not_exist_are_refused_and_the_sentence_says_which_do() {
        let error = Fields::of::<Tag>(Some("slug,nme")).unwrap_err();
        assert!(error.detail().starts_with("/fields: \"nme\" is none of id, slug, name, "), "{}", error.detail());
        assert!(Fields::of::<Tag>(Some("")).is_err());
        assert!(Fields::of::<Post>(Some("publishedAt, author")).is_ok());
    }

    #[test]
    fn only_what_was_asked_for_is_sent() {
        let tag = Tag {
            id: "tag_1".into(),
            slug: "rust".into(),
            name: "Rust".into(),
            description: String::new(),
            post_count: 3,
            follower_count: 2,
            following: None,
        };
        let sent = |text| serde_json::to_string(&Fields::of::<Tag>(text).unwrap().pick(&tag)).unwrap();
        assert_eq!(sent(Some("slug")), r#"{"slug":"rust"}"#);
        assert_eq!(sent(Some("name,postCount")), r#"{"name":"Rust","postCount":3}"#);
        let whole = r#"{"id":"tag_1","slug":"rust","name":"Rust","description":"","postCount":3,"followerCount":2,"following":null}"#;
        assert_eq!(sent(None), whole);
    }
}
