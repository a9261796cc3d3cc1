//! Documents of attackers and of people.

use std::{collections::HashMap, fmt::Write, time::Instant};

use async_graphql::parser::parse_query;
use presswork_domain::platform::{Settings, settings::Graphql};

use super::*;

fn limits() -> Graphql {
    let variables = HashMap::from([("PRESSWORK_ENV".to_owned(), "test".to_owned())]);
    Settings::load(&variables).unwrap().graphql
}

fn checked(query: &str) -> Result<(), Refusal> {
    let limits = limits();
    check_text(query, &limits)?;
    check(&parse_query(query).unwrap(), &limits)
}

#[test]
fn each_limit_is_exceeded_by_one_more_and_not_before() {
    let Graphql { max_depth, max_aliases, max_root_fields, max_directives, .. } = limits();
    let nested = |n: usize| format!("{}a{}", "{ a ".repeat(n - 1) + "{ ", " }".repeat(n));
    let aliases = |n: usize| {
        let fields: String = (0..n).fold(String::new(), |mut all, n| {
            let _ = write!(all, "a{n}: id ");
            all
        });
        format!("{{ me {{ {fields} }} }}")
    };
    let roots = |n: usize| format!("{{ {} }}", "me ".repeat(n));
    let directives = |n: usize| format!("{{ me {} }}", "@skip(if: false) ".repeat(n));
    for (most, document, refusal) in [
        (max_depth, &nested as &dyn Fn(usize) -> String, Refusal::Depth(max_depth)),
        (max_aliases, &aliases, Refusal::Aliases(max_aliases)),
        (max_root_fields, &roots, Refusal::RootFields(max_root_fields)),
        (max_directives, &directives, Refusal::Directives(max_directives)),
    ] {
        assert_eq!(checked(&document(most)), Ok(()), "{refusal:?}");
        assert_eq!(checked(&document(most + 1)), Err(refusal));
    }
}

#[test]
fn what_is_not_read_counts_as_bytes() {
    let most = limits().max_document_bytes;
    let filled = |with: &str| format!("{{me}}{}", with.repeat(most - 4));
    for with in [" ", ",", "#"] {
        assert_eq!(checked(&filled(with)), Ok(()), "{with}");
        assert_eq!(checked(&(filled(with) + with)), Err(Refusal::Length(most)), "{with}");
    }
}

#[test]
fn fragments_count_as_often_as_they_are_spread() {
    let aliases = "fragment F on Me { a: id b: id c: id } ";
    assert_eq!(checked(&format!("{aliases} {{ me {{ {} }} }}", "...F ".repeat(33))), Ok(()));
    assert_eq!(checked(&format!("{aliases} {{ me {{ {} }} }}", "...F ".repeat(34))), Err(Refusal::Aliases(100)));
    let roots = format!("fragment F on Query {{ me me }} {{ {} ... on Query {{ me }} }}", "...F ".repeat(25));
    assert_eq!(checked(&roots), Err(Refusal::RootFields(50)));
}

#[test]
fn operations_that_share_a_fragment_have_its_fields_each() {
    let sharing = |operations: usize| {
        let operations: Vec<String> = (0..operations).map(|n| format!("query Q{n} {{ me {{ ...F }} }} ")).collect();
        format!("{} fragment F on Me {{ {} }}", operations.concat(), "id ".repeat(999))
    };
    assert_eq!(checked(&sharing(10)), Ok(()));
    assert_eq!(checked(&sharing(11)), Err(Refusal::Together(10_000)));
}

/// Doubles with every fragment.
fn doubling(fragments: usize) -> String {
    let mut text = "{ me { ...F0 } } ".to_owned();
    for n in 0..fragments {
        let _ = write!(text, "fragment F{n} on Me {{ ...F{0} ...F{0} }} ", n + 1);
    }
    text + &format!("fragment F{fragments} on Me {{ id }}")
}

#[test]
fn two_to_the_twenty_eighth_spreads_cost_nothing() {
    let began = Instant::now();
    assert_eq!(checked(&doubling(28)), Err(Refusal::Cost(2000)));
    assert!(began.elapsed().as_millis() < 1000, "{:?}", began.elapsed());
    assert_eq!(checked(&doubling(10)), Ok(()));
}

