//! Accounts that people make themselves.

use domain::{DomainPattern, DomainRules, InvitationTerms, NewUser, RegistrationMode, State};
use secrecy::ExposeSecret as _;
use service::{
    RateLimits, Service, Settings, invitations,
    records::{self, NewRecord},
    registration,
};

use crate::{
    World,
    invitations::{all, invite, record},
    support::{HOUR, PASSWORD, anonymous, assert_refused, email, new, secret},
};

testdb::on_both!(
    nobody_registers_where_it_is_closed_not_even_by_invitation,
    an_invitation_is_needed_where_the_mode_says_so_and_good_once,
    the_mode_decides_about_the_state_and_the_invitation_over_it,
    nothing_that_admins_decide_can_be_brought_along,
    an_invitation_that_is_bound_takes_the_address_that_was_invited,
    what_somebody_promised_who_is_no_admin_any_more_does_not_hold,
    an_invitation_that_could_not_be_used_stays_good,
    nothing_is_said_of_others,
    the_domain_of_an_address_decides_unless_its_owner_was_invited,
    who_was_invited_can_log_in,
    from_one_address_sixty_accounts_are_made_in_an_hour,
);

fn server(world: &World, mode: RegistrationMode) -> Service {
    world.with(Settings { registration_mode: mode, ..world.service.settings().clone() })
}

fn own(user_id: &str, token: Option<&str>) -> NewRecord {
    NewRecord::own(new(user_id), secret(PASSWORD), token.map(str::to_owned))
}

async fn token(world: &World, address: &str, terms: &InvitationTerms) -> String {
    invite(world, address, terms).await.token.unwrap()
}

async fn nobody_registers_where_it_is_closed_not_even_by_invitation(world: World) {
    let token = token(&world, "a@example.com", &InvitationTerms::default()).await;
    for token in [None, Some(token.as_str())] {
        let refused = registration::register(&world.service, &anonymous(), own("ada", token)).await;
        assert_refused(refused, "user_registration_disabled", &[]);
    }
    let blocked = registration::register(&world.service, &anonymous(), own("root", None)).await;
    assert_refused(blocked, "forbidden_id", &["user_id"]);
}

async fn an_invitation_is_needed_where_the_mode_says_so_and_good_once(world: World) {
    let service = server(&world, RegistrationMode::Invitation);
    let bare = registration::register(&service, &anonymous(), own("ada", None)).await;
    assert_refused(bare, "invitation_token_required", &["invitation_token"]);
    let token = token(&world, "a@example.com", &InvitationTerms::default()).await;
    for wrong in ["", "x", &token[1..], &format!("{token}A"), &"A".repeat(52)] {
        let refused = registration::register(&service, &anonymous(), own("ada", Some(wrong))).await;
        assert_refused(refused, "invitation_not_found", &["invitation_token"]);
    }
    let made = registration::register(&service, &anonymous(), own("ada", Some(&token.to_lowercase()))).await.unwrap();
    assert_eq!((made.user.state, made.user.admin), (State::Approved, false));
    let again = registration::register(&service, &anonymous(), own("bob", Some(&token))).await;
    assert_refused(again, "invitation_already_used", &["invitation_token"]);
    let late = invite(&world, "b@example.com", &InvitationTerms::default()).await.token.unwrap();
    world.clock.advance(HOUR * 24 * 7);
    let late = registration::register(&service, &anonymous(), own("bob", Some(&late))).await;
    assert_refused(late, "invitation_expired", &["invitation_token"]);
}

async fn the_mode_decides_about_the_state_and_the_invitation_over_it(world: World) {
    let register = async |mode, user_id: &str, token: Option<&str>| {
        let service = server(&world, mode);
        registration::register(&service, &anonymous(), own(user_id, token)).await.unwrap()
    };
    let waiting = register(RegistrationMode::Approval, "ada", None).await.user;
    assert_eq!((waiting.state, waiting.state_description.as_str()), (State::Requested, "admin approval required"));
    assert_eq!(register(RegistrationMode::Open, "bob", None).await.user.state, State::Approved);
    let plain = token(&world, "a@example.com", &InvitationTerms::default()).await;
    assert_eq!(register(RegistrationMode::Approval, "cyd", Some(&plain)).await.user.state, State::Requested);
    let terms = InvitationTerms {
        state: Some(State::Approved),
        admin: true,
        attributes: [("team".to_owned(), "radio".to_owned())].into(),
        ..InvitationTerms::default()
    };
    let preset = token(&world, "b@example.com", &terms).await;
    let made = register(RegistrationMode::Approval, "dan", Some(&preset)).await;
    assert_eq!((made.user.state, made.user.state_description.as_str()), (State::Approved, ""));
    assert_eq!((made.user.admin, &made.attributes), (true, &terms.attributes));
}

