//! What users let OAuth clients do, and the codes and tokens that come of it.

use domain::{AccessToken, Client, Right, Rights, State, User};
use store::{
    Tx, oauth_authorizations, oauth_clients,
    oauth_codes::{self, NewCode},
    oauth_tokens::{self, NewToken, Sessions},
};

use super::oauth_clients::add as add_client;
use crate::{
    Fresh,
    support::{add, at, page, save, user},
};

testdb::on_both!(
    what_was_granted_is_listed_until_it_is_taken_back,
    a_code_is_taken_once_and_before_its_end,
    a_token_stands_for_its_live_user,
    a_refresh_token_is_used_once,
    tokens_are_listed_and_ended_one_by_one,
    codes_and_tokens_end_with_their_session,
    the_oldest_tokens_go_first,
    everything_goes_with_client_or_user,
    what_has_ended_is_removed,
);

fn rights() -> Rights {
    [Right::USER_INFO].into_iter().collect()
}

/// Somebody who lets a client do something.
async fn agreed(fresh: &Fresh) -> (User, Client) {
    let (owner, client) = (add(&fresh.db, user("owner")).await, add_client(fresh, "wiki").await);
    let mut tx = fresh.db.write().await.unwrap();
    oauth_authorizations::grant(&mut tx, owner.id, client.id, rights(), at(5)).await.unwrap();
    tx.commit().await.unwrap();
    (owner, client)
}

async fn code(tx: &mut Tx, (owner, client): &(User, Client), code_id: &str, session_id: &str) {
    let code = NewCode {
        code_id,
        secret_hash: b"code hash",
        user: owner.id,
        client: client.id,
        session_id,
        rights: rights(),
        redirect_uri: "code",
        challenge: Some("challenge"),
        now: at(5),
        expires_at: at(10),
    };
    oauth_codes::insert(tx, &code).await.unwrap();
}

async fn token(tx: &mut Tx, (owner, client): &(User, Client), token_id: &str, session_id: &str, now: i64) {
    let token = AccessToken {
        token_id: token_id.into(),
        client_id: "wiki".into(),
        session_id: session_id.into(),
        rights: rights(),
        created_at: at(now),
        expires_at: at(now + 10),
    };
    let new = NewToken {
        token: &token,
        family: "FAMILY",
        access_hash: b"access hash",
        refresh_hash: b"refresh hash",
        refresh_expires_at: at(now + 100),
        user: owner.id,
        client: client.id,
    };
    oauth_tokens::insert(tx, &new).await.unwrap();
}

async fn names(tx: &mut Tx, owner: &User) -> Vec<String> {
    let tokens = oauth_tokens::list(tx, (owner.id, "wiki"), at(1), false, page(1, 10)).await.unwrap();
    tokens.into_iter().map(|token| token.token_id).collect()
}

async fn what_was_granted_is_listed_until_it_is_taken_back(fresh: Fresh) {
    let (owner, client) = agreed(&fresh).await;
    let mut tx = fresh.db.write().await.unwrap();
    oauth_authorizations::grant(&mut tx, owner.id, client.id, Rights::ALL, at(7)).await.unwrap();
    assert_eq!(oauth_authorizations::rights(&mut tx, owner.id, client.id).await.unwrap(), Rights::ALL);
    assert_eq!(oauth_authorizations::rights(&mut tx, owner.id, client.id + 1).await.unwrap(), Rights::NONE);
    for descending in [false, true] {
        let listed = oauth_authorizations::list(&mut tx, owner.id, descending, page(1, 10)).await.unwrap();
        let listed: Vec<_> =
            listed.iter().map(|one| (one.client_id.as_str(), one.created_at, one.updated_at)).collect();
        assert_eq!(listed, [("wiki", at(5), at(7))]);
    }
    assert_eq!(oauth_authorizations::count(&mut tx, owner.id).await.unwrap(), 1);
    assert!(!oauth_authorizations::delete(&mut tx, owner.id, "other").await.unwrap());
    assert!(oauth_authorizations::delete(&mut tx, owner.id, "wiki").await.unwrap());
    assert_eq!(oauth_authorizations::count(&mut tx, owner.id).await.unwrap(), 0);
}

