//! Invitations: who may make them, whom they reach, and what becomes of them.

use std::{collections::HashSet, sync::Arc};

use domain::{Invitation, InvitationStatus, InvitationTerms, Page, RegistrationMode, Right, State, UserRecord};
use service::{
    Service, Settings, Vault, invitations,
    mails::Undelivered,
    records::{self, NewRecord, NewTemporaryPassword},
    users,
};
use tokio::sync::Barrier;

use crate::{
    World,
    outbox::{Fate, Outbox},
    support::{HOUR, MINUTE, PASSWORD, anonymous, assert_refused, email, id, new, secret},
};

testdb::on_both!(
    an_invitation_may_have_an_end_of_its_own,
    several_are_invited_at_once_and_each_is_mailed_a_token_of_their_own,
    an_address_is_invited_once_until_that_is_over,
    only_who_may_invite_does_and_only_who_makes_users_presets_them,
    who_may_only_invite_gets_at_no_account_that_they_could_not_make,
    an_invitation_is_sent_again_extended_and_revoked,
    an_end_is_put_off_and_not_drawn_nearer,
    tokens_are_not_shown_without_the_key_and_still_work,
    nobody_is_sent_more_than_three_mails_an_hour_be_it_all_at_once,
    an_invitation_whose_mail_failed_says_so,
    of_sixteen_who_use_one_invitation_one_gets_an_account,
    an_admin_may_name_an_invitation_which_presets_nothing,
    every_change_of_an_invitation_is_in_the_trail_without_its_token,
);

pub(crate) async fn invite(world: &World, address: &str, terms: &InvitationTerms) -> Invitation {
    let invited = invitations::create(&world.service, &world.host, &[email(address)], terms, None).await.unwrap();
    invited.into_iter().next().unwrap().unwrap()
}

pub(crate) async fn all(service: &Service, world: &World) -> Vec<Invitation> {
    let page = Page::new(1, 1_000).unwrap();
    let (all, total) = invitations::list(service, &world.host, true, page).await.unwrap();
    assert_eq!(all.len() as u64, total);
    all
}

async fn statuses(world: &World) -> Vec<InvitationStatus> {
    all(&world.service, world).await.into_iter().map(|one| one.status).collect()
}

/// A user without a password whom an admin makes with the token of an invitation.
pub(crate) fn record(user_id: &str, token: Option<String>) -> NewRecord {
    NewRecord {
        new: new(user_id),
        password: None,
        email_validated_at: None,
        attributes: domain::Attributes::new(),
        theme: None,
        preferences: None,
        temporary_password: NewTemporaryPassword::default(),
        picture: None,
        invitation_token: token,
    }
}

async fn several_are_invited_at_once_and_each_is_mailed_a_token_of_their_own(world: World) {
    let terms = InvitationTerms { note: "Welcome to the team!".into(), ..InvitationTerms::default() };
    let emails = [email("b@example.com"), email("A@example.com"), email("a@example.com")];
    let outcomes = invitations::create(&world.service, &world.host, &emails, &terms, None).await.unwrap();
    let invited: Vec<_> = outcomes.iter().map(|outcome| outcome.as_ref().map(|one| one.email.as_str())).collect();
    assert!(matches!(invited[..2], [Ok("b@example.com"), Ok("A@example.com")]));
    assert_eq!(invited[2].unwrap_err().name, "invitation_already_sent");
    let outbox = Outbox::new();
    assert_eq!(outbox.postman(&world.service).run().await.unwrap(), 2);
    let listed = all(&world.service, &world).await;
    let tokens: HashSet<_> = listed.iter().map(|one| one.token.clone().unwrap()).collect();
    assert_eq!((tokens.len(), statuses(&world).await), (2, vec![InvitationStatus::Pending; 2]));
    for mail in outbox.mails() {
        let token = listed.iter().find(|one| one.email == mail.recipient).unwrap().token.clone().unwrap();
        for body in [&mail.text, &mail.html] {
            assert!(body.contains(&format!("https://roster.example.com/register#{token}")), "{body}");
            assert!(body.contains("Welcome to the team!") && body.contains("host"), "{body}");
        }
        assert!(!mail.subject.contains(&token));
    }
    let none = invitations::create(&world.service, &world.host, &[], &terms, None).await;
    assert_refused(none, "validation", &["emails"]);
    let hostile = InvitationTerms { note: "bell\u{7}".into(), ..InvitationTerms::default() };
    let refused = invitations::create(&world.service, &world.host, &emails, &hostile, None).await;
    assert_refused(refused, "validation", &["note"]);
}