async fn nothing_that_admins_decide_can_be_brought_along(world: World) {
    let service = server(&world, RegistrationMode::Open);
    let wanted = NewUser {
        email_validated: true,
        state: State::Flagged,
        state_description: "mine".into(),
        admin: true,
        require_password_update: true,
        ..new("ada")
    };
    let now = service.now();
    let record = NewRecord { new: wanted, email_validated_at: Some(now), ..own("ada", None) };
    let user = registration::register(&service, &anonymous(), record).await.unwrap().user;
    assert_eq!((user.admin, user.state, user.state_description.as_str()), (false, State::Approved, ""));
    assert_eq!((user.primary_email_address_validated_at, user.require_password_update), (None, false));
    let bare = registration::register(&service, &anonymous(), record_without_password()).await;
    assert_eq!(bare.unwrap_err().fields[0].field, "password");
}

fn record_without_password() -> NewRecord {
    record("bob", None)
}

async fn an_invitation_that_is_bound_takes_the_address_that_was_invited(world: World) {
    let service = server(&world, RegistrationMode::Invitation);
    let token = token(&world, "Ada@Example.com", &InvitationTerms { bound: true, ..InvitationTerms::default() }).await;
    let mut other = own("ada", Some(&token));
    other.new.primary_email_address = email("eve@example.com");
    let refused = registration::register(&service, &anonymous(), other).await;
    assert_refused(refused, "validation", &["primary_email_address"]);
    registration::register(&service, &anonymous(), own("ada", Some(&token))).await.unwrap();
}

async fn an_invitation_that_could_not_be_used_stays_good(world: World) {
    let service = server(&world, RegistrationMode::Invitation);
    world.person("ada").await;
    let token = token(&world, "a@example.com", &InvitationTerms::default()).await;
    let mut same = own("ada", Some(&token));
    same.new.primary_email_address = email("other@example.com");
    let refused = registration::register(&service, &anonymous(), same).await;
    assert_refused(refused, "already_exists", &["user_id"]);
    let weak = NewRecord { password: Some(secret("short")), ..own("bob", Some(&token)) };
    assert!(registration::register(&service, &anonymous(), weak).await.is_err());
    registration::register(&service, &anonymous(), own("bob", Some(&token))).await.unwrap();
}

async fn nothing_is_said_of_others(world: World) {
    let service = server(&world, RegistrationMode::Open);
    world.person("ada").await;
    world.delete("ada").await;
    world.person("bob").await;
    let reserved = registration::register(&service, &anonymous(), own("ada", None)).await;
    let refused = assert_refused(reserved, "already_exists", &["user_id"]);
    assert!(!refused.message.contains("deleted") && !refused.attributes.contains_key("reserved_at"), "{refused:?}");
    let mut same = own("eve", None);
    same.new.primary_email_address = email("bob@example.com");
    let refused = registration::register(&service, &anonymous(), same).await;
    let refused = assert_refused(refused, "already_exists", &["primary_email_address"]);
    assert!(!refused.message.contains("bob") && !refused.attributes.contains_key("taken_by"), "{refused:?}");
}

async fn who_was_invited_can_log_in(world: World) {
    let service = server(&world, RegistrationMode::Invitation);
    let token = token(&world, "a@example.com", &InvitationTerms::default()).await;
    registration::register(&service, &anonymous(), own("ada", Some(&token))).await.unwrap();
    let session = world.login("ada", PASSWORD).await.unwrap();
    assert!(world.is_valid(session.token.expose_secret()).await);
    assert_eq!(all(&service, &world).await[0].accepted_by.as_deref(), Some("ada"));
    let made = testdb::rows(&world.url, "SELECT actor, after FROM audit WHERE action = 'user.create'").await;
    assert_eq!(made[0][0].as_deref(), Some("ada"));
    assert!(made[0][1].as_deref().unwrap().contains("a@example.com"), "{made:?}");
    // An admin's API or console makes users as before.
    records::create(&service, &world.host, record("bob", None)).await.unwrap();
    invitations::revoke(&service, &world.host, &email("a@example.com")).await.unwrap();
}

