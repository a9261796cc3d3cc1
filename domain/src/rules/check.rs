//! Asking the rules about what somebody is writing.

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

use super::{Rule, RuleKind, RuleMode, matching::Looked, policy, store};
use crate::{
    Actor, Context, Error, Result,
    ids::{PostId, RuleId, UserId},
    platform::Tx,
    trust::{self, Standing},
    users::{self, Role},
};

/// What somebody is writing.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Writing<'a> {
    /// The heading of a post; empty for a comment.
    pub(crate) title: &'a str,
    /// What the source becomes, rendered before the transaction.
    pub(crate) html: &'a str,
    /// When it comes out, as one thing more, which counts in a time; none for a change of what is there.
    pub(crate) comes_out: Option<DateTime<Utc>>,
    /// The post that it is; none for a comment.
    pub(crate) post: Option<PostId>,
}

/// The rules on trial that would have caught something.
#[derive(Debug, Default)]
#[must_use]
pub(crate) struct Caught(Vec<RuleId>);

/// Asks the rules about what the actor is writing.
///
/// # Errors
/// `refused_by_rule`, with the sentence of the rule.
pub(crate) async fn judge(cx: &Context, tx: &Tx, writing: &Writing<'_>) -> Result<Caught> {
    let (Some(me), Some(role)) = (cx.actor.account(), role(&cx.actor)) else { return Ok(Caught::default()) };
    if !policy::is_concerned(role) {
        return Ok(Caught::default());
    }
    let rules = store::active(tx).await?;
    if rules.is_empty() {
        return Ok(Caught::default());
    }
    let looked = Looked::new(writing.title, writing.html);
    let standing = if rules.iter().any(Rule::asks_who) { trust::standing(&**tx, me).await? } else { None };
    let concerning: Vec<&Rule> = rules.iter().filter(|rule| rule.concerns(standing.as_ref(), cx.now)).collect();
    if writing.comes_out.is_some() && concerning.iter().any(|rule| rule.rate().is_some()) {
        // What this person writes by another request is committed before it is counted.
        users::lock_one(cx, tx, me).await?;
    }
    let mut caught = Caught::default();
    for rule in concerning {
        let catches = rule.finds(&looked) || is_too_much(tx, rule, me, writing).await?;
        match rule.mode {
            RuleMode::On if catches => return Err(Error::conflict("refused_by_rule", rule.sentence())),
            RuleMode::Trial if catches => caught.0.push(rule.id),
            _ => {}
        }
    }
    Ok(caught)
}

/// Writes down what rules on trial would have caught, once it has an id.
///
/// # Errors
/// The database's.
pub(crate) async fn note(cx: &Context, tx: &Tx, caught: Caught, subject: Uuid) -> Result<()> {
    let Some(me) = cx.actor.account() else { return Ok(()) };
    for rule in caught.0 {
        store::note(cx, tx, rule, subject, me).await?;
    }
    Ok(())
}

/// Whether what comes out around the same time leaves no room for this. No time of the rule's length has more than its limit then.
async fn is_too_much(tx: &Tx, rule: &Rule, who: UserId, writing: &Writing<'_>) -> Result<bool> {
    let Some(((limit, window), at)) = rule.rate().zip(writing.comes_out) else { return Ok(false) };
    Ok(store::contributions(&**tx, who, (at - window, at + window), writing.post).await? >= limit)
}

fn role(actor: &Actor) -> Option<Role> {
    match actor {
        Actor::User(user) => Some(user.role),
        Actor::Token(token) => Some(token.role),
        Actor::Anonymous | Actor::System => None,
    }
}

impl Rule {
    /// Whether it is not about everybody.
    pub(super) const fn asks_who(&self) -> bool {
        self.max_trust < trust::LEVEL_MAX || self.max_age_hours.is_some()
    }

    /// Whether it is about somebody like this, at a time.
    pub(super) fn concerns(&self, standing: Option<&Standing>, at: DateTime<Utc>) -> bool {
        let Some(standing) = standing else { return true };
        let is_new = |hours: u32| at - standing.created_at < TimeDelta::hours(hours.into());
        self.max_age_hours.is_none_or(is_new) && standing.level(at) <= self.max_trust
    }

    /// Whether the words or links that it looks for are in a text.
    pub(super) fn finds(&self, looked: &Looked) -> bool {
        match self.kind {
            RuleKind::Words => looked.says(&self.spec.words),
            RuleKind::Links => looked.links(&self.spec),
            RuleKind::Rate => false,
        }
    }

    /// How much it lets pass, in which time, if that is what it looks at.
    pub(super) fn rate(&self) -> Option<(i64, TimeDelta)> {
        let (limit, window) = self.spec.limit.zip(self.spec.window_seconds).filter(|_| self.kind == RuleKind::Rate)?;
        Some((limit.into(), TimeDelta::seconds(window.into())))
    }

    fn sentence(&self) -> String {
        if !self.message.is_empty() {
            return self.message.clone();
        }
        match self.kind {
            RuleKind::Words => "this has words in it that are not wanted here".to_owned(),
            RuleKind::Links => "this has too many links in it, or links that are not wanted here".to_owned(),
            RuleKind::Rate => "this is more than one may write in this time; try again later".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::Spec;

    #[test]
    fn a_rule_is_about_those_who_are_new_or_not_trusted_so_far() {
        let made = DateTime::UNIX_EPOCH;
        let rule = |max_trust, max_age_hours| Rule {
            id: RuleId::from_uuid(Uuid::nil()),
            name: String::new(),
            kind: RuleKind::Words,
            mode: RuleMode::On,
            spec: Spec::default(),
            max_trust,
            max_age_hours,
            message: String::new(),
            caught_on_trial: 0,
            version: 1,
            created_at: made,
            updated_at: made,
        };
        let member = Standing { created_at: made, contributions: 3, reactions: 0, acted_at: None };
        let after = |hours| made + TimeDelta::hours(hours);
        for (rule, hours, expected) in [
            (rule(2, None), 0, true),
            (rule(0, None), 23, true),
            (rule(0, None), 24, false),
            (rule(1, None), 24, true),
            (rule(2, Some(48)), 47, true),
            (rule(2, Some(48)), 48, false),
            (rule(0, Some(48)), 30, false),
        ] {
            assert_eq!(rule.concerns(Some(&member), after(hours)), expected, "{rule:?} after {hours} h");
        }
    }
}
