//! The conversation under a post.

use chrono::{DateTime, Duration, Utc};
use uuid::Uuid;

use super::{article, community::Site, dice::Dice};
use crate::platform::markdown;

pub(super) struct Reply {
    pub id: Uuid,
    pub parent: Option<usize>,
    pub author: usize,
    pub depth: u32,
    pub markdown: String,
    pub html: String,
    pub replies: i32,
    pub mentioned: Option<usize>,
    pub created_at: DateTime<Utc>,
}

/// So many comments on what was published then: two in five answer another, and some name whom they answer.
pub(super) fn thread(
    site: &Site,
    dice: &mut Dice,
    language: usize,
    published: DateTime<Utc>,
    count: usize,
) -> Vec<Reply> {
    let mut replies: Vec<Reply> = Vec::with_capacity(count);
    for n in 0..count {
        let parent = (n > 0 && dice.percent(40)).then(|| dice.below(n)).filter(|n| replies[*n].depth < site.deepest);
        let after = parent.map_or(published, |parent| replies[parent].created_at);
        let author = dice.below(site.people.len());
        let mentioned = parent.map(|parent| replies[parent].author).filter(|_| dice.percent(15));
        let name = mentioned.map(|author| site.people[author].username.as_str());
        let source = article::comment(&site.languages[language], dice, name);
        let created_at = soon(dice, after, site.until);
        if let Some(parent) = parent {
            replies[parent].replies += 1;
        }
        replies.push(Reply {
            id: dice.id(created_at),
            parent,
            author,
            depth: parent.map_or(0, |parent| replies[parent].depth + 1),
            // What is made up here is simple.
            html: markdown::render(&source).unwrap_or_default(),
            markdown: source,
            replies: 0,
            mentioned,
            created_at,
        });
    }
    replies
}

/// Most answers come within hours, a few after weeks.
fn soon(dice: &mut Dice, after: DateTime<Utc>, until: DateTime<Utc>) -> DateTime<Utc> {
    let minutes = dice.favourite(60 * 24 * 20) + 1;
    later(after, Duration::minutes(i64::try_from(minutes).unwrap_or(1)), until)
}

/// So much later. Where that is too late, halfway, so that what comes first is the older.
pub(super) fn later(than: DateTime<Utc>, by: Duration, until: DateTime<Utc>) -> DateTime<Utc> {
    let at = than + by;
    if at < until { at } else { than + (until - than) / 2 }
}
