//! Invitations.

use std::sync::Arc;

use domain::{Attributes, Invitation, InvitationStatus, InvitationTerms, State};
use store::{
    invitations::{self, Sealed},
    mails::{self, NewMail},
};
use tokio::sync::Barrier;

use crate::{
    Fresh,
    support::{add, at, email, page, user},
};

testdb::on_both!(
    an_invitation_comes_back_as_written,
    an_address_has_one_open_invitation_at_most,
    an_invitation_stands_where_time_and_mail_have_brought_it,
    an_invitation_is_renewed_with_or_without_another_token,
    an_invitation_is_accepted_once_by_somebody_who_may_go,
    of_sixteen_who_accept_at_once_one_does,
);

fn invitation(address: &str, expires_at: i64) -> Invitation {
    let attributes: Attributes = [("team".to_owned(), "radio".to_owned())].into_iter().collect();
    Invitation {
        email: email(address),
        token: None,
        status: InvitationStatus::Pending,
        terms: InvitationTerms {
            note: "Welcome!".into(),
            state: Some(State::Flagged),
            admin: true,
            attributes,
            bound: true,
        },
        invited_by: "boss".into(),
        created_at: at(10),
        updated_at: at(10),
        expires_at: at(expires_at),
        accepted_at: None,
        accepted_by: None,
    }
}

fn token(hash: &[u8]) -> Sealed<'_> {
    Sealed { hash, sealed: b"sealed" }
}

async fn insert(fresh: &Fresh, address: &str, hash: &[u8]) -> bool {
    let mut tx = fresh.db.write().await.unwrap();
    let kept = invitations::insert(&mut tx, &invitation(address, 100), token(hash), "mail").await.unwrap();
    tx.commit().await.unwrap();
    kept
}

async fn status(fresh: &Fresh, hash: &[u8], now: i64) -> InvitationStatus {
    let mut tx = fresh.db.read().await.unwrap();
    invitations::get_by_token(&mut tx, hash, at(now)).await.unwrap().unwrap().invitation.status
}

async fn an_invitation_comes_back_as_written(fresh: Fresh) {
    assert!(insert(&fresh, "Colleague@example.com", b"1").await);
    let mut tx = fresh.db.read().await.unwrap();
    let stored = invitations::list(&mut tx, false, at(20), page(1, 10)).await.unwrap();
    assert_eq!(stored[0].invitation, invitation("Colleague@example.com", 100));
    assert_eq!((stored[0].token_hash.as_slice(), stored[0].token_sealed.as_slice()), (&b"1"[..], &b"sealed"[..]));
    assert_eq!(stored[0].mail_id, "mail");
    assert!(invitations::get_by_token(&mut tx, b"2", at(20)).await.unwrap().is_none());
}

async fn an_address_has_one_open_invitation_at_most(fresh: Fresh) {
    assert!(insert(&fresh, "a@example.com", b"1").await);
    assert!(!insert(&fresh, "A@example.com", b"2").await);
    let mut tx = fresh.db.write().await.unwrap();
    let open = invitations::get_open_for_update(&mut tx, "a@example.com", at(20)).await.unwrap().unwrap();
    let read = invitations::get_open(&mut tx, "a@example.com", at(20)).await.unwrap().unwrap();
    assert_eq!((read.id, &read.invitation), (open.id, &open.invitation));
    invitations::revoke(&mut tx, open.id, at(20)).await.unwrap();
    assert!(invitations::get_open_for_update(&mut tx, "a@example.com", at(20)).await.unwrap().is_none());
    tx.commit().await.unwrap();
    assert!(insert(&fresh, "a@example.com", b"3").await);
    let mut tx = fresh.db.read().await.unwrap();
    assert_eq!(invitations::count(&mut tx, false).await.unwrap(), 1);
    assert_eq!(invitations::count(&mut tx, true).await.unwrap(), 2);
    let hashes = invitations::list(&mut tx, true, at(20), page(1, 10)).await.unwrap();
    assert_eq!(hashes.iter().map(|one| one.token_hash[0]).collect::<Vec<_>>(), *b"31");
}

