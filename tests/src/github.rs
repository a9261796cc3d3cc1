//! A GitHub of a few lines, an Enterprise Server by its addresses: an OAuth app is registered there, and people are who a test says.
//!
//! It is particular where GitHub is: it refuses a code with 200; a token comes as a form unless JSON is asked for; its API forbids
//! requests without a `User-Agent`, and tells addresses only to who was granted `user:email`.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};

use presswork_domain::platform::{oauth::challenge_of, task};
use serde_json::{Value, json};
use tokio::{
    io::AsyncWriteExt,
    net::{TcpListener, TcpStream},
    task::AbortHandle,
};
use url::{
    Url,
    form_urlencoded::{self, Serializer},
};

use crate::provider::read;

const CLIENT_ID: &str = "Ov23liPresswork";
const CLIENT_SECRET: &str = "a secret & a half";
/// Where the app wants people to come back to.
const CALLBACK: &str = "/v1/auth/oidc/github/callback";

/// A GitHub that listens. It ends when it is dropped.
pub struct Github {
    /// Its address.
    pub site: String,
    state: Arc<State>,
    running: AbortHandle,
}

#[derive(Default)]
struct State {
    grants: Mutex<Vec<Grant>>,
    /// What is answered instead, by the path.
    instead: Mutex<HashMap<String, (u16, Value)>>,
}

/// What somebody has let the app do. Its place in the list is the number of its code and of its token.
struct Grant {
    redirect_uri: String,
    challenge: String,
    scopes: String,
    person: Value,
    /// Whether the code was exchanged for the token.
    used: bool,
}

impl Github {
    /// Starts one on a free port.
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let site = format!("http://{}", listener.local_addr().unwrap());
        let state = Arc::new(State::default());
        let served = Arc::clone(&state);
        let serve = async move {
            while let Ok((stream, _)) = listener.accept().await {
                served.answer(stream).await;
            }
        };
        let running = task::spawn("a GitHub", serve).abort_handle();
        Self { site, state, running }
    }

    /// The settings of an installation that knows it as `github`.
    #[must_use]
    pub fn settings(&self) -> Vec<(&str, &str)> {
        vec![
            ("PRESSWORK__OAUTH__PROVIDERS__GITHUB__KIND", "github"),
            ("PRESSWORK__OAUTH__PROVIDERS__GITHUB__ISSUER", &self.site),
            ("PRESSWORK__OAUTH__PROVIDERS__GITHUB__CLIENT_ID", CLIENT_ID),
            ("PRESSWORK__OAUTH__PROVIDERS__GITHUB__CLIENT_SECRET", CLIENT_SECRET),
            ("PRESSWORK__OAUTH__REDIRECT_URLS", "https://app.example/in,https://app.example/link"),
        ]
    }

    /// Somebody comes by this address and lets the app in: where GitHub sends their browser. They have an `id`, a `login`, a `name` and
    /// `emails`, as the API tells them.
    #[track_caller]
    pub fn authorize(&self, departure: &Url, person: &Value) -> Url {
        let asked: HashMap<String, String> = departure.query_pairs().into_owned().collect();
        let mut back = Url::parse(&asked["redirect_uri"]).unwrap();
        assert_eq!(
            (departure.path(), asked["client_id"].as_str(), asked["code_challenge_method"].as_str(), back.path()),
            ("/login/oauth/authorize", CLIENT_ID, "S256", CALLBACK)
        );
        let mut grants = self.state.grants.lock().unwrap();
        let code = format!("code-{}", grants.len());
        back.query_pairs_mut().append_pair("code", &code).append_pair("state", &asked["state"]);
        grants.push(Grant {
            redirect_uri: asked["redirect_uri"].clone(),
            challenge: asked["code_challenge"].clone(),
            scopes: asked["scope"].clone(),
            person: person.clone(),
            used: false,
        });
        back
    }

    /// Somebody else was faster with this code.
    pub fn use_up(&self, code: &str) {
        let at = number(code, "code-").unwrap();
        self.state.grants.lock().unwrap()[at].used = true;
    }

    /// From now on this is answered at this path, whoever asks for what.
    pub fn answers(&self, path: &str, status: u16, body: &Value) {
        self.state.instead.lock().unwrap().insert(path.to_owned(), (status, body.clone()));
    }
}

impl Drop for Github {
    fn drop(&mut self) {
        self.running.abort();
    }
}

