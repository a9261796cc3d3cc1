//! Everything under `/assets/`: our own style sheets and scripts, and GraphiQL's bundle.
//!
//! A table rather than a folder walk: what is not named here is not in the binary, and a path is never made of a request.

use std::{collections::HashMap, sync::LazyLock};

use actix_web::{
    HttpRequest,
    web::{Bytes, Path, ServiceConfig},
};
use presswork_domain::Error;

use super::{
    answer::{Answer, read_only},
    static_file::StaticFile,
};

const CSS: &str = "text/css; charset=utf-8";
const JS: &str = "text/javascript; charset=utf-8";
const SVG: &str = "image/svg+xml";

const TABLE: [(&str, &str, &[u8]); 25] = [
    ("icon.svg", SVG, include_bytes!("../../assets/icon.svg")),
    ("site.css", CSS, include_bytes!("../../assets/site.css")),
    ("bar.css", CSS, include_bytes!("../../assets/bar.css")),
    ("login.js", JS, include_bytes!("../../assets/login.js")),
    ("setup.js", JS, include_bytes!("../../assets/setup.js")),
    ("mailbox.css", CSS, include_bytes!("../../assets/mailbox.css")),
    ("ops/ops.css", CSS, include_bytes!("../../assets/ops/ops.css")),
    ("ops/api.js", JS, include_bytes!("../../assets/ops/api.js")),
    ("ops/attention.js", JS, include_bytes!("../../assets/ops/attention.js")),
    ("ops/chart.js", JS, include_bytes!("../../assets/ops/chart.js")),
    ("ops/cluster.js", JS, include_bytes!("../../assets/ops/cluster.js")),
    ("ops/dialog.js", JS, include_bytes!("../../assets/ops/dialog.js")),
    ("ops/dom.js", JS, include_bytes!("../../assets/ops/dom.js")),
    ("ops/facts.js", JS, include_bytes!("../../assets/ops/facts.js")),
    ("ops/format.js", JS, include_bytes!("../../assets/ops/format.js")),
    ("ops/jobs.js", JS, include_bytes!("../../assets/ops/jobs.js")),
    ("ops/live.js", JS, include_bytes!("../../assets/ops/live.js")),
    ("ops/main.js", JS, include_bytes!("../../assets/ops/main.js")),
    ("ops/queues.js", JS, include_bytes!("../../assets/ops/queues.js")),
    ("docs/docs.css", CSS, include_bytes!("../../assets/docs/docs.css")),
    ("docs/docs.js", JS, include_bytes!("../../assets/docs/docs.js")),
    ("graphiql/graphiql.css", CSS, include_bytes!("../../assets/graphiql/graphiql.css")),
    ("graphiql/theme.css", CSS, include_bytes!("../../assets/graphiql/theme.css")),
    ("graphiql/graphiql.js", JS, include_bytes!("../../assets/graphiql/graphiql.js")),
    ("graphiql/graphiql-init.js", JS, include_bytes!("../../assets/graphiql/graphiql-init.js")),
];

static FILES: LazyLock<HashMap<&str, StaticFile>> = LazyLock::new(|| {
    let file = |(path, content_type, bytes)| (path, StaticFile::new(content_type, Bytes::from_static(bytes)));
    TABLE.into_iter().map(file).collect()
});

pub fn routes(app: &mut ServiceConfig) {
    app.service(read_only("/assets/{path:.*}", asset));
}

async fn asset(request: HttpRequest, path: Path<String>) -> Answer {
    let file = FILES.get(path.as_str()).ok_or(Error::not_found("asset"))?;
    Ok(file.answer(&request))
}

#[cfg(test)]
mod tests {
    use actix_web::http::{StatusCode, header};

    use super::{
        super::{
            PagesConfig,
            testing::{get, get_with},
        },
        *,
    };

    #[actix_web::test]
    async fn every_asset_is_served_with_its_type_and_may_be_kept() {
        for (path, content_type, bytes) in TABLE {
            let answer = get(&PagesConfig::default(), &format!("/assets/{path}")).await;
            assert_eq!(answer.status, StatusCode::OK, "{path}");
            assert_eq!(answer.header(header::CONTENT_TYPE), content_type);
            assert_eq!(answer.header(header::X_CONTENT_TYPE_OPTIONS), "nosniff");
            assert_eq!(answer.header(header::CACHE_CONTROL), "public, max-age=300");
            assert_eq!(answer.body.as_bytes(), bytes, "{path}");
        }
    }

    #[actix_web::test]
    async fn an_asset_that_is_already_there_is_not_sent_again() {
        let path = "/assets/site.css";
        let tag = get(&PagesConfig::default(), path).await.header(header::ETAG);
        let again = get_with(&PagesConfig::default(), path, (header::IF_NONE_MATCH, &tag)).await;
        assert_eq!((again.status, again.body.as_str()), (StatusCode::NOT_MODIFIED, ""));
        let other = get_with(&PagesConfig::default(), path, (header::IF_NONE_MATCH, "\"other\"")).await;
        assert_eq!(other.status, StatusCode::OK);
    }

    #[actix_web::test]
    async fn what_is_not_in_the_table_is_not_served() {
        for path in
            ["", "graphiql", "graphiql/", "graphiql/package.json", "../Cargo.toml", "..%2FCargo.toml", "site.css/"]
        {
            let answer = get(&PagesConfig::default(), &format!("/assets/{path}")).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path:?}");
        }
    }

    #[test]
    fn no_asset_names_another_host_to_load_from() {
        for (path, _, bytes) in TABLE {
            let text = String::from_utf8_lossy(bytes);
            for loader in ["url(http", "url(\"http", "url(//", "@import", "from\"http", "import(\"http", "src=\"http"] {
                assert!(!text.contains(loader), "{path} has {loader}");
            }
        }
    }
}
