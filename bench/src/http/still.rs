//! The bare server: the same bytes again and again from memory, as fast as actix-web can.

use std::{
    collections::HashMap,
    fs,
    net::TcpListener,
    path::{Path, PathBuf},
};

use actix_web::{
    App, HttpResponse, HttpServer,
    http::header::ContentType,
    web::{self, Bytes, Data},
};
use clap::Args as Arguments;

use super::{
    client::Client,
    server::{Process, free_port},
};
use crate::Result;

/// What it serves, and where.
#[derive(Arguments)]
pub(crate) struct StillArgs {
    /// The folder with a file for each address.
    #[arg(long)]
    folder: PathBuf,
    #[arg(long)]
    port: u16,
}

/// The server process.
pub(crate) fn still(args: &StillArgs) -> Result<()> {
    let mut bodies = HashMap::new();
    for file in fs::read_dir(&args.folder)? {
        let file = file?;
        bodies.insert(file.file_name().to_string_lossy().into_owned(), Bytes::from(fs::read(file.path())?));
    }
    let (bodies, listener) = (Data::new(bodies), TcpListener::bind(("127.0.0.1", args.port))?);
    actix_web::rt::System::new().block_on(async {
        let server = HttpServer::new(move || App::new().app_data(bodies.clone()).route("/{name}", web::get().to(body)));
        server.tcp_nodelay(true).listen(listener)?.run().await
    })?;
    Ok(())
}

async fn body(bodies: Data<HashMap<String, Bytes>>, name: web::Path<String>) -> HttpResponse {
    match bodies.get(name.as_str()) {
        Some(body) => HttpResponse::Ok().content_type(ContentType::json()).body(body.clone()),
        None => HttpResponse::NotFound().finish(),
    }
}

/// Starts it on what is in a folder, where `first` is; where it answers.
pub(crate) async fn start(folder: &Path, first: &str, client: &Client) -> Result<(Process, String)> {
    let port = free_port()?;
    let this = std::env::current_exe()?.display().to_string();
    let arguments =
        ["still", "--folder", &folder.display().to_string(), "--port", &port.to_string()].map(str::to_owned);
    let command: Vec<String> = std::iter::once(this).chain(arguments).collect();
    let base = format!("http://127.0.0.1:{port}");
    let mut process = Process::start(&command, &HashMap::new(), &folder.with_extension("log"))?;
    process.ready(client, &format!("{base}/{first}")).await?;
    Ok((process, base))
}
