//! The query parameters of downloads.

use serde::Deserialize;
use utoipa::IntoParams;

/// What the address of a file says.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct LinkParams {
    /// When it ends, in seconds since 1970.
    pub expires: i64,
    /// What proves that it is ours.
    pub signature: String,
}
