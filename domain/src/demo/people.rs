//! The people, their tags and whom they follow.

use std::collections::HashSet;

use chrono::{DateTime, Duration, Utc};
use uuid::Uuid;

use super::{
    dice::Dice,
    language::{Language, capitalised},
    share::share,
};
use crate::{slug, tags::TagName, users::Role};

/// How long before the first post they joined, in days.
const JOINED_WITHIN: usize = 365;

pub(super) struct Person {
    pub id: Uuid,
    pub username: String,
    pub display_name: String,
    pub bio: String,
    pub role: Role,
    pub joined_at: DateTime<Utc>,
    pub followers: i32,
    pub following: i32,
}

/// A number that no other thing of any seed has: a million for each seed, written short.
pub(super) fn number(seed: u16, n: usize) -> String {
    let mut rest = u64::from(seed) * 10_000_000 + n as u64 + 1;
    let mut digits = Vec::new();
    while rest > 0 {
        digits.push(char::from_digit(u32::try_from(rest % 36).unwrap_or_default(), 36).unwrap_or('0'));
        rest /= 36;
    }
    digits.iter().rev().collect()
}

pub(super) fn people(seed: u16, count: usize, languages: &[Language], begin: DateTime<Utc>) -> Vec<Person> {
    let names = include_str!("words/people.txt");
    let line = |name: &str| names.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default();
    let first: Vec<&str> = line("first:").split_whitespace().collect();
    let last: Vec<&str> = line("last:").split_whitespace().collect();
    let mut dice = Dice::new(seed.into(), 1);
    let one = |n| {
        let (first, last) = (*dice.pick(&first), *dice.pick(&last));
        let joined_at = begin - Duration::hours(i64::try_from(dice.below(JOINED_WITHIN * 24)).unwrap_or_default());
        let language = &languages[dice.favourite(languages.len())];
        Person {
            id: dice.id(joined_at),
            username: format!("{}-{}-{}", first.to_lowercase(), last.to_lowercase(), number(seed, n)),
            display_name: format!("{first} {last}"),
            bio: if dice.percent(70) { language.sentence(&mut dice) } else { String::new() },
            role: role(n, count),
            joined_at,
            followers: 0,
            following: 0,
        }
    };
    (0..count).map(one).collect()
}

/// One in five writes, one in a hundred edits, one in two hundred keeps order. The first is always an author.
fn role(n: usize, count: usize) -> Role {
    match n {
        _ if n > 0 && n % 200 == 199 => Role::Moderator,
        _ if n > 0 && n % 100 == 99 => Role::Editor,
        _ if n < count.div_ceil(5) => Role::Author,
        _ => Role::Member,
    }
}

/// The names of tags: the commonest words that mean something.
pub(super) fn tags(count: usize, languages: &[Language]) -> Vec<TagName> {
    let (mut known, mut tags, mut dice) = (HashSet::new(), Vec::with_capacity(count), Dice::new(0, 2));
    while tags.len() < count {
        let name = capitalised(languages[dice.below(languages.len())].word(&mut dice));
        let slug = slug::make(&name);
        if known.insert(slug.clone()) {
            tags.push(TagName { name, slug });
        }
    }
    tags
}

/// Who follows whom: some follow many, and some are followed by many. Indexes into the people.
pub(super) fn follows(seed: u16, people: usize, total: usize) -> Vec<(usize, usize)> {
    let mut dice = Dice::new(seed.into(), 3);
    let mut pairs = Vec::with_capacity(total);
    for (follower, count) in share(&mut dice, total, people, people.saturating_sub(1)).into_iter().enumerate() {
        let mut followed = HashSet::with_capacity(count);
        while followed.len() < count {
            // Whoever follows nearly everyone would wait long for the last by chance alone.
            let popular = if followed.len() * 2 < people { dice.favourite(people) } else { dice.below(people) };
            let mut whom = popular;
            while whom == follower || followed.contains(&whom) {
                whom = (whom + 1) % people;
            }
            followed.insert(whom);
            pairs.push((follower, whom));
        }
    }
    pairs
}

/// Counts with everyone who follows whom.
pub(super) fn count(people: &mut [Person], follows: &[(usize, usize)]) {
    for (follower, followee) in follows {
        people[*follower].following += 1;
        people[*followee].followers += 1;
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;
    use crate::{demo::language, users::Username};

    #[test]
    fn names_are_valid_and_nobody_elses() {
        let mut known = HashSet::new();
        for seed in [0, 1, u16::MAX] {
            for person in people(seed, 300, &language::all(), DateTime::UNIX_EPOCH + Duration::days(9_000)) {
                assert_eq!(Username::parse(&person.username).unwrap().as_str(), person.username);
                assert!(known.insert(person.username));
            }
        }
    }

    #[test]
    fn nobody_follows_themselves_or_anyone_twice() {
        for (people, total) in [(2, 2), (50, 2450), (300, 2000)] {
            let pairs = follows(1, people, total);
            assert_eq!(pairs.len(), total);
            assert!(pairs.iter().all(|(follower, followee)| follower != followee));
            assert_eq!(pairs.iter().collect::<HashSet<_>>().len(), total);
        }
    }
}
