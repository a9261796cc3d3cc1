//! What is found, when, and how it is shown.

use presswork_tests::{Profile, TestApp, each_face, each_profile, id_of};
use serde_json::json;

use super::{found, found_by, published};

each_face! {
    what_is_published_is_found_by_the_next_request_and_what_is_not_is_not,
    a_comment_is_found_as_it_is_now,
    people_and_tags_are_found_by_their_names,
    a_tag_is_found_by_whoever_sees_it,
    words_of_the_title_weigh_more_than_tags_and_those_more_than_the_rest,
    phrases_beginnings_and_exclusions_are_understood,
    no_phrase_goes_on_from_the_title_to_the_tags_or_the_text,
    tags_are_words_in_the_order_of_the_post,
    words_are_found_in_any_case_and_without_accents,
    a_type_an_author_and_a_tag_narrow_what_is_found,
    a_former_slug_of_a_tag_narrows_as_its_own_does,
    a_slip_finds_what_was_meant_and_says_so,
    what_was_looked_for_is_marked_and_nothing_else_is_html,
    what_is_planned_is_found_once_it_is_published,
}

each_profile! {
    a_long_text_is_shown_from_its_beginning,
    facets_tell_what_the_posts_are_about_and_by_whom,
    with [("PRESSWORK__SEARCH__LANGUAGE", "english")] => forms_of_a_word_are_found_where_the_database_knows_the_language,
}

async fn what_is_published_is_found_by_the_next_request_and_what_is_not_is_not(app: TestApp) {
    let (ada, nobody) = (app.user("ada").await, app.anonymous());
    let input = json!({ "title": "Lighthouses", "markdown": "On *granite* rocks.", "tags": ["Sea"] });
    let post = ada.call("createPost", json!({ "input": input })).await.ok();
    assert_eq!(found(&ada, "lighthouses").await, [""; 0], "a draft is not");
    ada.call("publishPost", id_of(&post)).await.ok();
    for q in ["lighthouses", "granite", "sea granite"] {
        assert_eq!(found_by(&nobody, json!({ "q": q, "type": "post" })).await, ["post Lighthouses"], "{q}");
    }
    let change = json!({ "title": "Harbours", "markdown": "On sand.", "tags": ["Coast"] });
    ada.call("updatePost", json!({ "id": post["id"], "input": change })).await.ok();
    for q in ["lighthouses", "granite", "sea"] {
        assert_eq!(found(&nobody, q).await, [""; 0], "{q} was replaced");
    }
    for q in ["harbours", "sand"] {
        assert_eq!(found(&nobody, q).await, ["post Harbours"], "{q}");
    }
    let restore = json!({ "id": post["id"], "number": 1 });
    ada.call("restoreRevision", restore).await.ok();
    assert_eq!(found(&nobody, "granite").await, ["post Lighthouses"]);
    let gone_and_back = [("unpublishPost", "publishPost"), ("deletePost", "restorePost")];
    for (hide, show) in gone_and_back {
        ada.call(hide, id_of(&post)).await.ok();
        assert_eq!(found(&nobody, "granite").await, [""; 0], "after {hide}");
        ada.call(show, id_of(&post)).await.ok();
        assert_eq!(found(&nobody, "granite").await, ["post Lighthouses"], "after {show}");
    }
    app.run_jobs().await;
}

async fn a_comment_is_found_as_it_is_now(app: TestApp) {
    let (ada, bob, nobody) = (app.user("ada").await, app.user("bob").await, app.anonymous());
    let post = ada.published("Hello").await;
    app.run_jobs().await;
    let comment = bob.comment(&post, "What about *walruses*?").await;
    let hits = nobody.call("search", json!({ "q": "walruses" })).await.ok();
    let hit = &hits["data"][0];
    assert_eq!((&hit["type"], &hit["id"], &hit["postId"]), (&json!("comment"), &comment["id"], &post["id"]));
    assert_eq!((&hit["title"], &hit["slug"], &hit["authorName"]), (&json!("Hello"), &json!("hello"), &json!("bob")));
    assert_eq!(hit["excerptHtml"], "What about <mark>walruses</mark>?");
    bob.call("updateComment", json!({ "id": comment["id"], "input": { "markdown": "What about seals?" } })).await.ok();
    assert_eq!(found(&nobody, "walruses").await, [""; 0]);
    assert_eq!(found(&nobody, "seals").await, ["comment Hello"]);
    bob.call("deleteComment", id_of(&comment)).await.ok();
    assert_eq!(found(&nobody, "seals").await, [""; 0]);
    bob.comment(&post, "More seals").await;
    ada.call("unpublishPost", id_of(&post)).await.ok();
    assert_eq!(found(&nobody, "seals").await, [""; 0], "its post is not there");
    app.run_jobs().await;
}

