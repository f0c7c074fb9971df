//! A browser's part: one kept connection, one request after another.

use std::net::SocketAddr;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use http_body_util::{BodyExt as _, Full};
use hyper::body::Bytes;
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper::header::{HeaderMap, HeaderName};
use hyper::{Method, Request, StatusCode};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio::time::timeout;

/// Nothing that we ask for takes this long unless it is broken.
const PATIENCE: Duration = Duration::from_secs(20);

/// An answer, read to its end.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    /// The bytes as they were sent, compressed or not.
    pub(crate) body: Bytes,
}

/// One connection.
pub(crate) struct Client {
    sender: SendRequest<Full<Bytes>>,
    host: String,
    cookie: String,
    /// Of a program.
    bearer: String,
}

impl Client {
    /// Connects; `cookie` may be empty.
    pub(crate) async fn connect(address: SocketAddr, cookie: &str) -> Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        let (sender, connection) = handshake(TokioIo::new(stream)).await?;
        // It ends with the sender, and its errors reach whoever waits for an answer.
        tokio::spawn(connection);
        Ok(Self { sender, host: address.to_string(), cookie: cookie.to_owned(), bearer: String::new() })
    }

    /// Connects as a program with an API key.
    pub(crate) async fn program(address: SocketAddr, key: &str) -> Result<Self> {
        Ok(Self { bearer: format!("Bearer {key}"), ..Self::connect(address, "").await? })
    }

    /// Calls the API.
    pub(crate) async fn call(&mut self, method: Method, path: &str, body: String) -> Result<Answer> {
        self.send(method, path, &[], Bytes::from(body)).await
    }

    /// Asks for a page or a file.
    pub(crate) async fn get(&mut self, path: &str, coding: &str) -> Result<Answer> {
        let headers = [("accept", "text/html,*/*"), ("accept-encoding", coding)];
        self.send(Method::GET, path, &headers, Bytes::new()).await
    }

    /// Posts a form as a script of our own page does.
    pub(crate) async fn post(&mut self, path: &str, form: &str) -> Result<Answer> {
        let form = Bytes::copy_from_slice(form.as_bytes());
        let kind = ("content-type", "application/x-www-form-urlencoded");
        self.send(Method::POST, path, &[kind, ("accept", "application/json"), ("sec-fetch-site", "same-origin")], form)
            .await
    }

    /// The same from behind a proxy that is trusted.
    pub(crate) async fn post_from(&mut self, address: &str, path: &str, form: &str) -> Result<Answer> {
        let kind = ("content-type", "application/x-www-form-urlencoded");
        let ours = ("sec-fetch-site", "same-origin");
        let headers = [kind, ("accept", "application/json"), ours, ("x-forwarded-for", address)];
        self.send(Method::POST, path, &headers, Bytes::copy_from_slice(form.as_bytes())).await
    }

    /// Asks for a file of any size. Answers how many bytes it has.
    pub(crate) async fn download(&mut self, path: &str) -> Result<usize> {
        self.sender.ready().await?;
        let request = Request::get(path).header("host", &self.host).header("cookie", &self.cookie);
        let answer = self.sender.send_request(request.body(Full::default())?).await?;
        ensure!(answer.status().is_success(), "{path} answers {}", answer.status());
        let (mut body, mut bytes) = (answer.into_body(), 0);
        while let Some(frame) = body.frame().await {
            bytes += frame?.data_ref().map_or(0, Bytes::len);
        }
        Ok(bytes)
    }

    async fn send(
        &mut self,
        method: Method,
        path: &str,
        headers: &[(&'static str, &str)],
        body: Bytes,
    ) -> Result<Answer> {
        let mut request = Request::builder().method(method).uri(path).header("host", &self.host);
        for (name, value) in headers {
            request = request.header(HeaderName::from_static(name), *value);
        }
        if !self.cookie.is_empty() {
            request = request.header("cookie", &self.cookie);
        }
        if !self.bearer.is_empty() {
            request = request.header("authorization", &self.bearer);
        }
        let request = request.body(Full::new(body))?;
        let answer = async {
            self.sender.ready().await?;
            let answer = self.sender.send_request(request).await?;
            let (parts, body) = answer.into_parts();
            anyhow::Ok(Answer { status: parts.status, headers: parts.headers, body: body.collect().await?.to_bytes() })
        };
        timeout(PATIENCE, answer).await.with_context(|| format!("{path}: no answer"))?
    }
}
