//! How long lists are.

use std::{
    collections::HashMap,
    hash::{Hash, Hasher},
    sync::Arc,
};

use async_graphql::{Context, dataloader::Loader};
use presswork_domain::{
    Error,
    page::{self, Whole},
};

use super::request::{RequestLoader, loader, unshared};
use crate::failure::Failure;

/// A list whose length is wanted; two of the same statement are the same.
#[derive(Debug, Clone)]
struct TotalKey {
    whole: Whole,
    statement: Arc<str>,
}

impl PartialEq for TotalKey {
    fn eq(&self, other: &Self) -> bool {
        self.statement == other.statement
    }
}

impl Eq for TotalKey {}

impl Hash for TotalKey {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.statement.hash(state);
    }
}

impl Loader<TotalKey> for RequestLoader {
    type Value = i64;
    type Error = Arc<Error>;

    async fn load(&self, keys: &[TotalKey]) -> Result<HashMap<TotalKey, i64>, Arc<Error>> {
        let lists: Vec<&Whole> = keys.iter().map(|key| &key.whole).collect();
        let counts = page::count(&self.cx(), &lists).await.map_err(Arc::new)?;
        Ok(keys.iter().cloned().zip(counts).collect())
    }
}

/// How long a list is: one statement for all that are asked for at a time.
pub async fn total(ctx: &Context<'_>, whole: &Whole) -> Result<i64, Failure> {
    let key = TotalKey { whole: whole.clone(), statement: format!("{whole:?}").into() };
    let found = loader(ctx)?.load_one(key).await.map_err(|error| unshared(&error))?;
    found.ok_or_else(|| Error::internal("a list that was not counted").into())
}
