//! Which tables of an export are looked at.

use super::model::{Survey, is_page};
use crate::{
    Result,
    imports::{
        ghost::rows::{Row, Tables},
        translation::ENTRY,
    },
};

/// Members of a post that some releases keep in a table of their own.
const MORE: [&str; 7] =
    ["og_title", "og_description", "og_image", "twitter_image", "meta_title", "meta_description", "email_only"];

impl Tables for Survey {
    fn wants(&self, table: &str) -> bool {
        ["posts", "tags", "posts_tags", "users", "posts_authors", "posts_meta"].contains(&table)
    }

    fn row(&mut self, table: &str, row: Row) -> Result<()> {
        let record = &row.record;
        match (table, record.text("id"), record.text("post_id")) {
            ("posts", Some(id), _) if !is_page(&row) => self.post(id, record),
            ("tags", Some(id), _) => self.tag(id, record),
            ("users", Some(id), _) => self.user(id, &row),
            ("posts_tags", _, Some(post)) => self.tagging(post, record),
            ("posts_authors", _, Some(post)) => self.authorship(post, record),
            ("posts_meta", _, Some(post)) => {
                self.kept.add(ENTRY)?;
                self.more.put(post, record, &MORE)
            }
            _ => Ok(()),
        }
    }
}
