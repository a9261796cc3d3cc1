//! The posts and what people make of them, in portions.

use chrono::{DateTime, Duration, Utc};
use uuid::Uuid;

use super::{
    article,
    dice::Dice,
    language::Language,
    people::{Person, number},
    share::share,
    thread::{Reply, later, thread},
};
use crate::{
    ids::{CommentId, PostId, UserId},
    index::Entry,
    platform,
    posts::ranks,
    slug,
};

/// How many posts are written together.
pub(super) const PORTION: usize = 500;
/// Of so many posts one is a draft.
const DRAFTS: usize = 50;
/// How long it took, in days.
const SPAN: i64 = 730;

/// What posts are made from.
pub(super) struct Site {
    pub seed: u16,
    pub languages: Vec<Language>,
    pub people: Vec<Person>,
    pub tags: Vec<KnownTag>,
    pub kinds: Vec<String>,
    pub deepest: u32,
    pub tenfold: Duration,
    pub until: DateTime<Utc>,
}

/// A tag that is there.
pub(super) struct KnownTag {
    pub id: Uuid,
    pub name: String,
}

pub(super) struct Written {
    pub id: Uuid,
    pub author: usize,
    pub title: String,
    pub slug: String,
    pub markdown: String,
    pub html: String,
    pub excerpt: String,
    pub words: i32,
    /// The table of contents, in JSON.
    pub contents: String,
    pub tags: Vec<usize>,
    pub published_at: Option<DateTime<Utc>>,
    pub created_at: DateTime<Utc>,
    pub replies: Vec<Reply>,
    /// What people felt about the post, and about each reply.
    pub felt: Vec<Vec<Feeling>>,
    /// What is found of the post and of each reply: made here, because the threads that make posts have the time.
    pub found: Vec<Entry>,
}

impl Written {
    /// What can be found of it and of its replies, as their own features would say; nothing of a draft.
    fn entries(&self, site: &Site) -> Vec<Entry> {
        if self.published_at.is_none() {
            return Vec::new();
        }
        let id = PostId::from_uuid(self.id);
        let tags: Vec<&str> = self.tags.iter().map(|tag| site.tags[*tag].name.as_str()).collect();
        let author = UserId::from_uuid(site.people[self.author].id);
        let post = Entry::post(id, author, &self.title, &tags.join(" "), &self.html);
        let replies = self.replies.iter().map(|it| Entry::comment(CommentId::from_uuid(it.id), id, &it.html));
        std::iter::once(post).chain(replies).collect()
    }

    /// Where it stands among those that are talked about; nowhere, when it is a draft.
    pub(super) fn rank(&self, site: &Site) -> Option<i64> {
        let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
        let (reactions, comments) = (self.felt.first().map_or(0, Vec::len), self.replies.len());
        self.published_at.map(|at| ranks::rank(at, site.tenfold, count(reactions), count(comments)))
    }
}

/// Somebody felt something about something.
pub(super) struct Feeling {
    pub kind: usize,
    pub person: usize,
}

/// How many comments and reactions each post gets.
pub(super) struct Plan {
    posts: usize,
    comments: Vec<usize>,
    reactions: Vec<usize>,
}

/// When the first post was begun.
pub(super) fn begin(until: DateTime<Utc>) -> DateTime<Utc> {
    until - Duration::days(SPAN)
}

impl Plan {
    pub(super) fn new(site: &Site, posts: usize, comments: usize, reactions: usize) -> Self {
        let mut dice = Dice::new(site.seed.into(), 4);
        let published = (0..posts).filter(|n| !is_draft(*n)).count();
        let comments = share(&mut dice, comments, published, usize::MAX);
        // A post and its comments share what the post gets; there is room for everyone at the post alone.
        let reactions = share(&mut dice, reactions, published, site.people.len());
        Self { posts, comments: spread(posts, &comments), reactions: spread(posts, &reactions) }
    }

    /// The posts from this one on, as many as are written together.
    pub(super) fn portion(&self, site: &Site, from: usize) -> Vec<Written> {
        let mut dice = Dice::new(site.seed.into(), 1_000 + from as u64);
        (from..self.posts.min(from + PORTION)).map(|n| self.post(site, &mut dice, n)).collect()
    }

    fn post(&self, site: &Site, dice: &mut Dice, n: usize) -> Written {
        let language = dice.favourite(site.languages.len());
        let title = site.languages[language].title(dice);
        let source = article::post(&site.languages[language], dice);
        // What is made up here is simple.
        let rendered = platform::article::render(&source).unwrap_or_default();
        let created_at = self.begun_at(site, dice, n);
        let took = Duration::minutes(i64::try_from(dice.favourite(60 * 24 * 3)).unwrap_or_default());
        let published_at = (!is_draft(n)).then(|| later(created_at, took, site.until));
        let replies = published_at.map_or_else(Vec::new, |at| thread(site, dice, language, at, self.comments[n]));
        let slug = slug::with_suffix(&slug::make(&title), &number(site.seed, n));
        let mut written = Written {
            id: dice.id(created_at),
            author: dice.favourite(site.people.len().div_ceil(5)),
            slug,
            title,
            markdown: source,
            html: rendered.html,
            excerpt: rendered.excerpt,
            words: i32::try_from(rendered.words).unwrap_or(i32::MAX),
            contents: serde_json::to_string(&rendered.contents).unwrap_or_else(|_| "[]".to_owned()),
            tags: tags(dice, site.tags.len()),
            published_at,
            created_at,
            felt: felt(site, dice, self.reactions[n], replies.len()),
            replies,
            found: Vec::new(),
        };
        written.found = written.entries(site);
        written
    }

