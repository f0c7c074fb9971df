//! One call: who makes it, from where, and what goes with the answer.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use domain::{Code, Error, Result, UserId, rate::Allowance};
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use proto::Validate;
use service::{
    Caller, RequestContext, Service, credentials,
    rate_limits::{self, Subject},
    sessions,
};
use tonic::{Request, Response, Status, metadata::MetadataMap};

use super::status::{deadline_exceeded, error_status, violation_status};

/// What a door knows of a request; it leaves it among the extensions.
#[derive(Clone, Debug, Default)]
pub(crate) struct Origin {
    /// Where the request came from.
    pub(crate) context: RequestContext,
    /// The token of the session, where a browser of ours sent a cookie.
    pub(crate) session: Option<String>,
}

/// A call whose request has been checked.
pub(crate) struct Call {
    pub(crate) service: Service,
    origin: Arc<Origin>,
    metadata: MetadataMap,
    /// What is left of the limits that the call counts for, the tightest of them.
    allowance: Mutex<Option<Allowance>>,
}

/// An answer, with what goes beside the message.
pub(crate) struct Reply<T> {
    message: T,
    metadata: Vec<(&'static str, String)>,
}

impl<T> Reply<T> {
    /// The message alone.
    pub(crate) fn new(message: T) -> Self {
        Self { message, metadata: Vec::new() }
    }

    /// How many rows a list has in all.
    pub(crate) fn total(self, total: u64) -> Self {
        self.with("x-total-count", total.to_string())
    }

    /// The version of the one thing that is answered, as a strong `ETag`.
    pub(crate) fn version(self, version: i64) -> Self {
        self.with("etag", format!("\"{version}\""))
    }

    /// Something that the caller should know.
    pub(crate) fn warning(self, text: impl Into<String>) -> Self {
        self.with("warning", text.into())
    }

    fn with(mut self, name: &'static str, value: String) -> Self {
        self.metadata.push((name, value));
        self
    }
}

impl Call {
    /// Checks the request; nobody is asked who they are before it is sound (contract §1.6).
    pub(crate) fn open<M: Validate>(service: &Service, request: Request<M>) -> Result<(Self, M), Box<Status>> {
        let (metadata, mut extensions, message) = request.into_parts();
        let origin = extensions.remove::<Arc<Origin>>().unwrap_or_default();
        let call = Self { service: service.clone(), origin, metadata, allowance: Mutex::default() };
        match message.validate(call.service.now().micros()) {
            Ok(()) => Ok((call, message)),
            Err(violation) => {
                let status = violation_status(violation, call.correlation_id());
                Err(Box::new(call.named(status)))
            }
        }
    }

    /// Counts the call for the address that it comes from.
    ///
    /// # Errors
    /// Resource exhausted.
    pub(crate) async fn count(&self) -> Result<()> {
        match self.origin.context.address.as_str() {
            "" => Ok(()),
            address => self.take(Subject::Address(address)).await,
        }
    }

    async fn take(&self, subject: Subject<'_>) -> Result<()> {
        let (allowance, outcome) = rate_limits::count(&self.service, subject).await;
        if let Some(new) = allowance {
            let mut tightest = self.allowance.lock().unwrap_or_else(PoisonError::into_inner);
            *tightest = Some(tightest.filter(|known| known.available < new.available).unwrap_or(new));
        }
        outcome
    }

    /// Who calls, for whose account the call counts. A header goes before a cookie.
    ///
    /// # Errors
    /// As [`credentials::resolve`]; resource exhausted.
    pub(crate) async fn caller(&self) -> Result<Caller> {
        self.caller_about(None).await
    }

    /// The same, and whoever they ask about is read along with a key.
    ///
    /// # Errors
    /// The same.
    pub(crate) async fn caller_about(&self, about: Option<&UserId>) -> Result<Caller> {
        let caller = self.identify(about).await?;
        if let Some(user) = caller.user() {
            self.take(Subject::Account(user.id)).await?;
        }
        Ok(caller)
    }

    async fn identify(&self, about: Option<&UserId>) -> Result<Caller> {
        let context = RequestContext { about: about.cloned(), ..self.origin.context.clone() };
        let header = self.metadata.get_all("authorization").iter().next_back();
        match (header.map(|value| value.to_str()), &self.origin.session) {
            (Some(Ok(authorization)), _) => credentials::resolve(&self.service, authorization, context).await,
            (Some(Err(_)), _) => Err(Error::bearer_token()),
            (None, Some(token)) => sessions::resolve(&self.service, token, context).await,
            (None, None) => Ok(Caller::anonymous(context)),
        }
    }

