//! The document, collected from the routes.

use utoipa::{Modify, OpenApi as _, openapi::OpenApi};

use super::complete::Completed;
use crate::{
    blueprints::{
        self, comments::dto::CommentSort, feed::dto::FeedKind, ops::dto::Operations, reactions::dto::PostReactions,
    },
    problem::Problem,
    routes::described,
};

#[derive(utoipa::OpenApi)]
#[openapi(
    info(
        title = "Presswork",
        description = "The REST face of a headless backend for publishing communities. The GraphQL face at `/graphql` \
                       can do exactly the same: `x-graphql` names each operation's field there.",
        contact(name = "The people who run this server"),
        license(name = "GPL-3.0-or-later", identifier = "GPL-3.0-or-later")
    ),
    servers((url = "/", description = "This server, be it local, staging or production")),
    components(schemas(Problem, Operations, CommentSort, FeedKind, PostReactions)),
    modifiers(&Completed),
    tags(
        (name = "accounts", description = "Registration, login, sessions"),
        (name = "accessTokens", description = "What people give to their programs"),
        (name = "identities", description = "Logging in by other providers"),
        (name = "invitations", description = "Who may join"),
        (name = "twoFactors", description = "The second factor of logins"),
        (name = "users", description = "People"),
        (name = "follows", description = "Who follows whom"),
        (name = "blocks", description = "Who does not want to meet whom"),
        (name = "posts", description = "What people write"),
        (name = "comments", description = "What people answer to posts and to each other"),
        (name = "bookmarks", description = "Posts that one keeps for later"),
        (name = "notifications", description = "What one is told of what others do"),
        (name = "newsletters", description = "Posts that are mailed to those who subscribe"),
        (name = "suppressions", description = "Addresses to which no mail goes that need not"),
        (name = "reports", description = "What is not as it should be, and who looks after it"),
        (name = "moderation", description = "What moderators do, and whom it concerns"),
        (name = "tags", description = "What posts are about"),
        (name = "feed", description = "What people find because they follow somebody, or something"),
        (name = "search", description = "Finding things by words"),
        (name = "syndication", description = "What others take from the site: feeds, the map for search engines, embeds"),
        (name = "media", description = "Pictures that people send"),
        (name = "jobs", description = "Receipts of work in the background"),
        (name = "ops", description = "Queues, workers and schedules, for operators"),
        (name = "stream", description = "Things as they change"),
        (name = "audit", description = "Who did what, for admins"),
        (name = "events", description = "What happened, for programs that follow along"),
        (name = "webhooks", description = "Who hears of events, for admins"),
        (name = "exports", description = "What people and admins take along"),
        (name = "imports", description = "What admins take in"),
        (name = "budget", description = "What callers may use up"),
        (name = "nodes", description = "Anything by its id"),
    )
)]
struct Base;

/// The whole document.
pub fn document() -> OpenApi {
    let mut document = Base::openapi()
        .nest("/v1", described(blueprints::routes))
        .nest("/.well-known", described(blueprints::well_known))
        .merge_from(described(blueprints::beside));
    Completed.modify(&mut document);
    document
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    fn schemas() -> serde_json::Map<String, Value> {
        let document = serde_json::to_value(document()).unwrap();
        document["components"]["schemas"].as_object().unwrap().clone()
    }

    #[test]
    fn leaving_a_member_out_is_never_said_to_be_the_same_as_null() {
        for (name, schema) in schemas() {
            for (member, declared) in schema["properties"].as_object().into_iter().flatten() {
                assert!(declared.get("default").is_none_or(|value| !value.is_null()), "{name}.{member}");
            }
        }
    }

    #[test]
    fn a_list_names_the_type_of_its_items() {
        for (name, schema) in schemas() {
            let Some(item) = name.strip_prefix("List_") else { continue };
            let items = &schema["properties"]["data"]["items"]["$ref"];
            assert_eq!(items, &Value::from(format!("#/components/schemas/{item}")), "{name}");
        }
    }
}
