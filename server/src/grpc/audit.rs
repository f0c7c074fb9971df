//! `AuditTrail`: who did what to whom, when.

use domain::{ActionPattern, AuditRecord, Result, TrailFilter, UserId};
use prost_types::{Struct, Value, value::Kind};
use proto::roster::v1::{
    self, ListAuditRecordsRequest, ListAuditRecordsResponse, audit_trail_server::AuditTrail as Trail,
};
use serde_json::Value as Json;
use service::audit;
use tonic::{Request, async_trait};

use super::{
    Answer, Api,
    call::{Call, Reply},
    convert,
};

#[async_trait]
impl Trail for Api {
    async fn list(&self, request: Request<ListAuditRecordsRequest>) -> Answer<ListAuditRecordsResponse> {
        self.answer(request, list).await
    }
}

async fn list(call: &Call, request: ListAuditRecordsRequest) -> Result<Reply<ListAuditRecordsResponse>> {
    let caller = call.caller().await?;
    let page = convert::page(request.limit, 1)?;
    let before = convert::cursor(&request.after)?;
    let (target, action) = (some(&request.user_id, UserId::parse)?, some(&request.action, ActionPattern::parse)?);
    let filter = TrailFilter {
        target,
        actor: request.actor,
        action,
        from: request.from.as_ref().map(convert::moment),
        until: request.until.as_ref().map(convert::moment),
    };
    let found = audit::list(&call.service, &caller, &filter, before, page.limit).await?;
    let records = found.records.into_iter().map(record).collect();
    Ok(Reply::new(ListAuditRecordsResponse { records, next: found.older.map(convert::place).unwrap_or_default() }))
}

fn some<T>(text: &str, parse: impl Fn(&str) -> Result<T>) -> Result<Option<T>> {
    if text.is_empty() { Ok(None) } else { parse(text).map(Some) }
}

fn record(record: AuditRecord) -> v1::AuditRecord {
    v1::AuditRecord {
        id: record.id.unsigned_abs(),
        at: Some(convert::time(record.at)),
        actor: record.actor,
        action: record.action,
        user_id: record.target,
        before: Some(object(&record.before)),
        after: Some(object(&record.after)),
        request_id: record.request_id,
        address: record.address,
    }
}

/// The fields that changed. What was written into the table by hand may be anything; then it is a text without a name.
fn object(text: &str) -> Struct {
    let fields = match serde_json::from_str(text) {
        Ok(Json::Object(members)) => members.into_iter().map(|(name, json)| (name, value(json))).collect(),
        _ => [(String::new(), value(text.into()))].into(),
    };
    Struct { fields }
}

fn value(json: Json) -> Value {
    let kind = match json {
        Json::Null => Kind::NullValue(0),
        Json::Bool(truth) => Kind::BoolValue(truth),
        Json::Number(number) => Kind::NumberValue(number.as_f64().unwrap_or_default()),
        Json::String(text) => Kind::StringValue(text),
        Json::Array(items) => {
            Kind::ListValue(prost_types::ListValue { values: items.into_iter().map(value).collect() })
        }
        Json::Object(members) => {
            Kind::StructValue(Struct { fields: members.into_iter().map(|(name, json)| (name, value(json))).collect() })
        }
    };
    Value { kind: Some(kind) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_are_objects_and_what_is_none_is_kept() {
        let json = |text: &str| {
            let of = proto::pool().get_message_by_name("google.protobuf.Struct").unwrap();
            let bytes = prost::Message::encode_to_vec(&object(text));
            let message = prost_reflect::DynamicMessage::decode(of, bytes.as_slice()).unwrap();
            serde_json::to_string(&proto::json::Json(&message)).unwrap()
        };
        for text in
            ["{}", r#"{"admin":true,"at":1764244800000000,"attributes":{"team":"ops"},"name":null,"rights":[1]}"#]
        {
            assert_eq!(json(text), text);
        }
        assert_eq!(json("damaged"), r#"{"":"damaged"}"#);
    }
}
