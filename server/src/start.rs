//! `roster-server start`: puts the parts together, and takes them apart again in order.

use std::{future::Future, net::SocketAddr, process, sync::Arc, time::Instant};

use service::{Caller, OsRng, Service, SystemClock};
use store::Db;
use tokio::{
    net::TcpListener,
    signal::unix::{Signal, SignalKind, signal},
};
use tokio_rustls::TlsAcceptor;
use tokio_util::sync::CancellationToken;

use crate::{
    Refusal, Result,
    anchors::AnchorFile,
    config::Config,
    jobs::Jobs,
    listen::{self, Certificates},
    telemetry,
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
    let listener = listen("http.listen", &mut config.http.listen).await?;
    let grpc_listener = listen("grpc.listen", &mut config.grpc.listen).await?;
    let tls = tls(&config)?;
    let end = end()?;
    let jobs = Jobs::start(&service, anchors);
    let web = Web::new(service, &config);
    let (router, grpc) = (web::router(web.clone()), web::grpc(&web));
    let (url, address) = (config.public_url(), config.http.listen);
    tracing::info!(%address, ms = begun.elapsed().as_secs_f64() * 1e3, "listening on {url}");
    tracing::info!(address = %config.grpc.listen, "listening for gRPC");
    if !has_admin {
        tracing::warn!("there is no admin yet; make one with `roster-server admin create`");
    }
    let ending = CancellationToken::new();
    let token = ending.clone();
    tokio::spawn(async move {
        end.await;
        token.cancel();
    });
    let http = listen::serve(listener, tls.clone(), router, ending.cancelled());
    tokio::join!(http, listen::serve(grpc_listener, tls, grpc, ending.cancelled()));

    jobs.end().await;
    db.close().await;
    drop(lock);
    tracing::info!("ended");
    Ok(())
}

/// How TLS is spoken, where the files for it are set.
fn tls(config: &Config) -> Result<Option<TlsAcceptor>> {
    let Some((cert_file, key_file)) = config.tls.files() else { return Ok(None) };
    let certificates = Certificates::open(cert_file, key_file)?;
    tokio::spawn(Arc::clone(&certificates).keep_fresh());
    certificates.acceptor().map(Some)
}

/// Binds an address; where the port was left open, the one that was given is written back.
async fn listen(setting: &str, address: &mut SocketAddr) -> Result<TcpListener> {
    let wanted = *address;
    let refused = |cause| Refusal::new(format!("can't listen on {wanted}: {cause}; see {setting}"));
    let listener = TcpListener::bind(wanted).await.map_err(refused)?;
    *address = listener.local_addr().map_err(refused)?;
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
