//! Calls of the API over gRPC.

mod codec;
mod connect;
mod trouble;

use std::{
    cell::{Cell, OnceCell},
    thread,
    time::Duration,
};

use http::uri::PathAndQuery;
use prost::{Message, bytes::Bytes};
use prost_reflect::{DynamicMessage, MethodDescriptor};
use tokio::runtime::{Builder, Runtime};
use tonic::{
    Request, Response, Status,
    client::Grpc,
    metadata::{AsciiMetadataValue, MetadataMap},
    transport::Channel,
};

use self::codec::Raw;
use crate::{
    failure::{Failure, Result},
    settings::Settings,
};

/// Larger messages are not sent by any server.
const MESSAGE_BYTES: usize = 16 << 20;

/// Where the services stand that everybody knows.
pub(crate) const TTN: &str = "ttn.lorawan.v3";

/// Somebody who calls; connects at the first call.
#[derive(Debug)]
pub(crate) struct Client {
    runtime: Runtime,
    channel: OnceCell<Channel>,
    /// Whether the server has answered before.
    known: Cell<bool>,
    address: String,
    insecure: bool,
    ca: String,
}

/// What a call was answered with.
#[derive(Debug)]
pub(crate) struct Answer {
    /// The method.
    pub(crate) method: &'static str,
    /// How many there are in all, of a list.
    pub(crate) total: Option<u64>,
    /// What the server has to say besides.
    pub(crate) warnings: Vec<String>,
    bytes: Bytes,
}

impl Client {
    pub(crate) fn new(settings: &Settings) -> Result<Self> {
        // A thread of its own answers the server's pings while somebody is asked for a password.
        let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build();
        Ok(Self {
            runtime: runtime.map_err(|error| Failure::text(error.to_string()))?,
            channel: OnceCell::new(),
            known: Cell::new(false),
            address: settings.text("identity-server-grpc-address").to_owned(),
            insecure: settings.on("insecure"),
            ca: settings.text("ca").to_owned(),
        })
    }

    /// Calls `SERVICE/METHOD`.
    pub(crate) fn call(
        &self,
        method: &'static str,
        request: &impl Message,
        bearer: Option<&AsciiMetadataValue>,
    ) -> Result<Answer, Refusal> {
        let mut message = Request::new(request.encode_to_vec());
        if let Some(bearer) = bearer {
            message.metadata_mut().insert("authorization", bearer.clone());
        }
        let answered = if let Some(channel) = self.channel.get() {
            self.runtime.block_on(send(channel.clone(), method, message))
        } else {
            let (channel, answered) = self.connect_and_send(method, message).map_err(Refusal::before)?;
            let _ = self.channel.set(channel);
            answered
        };
        match answered {
            Ok(response) => {
                self.known.set(true);
                let (metadata, bytes, _) = response.into_parts();
                let total = texts(&metadata, "x-total-count").last().and_then(|text| text.parse().ok());
                let warnings = texts(&metadata, "warning").map(str::to_owned).collect();
                Ok(Answer { method, total, warnings, bytes })
            }
            Err(status) => Err(Refusal::of(self, method, status)),
        }
    }

    /// The first call. Meanwhile this thread reads what its answer will be shown by, which takes as long.
    fn connect_and_send(&self, method: &'static str, message: Request<Vec<u8>>) -> Result<(Channel, Answered)> {
        let (runtime, address, insecure, ca) = (&self.runtime, &self.address, self.insecure, &self.ca);
        let calling = async move {
            let channel = connect::connect(address, insecure, ca).await?;
            let answered = send(channel.clone(), method, message).await;
            Ok((channel, answered))
        };
        thread::scope(|scope| {
            let call = scope.spawn(|| runtime.block_on(calling));
            let _ = proto::brief_pool();
            call.join().map_err(|_| Failure::text("the call broke off"))?
        })
    }
}

/// What came back.
type Answered = Result<Response<Bytes>, Status>;

async fn send(channel: Channel, method: &'static str, message: Request<Vec<u8>>) -> Answered {
    let path = format!("/{}", full_name(method)).parse::<PathAndQuery>();
    let path = path.map_err(|error| Status::internal(error.to_string()))?;
    let mut grpc = Grpc::new(channel).max_decoding_message_size(MESSAGE_BYTES);
    grpc.ready().await.map_err(|error| Status::from_error(error.into()))?;
    grpc.unary(message, path, Raw).await
}

/// Why a call failed, and what came with it.
#[derive(Debug)]
pub(crate) struct Refusal {
    pub(crate) failure: Failure,
    /// What to tell people besides.
    pub(crate) warnings: Vec<String>,
    pub(crate) request_id: String,
    /// When to ask again, where the server says so.
    pub(crate) retry_after: Option<Duration>,
}

impl Refusal {
    fn before(failure: Failure) -> Self {
        Self { failure, warnings: Vec::new(), request_id: String::new(), retry_after: None }
    }

    fn of(client: &Client, method: &str, status: Status) -> Self {
        let metadata = status.metadata();
        let first = |name| texts(metadata, name).next();
        let seconds = first("retry-after").or_else(|| first("x-rate-limit-retry"));
        Self {
            warnings: texts(metadata, "warning").map(str::to_owned).collect(),
            request_id: first("x-request-id").unwrap_or_default().to_owned(),
            retry_after: seconds.and_then(|text| text.parse().ok()).map(Duration::from_secs),
            failure: if client.known.get() && trouble::is_of_transport(&status) {
                trouble::broken_off(&client.address)
            } else {
                trouble::explain(&client.address, client.insecure, method, status)
            },
        }
    }
}

fn texts<'a>(metadata: &'a MetadataMap, name: &'static str) -> impl Iterator<Item = &'a str> {
    metadata.get_all(name).iter().filter_map(|value| value.to_str().ok())
}

impl Answer {
    /// The answer as a type that is known.
    pub(crate) fn message<M: Message + Default>(&self) -> Result<M> {
        M::decode(self.bytes.clone()).map_err(|error| Failure::text(format!("{}: {error}", self.method)))
    }

    /// The answer as the files of the API describe it.
    pub(crate) fn dynamic(&self) -> Result<DynamicMessage> {
        let of = descriptor(self.method).map(|method| method.output());
        let of = of.ok_or_else(|| Failure::text(format!("there is no method {}", self.method)))?;
        DynamicMessage::decode(of, self.bytes.clone()).map_err(|error| Failure::text(error.to_string()))
    }
}

/// `PACKAGE.SERVICE/METHOD`; services without a package are those of The Things Stack.
pub(crate) fn full_name(method: &str) -> String {
    if method.starts_with("roster.") { method.to_owned() } else { format!("{TTN}.{method}") }
}

/// What the files of the API say of a method.
pub(crate) fn descriptor(method: &str) -> Option<MethodDescriptor> {
    let name = full_name(method);
    let (service, method) = name.split_once('/')?;
    proto::brief_pool().get_service_by_name(service)?.methods().find(|known| known.name() == method)
}