impl State {
    async fn answer(&self, mut stream: TcpStream) {
        let request = read(&mut stream).await;
        let (head, body) = request.split_once("\r\n\r\n").unwrap_or((request.as_str(), ""));
        let (status, kind, body) = self.told(head, body);
        let head = format!(
            "HTTP/1.1 {status} Whatever\r\ncontent-type: {kind}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
            body.len()
        );
        let _ = stream.write_all(format!("{head}{body}").as_bytes()).await;
    }

    fn told(&self, head: &str, body: &str) -> (u16, &'static str, String) {
        let line = head.split(" HTTP/").next().unwrap_or_default();
        let path = line.split(' ').nth(1).unwrap_or_default();
        let instead = self.instead.lock().unwrap().get(path).cloned();
        let (status, told) = match (instead, line) {
            (Some(instead), _) => instead,
            (None, "POST /login/oauth/access_token") => (200, self.exchange(body)),
            (None, _) => self.api(head, line),
        };
        if path.starts_with("/api/") || header(head, "accept").contains("application/json") {
            return (status, "application/json; charset=utf-8", told.to_string());
        }
        let pairs = told.as_object().into_iter().flatten();
        let pairs = pairs.map(|(name, value)| (name, value.as_str().unwrap_or_default()));
        let body = Serializer::new(String::new()).extend_pairs(pairs).finish();
        (status, "application/x-www-form-urlencoded; charset=utf-8", body)
    }

    /// A token for who has the app's secret, and a code that was not used, with the verifier and the address of its login.
    fn exchange(&self, body: &str) -> Value {
        let sent: HashMap<String, String> = form_urlencoded::parse(body.as_bytes()).into_owned().collect();
        let field = |name: &str| sent.get(name).cloned().unwrap_or_default();
        if (field("client_id").as_str(), field("client_secret").as_str()) != (CLIENT_ID, CLIENT_SECRET) {
            return refusal("incorrect_client_credentials", "The client_id and/or client_secret passed are incorrect.");
        }
        let mut grants = self.grants.lock().unwrap();
        let challenge = challenge_of(&field("code_verifier"));
        let found = number(&field("code"), "code-").and_then(|at| Some((at, grants.get_mut(at)?)));
        let Some((at, grant)) = found.filter(|(_, grant)| !grant.used && grant.challenge == challenge) else {
            return refusal("bad_verification_code", "The code passed is incorrect or expired.");
        };
        if field("redirect_uri") != grant.redirect_uri {
            let why = "The redirect_uri MUST match the registered callback URL for this application.";
            return refusal("redirect_uri_mismatch", why);
        }
        grant.used = true;
        json!({ "access_token": format!("gho_{at}"), "scope": grant.scopes.replace(' ', ","), "token_type": "bearer" })
    }

    fn api(&self, head: &str, line: &str) -> (u16, Value) {
        let refused = |status: u16, message: &str| {
            (status, json!({ "message": message, "documentation_url": "https://docs.github.com/rest" }))
        };
        if header(head, "user-agent").is_empty() {
            return refused(403, "Please make sure your request has a User-Agent header.");
        }
        let grants = self.grants.lock().unwrap();
        let token = number(header(head, "authorization"), "Bearer gho_");
        let grant = token.and_then(|at| grants.get(at)).filter(|grant| grant.used);
        let Some(Grant { person, scopes, .. }) = grant else { return refused(401, "Bad credentials") };
        match line {
            // The address is the one that they show to everybody, if any.
            "GET /api/v3/user" => {
                let (id, login, name) = (&person["id"], &person["login"], &person["name"]);
                (200, json!({ "id": id, "login": login, "name": name, "email": "shown@example.org", "type": "User" }))
            }
            "GET /api/v3/user/emails" if scopes.split(' ').any(|scope| scope == "user:email") => {
                (200, person["emails"].clone())
            }
            _ => refused(404, "Not Found"),
        }
    }
}

fn refusal(error: &str, why: &str) -> Value {
    let page = "/apps/managing-oauth-apps/troubleshooting-oauth-app-access-token-request-errors/";
    json!({ "error": error, "error_description": why, "error_uri": format!("{page}#{}", error.replace('_', "-")) })
}

/// The number behind this.
fn number(text: &str, kind: &str) -> Option<usize> {
    text.strip_prefix(kind)?.parse().ok()
}

/// A header; empty when it is missing.
fn header<'a>(head: &'a str, name: &str) -> &'a str {
    let mut headers = head.lines().filter_map(|line| line.split_once(": "));
    headers.find(|(key, _)| key.eq_ignore_ascii_case(name)).map_or("", |(_, value)| value)
}
