//! HTTPS by the server itself, with certificates of an authority that the test makes.

use std::{net::SocketAddr, path::Path, sync::Arc, time::Duration};

use futures::{SinkExt, StreamExt};
use presswork_domain::{
    Deps, Result,
    platform::{Settings, task},
};
use presswork_tests::{Authority, PROTOCOL, Pair, TestApp, each_profile, until};
use reqwest::{Client, Response};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};
use tokio_tungstenite::tungstenite::{Message, client::IntoClientRequest};
use tokio_util::sync::{CancellationToken, DropGuard};

each_profile! {
    both_faces_answer_over_tls_and_tell_browsers_to_stay_there,
    only_http_1_1_is_spoken_and_plain_http_is_not,
    a_socket_opens_over_tls,
    a_new_certificate_is_taken_without_a_restart_and_a_bad_one_is_not,
    wrong_files_stop_the_start_with_one_line,
    who_does_not_finish_the_handshake_is_cut,
}

/// A server beside the app, with TLS.
struct Secured {
    address: SocketAddr,
    _stop: DropGuard,
}

async fn build(app: &TestApp, pair: &Pair) -> Result<presswork_api::Application> {
    let mut variables = app.environment();
    let path = |path: &Path| path.to_str().unwrap().to_owned();
    variables.insert("PRESSWORK__HTTP__TLS_CERTIFICATE".to_owned(), path(&pair.certificate));
    variables.insert("PRESSWORK__HTTP__TLS_KEY".to_owned(), path(&pair.key));
    variables.insert("PRESSWORK__HTTP__CLIENT_REQUEST_TIMEOUT".to_owned(), "500ms".to_owned());
    let settings = Settings::load(&variables).unwrap_or_else(|problems| panic!("{problems}"));
    presswork_api::Application::build(Arc::new(Deps::open(settings).await?))
}

async fn serve(app: &TestApp, pair: &Pair) -> Secured {
    let application = build(app, pair).await.unwrap();
    let (address, stop) = (application.address(), CancellationToken::new());
    task::spawn("secured server", application.run(stop.clone()));
    Secured { address, _stop: stop.drop_guard() }
}

impl Secured {
    async fn get(&self, client: &Client, path: &str) -> reqwest::Result<Response> {
        client.get(format!("https://localhost:{}{path}", self.address.port())).send().await
    }
}

async fn both_faces_answer_over_tls_and_tell_browsers_to_stay_there(app: TestApp) {
    let (authority, folder) = (Authority::default(), tempfile::tempdir().unwrap());
    let secured = serve(&app, &authority.issue_to(folder.path())).await;
    let client = authority.client();
    let rest = secured.get(&client, "/v1/posts").await.unwrap();
    let asked = client.post(format!("https://127.0.0.1:{}/graphql", secured.address.port()));
    let graphql = asked.json(&json!({ "query": "{ posts { nodes { id } } }" })).send().await.unwrap();
    for reply in [rest, graphql] {
        assert_eq!(reply.status(), 200);
        assert_eq!(reply.headers()["strict-transport-security"], "max-age=31536000; includeSubDomains");
    }
    let plain = app.anonymous().get("/v1/posts").await;
    assert_eq!(plain.header("strict-transport-security"), "", "it would mean nothing there (RFC 6797, section 7.2)");
    assert!(secured.get(&Authority::default().client(), "/v1/posts").await.is_err(), "somebody else signed it");
}

async fn only_http_1_1_is_spoken_and_plain_http_is_not(app: TestApp) {
    let (authority, folder) = (Authority::default(), tempfile::tempdir().unwrap());
    let secured = serve(&app, &authority.issue_to(folder.path())).await;
    let stream = authority.connect(secured.address, &["h2", "http/1.1"]).await;
    assert_eq!(stream.get_ref().1.alpn_protocol(), Some(&b"http/1.1"[..]));
    let mut plain = TcpStream::connect(secured.address).await.unwrap();
    plain.write_all(b"GET /v1/posts HTTP/1.1\r\nHost: localhost\r\n\r\n").await.unwrap();
    let mut heard = Vec::new();
    let _ = plain.read_to_end(&mut heard).await;
    assert!(!heard.starts_with(b"HTTP"), "{}", String::from_utf8_lossy(&heard));
}

async fn a_socket_opens_over_tls(app: TestApp) {
    let (authority, folder) = (Authority::default(), tempfile::tempdir().unwrap());
    let secured = serve(&app, &authority.issue_to(folder.path())).await;
    let stream = authority.connect(secured.address, &["http/1.1"]).await;
    let mut request = format!("ws://localhost:{}/graphql", secured.address.port()).into_client_request().unwrap();
    request.headers_mut().insert("sec-websocket-protocol", PROTOCOL.parse().unwrap());
    let (mut socket, _) = tokio_tungstenite::client_async(request, stream).await.unwrap();
    socket.send(Message::text(json!({ "type": "connection_init" }).to_string())).await.unwrap();
    let answer = socket.next().await.unwrap().unwrap().into_text().unwrap();
    assert_eq!(serde_json::from_str::<Value>(&answer).unwrap()["type"], "connection_ack");
}

async fn a_new_certificate_is_taken_without_a_restart_and_a_bad_one_is_not(app: TestApp) {
    let (old, new, folder) = (Authority::default(), Authority::default(), tempfile::tempdir().unwrap());
    let pair = old.issue_to(folder.path());
    let secured = serve(&app, &pair).await;
    let trusted = async |authority: &Authority| secured.get(&authority.client(), "/livez").await.is_ok();
    assert!(trusted(&old).await && !trusted(&new).await);
    for bad in ["no certificate at all".to_owned(), new.issue().0] {
        std::fs::write(&pair.certificate, bad).unwrap();
        tokio::time::sleep(Duration::from_secs(3)).await;
        assert!(trusted(&old).await, "what is no certificate, or not that of the key, is not taken");
    }
    let _ = new.issue_to(folder.path());
    until("the new certificate is in use", async || trusted(&new).await.then_some(())).await;
    assert!(!trusted(&old).await);
}

async fn wrong_files_stop_the_start_with_one_line(app: TestApp) {
    let folder = tempfile::tempdir().unwrap();
    let pair = Authority::default().issue_to(folder.path());
    let other = Authority::default().issue().1;
    let sentence = async || build(&app, &pair).await.err().map(|error| source(&error)).unwrap();
    for (key, expected) in [(other.as_str(), "does not fit"), ("nonsense", "no private key in PEM")] {
        std::fs::write(&pair.key, key).unwrap();
        let told = sentence().await;
        assert!(told.starts_with("http.tls_key: ") && told.contains(expected), "{told}");
    }
    std::fs::write(&pair.certificate, "nonsense").unwrap();
    assert!(sentence().await.ends_with("is no certificate in PEM"));
    std::fs::remove_file(&pair.certificate).unwrap();
    let told = sentence().await;
    assert!(told.starts_with("http.tls_certificate: ") && told.contains("can't be read"), "{told}");
}

fn source(error: &presswork_domain::Error) -> String {
    std::error::Error::source(error).unwrap().to_string()
}

async fn who_does_not_finish_the_handshake_is_cut(app: TestApp) {
    let folder = tempfile::tempdir().unwrap();
    let secured = serve(&app, &Authority::default().issue_to(folder.path())).await;
    let mut silent = TcpStream::connect(secured.address).await.unwrap();
    let cut = tokio::time::timeout(Duration::from_secs(10), silent.read_to_end(&mut Vec::new())).await;
    assert!(cut.is_ok(), "the connection stays open");
}
