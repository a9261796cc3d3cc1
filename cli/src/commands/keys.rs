//! `presswork keys`: the keys that sign access tokens. They need neither the database nor a running process.

use presswork_domain::platform::{
    Settings,
    clock::{Clock, SystemClock},
    token::{self, KeyInfo, Rotation},
};

use crate::{Failure, args::Keys, out, table};

pub(crate) fn run(settings: &Settings, action: &Keys) -> Result<(), Failure> {
    let done = match action {
        Keys::List => token::list(settings).map(|keys| listed(&keys)),
        Keys::Rotate => token::rotate(settings, SystemClock.now()).map(|done| told(settings, &done)),
    };
    out::print(&done.map_err(|error| Failure::of(&error, settings))?)
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

fn told(settings: &Settings, done: &Rotation) -> String {
    let retired: String = done.retired.iter().flat_map(|kid| ["removed ", kid.as_str(), "\n"]).collect();
    let life = settings.auth.access_token_ttl.as_secs() / 60;
    format!("{} signs from now on; the keys before it verify for {life} minutes more\n{retired}", done.kid)
}
