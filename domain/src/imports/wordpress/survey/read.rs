//! Going through an export once.

use std::{collections::HashMap, path::Path};

use chrono::DateTime;

use super::{
    model::Survey,
    people::{Writer, creator},
    seen::{Former, Seen},
};
use crate::{
    Result,
    imports::{
        translation::{Document, Findings, Links, Person, also},
        wordpress::{pieces, translate::ITEMS},
    },
};

/// Goes through an export.
///
/// # Errors
/// `invalid_archive` with a sentence about what is wrong with it; `internal` when the disk is full.
pub(in crate::imports) fn survey(path: &Path) -> Result<Survey> {
    let document = Document::find(path, ".xml", "sitemap")?;
    let mut seen = Seen::default();
    document.read(|bounded| pieces::read(bounded, |piece| seen.piece(&piece)))?;
    seen.require_version()?;
    let mut links = seen.links.unwrap_or_else(|| Links::new(None));
    let (mut former, mut findings): (HashMap<u128, Vec<String>>, _) = (HashMap::new(), Findings::default());
    for Former { post, place, name, line } in seen.former {
        let kept = match links.keep(&name, place).map_err(str::to_owned) {
            Ok(true) => also(former.entry(post).or_default(), name.clone()),
            other => other.map(drop),
        };
        if let Err(why) = kept {
            let reason = format!("{}: former slug {name} {why}", links.slug_at(place).unwrap_or_default());
            findings.add(ITEMS, Some(line), reason);
        }
    }
    let site = links.origin().unwrap_or_default();
    let person = |writer: Writer| {
        let joined = seen.first.get(&creator(&writer.login)).copied().unwrap_or(DateTime::UNIX_EPOCH);
        let key = format!("wordpress {site} {}", writer.login);
        let person = Person::new(&key, &[&writer.login, &writer.shown], &writer.email, &writer.shown, joined);
        (writer.login, person)
    };
    let logins = seen.writers.iter().map(|writer| (writer.number.clone(), writer.login.clone())).collect();
    let people = seen.writers.into_iter().map(person).collect();
    let (made, attachments) = (seen.made, seen.attachments);
    Ok(Survey { document, people, logins, links, made, former, findings, attachments, site })
}
