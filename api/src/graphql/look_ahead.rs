//! What a selection needs, found out before the query runs: the same `Include` that REST reads from `include=`.

use async_graphql::{Context, Lookahead};
use presswork_domain::{
    comments::CommentInclude,
    posts::{Extent, PostInclude},
};

/// The relations of posts that are selected below this field, directly or through a connection.
pub fn posts_selected(ctx: &Context<'_>) -> PostInclude {
    post_include(|name| places(ctx).iter().any(|place| place.field(name).exists()))
}

/// The relations of posts that are selected through the items of a connection, such as bookmarks.
pub fn posts_of_items_selected(ctx: &Context<'_>) -> PostInclude {
    post_include(|name| places(ctx).iter().any(|place| place.field("post").field(name).exists()))
}

/// The relations of comments that are selected below this field, directly or through a connection.
pub fn comments_selected(ctx: &Context<'_>) -> CommentInclude {
    let selected = |name| places(ctx).iter().any(|place| place.field(name).exists());
    CommentInclude { author: selected("author"), reactions: selected("reactions"), mentions: selected("mentions") }
}

fn post_include(selected: impl Fn(&str) -> bool) -> PostInclude {
    PostInclude {
        author: selected("author"),
        tags: selected("tags"),
        reactions: selected("reactions"),
        cover: selected("coverImage"),
        extent: if selected("html") || selected("markdown") { Extent::Whole } else { Extent::WithoutText },
    }
}

/// Where a field's things are: itself, and the two ways through a connection.
fn places<'a>(ctx: &'a Context<'_>) -> [Lookahead<'a>; 3] {
    [ctx.look_ahead(), ctx.look_ahead().field("nodes"), ctx.look_ahead().field("edges").field("node")]
}
