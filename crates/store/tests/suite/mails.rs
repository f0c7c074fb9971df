//! Mails that wait to be sent.

use store::mails::{self, ClaimedMail, NewMail};

use crate::{
    Fresh,
    support::{at, email, page},
};

testdb::on_both!(
    a_mail_is_claimed_once_and_again_when_nothing_was_heard,
    a_mail_that_another_claims_is_passed_over,
    what_was_in_a_mail_is_forgotten_once_it_is_sent,
    a_mail_that_was_given_up_is_forgotten_in_the_end,
    a_mail_that_was_given_up_is_listed_and_can_be_tried_again,
    a_mail_that_was_withdrawn_is_not_sent_and_still_counts,
    a_mail_that_was_taken_back_never_was,
    only_the_latest_try_says_what_became_of_a_mail,
    mails_to_an_address_are_counted_whatever_the_case,
    a_notice_waits_until_it_is_due_and_does_not_count,
);

async fn queue(fresh: &Fresh, mail_id: &str, micros: i64) {
    let mut tx = fresh.db.write().await.unwrap();
    let recipient = email("Colleague@example.com");
    let new = NewMail { mail_id, recipient: &recipient, template: "invitation", parameters: b"sealed", notice: false };
    mails::insert(&mut tx, &new, at(micros), at(micros)).await.unwrap();
    tx.commit().await.unwrap();
}

async fn claim(fresh: &Fresh, micros: i64, again: i64) -> Option<ClaimedMail> {
    let mut tx = fresh.db.write().await.unwrap();
    let mail = mails::claim(&mut tx, at(micros), at(again)).await.unwrap();
    tx.commit().await.unwrap();
    mail
}

async fn a_mail_is_claimed_once_and_again_when_nothing_was_heard(fresh: Fresh) {
    queue(&fresh, "first", 10).await;
    queue(&fresh, "second", 11).await;
    assert!(claim(&fresh, 9, 100).await.is_none());
    let mail = claim(&fresh, 20, 100).await.unwrap();
    assert_eq!((mail.mail_id.as_str(), mail.recipient.as_str(), mail.tries), ("first", "Colleague@example.com", 1));
    assert_eq!((mail.template.as_str(), mail.parameters.as_slice()), ("invitation", b"sealed".as_slice()));
    assert_eq!(claim(&fresh, 20, 100).await.unwrap().mail_id, "second");
    assert!(claim(&fresh, 99, 200).await.is_none());
    let mut tx = fresh.db.read().await.unwrap();
    assert_eq!(mails::count_due(&mut tx, at(99), 8).await.unwrap(), 0);
    assert_eq!(mails::count_due(&mut tx, at(100), 8).await.unwrap(), 2);
    assert_eq!(mails::count_due(&mut tx, at(100), 1).await.unwrap(), 1, "no more are counted");
    drop(tx);
    assert_eq!(claim(&fresh, 100, 200).await.unwrap().tries, 2);
}

async fn a_mail_that_another_claims_is_passed_over(fresh: Fresh) {
    queue(&fresh, "first", 10).await;
    queue(&fresh, "second", 11).await;
    if fresh.url.starts_with("sqlite") {
        return; // Who writes is alone there.
    }
    let mut one = fresh.db.write().await.unwrap();
    let mut other = fresh.db.write().await.unwrap();
    assert_eq!(mails::claim(&mut one, at(20), at(100)).await.unwrap().unwrap().mail_id, "first");
    assert_eq!(mails::claim(&mut other, at(20), at(100)).await.unwrap().unwrap().mail_id, "second");
}

async fn what_was_in_a_mail_is_forgotten_once_it_is_sent(fresh: Fresh) {
    queue(&fresh, "first", 10).await;
    let mail = claim(&fresh, 20, 100).await.unwrap();
    let mut tx = fresh.db.write().await.unwrap();
    assert!(mails::sent(&mut tx, &mail, at(30)).await.unwrap());
    assert_eq!(mails::count_due(&mut tx, at(1_000), 8).await.unwrap(), 0);
    tx.commit().await.unwrap();
    let rows =
        testdb::rows(&fresh.url, "SELECT CAST(length(parameters) AS TEXT), CAST(sent_at AS TEXT) FROM mails").await;
    assert_eq!(rows, [[Some("0".to_owned()), Some("30".to_owned())]]);
    let mut tx = fresh.db.write().await.unwrap();
    assert_eq!(mails::delete_sent_before(&mut tx, at(30)).await.unwrap(), 0);
    assert_eq!(mails::delete_sent_before(&mut tx, at(31)).await.unwrap(), 1);
}

async fn a_mail_that_was_given_up_is_forgotten_in_the_end(fresh: Fresh) {
    queue(&fresh, "first", 10).await;
    let mail = claim(&fresh, 20, 100).await.unwrap();
    let mut tx = fresh.db.write().await.unwrap();
    assert!(mails::give_up(&mut tx, &mail, at(30), "550 no").await.unwrap());
    assert_eq!(mails::delete_failed_before(&mut tx, at(30)).await.unwrap(), 0);
    assert_eq!(mails::delete_failed_before(&mut tx, at(31)).await.unwrap(), 1);
}

