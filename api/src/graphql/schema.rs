//! The schema. Every root field is nullable: in a request of many, what fails takes nothing else with it.

use async_graphql::{MergedObject, MergedSubscription, Schema};
use presswork_domain::platform::Settings;

use super::limits::NESTING;
use crate::blueprints::{
    access_tokens, accounts, audit, blocks, bookmarks, budget, comments, events, feed, follows, identities,
    invitations, jobs, media, nodes, notifications, ops, posts, reports, search, tags, two_factors, users, webhooks,
};

/// Reads.
#[derive(Default, MergedObject)]
pub struct Query(
    access_tokens::graphql::AccessTokensQuery,
    accounts::graphql::AccountsQuery,
    accounts::sessions::SessionsQuery,
    audit::graphql::AuditQuery,
    blocks::graphql::BlocksQuery,
    bookmarks::graphql::BookmarksQuery,
    budget::graphql::BudgetQuery,
    comments::graphql::CommentsQuery,
    events::graphql::EventsQuery,
    feed::graphql::FeedQuery,
    follows::graphql::FollowsQuery,
    identities::graphql::IdentitiesQuery,
    invitations::graphql::InvitationsQuery,
    jobs::graphql::JobsQuery,
    media::graphql::MediaQuery,
    nodes::graphql::NodesQuery,
    notifications::graphql::NotificationsQuery,
    ops::graphql::OpsQuery,
    posts::graphql::PostsQuery,
    posts::revisions_graphql::RevisionsQuery,
    reports::graphql::ReportsQuery,
    search::graphql::SearchQuery,
    tags::graphql::TagsQuery,
    users::graphql::UsersQuery,
    webhooks::graphql::WebhooksQuery,
);

/// Writes, run one after the other.
#[derive(Default, MergedObject)]
pub struct Mutation(
    access_tokens::graphql::AccessTokensMutation,
    accounts::graphql::AccountsMutation,
    accounts::ends::EndsMutation,
    accounts::passwords::PasswordsMutation,
    accounts::profiles::ProfilesMutation,
    two_factors::graphql::TwoFactorsMutation,
    accounts::sessions::SessionsMutation,
    accounts::setup::SetupMutation,
    blocks::graphql::BlocksMutation,
    bookmarks::graphql::BookmarksMutation,
    comments::graphql::CommentsMutation,
    follows::graphql::FollowsMutation,
    identities::graphql::IdentitiesMutation,
    invitations::graphql::InvitationsMutation,
    jobs::graphql::JobsMutation,
    media::graphql::MediaMutation,
    notifications::graphql::NotificationsMutation,
    ops::graphql::OpsMutation,
    posts::community_graphql::CommunityMutation,
    posts::graphql::PostsMutation,
    posts::revisions_graphql::RevisionsMutation,
    reports::graphql::ReportsMutation,
    tags::graphql::TagsMutation,
    webhooks::mutations::WebhooksMutation,
);

/// Things as they change. Each field is a topic of `GET /v1/stream`.
#[derive(Default, MergedSubscription)]
pub struct Subscription(
    comments::graphql::CommentsSubscription,
    jobs::graphql::JobsSubscription,
    notifications::graphql::NotificationsSubscription,
    ops::graphql::OpsSubscription,
    posts::community_graphql::CommunitySubscription,
    posts::graphql::PostsSubscription,
);

/// The schema of this API.
pub type ApiSchema = Schema<Query, Mutation, Subscription>;

/// Builds the schema. What a document may ask is checked before, see `limits`; what is left to the executor is the cost
/// that fields declare.
pub fn build(settings: &Settings) -> ApiSchema {
    let limits = &settings.graphql;
    let mut schema = Schema::build(Query::default(), Mutation::default(), Subscription::default())
        .limit_complexity(limits.max_cost)
        .limit_recursive_depth(NESTING);
    if !limits.introspection {
        schema = schema.disable_introspection().disable_suggestions();
    }
    schema.finish()
}
