//! Who follows whom.

use std::{collections::HashMap, sync::Arc};

use async_graphql::{Context, ID, dataloader::Loader};
use presswork_domain::{
    Error,
    follows::{self, Side},
    ids::{self, UserId},
    page::{Page, PageArgs, PageRequest},
    users,
};

use super::request::{RequestLoader, loader, unshared};
use crate::{failure::Failure, graphql::cx, page::UserConnection};

/// Which page of which list of whose followers.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct FollowsKey {
    of: UserId,
    side: Side,
    request: PageRequest,
}

impl Loader<FollowsKey> for RequestLoader {
    type Value = Page<users::User>;
    type Error = Arc<Error>;

    async fn load(&self, keys: &[FollowsKey]) -> Result<HashMap<FollowsKey, Self::Value>, Arc<Error>> {
        let cx = self.cx();
        let mut asked: HashMap<(Side, &PageRequest), Vec<UserId>> = HashMap::new();
        for key in keys {
            asked.entry((key.side, &key.request)).or_default().push(key.of);
        }
        let mut found = HashMap::new();
        for ((side, request), people) in asked {
            let pages = follows::lists(&cx, &people, side, request).await.map_err(Arc::new)?;
            found.extend(pages.into_iter().map(|(of, page)| (FollowsKey { of, side, request: request.clone() }, page)));
        }
        Ok(found)
    }
}

/// Who follows a person, or whom they follow.
pub async fn follows(ctx: &Context<'_>, id: &ID, side: Side, args: &PageArgs) -> Result<UserConnection, Failure> {
    let request = follows::request(cx(ctx)?, side, args)?;
    let key = FollowsKey { of: ids::parse(id)?, side, request };
    let found = loader(ctx)?.load_one(key).await.map_err(|error| unshared(&error))?;
    found.map(UserConnection::from).ok_or_else(|| Error::not_found("user").into())
}