async fn people_and_tags_are_found_by_their_names(app: TestApp) {
    let (ada, nobody) = (app.user("ada").await, app.anonymous());
    assert_eq!(found(&nobody, "ada").await, ["user ada"]);
    let names = json!({ "displayName": "Countess Lovelace", "bio": "Counts on *engines*" });
    ada.call("updateMe", json!({ "input": names })).await.ok();
    for q in ["countess", "ada", "engines", "love*"] {
        assert_eq!(found(&nobody, q).await, ["user Countess Lovelace"], "{q}");
    }
    let draft = json!({ "title": "Not yet", "tags": ["Analytical Machines"] });
    let draft = ada.call("createPost", json!({ "input": draft })).await.ok();
    assert_eq!(found_by(&nobody, json!({ "q": "machines", "type": "tag" })).await, [""; 0], "of a draft");
    ada.call("updatePost", json!({ "id": draft["id"], "input": { "markdown": "x" } })).await.ok();
    ada.call("publishPost", id_of(&draft)).await.ok();
    app.run_jobs().await;
    assert_eq!(found_by(&nobody, json!({ "q": "machines", "type": "tag" })).await, ["tag Analytical Machines"]);
}

async fn a_tag_is_found_by_whoever_sees_it(app: TestApp) {
    let (ada, mona, nobody) = (app.user("ada").await, app.moderator("mona").await, app.anonymous());
    mona.call("createTag", json!({ "input": { "name": "Botany" } })).await.ok();
    assert_eq!(found(&nobody, "botany").await, ["tag Botany"], "one that moderators made, without posts");
    let post = published(&ada, "Hello", "x", &["Zoology"]).await;
    assert_eq!(found_by(&nobody, json!({ "q": "zoology", "type": "tag" })).await, ["tag Zoology"]);
    ada.call("unpublishPost", id_of(&post)).await.ok();
    for (reader, expected) in [(&nobody, vec![]), (&ada, vec![]), (&app.editor("eve").await, vec!["tag Zoology"])] {
        assert_eq!(found_by(reader, json!({ "q": "zoology", "type": "tag" })).await, expected);
        let listed = reader.call("tags", json!({})).await.ok();
        let names: Vec<_> = listed["data"].as_array().unwrap().iter().map(|tag| tag["name"].clone()).collect();
        assert_eq!(names.contains(&json!("Zoology")), !expected.is_empty(), "as in the list");
    }
    app.run_jobs().await;
}

async fn words_of_the_title_weigh_more_than_tags_and_those_more_than_the_rest(app: TestApp) {
    let ada = app.user("ada").await;
    published(&ada, "One", "All about ferns and other plants", &["Plants"]).await;
    published(&ada, "Two", "All about other plants", &["Ferns"]).await;
    published(&ada, "Three ferns", "All about other plants", &["Plants"]).await;
    published(&ada, "Four", "All about ferns and other plants", &["Plants"]).await;
    app.run_jobs().await;
    let hits = found_by(&app.anonymous(), json!({ "q": "ferns", "type": "post" })).await;
    assert_eq!(hits, ["post Three ferns", "post Two", "post Four", "post One"], "of equals the newest first");
}

async fn phrases_beginnings_and_exclusions_are_understood(app: TestApp) {
    let (ada, nobody) = (app.user("ada").await, app.anonymous());
    published(&ada, "A", "green apples and red pears", &[]).await;
    published(&ada, "B", "red apples and green pears", &[]).await;
    published(&ada, "C", "applesauce", &[]).await;
    app.run_jobs().await;
    for (q, expected) in [
        ("apples green", vec!["post B", "post A"]),
        ("\"green apples\"", vec!["post A"]),
        ("\"apples green\"", vec![]),
        ("appl*", vec!["post C", "post B", "post A"]),
        ("appl* -\"red apples\" -applesauce", vec!["post A"]),
        ("apples -green", vec![]),
        ("green-apples", vec!["post A"]),
        ("\"and green pe\"*", vec!["post B"]),
    ] {
        let mut hits = found_by(&nobody, json!({ "q": q, "type": "post" })).await;
        hits.sort_unstable_by(|a, b| b.cmp(a));
        assert_eq!(hits, expected, "{q}");
    }
}

