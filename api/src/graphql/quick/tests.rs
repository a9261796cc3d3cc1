use std::future::ready;

use async_graphql::{ComplexObject, EmptyMutation, EmptySubscription, Object, Schema, SimpleObject};

use super::*;

#[derive(Debug, Clone, Serialize, SimpleObject)]
#[serde(rename_all = "camelCase")]
#[graphql(complex)]
struct Person {
    full_name: String,
}

#[ComplexObject]
impl Person {
    async fn age(&self) -> i32 {
        36
    }
}

#[derive(Debug, Clone, Serialize, SimpleObject)]
#[serde(rename_all = "camelCase")]
#[graphql(complex)]
struct Book {
    title: String,
    page_count: u32,
    #[graphql(skip)]
    text: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[graphql(skip)]
    author: Option<Person>,
    readers: Vec<Person>,
}

#[ComplexObject]
impl Book {
    async fn text(&self) -> String {
        "resolved".to_owned()
    }

    async fn author(&self) -> Person {
        Person { full_name: "Resolved".to_owned() }
    }

    async fn stars(&self, of: i32) -> i32 {
        of
    }

    async fn fails(&self) -> async_graphql::Result<i32> {
        ready(Err(async_graphql::Error::new("broken"))).await
    }
}

impl Plain for Book {
    fn resolves(&self, member: &str) -> bool {
        member == "text"
    }
}

struct Query(Vec<Book>);

#[Object]
impl Query {
    async fn quick(&self) -> Vec<Quick<'_, Book>> {
        self.0.iter().map(Quick::from).collect()
    }

    async fn slow(&self) -> Vec<Resolved<'_, Book>> {
        self.0.iter().collect()
    }
}

/// What both ways answer to a selection, as text, and whether there were errors.
async fn both(selection: &str) -> [(String, usize); 2] {
    let ada = Person { full_name: "Ada".to_owned() };
    let book = |author| Book {
        title: "Notes".to_owned(),
        page_count: 66,
        text: None,
        author,
        readers: vec![ada.clone(), ada.clone()],
    };
    let books = vec![book(Some(ada.clone())), book(None)];
    let schema = Schema::new(Query(books), EmptyMutation, EmptySubscription);
    let mut answers = Vec::new();
    for way in ["quick", "slow"] {
        let response = schema.execute(format!("{{ books: {way} {selection} }} {FRAGMENT}")).await;
        let mut data = response.data.into_json().unwrap();
        data.sort_all_objects();
        answers.push((data.to_string(), response.errors.len()));
    }
    answers.try_into().unwrap()
}

const FRAGMENT: &str = "fragment F on Book { title pageCount }";

#[actix_web::test]
async fn a_thing_is_shown_as_the_executor_would() {
    for selection in [
        "{ title }",
        "{ __typename a: title b: title pageCount }",
        "{ title author { fullName __typename } readers { name: fullName } }",
        "{ text stars(of: 4) title }",
        "{ author { age } readers { fullName age } }",
        "{ title ...F readers { ... on Person { fullName } } }",
        "{ title @skip(if: true) pageCount readers { fullName @include(if: true) } }",
        "{ readers { fullName } readers { age } }",
        "{ title fails }",
    ] {
        let [quick, slow] = both(selection).await;
        assert_eq!(quick, slow, "{selection}");
    }
}

#[actix_web::test]
async fn fields_are_in_the_order_of_the_selection() {
    let books = vec![Book { title: "a".into(), page_count: 1, text: None, author: None, readers: Vec::new() }];
    let schema = Schema::new(Query(books), EmptyMutation, EmptySubscription);
    let response = schema.execute("{ quick { pageCount text title } }").await;
    let expected = r#"{"quick":[{"pageCount":1,"text":"resolved","title":"a"}]}"#;
    assert_eq!(serde_json::to_string(&response.data).unwrap(), expected);
}
