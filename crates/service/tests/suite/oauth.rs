//! Programs that act for users: asked once, given a code, which is good for tokens once.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::{NewApiKey, NewClient, Page, Right, Rights, State};
use secrecy::ExposeSecret as _;
use service::{
    Caller, api_keys,
    authorizations::{self, Answer, AuthorizationRequest, Step},
    credentials, oauth_clients,
    oauth_tokens::{self, ClientProof, NewTokens},
    passwords, sessions, users,
};
use sha2::{Digest as _, Sha256};

use crate::{
    World,
    kept_secrets::everything,
    races::{at_once, rounds},
    support::{HOUR, MINUTE, PASSWORD, anonymous, assert_refused, context, id, secret},
};

testdb::on_both!(
    the_command_line_gets_tokens_without_a_question,
    others_are_asked_for_once,
    a_user_may_say_no,
    everything_is_given_only_to_who_has_just_shown_the_password,
    who_began_has_to_prove_it,
    a_secret_has_to_be_the_right_one,
    a_code_is_for_one_client_and_one_address,
    a_used_code_ends_what_came_of_it,
    a_used_refresh_token_ends_what_came_of_it,
    tokens_come_to_their_end,
    tokens_end_with_their_session,
    tokens_end_with_a_changed_password,
    nothing_works_for_who_may_not_act,
    a_client_that_is_switched_off_can_do_nothing,
    nobody_gets_more_than_they_agreed_to,
    what_was_allowed_can_be_taken_back,
    tokens_are_seen_and_ended_by_who_may,
    a_client_ends_its_own_tokens,
    a_client_logs_its_user_out,
    only_who_may_do_everything_manages_clients,
    of_sixteen_who_use_a_code_one_gets_tokens,
    of_sixteen_who_refresh_one_gets_tokens,
    nothing_secret_is_kept_or_told,
);

const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

fn page() -> Page {
    Page::new(1, 10).unwrap()
}

fn client(client_id: &str, rights: &[Right]) -> NewClient {
    NewClient {
        client_id: client_id.into(),
        confidential: false,
        redirect_uris: vec!["https://wiki.example.com/done".into()],
        logout_redirect_uris: vec!["https://wiki.example.com/".into()],
        rights: rights.iter().copied().collect(),
        ..NewClient::default()
    }
}

async fn make(world: &World, new: NewClient) -> Option<String> {
    let secret = oauth_clients::create(&world.service, &world.host, new).await.unwrap();
    secret.map(|secret| secret.expose_secret().to_owned())
}

fn request(client_id: &str) -> AuthorizationRequest {
    AuthorizationRequest {
        response_type: Some("code".into()),
        client_id: client_id.into(),
        state: Some("x y".into()),
        code_challenge: Some(URL_SAFE_NO_PAD.encode(Sha256::digest(VERIFIER))),
        code_challenge_method: Some("S256".into()),
        ..AuthorizationRequest::default()
    }
}

/// The command line can prove nothing.
fn cli() -> AuthorizationRequest {
    AuthorizationRequest { code_challenge: None, code_challenge_method: None, ..request("cli") }
}

fn proof(client_id: &str, secret: Option<&str>) -> ClientProof {
    ClientProof { client_id: Some(client_id.into()), secret: secret.map(|secret| secret.to_owned().into()) }
}

fn parameter(step: Step, name: &str) -> String {
    let Step::Redirect(redirect) = step else { panic!("not asked to be asked: {step:?}") };
    let found = redirect.parameters.iter().find(|(known, _)| *known == name);
    found.unwrap_or_else(|| panic!("no {name}: {redirect:?}")).1.clone()
}

async fn code(world: &World, caller: &Caller, request: &AuthorizationRequest) -> String {
    parameter(authorizations::authorize(&world.service, caller, request, Answer::Yes).await.unwrap(), "code")
}

async fn exchange(world: &World, client_id: &str, code: &str) -> domain::Result<NewTokens> {
    let verifier = (client_id != "cli").then_some(VERIFIER);
    let client = proof(client_id, None);
    oauth_tokens::exchange(&world.service, &anonymous(), &client, Some(code), None, verifier).await
}

