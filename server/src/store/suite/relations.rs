//! Relations between accounts, and the numbers that count changes.

use super::{NOW, account};
use crate::core::Now;
use crate::store::{Store, Subject};

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
