//! The query parameters of nodes.

use serde::Deserialize;
use utoipa::IntoParams;

/// Which nodes to send.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct NodesParams {
    /// At most 100 public ids; in an address, comma-separated.
    #[param(example = "post_01h455vb4pex5vsknk084sn02q,tag_01h455vb4pex5vsknk084sn02q")]
    pub ids: String,
}

impl NodesParams {
    /// The ids, one by one.
    pub fn ids(&self) -> Vec<&str> {
        self.ids.split(',').map(str::trim).filter(|id| !id.is_empty()).collect()
    }
}