async fn refresh(world: &World, client_id: &str, token: &str) -> domain::Result<NewTokens> {
    oauth_tokens::refresh(&world.service, &anonymous(), &proof(client_id, None), Some(token)).await
}

async fn whoever(world: &World, token: &str) -> domain::Result<Caller> {
    credentials::resolve(&world.service, &format!("Bearer {token}"), context()).await
}

/// The tokens of a user who uses the command line, as text.
async fn tokens(world: &World, caller: &Caller) -> (String, String) {
    let tokens = exchange(world, "cli", &code(world, caller, &cli()).await).await.unwrap();
    (tokens.access_token.expose_secret().to_owned(), tokens.refresh_token.expose_secret().to_owned())
}

async fn the_command_line_gets_tokens_without_a_question(world: World) {
    world.person("ada").await;
    let ada = world.caller("ada").await;
    let step = authorizations::authorize(&world.service, &ada, &cli(), Answer::Open).await.unwrap();
    let Step::Redirect(redirect) = &step else { panic!("{step:?}") };
    assert_eq!((redirect.uri.as_str(), &redirect.parameters[1]), ("local-callback", &("state", "x y".to_owned())));
    let code = parameter(step, "code");
    let shape = |token: &str| token.split('.').map(str::len).collect::<Vec<_>>();
    assert_eq!((&code[..6], shape(&code)), ("MF2XI.", vec![5, 39, 52]));
    let tokens = exchange(&world, "cli", &code).await.unwrap();
    let (access, refresh) = (tokens.access_token.expose_secret(), tokens.refresh_token.expose_secret());
    assert_eq!((&access[..6], shape(access)), ("MFRWG.", vec![5, 39, 52]));
    assert_eq!((&refresh[..6], &refresh[6..45]), ("OJSWM.", &access[6..45]));
    let program = whoever(&world, access).await.unwrap();
    let token = program.access_token().unwrap();
    assert_eq!((token.client_id.as_str(), token.rights), ("cli", [Right::ALL].into_iter().collect()));
    assert_eq!(token.expires_at, world.service.now().plus(HOUR));
    program.require_on(&id("ada"), Right::USER_DELETE).unwrap();
    assert_refused(program.require_admin(Right::USER_INFO), "permission_denied", &[]);
}

async fn others_are_asked_for_once(world: World) {
    world.person("ada").await;
    make(&world, client("wiki", &[Right::USER_INFO])).await;
    let ada = world.caller("ada").await;
    let step = authorizations::authorize(&world.service, &ada, &request("wiki"), Answer::Open).await.unwrap();
    let Step::Ask(consent) = step else { panic!("{step:?}") };
    assert_eq!((consent.client.client_id.as_str(), consent.confirm), ("wiki", false));
    assert_eq!(consent.redirect_uri, "https://wiki.example.com/done");
    code(&world, &ada, &request("wiki")).await;
    let again = authorizations::authorize(&world.service, &ada, &request("wiki"), Answer::Open).await.unwrap();
    assert!(parameter(again, "code").starts_with("MF2XI."));
    let nobody = authorizations::authorize(&world.service, &anonymous(), &request("wiki"), Answer::Yes).await;
    assert_refused(nobody, "unauthenticated", &[]);
    for (request, name) in [
        (request("other"), "client_not_found"),
        (request("no such\0id"), "client_not_found"),
        (
            AuthorizationRequest { redirect_uri: Some("https://evil.example".into()), ..request("wiki") },
            "invalid_redirect_uri",
        ),
    ] {
        let refused = authorizations::authorize(&world.service, &ada, &request, Answer::Yes).await;
        assert_refused(refused, name, &[]);
    }
}

