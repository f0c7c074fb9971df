//! `roster-server start`: puts the parts together, and takes them apart again in order.

use std::{future::Future, process, sync::Arc, time::Instant};

use service::{Caller, OsRng, Service, SystemClock};
use store::Db;
use tokio::{
    net::TcpListener,
    signal::unix::{Signal, SignalKind, signal},
};

use crate::{
    Refusal, Result,
    anchors::AnchorFile,
    config::Config,
    jobs::Jobs,
    listen, telemetry,
    web::{self, Web},
};

/// What a shell reports for a process that was interrupted.
const INTERRUPTED: i32 = 130;

/// Runs the server until it is told to end.
pub(crate) fn run(config: Config) -> Result<()> {
    let begun = Instant::now();
    telemetry::init(config.log);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    runtime.map_err(|cause| Refusal::new(cause.to_string()))?.block_on(serve(config, begun))
}

async fn serve(mut config: Config, begun: Instant) -> Result<()> {
    let db = Db::open(config.database.url.expose()).await?;
    let lock = db.lock_for_server()?;
    db.migrate().await?;
    let service = Service::new(db.clone(), config.service_settings(), Arc::new(SystemClock), Arc::new(OsRng))?;
    let has_admin = service::users::has_admin(&service, &Caller::host("start")).await?;
    let anchors = config.audit.anchor_file.as_deref().map(AnchorFile::open).transpose()?;
    let listener = listen(&mut config).await?;
    let end = end()?;
    let jobs = Jobs::start(&service, anchors);
    let router = web::router(Web::new(service, &config));
    let (url, address) = (config.http.public_url(), config.http.listen);
    tracing::info!(%address, ms = begun.elapsed().as_secs_f64() * 1e3, "listening on {url}");
    if !has_admin {
        tracing::warn!("there is no admin yet; make one with `roster-server admin create`");
    }
    listen::serve(listener, router, end).await;

    jobs.end().await;
    db.close().await;
    drop(lock);
    tracing::info!("ended");
    Ok(())
}

/// Binds the address; where the port was left open, the one that was given is written back.
async fn listen(config: &mut Config) -> Result<TcpListener> {
    let wanted = config.http.listen;
    let refused = |cause| Refusal::new(format!("can't listen on {wanted}: {cause}"));
    let listener = TcpListener::bind(wanted).await.map_err(refused)?;
    config.http.listen = listener.local_addr().map_err(refused)?;
    Ok(listener)
}

/// Waits for SIGTERM or SIGINT. A second one ends the process at once.
fn end() -> Result<impl Future<Output = ()>> {
    let listen_for = |kind| signal(kind).map_err(|cause| Refusal::new(format!("signals: {cause}")));
    let (mut terminate, mut interrupt) = (listen_for(SignalKind::terminate())?, listen_for(SignalKind::interrupt())?);
    Ok(async move {
        either(&mut terminate, &mut interrupt).await;
        tracing::info!("ending; requests under way are finished first");
        tokio::spawn(async move {
            either(&mut terminate, &mut interrupt).await;
            process::exit(INTERRUPTED);
        });
    })
}

async fn either(one: &mut Signal, other: &mut Signal) {
    tokio::select! {
        _ = one.recv() => {}
        _ = other.recv() => {}
    }
}
