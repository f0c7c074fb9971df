//! `ReservationRegistry`: user IDs that are kept free.

use domain::{Reservation, Result};
use proto::roster::v1::{
    self, CreateReservationRequest, DeleteReservationRequest, ListReservationsRequest, Reservations,
    reservation_registry_server::ReservationRegistry,
};
use service::reservations;
use tonic::{Request, async_trait};

use super::{
    Answer, Api,
    call::{Call, Reply},
    convert,
};

#[async_trait]
impl ReservationRegistry for Api {
    async fn list(&self, request: Request<ListReservationsRequest>) -> Answer<Reservations> {
        self.answer(request, list).await
    }

    async fn create(&self, request: Request<CreateReservationRequest>) -> Answer<v1::Reservation> {
        self.answer(request, create).await
    }

    async fn delete(&self, request: Request<DeleteReservationRequest>) -> Answer<()> {
        self.answer(request, delete).await
    }
}

async fn list(call: &Call, _: ListReservationsRequest) -> Result<Reply<Reservations>> {
    let found = reservations::list(&call.service, &call.caller().await?).await?;
    Ok(Reply::new(Reservations { reservations: found.into_iter().map(reservation).collect() }))
}

async fn create(call: &Call, request: CreateReservationRequest) -> Result<Reply<v1::Reservation>> {
    let new = request.reservation.unwrap_or_default();
    let until = new.until.as_ref().map(convert::moment);
    let made = reservations::create(&call.service, &call.caller().await?, &new.pattern, new.reason, until).await?;
    Ok(Reply::new(reservation(made)))
}

async fn delete(call: &Call, request: DeleteReservationRequest) -> Result<Reply<()>> {
    reservations::delete(&call.service, &call.caller().await?, &request.pattern).await.map(Reply::new)
}

fn reservation(made: Reservation) -> v1::Reservation {
    v1::Reservation {
        pattern: made.pattern.to_string(),
        reason: made.reason,
        until: made.expires_at.map(convert::time),
        reserved_by: made.reserved_by,
        created_at: Some(convert::time(made.created_at)),
    }
}