async fn a_user_may_say_no(world: World) {
    world.person("ada").await;
    make(&world, client("wiki", &[Right::USER_INFO])).await;
    let ada = world.caller("ada").await;
    let step = authorizations::authorize(&world.service, &ada, &request("wiki"), Answer::No).await.unwrap();
    assert_eq!(parameter(step, "error"), "access_denied");
    let token = AuthorizationRequest { response_type: Some("token".into()), ..request("wiki") };
    let step = authorizations::authorize(&world.service, &ada, &token, Answer::Yes).await.unwrap();
    assert_eq!(parameter(step, "error"), "unsupported_response_type");
    assert_eq!(authorizations::list(&world.service, &ada, &id("ada"), false, page()).await.unwrap().1, 0);
}

async fn everything_is_given_only_to_who_has_just_shown_the_password(world: World) {
    world.person("ada").await;
    make(&world, client("wiki", &[Right::ALL])).await;
    let ada = world.caller("ada").await;
    world.clock.advance(30 * MINUTE);
    let step = authorizations::authorize(&world.service, &ada, &request("wiki"), Answer::Open).await.unwrap();
    assert!(matches!(step, Step::Ask(consent) if consent.confirm));
    let refused = authorizations::authorize(&world.service, &ada, &request("wiki"), Answer::Yes).await;
    assert_refused(refused, "confirmation_required", &["own_password"]);
    let ada = passwords::confirm(&world.service, &ada, secret(PASSWORD)).await.unwrap();
    code(&world, &ada, &request("wiki")).await;
}

async fn who_began_has_to_prove_it(world: World) {
    world.person("ada").await;
    make(&world, client("wiki", &[Right::USER_INFO])).await;
    let ada = world.caller("ada").await;
    for (challenge, method) in
        [(None, None), (request("wiki").code_challenge, Some("plain")), (Some("x".into()), Some("S256"))]
    {
        let method = method.map(str::to_owned);
        let without =
            AuthorizationRequest { code_challenge: challenge, code_challenge_method: method, ..request("wiki") };
        let step = authorizations::authorize(&world.service, &ada, &without, Answer::Yes).await.unwrap();
        assert_eq!(parameter(step, "error"), "invalid_request");
    }
    let code = code(&world, &ada, &request("wiki")).await;
    let other = "other-other-other-other-other-other-other-other";
    for verifier in [None, Some(""), Some("short"), Some(other), Some(&VERIFIER[1..])] {
        let client = proof("wiki", None);
        let refused = oauth_tokens::exchange(&world.service, &anonymous(), &client, Some(&code), None, verifier).await;
        assert_refused(refused, "invalid_grant", &[]);
    }
    exchange(&world, "wiki", &code).await.unwrap();
    // Where none was asked for, somebody may have taken it away.
    let code = self::code(&world, &ada, &cli()).await;
    let client = proof("cli", None);
    let refused =
        oauth_tokens::exchange(&world.service, &anonymous(), &client, Some(&code), None, Some(VERIFIER)).await;
    assert_refused(refused, "invalid_grant", &[]);
}

async fn a_secret_has_to_be_the_right_one(world: World) {
    world.person("ada").await;
    let new = NewClient { confidential: true, ..client("wiki", &[Right::USER_INFO]) };
    let right = make(&world, new).await.unwrap();
    let ada = world.caller("ada").await;
    let unproved = AuthorizationRequest { code_challenge: None, code_challenge_method: None, ..request("wiki") };
    let code = code(&world, &ada, &unproved).await;
    for (client, name) in [
        (proof("wiki", None), "missing_client_secret"),
        (proof("wiki", Some("")), "missing_client_secret"),
        (proof("wiki", Some("wrong")), "invalid client"),
        (proof("wiki", Some(&right[1..])), "invalid client"),
        (proof("cli", Some(&right)), "invalid client"),
        (proof("other", Some(&right)), "client_not_found"),
        (ClientProof::default(), "missing_client_id"),
        (proof("cli", None), "invalid_grant"),
    ] {
        let refused = oauth_tokens::exchange(&world.service, &anonymous(), &client, Some(&code), None, None).await;
        assert_refused(refused, name, &[]);
    }
    let client = proof("wiki", Some(&right));
    oauth_tokens::exchange(&world.service, &anonymous(), &client, Some(&code), None, None).await.unwrap();
}