async fn an_address_is_invited_once_until_that_is_over(world: World) {
    let terms = InvitationTerms::default();
    let invite_again = async || {
        let outcomes = invitations::create(&world.service, &world.host, &[email("A@example.com")], &terms, None).await;
        outcomes.unwrap().pop().unwrap()
    };
    invite(&world, "a@example.com", &terms).await;
    assert_refused(invite_again().await, "invitation_already_sent", &["email"]);
    world.clock.advance(HOUR * 24 * 7);
    assert_eq!(statuses(&world).await, [InvitationStatus::Expired]);
    let token = invite_again().await.unwrap().token;
    assert_eq!(statuses(&world).await, [InvitationStatus::Pending, InvitationStatus::Revoked]);
    records::create(&world.service, &world.host, record("ada", token)).await.unwrap();
    invite_again().await.unwrap();
}

async fn only_who_may_invite_does_and_only_who_makes_users_presets_them(world: World) {
    world.admin("boss").await;
    world.person("colleague").await;
    let service = &world.service;
    let (plain, emails) = (InvitationTerms::default(), [email("a@example.com")]);
    let page = Page::new(1, 10).unwrap();
    let callers = [world.caller("colleague").await, world.program("boss", &[Right::USER_SETTINGS_BASIC]).await];
    for caller in &callers {
        let refused = invitations::create(service, caller, &emails, &plain, None).await;
        assert_refused(refused, "permission_denied", &[]);
        assert_refused(invitations::list(service, caller, true, page).await, "permission_denied", &[]);
        assert_refused(invitations::resend(service, caller, &emails[0]).await, "permission_denied", &[]);
        assert_refused(invitations::extend(service, caller, &emails[0]).await, "permission_denied", &[]);
        assert_refused(invitations::revoke(service, caller, &emails[0]).await, "permission_denied", &[]);
    }
    let nobody = invitations::create(service, &anonymous(), &emails, &plain, None).await;
    assert_refused(nobody, "unauthenticated", &[]);
    let inviter = world.program("boss", &[Right::SEND_INVITES]).await;
    for preset in [
        InvitationTerms { admin: true, ..plain.clone() },
        InvitationTerms { state: Some(State::Approved), ..plain.clone() },
    ] {
        let refused = invitations::create(service, &inviter, &emails, &preset, None).await;
        assert_refused(refused, "permission_denied", &[]);
    }
    invitations::create(service, &inviter, &emails, &plain, None).await.unwrap();
    let admins = InvitationTerms { admin: true, ..plain };
    let boss = world.caller("boss").await;
    world.clock.advance(MINUTE * 11);
    let late = invitations::create(service, &boss, &[email("b@example.com")], &admins, None).await;
    assert_refused(late, "confirmation_required", &["own_password"]);
}

