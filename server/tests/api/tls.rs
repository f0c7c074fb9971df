//! TLS of our own: both versions of HTTP over it, and certificates that are renewed.

use std::{fs, path::Path, sync::Arc};

use axum::{Router, routing::get};
use rcgen::{CertifiedKey, generate_simple_self_signed};
use server::listen::{self, Certificates};
use tempfile::TempDir;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
};
use tokio_rustls::{
    TlsConnector,
    client::TlsStream,
    rustls::{
        ClientConfig, RootCertStore,
        crypto::ring,
        pki_types::{CertificateDer, ServerName, pem::PemObject as _},
    },
};

/// A server with a certificate of its own, which ends with the test.
struct Server {
    folder: TempDir,
    certificates: Arc<Certificates>,
    address: std::net::SocketAddr,
}

fn make(folder: &Path) {
    let CertifiedKey { cert, signing_key } = generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    fs::write(folder.join("cert.pem"), cert.pem()).unwrap();
    fs::write(folder.join("key.pem"), signing_key.serialize_pem()).unwrap();
}

async fn start() -> Server {
    let folder = tempfile::tempdir().unwrap();
    make(folder.path());
    let certificates = Certificates::open(&folder.path().join("cert.pem"), &folder.path().join("key.pem")).unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let router = Router::new().route("/", get(async || "up"));
    tokio::spawn(listen::serve(listener, Some(certificates.acceptor().unwrap()), router, std::future::pending()));
    Server { folder, certificates, address }
}

impl Server {
    /// Connects as somebody who trusts the certificate that is in the folder now.
    async fn connect(&self, protocols: &[&str]) -> std::io::Result<TlsStream<TcpStream>> {
        let mut roots = RootCertStore::empty();
        roots.add(CertificateDer::from_pem_file(self.folder.path().join("cert.pem")).unwrap()).unwrap();
        let builder = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()));
        let builder = builder.with_safe_default_protocol_versions().unwrap();
        let mut config = builder.with_root_certificates(roots).with_no_client_auth();
        config.alpn_protocols = protocols.iter().map(|name| name.as_bytes().to_vec()).collect();
        let stream = TcpStream::connect(self.address).await?;
        TlsConnector::from(Arc::new(config)).connect(ServerName::try_from("localhost").unwrap(), stream).await
    }
}

#[tokio::test]
async fn http_is_spoken_over_it_and_clients_of_grpc_are_offered_version_two() {
    let server = start().await;
    let mut stream = server.connect(&[]).await.unwrap();
    stream.write_all(b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").await.unwrap();
    let mut text = String::new();
    stream.read_to_string(&mut text).await.unwrap();
    assert!(text.starts_with("HTTP/1.1 200 OK") && text.ends_with("up"), "{text}");
    let stream = server.connect(&["h2"]).await.unwrap();
    assert_eq!(stream.get_ref().1.alpn_protocol(), Some(b"h2".as_slice()));
}

#[tokio::test]
async fn who_speaks_no_tls_is_let_go() {
    let server = start().await;
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    stream.write_all(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n").await.unwrap();
    let mut answer = Vec::new();
    // An alert of TLS, and nothing of the page.
    let _ = stream.read_to_end(&mut answer).await;
    assert!(!String::from_utf8_lossy(&answer).contains("up"), "{answer:?}");
}

#[tokio::test]
async fn a_renewed_certificate_is_shown_and_a_broken_one_is_not() {
    let server = start().await;
    make(server.folder.path());
    server.connect(&[]).await.unwrap_err();
    server.certificates.renew();
    server.connect(&[]).await.unwrap();
    fs::write(server.folder.path().join("key.pem"), "nothing").unwrap();
    server.certificates.renew();
    server.connect(&[]).await.unwrap();
}

#[test]
fn files_that_do_not_fit_together_are_refused_by_name() {
    let (one, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    make(one.path());
    make(other.path());
    let open = |cert: &Path, key: &Path| Certificates::open(cert, key).unwrap_err().to_string();
    let [cert, key] = ["cert.pem", "key.pem"].map(|name| one.path().join(name));
    for (text, file) in [
        (open(&cert, &other.path().join("key.pem")), other.path().join("key.pem")),
        (open(&key, &key), key.clone()),
        (open(&cert, &cert), cert.clone()),
        (open(&one.path().join("none"), &key), one.path().join("none")),
    ] {
        assert!(text.starts_with(&*file.display().to_string()), "{text}");
    }
}
