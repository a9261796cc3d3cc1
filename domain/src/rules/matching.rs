//! Whether a text has in it what a rule looks for.

use url::{Host, Url};

use super::Spec;
use crate::platform::{markdown, plain};

/// The host to which addresses without one lead; nobody else has it.
const OWN: &str = "own.invalid";

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
        many || spec.hosts.iter().any(|named| {
            let named = as_in_addresses(named);
            self.hosts.iter().any(|host| is_at(host, &named))
        })
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

/// A host as it stands in parsed addresses: letters of any script are spelled in those of ASCII there.
fn as_in_addresses(named: &str) -> String {
    Host::parse(named).map_or_else(|_| named.to_owned(), |host| host.to_string())
}

/// The hosts of links and pictures, one for each.
fn hosts(html: &str) -> Vec<String> {
    addresses(html).iter().filter_map(|address| host(address)).collect()
}

/// Where a browser goes, if that is another place. Without a base first: a page of the same scheme takes `https:/ads.example` for a
/// path, one of the other scheme and a program that reads feeds take it for a host.
fn host(address: &str) -> Option<String> {
    let own = Url::parse(&format!("https://{OWN}/")).ok()?;
    let url = Url::parse(address).or_else(|_| own.join(address)).ok()?;
    let host = url.host_str().filter(|host| *host != OWN)?;
    matches!(url.scheme(), "http" | "https").then(|| host.trim_end_matches('.').to_owned())
}

/// What the tags of links and pictures say of where they lead. The sanitiser leaves `<` in text nowhere, and `"` in values of
/// attributes nowhere.
fn addresses(html: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = html;
    while let Some((_, tag)) = rest.split_once('<') {
        let wanted = match tag.split(' ').next() {
            Some("a") => Some(" href="),
            Some("img") => Some(" src="),
            _ => None,
        };
        rest = tag;
        while let Some(at) = rest.find(['"', '>']).filter(|at| rest[*at..].starts_with('"')) {
            let (name, behind) = (&rest[..at], &rest[at + 1..]);
            let (value, behind) = behind.split_once('"').unwrap_or((behind, ""));
            if wanted.is_some_and(|wanted| name.ends_with(wanted)) {
                found.push(markdown::unescape(value));
            }
            rest = behind;
        }
    }
    found
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

    #[test]
    fn an_address_leads_where_a_browser_goes() {
        for address in [
            "//ads.example/x",
            "https:/ads.example/x",
            "https:///ads.example/x",
            "HTTPS://ADS.EXAMPLE./x?a=1&amp;b=2",
            "https://ads%2Eexample/x",
            "https://\u{ff41}ds.example/x",
            "http://a@shop.ads.example:8080",
        ] {
            let looked = looked(&format!("[x](<{address}>)"));
            let spec = Spec { hosts: vec!["ads.example".to_owned()], ..Spec::default() };
            assert!(looked.links(&spec), "{address} leads to {:?}", looked.hosts);
        }
        for address in ["/x", "x", "#x", "?x=https://ads.example", "mailto:ads@ads.example"] {
            assert_eq!(looked(&format!("[x](<{address}>)")).hosts, [""; 0], "{address}");
        }
    }

    #[test]
    fn hosts_are_known_in_letters_of_any_script() {
        let looked = looked("[x](https://gr\u{f6}\u{df}e.example)");
        for named in ["gr\u{f6}\u{df}e.example", "xn--gre-6ka8i.example"] {
            let spec = Spec { hosts: vec![named.to_owned()], ..Spec::default() };
            assert!(looked.links(&spec), "{named} is not in {:?}", looked.hosts);
        }
    }

    #[test]
    fn what_only_looks_like_a_link_is_none() {
        let written = "`<a href=\"https://a.example\">` ![p](/p.png '<a href=\"https://b.example\"> & >')";
        assert_eq!(looked(written).hosts, [""; 0]);
        assert_eq!(looked(&format!("{written} [c](https://c.example)")).hosts, ["c.example"]);
    }
}
