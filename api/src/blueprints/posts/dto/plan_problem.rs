//! Why plans were not kept.

use async_graphql::Enum;
use presswork_domain::posts;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Why a plan for a post was not kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Enum, ToSchema)]
#[serde(rename_all = "snake_case")]
#[graphql(rename_items = "snake_case")]
pub enum PlanProblem {
    /// The account of who made it was suspended.
    AccountSuspended,
    /// The account of who made it was being deleted.
    AccountLeaving,
    /// Who made it had not the right any more.
    Forbidden,
    /// There was nothing to read.
    Empty,
}

impl From<posts::PlanProblem> for PlanProblem {
    fn from(problem: posts::PlanProblem) -> Self {
        match problem {
            posts::PlanProblem::AccountSuspended => Self::AccountSuspended,
            posts::PlanProblem::AccountLeaving => Self::AccountLeaving,
            posts::PlanProblem::Forbidden => Self::Forbidden,
            posts::PlanProblem::Empty => Self::Empty,
        }
    }
}
