//! What a selection needs, found out before the query runs: the same `Include` that REST reads from `include=`.

use async_graphql::Context;
use presswork_domain::posts::PostInclude;

/// The relations of posts that are selected below this field, directly or through a connection.
pub fn posts_selected(ctx: &Context<'_>) -> PostInclude {
    let here = ctx.look_ahead();
    let selected = |name: &str| {
        here.field(name).exists()
            || here.field("nodes").field(name).exists()
            || here.field("edges").field("node").field(name).exists()
    };
    PostInclude { author: selected("author"), tags: selected("tags") }
}
