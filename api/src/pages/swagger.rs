//! `/docs`: Swagger UI on `/openapi.json`.
//!
//! The files are those that `utoipa-swagger-ui` carries. Its own index page is not used: it brings a top bar that loads any
//! document by URL, and relative addresses that break without a trailing slash.

use std::{
    borrow::Cow,
    collections::HashMap,
    sync::{Arc, LazyLock},
};

use actix_web::{
    HttpRequest,
    http::StatusCode,
    web::{self, Bytes, Path, ServiceConfig},
};
use askama::Template;
use presswork_domain::Error;
use utoipa_swagger_ui::Config;

use super::{
    answer::{Answer, page, read_only},
    csp,
    static_file::StaticFile,
};

const FILES: [(&str, &str); 2] =
    [("swagger-ui.css", "text/css; charset=utf-8"), ("swagger-ui-bundle.js", "text/javascript; charset=utf-8")];

static DIST: LazyLock<HashMap<&str, StaticFile>> = LazyLock::new(|| {
    let config = Arc::new(Config::from("/openapi.json"));
    let file = |(name, content_type)| {
        let bytes = match utoipa_swagger_ui::serve(name, Arc::clone(&config)).ok()??.bytes {
            Cow::Borrowed(bytes) => Bytes::from_static(bytes),
            Cow::Owned(bytes) => Bytes::from(bytes),
        };
        Some((name, StaticFile::new(content_type, bytes)))
    };
    FILES.into_iter().filter_map(file).collect()
});

#[derive(Template)]
#[template(path = "docs.html")]
struct Docs;

pub fn routes(app: &mut ServiceConfig) {
    app.service(read_only("/docs", docs))
        .service(web::redirect("/docs/", "/docs"))
        .service(read_only("/docs/{file}", dist));
}

async fn docs() -> Answer {
    page(StatusCode::OK, &Docs, csp::SWAGGER)
}

async fn dist(request: HttpRequest, file: Path<String>) -> Answer {
    let file = DIST.get(file.as_str()).ok_or(Error::not_found("file"))?;
    Ok(file.answer(&request))
}

#[cfg(test)]
mod tests {
    use actix_web::http::header;

    use super::{
        super::{PagesConfig, testing::get},
        *,
    };

    fn on() -> PagesConfig {
        PagesConfig { swagger: true, ..PagesConfig::default() }
    }

    #[actix_web::test]
    async fn swagger_ui_loads_its_own_files_and_runs_nothing_inline() {
        let answer = get(&on(), "/docs").await;
        assert_eq!(answer.status, StatusCode::OK);
        assert_eq!(answer.header(header::CONTENT_SECURITY_POLICY), csp::SWAGGER);
        answer.assert_no_inline_script();
        for path in answer.files() {
            let status = get(&on(), path).await.status;
            assert_eq!(status, StatusCode::OK, "{path}");
        }
    }

    #[actix_web::test]
    async fn the_packages_own_index_and_initializer_are_not_served() {
        for file in ["index.html", "swagger-initializer.js", "oauth2-redirect.html", "..%2Findex.html"] {
            assert_eq!(get(&on(), &format!("/docs/{file}")).await.status, StatusCode::NOT_FOUND, "{file}");
        }
    }

    #[actix_web::test]
    async fn a_trailing_slash_leads_to_the_page() {
        let answer = get(&on(), "/docs/").await;
        assert_eq!(answer.status, StatusCode::TEMPORARY_REDIRECT);
        assert_eq!(answer.header(header::LOCATION), "/docs");
    }
}
