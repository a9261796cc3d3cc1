//! Feeds.

use std::collections::HashMap;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};
use uuid::{Builder, Uuid};

use super::{
    About, Feed, Outline, Site, Source,
    store::{self, Listed},
};
use crate::{
    Actor, Context, Result,
    ids::PostId,
    posts::{self, Post, PostInclude},
    tags::{self, Tag},
    users::{self, UserRef},
};

/// Counts the ways in which feeds have been written: another one makes other bytes of the same posts.
const WRITTEN: u32 = 2;
/// How much of a hash a tag has, in bytes: so much that nobody finds two feeds of one tag.
const TAG: usize = 16;

/// A feed before its posts are read.
///
/// # Errors
/// `not_found` for the author or the tag.
pub async fn outline(cx: &Context, source: &Source) -> Result<Outline> {
    let cx = cx.clone().with_actor(Actor::Anonymous);
    let about = match source {
        Source::Site => About::Site,
        Source::Author(name) => {
            let who = UserRef::Username(name.clone());
            About::Author(Box::new(users::get(&cx, &who).await?))
        }
        // Written in capitals it is the same tag, as a handle is the same person: the caller leads to the one address.
        Source::Tag(slug) => About::Tag(tags::get(&cx, &slug.to_lowercase()).await?.tag),
    };
    let listed = store::newest(&cx, &about).await?;
    let posts: Vec<(PostId, i64)> = listed.iter().map(|post| (PostId::from_uuid(post.id), post.version)).collect();
    let ids: Vec<PostId> = posts.iter().map(|(id, _)| *id).collect();
    let tagged = tags::of_posts(&cx, &ids).await?;
    let begun = match &about {
        About::Author(user) => user.created_at,
        About::Site | About::Tag(_) => DateTime::UNIX_EPOCH,
    };
    let updated = listed.iter().map(|post| post.updated_at).max().unwrap_or(begun);
    let tag = tag(&Site::of(&cx), &about, &listed, &tagged);
    Ok(Outline { about, tag, posts, updated })
}

/// The feed of an outline.
///
/// # Errors
/// The database's.
pub async fn feed(cx: &Context, outline: Outline) -> Result<Feed> {
    let cx = cx.clone().with_actor(Actor::Anonymous);
    let ids: Vec<PostId> = outline.posts.iter().map(|(id, _)| *id).collect();
    let include = PostInclude { author: true, tags: true, cover: true, ..PostInclude::default() };
    let found = posts::get_many(&cx, &ids, include).await?;
    let mut found: HashMap<PostId, Post> = found.into_iter().map(|post| (post.id, post)).collect();
    let posts: Vec<Post> = ids.iter().filter_map(|id| found.remove(id)).collect();
    let as_outlined = posts.iter().map(|post| (post.id, post.version)).eq(outline.posts);
    let (site, about) = (Site::of(&cx), outline.about);
    let title = match &about {
        About::Site => site.title.clone(),
        About::Author(user) => format!("{} – {}", user.display_name, site.title),
        About::Tag(tag) => format!("{} – {}", tag.name, site.title),
    };
    Ok(Feed { id: id(&site, &about), title, about, updated: outline.updated, posts, as_outlined })
}

/// That of the person or the tag; of the site one that is made of its address, which is what it is known by.
fn id(site: &Site, about: &About) -> Uuid {
    match about {
        About::Author(user) => user.id.uuid(),
        About::Tag(tag) => tag.id.uuid(),
        About::Site => {
            let hash = Sha256::digest(format!("presswork feed {}", site.api));
            let mut bytes = [0; 16];
            bytes.copy_from_slice(&hash[..16]);
            Builder::from_custom_bytes(bytes).into_uuid()
        }
    }
}

/// Made of everything that the bytes of the feed are made of: a version stands for all that a post or a person says.
fn tag(site: &Site, about: &About, listed: &[Listed], tagged: &HashMap<PostId, Vec<Tag>>) -> String {
    let mut hash = Sha256::new();
    let mut add = |part: &str| {
        hash.update(part.len().to_be_bytes());
        hash.update(part);
    };
    let about = match about {
        About::Site => String::new(),
        About::Author(user) => format!("{} {} {}", user.id, user.username, user.display_name),
        About::Tag(tag) => format!("{} {} {}", tag.id, tag.slug, tag.name),
    };
    for part in [&WRITTEN.to_string(), &site.title, &site.url, &site.api, &about] {
        add(part);
    }
    for post in listed {
        let times = [post.published_at, Some(post.updated_at)].map(micros);
        let cover = post.cover_media_id;
        add(&format!("{} {} {times:?} {} {} {cover:?}", post.id, post.version, post.author_id, post.author_version));
        for tag in tagged.get(&PostId::from_uuid(post.id)).into_iter().flatten() {
            add(&tag.slug);
            add(&tag.name);
        }
    }
    URL_SAFE_NO_PAD.encode(&hash.finalize()[..TAG])
}

fn micros(at: Option<DateTime<Utc>>) -> Option<i64> {
    at.map(|at| at.timestamp_micros())
}