async fn from_one_address_sixty_accounts_are_made_in_an_hour(world: World) {
    let settings = world.service.settings().clone();
    let limits = Some(RateLimits::default());
    let service =
        world.with(Settings { registration_mode: RegistrationMode::Invitation, rate_limits: limits, ..settings });
    let register = async || registration::register(&service, &anonymous(), own("ada", Some(&"A".repeat(52)))).await;
    for _ in 0..60 {
        assert_refused(register().await, "invitation_not_found", &["invitation_token"]);
    }
    assert_refused(register().await, "rate_limit_exceeded", &[]);
    world.clock.advance(HOUR);
    assert_refused(register().await, "invitation_not_found", &["invitation_token"]);
}

async fn what_somebody_promised_who_is_no_admin_any_more_does_not_hold(world: World) {
    world.admin("boss").await;
    world.admin("other").await;
    let service = server(&world, RegistrationMode::Invitation);
    let boss = world.caller("boss").await;
    let promised = InvitationTerms { admin: true, ..InvitationTerms::default() };
    let (plain, emails) = (InvitationTerms::default(), [email("a@example.com"), email("b@example.com")]);
    let mut tokens = Vec::new();
    for (email, terms) in emails.iter().zip([&promised, &plain]) {
        let made = invitations::create(&service, &boss, std::slice::from_ref(email), terms, None).await.unwrap();
        tokens.push(made.into_iter().next().unwrap().unwrap().token.unwrap());
    }
    world.set_state("boss", State::Suspended).await;
    let refused = registration::register(&service, &anonymous(), own("ada", Some(&tokens[0]))).await;
    assert_refused(refused, "invitation_expired", &["invitation_token"]);
    let made = registration::register(&service, &anonymous(), own("bob", Some(&tokens[1]))).await.unwrap();
    assert!(!made.user.admin);
    world.set_state("boss", State::Approved).await;
    let made = registration::register(&service, &anonymous(), own("ada", Some(&tokens[0]))).await.unwrap();
    assert!(made.user.admin);
}

async fn the_domain_of_an_address_decides_unless_its_owner_was_invited(world: World) {
    let patterns = |domain: &str| vec![DomainPattern::parse(domain).unwrap()];
    let rules = DomainRules {
        reject: patterns("mail.example"),
        ask: patterns("guests.example"),
        approve: patterns("*.example.org"),
    };
    let settings = world.service.settings().clone();
    let service =
        |mode| world.with(Settings { registration_mode: mode, domain_rules: rules.clone(), ..settings.clone() });
    let record = |user_id: &str, domain: &str, token: Option<&str>| {
        let address = email(&format!("{user_id}@{domain}"));
        NewRecord { new: NewUser { primary_email_address: address, ..new(user_id) }, ..own(user_id, token) }
    };
    for mode in [RegistrationMode::Approval, RegistrationMode::Open] {
        let (service, name) = (service(mode), mode.as_str());
        let register = async |user_id: String, domain: &str, token: Option<&str>| {
            registration::register(&service, &anonymous(), record(&user_id, domain, token)).await
        };
        let refused = register(format!("a-{name}"), "mail.example", None).await;
        assert_refused(refused, "validation", &["primary_email_address"]);
        let waits = register(format!("b-{name}"), "guests.example", None).await.unwrap().user;
        assert_eq!((waits.state, waits.state_description.as_str()), (State::Requested, "admin approval required"));
        assert_eq!(register(format!("c-{name}"), "a.example.org", None).await.unwrap().user.state, State::Approved);
        let invited = token(&world, &format!("d-{name}@mail.example"), &InvitationTerms::default()).await;
        register(format!("d-{name}"), "mail.example", Some(&invited)).await.unwrap();
    }
}
