//! What moderators send.

use chrono::{DateTime, Days, SubsecRound, Utc};

use super::ActionKind;
use crate::{
    Error, Result,
    fault::{Faults, Refusal},
    ids::UserId,
    reports::{ReportReason, ReportSubject},
    text,
};

/// Most characters of a note.
pub const NOTE_MAX: usize = 2_000;
/// How far ahead the end of something may be, in days: ten years.
const DAYS: Days = Days::new(3660);

/// What a moderator sends to do something.
#[derive(Debug, Clone)]
pub struct ActionInput {
    /// What.
    pub kind: ActionKind,
    /// The id of a post, a comment or a person.
    pub subject_id: String,
    /// Why.
    pub reason: ReportReason,
    /// More about why, for the person whom it concerns.
    pub note: Option<String>,
    /// Until when.
    pub until: Option<DateTime<Utc>>,
}

/// What is to be done.
#[derive(Debug)]
pub(super) struct NewAction {
    pub kind: ActionKind,
    pub subject: ReportSubject,
    pub reason: ReportReason,
    pub note: String,
    pub until: Option<DateTime<Utc>>,
}

impl NewAction {
    pub(super) fn parse(input: &ActionInput, now: DateTime<Utc>) -> Result<Self> {
        let (kind, reason) = (input.kind, input.reason);
        let mut faults = Faults::default();
        let subject = faults.take("/subjectId", ReportSubject::parse(&input.subject_id));
        if subject.is_some_and(|subject| !kind.fits(subject)) {
            let detail = "posts and comments are hidden, posts locked, people warned, suspended and banned";
            faults.push("/subjectId", "wrong_subject", detail);
        }
        let note = faults.take("/note", text::block(input.note.as_deref().unwrap_or_default(), NOTE_MAX));
        if reason == ReportReason::Other && note.as_ref().is_some_and(|note| note.trim().is_empty()) {
            faults.push("/note", "required", "say what the reason is");
        }
        let until = input.until.map(|until| faults.take("/until", end(until, now)));
        match (kind, &until) {
            (ActionKind::Suspend, None) => faults.push("/until", "required", "say until when; a ban is for good"),
            (ActionKind::Warn | ActionKind::Ban, Some(_)) => {
                faults.push("/until", "conflicting", "warnings and bans have no end");
            }
            _ => {}
        }
        let until = until.flatten();
        faults.finish(subject.zip(note).map(|(subject, note)| Self { kind, subject, reason, note, until }))
    }
}

/// A time to come, to the second.
fn end(until: DateTime<Utc>, now: DateTime<Utc>) -> Result<DateTime<Utc>, Refusal> {
    let until = until.trunc_subsecs(0);
    if until <= now {
        return Err(Refusal::new("out_of_range", "a time to come"));
    }
    if now.checked_add_days(DAYS).is_none_or(|last| until > last) {
        return Err(Refusal::new("out_of_range", "within ten years"));
    }
    Ok(until)
}

/// What a moderator sends to take something back.
#[derive(Debug, Clone)]
pub struct ReverseInput {
    /// Why, for other moderators.
    pub note: Option<String>,
}

impl ReverseInput {
    pub(super) fn note(&self) -> Result<String> {
        let mut faults = Faults::default();
        let note = faults.take("/note", text::block(self.note.as_deref().unwrap_or_default(), NOTE_MAX));
        faults.finish(note)
    }
}

/// Which of what was done to list.
#[derive(Debug, Clone, Default)]
pub struct ActionFilter {
    /// Only about this person, or what they wrote.
    pub user: Option<UserId>,
    /// Only about this.
    pub subject: Option<ReportSubject>,
    /// Only what holds something now; or only what does not.
    pub in_force: Option<bool>,
}

impl ActionFilter {
    /// Reads the ids of a filter.
    ///
    /// # Errors
    /// `invalid_id`.
    pub fn parse(user: Option<&str>, subject: Option<&str>, in_force: Option<bool>) -> Result<Self> {
        let subject = subject
            .map(|id| ReportSubject::parse(id).map_err(|refusal| Error::malformed(refusal.code, refusal.detail)));
        Ok(Self { user: user.map(crate::ids::parse).transpose()?, subject: subject.transpose()?, in_force })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn faults(kind: ActionKind, subject: &str, until: Option<&str>) -> Vec<(String, &'static str)> {
        let input = ActionInput {
            kind,
            subject_id: format!("{subject}_01h2xcejqtf2nbrexx3vqjhp41"),
            reason: ReportReason::Spam,
            note: None,
            until: until.map(at),
        };
        match NewAction::parse(&input, at("2026-11-29T12:00:00.5Z")) {
            Ok(_) => Vec::new(),
            Err(Error::Invalid(faults)) => faults.into_iter().map(|fault| (fault.pointer, fault.code)).collect(),
            Err(other) => panic!("{other}"),
        }
    }

    #[test]
    fn each_kind_is_done_to_what_it_fits() {
        let fitting = [
            (ActionKind::Hide, vec!["post", "comment"]),
            (ActionKind::Lock, vec!["post"]),
            (ActionKind::Warn, vec!["user"]),
            (ActionKind::Ban, vec!["user"]),
        ];
        for (kind, subjects) in fitting {
            for subject in ["post", "comment", "user"] {
                let expected: &[_] =
                    if subjects.contains(&subject) { &[] } else { &[("/subjectId".to_owned(), "wrong_subject")] };
                assert_eq!(faults(kind, subject, None), expected, "{kind:?} {subject}");
            }
        }
        assert_eq!(faults(ActionKind::Hide, "tag", None), [("/subjectId".to_owned(), "invalid_id")]);
    }

    #[test]
    fn what_ends_ends_at_a_time_to_come() {
        let until = |code| vec![("/until".to_owned(), code)];
        assert_eq!(faults(ActionKind::Suspend, "user", None), until("required"));
        assert_eq!(faults(ActionKind::Suspend, "user", Some("2026-11-29T12:00:01Z")), []);
        assert_eq!(faults(ActionKind::Suspend, "user", Some("2026-11-29T12:00:00.9Z")), until("out_of_range"));
        assert_eq!(faults(ActionKind::Hide, "post", Some("2046-11-29T12:00:00Z")), until("out_of_range"));
        assert_eq!(faults(ActionKind::Ban, "user", Some("2026-12-29T12:00:00Z")), until("conflicting"));
        assert_eq!(faults(ActionKind::Warn, "user", Some("2026-12-29T12:00:00Z")), until("conflicting"));
    }
}