    /// One after the other, at moments that are not all alike.
    fn begun_at(&self, site: &Site, dice: &mut Dice, n: usize) -> DateTime<Utc> {
        let minutes = (SPAN * 24 * 60 - 1) * i64::try_from(n).unwrap_or_default();
        let at = begin(site.until) + Duration::minutes(minutes / i64::try_from(self.posts.max(1)).unwrap_or(1));
        at + Duration::milliseconds(i64::try_from(dice.below(60_000)).unwrap_or_default())
    }
}

const fn is_draft(n: usize) -> bool {
    n % DRAFTS == DRAFTS - 1
}

/// What the published posts get, with nothing for the drafts between them.
fn spread(posts: usize, shares: &[usize]) -> Vec<usize> {
    let mut shares = shares.iter().copied();
    (0..posts).map(|n| if is_draft(n) { 0 } else { shares.next().unwrap_or_default() }).collect()
}

/// One to four of the tags, the common ones more often.
fn tags(dice: &mut Dice, known: usize) -> Vec<usize> {
    let mut tags = Vec::new();
    for _ in 0..dice.between(1, 4) {
        let tag = dice.favourite(known);
        if known > 0 && !tags.contains(&tag) {
            tags.push(tag);
        }
    }
    tags
}

/// Divides what a post gets among the post and its comments: the post keeps most. Nobody reacts twice to the same.
fn felt(site: &Site, dice: &mut Dice, total: usize, comments: usize) -> Vec<Vec<Feeling>> {
    let mut counts = vec![0; comments + 1];
    for _ in 0..total {
        let subject = if comments == 0 || dice.percent(70) { 0 } else { dice.between(1, comments) };
        counts[subject] += 1;
    }
    counts.into_iter().map(|count| feelings(site, dice, count)).collect()
}

fn feelings(site: &Site, dice: &mut Dice, count: usize) -> Vec<Feeling> {
    let people = site.people.len();
    let (start, stride) = (dice.below(people), stride(dice, people));
    let feeling = |n: usize| Feeling { kind: dice.favourite(site.kinds.len()), person: (start + n * stride) % people };
    (0..count).map(feeling).collect()
}

/// A step that comes by everyone before it comes by anyone again.
fn stride(dice: &mut Dice, people: usize) -> usize {
    let mut stride = dice.between(1, people);
    while greatest_common_divisor(stride, people) != 1 {
        stride = stride % people + 1;
    }
    stride
}

const fn greatest_common_divisor(mut a: usize, mut b: usize) -> usize {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::demo::{language, people};

    fn site(people: usize) -> Site {
        let until = DateTime::UNIX_EPOCH + Duration::days(20_000);
        let languages = language::all();
        Site {
            seed: 1,
            people: people::people(1, people, &languages, begin(until)),
            languages,
            tags: (0..20).map(|n| KnownTag { id: Uuid::nil(), name: format!("tag {n}") }).collect(),
            kinds: vec!["like".into(), "love".into()],
            deepest: 3,
            tenfold: Duration::hours(12),
            until,
        }
    }

    #[test]
    fn a_portion_is_the_same_each_time_and_its_sums_are_right() {
        let site = site(40);
        let plan = Plan::new(&site, 100, 300, 900);
        let posts = plan.portion(&site, 0);
        assert_eq!(posts.len(), 100);
        assert_eq!(posts.iter().map(|post| post.replies.len()).sum::<usize>(), 300);
        assert_eq!(posts.iter().flat_map(|post| &post.felt).map(Vec::len).sum::<usize>(), 900);
        assert!(posts.iter().zip(plan.portion(&site, 0)).all(|(a, b)| (a.id, &a.markdown) == (b.id, &b.markdown)));
    }

    #[test]
    fn replies_come_after_what_they_answer_and_nest_no_deeper_than_set() {
        let site = site(5);
        for post in Plan::new(&site, 20, 400, 0).portion(&site, 0) {
            for reply in &post.replies {
                assert!(reply.depth <= 3 && reply.created_at <= site.until);
                if let Some(parent) = reply.parent.map(|parent| &post.replies[parent]) {
                    assert!(
                        parent.created_at < reply.created_at && parent.id < reply.id && parent.depth + 1 == reply.depth
                    );
                }
            }
            let answered: i32 = post.replies.iter().map(|reply| reply.replies).sum();
            assert_eq!(
                usize::try_from(answered).unwrap(),
                post.replies.iter().filter(|reply| reply.parent.is_some()).count()
            );
        }
    }

    #[test]
    fn what_is_published_is_found_with_all_that_was_said_about_it() {
        let site = site(5);
        for (n, post) in Plan::new(&site, 60, 100, 0).portion(&site, 0).iter().enumerate() {
            let expected = if is_draft(n) { 0 } else { 1 + post.replies.len() };
            assert_eq!(post.found.len(), expected);
        }
    }

    #[test]
    fn nobody_reacts_twice_to_the_same() {
        for people in [1, 2, 12, 97] {
            let site = site(people);
            for post in Plan::new(&site, 10, 20, 10 * people).portion(&site, 0) {
                for felt in &post.felt {
                    assert_eq!(felt.iter().map(|each| each.person).collect::<HashSet<_>>().len(), felt.len());
                }
            }
        }
    }
}
