//! How often one may try to log in, to register, to have mails sent.

use chrono::TimeDelta;
use presswork_tests::{Actor, Outcome, PASSWORD, TestApp, each_face, each_profile};
use serde_json::{Value, json};

/// The tests' requests come through a proxy that says for whom it speaks.
const FEW: [(&str, &str); 7] = [
    ("PRESSWORK__HTTP__TRUSTED_PROXIES", "127.0.0.1"),
    ("PRESSWORK__THROTTLE__LOGIN_ATTEMPTS", "3"),
    ("PRESSWORK__THROTTLE__ACCOUNT_ATTEMPTS", "5"),
    ("PRESSWORK__THROTTLE__ADDRESS_ATTEMPTS", "6"),
    ("PRESSWORK__THROTTLE__REGISTRATIONS", "2"),
    ("PRESSWORK__THROTTLE__MAILS", "2"),
    ("PRESSWORK__THROTTLE__LONGEST_WAIT", "15m"),
];

each_profile! {
    with FEW => aliased_guesses_are_counted_one_by_one,
    with FEW => aliased_registrations_are_counted_one_by_one,
}

each_face! {
    with FEW => wrong_passwords_have_to_wait_longer_and_longer,
    with FEW => an_account_that_does_not_exist_has_to_wait_as_well,
    with FEW => a_wait_for_a_name_does_not_tell_whose_address_is_whose,
    with FEW => a_proof_is_counted_with_the_logins_by_name,
    with FEW => the_right_password_starts_afresh,
    with FEW => many_at_once_are_not_more_guesses,
    with FEW => one_address_can_not_try_every_account,
    with FEW => guessing_from_everywhere_does_not_lock_the_owner_out,
    with FEW => registrations_from_one_address_have_to_wait,
    with FEW => mails_to_one_address_have_to_wait_whether_or_not_there_is_an_account,
    with FEW => mails_to_many_addresses_have_to_wait,
}

async fn try_login(actor: &Actor, login: &str, password: &str) -> Outcome {
    actor.call("login", json!({ "input": { "login": login, "password": password } })).await
}

fn from(app: &TestApp, address: &str) -> Actor {
    app.anonymous().from(address)
}

/// How long a refused attempt has to wait, in seconds.
fn wait(outcome: Outcome) -> u64 {
    let problem: Value = outcome.result.unwrap_err();
    assert_eq!((&problem["status"], &problem["code"]), (&json!(429), &json!("too_many_attempts")), "{problem}");
    let words = problem["detail"].as_str().unwrap();
    words.split_whitespace().find_map(|word| word.parse().ok()).unwrap()
}

/// Fails as often as is free, then tells how long each further failure has to wait.
async fn waits(app: &TestApp, login: &str) -> Vec<u64> {
    let eve = from(app, "192.0.2.66");
    for _ in 0..3 {
        try_login(&eve, login, "wrong").await.refused(401, "invalid_credentials");
    }
    let mut waits = Vec::new();
    for _ in 0..3 {
        try_login(&eve, login, "wrong").await.refused(401, "invalid_credentials");
        let told = wait(try_login(&eve, login, "wrong").await);
        app.advance(TimeDelta::seconds(i64::try_from(told).unwrap()));
        waits.push(told);
    }
    waits
}

async fn wrong_passwords_have_to_wait_longer_and_longer(app: TestApp) {
    app.user("ada").await;
    let waits = waits(&app, "ada").await;
    assert!(waits.is_sorted() && waits[0] <= 2 && waits[2] >= 4, "{waits:?}");
}

async fn an_account_that_does_not_exist_has_to_wait_as_well(app: TestApp) {
    let waits = waits(&app, "nobody").await;
    assert!(waits.is_sorted() && waits[0] <= 2 && waits[2] >= 4, "{waits:?}");
}

/// Neither from one address nor from everywhere; and both together are twice as many guesses, not more.
async fn a_wait_for_a_name_does_not_tell_whose_address_is_whose(app: TestApp) {
    app.user("ada").await;
    let eve = from(&app, "192.0.2.66");
    for _ in 0..4 {
        try_login(&eve, "ada", "wrong").await.refused(401, "invalid_credentials");
    }
    wait(try_login(&eve, " Ada ", "wrong").await);
    for _ in 0..2 {
        try_login(&from(&app, "198.51.100.1"), "ada", "wrong").await.refused(401, "invalid_credentials");
    }
    let stranger = from(&app, "203.0.113.7");
    wait(try_login(&stranger, "ada", PASSWORD).await);
    for login in ["ada@example.org", "nobody@example.org"] {
        try_login(&stranger, login, "wrong").await.refused(401, "invalid_credentials");
    }
    let other = from(&app, "198.51.100.2");
    for typed in ["ada@example.org", "ADA@example.org", " ada@Example.org", "ada@example.org "] {
        try_login(&other, typed, "wrong").await.refused(401, "invalid_credentials");
    }
    wait(try_login(&other, "Ada@Example.Org", PASSWORD).await);
}

async fn a_proof_is_counted_with_the_logins_by_name(app: TestApp) {
    let ada = app.user("ada").await.from("192.0.2.66");
    let proof = json!({ "input": { "password": "wrong" } });
    for _ in 0..2 {
        ada.call("reauthenticate", proof.clone()).await.refused(403, "wrong_password");
        try_login(&ada, "ada", "wrong").await.refused(401, "invalid_credentials");
    }
    wait(ada.call("reauthenticate", proof).await);
    wait(try_login(&ada, "ada", PASSWORD).await);
}

