//! One folder per feature: its DTOs and both of its faces. A face translates, calls the domain, and translates back.

pub mod access_tokens;
pub mod accounts;
pub mod appeals;
pub mod audit;
pub mod blocks;
pub mod bookmarks;
pub mod budget;
pub mod comments;
pub mod events;
pub mod exports;
pub mod feed;
pub mod follows;
pub mod identities;
pub mod imports;
pub mod invitations;
pub mod jobs;
pub mod keys;
pub mod media;
pub mod moderation;
pub mod newsletters;
pub mod nodes;
pub mod notifications;
pub mod ops;
pub mod posts;
pub mod reactions;
pub mod reports;
pub mod rules;
pub mod search;
pub mod stream;
pub mod suppressions;
pub mod syndication;
pub mod tags;
pub mod trust;
pub mod two_factors;
pub mod users;
pub mod webhooks;

use crate::routes::Routes;

/// Every route below `/v1`.
pub fn routes(config: &mut Routes<'_>) {
    for routes in [
        accounts::rest::routes,
        access_tokens::rest::routes,
        identities::rest::routes,
        invitations::rest::routes,
        two_factors::rest::routes,
        users::rest::routes,
        follows::rest::routes,
        blocks::rest::routes,
        posts::rest::routes,
        comments::rest::routes,
        bookmarks::rest::routes,
        notifications::rest::routes,
        newsletters::rest::routes,
        suppressions::rest::routes,
        reports::rest::routes,
        moderation::rest::routes,
        appeals::rest::routes,
        trust::rest::routes,
        rules::rest::routes,
        tags::rest::routes,
        feed::rest::routes,
        search::rest::routes,
        media::rest::routes,
        jobs::rest::routes,
        nodes::rest::routes,
        ops::rest::routes,
        stream::rest::routes,
        audit::rest::routes,
        events::rest::routes,
        webhooks::rest::routes,
        exports::rest::routes,
        imports::rest::routes,
        budget::rest::routes,
    ] {
        config.configure(routes);
    }
}

/// Every route beside them, at the addresses where others look for it.
pub fn beside(config: &mut Routes<'_>) {
    config.configure(syndication::rest::routes);
}

/// Every route below `/.well-known`.
pub fn well_known(config: &mut Routes<'_>) {
    config.configure(keys::rest::routes);
}