async fn a_code_is_taken_once_and_before_its_end(fresh: Fresh) {
    let both = agreed(&fresh).await;
    let mut tx = fresh.db.write().await.unwrap();
    code(&mut tx, &both, "ONE", "s1").await;
    code(&mut tx, &both, "TWO", "s1").await;
    let found = oauth_codes::get(&mut tx, "ONE").await.unwrap().unwrap();
    assert_eq!((found.user_id, found.user, found.client), (both.0.user_id.clone(), both.0.id, both.1.id));
    assert_eq!((found.rights, found.session_id.as_str(), found.expires_at), (rights(), "s1", at(10)));
    assert_eq!((found.redirect_uri.as_str(), found.challenge.as_deref()), ("code", Some("challenge")));
    assert!(oauth_codes::get(&mut tx, "THREE").await.unwrap().is_none());
    assert!(!oauth_codes::is_used(&mut tx, "ONE").await.unwrap());
    assert!(oauth_codes::take(&mut tx, "ONE", at(9)).await.unwrap());
    assert!(!oauth_codes::take(&mut tx, "ONE", at(9)).await.unwrap());
    assert!(oauth_codes::is_used(&mut tx, "ONE").await.unwrap());
    assert!(!oauth_codes::take(&mut tx, "TWO", at(10)).await.unwrap());
    assert!(!oauth_codes::is_used(&mut tx, "TWO").await.unwrap());
}

async fn a_token_stands_for_its_live_user(fresh: Fresh) {
    let both = agreed(&fresh).await;
    let mut tx = fresh.db.write().await.unwrap();
    token(&mut tx, &both, "ONE", "s1", 5).await;
    let found = oauth_tokens::resolve(&mut tx, "ONE").await.unwrap().unwrap();
    assert_eq!((found.user.clone(), found.client_state), (both.0.clone(), State::Approved));
    assert_eq!((found.token.client_id.as_str(), found.token.rights), ("wiki", rights()));
    assert_eq!((found.token.created_at, found.token.expires_at), (at(5), at(15)));
    assert_eq!(found.secret_hash, b"access hash");
    assert!(oauth_tokens::resolve(&mut tx, "TWO").await.unwrap().is_none());
    tx.commit().await.unwrap();
    save(&fresh.db, User { deleted_at: Some(at(9)), version: 2, ..both.0 }).await;
    assert!(oauth_tokens::resolve(&mut fresh.db.once().await.unwrap(), "ONE").await.unwrap().is_none());
}

async fn a_refresh_token_is_used_once(fresh: Fresh) {
    let both = agreed(&fresh).await;
    let mut tx = fresh.db.write().await.unwrap();
    token(&mut tx, &both, "ONE", "s1", 5).await;
    token(&mut tx, &both, "TWO", "s1", 6).await;
    let found = oauth_tokens::get_refresh(&mut tx, "ONE").await.unwrap().unwrap();
    assert_eq!((found.family.as_str(), found.user_key, found.client_key), ("FAMILY", both.0.id, both.1.id));
    assert_eq!((found.refresh_hash.as_slice(), found.replaced_at), (&b"refresh hash"[..], None));
    assert!(oauth_tokens::replace(&mut tx, "ONE", at(7)).await.unwrap());
    assert!(!oauth_tokens::replace(&mut tx, "ONE", at(8)).await.unwrap());
    assert!(!oauth_tokens::replace(&mut tx, "TWO", at(106)).await.unwrap());
    assert_eq!(oauth_tokens::get_refresh(&mut tx, "ONE").await.unwrap().unwrap().replaced_at, Some(at(7)));
    assert!(oauth_tokens::resolve(&mut tx, "ONE").await.unwrap().is_none(), "its access token has ended too");
    assert_eq!(oauth_tokens::delete_family(&mut tx, "FAMILY").await.unwrap(), 2);
}

async fn tokens_are_listed_and_ended_one_by_one(fresh: Fresh) {
    let both = agreed(&fresh).await;
    let mut tx = fresh.db.write().await.unwrap();
    for (token_id, now) in [("ONE", 5), ("TWO", 6), ("OLD", 7)] {
        token(&mut tx, &both, token_id, "s1", now).await;
    }
    assert!(oauth_tokens::replace(&mut tx, "OLD", at(8)).await.unwrap());
    let latest = oauth_tokens::list(&mut tx, (both.0.id, "wiki"), at(1), true, page(1, 1)).await.unwrap();
    assert_eq!((latest[0].token_id.as_str(), latest[0].expires_at), ("TWO", at(16)));
    assert_eq!(oauth_tokens::count(&mut tx, both.0.id, "wiki", at(1)).await.unwrap(), 2);
    assert_eq!(oauth_tokens::count(&mut tx, both.0.id, "wiki", at(105)).await.unwrap(), 1, "ONE has ended");
    assert!(!oauth_tokens::delete(&mut tx, both.0.id, "cli", "ONE").await.unwrap());
    assert!(!oauth_tokens::delete(&mut tx, both.0.id + 1, "wiki", "ONE").await.unwrap());
    assert!(oauth_tokens::delete(&mut tx, both.0.id, "wiki", "ONE").await.unwrap());
    assert_eq!(names(&mut tx, &both.0).await, ["TWO"]);
}