    /// Who wants to do something to a user. Nobody known has no rights on anybody, as the contract says it (§5.5).
    ///
    /// # Errors
    /// The same; permission denied.
    pub(crate) async fn caller_on(&self, id: &UserId) -> Result<Caller> {
        let caller = self.caller().await?;
        if caller.user().is_none() { Err(Error::no_user_rights(id.as_str())) } else { Ok(caller) }
    }

    /// The same, and who shows something that is not good counts as nobody.
    ///
    /// # Errors
    /// Resource exhausted.
    pub(crate) async fn caller_or_nobody(&self) -> Result<Caller> {
        match self.caller().await {
            Err(error) if error.code != Code::ResourceExhausted => Ok(Caller::anonymous(self.origin.context.clone())),
            known => known,
        }
    }

    /// The versions for which alone something is to be done, as `If-Match` lists them; `None` where it does not matter.
    ///
    /// # Errors
    /// At `if_match`, for what is no list of versions.
    pub(crate) fn versions(&self) -> Result<Option<Vec<i64>>> {
        versions(self.metadata.get_all("if-match").iter().map(|value| value.to_str().unwrap_or_default()))
    }

    /// Sends the answer.
    pub(crate) fn finish<T>(&self, outcome: Result<Reply<T>>) -> Result<Response<T>, Status> {
        match outcome {
            Ok(reply) => {
                let mut response = Response::new(reply.message);
                for (name, value) in reply.metadata {
                    append(response.metadata_mut(), name, &value);
                }
                self.name(response.metadata_mut());
                Ok(response)
            }
            Err(error) => Err(self.failed(&error)),
        }
    }

    fn failed(&self, error: &Error) -> Status {
        let (correlation_id, request_id) = (self.correlation_id(), &self.origin.context.request_id);
        if let Some(cause) = &error.cause {
            tracing::error!(request_id, correlation_id, error = error.name, cause, "a call failed");
        }
        let mut status = error_status(error, correlation_id);
        if error.name == "changed_meanwhile" && self.metadata.contains_key("if-match") {
            append(status.metadata_mut(), "x-http-status", "412");
        }
        if let Some(seconds) = error.attributes.get("retry_after") {
            append(status.metadata_mut(), "retry-after", &seconds.to_string());
        }
        self.named(status)
    }

    /// The caller does not wait any longer.
    pub(crate) fn late(&self) -> Status {
        self.named(deadline_exceeded(self.correlation_id()))
    }

    fn named(&self, mut status: Status) -> Status {
        self.name(status.metadata_mut());
        status
    }

    /// What goes with every answer: the request's name, and what is left of the limits.
    fn name(&self, metadata: &mut MetadataMap) {
        append(metadata, "x-request-id", &self.origin.context.request_id);
        let Some(allowance) = *self.allowance.lock().unwrap_or_else(PoisonError::into_inner) else { return };
        let seconds = |time: Duration| time.as_micros().div_ceil(1_000_000).to_string();
        append(metadata, "x-rate-limit-limit", &allowance.limit.to_string());
        append(metadata, "x-rate-limit-available", &allowance.available.to_string());
        append(metadata, "x-rate-limit-reset", &seconds(allowance.reset));
        append(metadata, "x-rate-limit-retry", &seconds(allowance.retry));
    }

    /// Names one failure, in the answer and in the log: 32 hexadecimal digits.
    fn correlation_id(&self) -> String {
        self.service.random_name()
    }
}

/// Reads the values of `If-Match`; a star among them means any version.
pub(super) fn versions<'a>(values: impl IntoIterator<Item = &'a str>) -> Result<Option<Vec<i64>>> {
    let mut versions = Vec::new();
    for value in values {
        if value.trim() == "*" {
            return Ok(None);
        }
        for tag in value.split(',') {
            let number = tag.trim().strip_prefix('"').and_then(|tag| tag.strip_suffix('"'));
            let number = number.and_then(|number| number.parse().ok());
            versions.push(number.ok_or_else(|| Error::invalid("if_match", "Use an ETag, for example \"7\"."))?);
        }
    }
    Ok(Some(versions).filter(|versions| !versions.is_empty()))
}

/// Metadata holds visible ASCII only; what is none of it is written as in URLs.
fn append(metadata: &mut MetadataMap, name: &'static str, value: &str) {
    const NOT_VISIBLE: &AsciiSet = &CONTROLS.add(b'%');
    let plain = value.bytes().all(|byte| (b' '..=b'~').contains(&byte));
    let value = if plain { value.to_owned() } else { utf8_percent_encode(value, NOT_VISIBLE).to_string() };
    if let Ok(value) = value.parse() {
        metadata.append(name, value);
    }
}