async fn a_code_is_for_one_client_and_one_address(world: World) {
    world.person("ada").await;
    let new = client("wiki", &[Right::USER_INFO]);
    let redirect_uris = vec!["https://wiki.example.com/done".into(), "https://wiki.example.com/other".into()];
    make(&world, NewClient { redirect_uris, ..new }).await;
    let ada = world.caller("ada").await;
    let code = code(&world, &ada, &request("wiki")).await;
    let client = proof("wiki", None);
    let uri = "https://wiki.example.com/other";
    let verifier = Some(VERIFIER);
    let refused = oauth_tokens::exchange(&world.service, &anonymous(), &client, Some(&code), Some(uri), verifier).await;
    assert_refused(refused, "invalid_grant", &[]);
    for (code, name) in [
        (None, "missing_authorization_code"),
        (Some(""), "missing_authorization_code"),
        (Some("foo"), "authorization_code_not_found"),
        (Some(&code[..code.len() - 1]), "authorization_code_not_found"),
        (Some("MF2XI.A\0B.C"), "authorization_code_not_found"),
    ] {
        let refused = oauth_tokens::exchange(&world.service, &anonymous(), &client, code, None, verifier).await;
        assert_refused(refused, name, &[]);
    }
    world.clock.advance(5 * MINUTE);
    assert_refused(exchange(&world, "wiki", &code).await, "authorization_code_not_found", &[]);
}

async fn a_used_code_ends_what_came_of_it(world: World) {
    world.person("ada").await;
    let ada = world.caller("ada").await;
    let code = code(&world, &ada, &cli()).await;
    let tokens = exchange(&world, "cli", &code).await.unwrap();
    whoever(&world, tokens.access_token.expose_secret()).await.unwrap();
    let next = refresh(&world, "cli", tokens.refresh_token.expose_secret()).await.unwrap();
    assert_refused(exchange(&world, "cli", &code).await, "authorization_code_not_found", &[]);
    assert_refused(whoever(&world, next.access_token.expose_secret()).await, "token_not_found", &[]);
    assert_refused(refresh(&world, "cli", next.refresh_token.expose_secret()).await, "access_token_not_found", &[]);
    let reused = testdb::rows(&world.url, "SELECT action FROM audit WHERE action = 'oauth_token.reused'").await;
    assert_eq!(reused.len(), 1);
}

async fn a_used_refresh_token_ends_what_came_of_it(world: World) {
    world.person("ada").await;
    let ada = world.caller("ada").await;
    let (access, first) = tokens(&world, &ada).await;
    let another = tokens(&world, &ada).await;
    let next = refresh(&world, "cli", &first).await.unwrap();
    assert_refused(whoever(&world, &access).await, "token_not_found", &[]);
    whoever(&world, next.access_token.expose_secret()).await.unwrap();
    for bad in [&first[1..], &first[..first.len() - 1], "OJSWM.A\0.B", &access] {
        assert_refused(refresh(&world, "cli", bad).await, "access_token_not_found", &[]);
    }
    whoever(&world, next.access_token.expose_secret()).await.unwrap();
    assert_refused(refresh(&world, "cli", &first).await, "access_token_not_found", &[]);
    assert_refused(whoever(&world, next.access_token.expose_secret()).await, "token_not_found", &[]);
    assert_refused(refresh(&world, "cli", next.refresh_token.expose_secret()).await, "access_token_not_found", &[]);
    whoever(&world, &another.0).await.unwrap();
}

async fn tokens_come_to_their_end(world: World) {
    world.person("ada").await;
    let (access, first) = tokens(&world, &world.caller("ada").await).await;
    world.clock.advance(59 * MINUTE);
    whoever(&world, &access).await.unwrap();
    world.clock.advance(MINUTE);
    assert_refused(whoever(&world, &access).await, "token_expired", &[]);
    // The session has come to its end by itself, and the token goes on.
    world.clock.advance(29 * 24 * HOUR);
    service::upkeep::run(&world.service).await.unwrap();
    let next = refresh(&world, "cli", &first).await.unwrap();
    world.clock.advance(30 * 24 * HOUR);
    assert_refused(refresh(&world, "cli", next.refresh_token.expose_secret()).await, "access_token_not_found", &[]);
    service::upkeep::run(&world.service).await.unwrap();
    assert_eq!(testdb::rows(&world.url, "SELECT token_id FROM oauth_tokens").await.len(), 0);
    assert_eq!(testdb::rows(&world.url, "SELECT code_id FROM oauth_codes").await.len(), 0);
}

