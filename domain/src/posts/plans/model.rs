//! The value types of plans.

use chrono::{DateTime, Days, SubsecRound, Utc};

use crate::{
    fault::Refusal,
    ids::{PostId, UserId},
    users::Role,
};

/// What is planned for a post, and what became of the last plan.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Plans {
    /// When it is to be published.
    pub publish_at: Option<DateTime<Utc>>,
    /// When it is to be withdrawn.
    pub unpublish_at: Option<DateTime<Utc>>,
    /// Whether it is mailed to subscribers when it is published.
    pub newsletter: bool,
    /// For when the last plan was whose time has come.
    pub settled_for: Option<DateTime<Utc>>,
    /// Why that plan was not kept.
    pub problem: Option<PlanProblem>,
}

/// Why a plan was not kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PlanProblem {
    /// The account of who made it is suspended.
    AccountSuspended,
    /// The account of who made it is being deleted, or is.
    AccountLeaving,
    /// Who made it has not the right any more: another role.
    Forbidden,
    /// There was nothing to read.
    Empty,
}

impl PlanProblem {
    /// All there are.
    pub const ALL: [Self; 4] = [Self::AccountSuspended, Self::AccountLeaving, Self::Forbidden, Self::Empty];

    /// The name in the database and on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AccountSuspended => "account_suspended",
            Self::AccountLeaving => "account_leaving",
            Self::Forbidden => "forbidden",
            Self::Empty => "empty",
        }
    }

    /// The problem of this name; none for a plan that was kept.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|problem| problem.as_str() == name)
    }
}

/// What is done at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Action {
    Publish,
    Unpublish,
}

/// A time to the second, from now on and within ten years.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PlanTime(pub DateTime<Utc>);

impl PlanTime {
    /// How far ahead, in days: ten years.
    const DAYS: Days = Days::new(3660);

    /// Checks a time; parts of a second are dropped.
    ///
    /// # Errors
    /// `out_of_range`.
    pub(crate) fn parse(at: DateTime<Utc>, now: DateTime<Utc>) -> Result<Self, Refusal> {
        let at = at.trunc_subsecs(0);
        if at <= now {
            return Err(Refusal::new("out_of_range", "a time to come; to do it now, leave the time out"));
        }
        if now.checked_add_days(Self::DAYS).is_none_or(|last| at > last) {
            return Err(Refusal::new("out_of_range", "within ten years"));
        }
        Ok(Self(at))
    }
}

/// A post whose time has come, with who made the plan as they are now.
pub(super) struct Due {
    pub post: PostId,
    pub author: UserId,
    pub title: String,
    pub slug: String,
    pub is_empty: bool,
    /// It is to be mailed to subscribers when it is published.
    pub newsletter: bool,
    pub planner: Option<Planner>,
}

/// Who made a plan, as they are now.
pub(super) struct Planner {
    pub id: UserId,
    pub role: Role,
    pub is_suspended: bool,
    pub is_leaving: bool,
}

impl Due {
    /// Whether it is mailed to subscribers now that it is published: the right of who made the plan is asked again.
    pub(super) fn is_newsletter(&self) -> bool {
        let may = self.planner.as_ref().is_some_and(|planner| planner.role >= Role::Editor);
        self.newsletter && may && self.problem(Action::Publish).is_none()
    }

    /// Why the plan is not to be kept: the right of who made it is asked again.
    pub(super) fn problem(&self, action: Action) -> Option<PlanProblem> {
        let Some(planner) = &self.planner else { return Some(PlanProblem::AccountLeaving) };
        let needed = if planner.id == self.author { Role::Author } else { Role::Editor };
        match action {
            _ if planner.is_suspended => Some(PlanProblem::AccountSuspended),
            _ if planner.is_leaving => Some(PlanProblem::AccountLeaving),
            _ if planner.role < needed => Some(PlanProblem::Forbidden),
            Action::Publish if self.is_empty => Some(PlanProblem::Empty),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn due(planner: u128, role: Role) -> Due {
        let id = |n| UserId::from_uuid(Uuid::from_u128(n));
        let planner = Planner { id: id(planner), role, is_suspended: false, is_leaving: false };
        let post = PostId::from_uuid(Uuid::from_u128(9));
        Due {
            post,
            author: id(1),
            title: "Hello".into(),
            slug: "hello".into(),
            is_empty: false,
            newsletter: false,
            planner: Some(planner),
        }
    }

    #[test]
    fn a_plan_is_kept_by_who_could_do_it_now() {
        let table = [
            (due(1, Role::Author), None),
            (due(1, Role::Member), Some(PlanProblem::Forbidden)),
            (due(2, Role::Author), Some(PlanProblem::Forbidden)),
            (due(2, Role::Editor), None),
        ];
        for (due, expected) in table {
            assert_eq!(due.problem(Action::Publish), expected);
        }
    }

    #[test]
    fn a_newsletter_is_sent_by_who_may_send_one_now() {
        let planned = |role| Due { newsletter: true, ..due(1, role) };
        assert!(planned(Role::Editor).is_newsletter() && !planned(Role::Author).is_newsletter());
        assert!(!due(1, Role::Admin).is_newsletter());
        assert!(!Due { is_empty: true, ..planned(Role::Editor) }.is_newsletter());
    }

    #[test]
    fn an_account_that_is_shut_keeps_no_plan() {
        let mut shut = due(1, Role::Admin);
        shut.planner.as_mut().unwrap().is_suspended = true;
        assert_eq!(shut.problem(Action::Unpublish), Some(PlanProblem::AccountSuspended));
        let mut leaving = due(1, Role::Admin);
        leaving.planner.as_mut().unwrap().is_leaving = true;
        assert_eq!(leaving.problem(Action::Publish), Some(PlanProblem::AccountLeaving));
        assert_eq!(
            Due { planner: None, ..due(1, Role::Admin) }.problem(Action::Publish),
            Some(PlanProblem::AccountLeaving)
        );
    }

    #[test]
    fn an_empty_post_is_not_published_but_may_be_withdrawn() {
        let empty = || Due { is_empty: true, ..due(1, Role::Author) };
        assert_eq!(empty().problem(Action::Publish), Some(PlanProblem::Empty));
        assert_eq!(empty().problem(Action::Unpublish), None);
    }

    #[test]
    fn a_time_is_to_come_and_counts_to_the_second() {
        let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        let now = at("2026-01-01T10:00:00.5Z");
        assert_eq!(PlanTime::parse(at("2026-01-01T10:00:01.9Z"), now).unwrap().0, at("2026-01-01T10:00:01Z"));
        for wrong in ["2026-01-01T10:00:00.9Z", "1999-01-01T00:00:00Z", "2199-01-01T00:00:00Z"] {
            assert_eq!(PlanTime::parse(at(wrong), now).err().unwrap().code, "out_of_range", "{wrong}");
        }
    }
}
