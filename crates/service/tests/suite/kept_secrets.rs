//! What is kept of secrets that are mailed: nothing that could be read in the database.

use domain::InvitationTerms;
use service::invitations;

use crate::{World, invitations::invite, outbox::Outbox, support::email};

testdb::on_both!(no_token_of_an_invitation_can_be_read_in_the_database);

/// The tables and columns that have to do with invitations.
const INVITATIONS: [(&str, &[&str]); 3] = [
    ("mails", &["mail_id", "recipient", "template", "failure", "parameters"]),
    ("invitations", &["email", "mail_id", "note", "attributes", "token_hash", "token_sealed"]),
    ("audit", &["before", "after"]),
];

/// Every value of some columns, as hexadecimal digits of its bytes.
pub(crate) async fn everything(world: &World, tables: &[(&str, &[&str])]) -> String {
    let mut found = String::new();
    let sqlite = world.url.starts_with("sqlite");
    let hex = |column: &str| if sqlite { format!("hex({column})") } else { format!("encode({column}::BYTEA, 'hex')") };
    for (table, columns) in tables {
        let columns: Vec<_> = columns.iter().map(|column| hex(column)).collect();
        for row in testdb::rows(&world.url, &format!("SELECT {} FROM {table}", columns.join(", "))).await {
            found.extend(row.into_iter().flatten().map(|value| format!("{}\n", value.to_lowercase())));
        }
    }
    found
}

async fn no_token_of_an_invitation_can_be_read_in_the_database(world: World) {
    let invited = invite(&world, "a@example.com", &InvitationTerms::default()).await;
    invitations::resend(&world.service, &world.host, &invited.email).await.unwrap();
    let token = invited.token.unwrap();
    let raw = data_encoding::BASE32_NOPAD.decode(token.as_bytes()).unwrap();
    let lower = data_encoding::HEXLOWER;
    for moment in ["while the mail waits", "once it is sent"] {
        let everything = everything(&world, &INVITATIONS).await;
        assert!(everything.contains(&lower.encode(email("a@example.com").as_str().as_bytes())));
        for part in token.as_bytes().windows(16).chain(raw.windows(16)) {
            assert!(!everything.contains(&lower.encode(part)), "{moment}");
        }
        Outbox::new().postman(&world.service).run().await.unwrap();
    }
}
