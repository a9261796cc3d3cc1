//! What a post says, told from what it said.

use chrono::DateTime;

use super::{About, Id, NewPost, Standing, said};
use crate::ids::{PostId, UserId};

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
