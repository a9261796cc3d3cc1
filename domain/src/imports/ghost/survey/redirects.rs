//! Redirects that lead to posts.

use super::model::Survey;
use crate::{
    Result,
    imports::{
        ghost::redirects::{self, Redirect},
        translation::{ENTRY, Name, also, last_name},
    },
};

/// What findings about redirects are told of.
const REDIRECTS: &str = "redirects";

impl Survey {
    /// Keeps those former addresses of posts that redirects lead from.
    pub(super) fn redirects(&mut self) -> Result<()> {
        for (name, text) in self.document.beside(&redirects::FILES, redirects::FILE_MAX)? {
            let Some(text) = text else {
                let reason = format!("{name}: it is not in UTF-8, or longer than {} bytes", redirects::FILE_MAX);
                self.findings.add(REDIRECTS, None, reason);
                continue;
            };
            redirects::read(&name, &text, |(line, said)| match said {
                Ok(redirect) => self.redirect(&name, line, &redirect),
                Err(reason) => {
                    self.findings.add(REDIRECTS, Some(line), format!("{name}: {reason}"));
                    Ok(())
                }
            })?;
        }
        Ok(())
    }

    fn redirect(&mut self, file: &str, line: u64, redirect: &Redirect) -> Result<()> {
        let before = self.links.bytes();
        match self.lead_on(redirect) {
            Ok(None) => {}
            Ok(Some((place, name))) => {
                self.kept.add(2 * ENTRY + 2 * name.len())?;
                let told = format!("{file}: {:.100}: {name:.80}", redirect.from);
                if let Err(why) = also(self.former.entry(place).or_default(), name) {
                    self.findings.add(REDIRECTS, Some(line), format!("{told} {why}"));
                }
            }
            Err(reason) => {
                self.findings.add(REDIRECTS, Some(line), format!("{file}: {:.100}: {reason}", redirect.from));
            }
        }
        self.kept.add(self.links.bytes() - before)
    }

    /// Makes an address lead to the post that a redirect leads to. Tells its place, and the name that is to be kept, where one is.
    fn lead_on(&mut self, Redirect { from, to }: &Redirect) -> Result<Option<(u32, String)>, String> {
        let path = redirects::path(from).ok_or("it is a pattern, of which nobody can make one name")?;
        let place = self.links.at(to).ok_or_else(|| format!("{to:.100} is no post that comes"))?;
        let name = last_name(&path).ok_or("there is no name at its end")?;
        let is_kept = self.links.keep(&name, place).map_err(|why| format!("{name:.80} {why}"))?;
        self.links.lead(Name::Address(&path), place);
        Ok(is_kept.then_some((place, name)))
    }
}
