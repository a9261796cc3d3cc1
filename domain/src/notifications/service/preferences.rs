//! What one wants to hear.

use crate::{
    Context, Result,
    notifications::{Digest, Preferences, PreferencesInput, digests, model::NewPreferences, store},
    scope::Scope,
};

/// What one wants to hear, by which ways and when.
///
/// # Errors
/// `authentication_required`.
pub async fn preferences(cx: &Context) -> Result<Preferences> {
    store::of(cx, cx.actor.acts(Scope::Read)?).await
}

/// Sets all of it anew; what is not said is as usual again. A digest that has come already does not come again for the same
/// day or week.
///
/// # Errors
/// `authentication_required`; all faults of the input together.
pub async fn set_preferences(cx: &Context, input: &PreferencesInput) -> Result<Preferences> {
    let me = cx.actor.acts(Scope::Write)?;
    let new = NewPreferences::parse(input)?;
    let tx = cx.begin().await?;
    store::replace(&tx, me, &new).await?;
    for digest in Digest::SENT {
        let wanted = new.kinds.iter().any(|preference| preference.digest == digest);
        let last = store::last_at(&tx, me, digest).await?;
        let next = if wanted { Some(digests::next_at(digest, new.hour, new.zone, cx.now, last)?) } else { None };
        store::plan(&tx, me, digest, next).await?;
    }
    tx.commit().await?;
    store::of(cx, me).await
}
