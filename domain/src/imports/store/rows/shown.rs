//! Pictures that posts show.

use std::collections::HashSet;

use sea_orm::FromQueryResult;
use uuid::Uuid;

use crate::{Context, Result, imports::walk::POSTS_AT_ONCE, media::PATH, platform::Sql};

/// The ids of all pictures that the text or the social image of a post leads to, whoever has written it.
///
/// # Errors
/// The database's.
pub(in crate::imports) async fn shown(cx: &Context) -> Result<HashSet<String>> {
    #[derive(FromQueryResult)]
    struct Post {
        id: Uuid,
        markdown: String,
        social_image: Option<String>,
    }
    let (mut shown, mut after) = (HashSet::new(), Uuid::nil());
    loop {
        let mut sql = Sql::new("SELECT p.id, p.markdown, p.social_image FROM posts p WHERE p.id > ");
        sql.bind(after).push(" AND (p.markdown LIKE ").bind(format!("%{PATH}%"));
        sql.push(" OR p.social_image LIKE ").bind(format!("%{PATH}%"));
        sql.push(&format!(") ORDER BY p.id LIMIT {POSTS_AT_ONCE}"));
        let page = sql.all::<Post>(cx.deps.db.reader()).await?;
        let Some(last) = page.last() else { return Ok(shown) };
        after = last.id;
        for post in &page {
            shown.extend(led_to(&post.markdown).chain(post.social_image.iter().flat_map(|it| led_to(it))));
        }
    }
}

fn led_to(text: &str) -> impl Iterator<Item = String> {
    let behind = text.split(PATH).skip(1);
    behind.map(|rest| rest.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect())
}

#[cfg(test)]
mod tests {
    use super::led_to;

    #[test]
    fn a_text_leads_to_the_pictures_whose_addresses_it_has() {
        let text = "![x](/v1/media/media_1/64.jpg) [y](https://here.example/v1/media/media_2) /v1/media/";
        assert_eq!(led_to(text).collect::<Vec<_>>(), ["media_1", "media_2", ""]);
        assert_eq!(led_to("nothing").count(), 0);
    }
}
