//! Trust as clients see it.

use async_graphql::{Enum, ID, SimpleObject};
use presswork_domain::trust;
use serde::Serialize;
use utoipa::ToSchema;

/// What a level of trust may require.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Enum, ToSchema)]
#[serde(rename_all = "snake_case")]
#[graphql(rename_items = "snake_case", remote = "trust::Requirement")]
pub enum TrustRequirementKind {
    /// How many days ago the account was made.
    AccountAge,
    /// How many posts and comments of theirs others can see.
    Contributions,
    /// How many reactions of others those have.
    ReactionsReceived,
    /// How many days ago moderators last did something about them that was not taken back.
    WithoutAction,
}

/// Something that a level of trust requires.
#[derive(Debug, Clone, Copy, Serialize, SimpleObject, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TrustRequirement {
    /// The level.
    #[schema(minimum = 1, example = 1)]
    pub level: u32,
    /// What it requires.
    pub kind: TrustRequirementKind,
    /// How much, at least: days or things.
    #[schema(example = 3)]
    pub required: i64,
    /// How much there is; null where nothing stands in the way.
    #[schema(example = 2)]
    pub actual: Option<i64>,
    /// Whether that is enough.
    #[schema(example = false)]
    pub met: bool,
}

/// How far somebody is trusted, and why. Levels are reached and lost without anybody's doing.
#[derive(Debug, Clone, Serialize, SimpleObject, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Trust {
    /// Who.
    #[schema(value_type = String, example = "user_01h455vb4pex5vsknk084sn02q")]
    pub user_id: ID,
    /// 0 for who is new, 1 for who takes part, 2 for who is well known.
    #[schema(example = 0)]
    pub level: u32,
    /// What every level requires, the lower first. A level takes those below it.
    pub requirements: Vec<TrustRequirement>,
}

impl From<trust::Trust> for Trust {
    fn from(it: trust::Trust) -> Self {
        let requirements = it.requirements.into_iter().map(|each| TrustRequirement {
            level: each.level.into(),
            kind: each.requirement.into(),
            required: each.required,
            actual: each.actual,
            met: each.met,
        });
        Self { user_id: it.user_id.to_string().into(), level: it.level.into(), requirements: requirements.collect() }
    }
}
