//! What admins send, checked.

use crate::{
    Context, Result,
    events::EventType,
    fault::{Faults, Refusal},
    patch::Patch,
    text,
    webhooks::{Webhook, WebhookInput, WebhookPatchInput},
};

/// Most characters of a description.
pub const DESCRIPTION_MAX: usize = 200;

/// A webhook in the making.
pub(in crate::webhooks) struct NewWebhook {
    pub url: String,
    pub description: String,
    pub event_types: Vec<EventType>,
    pub ordered: bool,
    pub enabled: bool,
}

/// What is to be changed.
#[derive(Default)]
pub(in crate::webhooks) struct Change {
    pub url: Option<String>,
    pub description: Option<String>,
    pub event_types: Option<Vec<EventType>>,
    pub ordered: Option<bool>,
    pub enabled: Option<bool>,
}

impl NewWebhook {
    /// All faults are reported together.
    pub(super) async fn parse(cx: &Context, input: &WebhookInput) -> Result<Self> {
        let mut faults = Faults::default();
        let url = faults.take("/url", url(cx, &input.url).await);
        let description = faults.take("/description", description(input.description.as_deref().unwrap_or_default()));
        let event_types = kinds(&mut faults, input.event_types.as_deref().unwrap_or_default());
        let (ordered, enabled) = (input.ordered.unwrap_or(false), input.enabled.unwrap_or(true));
        let whole = url.zip(description).zip(event_types);
        faults.finish(whole.map(|((url, description), event_types)| Self {
            url,
            description,
            event_types,
            ordered,
            enabled,
        }))
    }
}

impl Change {
    /// All faults are reported together.
    pub(super) async fn parse(cx: &Context, input: &WebhookPatchInput) -> Result<Self> {
        let mut faults = Faults::default();
        let required = |faults: &mut Faults, pointer: &str| faults.push(pointer, "required", "this can't be cleared");
        let mut change = Self::default();
        match &input.url {
            Patch::Absent => {}
            Patch::Null => required(&mut faults, "/url"),
            Patch::Value(text) => change.url = faults.take("/url", url(cx, text).await),
        }
        match &input.description {
            Patch::Absent => {}
            Patch::Null => change.description = Some(String::new()),
            Patch::Value(text) => change.description = faults.take("/description", description(text)),
        }
        match &input.event_types {
            Patch::Absent => {}
            Patch::Null => change.event_types = Some(Vec::new()),
            Patch::Value(names) => change.event_types = kinds(&mut faults, names),
        }
        match input.ordered {
            Patch::Absent => {}
            Patch::Null => change.ordered = Some(false),
            Patch::Value(ordered) => change.ordered = Some(ordered),
        }
        match input.enabled {
            Patch::Absent => {}
            Patch::Null => required(&mut faults, "/enabled"),
            Patch::Value(enabled) => change.enabled = Some(enabled),
        }
        faults.finish(Some(change))
    }

    /// The same without what is so already.
    pub(super) fn without_what_is(self, now: &Webhook) -> Self {
        Self {
            url: self.url.filter(|url| *url != now.url),
            description: self.description.filter(|text| *text != now.description),
            event_types: self.event_types.filter(|kinds| *kinds != now.event_types),
            ordered: self.ordered.filter(|ordered| *ordered != now.ordered),
            enabled: self.enabled.filter(|enabled| *enabled != now.enabled),
        }
    }

    pub(super) const fn is_empty(&self) -> bool {
        matches!(self, Self { url: None, description: None, event_types: None, ordered: None, enabled: None })
    }
}

/// An address that may be asked, by its text and by what its name leads to now.
async fn url(cx: &Context, text: &str) -> Result<String, Refusal> {
    let url = cx.deps.outbound.target(text)?;
    cx.deps.outbound.vet(&url).await?;
    Ok(url.into())
}

fn description(text: &str) -> Result<String, Refusal> {
    if text.trim().is_empty() { Ok(String::new()) } else { text::line(text, DESCRIPTION_MAX) }
}

/// Types by their names, each once, in the order in which they are listed.
fn kinds(faults: &mut Faults, names: &[String]) -> Option<Vec<EventType>> {
    let most = EventType::ALL.len();
    if names.len() > most {
        faults.push("/eventTypes", "too_many", format!("at most {most}"));
        return None;
    }
    let read = names.iter().enumerate().map(|(n, name)| faults.take(format!("/eventTypes/{n}"), name.parse()));
    let read: Vec<Option<EventType>> = read.collect();
    let mut kinds = read.into_iter().collect::<Option<Vec<_>>>()?;
    kinds.sort_unstable();
    kinds.dedup();
    Some(kinds)
}
