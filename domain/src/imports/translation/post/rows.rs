//! The rows of a post.

use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::{Value, json};

use super::{
    fingerprint::{Fingerprint, short},
    new_post::{NewPost, Standing},
};

/// What of a row is none of that: whose it is here, times that change without it, and what is made with a view to what else there is.
const NOT_SAID: [&str; 6] = ["authorId", "publishBy", "createdAt", "updatedAt", "slug", "socialImage"];

/// A time as archives have it.
pub(in crate::imports::translation) fn written(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Micros, true)
}

impl NewPost {
    /// The row of `posts.jsonl`, where it stands there.
    pub(in crate::imports::translation) fn row(&self, standing: Standing) -> Value {
        let (published, scheduled) = match standing {
            Standing::Draft => (None, None),
            Standing::Scheduled(at) => (None, Some(at)),
            Standing::Published(at) => (Some(at), None),
        };
        let status = match standing {
            Standing::Draft => "draft",
            Standing::Scheduled(_) => "scheduled",
            Standing::Published(_) => "published",
        };
        let about = &self.about;
        json!({
            "id": self.id.to_string(), "authorId": self.author.to_string(), "title": self.title, "slug": self.slug,
            "status": status, "publishedAt": published.map(written), "publishAt": scheduled.map(written),
            "publishBy": scheduled.map(|_| self.author.to_string()), "unpublishAt": null, "unpublishBy": null,
            "newsletter": false, "hiddenAt": null, "deletedAt": null, "commentsLocked": self.comments_locked,
            "lockHeldAt": null, "coverMediaId": null, "excerpt": about.excerpt, "canonicalUrl": about.canonical_url,
            "metaTitle": about.meta_title, "metaDescription": about.meta_description, "socialTitle": about.social_title,
            "socialDescription": about.social_description, "socialImage": about.social_image, "series": null,
            "seriesPosition": null, "version": 1, "createdAt": written(self.created_at),
            "updatedAt": written(self.updated_at),
        })
    }

    /// What tells whether it has changed in its source since. What is here, what else is there, and what time it is, makes no difference to it.
    pub(in crate::imports::translation) fn digest(&self) -> Fingerprint {
        let mut row = self.row(self.standing);
        if let Some(members) = row.as_object_mut() {
            members.retain(|name, _| !NOT_SAID.contains(&name.as_str()));
        }
        let tags: Vec<&str> = self.tags.iter().map(|tag| tag.name.slug.as_str()).collect();
        short(&json!([row, tags, self.said]))
    }

    /// The rows of `postSlugs.jsonl`.
    pub(in crate::imports::translation) fn slug_rows(&self) -> impl Iterator<Item = Value> {
        let current = std::iter::once((&self.slug, true));
        let all = current.chain(self.former_slugs.iter().map(|slug| (slug, false)));
        all.map(|(slug, is_current)| {
            let (id, created) = (self.id.to_string(), written(self.created_at));
            json!({ "postId": id, "slug": slug, "isCurrent": is_current, "createdAt": created })
        })
    }
}
