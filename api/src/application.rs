//! The server: built, then run. Tests and the command line start exactly this.

use std::{
    net::{SocketAddr, TcpListener},
    sync::Arc,
    time::Duration,
};

use actix_cors::Cors;
use actix_governor::Governor;
use actix_web::{
    App, HttpServer,
    dev::Server,
    http::header,
    middleware::{Compress, Condition, from_fn},
    web::{self, Data, PayloadConfig},
};
use presswork_domain::{Deps, Error, Result, platform::Settings};
use tokio_util::sync::CancellationToken;
use utoipa_actix_web::{AppExt, scope::scope};

use crate::{
    accept::accept_json,
    blueprints,
    call::{IDEMPOTENCY_KEY, PREFER},
    fallback::{Allowed, fallback},
    graphql, meta,
    meta::Documents,
    middleware::{envelope, flood_limit, provide_context, validators},
    openapi,
    pages::{self, PagesConfig},
};

/// A server that is bound but does not answer yet.
pub struct Application {
    address: SocketAddr,
    server: Server,
}

impl Application {
    /// Binds the address of the settings.
    ///
    /// # Errors
    /// `internal` with a sentence for the operator, when the address is in use.
    pub fn build(deps: Arc<Deps>) -> Result<Self> {
        let settings = &deps.settings;
        let wanted = (settings.http.host.as_str(), settings.http.port);
        let listener = TcpListener::bind(wanted)
            .map_err(|error| Error::internal(format!("{}:{} can't be listened on: {error}", wanted.0, wanted.1)))?;
        let address = listener.local_addr().map_err(Error::internal)?;
        Ok(Self { address, server: server(deps, listener)? })
    }

    /// Where it listens, with the real port.
    #[must_use]
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Answers until the token is cancelled; then takes no more connections and lets those in flight finish.
    ///
    /// # Errors
    /// `internal` when the server fails.
    pub async fn run(self, shutdown: CancellationToken) -> Result<()> {
        let handle = self.server.handle();
        let mut running = std::pin::pin!(self.server);
        tokio::select! {
            served = &mut running => served,
            () = shutdown.cancelled() => {
                let (ended, ()) = tokio::join!(running, handle.stop(true));
                ended
            }
        }
        .map_err(Error::internal)
    }
}

fn server(deps: Arc<Deps>, listener: TcpListener) -> Result<Server> {
    let settings = deps.settings.clone();
    let document = openapi::document();
    let schema = graphql::build(&settings);
    let documents = Data::new(Documents::new(&document, schema.sdl())?);
    let endpoint = Data::new(graphql::Endpoint::new(schema, &settings));
    let allowed = Data::new(Allowed::new(&document, &meta::PATHS));
    let flood = flood_limit(&settings)?;
    let deps = Data::from(deps);
    let pages = pages_config(&settings);
    let (http, workers) = (settings.http.clone(), workers(&settings));
    let mut server = HttpServer::new(move || {
        App::new()
            .into_utoipa_app()
            .app_data(deps.clone())
            .app_data(Data::new(settings.clone()))
            .app_data(endpoint.clone())
            .app_data(documents.clone())
            .app_data(allowed.clone())
            .app_data(PayloadConfig::new(settings.http.body_limit_bytes))
            .map(|app| app.wrap(from_fn(provide_context)))
            .map(|app| app.wrap(Governor::new(&flood)))
            .map(|app| app.wrap(Condition::new(settings.http.compression, Compress::default())))
            .map(|app| app.wrap(cors(&settings)))
            .map(|app| app.wrap(from_fn(validators)))
            .map(|app| app.wrap(from_fn(envelope)))
            .service(
                scope("/v1")
                    .wrap(from_fn(accept_json))
                    .configure(blueprints::routes)
                    .route("", web::get().to(meta::index)),
            )
            .into_app()
            .configure(meta::routes)
            .configure(pages::routes(&pages))
            .service(
                web::resource(graphql::PATH)
                    .route(web::post().to(graphql::http::post))
                    .route(web::get().to(graphql::http::get))
                    .default_service(web::to(fallback)),
            )
            .default_service(web::to(fallback))
    })
    .workers(workers)
    .tcp_nodelay(true)
    .client_request_timeout(http.client_request_timeout)
    .client_disconnect_timeout(http.client_disconnect_timeout)
    .shutdown_timeout(http.shutdown_grace.as_secs())
    .disable_signals();
    server = server.keep_alive(Duration::from_secs(75));
    Ok(server.listen(listener).map_err(Error::internal)?.run())
}

fn workers(settings: &Settings) -> usize {
    match settings.http.workers {
        0 => std::thread::available_parallelism().map_or(2, usize::from),
        n => n,
    }
}

fn pages_config(settings: &Settings) -> PagesConfig {
    let mailbox = settings.docs.dev_mailbox && settings.mail.smtp_url.is_empty();
    PagesConfig {
        graphiql: settings.graphql.graphiql,
        swagger: settings.docs.swagger_ui,
        mailbox_dir: mailbox.then(|| settings.mailbox_dir()),
    }
}

/// The headers that pages of other origins may read.
const EXPOSED: [&str; 8] = [
    "Accept-Patch",
    "ETag",
    "Idempotent-Replayed",
    "Link",
    "Location",
    "Preference-Applied",
    "Retry-After",
    "X-Request-Id",
];

/// Origins by settings; nobody is reflected blindly.
fn cors(settings: &Settings) -> Cors {
    let cors = Cors::default()
        .allowed_methods(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"])
        .allowed_headers([
            header::AUTHORIZATION,
            header::CONTENT_TYPE,
            header::ACCEPT,
            header::IF_MATCH,
            header::IF_NONE_MATCH,
            IDEMPOTENCY_KEY,
            PREFER,
        ])
        .expose_headers(EXPOSED)
        .max_age(3600);
    settings.http.cors_origins.iter().fold(cors, |cors, origin| cors.allowed_origin(origin))
}
