//! Links in posts, and slugs.

use super::{Links, Name};

fn links(origin: Option<&str>) -> Links {
    let mut links = Links::new(origin);
    let rain = links.add("7", "rain").unwrap();
    links.lead(Name::Address("https://blog.example/2020/02/03/rain/"), rain);
    links.lead(Name::Slug("drizzle"), rain);
    let about = links.add("8", "Über uns").unwrap();
    links.lead(Name::Address("https://blog.example/?p=8"), about);
    links
}

#[test]
fn links_to_posts_lead_to_the_posts_here() {
    let links = links(Some("https://blog.example"));
    for (address, target) in [
        ("https://blog.example/2020/02/03/rain/", Some("rain")),
        ("http://www.blog.example/2020/02/03/rain?utm=x", Some("rain")),
        ("/2020/02/03/drizzle/", Some("rain")),
        ("__GHOST_URL__/rain/", Some("rain")),
        ("https://blog.example/?p=8", Some("uber-uns")),
        ("https://blog.example/tag/rain/", Some("https://blog.example/tag/rain/")),
        ("/content/images/rain", Some("https://blog.example/content/images/rain")),
        ("https://other.example/rain/", Some("https://other.example/rain/")),
        ("#there", Some("#there")),
        ("mailto:me@example.org", Some("mailto:me@example.org")),
        ("javascript:alert(1)", None),
        ("data:text/html,x", None),
    ] {
        assert_eq!(links.target(address).as_deref(), target, "{address}");
    }
    assert!(!links.are_homeless());
}

#[test]
fn a_site_in_a_folder_has_no_addresses_beside_it() {
    let mut links = Links::new(Some("https://example.org/blog/"));
    links.add("1", "rain").unwrap();
    assert_eq!(links.target("https://example.org/blog/rain").unwrap(), "rain");
    assert_eq!(links.target("https://example.org/rain").unwrap(), "https://example.org/rain");
    assert_eq!(links.target("__GHOST_URL__/x.png").unwrap(), "https://example.org/blog/x.png");
    assert_eq!(links.origin().unwrap(), "https://example.org/blog");
}

#[test]
fn without_a_site_it_is_noticed_that_addresses_lead_nowhere() {
    let links = links(None);
    assert_eq!(links.target("__GHOST_URL__/rain/").unwrap(), "rain");
    assert!(!links.are_homeless());
    assert_eq!(links.absolute("__GHOST_URL__/content/x.png").unwrap(), "/content/x.png");
    assert!(links.are_homeless() && links.origin().is_none());
}

#[test]
fn every_post_has_a_slug_of_its_own_and_the_same_again() {
    let mut links = links(None);
    assert_eq!(links.add("7", "rain"), None, "which is here already");
    let other = links.add("9", "rain").unwrap();
    assert_eq!(links.slugs[other as usize].as_ref(), "rain-19581e27");
    let signs = links.add("10", "!!!").unwrap();
    assert!(links.slugs[signs as usize].starts_with("post-"));
}
