//! What is sent: spans under the resource that made them.

use opentelemetry_proto::tonic::{
    collector::trace::v1::{ExportTraceServiceRequest, ExportTraceServiceResponse},
    common::v1::InstrumentationScope,
    resource::v1::Resource,
    trace::v1::{ResourceSpans, ScopeSpans, Span},
};
use prost::Message;

use super::Attribute;
use crate::platform::settings::Settings;

/// Which semantic conventions names are from.
const SCHEMA: &str = "https://opentelemetry.io/schemas/1.37.0";

/// What all spans of this process have in common.
pub(super) fn resource(settings: &Settings) -> Resource {
    let attributes = [
        ("service.name", settings.otlp.service_name.as_str()),
        ("service.version", env!("CARGO_PKG_VERSION")),
        ("deployment.environment.name", settings.environment.as_str()),
    ];
    let mut attributes: Vec<_> = attributes.into_iter().map(|(key, value)| Attribute::from(value).named(key)).collect();
    attributes.push(Attribute::from(std::process::id()).named("process.pid"));
    Resource { attributes, ..Resource::default() }
}

/// The body of a request.
pub(super) fn encoded(resource: &Resource, spans: Vec<Span>) -> Vec<u8> {
    let scope = InstrumentationScope {
        name: "presswork".to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        ..InstrumentationScope::default()
    };
    let of_scope = ScopeSpans { scope: Some(scope), spans, schema_url: SCHEMA.to_owned() };
    let of_process =
        ResourceSpans { resource: Some(resource.clone()), scope_spans: vec![of_scope], schema_url: SCHEMA.to_owned() };
    ExportTraceServiceRequest { resource_spans: vec![of_process] }.encode_to_vec()
}

/// How many of the spans the collector did not want. An answer that can't be read says of none.
pub(super) fn rejected(answer: &[u8]) -> u64 {
    let told = ExportTraceServiceResponse::decode(answer).ok().and_then(|answer| answer.partial_success);
    told.and_then(|partial| u64::try_from(partial.rejected_spans).ok()).unwrap_or_default()
}
