//! The value types of appeals.

use std::str::FromStr;

use chrono::{DateTime, Utc};

use crate::{
    Error, Result,
    fault::{Faults, Refusal},
    ids::{self, AppealId, ModerationActionId, UserId},
    text,
};

/// Most characters of an appeal, and of the answer to it.
pub const TEXT_MAX: usize = 2_000;

/// What came of an appeal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AppealOutcome {
    /// What was done stays.
    Upheld,
    /// It was wrong, and holds no more.
    Overturned,
}

impl AppealOutcome {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Upheld, Self::Overturned];

    /// The name in the database and on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Upheld => "upheld",
            Self::Overturned => "overturned",
        }
    }
}

impl FromStr for AppealOutcome {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self> {
        let found = Self::ALL.into_iter().find(|outcome| outcome.as_str() == name);
        found.ok_or_else(|| Error::internal(format!("unknown outcome of an appeal {name:?}")))
    }
}

/// What somebody sends to appeal.
#[derive(Debug, Clone)]
pub struct AppealInput {
    /// The id of what was done.
    pub action_id: String,
    /// Why it was wrong.
    pub text: String,
    /// The token of the mail, for who can't log in.
    pub token: Option<String>,
}

/// An appeal to be written.
#[derive(Debug)]
pub(super) struct NewAppeal {
    pub action: ModerationActionId,
    pub text: String,
}

impl NewAppeal {
    pub(super) fn parse(input: &AppealInput) -> Result<Self> {
        let mut faults = Faults::default();
        let action = ids::parse(&input.action_id).map_err(|_| Refusal::new("invalid_id", "not the id of an action"));
        let action = faults.take("/actionId", action);
        let text = faults.take("/text", said(&input.text));
        faults.finish(action.zip(text).map(|(action, text)| Self { action, text }))
    }
}

fn said(words: &str) -> Result<String, Refusal> {
    if words.trim().is_empty() {
        return Err(Refusal::new("required", "say why it was wrong"));
    }
    text::block(words, TEXT_MAX)
}

/// What a moderator sends to decide.
#[derive(Debug, Clone)]
pub struct DecisionInput {
    /// What comes of it.
    pub outcome: AppealOutcome,
    /// What the person is told about it.
    pub answer: Option<String>,
}

impl DecisionInput {
    pub(super) fn answer(&self) -> Result<String> {
        let mut faults = Faults::default();
        let answer = faults.take("/answer", text::block(self.answer.as_deref().unwrap_or_default(), TEXT_MAX));
        faults.finish(answer)
    }
}

/// What somebody says against what moderators did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Appeal {
    /// The public id.
    pub id: AppealId,
    /// What was done.
    pub action_id: ModerationActionId,
    /// Who appeals.
    pub user_id: UserId,
    /// Why it was wrong.
    pub text: String,
    /// When it was written.
    pub created_at: DateTime<Utc>,
    /// When it was decided.
    pub decided_at: Option<DateTime<Utc>>,
    /// Who decided; for moderators.
    pub decided_by: Option<UserId>,
    /// What came of it.
    pub outcome: Option<AppealOutcome>,
    /// What the person was told about it.
    pub answer: Option<String>,
}

impl Appeal {
    /// What who appeals sees: moderators speak for the place.
    pub(super) fn for_concerned(self) -> Self {
        Self { decided_by: None, ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_faults_of_an_appeal_are_reported_together() {
        let input = AppealInput { action_id: "post_1".to_owned(), text: " \n".to_owned(), token: None };
        let Err(Error::Invalid(faults)) = NewAppeal::parse(&input) else { panic!("accepted") };
        let found: Vec<_> = faults.iter().map(|fault| (fault.pointer.as_str(), fault.code)).collect();
        assert_eq!(found, [("/actionId", "invalid_id"), ("/text", "required")]);
    }
}