async fn no_phrase_goes_on_from_the_title_to_the_tags_or_the_text(app: TestApp) {
    let (ada, nobody) = (app.user("ada").await, app.anonymous());
    published(&ada, "Alpha omega", "gamma delta", &["Kappa"]).await;
    app.run_jobs().await;
    for q in ["\"alpha omega\"", "\"gamma delta\"", "omega kappa gamma"] {
        assert_eq!(found_by(&nobody, json!({ "q": q, "type": "post" })).await, ["post Alpha omega"], "{q}");
    }
    for q in ["\"omega kappa\"", "\"kappa gamma\"", "\"omega gamma\"", "\"delta alpha\""] {
        assert_eq!(found_by(&nobody, json!({ "q": q, "type": "post" })).await, [""; 0], "{q}");
    }
}

async fn tags_are_words_in_the_order_of_the_post(app: TestApp) {
    let (ada, nobody) = (app.user("ada").await, app.anonymous());
    published(&ada, "A", "x", &["Apple", "Pear"]).await;
    published(&ada, "B", "x", &["Pear", "Apple"]).await;
    for (q, expected) in [("\"apple pear\"", "post A"), ("\"pear apple\"", "post B")] {
        assert_eq!(found_by(&nobody, json!({ "q": q, "type": "post" })).await, [expected], "{q}");
    }
    app.run_jobs().await;
}

async fn words_are_found_in_any_case_and_without_accents(app: TestApp) {
    let (ada, nobody) = (app.user("ada").await, app.anonymous());
    published(&ada, "Grüße aus Łódź", "ПРИВЕТ мир, 世界和平, हिन्दी में", &[]).await;
    app.run_jobs().await;
    for q in ["GRUSSE", "grüße", "lodz", "привет", "世界", "\"世界和平\"", "和平", "世", "हिन्दी", "gru* lod*"]
    {
        assert_eq!(found(&nobody, q).await, ["post Grüße aus Łódź"], "{q}");
    }
    published(&ada, "Tiếng Việt", "Η ΟΔΌΣ της Αθήνας, שָׁלוֹם", &[]).await;
    app.run_jobs().await;
    for q in ["tieng viet", "VIỆT", "οδος", "Οδός", "αθηνας", "שלום"] {
        assert_eq!(found(&nobody, q).await, ["post Tiếng Việt"], "{q}");
    }
    for q in ["世平", "\"мир привет\"", "\"lodz grusse\""] {
        assert_eq!(found(&nobody, q).await, [""; 0], "{q}");
    }
}

async fn a_type_an_author_and_a_tag_narrow_what_is_found(app: TestApp) {
    let (ada, bob, nobody) = (app.user("ada").await, app.user("bob").await, app.anonymous());
    let post = published(&ada, "Mosses of ada", "x", &["Green"]).await;
    published(&bob, "Mosses of bob", "x", &["Wet", "Green"]).await;
    bob.comment(&post, "I like mosses.").await;
    app.run_jobs().await;
    for (narrowed, expected) in [
        (json!({ "type": "post" }), vec!["post Mosses of ada", "post Mosses of bob"]),
        (json!({ "type": "comment" }), vec!["comment Mosses of ada"]),
        (json!({ "type": "user" }), vec![]),
        (json!({ "author": "@bob" }), vec!["comment Mosses of ada", "post Mosses of bob"]),
        (json!({ "author": ada.id }), vec!["post Mosses of ada"]),
        (json!({ "author": "@nobody" }), vec![]),
        (json!({ "tag": "green" }), vec!["post Mosses of ada", "post Mosses of bob"]),
        (json!({ "tag": "wet", "author": "@ada" }), vec![]),
        (json!({ "tag": "wet", "type": "post" }), vec!["post Mosses of bob"]),
    ] {
        let mut arguments = narrowed.clone();
        arguments["q"] = json!("mosses");
        let mut hits = found_by(&nobody, arguments).await;
        hits.sort_unstable();
        assert_eq!(hits, expected, "{narrowed}");
    }
}

