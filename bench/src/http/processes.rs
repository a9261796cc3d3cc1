//! Several API processes behind nginx, with a worker and Redis: do they all say the same, and what do they come to?

use std::{collections::HashMap, fmt::Write, path::Path};

use serde_json::Value;
use tokio::time::{Duration, Instant, sleep};

use super::{
    Args,
    loads::Bench,
    requests::{Request, fault},
    results::Results,
    server::{Process, Server, free_port},
    work::{Mode, Work},
};
use crate::{Result, figures::number, say};

const WORKS: [Work; 4] = [Work::W1, Work::W2, Work::W3, Work::W9];
/// How many answers of each work are compared.
const COMPARED: usize = 20;
/// How long a change may take until every process tells of it.
const HEARD_WITHIN: Duration = Duration::from_secs(2);

/// Measures each number of processes, as shipped.
pub(crate) async fn measure(args: &Args, bench: &Bench<'_>, results: &mut Results) -> Result<()> {
    for repetition in 1..=args.repetitions {
        for count in &args.processes {
            say(&format!("· {repetition} of {}, {count} processes behind nginx", args.repetitions));
            let server = Server::apart(bench.place, &bench.client, &Mode::Shipped.settings(), *count).await?;
            let (nginx, base) = proxy(args, bench, &server).await?;
            same_answers(bench, &server, &base).await?;
            for work in WORKS.into_iter().filter(|work| bench.works.contains(work)) {
                let mix = bench.mix(work)?;
                if args.warm > 0 {
                    bench.asked(&base, &mix, args.warm).await?;
                }
                let load = bench.asked(&base, &mix, args.seconds).await?;
                say(&format!("  {} {}/s, p99 {:.1} ms", work.name(), number(load.rate), load.p99));
                results.processes.entry((work, *count)).or_default().push(load);
            }
            same_answers(bench, &server, &base).await?;
            nginx.stop().await?;
            server.stop().await?;
            bench.place.clean().await?;
        }
    }
    Ok(())
}

/// nginx before the processes, as in `deploy/proxy/nginx.conf`, without TLS.
async fn proxy(args: &Args, bench: &Bench<'_>, server: &Server) -> Result<(Process, String)> {
    let (folder, port) = (bench.place.folder().join("nginx"), free_port()?);
    std::fs::create_dir_all(&folder)?;
    let file = folder.join("nginx.conf");
    std::fs::write(&file, configuration(&folder, port, &server.bases)?)?;
    let (folder, file) = (folder.display().to_string(), file.display().to_string());
    let errors = format!("{folder}/errors");
    let command = [&args.nginx.display().to_string(), "-p", &folder, "-c", &file, "-e", &errors].map(str::to_owned);
    let mut nginx = Process::start(&command, &HashMap::new(), Path::new(&format!("{folder}/log")))?;
    let base = format!("http://127.0.0.1:{port}");
    nginx.ready(&bench.client, &format!("{base}/readyz")).await?;
    Ok((nginx, base))
}

fn configuration(folder: &Path, port: u16, bases: &[String]) -> Result<String> {
    let mut text = format!("daemon off;\npid {}/pid;\nworker_processes auto;\n", folder.display());
    // Whoever is root lets nginx stay so, or it could not write into our folder.
    if procfs::process::Process::myself()?.uid()? == 0 {
        text += "user root;\n";
    }
    text += "events { worker_connections 1024; }\nhttp {\n    access_log off;\n";
    for kind in ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"] {
        writeln!(text, "    {kind}_temp_path {}/{kind};", folder.display())?;
    }
    text += "    upstream presswork {\n        least_conn;\n        keepalive 64;\n";
    for base in bases {
        writeln!(text, "        server {};", base.trim_start_matches("http://"))?;
    }
    writeln!(text, "    }}\n    server {{\n        listen 127.0.0.1:{port};\n        keepalive_requests 1000000;")?;
    text += "        location / {\n            proxy_pass http://presswork;\n            proxy_http_version 1.1;\n            \
             proxy_set_header Host $host;\n            proxy_set_header X-Forwarded-For $remote_addr;\n            \
             proxy_set_header X-Forwarded-Proto $scheme;\n            proxy_set_header Connection '';\n            \
             proxy_buffering off;\n        }\n    }\n}\n";
    Ok(text)
}

/// Whether all processes, and nginx, give the same answers, also right after one of them has changed something.
async fn same_answers(bench: &Bench<'_>, server: &Server, proxy: &str) -> Result<()> {
    for work in [Work::W1, Work::W2, Work::W3].into_iter().filter(|work| bench.works.contains(work)) {
        for request in bench.source.requests(work).iter().take(COMPARED) {
            let expected = bench.client.ask(proxy, request).await?;
            if let Some(fault) = fault(work, &expected) {
                return Err(format!("{} is not answered through nginx: {fault}", work.name()).into());
            }
            for base in &server.bases {
                // Whatever the order of members.
                if bench.client.ask(base, request).await?.json()? != expected.json()? {
                    return Err(format!("{base} answers {} otherwise than the others", request.address).into());
                }
            }
        }
    }
    a_change_is_heard(bench, server, proxy).await
}

/// Comments through nginx, and waits until every process counts it.
async fn a_change_is_heard(bench: &Bench<'_>, server: &Server, proxy: &str) -> Result<()> {
    let post = Request::get(format!("/v1/posts/{}", bench.source.keys.posts[0].1));
    let count = async |base: &str| -> Result<Option<u64>> {
        Ok(bench.client.ask(base, &post).await?.json()?.get("commentCount").and_then(Value::as_u64))
    };
    let before = count(proxy).await?.ok_or("a post without a count of comments")?;
    let comment = bench.source.requests(Work::W4).remove(0);
    if let Some(fault) = fault(Work::W4, &bench.client.ask(proxy, &comment).await?) {
        return Err(format!("nobody can comment through nginx: {fault}").into());
    }
    for base in &server.bases {
        let began = Instant::now();
        while count(base).await? != Some(before + 1) {
            if began.elapsed() > HEARD_WITHIN {
                return Err(format!("{base} has not heard of a comment after {HEARD_WITHIN:?}").into());
            }
            sleep(Duration::from_millis(10)).await;
        }
    }
    Ok(())
}
