//! The addresses of letters that go to no account.

use sea_orm::FromQueryResult;

use crate::{
    Context, Result,
    ids::{EmailTokenId, InvitationId},
    platform::Sql,
};

#[derive(FromQueryResult)]
struct Row {
    email: String,
}

/// The address that a link was made for, while the link is good.
pub(super) async fn of_link(cx: &Context, id: EmailTokenId) -> Result<Option<String>> {
    let mut sql = Sql::new("SELECT email FROM email_tokens WHERE used_at IS NULL AND id = ");
    sql.bind(id.uuid());
    Ok(sql.one::<Row>(cx.deps.db.reader()).await?.map(|row| row.email))
}

/// The address that was invited, while the invitation is good.
pub(super) async fn of_invitation(cx: &Context, id: InvitationId) -> Result<Option<String>> {
    let mut sql = Sql::new("SELECT email FROM invitations WHERE accepted_at IS NULL AND revoked_at IS NULL AND id = ");
    sql.bind(id.uuid());
    Ok(sql.one::<Row>(cx.deps.db.reader()).await?.map(|row| row.email))
}