async fn codes_and_tokens_end_with_their_session(fresh: Fresh) {
    let both = agreed(&fresh).await;
    let mut tx = fresh.db.write().await.unwrap();
    for (name, session) in [("ONE", "s1"), ("TWO", "s2"), ("THREE", "s3")] {
        code(&mut tx, &both, name, session).await;
        token(&mut tx, &both, name, session, 5).await;
    }
    for (sessions, left) in [
        (Sessions::Only("s1"), vec!["THREE", "TWO"]),
        (Sessions::AllBut("s2"), vec!["TWO"]),
        (Sessions::AllBut(""), vec![]),
    ] {
        oauth_codes::delete_unused(&mut tx, both.0.id, sessions).await.unwrap();
        oauth_tokens::delete_all(&mut tx, both.0.id, sessions).await.unwrap();
        assert_eq!(names(&mut tx, &both.0).await, left);
        for name in ["ONE", "TWO", "THREE"] {
            assert_eq!(oauth_codes::get(&mut tx, name).await.unwrap().is_some(), left.contains(&name), "{name}");
        }
    }
}

async fn the_oldest_tokens_go_first(fresh: Fresh) {
    let both = agreed(&fresh).await;
    let mut tx = fresh.db.write().await.unwrap();
    for (name, now) in [("A", 1), ("B", 2), ("C", 3), ("D", 4)] {
        token(&mut tx, &both, name, "s1", now).await;
    }
    assert!(oauth_tokens::replace(&mut tx, "C", at(5)).await.unwrap());
    oauth_tokens::delete_oldest(&mut tx, both.0.id, both.1.id, 2).await.unwrap();
    assert_eq!(names(&mut tx, &both.0).await, ["B", "D"]);
    assert!(oauth_tokens::get_refresh(&mut tx, "C").await.unwrap().is_some(), "a used one is kept, and does not count");
}

async fn everything_goes_with_client_or_user(fresh: Fresh) {
    let both = agreed(&fresh).await;
    let mut tx = fresh.db.write().await.unwrap();
    code(&mut tx, &both, "ONE", "s1").await;
    token(&mut tx, &both, "ONE", "s1", 5).await;
    assert!(oauth_clients::delete(&mut tx, "wiki").await.unwrap());
    assert!(oauth_codes::get(&mut tx, "ONE").await.unwrap().is_none());
    assert!(oauth_tokens::get_refresh(&mut tx, "ONE").await.unwrap().is_none());
    let again = (both.0, oauth_clients::get(&mut tx, "cli").await.unwrap().unwrap().client);
    oauth_authorizations::grant(&mut tx, again.0.id, again.1.id, rights(), at(5)).await.unwrap();
    token(&mut tx, &again, "TWO", "s1", 5).await;
    assert!(oauth_authorizations::delete(&mut tx, again.0.id, "cli").await.unwrap());
    assert!(oauth_tokens::get_refresh(&mut tx, "TWO").await.unwrap().is_none());
}

async fn what_has_ended_is_removed(fresh: Fresh) {
    let both = agreed(&fresh).await;
    let mut tx = fresh.db.write().await.unwrap();
    code(&mut tx, &both, "ONE", "s1").await;
    token(&mut tx, &both, "ONE", "s1", 5).await;
    for (now, code_left, token_left) in [(9, true, true), (10, false, true), (105, false, false)] {
        oauth_codes::delete_before(&mut tx, at(now)).await.unwrap();
        oauth_tokens::delete_before(&mut tx, at(now)).await.unwrap();
        assert_eq!(oauth_codes::get(&mut tx, "ONE").await.unwrap().is_some(), code_left);
        assert_eq!(oauth_tokens::get_refresh(&mut tx, "ONE").await.unwrap().is_some(), token_left);
    }
}