async fn tokens_end_with_their_session(world: World) {
    world.person("ada").await;
    let (one, other) = (world.caller("ada").await, world.caller("ada").await);
    let (mut access, mut refreshing) = tokens(&world, &one).await;
    let kept = tokens(&world, &other).await;
    let unused = code(&world, &one, &cli()).await;
    sessions::end(&world.service, &other, one.session_id().unwrap()).await.unwrap();
    assert_refused(exchange(&world, "cli", &unused).await, "authorization_code_not_found", &[]);
    assert_refused(whoever(&world, &access).await, "token_not_found", &[]);
    assert_refused(refresh(&world, "cli", &refreshing).await, "access_token_not_found", &[]);
    let one = world.caller("ada").await;
    (access, refreshing) = tokens(&world, &one).await;
    sessions::end_others(&world.service, &other).await.unwrap();
    assert_refused(whoever(&world, &access).await, "token_not_found", &[]);
    assert_refused(refresh(&world, "cli", &refreshing).await, "access_token_not_found", &[]);
    whoever(&world, &kept.0).await.unwrap();
    sessions::logout(&world.service, &other).await.unwrap();
    assert_refused(whoever(&world, &kept.0).await, "token_not_found", &[]);
    let again = tokens(&world, &world.caller("ada").await).await;
    sessions::end_all(&world.service, &world.host, &id("ada")).await.unwrap();
    assert_refused(whoever(&world, &again.0).await, "token_not_found", &[]);
}

async fn tokens_end_with_a_changed_password(world: World) {
    world.person("ada").await;
    let ada = world.caller("ada").await;
    let (access, refreshing) = tokens(&world, &ada).await;
    let new = || secret("a wholly other battery staple");
    passwords::change(&world.service, &ada, secret(PASSWORD), new(), true).await.unwrap();
    assert_refused(whoever(&world, &access).await, "token_not_found", &[]);
    assert_refused(refresh(&world, "cli", &refreshing).await, "access_token_not_found", &[]);
}

async fn nothing_works_for_who_may_not_act(world: World) {
    world.admin("boss").await;
    for (how, name) in [("suspended", "user_suspended"), ("rejected", "user_rejected")] {
        let ada = format!("ada-{how}");
        world.person(&ada).await;
        let caller = world.caller(&ada).await;
        let (access, refreshing) = tokens(&world, &caller).await;
        world.set_state(&ada, State::parse(how).unwrap()).await;
        assert_refused(whoever(&world, &access).await, "token_not_found", &[]);
        assert_refused(refresh(&world, "cli", &refreshing).await, "access_token_not_found", &[]);
        // An access token that was made at the very same moment explains itself, and does nothing.
        world.set_state(&ada, State::Approved).await;
        let (access, refreshing) = tokens(&world, &world.caller(&ada).await).await;
        let set = format!("UPDATE users SET state = {} WHERE user_id = '{ada}'", State::parse(how).unwrap() as i32);
        testdb::execute(&world.url, &set).await;
        let program = whoever(&world, &access).await.unwrap();
        assert_refused(program.require_known(), name, &[]);
        assert_refused(refresh(&world, "cli", &refreshing).await, name, &[]);
    }
    world.person("ada").await;
    let (access, refreshing) = tokens(&world, &world.caller("ada").await).await;
    world.delete("ada").await;
    users::restore(&world.service, &world.host, &id("ada")).await.unwrap();
    assert_refused(whoever(&world, &access).await, "token_not_found", &[]);
    assert_refused(refresh(&world, "cli", &refreshing).await, "access_token_not_found", &[]);
}