async fn an_invitation_is_sent_again_extended_and_revoked(world: World) {
    let (service, host, address) = (&world.service, &world.host, email("A@example.com"));
    for refused in [
        invitations::resend(service, host, &address).await.map(drop),
        invitations::extend(service, host, &address).await.map(drop),
        invitations::revoke(service, host, &address).await,
    ] {
        assert_refused(refused, "invitation_not_found", &[]);
    }
    let first = invite(&world, "a@example.com", &InvitationTerms::default()).await;
    world.clock.advance(HOUR);
    invitations::extend(service, host, &address).await.unwrap();
    let extended = all(service, &world).await.remove(0);
    assert_eq!(extended.expires_at, first.expires_at.plus(HOUR));
    let outbox = Outbox::new();
    outbox.postman(service).run().await.unwrap();
    world.clock.advance(HOUR * 24 * 8);
    invitations::resend(service, host, &address).await.unwrap();
    outbox.postman(service).run().await.unwrap();
    let again = all(service, &world).await.remove(0);
    assert_eq!((again.status, &again.token), (InvitationStatus::Pending, &first.token));
    assert_eq!(outbox.mails().len(), 2);
    world.clock.advance(HOUR * 2);
    invitations::resend(service, host, &address).await.unwrap();
    invitations::revoke(service, host, &address).await.unwrap();
    assert_eq!(outbox.postman(service).run().await.unwrap(), 0, "its mail is not sent any more");
    assert_eq!(statuses(&world).await, [InvitationStatus::Revoked]);
    let used = records::create(service, host, record("ada", first.token)).await;
    assert_refused(used, "invitation_not_found", &["invitation_token"]);
    let (listed, total) = invitations::list(service, host, false, Page::new(1, 10).unwrap()).await.unwrap();
    assert_eq!((listed.len(), total), (0, 0));
}

async fn an_end_is_put_off_and_not_drawn_nearer(world: World) {
    let (service, host, address) = (&world.service, &world.host, email("a@example.com"));
    let far = service.now().plus(HOUR * 24 * 60);
    let terms = InvitationTerms::default();
    invitations::create(service, host, std::slice::from_ref(&address), &terms, Some(far)).await.unwrap();
    for again in
        [invitations::extend(service, host, &address).await, invitations::resend(service, host, &address).await]
    {
        assert_eq!(again.unwrap().expires_at, far);
    }
    assert_eq!(all(service, &world).await[0].expires_at, far);
}

async fn tokens_are_not_shown_without_the_key_and_still_work(world: World) {
    let first = invite(&world, "a@example.com", &InvitationTerms::default()).await;
    let keyless = world.another_server().with_vault(Vault::default());
    assert_eq!(all(&keyless, &world).await[0].token, None);
    let outcome = invitations::create(&keyless, &world.host, &[email("b@example.com")], &first.terms, None).await;
    assert_refused(outcome, "secrets_key_missing", &[]);
    records::create(&keyless, &world.host, record("ada", first.token)).await.unwrap();

    let second = invite(&world, "b@example.com", &InvitationTerms::default()).await;
    let other = world.another_server().with_vault(Vault::new(&[8; 32]));
    assert_eq!(all(&other, &world).await[0].token, None);
    invitations::resend(&other, &world.host, &second.email).await.unwrap();
    let fresh = all(&other, &world).await.remove(0).token.unwrap();
    let void = records::create(&other, &world.host, record("bob", second.token)).await;
    assert_refused(void, "invitation_not_found", &["invitation_token"]);
    records::create(&other, &world.host, record("bob", Some(fresh))).await.unwrap();
}

