//! The code of who came back.

use crate::{
    Context, Error, Result,
    identities::{
        ExchangeInput,
        store::{self, Flow},
    },
    platform::{Tx, oauth::Claims},
};

/// Who came back with this code, which is used up.
pub(super) async fn exchange(cx: &Context, tx: &Tx, input: &ExchangeInput) -> Result<(Flow, Claims)> {
    let detail = "this code is not valid, or over; begin the login again";
    let invalid = || Error::malformed("invalid_login_code", detail);
    let flow = store::by_code(cx, tx, &input.code).await?.filter(|flow| flow.is_of(&input.code_verifier));
    let flow = flow.ok_or_else(invalid)?;
    if !store::end(tx, flow.id()).await? {
        return Err(invalid());
    }
    let claims = flow.claims()?;
    Ok((flow, claims))
}
