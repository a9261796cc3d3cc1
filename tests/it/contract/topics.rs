//! Every topic of streams is a subscription, and every subscription a topic.

use std::collections::BTreeSet;

use presswork_domain::realtime::Topic;
use presswork_tests::{OPERATIONS, SCHEMA};
use serde_json::Value;

/// Each topic with each of its events.
fn topics() -> impl Iterator<Item = (&'static String, &'static Value)> {
    let all = OPERATIONS["stream"].declared["responses"]["200"]["x-topics"].as_object().unwrap().iter();
    all.flat_map(|(topic, told)| [Some(told), told.get("also")].into_iter().flatten().map(move |told| (topic, told)))
}

#[test]
fn every_topic_is_a_subscription_of_the_same_name_and_type() {
    for (topic, told) in topics() {
        let event = told["event"].as_str().unwrap();
        assert_eq!(told["x-graphql"], format!("Subscription.{event}"), "{topic}");
        let field = SCHEMA.field("Subscription", event).unwrap_or_else(|| panic!("{topic}: no such field"));
        assert_eq!(field.ty.node.to_string(), told["schema"].as_str().unwrap(), "{topic}");
        assert!(field.description.is_some(), "{topic} is not described");
        let named: BTreeSet<_> = topic.split(':').filter_map(|part| part.strip_prefix('{')).collect();
        let arguments = field.arguments.iter().map(|it| format!("{}}}", it.node.name.node));
        let arguments: Vec<_> = arguments.collect();
        assert_eq!(named, arguments.iter().map(String::as_str).collect(), "{topic}");
    }
}

#[test]
fn every_subscription_is_a_topic() {
    let told: BTreeSet<_> = topics().map(|(_, told)| told["event"].as_str().unwrap().to_owned()).collect();
    let fields = SCHEMA.fields("Subscription").into_iter().map(|field| field.name.node.to_string());
    assert_eq!(told, fields.collect());
}

#[test]
fn every_topic_of_the_document_is_one_of_the_domain() {
    for (topic, _) in topics() {
        let topic = topic.replace("{id}", &format!("{}_01h455vb4pex5vsknk084sn02q", topic.split(':').next().unwrap()));
        assert!(topic.parse::<Topic>().is_ok(), "{topic}");
    }
}