async fn a_former_slug_of_a_tag_narrows_as_its_own_does(app: TestApp) {
    let (ada, mona, nobody) = (app.user("ada").await, app.moderator("mona").await, app.anonymous());
    published(&ada, "One", "About mosses", &["JS"]).await;
    published(&ada, "Two", "About mosses", &["Web"]).await;
    app.run_jobs().await;
    mona.call("updateTag", json!({ "slug": "js", "input": { "name": "JavaScript" } })).await.ok();
    for slug in ["js", "javascript"] {
        assert_eq!(found_by(&nobody, json!({ "q": "mosses", "tag": slug })).await, ["post One"], "{slug}");
    }
    mona.call("mergeTag", json!({ "slug": "javascript", "input": { "into": "web" } })).await.ok();
    app.run_jobs().await;
    for slug in ["js", "javascript", "web"] {
        let mut hits = found_by(&nobody, json!({ "q": "mosses", "tag": slug })).await;
        hits.sort_unstable();
        assert_eq!(hits, ["post One", "post Two"], "{slug}");
    }
}

async fn a_slip_finds_what_was_meant_and_says_so(app: TestApp) {
    let (ada, nobody) = (app.user("ada").await, app.anonymous());
    for n in 0..3 {
        published(&ada, &format!("Publishing engines {n}"), "About printing", &["Search"]).await;
    }
    app.run_jobs().await;
    for (q, corrected) in [
        ("pubishing", "publishing"),
        ("publihsing engiens", "publishing engines"),
        ("serach -nothing", "search -nothing"),
    ] {
        let hits = nobody.call("search", json!({ "q": q, "type": "post", "first": 2 })).await.ok();
        assert_eq!((&hits["corrected"], hits["data"].as_array().unwrap().len()), (&json!(corrected), 2), "{q}");
        let rest = json!({ "q": q, "type": "post", "after": hits["pageInfo"]["endCursor"] });
        let rest = nobody.call("search", rest).await.ok();
        assert_eq!((&rest["corrected"], rest["data"].as_array().unwrap().len()), (&json!(corrected), 1), "{q}");
    }
    for q in ["xylophone", "publishing -engines", "\"pubishing engines\"", "pubishing xylophone"] {
        let hits = nobody.call("search", json!({ "q": q, "type": "post" })).await.ok();
        assert_eq!((&hits["corrected"], &hits["data"]), (&json!(null), &json!([])), "{q}");
    }
}

async fn what_was_looked_for_is_marked_and_nothing_else_is_html(app: TestApp) {
    let ada = app.user("ada").await;
    let title = "<script>alert(\"x\")</script> & 'more' of it";
    let markdown = "`<script>` and <script>alert(1)</script> &#1; **more** <mark>words</mark>\n\n&lt;img src=x onerror=alert(1)&gt;";
    published(&ada, title, markdown, &["<b>x</b>"]).await;
    app.run_jobs().await;
    let hits = app.anonymous().call("search", json!({ "q": "script more", "type": "post" })).await.ok();
    let hit = &hits["data"][0];
    assert_eq!(hit["title"], title);
    let expected = "&lt;<mark>script</mark>&gt;alert(&quot;x&quot;)&lt;/<mark>script</mark>&gt; &amp; &#39;<mark>more</mark>&#39; of it";
    assert_eq!(hit["titleHtml"], expected);
    let excerpt = hit["excerptHtml"].as_str().unwrap();
    let left = excerpt.replace("<mark>", "").replace("</mark>", "");
    assert!(!left.contains(['<', '>', '"', '\'']) && !left.contains(char::is_control), "{excerpt}");
    assert!(excerpt.contains("&lt;<mark>script</mark>&gt;") && excerpt.contains("<mark>more</mark>"), "{excerpt}");
    assert!(excerpt.contains("&lt;img src=x"), "{excerpt}");
}

