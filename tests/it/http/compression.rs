//! Compression, as the client can.

use std::io::Read;

use presswork_tests::{TestApp, each_profile};

each_profile! {
    an_answer_is_compressed_as_the_client_can,
    with [("PRESSWORK__HTTP__COMPRESSION", "false")] => an_operator_may_switch_compression_off,
}

async fn an_answer_is_compressed_as_the_client_can(app: TestApp) {
    let plain = app.anonymous().get("/openapi.json").await;
    assert_eq!(plain.header("content-encoding"), "");
    for (accept, coding) in [
        ("gzip", "gzip"),
        ("br", "br"),
        ("zstd", "zstd"),
        ("gzip;q=0.5, br", "br"),
        ("br;q=0, gzip", "gzip"),
        ("identity", ""),
        ("nonsense", ""),
        ("", ""),
    ] {
        let reply = app.anonymous().request("GET", "/openapi.json").header("accept-encoding", accept).send().await;
        assert_eq!((reply.status, reply.header("content-encoding")), (200, coding), "{accept}");
        let vary: String = reply.headers.get_all("vary").iter().filter_map(|line| line.to_str().ok()).collect();
        assert!(vary.to_lowercase().contains("accept-encoding"), "{accept}: {vary}");
        if coding == "gzip" {
            let mut text = String::new();
            flate2::read::GzDecoder::new(&*reply.body).read_to_string(&mut text).unwrap();
            assert_eq!(text, plain.text());
        }
        assert_eq!(reply.body.len() < plain.body.len(), !coding.is_empty(), "{accept}");
    }
    let none = app.anonymous().request("GET", "/v1/tags").header("accept-encoding", "identity;q=0").send().await;
    none.refused(406, "not_acceptable");
}

async fn an_operator_may_switch_compression_off(app: TestApp) {
    let reply = app.anonymous().request("GET", "/openapi.json").header("accept-encoding", "gzip").send().await;
    assert_eq!((reply.status, reply.header("content-encoding")), (200, ""));
}
