//! What a translation makes, as rows of an archive.

use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::{Converter, Links, Name, NewTag, Person, title};
use crate::{
    ids::{CommentId, PostId, UserId},
    posts::Markdown,
    users::Role,
};

/// A post.
pub(in crate::imports) struct NewPost {
    pub id: PostId,
    pub author: UserId,
    pub title: String,
    pub slug: String,
    /// Other names that lead to it.
    pub former_slugs: Vec<String>,
    pub standing: Standing,
    pub comments_locked: bool,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
    pub about: About,
    /// Each once, in their order.
    pub tags: Vec<NewTag>,
    pub markdown: String,
    /// What its source says where that is not what stands here: its name, its text, its picture and the like. See [`said`].
    pub said: Fingerprint,
}

/// Where a post stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::imports) enum Standing {
    Draft,
    /// To be published at a time.
    Scheduled(DateTime<Utc>),
    /// Since when.
    Published(DateTime<Utc>),
}

impl Standing {
    /// Where a post stands now: what would be published at a time that is yet to come is a plan.
    pub(super) fn at(self, now: DateTime<Utc>) -> Self {
        match self {
            Self::Published(at) if at > now => Self::Scheduled(at),
            other => other,
        }
    }
}

/// What is said about a post, as far as it is something that posts can have.
#[derive(Debug, Default, PartialEq, Eq)]
pub(in crate::imports) struct About {
    pub excerpt: Option<String>,
    pub canonical_url: Option<String>,
    pub meta_title: Option<String>,
    pub meta_description: Option<String>,
    pub social_title: Option<String>,
    pub social_description: Option<String>,
    pub social_image: Option<String>,
}

/// What a post says.
pub(in crate::imports) struct Words {
    pub title: String,
    pub slug: String,
    pub markdown: String,
    /// What is to be told of them.
    pub told: Option<String>,
}

impl Words {
    /// Those of the post whose id in its source this is.
    ///
    /// # Errors
    /// A sentence about what is wrong with them.
    pub(in crate::imports) fn of(
        (links, converter): (&Links, &Converter),
        id: &str,
        heading: &str,
        html: &str,
    ) -> Result<Self, String> {
        let slug = links.slug(Name::Id(id)).ok_or("nothing tells it from the others there")?.to_owned();
        let markdown = Markdown::parse(&converter.markdown(html)?).map_err(|why| format!("text: {}", why.detail))?;
        let (title, told) = title(heading)?;
        Ok(Self { title, slug, markdown: markdown.as_str().to_owned(), told })
    }
}

/// A comment of somebody who has an account.
pub(in crate::imports) struct NewComment {
    pub id: CommentId,
    pub post: PostId,
    pub parent: Option<CommentId>,
    pub author: UserId,
    pub depth: u32,
    pub markdown: String,
    pub created_at: DateTime<Utc>,
}

/// What an id is made of: it says nothing of a time unless one is given.
pub(in crate::imports) struct Id;

impl Id {
    /// The id that follows from a name.
    pub(in crate::imports) fn of(kind: &str, name: &str) -> Uuid {
        Self::at(kind, name, DateTime::UNIX_EPOCH)
    }

    /// The id that follows from a name and a time.
    pub(in crate::imports) fn at(kind: &str, name: &str, at: DateTime<Utc>) -> Uuid {
        let hash = Sha256::digest(format!("{kind}\n{name}"));
        let mut random = [0; 10];
        random.copy_from_slice(&hash[..10]);
        let millis = u64::try_from(at.timestamp_millis()).unwrap_or_default();
        uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid()
    }
}

/// What a post says in its source, in short.
pub(in crate::imports) type Fingerprint = [u8; 16];

/// What of a row is none of that: whose it is here, times that change without it, and what is made with a view to what else there is.
const NOT_SAID: [&str; 6] = ["authorId", "publishBy", "createdAt", "updatedAt", "slug", "socialImage"];

/// What a source says, in short: before links in it lead to what comes, and before anything else is made of it.
pub(in crate::imports) fn said(texts: &[&str]) -> Fingerprint {
    short(&json!(texts))
}

