//! Imports as admins ask for them.

use async_graphql::InputObject;
use presswork_domain::imports::ImportInput;
use serde::Deserialize;
use utoipa::ToSchema;

use super::dto::DataImportForm;

/// An archive to be sent.
#[derive(Debug, Clone, Deserialize, InputObject, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CreateDataImportInput {
    /// What it is.
    pub form: DataImportForm,
    /// Whose posts, by their username: all of `markdown`, and of `ghost` and `wordpress` those of authors who can't come. They need one, `site`
    /// takes none.
    #[schema(example = "ada")]
    pub author: Option<String>,
    /// Its length in bytes.
    #[schema(example = 183_204)]
    pub size: i64,
    /// The address of the site that it comes from: pictures of its posts that lie there are fetched after it is taken in. An export of
    /// `wordpress` says it itself, unless another is said here; one of `ghost` does not, and what leads to its own site leads nowhere then.
    #[schema(example = "https://old.example")]
    pub origin: Option<String>,
}

impl From<CreateDataImportInput> for ImportInput {
    fn from(input: CreateDataImportInput) -> Self {
        let CreateDataImportInput { form, author, size, origin } = input;
        Self { form: form.into(), author, size, origin }
    }
}