#[test]
fn spreads_of_what_does_not_exist_count_too() {
    let (existing, _) = doubling(28).rsplit_once("fragment").map(|(text, rest)| (text.to_owned(), rest.len())).unwrap();
    assert_eq!(checked(&existing), Err(Refusal::Cost(2000)));
    assert_eq!(checked("{ me { ...Missing } }"), Ok(()));
    assert_eq!(checked(&format!("{{ {} }}", "...Missing ".repeat(51))), Err(Refusal::RootFields(50)));
}

#[test]
fn fragments_that_spread_themselves_are_found_wherever_they_are() {
    for text in [
        "{ me { ...A } } fragment A on Me { ...A }",
        "{ me { ...A } } fragment A on Me { ...B } fragment B on Me { a { ...A } }",
        "{ me { id } } fragment A on Me { ... on Me { ...B } } fragment B on Me { ...A }",
    ] {
        assert_eq!(checked(text), Err(Refusal::Cycle), "{text}");
    }
}

#[test]
fn nesting_that_would_end_the_stack_is_refused_without_being_parsed() {
    for open in ["{ a ", "{ a(b: [", "{ a(b: {c: ", "query($a: [", "{ ... { "] {
        assert_eq!(checked(&open.repeat(600)), Err(Refusal::Depth(12)), "{open}");
    }
    let mut chain = "{ me { ...F0 } } ".to_owned();
    for n in 0..500 {
        let _ = write!(chain, "fragment F{n} on Me {{ ...F{} }} ", n + 1);
    }
    assert_eq!(checked(&chain), Err(Refusal::Depth(12)));
}

#[test]
fn the_deepest_text_that_is_parsed_fits_into_a_small_stack() {
    let nested = |open: &str, text: &str, close: &str, n: usize| open.repeat(n) + text + &close.repeat(n);
    let texts = [
        nested("{ a ", "a", " }", NESTING),
        format!("{{ a(b: {}) }}", nested("[", "1", "]", NESTING - 2)),
        format!("{{ a(b: {}) }}", nested("{c: ", "1", "}", NESTING - 2)),
        format!("query($a: {}) {{ a }}", nested("[", "Int", "]", NESTING - 1)),
    ];
    let parsed = std::thread::Builder::new().stack_size(1 << 20).spawn(move || {
        texts.iter().map(|text| check_text(text, &limits()).is_ok() && parse_query(text).is_ok()).collect::<Vec<_>>()
    });
    assert_eq!(parsed.unwrap().join().unwrap(), [true; 4]);
}

#[test]
fn the_query_of_tools_passes_and_introspection_that_multiplies_does_not() {
    let of_type = "kind name ofType { ".repeat(9) + "kind name" + &" }".repeat(9);
    let tools = format!(
        "query IntrospectionQuery {{ __schema {{ queryType {{ name }} types {{ ...T }} directives {{ name args {{ ...I }} }} }} }} \
         fragment T on __Type {{ kind fields(includeDeprecated: true) {{ name args {{ ...I }} type {{ ...R }} }} \
         inputFields {{ ...I }} interfaces {{ ...R }} possibleTypes {{ ...R }} }} \
         fragment I on __InputValue {{ name type {{ ...R }} defaultValue }} fragment R on __Type {{ {of_type} }}"
    );
    assert_eq!(checked(&tools), Ok(()));
    let multiplied = "{ __type(name: \"Post\") { fields { type { fields { type { fields { name } } } } } } }";
    assert_eq!(checked(multiplied), Err(Refusal::Depth(12)));
    let many = |n: usize| (0..n).map(|n| format!("a{n}: fields {{ name }} ")).collect::<Vec<_>>().concat();
    assert_eq!(checked(&format!("{{ __schema {{ types {{ {} }} }} }}", many(16))), Ok(()));
    let apart = format!("{{ __schema {{ types {{ {} }} }} b: __type(name: \"Post\") {{ {} }} }}", many(9), many(8));
    assert_eq!(checked(&apart), Err(Refusal::Introspection(INTROSPECTED)));
    assert_eq!(checked(&format!("{{ posts {{ {} }} }}", many(17))), Ok(()), "these are no lists of introspection");
}

#[test]
fn a_name_is_no_novel() {
    assert_eq!(check_text(&format!("{{ {} }}", "a".repeat(WORD)), &limits()), Ok(()));
    assert_eq!(check_text(&format!("{{ {} }}", "a".repeat(WORD + 1)), &limits()), Err(Refusal::Word(WORD)));
    assert_eq!(check_text(&format!("{{ a(b: \"{}\") }}", "a".repeat(WORD + 1)), &limits()), Ok(()), "a text is");
}
