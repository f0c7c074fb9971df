//! OAuth clients.

use domain::{Client, NewClient, Right, State};
use store::oauth_clients;

use crate::{Fresh, support::at};

testdb::on_both!(the_command_line_is_there_from_the_start, a_client_comes_back_as_written, a_client_has_an_id_alone);

pub(crate) fn new(client_id: &str) -> NewClient {
    NewClient {
        client_id: client_id.into(),
        name: "The wiki".into(),
        description: "Pages".into(),
        confidential: true,
        redirect_uris: vec!["https://wiki.example.com/done".into(), "code".into()],
        logout_redirect_uris: vec!["https://wiki.example.com/".into()],
        skip_authorization: false,
        rights: [Right::USER_INFO].into_iter().collect(),
    }
}

/// Keeps a client, and answers it with its key.
pub(crate) async fn add(fresh: &Fresh, client_id: &str) -> Client {
    let mut tx = fresh.db.write().await.unwrap();
    oauth_clients::insert(&mut tx, &new(client_id), Some(b"hash"), at(5)).await.unwrap();
    let stored = oauth_clients::get(&mut tx, client_id).await.unwrap().unwrap();
    tx.commit().await.unwrap();
    stored.client
}

async fn the_command_line_is_there_from_the_start(fresh: Fresh) {
    let mut tx = fresh.db.read().await.unwrap();
    let cli = oauth_clients::get(&mut tx, domain::oauth::CLI).await.unwrap().unwrap();
    assert_eq!(cli.secret_hash, None);
    assert_eq!(cli.client.redirect_uris, ["local-callback", "code"]);
    assert_eq!(cli.client.rights, [Right::ALL].into_iter().collect());
    assert!(cli.client.skip_authorization && !cli.client.confidential && cli.client.refusal().is_none());
}

async fn a_client_comes_back_as_written(fresh: Fresh) {
    let client = add(&fresh, "wiki").await;
    let expected = new("wiki");
    assert_eq!((&client.name, &client.description), (&expected.name, &expected.description));
    assert_eq!(client.redirect_uris, expected.redirect_uris);
    assert_eq!(client.logout_redirect_uris, expected.logout_redirect_uris);
    assert_eq!((client.rights, client.confidential), (expected.rights, true));
    assert_eq!((client.state, client.created_at, client.updated_at), (State::Approved, at(5), at(5)));
    let mut tx = fresh.db.write().await.unwrap();
    assert!(oauth_clients::set_state(&mut tx, "wiki", State::Suspended, at(9)).await.unwrap());
    assert!(!oauth_clients::set_state(&mut tx, "other", State::Suspended, at(9)).await.unwrap());
    let listed = oauth_clients::list(&mut tx).await.unwrap();
    let listed: Vec<_> = listed.iter().map(|client| (client.client_id.as_str(), client.state)).collect();
    assert_eq!(listed, [("cli", State::Approved), ("wiki", State::Suspended)]);
    assert!(oauth_clients::delete(&mut tx, "wiki").await.unwrap());
    assert!(!oauth_clients::delete(&mut tx, "wiki").await.unwrap());
}

async fn a_client_has_an_id_alone(fresh: Fresh) {
    add(&fresh, "wiki").await;
    let mut tx = fresh.db.write().await.unwrap();
    let error = oauth_clients::insert(&mut tx, &new("wiki"), None, at(6)).await.unwrap_err();
    assert_eq!((error.name, error.fields[0].field.as_str()), ("already_exists", "client_id"));
}