async fn nobody_is_sent_more_than_three_mails_an_hour_be_it_all_at_once(world: World) {
    invite(&world, "a@example.com", &InvitationTerms::default()).await;
    let resends: Vec<_> = (0..16)
        .map(|_| {
            let (service, host) = (world.service.clone(), world.host.clone());
            tokio::spawn(async move { invitations::resend(&service, &host, &email("A@example.com")).await })
        })
        .collect();
    let outbox = Outbox::new();
    for resend in resends {
        if let Err(refused) = resend.await.unwrap() {
            assert_eq!(refused.name, "rate_limit_exceeded");
        }
        outbox.postman(&world.service).run().await.unwrap();
    }
    assert!((1..=3).contains(&outbox.mails().len()), "{}", outbox.mails().len());
    // Who is invited anew every time gets no more.
    for _ in 0..4 {
        invitations::revoke(&world.service, &world.host, &email("a@example.com")).await.unwrap();
        let terms = InvitationTerms::default();
        let outcomes = invitations::create(&world.service, &world.host, &[email("a@example.com")], &terms, None).await;
        if let Err(refused) = outcomes.unwrap().pop().unwrap() {
            assert_eq!(refused.name, "rate_limit_exceeded");
            break;
        }
        outbox.postman(&world.service).run().await.unwrap();
    }
    assert!((1..=3).contains(&outbox.mails().len()), "{}", outbox.mails().len());
    world.clock.advance(HOUR);
    invite(&world, "a@example.com", &InvitationTerms::default()).await;
}

async fn an_invitation_whose_mail_failed_says_so(world: World) {
    invite(&world, "a@example.com", &InvitationTerms::default()).await;
    let outbox = Outbox::new();
    outbox.next(Fate::Undelivered(Undelivered::Refused("550 no such user".into())));
    outbox.postman(&world.service).run().await.unwrap();
    assert_eq!(statuses(&world).await, [InvitationStatus::MailFailed]);
    invitations::resend(&world.service, &world.host, &email("a@example.com")).await.unwrap();
    assert_eq!(statuses(&world).await, [InvitationStatus::Pending]);
}

/// Two hundred rounds in the test command, as often as `ROSTER_TEST_RACES` says otherwise.
async fn of_sixteen_who_use_one_invitation_one_gets_an_account(world: World) {
    let rounds: u32 = std::env::var("ROSTER_TEST_RACES").map_or(200, |text| text.parse().unwrap());
    for round in 0..rounds {
        let invited = invite(&world, &format!("a{round}@example.com"), &InvitationTerms::default()).await;
        let start = Arc::new(Barrier::new(16));
        let tasks: Vec<_> = (0..16)
            .map(|number| {
                let (service, host, start) = (world.service.clone(), world.host.clone(), Arc::clone(&start));
                let record = record(&format!("user-{round}-{number}"), invited.token.clone());
                tokio::spawn(async move {
                    start.wait().await;
                    records::create(&service, &host, record).await
                })
            })
            .collect();
        let mut won = Vec::new();
        for task in tasks {
            match task.await.unwrap() {
                Ok(UserRecord { user, .. }) => won.push(user.user_id),
                Err(refused) => assert_eq!(refused.name, "invitation_already_used", "{refused:?}"),
            }
        }
        assert_eq!(won.len(), 1, "in round {round}");
        let accepted_by = all(&world.service, &world).await.remove(0).accepted_by;
        assert_eq!(accepted_by.as_deref(), Some(won[0].as_str()));
        users::purge(&world.service, &world.host, &won[0]).await.unwrap();
        invitations::revoke(&world.service, &world.host, &invited.email).await.unwrap();
    }
}

async fn an_admin_may_name_an_invitation_which_presets_nothing(world: World) {
    let terms = InvitationTerms { state: Some(State::Requested), admin: true, ..InvitationTerms::default() };
    let invited = invite(&world, "a@example.com", &terms).await;
    let made = records::create(&world.service, &world.host, record("ada", invited.token.clone())).await.unwrap();
    assert_eq!((made.user.state, made.user.admin), (State::Approved, false));
    let again = records::create(&world.service, &world.host, record("bob", invited.token.clone())).await;
    let refused = assert_refused(again, "invitation_already_used", &["invitation_token"]);
    assert_eq!(refused.attributes["invitation_token"].to_string(), invited.token.unwrap());
    assert!(world.stored("bob").await.is_none());
    world.delete("ada").await;
    assert_eq!(all(&world.service, &world).await[0].accepted_by.as_deref(), Some("ada"));
    users::purge(&world.service, &world.host, &id("ada")).await.unwrap();
    assert_eq!(all(&world.service, &world).await[0].accepted_by, None);
}

