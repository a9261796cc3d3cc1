//! The schema. Every root field is nullable: in a request of many, what fails takes nothing else with it.

use async_graphql::{MergedObject, MergedSubscription, SDLExportOptions, Schema, SchemaBuilder};
use presswork_domain::platform::Settings;

use super::limits::NESTING;
use crate::blueprints::{
    access_tokens, accounts, appeals, audit, blocks, bookmarks, budget, comments, events, exports, feed, follows,
    identities, imports, invitations, jobs, media, moderation, newsletters, nodes, notifications, ops, posts, reports,
    rules, search, suppressions, tags, trust, two_factors, users, webhooks,
};

/// Reads.
#[derive(Default, MergedObject)]
pub struct Query(
    access_tokens::graphql::AccessTokensQuery,
    accounts::graphql::AccountsQuery,
    accounts::sessions::SessionsQuery,
    appeals::graphql::AppealsQuery,
    audit::graphql::AuditQuery,
    blocks::graphql::BlocksQuery,
    bookmarks::graphql::BookmarksQuery,
    budget::graphql::BudgetQuery,
    comments::graphql::CommentsQuery,
    events::graphql::EventsQuery,
    exports::graphql::ExportsQuery,
    feed::graphql::FeedQuery,
    follows::graphql::FollowsQuery,
    identities::graphql::IdentitiesQuery,
    imports::graphql::ImportsQuery,
    invitations::graphql::InvitationsQuery,
    jobs::graphql::JobsQuery,
    media::graphql::MediaQuery,
    newsletters::graphql::NewslettersQuery,
    moderation::graphql::ModerationQuery,
    nodes::graphql::NodesQuery,
    notifications::graphql::NotificationsQuery,
    ops::graphql::OpsQuery,
    posts::graphql::PostsQuery,
    posts::revisions_graphql::RevisionsQuery,
    reports::graphql::ReportsQuery,
    rules::graphql::RulesQuery,
    search::graphql::SearchQuery,
    suppressions::graphql::SuppressionsQuery,
    tags::graphql::TagsQuery,
    trust::graphql::TrustQuery,
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
    exports::graphql::ExportsMutation,
    follows::graphql::FollowsMutation,
    identities::graphql::IdentitiesMutation,
    imports::graphql::ImportsMutation,
    invitations::graphql::InvitationsMutation,
    jobs::graphql::JobsMutation,
    media::graphql::MediaMutation,
    newsletters::graphql::NewslettersMutation,
    appeals::graphql::AppealsMutation,
    moderation::graphql::ModerationMutation,
    notifications::graphql::NotificationsMutation,
    ops::graphql::OpsMutation,
    posts::community_graphql::CommunityMutation,
    posts::graphql::PostsMutation,
    posts::revisions_graphql::RevisionsMutation,
    suppressions::graphql::SuppressionsMutation,
    reports::graphql::ReportsMutation,
    rules::graphql::RulesMutation,
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
    builder(settings).finish()
}

/// The schema in its language, with what introspection tells of scalars.
pub fn sdl(schema: &ApiSchema) -> String {
    schema.sdl_with_options(SDLExportOptions::new().include_specified_by())
}

/// The schema as it is being built.
pub fn builder(settings: &Settings) -> SchemaBuilder<Query, Mutation, Subscription> {
    let limits = &settings.graphql;
    let mut schema = Schema::build(Query::default(), Mutation::default(), Subscription::default())
        .limit_complexity(limits.max_cost)
        .limit_recursive_depth(NESTING);
    if !limits.introspection {
        schema = schema.disable_introspection().disable_suggestions();
    }
    schema
}
