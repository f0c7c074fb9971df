//! Mails: none is lost, one twice at the most, and nobody waits for them.

use std::sync::Arc;

use domain::{InvitationTerms, Page};
use service::{
    Service, Vault, invitations,
    mails::{self, LANES, Undelivered},
};
use tokio::sync::Barrier;

use crate::{
    World,
    outbox::{Fate, Outbox},
    support::{HOUR, MINUTE, SECOND, anonymous, assert_refused, email},
};

testdb::on_both!(
    a_mail_is_sent_once_however_many_servers_there_are,
    a_mail_whose_server_was_killed_is_sent_again_once,
    a_mail_server_that_fails_is_tried_again_and_given_up_in_the_end,
    a_mail_that_is_refused_is_given_up_at_once_and_others_go_on,
    mails_are_under_way_at_the_same_time,
    a_mail_that_was_given_up_is_tried_again_by_an_admin,
    a_mail_that_can_not_be_read_without_its_key_is_given_up,
    what_was_sent_is_forgotten_after_an_hour,
);

async fn invite(world: &World, service: &Service, address: &str) {
    let (emails, terms) = ([email(address)], InvitationTerms::default());
    let mut outcomes = invitations::create(service, &world.host, &emails, &terms, None).await.unwrap();
    outcomes.pop().unwrap().unwrap();
}

fn page() -> Page {
    Page::new(1, 100).unwrap()
}

async fn failures(world: &World) -> Vec<String> {
    let (failed, total) = mails::list_failed(&world.service, &world.host, page()).await.unwrap();
    assert_eq!(failed.len() as u64, total);
    failed.into_iter().map(|mail| mail.failure).collect()
}

async fn a_mail_is_sent_once_however_many_servers_there_are(world: World) {
    for number in 0..20 {
        invite(&world, &world.service, &format!("a{number}@example.com")).await;
    }
    let outbox = Outbox::new();
    let run = || {
        let postman = outbox.postman(&world.another_server());
        tokio::spawn(async move { postman.run().await.unwrap() })
    };
    let servers: Vec<_> = (0..4).map(|_| run()).collect();
    let mut sent = 0;
    for server in servers {
        sent += server.await.unwrap();
    }
    // Who was passed over while two looked at once is left to the next look.
    sent += outbox.postman(&world.service).run().await.unwrap();
    let mut recipients: Vec<_> = outbox.mails().into_iter().map(|mail| mail.recipient.to_string()).collect();
    assert_eq!((sent, recipients.len()), (20, 20));
    recipients.sort_unstable();
    recipients.dedup();
    assert_eq!(recipients.len(), 20);
}

async fn a_mail_whose_server_was_killed_is_sent_again_once(world: World) {
    invite(&world, &world.service, "a@example.com").await;
    let outbox = Outbox::new();
    outbox.next(Fate::Unheard);
    let postman = outbox.postman(&world.service);
    let killed = tokio::spawn(async move { postman.run().await });
    while outbox.mails().is_empty() {
        tokio::task::yield_now().await;
    }
    killed.abort();
    assert!(killed.await.unwrap_err().is_cancelled());
    let another = outbox.postman(&world.another_server());
    assert_eq!(another.run().await.unwrap(), 0, "it may still be under way");
    world.clock.advance(MINUTE * 2);
    assert_eq!(another.run().await.unwrap(), 1);
    world.clock.advance(HOUR);
    assert_eq!(another.run().await.unwrap(), 0);
    let mails = outbox.mails();
    assert_eq!((mails.len(), &mails[0]), (2, &mails[1]), "whoever gets it twice can tell by its name");
}

async fn a_mail_server_that_fails_is_tried_again_and_given_up_in_the_end(world: World) {
    invite(&world, &world.service, "a@example.com").await;
    let outbox = Outbox::new();
    let postman = outbox.postman(&world.service);
    let mut minutes = 0;
    for _ in 0..12 {
        outbox.next(Fate::Undelivered(Undelivered::Failed("421 not now".into())));
    }
    while failures(&world).await.is_empty() {
        assert_eq!(postman.run().await.unwrap(), 0);
        world.clock.advance(MINUTE);
        minutes += 1;
    }
    assert_eq!(failures(&world).await, ["421 not now"]);
    assert_eq!(minutes, 1 + 2 + 4 + 8 + 16 + 32 + 5 * 60 + 1);
    assert!(outbox.mails().is_empty());
}