async fn every_change_of_an_invitation_is_in_the_trail_without_its_token(world: World) {
    let invited = invite(&world, "a@example.com", &InvitationTerms::default()).await;
    invitations::resend(&world.service, &world.host, &invited.email).await.unwrap();
    invitations::extend(&world.service, &world.host, &invited.email).await.unwrap();
    records::create(&world.service, &world.host, record("ada", invited.token.clone())).await.unwrap();
    invitations::revoke(&world.service, &world.host, &invited.email).await.unwrap();
    let rows = testdb::rows(&world.url, "SELECT action, before, after FROM audit ORDER BY id").await;
    let actions: Vec<_> = rows.iter().filter_map(|row| row[0].as_deref()).collect();
    let expected = ["invitation.create", "invitation.update", "invitation.update", "user.create", "invitation.delete"];
    assert_eq!(actions, expected);
    let token = invited.token.unwrap();
    for row in &rows {
        assert!(row[2].as_deref().unwrap().contains("a@example.com"), "{row:?}");
        assert!(row.iter().flatten().all(|text| !text.contains(&token)), "{row:?}");
    }
}

async fn who_may_only_invite_gets_at_no_account_that_they_could_not_make(world: World) {
    world.admin("boss").await;
    let inviting = world.program("boss", &[Right::SEND_INVITES]).await;
    let admin = InvitationTerms { admin: true, ..InvitationTerms::default() };
    invite(&world, "a@example.com", &admin).await;
    invite(&world, "b@example.com", &InvitationTerms::default()).await;
    let (a, b) = (email("a@example.com"), email("b@example.com"));
    let page = Page::new(1, 10).unwrap();
    let listed = invitations::list(&world.service, &inviting, true, page).await.unwrap().0;
    let seen: Vec<_> = listed.iter().map(|one| (one.email.as_str(), one.token.is_some())).collect();
    assert_eq!(seen, [("b@example.com", true), ("a@example.com", false)]);
    assert_eq!(invitations::get(&world.service, &inviting, &a).await.unwrap().token, None);
    assert!(invitations::get(&world.service, &inviting, &b).await.unwrap().token.is_some());
    assert!(invitations::get(&world.service, &world.host, &a).await.unwrap().token.is_some());
    assert_refused(invitations::resend(&world.service, &inviting, &a).await, "permission_denied", &[]);
    assert_refused(invitations::extend(&world.service, &inviting, &a).await, "permission_denied", &[]);
    invitations::extend(&world.service, &inviting, &b).await.unwrap();
    invitations::revoke(&world.service, &inviting, &a).await.unwrap();
    let gone = invitations::get(&world.service, &world.host, &a).await;
    assert_refused(gone, "invitation_not_found", &[]);
}

async fn an_invitation_may_have_an_end_of_its_own(world: World) {
    let now = world.service.now();
    let invite = async |address: &str, expires_at| {
        let terms = InvitationTerms::default();
        invitations::create(&world.service, &world.host, &[email(address)], &terms, Some(expires_at)).await
    };
    for wrong in [now, now.plus(91 * 24 * HOUR)] {
        assert_refused(invite("a@example.com", wrong).await, "validation", &["expires_at"]);
    }
    let end = now.plus(HOUR);
    let made = invite("a@example.com", end).await.unwrap().pop().unwrap().unwrap();
    assert_eq!(made.expires_at, end);
    world.clock.advance(HOUR);
    let service =
        world.with(Settings { registration_mode: RegistrationMode::Invitation, ..world.service.settings().clone() });
    let record = NewRecord { password: Some(secret(PASSWORD)), ..record("ada", made.token) };
    let late = service::registration::register(&service, &anonymous(), record).await;
    assert_refused(late, "invitation_expired", &["invitation_token"]);
}
