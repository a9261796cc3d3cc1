//! An OpenID provider of a few lines, which says what a test tells it to.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};

use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use presswork_domain::platform::{
    clock::{Clock, SystemClock},
    oauth::challenge_of,
};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    task::AbortHandle,
};
use url::form_urlencoded;

/// A provider that listens. It ends when it is dropped.
pub struct Provider {
    /// Its address, which is its name as an issuer, too.
    pub issuer: String,
    state: Arc<State>,
    running: AbortHandle,
}

struct State {
    issuer: String,
    key: EncodingKey,
    keys: Value,
    /// Codes with the challenge of their login and the claims that they buy, once.
    codes: Mutex<HashMap<String, (String, Value)>>,
}

impl Provider {
    /// Starts one on a free port.
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let issuer = format!("http://{}", listener.local_addr().unwrap());
        let pair = Ed25519KeyPair::generate().unwrap();
        let x = URL_SAFE_NO_PAD.encode(pair.public_key().as_ref());
        let keys =
            json!({ "keys": [{ "kty": "OKP", "crv": "Ed25519", "kid": "one", "use": "sig", "alg": "EdDSA", "x": x }] });
        let key = EncodingKey::from_ed_der(pair.to_pkcs8().unwrap().as_ref());
        let state = Arc::new(State { issuer: issuer.clone(), key, keys, codes: Mutex::default() });
        let served = Arc::clone(&state);
        let serve = async move {
            while let Ok((stream, _)) = listener.accept().await {
                served.answer(stream).await;
            }
        };
        let running = presswork_domain::platform::task::spawn("a provider", serve).abort_handle();
        Self { issuer, state, running }
    }

    /// The settings of an installation that knows it as `school`.
    #[must_use]
    pub fn settings(&self) -> Vec<(&str, &str)> {
        vec![
            ("PRESSWORK__OAUTH__PROVIDERS__SCHOOL__ISSUER", &self.issuer),
            ("PRESSWORK__OAUTH__PROVIDERS__SCHOOL__CLIENT_ID", "presswork"),
            ("PRESSWORK__OAUTH__PROVIDERS__SCHOOL__CLIENT_SECRET", "a secret & a half"),
            ("PRESSWORK__OAUTH__REDIRECT_URLS", "https://app.example/in,https://app.example/link"),
        ]
    }

    /// A code for a login with this challenge, for which these claims are told.
    #[must_use]
    pub fn code(&self, challenge: &str, nonce: &str, claims: &Value) -> String {
        let now = SystemClock.now().timestamp();
        let mut all = json!({ "iss": self.issuer, "aud": "presswork", "nonce": nonce, "iat": now, "exp": now + 3600 });
        for (name, value) in claims.as_object().unwrap() {
            all[name] = value.clone();
        }
        let mut codes = self.state.codes.lock().unwrap();
        let code = format!("code-{}", codes.len());
        codes.insert(code.clone(), (challenge.to_owned(), all));
        code
    }
}

impl Drop for Provider {
    fn drop(&mut self) {
        self.running.abort();
    }
}

impl State {
    async fn answer(&self, mut stream: TcpStream) {
        let request = read(&mut stream).await;
        let path = request.split(' ').nth(1).unwrap_or_default().to_owned();
        let (status, body) = match path.as_str() {
            "/.well-known/openid-configuration" => ("200 OK", self.metadata()),
            "/keys" => ("200 OK", self.keys.clone()),
            "/token" => self.token(&request),
            _ => ("404 Not Found", Value::Null),
        };
        let body = body.to_string();
        let head = format!(
            "HTTP/1.1 {status}\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
            body.len()
        );
        let _ = stream.write_all(format!("{head}{body}").as_bytes()).await;
    }

    fn metadata(&self) -> Value {
        let at = |path: &str| format!("{}/{path}", self.issuer);
        json!({
            "issuer": self.issuer, "authorization_endpoint": at("authorize"), "token_endpoint": at("token"), "jwks_uri": at("keys")
        })
    }

    /// Gives tokens to who knows the client's secret, the code, and the verifier of its login.
    fn token(&self, request: &str) -> (&'static str, Value) {
        let refused = ("400 Bad Request", json!({ "error": "invalid_grant" }));
        // The form encoding of the secret, as RFC 6749, section 2.3.1, has it.
        let known = base64::engine::general_purpose::STANDARD.encode("presswork:a+secret+%26+a+half");
        if !request.contains(&format!("Basic {known}")) {
            return refused;
        }
        let form: HashMap<String, String> =
            form_urlencoded::parse(request.split("\r\n\r\n").nth(1).unwrap_or_default().as_bytes())
                .into_owned()
                .collect();
        let field = |name: &str| form.get(name).cloned().unwrap_or_default();
        let Some((challenge, claims)) = self.codes.lock().unwrap().get(&field("code")).cloned() else { return refused };
        if challenge_of(&field("code_verifier")) != challenge {
            return refused;
        }
        let mut header = Header::new(Algorithm::EdDSA);
        header.kid = Some("one".to_owned());
        let id_token = jsonwebtoken::encode(&header, &claims, &self.key).unwrap();
        ("200 OK", json!({ "access_token": "a", "token_type": "Bearer", "id_token": id_token }))
    }
}

/// Reads a request with its body.
pub async fn read(stream: &mut TcpStream) -> String {
    let (mut bytes, mut buffer) = (Vec::new(), [0; 4096]);
    loop {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length =
                head.lines().find_map(|line| line.to_lowercase().strip_prefix("content-length: ")?.parse().ok());
            if body.len() >= length.unwrap_or(0) {
                return text;
            }
        }
        match stream.read(&mut buffer).await {
            Ok(0) | Err(_) => return text,
            Ok(read) => bytes.extend_from_slice(&buffer[..read]),
        }
    }
}