async fn a_long_text_is_shown_from_its_beginning(app: TestApp) {
    let ada = app.user("ada").await;
    let post = published(&ada, "Long", &format!("On *walruses*, {}", "über ".repeat(15_000)), &[]).await;
    ada.comment(&post, &format!("More *walruses*. {}", "ü ".repeat(4_000))).await;
    app.run_jobs().await;
    let hits = app.anonymous().call("search", json!({ "q": "walruses" })).await.ok();
    for (kind, begin) in [("post", "On <mark>walruses</mark>, über"), ("comment", "More <mark>walruses</mark>. ü ü")]
    {
        let hit = hits["data"].as_array().unwrap().iter().find(|hit| hit["type"] == kind).unwrap();
        assert!(hit["excerptHtml"].as_str().unwrap().starts_with(begin), "{hit}");
    }
}

async fn what_is_planned_is_found_once_it_is_published(app: TestApp) {
    let ada = app.user("ada").await;
    let draft = ada.draft("Planned").await;
    let at = (app.deps.clock.now() + chrono::TimeDelta::hours(1)).to_rfc3339();
    let plan = json!({ "id": draft["id"], "input": { "publishAt": at } });
    ada.call("publishPost", plan).await.ok();
    assert_eq!(found(&app.anonymous(), "planned").await, [""; 0]);
    app.advance(chrono::TimeDelta::hours(2));
    app.run_jobs().await;
    assert_eq!(found(&app.anonymous(), "planned").await, ["post Planned"]);
}

async fn facets_tell_what_the_posts_are_about_and_by_whom(app: TestApp) {
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    for n in 0..3 {
        published(&ada, &format!("Otters {n}"), "x", &["Rivers", "Fur"]).await;
    }
    let post = published(&bob, "Otters too", "x", &["Rivers"]).await;
    published(&bob, "Badgers", "x", &["Fur"]).await;
    bob.comment(&post, "otters otters").await;
    app.run_jobs().await;
    let nobody = app.anonymous();
    let rest = nobody.get("/v1/search?q=otters&includeFacets=true&first=1").await;
    let document = "{ search(q: \"otters\", first: 1) { facets { tags { slug name count } authors { id username displayName count } } } }";
    let graphql = nobody.gql(document, json!({})).await;
    assert_eq!(rest.json()["facets"], graphql.ok()["search"]["facets"]);
    let expected = json!({
        "tags": [{ "slug": "rivers", "name": "Rivers", "count": 4 }, { "slug": "fur", "name": "Fur", "count": 3 }],
        "authors": [
            { "id": ada.id, "username": "ada", "displayName": "ada", "count": 3 },
            { "id": bob.id, "username": "bob", "displayName": "bob", "count": 1 },
        ],
    });
    assert_eq!(rest.json()["facets"], expected);
    assert_eq!((rest.statements(), rest.points()), (graphql.http.statements(), graphql.http.points()));
    let narrowed = nobody.get("/v1/search?q=otters&includeFacets=true&tag=fur").await.json();
    assert_eq!(narrowed["facets"]["authors"][0]["count"], 3);
    let people = nobody.get("/v1/search?q=otters&includeFacets=true&type=user").await.json();
    assert_eq!(people["facets"], json!({ "tags": [], "authors": [] }));
    assert_eq!(nobody.get("/v1/search?q=otters").await.json().get("facets"), None);
    let plain = nobody.get("/v1/search?q=otters&first=1").await;
    assert_eq!((rest.statements(), rest.points()), (plain.statements() + 1, plain.points().map(|points| points + 5)));
}

async fn forms_of_a_word_are_found_where_the_database_knows_the_language(app: TestApp) {
    let (ada, nobody) = (app.user("ada").await, app.anonymous());
    published(&ada, "Running in the rain", "She was the fastest of all runners", &[]).await;
    app.run_jobs().await;
    let expected: &[&str] = if app.profile == Profile::Services { &["post Running in the rain"] } else { &[] };
    assert_eq!(found_by(&nobody, json!({ "q": "\"run\" rains", "type": "post" })).await, expected);
    assert_eq!(found_by(&nobody, json!({ "q": "running rain", "type": "post" })).await, ["post Running in the rain"]);
    let hits = nobody.call("search", json!({ "q": "running the", "type": "post" })).await.ok();
    assert_eq!(hits["data"][0]["titleHtml"], "<mark>Running</mark> in <mark>the</mark> rain");
}
