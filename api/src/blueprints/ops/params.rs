//! The query parameters of operators.

use serde::Deserialize;
use utoipa::IntoParams;

/// How far back.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct HistoryParams {
    /// How many minutes back, at most a day; 60 when missing.
    pub minutes: Option<i64>,
}