async fn a_mail_that_is_refused_is_given_up_at_once_and_others_go_on(world: World) {
    invite(&world, &world.service, "a@example.com").await;
    world.clock.advance(SECOND);
    invite(&world, &world.service, "b@example.com").await;
    let outbox = Outbox::new();
    outbox.next(Fate::Undelivered(Undelivered::Refused("550 no such user".into())));
    assert_eq!(outbox.postman(&world.service).run().await.unwrap(), 1);
    assert_eq!(failures(&world).await, ["550 no such user"]);
    assert_eq!(outbox.mails().len(), 1, "the other one");
}

async fn mails_are_under_way_at_the_same_time(world: World) {
    let outbox = Outbox::new();
    let all = Arc::new(Barrier::new(LANES as usize));
    for n in 0..LANES {
        invite(&world, &world.service, &format!("{n}@example.com")).await;
        outbox.next(Fate::With(Arc::clone(&all)));
    }
    assert_eq!(outbox.postman(&world.service).run().await.unwrap(), u64::from(LANES));
}

async fn a_mail_that_was_given_up_is_tried_again_by_an_admin(world: World) {
    world.admin("boss").await;
    world.person("colleague").await;
    invite(&world, &world.service, "a@example.com").await;
    let outbox = Outbox::new();
    outbox.next(Fate::Undelivered(Undelivered::Refused("550 no".into())));
    outbox.postman(&world.service).run().await.unwrap();
    let (service, boss, colleague) = (&world.service, world.caller("boss").await, world.caller("colleague").await);
    let mail_id = mails::list_failed(service, &boss, page()).await.unwrap().0[0].mail_id.clone();
    assert_refused(mails::list_failed(service, &colleague, page()).await, "permission_denied", &[]);
    assert_refused(mails::retry(service, &colleague, &mail_id).await, "permission_denied", &[]);
    assert_refused(mails::retry(service, &anonymous(), &mail_id).await, "unauthenticated", &[]);
    for unknown in ["", "x\0", "AAAAAAAAAAAAAAAAAAAAAA"] {
        assert_refused(mails::retry(service, &boss, unknown).await, "mail_not_found", &[]);
    }
    mails::retry(service, &boss, &mail_id).await.unwrap();
    assert_refused(mails::retry(service, &boss, &mail_id).await, "mail_not_found", &[]);
    assert_eq!(outbox.postman(service).run().await.unwrap(), 1);
    assert_eq!(outbox.mails()[0].mail_id, mail_id);
    let noted = testdb::rows(&world.url, "SELECT actor FROM audit WHERE action = 'mail.retry'").await;
    assert_eq!(noted, [[Some("boss".to_owned())]]);
}

async fn a_mail_that_can_not_be_read_without_its_key_is_given_up(world: World) {
    invite(&world, &world.service, "a@example.com").await;
    let outbox = Outbox::new();
    let other = world.another_server().with_vault(Vault::new(&[8; 32]));
    assert_eq!(outbox.postman(&other).run().await.unwrap(), 0);
    assert!(failures(&world).await[0].contains("secrets.key_file"));
    assert!(outbox.mails().is_empty());
}

async fn what_was_sent_is_forgotten_after_an_hour(world: World) {
    invite(&world, &world.service, "a@example.com").await;
    Outbox::new().postman(&world.service).run().await.unwrap();
    let left = async || testdb::rows(&world.url, "SELECT mail_id FROM mails").await.len();
    service::upkeep::run(&world.service).await.unwrap();
    assert_eq!(left().await, 1);
    world.clock.advance(HOUR + SECOND);
    service::upkeep::run(&world.service).await.unwrap();
    assert_eq!(left().await, 0);
}
