//! Asks the pages as a browser would, for the tests beside them.

use actix_web::{
    App,
    http::{
        Method, StatusCode,
        header::{HeaderMap, HeaderName},
    },
    test::{TestRequest, call_service, init_service, read_body},
};

use super::{PagesConfig, routes};

pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: String,
}

pub async fn get(config: &PagesConfig, path: &str) -> Answer {
    ask(config, TestRequest::get().uri(path)).await
}

pub async fn get_with(config: &PagesConfig, path: &str, header: (HeaderName, &str)) -> Answer {
    ask(config, TestRequest::get().uri(path).insert_header(header)).await
}

pub async fn send(config: &PagesConfig, method: Method, path: &str) -> Answer {
    ask(config, TestRequest::default().method(method).uri(path)).await
}

async fn ask(config: &PagesConfig, request: TestRequest) -> Answer {
    let app = init_service(App::new().configure(routes(config))).await;
    let answer = call_service(&app, request.to_request()).await;
    let (status, headers) = (answer.status(), answer.headers().clone());
    let body = String::from_utf8(read_body(answer).await.to_vec()).unwrap();
    Answer { status, headers, body }
}

impl Answer {
    /// The value of a header; empty when there is none.
    pub fn header(&self, name: HeaderName) -> String {
        self.headers.get(name).map(|value| value.to_str().unwrap().to_owned()).unwrap_or_default()
    }

    /// The addresses of the scripts, style sheets and icons of the page. Never none.
    pub fn files(&self) -> Vec<&str> {
        let is_file = |path: &&str| path.starts_with("/assets/") || path.starts_with("/docs/");
        let files: Vec<_> = self.body.split('"').filter(is_file).collect();
        assert!(!files.is_empty());
        files
    }

    pub fn assert_no_inline_script(&self) {
        for script in self.body.split("<script").skip(1) {
            assert!(script.contains(" src=\"/"), "{script}");
            let (_, inside) = script.split_once('>').unwrap();
            assert!(inside.trim_start().starts_with("</script>"), "{script}");
        }
        for inline in [" style=", " onclick=", " onload=", " onerror=", "javascript:"] {
            assert!(!self.body.contains(inline), "{inline}");
        }
    }
}
