//! Comments within posts, in REST: `include=comments`, as `post { comments(first:, sort:) }` has them in GraphQL. One statement for the
//! comments of all posts, and one for each relation of theirs.

use presswork_domain::{
    Context, Error, Result,
    comments::{self, CommentInclude},
    ids::{self, PostId},
    page::{PAGE_MAX, Page, PageArgs},
    posts,
};

use super::dto::Post;
use crate::{
    blueprints::comments::dto::CommentSort,
    fields::{self, Fields},
};

/// So many of each post when nobody says.
pub const FIRST_DEFAULT: i64 = 3;
/// So many together, of all posts of a page: a hundred posts with twenty each.
pub const ALL_MAX: i64 = 2000;

/// The comments that are wanted along with posts.
pub struct Within {
    wanted: bool,
    sort: comments::CommentSort,
    first: i64,
}

impl Within {
    /// Reads what a request for so many posts says.
    ///
    /// # Errors
    /// Faults of the parameters.
    pub fn parse(
        include: Option<&str>,
        fields: &Fields,
        first: Option<i64>,
        sort: Option<CommentSort>,
        posts: i64,
    ) -> Result<Self> {
        let named = include.map(fields::relations).transpose()?;
        let wanted = named.is_some_and(|mut names| names.any(|name| name == "comments")) && fields.has("comments");
        let first = first.unwrap_or(FIRST_DEFAULT);
        let refused = |detail| Error::invalid("/commentsFirst", "out_of_range", detail);
        if !(1..=i64::from(PAGE_MAX)).contains(&first) {
            return Err(refused(format!("of each post 1 to {PAGE_MAX} comments")));
        }
        if wanted && posts.saturating_mul(first) > ALL_MAX {
            return Err(refused(format!("of all posts of a page at most {ALL_MAX} comments")));
        }
        Ok(Self { wanted, sort: sort.map(Into::into).unwrap_or_default(), first })
    }

    /// A page of posts with their comments.
    ///
    /// # Errors
    /// The database's.
    pub async fn of_page(&self, cx: &Context, page: Page<posts::Post>) -> Result<Page<Post>> {
        let mut page = page.map(Post::from);
        self.fill(cx, page.nodes_mut().collect()).await?;
        Ok(page)
    }

    /// Gives posts their comments.
    ///
    /// # Errors
    /// The database's.
    pub async fn fill(&self, cx: &Context, posts: Vec<&mut Post>) -> Result<()> {
        if !self.wanted {
            return Ok(());
        }
        let args = PageArgs { first: Some(self.first), ..PageArgs::default() };
        let request = comments::request(cx, self.sort, &args)?;
        let named: Vec<PostId> = posts.iter().map(|post| ids::parse(&post.id)).collect::<Result<_>>()?;
        let mut pages = comments::lists(cx, &named, self.sort, &request, CommentInclude::ALL).await?;
        for (post, id) in posts.into_iter().zip(&named) {
            post.comments = pages.remove(id).map(Into::into);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(include: Option<&str>, fields: Option<&str>, first: Option<i64>, posts: i64) -> Result<(bool, i64)> {
        let within = Within::parse(include, &Fields::of::<Post>(fields)?, first, None, posts)?;
        Ok((within.wanted, within.first))
    }

    #[test]
    fn comments_are_wanted_by_name_only() {
        assert_eq!(parsed(None, None, None, 20).unwrap(), (false, 3));
        assert_eq!(parsed(Some("author"), None, None, 20).unwrap(), (false, 3));
        assert_eq!(parsed(Some("author, comments"), None, Some(7), 20).unwrap(), (true, 7));
        assert!(
            !parsed(Some("comments"), Some("id,title"), None, 20).unwrap().0,
            "what will not be sent is not fetched"
        );
    }

    #[test]
    fn a_page_has_so_many_comments_and_no_more() {
        assert!(
            parsed(Some("comments"), None, Some(20), 100).is_ok()
                && parsed(Some("comments"), None, Some(100), 20).is_ok()
        );
        for (first, posts) in [(21, 100), (101, 1), (0, 1), (-1, 1)] {
            assert_eq!(parsed(Some("comments"), None, Some(first), posts).unwrap_err().code(), "validation_failed");
        }
        assert!(parsed(None, None, Some(100), 100).is_ok(), "nothing is fetched");
    }
}