async fn a_mail_that_was_given_up_is_listed_and_can_be_tried_again(fresh: Fresh) {
    for (number, mail_id) in [(10, "first"), (11, "second")] {
        queue(&fresh, mail_id, number).await;
        let mail = claim(&fresh, 20, 100).await.unwrap();
        let mut tx = fresh.db.write().await.unwrap();
        assert!(mails::give_up(&mut tx, &mail, at(20 + number), "550 no").await.unwrap());
        tx.commit().await.unwrap();
    }
    let mut tx = fresh.db.write().await.unwrap();
    let failed = mails::list_failed(&mut tx, page(1, 1)).await.unwrap();
    assert_eq!((failed[0].mail_id.as_str(), failed[0].failure.as_str(), failed[0].tries), ("second", "550 no", 1));
    assert_eq!(mails::list_failed(&mut tx, page(2, 1)).await.unwrap()[0].mail_id, "first");
    assert!(mails::retry(&mut tx, "first", at(50)).await.unwrap());
    assert!(!mails::retry(&mut tx, "first", at(50)).await.unwrap());
    assert_eq!(mails::count_failed(&mut tx).await.unwrap(), 1);
    tx.commit().await.unwrap();
    assert_eq!(claim(&fresh, 50, 100).await.unwrap().mail_id, "first");
}

async fn a_mail_that_was_withdrawn_is_not_sent_and_still_counts(fresh: Fresh) {
    queue(&fresh, "first", 10).await;
    queue(&fresh, "second", 11).await;
    let under_way = claim(&fresh, 20, 100).await.unwrap();
    let mut tx = fresh.db.write().await.unwrap();
    for mail_id in ["first", "second"] {
        assert!(mails::withdraw(&mut tx, mail_id, at(30)).await.unwrap());
        assert!(!mails::withdraw(&mut tx, mail_id, at(30)).await.unwrap());
    }
    assert!(!mails::put_off(&mut tx, &under_way, at(40), "later").await.unwrap());
    assert!(!mails::give_up(&mut tx, &under_way, at(40), "never").await.unwrap());
    assert_eq!(mails::count_due(&mut tx, at(1_000), 8).await.unwrap(), 0);
    assert_eq!(mails::times_since(&mut tx, "colleague@example.com", at(0)).await.unwrap().len(), 2);
}

async fn only_the_latest_try_says_what_became_of_a_mail(fresh: Fresh) {
    queue(&fresh, "first", 10).await;
    let early = claim(&fresh, 20, 100).await.unwrap();
    let late = claim(&fresh, 100, 200).await.unwrap();
    let mut tx = fresh.db.write().await.unwrap();
    assert!(!mails::sent(&mut tx, &early, at(110)).await.unwrap());
    assert!(!mails::put_off(&mut tx, &early, at(500), "late").await.unwrap());
    assert!(!mails::give_up(&mut tx, &early, at(110), "late").await.unwrap());
    assert!(mails::put_off(&mut tx, &late, at(300), "451 later").await.unwrap());
    tx.commit().await.unwrap();
    assert!(claim(&fresh, 299, 400).await.is_none());
    assert_eq!(claim(&fresh, 300, 400).await.unwrap().tries, 3);
}

async fn mails_to_an_address_are_counted_whatever_the_case(fresh: Fresh) {
    queue(&fresh, "first", 10).await;
    queue(&fresh, "second", 20).await;
    let mut tx = fresh.db.read().await.unwrap();
    let since = |micros| at(micros);
    assert_eq!(mails::times_since(&mut tx, "colleague@example.com", since(9)).await.unwrap(), [at(10), at(20)]);
    assert_eq!(mails::times_since(&mut tx, "colleague@example.com", since(10)).await.unwrap(), [at(20)]);
    assert!(mails::times_since(&mut tx, "other@example.com", since(0)).await.unwrap().is_empty());
}

async fn a_notice_waits_until_it_is_due_and_does_not_count(fresh: Fresh) {
    let recipient = email("Colleague@example.com");
    let new =
        NewMail { mail_id: "first", recipient: &recipient, template: "told", parameters: b"sealed", notice: true };
    let mut tx = fresh.db.write().await.unwrap();
    mails::insert(&mut tx, &new, at(10), at(50)).await.unwrap();
    tx.commit().await.unwrap();
    let notices = async |template: &str| {
        let mut tx = fresh.db.read().await.unwrap();
        mails::notices(&mut tx, "colleague@example.com", template).await.unwrap()
    };
    assert_eq!(notices("told").await, (Some(at(50)), None));
    assert_eq!(notices("other").await, (None, None));
    assert!(claim(&fresh, 49, 100).await.is_none());
    let mail = claim(&fresh, 50, 100).await.unwrap();
    let mut tx = fresh.db.write().await.unwrap();
    assert!(mails::sent(&mut tx, &mail, at(51)).await.unwrap());
    assert!(mails::times_since(&mut tx, "colleague@example.com", at(0)).await.unwrap().is_empty());
    tx.commit().await.unwrap();
    assert_eq!(notices("told").await, (None, Some(at(51))));
}

async fn a_mail_that_was_taken_back_never_was(fresh: Fresh) {
    queue(&fresh, "first", 10).await;
    queue(&fresh, "second", 11).await;
    let mut tx = fresh.db.write().await.unwrap();
    mails::unqueue(&mut tx, "first").await.unwrap();
    assert_eq!(mails::times_since(&mut tx, "colleague@example.com", at(0)).await.unwrap(), [at(11)]);
    tx.commit().await.unwrap();
    assert_eq!(claim(&fresh, 20, 100).await.unwrap().mail_id, "second");
}
