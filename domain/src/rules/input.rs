//! Rules as moderators send them.

use super::{RuleKind, RuleMode, Spec};
use crate::{
    Result,
    fault::{Faults, Refusal},
    text,
    trust::LEVEL_MAX,
};

/// Most characters of a name.
pub const NAME_MAX: usize = 100;
/// Most characters of the sentence for whom a rule catches.
pub const MESSAGE_MAX: usize = 500;
/// How many words, or hosts, a rule has at most.
pub const LIST_MAX: usize = 200;
/// Most characters of a word or phrase.
pub const WORD_MAX: usize = 60;
/// Most characters of a host, as the domain name system has them.
pub const HOST_MAX: usize = 253;
/// The highest limit.
pub const LIMIT_MAX: i64 = 10_000;
/// The shortest time of a rate, in seconds: a minute.
pub const WINDOW_MIN: i64 = 60;
/// The longest time of a rate, in seconds: 30 days.
pub const WINDOW_MAX: i64 = 30 * 86_400;
/// The oldest account that is new, in hours: a year.
pub const AGE_MAX: i64 = 365 * 24;

/// What a moderator sends to make a rule, or to make one another.
#[derive(Debug, Clone)]
pub struct RuleInput {
    /// Its name, for moderators.
    pub name: String,
    /// What it looks at.
    pub kind: RuleKind,
    /// Whether it catches; off when missing.
    pub mode: Option<RuleMode>,
    /// Words and phrases.
    pub words: Option<Vec<String>>,
    /// Hosts.
    pub hosts: Option<Vec<String>>,
    /// How many links, or contributions, are let pass.
    pub limit: Option<i64>,
    /// In how many seconds.
    pub window_seconds: Option<i64>,
    /// The highest level of trust that it concerns; the highest when missing.
    pub max_trust: Option<i64>,
    /// The oldest account that it concerns, in hours; any when missing.
    pub max_age_hours: Option<i64>,
    /// The sentence for whom it catches.
    pub message: Option<String>,
}

/// A rule that can be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct NewRule {
    pub name: String,
    pub kind: RuleKind,
    pub mode: RuleMode,
    pub spec: Spec,
    pub max_trust: u8,
    pub max_age_hours: Option<u32>,
    pub message: String,
}

impl NewRule {
    pub(super) fn parse(input: &RuleInput) -> Result<Self> {
        let mut faults = Faults::default();
        let name = faults.take("/name", text::line(&input.name, NAME_MAX));
        let message = faults.take("/message", text::block(input.message.as_deref().unwrap_or_default(), MESSAGE_MAX));
        let spec = spec(input, &mut faults);
        let level = i64::from(LEVEL_MAX);
        let max_trust = faults.take("/maxTrust", within(input.max_trust.unwrap_or(level), 0, level));
        let age = input.max_age_hours.map(|hours| faults.take("/maxAgeHours", within(hours, 1, AGE_MAX)));
        let max_trust = max_trust.and_then(|level| u8::try_from(level).ok());
        let whole = name.zip(message).zip(max_trust).map(|((name, message), max_trust)| Self {
            name,
            kind: input.kind,
            mode: input.mode.unwrap_or(RuleMode::Off),
            spec,
            max_trust,
            max_age_hours: age.flatten(),
            message,
        });
        faults.finish(whole)
    }
}

/// What the rule looks for: what its kind needs, and nothing else.
fn spec(input: &RuleInput, faults: &mut Faults) -> Spec {
    let (words, hosts, rate) =
        (input.kind == RuleKind::Words, input.kind == RuleKind::Links, input.kind == RuleKind::Rate);
    let given = |list: &Option<Vec<String>>| list.as_ref().is_some_and(|list| !list.is_empty());
    for (pointer, is_given, fits) in [
        ("/words", given(&input.words), words),
        ("/hosts", given(&input.hosts), hosts),
        ("/limit", input.limit.is_some(), hosts || rate),
        ("/windowSeconds", input.window_seconds.is_some(), rate),
    ] {
        if is_given && !fits {
            faults.push(pointer, "conflicting", "rules of this kind have none");
        }
    }
    let needs = match input.kind {
        RuleKind::Words => [("/words", given(&input.words)), ("", true)],
        RuleKind::Links => [("/limit", input.limit.is_some() || given(&input.hosts)), ("", true)],
        RuleKind::Rate => [("/limit", input.limit.is_some()), ("/windowSeconds", input.window_seconds.is_some())],
    };
    for (pointer, _) in needs.into_iter().filter(|(_, has)| !has) {
        faults.push(pointer, "required", "rules of this kind need it");
    }
    let limit = input.limit.map(|limit| faults.take("/limit", within(limit, 0, LIMIT_MAX)));
    let window = input.window_seconds.map(|it| faults.take("/windowSeconds", within(it, WINDOW_MIN, WINDOW_MAX)));
    Spec {
        words: list("/words", input.words.as_deref(), |word| text::line(word, WORD_MAX).and_then(worded), faults),
        hosts: list("/hosts", input.hosts.as_deref(), host, faults),
        limit: limit.flatten(),
        window_seconds: window.flatten(),
    }
}