async fn a_client_that_is_switched_off_can_do_nothing(world: World) {
    world.person("ada").await;
    let ada = world.caller("ada").await;
    let (access, refreshing) = tokens(&world, &ada).await;
    let unused = code(&world, &ada, &cli()).await;
    let program = whoever(&world, &access).await.unwrap();
    oauth_clients::set_state(&world.service, &world.host, "cli", State::Suspended).await.unwrap();
    assert_refused(whoever(&world, &access).await, "oauth_client_suspended", &[]);
    assert_refused(refresh(&world, "cli", &refreshing).await, "client_suspended", &[]);
    assert_refused(exchange(&world, "cli", &unused).await, "client_suspended", &[]);
    let refused = authorizations::authorize(&world.service, &ada, &cli(), Answer::Yes).await;
    assert_refused(refused, "client_suspended", &[]);
    let new = NewApiKey { rights: [Right::USER_INFO].into_iter().collect(), ..NewApiKey::default() };
    let late = api_keys::create(&world.service, &program, &id("ada"), new).await;
    assert_refused(late, "unauthenticated", &[]);
    oauth_clients::set_state(&world.service, &world.host, "cli", State::Approved).await.unwrap();
    whoever(&world, &access).await.unwrap();
}

async fn nobody_gets_more_than_they_agreed_to(world: World) {
    world.person("ada").await;
    make(&world, client("wiki", &[Right::USER_INFO])).await;
    let ada = world.caller("ada").await;
    let tokens = exchange(&world, "wiki", &code(&world, &ada, &request("wiki")).await).await.unwrap();
    let set = |rights: Rights| format!("UPDATE oauth_clients SET rights = {} WHERE client_id = 'wiki'", rights.bits());
    let more = [Right::USER_INFO, Right::USER_DELETE].into_iter().collect::<Rights>();
    testdb::execute(&world.url, &set(more)).await;
    let tokens = refresh(&world, "wiki", tokens.refresh_token.expose_secret()).await.unwrap();
    let program = whoever(&world, tokens.access_token.expose_secret()).await.unwrap();
    assert_refused(program.require_on(&id("ada"), Right::USER_DELETE), "insufficient_user_rights", &[]);
    let step = authorizations::authorize(&world.service, &ada, &request("wiki"), Answer::Open).await.unwrap();
    assert!(matches!(step, Step::Ask(_)), "{step:?}");
    let less = [Right::USER_NOTIFICATIONS_READ].into_iter().collect::<Rights>();
    testdb::execute(&world.url, &set(less)).await;
    let program = whoever(&world, tokens.access_token.expose_secret()).await.unwrap();
    assert_refused(program.require_on(&id("ada"), Right::USER_INFO), "no_user_rights", &[]);
}

async fn what_was_allowed_can_be_taken_back(world: World) {
    world.person("ada").await;
    world.person("bob").await;
    let ada = world.caller("ada").await;
    let (access, refreshing) = tokens(&world, &ada).await;
    let (listed, total) = authorizations::list(&world.service, &ada, &id("ada"), true, page()).await.unwrap();
    assert_eq!((listed[0].client_id.as_str(), total), ("cli", 1));
    let bob = world.caller("bob").await;
    assert_refused(authorizations::list(&world.service, &bob, &id("ada"), true, page()).await, "no_user_rights", &[]);
    assert_refused(authorizations::delete(&world.service, &bob, &id("ada"), "cli").await, "no_user_rights", &[]);
    authorizations::delete(&world.service, &ada, &id("ada"), "cli").await.unwrap();
    assert_refused(whoever(&world, &access).await, "token_not_found", &[]);
    assert_refused(refresh(&world, "cli", &refreshing).await, "access_token_not_found", &[]);
    for client_id in ["cli", "other", "a\0b"] {
        let gone = authorizations::delete(&world.service, &ada, &id("ada"), client_id).await;
        assert_refused(gone, "authorization_not_found", &[]);
    }
}

