//! Whether a text has in it what a rule looks for.

use super::Spec;
use crate::platform::plain;

/// What is looked at: a heading and rendered HTML, as the sanitiser leaves it.
pub(super) struct Looked {
    words: String,
    hosts: Vec<String>,
}

impl Looked {
    pub(super) fn new(title: &str, html: &str) -> Self {
        Self { words: bare(&format!("{title}\n{}", plain::text(html))), hosts: hosts(html) }
    }

    /// Whether one of these words or phrases is in it, as whole words, whatever their case.
    pub(super) fn says(&self, words: &[String]) -> bool {
        words.iter().any(|word| self.words.contains(&bare(word)))
    }

    /// Whether there are more links in it than these, or one to these hosts or below them.
    pub(super) fn links(&self, spec: &Spec) -> bool {
        let many = spec.limit.is_some_and(|limit| self.hosts.len() as u64 > u64::from(limit));
        many || self.hosts.iter().any(|host| spec.hosts.iter().any(|named| is_at(host, named)))
    }
}

/// The words, in lower case, each between spaces.
fn bare(text: &str) -> String {
    let lower = text.to_lowercase();
    let words: Vec<&str> = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    format!(" {} ", words.join(" "))
}

fn is_at(host: &str, named: &str) -> bool {
    host.strip_suffix(named).is_some_and(|before| before.is_empty() || before.ends_with('.'))
}

/// The hosts of links and pictures, one for each.
fn hosts(html: &str) -> Vec<String> {
    let targets = [" href=\"", " src=\""].into_iter().flat_map(|name| html.split(name).skip(1));
    targets.filter_map(|rest| host(rest.split('"').next()?)).collect()
}

fn host(address: &str) -> Option<String> {
    let address = address.to_lowercase();
    let rest = address.strip_prefix("http://").or_else(|| address.strip_prefix("https://"))?;
    let authority = rest.split(['/', '?', '#']).next()?;
    let host = authority.rsplit('@').next()?;
    Some(host.split(':').next()?.trim_end_matches('.').to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::markdown;

    fn looked(source: &str) -> Looked {
        Looked::new("Hello", &markdown::render(source).unwrap())
    }

    #[test]
    fn words_are_whole_words_whatever_their_case() {
        let says = |source: &str, word: &str| looked(source).says(&[word.to_owned()]);
        assert!(says("Buy **cheap** pills!", "cheap PILLS"));
        assert!(says("CASINO", "casino") && says("x", "hello") && says("a Größe b", "größe"));
        assert!(!says("cheapest pills", "cheap") && !says("cheap and pills", "cheap pills"));
        assert!(says("`cheap`\n\n* pills", "cheap pills"), "whatever stands between them");
    }

    #[test]
    fn links_are_counted_and_known_by_their_hosts() {
        let links = |source: &str, limit: Option<u32>, hosts: &[&str]| {
            let hosts = hosts.iter().map(|host| (*host).to_owned()).collect();
            looked(source).links(&Spec { hosts, limit, ..Spec::default() })
        };
        let two = "[a](https://a.example/x) and https://B.example:8080/y, mailto:c@d.example, [own](/v1)";
        assert!(links(two, Some(1), &[]) && !links(two, Some(2), &[]) && !links(two, None, &[]));
        assert!(links(two, None, &["b.example"]) && links("https://x.b.example", None, &["b.example"]));
        assert!(!links("https://notb.example", None, &["b.example"]) && !links("b.example", Some(0), &["b.example"]));
        assert!(links("![p](http://u:p@b.example/p.png)", None, &["b.example"]), "pictures, too");
    }
}
