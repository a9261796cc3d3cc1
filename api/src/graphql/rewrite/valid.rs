//! Whether a document is one of the schema, found out without running it: what is rewritten has lost what may be wrong with it.

use std::sync::Arc;

use async_graphql::{
    Request, ServerError, ValidationResult,
    async_trait::async_trait,
    extensions::{Extension, ExtensionContext, ExtensionFactory, NextValidation},
};
use futures::FutureExt;
use presswork_domain::platform::Settings;

use crate::graphql::schema::{ApiSchema, builder};

/// What a document is told that would run.
const VALID: &str = "this document would run";

/// A schema that runs nothing.
pub struct Validator(ApiSchema);

impl Validator {
    /// With the limits of the settings.
    pub fn new(settings: &Settings) -> Self {
        Self(builder(settings).extension(Only).finish())
    }

    /// Whether a request would run.
    pub fn is_valid(&self, request: Request) -> bool {
        // Nothing in it waits for anything.
        let told = self.0.execute(request).now_or_never();
        told.is_some_and(|told| told.errors.iter().all(|error| error.message == VALID) && !told.errors.is_empty())
    }
}

struct Only;

impl ExtensionFactory for Only {
    fn create(&self) -> Arc<dyn Extension> {
        Arc::new(Self)
    }
}

#[async_trait]
impl Extension for Only {
    async fn validation(
        &self,
        ctx: &ExtensionContext<'_>,
        next: NextValidation<'_>,
    ) -> Result<ValidationResult, Vec<ServerError>> {
        next.run(ctx).await?;
        Err(vec![ServerError::new(VALID, None)])
    }
}
