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
    guard::fn_guard,
    http::header,
    middleware::{Compress, Condition, from_fn},
    web::{self, Data, PayloadConfig},
};
use presswork_domain::{
    Deps, Error, Result,
    platform::{Settings, task},
};
use tokio_util::{sync::CancellationToken, task::AbortOnDropHandle};

use crate::{
    accept::accept_what_is_answered,
    blueprints,
    call::{IDEMPOTENCY_KEY, PREFER},
    deprecation::{Deprecations, announce},
    fallback::{Allowed, fallback},
    graphql,
    kept::Answers,
    meta,
    meta::Documents,
    middleware::{Lists, deadline, envelope, flood_limit, kept, provide_context, reserve, settle, validators},
    openapi,
    pages::{self, PagesConfig},
    parameters::{Parameters, refuse_unread},
    routes::served,
    server,
    streaming::{Closing, LAST_EVENT_ID, Slots},
    tls::Certificate,
};

/// A server that is bound but does not answer yet.
pub struct Application {
    address: SocketAddr,
    server: Server,
    certificate: Option<Arc<Certificate>>,
    closing: Closing,
}

impl Application {
    /// Reads the certificate of the settings, if they name one, and binds their address.
    ///
    /// # Errors
    /// `internal` with a sentence for the operator, when the certificate is no good or the address is in use.
    pub fn build(deps: Arc<Deps>) -> Result<Self> {
        let settings = &deps.settings;
        let certificate = Certificate::open(settings)?;
        let listener = server::bind(&settings.http.host, settings.http.port)?;
        let address = listener.local_addr().map_err(Error::internal)?;
        let closing = Closing::default();
        let server = assemble(deps, listener, certificate.as_ref(), closing.clone())?;
        Ok(Self { address, server, certificate, closing })
    }

    /// Where it listens, with the real port.
    #[must_use]
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Answers until the token is cancelled; then takes no more connections and lets those in flight finish;
    /// streams, which would never, end at once.
    ///
    /// # Errors
    /// `internal` when the server fails.
    pub async fn run(self, shutdown: CancellationToken) -> Result<()> {
        let _watch = self.certificate.map(|pair| AbortOnDropHandle::new(task::spawn("certificate", pair.watch())));
        server::until(self.server, shutdown, || self.closing.begin()).await
    }
}

fn assemble(
    deps: Arc<Deps>,
    listener: TcpListener,
    certificate: Option<&Arc<Certificate>>,
    closing: Closing,
) -> Result<Server> {
    let settings = deps.settings.clone();
    let document = openapi::document();
    let schema = graphql::build(&settings);
    let documents = Data::new(Documents::new(&document, schema.sdl())?);
    let endpoint = Data::new(graphql::Endpoint::new(schema, &settings)?);
    let allowed = Data::new(Allowed::new(&document, &meta::PATHS));
    let lists = Data::new(Lists::new(&document));
    let parameters = Data::new(Parameters::new(&document));
    let deprecations = Data::new(Deprecations::new(&document));
    let flood = flood_limit(&settings)?;
    let (slots, closing) = (Data::new(Slots::new(settings.realtime.max_streams)), Data::new(closing));
    let answers = Data::new(Answers::new(&settings.cache, Arc::clone(&deps.freshness)));
    if answers.is_on() {
        deps.events.keep_fresh(Arc::clone(&deps.freshness));
    }
    let deps = Data::from(deps);
    let pages = pages_config(&settings);
    let (http, workers) = (settings.http.clone(), workers(&settings));
    let mut server = HttpServer::new(move || {
        App::new()
            .app_data(deps.clone())
            .app_data(Data::new(settings.clone()))
            .app_data(endpoint.clone())
            .app_data(documents.clone())
            .app_data(allowed.clone())
            .app_data(lists.clone())
            .app_data(parameters.clone())
            .app_data(deprecations.clone())
            .app_data(slots.clone())
            .app_data(closing.clone())
            .app_data(answers.clone())
            .app_data(PayloadConfig::new(settings.http.body_limit_bytes))
            .wrap(from_fn(deadline))
            .wrap(Condition::new(settings.http.compression, Compress::default()))
            .wrap(from_fn(kept))
            .wrap(from_fn(validators))
            .wrap(from_fn(reserve))
            .wrap(from_fn(provide_context))
            .wrap(Governor::new(&flood))
            .wrap(cors(&settings))
            .wrap(from_fn(settle))
            .wrap(from_fn(envelope))
            .service(
                web::scope("/v1")
                    .wrap(from_fn(refuse_unread))
                    .wrap(from_fn(accept_what_is_answered))
                    .wrap(from_fn(announce))
                    .configure(served(blueprints::routes))
                    .route("", web::get().to(meta::index)),
            )
            .service(web::scope("/.well-known").configure(served(blueprints::well_known)))
            .configure(served(blueprints::beside))
            .configure(meta::routes)
            .configure(pages::routes(&pages))
            .service(
                web::resource(graphql::PATH)
                    .route(web::post().to(graphql::http::post))
                    .route(web::get().guard(fn_guard(graphql::ws::is_upgrade)).to(graphql::ws::upgrade))
                    .route(web::get().to(graphql::http::get))
                    .default_service(web::to(fallback)),
            )
            .default_service(web::to(fallback))
    })
    .workers(workers)
    .tcp_nodelay(true)
    .client_request_timeout(http.client_request_timeout)
    .tls_handshake_timeout(http.client_request_timeout)
    .client_disconnect_timeout(http.client_disconnect_timeout)
    .shutdown_timeout(http.shutdown_grace.as_secs())
    .disable_signals();
    server = server.keep_alive(Duration::from_secs(75));
    let listening = match certificate {
        Some(pair) => server.listen_rustls_0_23(listener, pair.config()?),
        None => server.listen(listener),
    };
    Ok(listening.map_err(Error::internal)?.run())
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
const EXPOSED: [&str; 15] = [
    "Accept-Patch",
    "Accept-Ranges",
    "Content-Range",
    "Deprecation",
    "ETag",
    "Idempotent-Replayed",
    "Last-Modified",
    "Link",
    "Location",
    "Preference-Applied",
    "RateLimit",
    "RateLimit-Policy",
    "Retry-After",
    "Sunset",
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
            header::IF_RANGE,
            header::RANGE,
            header::CONTENT_RANGE,
            LAST_EVENT_ID,
            IDEMPOTENCY_KEY,
            PREFER,
        ])
        .expose_headers(EXPOSED)
        .max_age(3600);
    settings.http.cors_origins.iter().fold(cors, |cors, origin| cors.allowed_origin(origin))
}