async fn an_invitation_stands_where_time_and_mail_have_brought_it(fresh: Fresh) {
    let mut tx = fresh.db.write().await.unwrap();
    let recipient = email("a@example.com");
    let new =
        NewMail { mail_id: "mail", recipient: &recipient, template: "invitation", parameters: b"", notice: false };
    mails::insert(&mut tx, &new, at(1), at(1)).await.unwrap();
    let mail = mails::claim(&mut tx, at(1), at(5)).await.unwrap().unwrap();
    tx.commit().await.unwrap();
    insert(&fresh, "a@example.com", b"1").await;
    assert_eq!(status(&fresh, b"1", 99).await, InvitationStatus::Pending);
    assert_eq!(status(&fresh, b"1", 100).await, InvitationStatus::Expired);
    let mut tx = fresh.db.write().await.unwrap();
    mails::give_up(&mut tx, &mail, at(2), "no").await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(status(&fresh, b"1", 99).await, InvitationStatus::MailFailed);
    assert_eq!(status(&fresh, b"1", 100).await, InvitationStatus::Expired);
    let mut tx = fresh.db.write().await.unwrap();
    let id = invitations::get_open_for_update(&mut tx, "a@example.com", at(20)).await.unwrap().unwrap().id;
    invitations::revoke(&mut tx, id, at(20)).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(status(&fresh, b"1", 100).await, InvitationStatus::Revoked);
}

async fn an_invitation_is_renewed_with_or_without_another_token(fresh: Fresh) {
    insert(&fresh, "a@example.com", b"1").await;
    let mut tx = fresh.db.write().await.unwrap();
    let id = invitations::get_open_for_update(&mut tx, "a@example.com", at(20)).await.unwrap().unwrap().id;
    invitations::renew(&mut tx, id, at(200), at(20), None).await.unwrap();
    let stored = invitations::get_by_token(&mut tx, b"1", at(150)).await.unwrap().unwrap();
    assert_eq!((stored.invitation.expires_at, stored.invitation.updated_at), (at(200), at(20)));
    invitations::renew(&mut tx, id, at(300), at(21), Some(("other", token(b"2")))).await.unwrap();
    assert!(invitations::get_by_token(&mut tx, b"1", at(21)).await.unwrap().is_none());
    assert_eq!(invitations::get_by_token(&mut tx, b"2", at(21)).await.unwrap().unwrap().mail_id, "other");
}

async fn an_invitation_is_accepted_once_by_somebody_who_may_go(fresh: Fresh) {
    insert(&fresh, "a@example.com", b"1").await;
    let colleague = add(&fresh.db, user("colleague")).await;
    let mut tx = fresh.db.write().await.unwrap();
    assert!(invitations::accept(&mut tx, b"2", at(20)).await.unwrap().is_none());
    assert!(invitations::accept(&mut tx, b"1", at(100)).await.unwrap().is_none(), "its time is up");
    let accepted = invitations::accept(&mut tx, b"1", at(99)).await.unwrap().unwrap();
    assert_eq!(accepted.invitation.terms, invitation("a@example.com", 100).terms);
    invitations::set_accepted_by(&mut tx, accepted.id, colleague.id).await.unwrap();
    assert!(invitations::accept(&mut tx, b"1", at(99)).await.unwrap().is_none());
    let stored = invitations::get_by_token(&mut tx, b"1", at(1_000)).await.unwrap().unwrap().invitation;
    assert_eq!((stored.status, stored.accepted_by.as_deref()), (InvitationStatus::Accepted, Some("colleague")));
    store::users::purge(&mut tx, colleague.id).await.unwrap();
    assert_eq!(invitations::get_by_token(&mut tx, b"1", at(99)).await.unwrap().unwrap().invitation.accepted_by, None);
    assert_eq!(invitations::delete_accepted(&mut tx, "a@example.com").await.unwrap(), 1);
    assert_eq!(invitations::delete_accepted(&mut tx, "a@example.com").await.unwrap(), 0);
}

/// Two hundred rounds in the test command, as often as `ROSTER_TEST_RACES` says otherwise.
async fn of_sixteen_who_accept_at_once_one_does(fresh: Fresh) {
    let rounds: u32 = std::env::var("ROSTER_TEST_RACES").map_or(200, |text| text.parse().unwrap());
    for round in 0..rounds {
        let hash = round.to_be_bytes();
        assert!(insert(&fresh, &format!("a{round}@example.com"), &hash).await);
        let start = Arc::new(Barrier::new(16));
        let tasks: Vec<_> = (0..16)
            .map(|_| {
                let (db, start) = (fresh.db.clone(), Arc::clone(&start));
                tokio::spawn(async move {
                    start.wait().await;
                    let mut tx = db.write().await.unwrap();
                    let accepted = invitations::accept(&mut tx, &hash, at(20)).await.unwrap().is_some();
                    tx.commit().await.unwrap();
                    accepted
                })
            })
            .collect();
        let mut accepted = 0;
        for task in tasks {
            accepted += u32::from(task.await.unwrap());
        }
        assert_eq!(accepted, 1, "in round {round}");
    }
}
