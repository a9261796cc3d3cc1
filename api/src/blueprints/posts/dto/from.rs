//! A post as clients see it, made of one as the rules do.

use presswork_domain::posts;

use super::{plan_problem::PlanProblem, post::Post};
use crate::{
    blueprints::{
        posts::{cover::CoverImage, preview::Heading},
        reactions::dto::ReactionCount,
        tags::dto::Tag,
        users::dto::User,
    },
    scalars::Time,
};

impl From<posts::Post> for Post {
    fn from(post: posts::Post) -> Self {
        Self {
            id: post.id.to_string().into(),
            author_id: post.author_id.to_string().into(),
            author: post.author.map(User::from),
            title: post.title,
            slug: post.slug,
            markdown: post.markdown,
            html: post.html,
            excerpt: post.excerpt,
            word_count: post.details.words,
            reading_minutes: post.details.reading_minutes(),
            table_of_contents: post.details.contents.into_iter().map(Heading::from).collect(),
            canonical_url: post.details.canonical_url,
            meta_title: post.details.meta_title,
            meta_description: post.details.meta_description,
            social_title: post.details.social_title,
            social_description: post.details.social_description,
            social_image: post.details.social_image,
            cover_image: post.cover.and_then(CoverImage::of),
            cover_id: post.cover_id.map(|id| id.to_string().into()),
            series: post.details.series,
            series_position: post.details.series_position,
            status: post.status.into(),
            tags: post.tags.map(|tags| tags.into_iter().map(Tag::from).collect()),
            reactions: post.reactions.map(|all| all.into_iter().map(ReactionCount::from).collect()),
            comments: None,
            comment_count: post.comment_count,
            comments_locked: post.comments_locked,
            version: post.version,
            published_at: post.published_at.map(Time::from),
            publish_at: post.plans.publish_at.map(Time::from),
            publish_as_newsletter: post.plans.newsletter,
            unpublish_at: post.plans.unpublish_at.map(Time::from),
            planned_for: post.plans.settled_for.map(Time::from),
            plan_problem: post.plans.problem.map(PlanProblem::from),
            created_at: post.created_at.into(),
            updated_at: post.updated_at.into(),
            hidden_at: post.hidden_at.map(Time::from),
            deleted_at: post.deleted_at.map(Time::from),
        }
    }
}
