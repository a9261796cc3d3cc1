//! The query parameters of a stream.

use actix_web::HttpRequest;
use presswork_domain::{
    Error, Result,
    realtime::{Place, Topic},
};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::streaming::LAST_EVENT_ID;

/// What to follow.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct StreamParams {
    /// Topics, comma-separated: `job:{id}` (`jobUpdated`), `feed` (`postPublished`), `post:{id}` (`commentAdded`,
    /// `reactionsChanged`), `user:me` (`notificationReceived`), `ops` (`operationsUpdated`; for operators).
    #[param(example = "job:job_01h455vb4pex5vsknk084sn02q,feed", required = true)]
    pub topics: Option<String>,
}

impl StreamParams {
    /// The topics.
    pub fn topics(&self) -> Result<Vec<Topic>> {
        let named = self.topics.as_deref().filter(|topics| !topics.trim().is_empty());
        let named = named.ok_or_else(|| Error::invalid("/topics", "required", "name at least one topic"))?;
        named.split(',').map(|topic| topic.trim().parse()).collect()
    }
}

/// The last event that a client that comes back has seen.
pub fn last_event(request: &HttpRequest) -> Result<Option<Place>> {
    let named = request.headers().get(LAST_EVENT_ID).map(|id| id.to_str().unwrap_or_default().trim());
    // A client that has seen no id may say so.
    named.filter(|id| !id.is_empty()).map(str::parse).transpose()
}
