//! Relations between accounts, and the numbers that count changes.

use super::{NOW, account};
use crate::core::Now;
use crate::store::{Presence, Store, Subject};

pub(crate) fn a_blacklist_keeps_the_order_of_its_entries(store: &mut dyn Store) {
    let (alice, bob, carol) = (account(store, "alice"), account(store, "bob"), account(store, "carol"));
    let later = Now::from_ms(NOW.ms() + 1000);
    assert!(store.block(alice, carol, NOW).unwrap());
    assert!(store.block(alice, bob, later).unwrap());
    assert!(!store.block(alice, carol, later).unwrap(), "she is on it");
    assert!(store.block(bob, alice, NOW).unwrap());
    let list = store.blacklist(alice, 0, 9).unwrap();
    let shown: Vec<_> = list.iter().map(|entry| (entry.user_id.as_str(), entry.added)).collect();
    assert_eq!(shown, [("carol", NOW.seconds()), ("bob", later.seconds())]);
    assert_eq!(store.blacklist(alice, 1, 9).unwrap(), list[1..]);
    assert_eq!(store.blacklist(alice, 0, 1).unwrap(), list[..1]);
    assert_eq!(store.blacklist_length(alice).unwrap(), 2);
    assert!(store.is_blocked(alice, bob).unwrap());
    assert!(store.unblock(alice, bob).unwrap());
    assert!(!store.unblock(alice, bob).unwrap());
    assert!(!store.is_blocked(alice, bob).unwrap());
    assert!(store.is_blocked(bob, alice).unwrap(), "the other's list is another");
}

pub(crate) fn sequences_count_for_each_account_and_subject(store: &mut dyn Store) {
    let (alice, bob) = (account(store, "alice"), account(store, "bob"));
    let subjects = [Subject::Blacklist, Subject::StandardProfile, Subject::CustomProfile, Subject::Mutes];
    for (subject, changes) in subjects.into_iter().zip(1..) {
        for change in 1..=changes {
            assert_eq!(store.advance(alice, subject).unwrap(), change);
        }
    }
    for (subject, changes) in subjects.into_iter().zip(1..) {
        assert_eq!(store.sequence(alice, subject).unwrap(), changes);
        assert_eq!(store.sequence(bob, subject).unwrap(), 0);
    }
}

pub(crate) fn subscriptions_end_with_their_session(store: &mut dyn Store) {
    let (alice, bob) = (account(store, "alice"), account(store, "bob"));
    assert_eq!(store.presence(alice).unwrap(), Presence::default());
    let busy = Presence { logged_in: true, custom_status: "busy".to_owned() };
    store.set_presence(alice, &Presence { logged_in: true, ..Presence::default() }).unwrap();
    store.set_presence(alice, &busy).unwrap();
    assert_eq!(store.presence(alice).unwrap(), busy);

    let expires = NOW.ms() + 1;
    let one = store.open_session(bob, "one", &[1; 32], NOW, expires).unwrap();
    let two = store.open_session(bob, "two", &[2; 32], NOW, expires + 1).unwrap();
    let three = store.open_session(alice, "three", &[3; 32], NOW, expires + 9).unwrap();
    for inst in [one, two, three, two] {
        store.subscribe(inst, alice).unwrap();
    }
    store.subscribe(three, bob).unwrap();
    assert_eq!(store.subscribers(alice).unwrap(), [(bob, one), (bob, two), (alice, three)]);
    store.end_session(one).unwrap();
    assert_eq!(store.subscribers(alice).unwrap(), [(bob, two), (alice, three)]);
    store.end_expired_sessions(Now::from_ms(expires + 2)).unwrap();
    assert_eq!(store.subscribers(alice).unwrap(), [(alice, three)]);
    store.unsubscribe(three, alice).unwrap();
    assert_eq!(
        (store.subscribers(alice).unwrap(), store.subscribers(bob).unwrap()),
        (vec![], vec![(alice, three)])
    );
    store.unsubscribe_all(three).unwrap();
    assert_eq!(store.subscribers(bob).unwrap(), []);
}