async fn tokens_are_seen_and_ended_by_who_may(world: World) {
    world.person("ada").await;
    world.person("bob").await;
    let (ada, bob) = (world.caller("ada").await, world.caller("bob").await);
    let (access, _) = tokens(&world, &ada).await;
    let ada_id = id("ada");
    let list = authorizations::list_tokens(&world.service, &ada, (&ada_id, "cli"), false, page()).await.unwrap();
    let token_id = list.0[0].token_id.clone();
    assert_eq!((token_id.as_str(), list.1), (&access[6..45], 1));
    let none = authorizations::list_tokens(&world.service, &ada, (&ada_id, "a\0b"), false, page()).await.unwrap();
    assert_eq!(none.1, 0);
    let refused = authorizations::list_tokens(&world.service, &bob, (&ada_id, "cli"), false, page()).await;
    assert_refused(refused, "no_user_rights", &[]);
    // Under one's own name nobody ends the token of another.
    let bob_id = id("bob");
    let refused = authorizations::delete_token(&world.service, &bob, (&bob_id, "cli"), &token_id).await;
    assert_refused(refused, "access_token_not_found", &[]);
    let program = whoever(&world, &access).await.unwrap();
    let mismatch = authorizations::delete_token(&world.service, &program, (&ada_id, "wiki"), &token_id).await;
    assert_refused(mismatch, "access_token_mismatch", &[]);
    authorizations::delete_token(&world.service, &program, (&ada_id, "cli"), &token_id).await.unwrap();
    assert_refused(whoever(&world, &access).await, "token_not_found", &[]);
    let again = authorizations::delete_token(&world.service, &ada, (&ada_id, "cli"), &token_id).await;
    assert_refused(again, "access_token_not_found", &[]);
}

async fn a_client_ends_its_own_tokens(world: World) {
    world.person("ada").await;
    make(&world, client("wiki", &[Right::USER_INFO])).await;
    let ada = world.caller("ada").await;
    for which in [0, 1] {
        let (access, refreshing) = tokens(&world, &ada).await;
        let shown = [&access, &refreshing][which].clone();
        for (client_id, text) in [("wiki", shown.as_str()), ("cli", &shown[..shown.len() - 1]), ("cli", "nonsense")] {
            oauth_tokens::revoke(&world.service, &anonymous(), &proof(client_id, None), text).await.unwrap();
            whoever(&world, &access).await.unwrap();
        }
        oauth_tokens::revoke(&world.service, &anonymous(), &proof("cli", None), &shown).await.unwrap();
        assert_refused(whoever(&world, &access).await, "token_not_found", &[]);
        assert_refused(refresh(&world, "cli", &refreshing).await, "access_token_not_found", &[]);
    }
}

async fn a_client_logs_its_user_out(world: World) {
    world.person("ada").await;
    world.person("bob").await;
    make(&world, client("wiki", &[Right::USER_INFO])).await;
    let (ada, bob) = (world.caller("ada").await, world.caller("bob").await);
    let tokens = exchange(&world, "wiki", &code(&world, &ada, &request("wiki")).await).await.unwrap();
    let access = tokens.access_token.expose_secret();
    let token_id = &access[6..45];
    let bad = authorizations::log_out(&world.service, &ada, token_id, Some("https://evil.example/")).await;
    assert_refused(bad, "invalid_logout_redirect_uri", &[]);
    assert_eq!(authorizations::log_out(&world.service, &bob, token_id, None).await.unwrap(), None);
    whoever(&world, access).await.unwrap();
    let to = authorizations::log_out(&world.service, &ada, token_id, None).await.unwrap();
    assert_eq!(to.as_deref(), Some("https://wiki.example.com/"));
    assert_refused(whoever(&world, access).await, "token_not_found", &[]);
}

