//! Comments on a post: those that were approved, of people who have an account there. They are placed below the next one above them that
//! comes, too, and no deeper than replies go here.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};

use super::{content, pieces::Element};
use crate::{
    Result,
    comments::CommentText,
    ids::{CommentId, PostId},
    imports::translation::{Converter, Id, NewArchive, NewComment, People, time},
};

/// What the comments of a source have in common.
pub(super) struct Thread<'a> {
    pub site: &'a str,
    pub logins: &'a HashMap<String, String>,
    pub people: &'a People,
    pub converter: &'a Converter,
    /// How deep replies nest.
    pub depth: u32,
}

/// What became of the comments on a post.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Told {
    /// How many are of people without an account.
    pub guests: u64,
    /// How many were not approved, or are none.
    pub others: u64,
    /// What is wrong with others, with their lines.
    pub wrong: Vec<(u64, String)>,
}

/// A comment that comes.
#[derive(Clone, Copy)]
struct Placed {
    id: CommentId,
    depth: u32,
    parent: Option<CommentId>,
    /// The time in its id.
    at: DateTime<Utc>,
}

impl Thread<'_> {
    /// Adds the comments of an item to its post.
    ///
    /// # Errors
    /// `internal` when the disk is full.
    pub(super) fn add(&self, item: &Element, post: PostId, archive: &mut NewArchive) -> Result<Told> {
        let mut comments: Vec<(u64, &Element)> =
            item.all("wp:comment").filter_map(|it| Some((it.says("wp:comment_id").parse().ok()?, it))).collect();
        comments.sort_by_key(|(number, _)| *number);
        let (mut told, mut placed): (Told, HashMap<u64, Option<Placed>>) = Default::default();
        for (number, comment) in in_order(&comments) {
            let above = parent(comment).and_then(|above| *placed.get(&above)?);
            let own = self.one(number, comment, (post, above), archive, &mut told)?;
            // An answer to what does not come is an answer to what stands above that.
            placed.insert(number, own.or(above));
        }
        Ok(told)
    }

    fn one(
        &self,
        number: u64,
        comment: &Element,
        (post, above): (PostId, Option<Placed>),
        archive: &mut NewArchive,
        told: &mut Told,
    ) -> Result<Option<Placed>> {
        let is_comment = matches!(comment.says("wp:comment_type"), "" | "comment");
        let date =
            time(Some(comment.says("wp:comment_date_gmt"))).or_else(|| time(Some(comment.says("wp:comment_date"))));
        let (true, "1", Some(created_at)) = (is_comment, comment.says("wp:comment_approved"), date) else {
            told.others += 1;
            return Ok(None);
        };
        let login = self.logins.get(comment.says("wp:comment_user_id")).map(String::as_str).unwrap_or_default();
        let Some(author) = self.people.commenter(login, archive)? else {
            told.guests += 1;
            return Ok(None);
        };
        let text = self.converter.markdown(&content::comment(comment.says("wp:comment_content")));
        let markdown = match text.and_then(|text| CommentText::parse(&text).map_err(|why| why.detail)) {
            Ok(text) => text.as_str().to_owned(),
            Err(why) => {
                told.wrong.push((comment.line, format!("comment {number}: {why}")));
                return Ok(None);
            }
        };
        // What answers comes behind it, in the order of ids, too.
        let at = above.map_or(created_at, |above| created_at.max(above.at + TimeDelta::milliseconds(1)));
        let id = CommentId::from_uuid(Id::at("comment", &format!("wordpress {} {number}", self.site), at));
        let (parent, depth) = match above {
            None => (None, 0),
            Some(above) if above.depth >= self.depth => (above.parent, above.depth),
            Some(above) => (Some(above.id), above.depth + 1),
        };
        archive.comment(&NewComment { id, post, parent, author, depth, markdown, created_at })?;
        Ok(Some(Placed { id, depth, parent, at }))
    }
}

fn parent(comment: &Element) -> Option<u64> {
    comment.says("wp:comment_parent").parse().ok().filter(|above| *above != 0)
}

/// Comments, sorted by their numbers, each behind the one that it answers: mostly that is the older one, but sites were moved and merged.
/// Of those that answer each other in a circle one comes first.
fn in_order<'a>(comments: &[(u64, &'a Element)]) -> Vec<(u64, &'a Element)> {
    let places: HashMap<u64, usize> =
        comments.iter().enumerate().rev().map(|(at, (number, _))| (*number, at)).collect();
    let (mut taken, mut order) = (vec![false; comments.len()], Vec::with_capacity(comments.len()));
    for start in 0..comments.len() {
        let (mut line, mut next) = (Vec::new(), Some(start));
        while let Some(at) = next.filter(|at| !taken[*at]) {
            taken[at] = true;
            line.push(comments[at]);
            next = parent(comments[at].1).and_then(|above| places.get(&above).copied());
        }
        order.extend(line.into_iter().rev());
    }
    order
}

#[cfg(test)]
mod tests {
    use std::io::{BufReader, Read};

    use super::*;
    use crate::imports::{translation::Bounded, wordpress::pieces};

    /// An item with these comments: the number of each, and of what it answers.
    fn item(thread: &[(u64, u64)]) -> Element {
        let comments: Vec<_> = thread
            .iter()
            .map(|(number, above)| {
                format!(
                    "<wp:comment><wp:comment_id>{number}</wp:comment_id><wp:comment_parent>{above}</wp:comment_parent></wp:comment>"
                )
            })
            .collect();
        let text = format!("<rss><channel><item>{}</item></channel></rss>", comments.concat());
        let bytes: Box<dyn Read + '_> = Box::new(text.as_bytes());
        let mut item = None;
        let keep = |piece| {
            item = Some(piece);
            Ok(())
        };
        pieces::read(Bounded::new(BufReader::new(bytes)), keep).unwrap();
        item.unwrap()
    }

    #[test]
    fn what_answers_comes_behind_what_it_answers_whatever_their_numbers() {
        for (thread, expected) in [
            (vec![(1, 0), (2, 1), (3, 1)], vec![1, 2, 3]),
            (vec![(1, 3), (2, 1), (3, 0), (4, 9)], vec![3, 1, 2, 4]),
            (vec![(1, 2), (2, 3), (3, 4), (4, 0)], vec![4, 3, 2, 1]),
            (vec![(1, 1), (2, 3), (3, 2)], vec![1, 3, 2]),
        ] {
            let item = item(&thread);
            let numbers = thread.iter().map(|(number, _)| *number);
            let order = in_order(&numbers.zip(item.all("wp:comment")).collect::<Vec<_>>());
            assert_eq!(order.iter().map(|(number, _)| *number).collect::<Vec<_>>(), expected, "{thread:?}");
        }
    }
}