fn short(value: &Value) -> Fingerprint {
    let mut short = Fingerprint::default();
    short.copy_from_slice(&Sha256::digest(value.to_string())[..16]);
    short
}

/// A time as archives have it.
pub(super) fn written(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Micros, true)
}

impl NewPost {
    /// The row of `posts.jsonl`, where it stands there.
    pub(super) fn row(&self, standing: Standing) -> Value {
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
    pub(super) fn digest(&self) -> Fingerprint {
        let mut row = self.row(self.standing);
        if let Some(members) = row.as_object_mut() {
            members.retain(|name, _| !NOT_SAID.contains(&name.as_str()));
        }
        let tags: Vec<&str> = self.tags.iter().map(|tag| tag.name.slug.as_str()).collect();
        short(&json!([row, tags, self.said]))
    }

    /// The rows of `postSlugs.jsonl`.
    pub(super) fn slug_rows(&self) -> impl Iterator<Item = Value> {
        let current = std::iter::once((&self.slug, true));
        let all = current.chain(self.former_slugs.iter().map(|slug| (slug, false)));
        all.map(|(slug, is_current)| {
            let (id, created) = (self.id.to_string(), written(self.created_at));
            json!({ "postId": id, "slug": slug, "isCurrent": is_current, "createdAt": created })
        })
    }
}

impl NewComment {
    /// The row of `comments.jsonl`.
    pub(super) fn row(&self) -> Value {
        json!({
            "id": self.id.to_string(), "postId": self.post.to_string(),
            "parentId": self.parent.map(|id| id.to_string()), "authorId": self.author.to_string(), "depth": self.depth,
            "markdown": self.markdown, "version": 1, "createdAt": written(self.created_at), "editedAt": null,
            "hiddenAt": null, "deletedAt": null,
        })
    }
}

impl Person {
    /// The row of `users.jsonl`: an author, whatever they were there, whose address counts as confirmed since they came there.
    pub(super) fn row(&self) -> Value {
        let joined = written(self.joined_at);
        json!({
            "id": self.id.to_string(), "username": self.username, "email": self.email, "emailVerifiedAt": joined,
            "role": Role::Author.as_str(), "displayName": self.display_name, "bio": self.bio, "suspendedAt": null,
            "hold": null, "eraseAt": null, "erasedAt": null, "version": 1, "createdAt": joined, "updatedAt": joined,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn post() -> NewPost {
        let at = DateTime::UNIX_EPOCH;
        NewPost {
            id: PostId::from_uuid(Id::of("post", "1")),
            author: UserId::from_uuid(Id::of("user", "1")),
            title: "Rain".to_owned(),
            slug: "rain".to_owned(),
            former_slugs: Vec::new(),
            standing: Standing::Published(at),
            comments_locked: false,
            created_at: at,
            updated_at: at,
            about: About::default(),
            tags: Vec::new(),
            markdown: "Wet.".to_owned(),
            said: said(&["rain", "Wet."]),
        }
    }

    #[test]
    fn what_a_post_says_is_told_from_what_it_said_and_whose_it_is_is_no_part_of_it() {
        let (now, author) = ("2026-01-01T00:00:00Z".parse().unwrap(), UserId::from_uuid(Id::of("user", "2")));
        assert_eq!(NewPost { author, created_at: now, updated_at: now, ..post() }.digest(), post().digest());
        // What is made of it with a view to the rest of the source.
        let (slug, former_slugs) = ("rain-2".to_owned(), vec!["wet".to_owned()]);
        let made = NewPost { slug, former_slugs, markdown: "[Wet](wet).".to_owned(), ..post() };
        assert_eq!(made.digest(), post().digest());
        for other in [
            NewPost { title: "Snow".to_owned(), ..post() },
            NewPost { said: said(&["rain", "Dry."]), ..post() },
            NewPost { said: said(&["rainWet.", ""]), ..post() },
            NewPost { standing: Standing::Draft, ..post() },
        ] {
            assert_ne!(other.digest(), post().digest());
        }
    }
}
