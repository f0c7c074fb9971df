//! The way to the server: directly or through a proxy, with TLS or without.

use std::{fs, time::Duration};

use http::Uri;
use hyper_util::{
    client::{
        legacy::connect::{HttpConnector, proxy::Tunnel},
        proxy::matcher::Matcher,
    },
    rt::TokioIo,
};
use tokio::net::TcpStream;
use tonic::transport::{Certificate, Channel, ClientTlsConfig, Endpoint};
use tower::{BoxError, Service as _, service_fn};

use super::trouble;
use crate::failure::{Failure, Result};

/// Whoever takes longer is not there.
const PATIENCE: Duration = Duration::from_secs(10);
/// How often the server is asked whether it is there.
const PING: Duration = Duration::from_secs(10);
/// How the server's log names this program.
const USER_AGENT: &str = concat!("roster/", env!("CARGO_PKG_VERSION"));

/// Connects to `HOST:PORT`.
pub(super) async fn connect(address: &str, insecure: bool, ca: &str) -> Result<Channel> {
    let scheme = if insecure { "http" } else { "https" };
    let bare = address.rsplit("://").next().unwrap_or(address).trim_start_matches('/');
    let endpoint = Endpoint::from_shared(format!("{scheme}://{bare}")).map_err(|_| {
        Failure::text(format!("identity-server-grpc-address: {address:?} is not HOST:PORT, localhost:1884 for example"))
    })?;
    // Who answers no ping any more is gone, though the connection looks sound.
    let endpoint = endpoint.connect_timeout(PATIENCE).http2_keep_alive_interval(PING).keep_alive_timeout(PATIENCE);
    let named = endpoint.user_agent(USER_AGENT).map_err(|error| Failure::text(error.to_string()))?;
    let endpoint =
        if insecure { named } else { named.tls_config(tls(ca)?).map_err(|error| trouble::of_tls(&error))? };
    let proxies = Matcher::from_env();
    let connector = service_fn(move |to: Uri| dial(proxies.intercept(&to), to));
    endpoint.connect_with_connector(connector).await.map_err(|error| trouble::of_connecting(address, insecure, &error))
}

/// Certificates of the system (or of `SSL_CERT_FILE`), and those of a file.
fn tls(ca: &str) -> Result<ClientTlsConfig> {
    let config = ClientTlsConfig::new().with_native_roots();
    if ca.is_empty() {
        return Ok(config);
    }
    let pem = fs::read(ca).map_err(|error| Failure::text(format!("ca: {ca}: {error}")))?;
    Ok(config.ca_certificate(Certificate::from_pem(pem)))
}

async fn dial(
    proxy: Option<hyper_util::client::proxy::matcher::Intercept>,
    to: Uri,
) -> Result<TokioIo<TcpStream>, BoxError> {
    let Some(proxy) = proxy else {
        let (host, port) = (to.host().unwrap_or_default(), port(&to));
        let stream = TcpStream::connect((host.trim_matches(['[', ']']), port)).await?;
        stream.set_nodelay(true)?;
        return Ok(TokioIo::new(stream));
    };
    let mut http = HttpConnector::new();
    http.enforce_http(false);
    let mut tunnel = Tunnel::new(proxy.uri().clone(), http);
    if let Some(credentials) = proxy.basic_auth() {
        tunnel = tunnel.with_auth(credentials.clone());
    }
    Ok(tunnel.call(to).await?)
}

fn port(to: &Uri) -> u16 {
    to.port_u16().unwrap_or(if to.scheme_str() == Some("http") { 80 } else { 443 })
}