async fn only_who_may_do_everything_manages_clients(world: World) {
    world.admin("boss").await;
    world.person("ada").await;
    for (caller, name) in [
        (world.caller("ada").await, "permission_denied"),
        (world.program("boss", &[Right::USER_INFO, Right::USER_SETTINGS_BASIC]).await, "permission_denied"),
        (anonymous(), "unauthenticated"),
    ] {
        let new = client("wiki", &[Right::USER_INFO]);
        assert_refused(oauth_clients::create(&world.service, &caller, new).await, name, &[]);
        let off = oauth_clients::set_state(&world.service, &caller, "cli", State::Suspended).await;
        assert_refused(off, name, &[]);
        assert_refused(oauth_clients::delete(&world.service, &caller, "cli").await, name, &[]);
    }
    let boss = world.caller("boss").await;
    let new =
        NewClient { redirect_uris: vec!["http://wiki.example.com".into()], ..client("wiki", &[Right::USER_INFO]) };
    assert_refused(oauth_clients::create(&world.service, &boss, new).await, "validation", &["redirect_uris"]);
    oauth_clients::create(&world.service, &boss, client("wiki", &[Right::USER_INFO])).await.unwrap();
    let again = oauth_clients::create(&world.service, &boss, client("wiki", &[Right::USER_INFO])).await;
    assert_refused(again, "already_exists", &["client_id"]);
    assert_eq!(oauth_clients::list(&world.service, &boss).await.unwrap().len(), 2);
    oauth_clients::delete(&world.service, &boss, "wiki").await.unwrap();
    assert_refused(oauth_clients::delete(&world.service, &boss, "wiki").await, "client_not_found", &[]);
    let gone = oauth_clients::set_state(&world.service, &boss, "wiki", State::Approved).await;
    assert_refused(gone, "client_not_found", &[]);
}

async fn of_sixteen_who_use_a_code_one_gets_tokens(world: World) {
    world.person("ada").await;
    let ada = world.caller("ada").await;
    for _ in 0..rounds() {
        let code = code(&world, &ada, &cli()).await;
        let exchange = || {
            let (service, code) = (world.service.clone(), code.clone());
            async move { oauth_tokens::exchange(&service, &anonymous(), &proof("cli", None), Some(&code), None, None).await }
        };
        assert_one(at_once((0..16).map(|_| exchange()).collect()).await, "authorization_code_not_found");
    }
}

async fn of_sixteen_who_refresh_one_gets_tokens(world: World) {
    world.person("ada").await;
    let ada = world.caller("ada").await;
    for _ in 0..rounds() {
        let (_, token) = tokens(&world, &ada).await;
        let refresh = || {
            let (service, token) = (world.service.clone(), token.clone());
            async move { oauth_tokens::refresh(&service, &anonymous(), &proof("cli", None), Some(&token)).await }
        };
        assert_one(at_once((0..16).map(|_| refresh()).collect()).await, "access_token_not_found");
    }
}

fn assert_one(outcomes: Vec<domain::Result<NewTokens>>, name: &str) {
    let (good, bad): (Vec<_>, Vec<_>) = outcomes.into_iter().partition(Result::is_ok);
    assert_eq!(good.len(), 1);
    for outcome in bad {
        assert_refused(outcome, name, &[]);
    }
}

async fn nothing_secret_is_kept_or_told(world: World) {
    world.person("ada").await;
    let new = NewClient { confidential: true, ..client("wiki", &[Right::USER_INFO]) };
    let secret_of_client = make(&world, new).await.unwrap();
    let ada = world.caller("ada").await;
    let unused = code(&world, &ada, &cli()).await;
    let (access, refreshing) = tokens(&world, &ada).await;
    let tables: [(&str, &[&str]); 4] = [
        ("oauth_clients", &["description", "secret_hash", "redirect_uris"]),
        ("oauth_codes", &["code_id", "secret_hash", "session_id", "redirect_uri"]),
        ("oauth_tokens", &["token_id", "family", "access_hash", "refresh_hash", "session_id"]),
        ("audit", &["before", "after"]),
    ];
    let kept = everything(&world, &tables).await;
    let lower = data_encoding::HEXLOWER;
    assert!(kept.contains(&lower.encode(&unused.as_bytes()[6..45])), "their names are kept");
    for secret in [&secret_of_client[..], &unused[46..], &access[46..], &refreshing[46..]] {
        let raw = data_encoding::BASE32_NOPAD.decode(secret.as_bytes()).unwrap();
        for part in secret.as_bytes().windows(16).chain(raw.windows(16)) {
            assert!(!kept.contains(&lower.encode(part)));
        }
    }
}