fn list(
    pointer: &str,
    given: Option<&[String]>,
    parse: impl Fn(&str) -> Result<String, Refusal>,
    faults: &mut Faults,
) -> Vec<String> {
    let given = given.unwrap_or_default();
    if given.len() > LIST_MAX {
        faults.push(pointer, "too_many", format!("at most {LIST_MAX}"));
        return Vec::new();
    }
    let each = given.iter().enumerate();
    each.filter_map(|(n, one)| faults.take(format!("{pointer}/{n}"), parse(one))).collect()
}

fn worded(word: String) -> Result<String, Refusal> {
    if word.chars().any(char::is_alphanumeric) {
        return Ok(word);
    }
    Err(Refusal::new("invalid_format", "a word has letters or digits"))
}

fn host(name: &str) -> Result<String, Refusal> {
    let name = name.trim().to_lowercase();
    if name.len() > HOST_MAX {
        return Err(Refusal::new("too_long", format!("at most {HOST_MAX} characters")));
    }
    let label = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_alphanumeric() || c == '-');
    if !name.split('.').all(label) {
        return Err(Refusal::new("invalid_format", "a host, such as ads.example"));
    }
    Ok(name)
}

fn within(number: i64, least: i64, most: i64) -> Result<u32, Refusal> {
    u32::try_from(number)
        .ok()
        .filter(|_| (least..=most).contains(&number))
        .ok_or_else(|| Refusal::new("out_of_range", format!("{least} to {most}")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Error;

    fn input(kind: RuleKind) -> RuleInput {
        RuleInput {
            name: "Spam".to_owned(),
            kind,
            mode: None,
            words: None,
            hosts: None,
            limit: None,
            window_seconds: None,
            max_trust: None,
            max_age_hours: None,
            message: None,
        }
    }

    fn faults(input: &RuleInput) -> Vec<(String, &'static str)> {
        match NewRule::parse(input) {
            Ok(_) => Vec::new(),
            Err(Error::Invalid(faults)) => faults.into_iter().map(|fault| (fault.pointer, fault.code)).collect(),
            Err(other) => panic!("{other}"),
        }
    }

    #[test]
    fn each_kind_has_what_it_needs_and_nothing_else() {
        let at = |pointer: &str, code| (pointer.to_owned(), code);
        assert_eq!(faults(&input(RuleKind::Words)), [at("/words", "required")]);
        assert_eq!(faults(&input(RuleKind::Links)), [at("/limit", "required")]);
        assert_eq!(faults(&input(RuleKind::Rate)), [at("/limit", "required"), at("/windowSeconds", "required")]);
        let words = Some(vec!["casino".to_owned()]);
        assert_eq!(faults(&RuleInput { words: words.clone(), ..input(RuleKind::Words) }), []);
        let links = RuleInput { words, limit: Some(2), ..input(RuleKind::Links) };
        assert_eq!(faults(&links), [at("/words", "conflicting")]);
        let rate = RuleInput { limit: Some(5), window_seconds: Some(59), ..input(RuleKind::Rate) };
        assert_eq!(faults(&rate), [at("/windowSeconds", "out_of_range")]);
        let rate = RuleInput { window_seconds: Some(3600), max_trust: Some(3), max_age_hours: Some(0), ..rate };
        assert_eq!(faults(&rate), [at("/maxTrust", "out_of_range"), at("/maxAgeHours", "out_of_range")]);
    }

    #[test]
    fn each_word_and_host_is_looked_at() {
        let words = Some(["ok", "!!", " "].map(str::to_owned).to_vec());
        let found = faults(&RuleInput { words, ..input(RuleKind::Words) });
        assert_eq!(found, [("/words/1".to_owned(), "invalid_format"), ("/words/2".to_owned(), "required")]);
        let hosts = Some(["Ads.Example", "https://ads.example", ""].map(str::to_owned).to_vec());
        let found = faults(&RuleInput { hosts, ..input(RuleKind::Links) });
        assert_eq!(found, [("/hosts/1".to_owned(), "invalid_format"), ("/hosts/2".to_owned(), "invalid_format")]);
        let many = Some(vec!["x".to_owned(); LIST_MAX + 1]);
        assert_eq!(faults(&RuleInput { words: many, ..input(RuleKind::Words) }), [("/words".to_owned(), "too_many")]);
    }
}
