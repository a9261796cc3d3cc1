//! `presswork keys`: the keys that sign access tokens. They need neither the database nor a running process; a rotation is written
//! into the audit log where there is one.

use std::sync::Arc;

use presswork_domain::{
    Context, Deps, Error, accounts,
    platform::{
        Settings,
        clock::{Clock, SystemClock},
        token::{self, KeyInfo, Rotation},
    },
};

use crate::{Failure, args::Keys, out, schema, table};

pub(crate) async fn run(settings: Settings, action: &Keys) -> Result<(), Failure> {
    let failed = |error: Error| Failure::of(&error, &settings);
    match action {
        Keys::List => out::print(&listed(&token::list(&settings).map_err(failed)?)),
        Keys::Rotate => {
            let done = token::rotate(&settings, SystemClock.now()).map_err(failed)?;
            let noted = Box::pin(note(&settings, &done)).await;
            out::print(&told(&settings, &done, noted.err().as_ref()))
        }
    }
}

/// Writes a rotation into the audit log. A key that may be known to others is changed also while the database is away, or before
/// there is one, which is not made for this.
async fn note(settings: &Settings, done: &Rotation) -> Result<(), Failure> {
    let failed = |error: Error| Failure::of(&error, settings);
    if schema::missing(settings).is_some() {
        return Err(Failure::new("there is no database yet"));
    }
    let deps = Arc::new(Deps::open(settings.clone()).await.map_err(failed)?);
    schema::require(&deps).await?;
    let noted = accounts::note_rotation(&Context::system(Arc::clone(&deps), "command line"), done).await;
    deps.db.close().await;
    noted.map_err(failed)
}

fn listed(keys: &[KeyInfo]) -> String {
    let head = ["KEY", "STATE", "MADE", "FILE"].map(str::to_owned);
    let row = |key: &KeyInfo| {
        let state = if key.signs { "signs" } else { "verifies" }.to_owned();
        let made = key.made_at.map(|at| at.to_rfc3339()).unwrap_or_default();
        [key.kid.clone(), state, made, key.file.clone().unwrap_or_else(|| "auth.signing_keys".to_owned())]
    };
    table::aligned(&std::iter::once(head).chain(keys.iter().map(row)).collect::<Vec<_>>())
}

fn told(settings: &Settings, done: &Rotation, unnoted: Option<&Failure>) -> String {
    let retired: String = done.retired.iter().flat_map(|kid| ["removed ", kid.as_str(), "\n"]).collect();
    let life = settings.auth.access_token_ttl.as_secs() / 60;
    let unnoted = unnoted.map(|why| format!("this is not in the audit log: {why}")).unwrap_or_default();
    format!("{} signs from now on; the keys before it verify for {life} minutes more\n{retired}{unnoted}", done.kid)
}
