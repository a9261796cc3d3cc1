//! How much a parameter may be, from the constants of what reads it. Headers have no limit of their own: the head of a request is limited as
//! a whole.

use presswork_domain::{
    audit::AuditFilter,
    events::EventType,
    ids,
    jobs::{JobFilter, QueueName},
    nodes::NODES_MAX,
    ops,
    page::{PAGE_DEFAULT, PAGE_MAX},
    platform::{
        Cursors, outbound,
        secret::TOKEN_TEXT_MAX,
        settings::{Community, Oauth},
    },
    posts::details,
    search::Query,
    slug::SLUG_MAX,
    users::Username,
};
use utoipa::openapi::path::{Parameter, ParameterIn};

use super::limits::Limit::{self, Number, Text};
use crate::{
    blueprints::posts::within::FIRST_DEFAULT,
    fields::{Fields, INCLUDE_MAX},
};

/// What a challenge is: a SHA-256 in base64url.
const CHALLENGE: usize = 43;
/// The longest name of the files that a request can ask for: `posts-18446744073709551615.xml`, `10000.webp`.
const FILE_MAX: usize = 30;
/// The formats of an embed are `json` and `xml`.
const FORMAT_MAX: usize = 4;

/// The parameters, by name alone or as `operation.name`.
fn table() -> Vec<(&'static str, Limit)> {
    let version = Number(1, i64::MAX.unsigned_abs());
    let page = Number(1, PAGE_MAX.into());
    let pixels = Number(1, u32::MAX.into());
    let queue = Text(0, QueueName::ALL.iter().map(|name| name.as_str().len()).max().unwrap_or_default());
    let schedule = Text(0, ops::SCHEDULES.iter().map(|schedule| schedule.name.len()).max().unwrap_or_default());
    let (cursor, audited) = (Text(0, Cursors::TEXT_MAX), Text(0, AuditFilter::TEXT_MAX));
    vec![
        ("first", page),
        ("last", page),
        ("commentsFirst", page),
        ("after", cursor),
        ("before", cursor),
        ("fields", Text(1, Fields::TEXT_MAX)),
        ("include", Text(0, INCLUDE_MAX)),
        ("number", version),
        ("postRevisionDiff.from", version),
        ("auditLog.action", audited),
        ("auditLog.actor", audited),
        ("auditLog.target", audited),
        ("beginProviderLogin.codeChallenge", Text(CHALLENGE, CHALLENGE)),
        ("beginProviderLogin.redirectTo", Text(0, outbound::URL_MAX)),
        ("dataExportFile.expires", version),
        ("dataExportFile.signature", Text(0, TOKEN_TEXT_MAX)),
        ("events.type", Text(0, EventType::NAME_MAX)),
        ("finishProviderLogin.state", Text(0, TOKEN_TEXT_MAX)),
        ("jobs.error", Text(0, JobFilter::TEXT_MAX)),
        ("jobs.kind", Text(0, JobFilter::TEXT_MAX)),
        ("jobs.queue", queue),
        ("kind", Text(1, Community::REACTION_MAX)),
        ("mediaVariant.variant", Text(1, FILE_MAX)),
        ("nodes.ids", Text(0, NODES_MAX * (ids::NODE_MAX + 1))),
        ("oembed.format", Text(0, FORMAT_MAX)),
        ("oembed.maxheight", pixels),
        ("oembed.maxwidth", pixels),
        ("oembed.url", Text(0, outbound::URL_MAX)),
        ("pauseQueue.name", queue),
        ("pauseSchedule.name", schedule),
        ("posts.series", Text(0, details::SERIES_MAX)),
        ("provider", Text(1, Oauth::NAME_MAX)),
        ("queueHistory.minutes", Number(1, ops::HISTORY_MAX.unsigned_abs())),
        ("queueHistory.name", queue),
        ("resumeQueue.name", queue),
        ("resumeSchedule.name", schedule),
        ("search.q", Text(1, Query::MAX)),
        ("siteMapPart.file", Text(1, FILE_MAX)),
        ("triggerSchedule.name", schedule),
        ("username", Text(1, Username::MAX)),
    ]
}

