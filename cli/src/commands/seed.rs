//! `presswork seed`: demo data. Its password comes from a prompt or from standard input, as that of an admin.

use presswork_domain::{
    demo::{self, Demo, DemoSize},
    platform::Settings,
};

use super::{admin::password, operate::as_system};
use crate::{Failure, args::Seed};

pub(crate) async fn run(settings: Settings, args: Seed) -> Result<(), Failure> {
    let password = if args.ask_password { Some(password()?) } else { None };
    let size = DemoSize {
        users: args.users,
        posts: args.posts,
        comments: args.comments.unwrap_or(args.posts.saturating_mul(5)),
        tags: args.tags,
        reactions: args.reactions.unwrap_or_else(|| args.posts.saturating_mul(10)),
        follows: args.follows.unwrap_or_else(|| default_follows(args.users)),
    };
    let demo = Demo { size, seed: args.seed, until: args.until, password, force: args.force };
    as_system(settings, |cx| async move {
        let tally = demo::sow(&cx, &demo).await?;
        Ok(format!(
            "sown: {} people, {} posts, {} comments, {} tags, {} reactions, {} follows\n",
            tally.users, tally.posts, tally.comments, tally.tags, tally.reactions, tally.follows
        ))
    })
    .await
}

/// Twenty each, or everyone where there are fewer.
fn default_follows(users: u32) -> u32 {
    users.saturating_mul(users.saturating_sub(1).min(20))
}
