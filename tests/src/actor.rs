//! People who use the API.

use reqwest::{Client, redirect};
use serde_json::{Value, json};

use crate::{Events, Face, GqlReply, OPERATIONS, Outcome, Reply, Request, TestApp, graphql};

/// The password of everybody.
pub const PASSWORD: &str = "tram violet kettle";

/// The way to one server.
#[derive(Clone)]
pub struct Wire {
    pub base: String,
    pub client: Client,
}

impl Wire {
    pub fn new(base: &str) -> Self {
        let client = Client::builder().no_proxy().redirect(redirect::Policy::none());
        // Answers are looked at as they are sent.
        let client = client.no_gzip().no_brotli().no_zstd().tls_certs_only([]);
        Self { base: base.to_owned(), client: client.build().unwrap() }
    }
}

/// Somebody with the verbs of both faces.
#[derive(Clone)]
pub struct Actor {
    /// `user_...`; empty for anonymous.
    pub id: String,
    /// The handle.
    pub username: String,
    /// The mail address.
    pub email: String,
    /// The access token, when logged in.
    pub token: Option<String>,
    /// The refresh token; empty when not logged in.
    pub refresh_token: String,
    /// The address that a proxy says this comes from.
    from: Option<String>,
    face: Face,
    wire: Wire,
}

impl Actor {
    pub(crate) fn anonymous(wire: Wire, face: Face) -> Self {
        let (id, username, email) = (String::new(), String::new(), String::new());
        Self { id, username, email, token: None, refresh_token: String::new(), from: None, face, wire }
    }

    /// Somebody at a server of another process.
    #[must_use]
    pub fn at(base: &str) -> Self {
        Self::anonymous(Wire::new(base), Face::Rest)
    }

    /// The same person through this face.
    #[must_use]
    pub fn through(&self, face: Face) -> Self {
        Self { face, ..self.clone() }
    }

    /// The same person after another login: what they had may be over.
    pub async fn again(&self) -> Self {
        let login = json!({ "input": { "login": self.username, "password": PASSWORD } });
        self.with_tokens(&Self { token: None, ..self.clone() }.call("login", login).await.ok())
    }

    /// The same person behind a proxy that says this address, which counts if the settings trust it.
    #[must_use]
    pub fn from(&self, address: &str) -> Self {
        Self { from: Some(address.to_owned()), ..self.clone() }
    }

    /// The same person with another access token.
    #[must_use]
    pub fn with_token(&self, token: &str) -> Self {
        Self { token: Some(token.to_owned()), ..self.clone() }
    }

    /// The same person after a login or refresh that gave these tokens.
    #[must_use]
    pub fn with_tokens(&self, tokens: &Value) -> Self {
        let text = |name: &str| tokens[name].as_str().unwrap().to_owned();
        Self { refresh_token: text("refreshToken"), ..self.with_token(&text("accessToken")) }
    }

    /// Runs an operation through this actor's face. Arguments are named as in the documents, the body is `input`.
    pub async fn call(&self, operation: &str, arguments: Value) -> Outcome {
        let operation = OPERATIONS.get(operation).unwrap_or_else(|| panic!("no operation is called {operation}"));
        match self.face {
            Face::Rest => operation.by_rest(self, &arguments).await,
            Face::Graphql => operation.by_graphql(self, &arguments).await,
        }
    }

    /// Runs an operation through GraphQL and selects what this answer of REST has, so that both do the same.
    pub async fn call_selecting(&self, operation: &str, arguments: &Value, answer: &Value) -> Outcome {
        let operation = OPERATIONS.get(operation).unwrap_or_else(|| panic!("no operation is called {operation}"));
        operation.by_graphql_like(self, arguments, answer).await
    }

    /// A request to this address, with the access token if there is one.
    #[must_use]
    pub fn request(&self, method: &str, path: &str) -> Request {
        let request = Request::new(&self.wire, method, path);
        let request = match &self.from {
            Some(address) => request.header("x-forwarded-for", address),
            None => request,
        };
        match &self.token {
            Some(token) => request.header("authorization", &format!("Bearer {token}")),
            None => request,
        }
    }

    /// GET.
    pub async fn get(&self, path: &str) -> Reply {
        self.request("GET", path).send().await
    }

    /// POST with a JSON body.
    pub async fn post(&self, path: &str, body: Value) -> Reply {
        self.request("POST", path).json(&body).send().await
    }

    /// PUT with a JSON body.
    pub async fn put(&self, path: &str, body: Value) -> Reply {
        self.request("PUT", path).json(&body).send().await
    }

    /// PATCH with a JSON body.
    pub async fn patch(&self, path: &str, body: Value) -> Reply {
        self.request("PATCH", path).json(&body).send().await
    }

    /// DELETE.
    pub async fn delete(&self, path: &str) -> Reply {
        self.request("DELETE", path).send().await
    }

    /// Follows these topics.
    pub async fn follow(&self, topics: &str) -> Events {
        self.request("GET", &format!("/v1/stream?topics={topics}")).follow().await
    }

    /// The same after a break: this was the last event seen.
    pub async fn follow_after(&self, topics: &str, id: &str) -> Events {
        self.request("GET", &format!("/v1/stream?topics={topics}")).header("last-event-id", id).follow().await
    }

    /// A GraphQL request.
    pub async fn gql(&self, query: &str, variables: Value) -> GqlReply {
        let body = json!({ "query": query, "variables": variables });
        graphql::reply(self.request("POST", "/graphql").json(&body).send().await)
    }

    /// A program with a new access token of this person, who may have to have logged in a moment ago.
    pub async fn program(&self, scopes: &[&str]) -> Self {
        let input = json!({ "input": { "name": scopes.join(" and "), "scopes": scopes } });
        let issued = self.through(Face::Rest).call("createAccessToken", input).await.ok();
        Self { refresh_token: String::new(), ..self.with_token(issued["secret"].as_str().unwrap()) }
    }

    pub(crate) async fn join(self, app: &TestApp, username: &str) -> Self {
        let email = format!("{username}@example.org");
        let account = json!({ "username": username, "email": email, "password": PASSWORD });
        self.call("register", json!({ "input": account })).await.ok();
        app.run_jobs().await;
        let token = app.last_mail_to(&email).await.token();
        let me = self.call("confirmEmail", json!({ "input": { "token": token } })).await.ok();
        let login = json!({ "input": { "login": username, "password": PASSWORD } });
        let tokens = self.call("login", login).await.ok();
        let id = me["id"].as_str().unwrap().to_owned();
        Self { id, username: username.to_owned(), email, ..self.with_tokens(&tokens) }
    }
}