/// How much a parameter of an operation may be.
pub(super) fn limit(operation: &str, parameter: &Parameter) -> Option<Limit> {
    if parameter.parameter_in == ParameterIn::Header {
        return None;
    }
    let name = parameter.name.as_str();
    let found = table().into_iter().find(|(known, _)| match known.split_once('.') {
        Some((of, member)) => of == operation && member == name,
        None => *known == name,
    });
    // A part of an address is never empty; a filter may be, and finds nothing.
    let least = usize::from(parameter.parameter_in == ParameterIn::Path);
    let named = || names(parameter.description.as_deref().unwrap_or_default()).map(|longest| Text(least, longest));
    found.map(|(_, limit)| limit).or_else(named)
}

/// What is true of a parameter wherever it stands, beside what is said there.
pub(super) fn remark(parameter: &Parameter) -> Option<&'static str> {
    let is_sparse = parameter.parameter_in == ParameterIn::Query && parameter.name == "fields";
    is_sparse.then_some(
        "What is not named is missing from the answer, also where its schema requires it: whoever sends this reads every \
         member as optional.",
    )
}

/// What a parameter is when it is missing.
pub(super) fn default(operation: &str, name: &str) -> Option<i64> {
    match (operation, name) {
        (_, "first") => Some(i64::from(PAGE_DEFAULT)),
        (_, "commentsFirst") => Some(FIRST_DEFAULT),
        ("queueHistory", "minutes") => Some(ops::HISTORY_DEFAULT),
        _ => None,
    }
}

/// The most characters of a name of a thing, by the ways to name it that people read about: `post_...`, a slug, `@username`.
fn names(description: &str) -> Option<usize> {
    let ids = description.split('`').filter_map(|part| part.strip_suffix("_...")).map(ids::length_of);
    let others = [
        description.contains("slug").then_some(SLUG_MAX),
        description.contains("`@username`").then_some(Username::MAX + 1),
        description.contains("any public id").then_some(ids::NODE_MAX),
    ];
    ids.chain(others.into_iter().flatten()).max()
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    /// Texts that are limited by something else: by the head of a request, or by who makes them.
    const ELSEWHERE: [&str; 4] =
        ["finishProviderLogin.code", "finishProviderLogin.error", "finishProviderLogin.iss", "stream.topics"];

    fn declared() -> Vec<(String, Value)> {
        let document = serde_json::to_value(crate::openapi::document()).unwrap();
        let items = document["paths"].as_object().unwrap().values().flat_map(|item| item.as_object().unwrap().values());
        let operations = items.filter(|it| it["operationId"].is_string());
        let parameters = operations.flat_map(|operation| {
            let named =
                |it: &Value| format!("{}.{}", operation["operationId"].as_str().unwrap(), it["name"].as_str().unwrap());
            let all = operation["parameters"].as_array().into_iter().flatten();
            all.filter(|it| it["in"] != "header").map(move |it| (named(it), it["schema"].clone())).collect::<Vec<_>>()
        });
        parameters.collect()
    }

    #[test]
    fn every_parameter_of_an_address_has_its_limit() {
        let mut seen = 0;
        for (name, schema) in declared() {
            let one_of_few =
                schema.get("$ref").is_some() || schema.get("enum").is_some() || schema["type"] == "boolean";
            let limited = schema["maxLength"].is_u64() || schema["maximum"].is_u64() || schema["format"] == "date-time";
            let of_choice = schema.get("oneOf").is_some();
            let fine = one_of_few || of_choice || limited;
            assert_eq!(!fine, ELSEWHERE.contains(&name.as_str()), "{name}: {schema}");
            seen += u32::from(limited);
        }
        assert!(seen > 150, "only {seen} limits");
    }

    #[test]
    fn every_line_of_the_table_is_about_a_parameter() {
        let declared = declared();
        for (known, _) in table() {
            let is =
                |name: &str| if known.contains('.') { name == known } else { name.ends_with(&format!(".{known}")) };
            assert!(declared.iter().any(|(name, _)| is(name)), "{known}");
        }
    }

    #[test]
    fn a_name_is_as_long_as_the_longest_of_its_ways() {
        assert_eq!(names("`comment_...`"), Some(34));
        assert_eq!(names("`user_...` or `@username`"), Some(31));
        assert_eq!(names("`post_...` or a slug"), Some(80));
        assert_eq!(names("What went wrong otherwise."), None);
    }
}