async fn the_right_password_starts_afresh(app: TestApp) {
    app.user("ada").await;
    let ada = from(&app, "192.0.2.1");
    for _ in 0..4 {
        try_login(&ada, "ada", "wrong").await.refused(401, "invalid_credentials");
        app.advance(TimeDelta::minutes(11));
        try_login(&ada, "ada", PASSWORD).await.ok();
    }
}

async fn many_at_once_are_not_more_guesses(app: TestApp) {
    app.user("ada").await;
    let eve = from(&app, "192.0.2.66");
    let tries = (0..20).map(|_| try_login(&eve, "ada", "wrong"));
    let all = futures::future::join_all(tries).await;
    let looked_at = all.into_iter().filter(|outcome| outcome.result.as_ref().unwrap_err()["status"] == 401).count();
    assert_eq!(looked_at, 4, "three are free, and the wait begins behind the fourth");
}

/// GraphQL lets one request try many times over, by aliases.
async fn aliased_guesses_are_counted_one_by_one(app: TestApp) {
    app.user("ada").await;
    let eve = from(&app, "192.0.2.66");
    let guess = |n: usize| format!(r#"a{n}: login(input: {{ login: "ada", password: "guess{n}" }}) {{ accessToken }}"#);
    let document = format!("mutation {{ {} }}", (0..20).map(guess).collect::<String>());
    let reply = eve.gql(&document, json!({})).await;
    let errors = reply.http.json()["errors"].as_array().unwrap().clone();
    let count = |code: &str| errors.iter().filter(|error| error["extensions"]["code"] == code).count();
    assert_eq!((count("invalid_credentials"), count("too_many_attempts")), (4, 16), "{errors:?}");
    wait(try_login(&eve, "ada", PASSWORD).await);
}

/// Also those that are refused: to find that out is the most of the work.
async fn aliased_registrations_are_counted_one_by_one(app: TestApp) {
    let eve = from(&app, "192.0.2.66");
    let register = |n: usize| {
        let account = format!(r#"username: "bot{n}", email: "bot{n}@example.org", password: "password123""#);
        format!("a{n}: register(input: {{ {account} }}) {{ email }}")
    };
    let document = format!("mutation {{ {} }}", (0..10).map(register).collect::<Vec<_>>().join(" "));
    let reply = eve.gql(&document, json!({})).await;
    let errors = reply.http.json()["errors"].as_array().unwrap().clone();
    let count = |code: &str| errors.iter().filter(|error| error["extensions"]["code"] == code).count();
    assert_eq!((count("validation_failed"), count("too_many_attempts")), (3, 7), "{errors:?}");
}

async fn one_address_can_not_try_every_account(app: TestApp) {
    let eve = from(&app, "2001:db8:1:2::1");
    let neighbour = from(&app, "2001:db8:1:2:ffff::9");
    for n in 0..7 {
        try_login(&eve, &format!("person{n}"), "wrong").await.refused(401, "invalid_credentials");
    }
    wait(try_login(&eve, "person8", "wrong").await);
    wait(try_login(&neighbour, "person9", "wrong").await);
    try_login(&from(&app, "2001:db8:1:3::1"), "person8", "wrong").await.refused(401, "invalid_credentials");
}

async fn guessing_from_everywhere_does_not_lock_the_owner_out(app: TestApp) {
    let home = from(&app, "192.0.2.1");
    app.user("ada").await;
    try_login(&home, "ada", PASSWORD).await.ok();
    for n in 0..6 {
        try_login(&from(&app, &format!("198.51.100.{n}")), "ada", "wrong").await.refused(401, "invalid_credentials");
    }
    let stranger = from(&app, "203.0.113.7");
    assert!(wait(try_login(&stranger, "ada", PASSWORD).await) <= 61, "even the right one, from where she never was");
    try_login(&home, "ada", PASSWORD).await.ok();
    app.advance(TimeDelta::seconds(61));
    try_login(&stranger, "ada", PASSWORD).await.ok();
}

async fn registrations_from_one_address_have_to_wait(app: TestApp) {
    let eve = from(&app, "192.0.2.66");
    let register = async |n: usize| {
        let account =
            json!({ "username": format!("bot{n}"), "email": format!("bot{n}@example.org"), "password": PASSWORD });
        eve.call("register", json!({ "input": account })).await
    };
    for n in 0..3 {
        register(n).await.ok();
    }
    let told = wait(register(3).await);
    app.advance(TimeDelta::seconds(i64::try_from(told).unwrap()));
    register(3).await.ok();
    app.run_jobs().await;
}

async fn mails_to_one_address_have_to_wait_whether_or_not_there_is_an_account(app: TestApp) {
    app.user("ada").await;
    let eve = from(&app, "192.0.2.66");
    for email in ["ada@example.org", "nobody@example.org"] {
        let ask = async || eve.call("requestEmailVerification", json!({ "input": { "email": email } })).await;
        for _ in 0..3 {
            ask().await.ok();
        }
        wait(ask().await);
    }
    app.run_jobs().await;
}

/// Nobody has the place write to a thousand strangers, by whichever operation, from one address or as one person.
async fn mails_to_many_addresses_have_to_wait(app: TestApp) {
    let ada = app.user("ada").await;
    let eve = from(&app, "192.0.2.66");
    let to = |n: usize| json!({ "input": { "email": format!("stranger{n}@example.org") } });
    for n in 0..9 {
        eve.call("subscribe", to(n)).await.ok();
        ada.from(&format!("198.51.100.{n}")).call("subscribe", to(n + 100)).await.ok();
    }
    for operation in ["subscribe", "requestEmailVerification", "requestPasswordReset"] {
        wait(eve.call(operation, to(9)).await);
    }
    wait(ada.from("198.51.100.9").call("subscribe", to(109)).await);
    from(&app, "192.0.2.67").call("subscribe", to(9)).await.ok();
    app.run_jobs().await;
}
