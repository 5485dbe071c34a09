//! What happens to messages after they were sent, and what hangs on them.

use super::{NOW, account, send};
use crate::core::Now;
use crate::message::flag;
use crate::store::{
    Direction, Extension, ExtensionSeq, HistoryFrom, InstId, MessageNo, Pair, Store, StoredMessage,
};

fn numbers(messages: Vec<StoredMessage>) -> Vec<MessageNo> {
    messages.into_iter().map(|message| message.no).collect()
}

pub(crate) fn a_changed_message_is_found_by_the_time_of_its_change(store: &mut dyn Store) {
    let (alice, bob, carol) = (account(store, "alice"), account(store, "bob"), account(store, "carol"));
    let first = send(store, alice, bob, 10, 0, 1);
    let second = send(store, bob, alice, 10, 0, 1);
    let others = send(store, carol, bob, 10, 0, 1);
    store.modify_message(second, 1, "[1]", "data", Now::from_ms(50)).unwrap();
    store.revoke_message(first, alice, Now::from_ms(60)).unwrap();
    store.revoke_message(others, carol, Now::from_ms(60)).unwrap();
    let modified = store.message(second).unwrap().unwrap();
    assert_eq!(
        (modified.version, modified.body.as_str(), modified.cloud_custom_data.as_str()),
        (1, "[1]", "data")
    );
    assert_eq!((modified.revoker, store.message(first).unwrap().unwrap().revoker), (None, Some(alice)));
    let mut changed = |since| numbers(store.changed_messages(alice, since, 9).unwrap());
    assert_eq!(changed(0), [second, first]);
    assert_eq!(changed(50), [second, first]);
    assert_eq!(changed(51), [first]);
    assert_eq!(changed(61), []);
    let pair = Pair::new(alice, bob);
    let mut history = |revoked| {
        numbers(store.history(bob, pair, revoked, HistoryFrom::Time(u64::MAX), Direction::Older, 9).unwrap())
    };
    assert_eq!((history(true), history(false)), (vec![second, first], vec![second]));
    store.recount_unread(bob, alice, NOW).unwrap();
    assert_eq!(store.conversation(bob, alice).unwrap().unwrap().unread, 0, "revoked ones do not count");
    assert!(!store.message(second).unwrap().unwrap().receipt);
    store.set_receipt(second).unwrap();
    assert!(store.message(second).unwrap().unwrap().receipt);
}

pub(crate) fn a_deleted_message_is_gone_for_one_and_counts_no_more(store: &mut dyn Store) {
    let (alice, bob) = (account(store, "alice"), account(store, "bob"));
    let first = send(store, alice, bob, 10, 0, 1);
    let second = send(store, alice, bob, 11, 0, 1);
    send(store, alice, bob, 12, flag::NO_LAST_MESSAGE | flag::NO_UNREAD, 1);
    let pair = Pair::new(alice, bob);
    assert_eq!(store.newest_shown(bob, pair).unwrap(), Some((second, 11)));
    for _ in 0..2 {
        store.delete_message(bob, second).unwrap();
    }
    let mut history = |reader| {
        let from = HistoryFrom::Time(0);
        numbers(store.history(reader, pair, true, from, Direction::Newer, 9).unwrap()).contains(&second)
    };
    assert_eq!((history(alice), history(bob)), (true, false));
    assert_eq!(store.newest_shown(bob, pair).unwrap(), Some((first, 10)));
    assert_eq!(store.newest_shown(alice, pair).unwrap(), Some((second, 11)));
    store.recount_unread(bob, alice, NOW).unwrap();
    assert_eq!(store.conversation(bob, alice).unwrap().unwrap().unread, 1);
    let since = store.messages_since(bob, MessageNo(0), 0, InstId(9), 9).unwrap();
    assert!(!numbers(since).contains(&second));

    store.set_last(bob, alice, Some((first, 10))).unwrap();
    let listed = store.recent_contacts(bob, None, 9, 9).unwrap();
    assert_eq!((listed[0].last, listed[0].time), (Some(first), 10));
    store.set_last(bob, alice, None).unwrap();
    let listed = store.recent_contacts(bob, None, 9, 9).unwrap();
    assert_eq!(listed.len(), 1, "it stays in the list");
    assert_eq!(listed[0].last, None, "with nothing to show");
    assert_eq!(store.unread_peers(bob).unwrap(), [alice]);
    assert_eq!(store.unread_peers(alice).unwrap(), []);
}

fn extension(key: &str, value: &str, seq: u32) -> Extension {
    Extension { key: key.to_owned(), value: value.to_owned(), seq }
}

pub(crate) fn extensions_are_read_in_the_order_of_their_changes(store: &mut dyn Store) {
    let (one, other) = (MessageNo(1), MessageNo(2));
    assert_eq!(store.extension_seq(one).unwrap(), ExtensionSeq::default());
    store.set_extension(one, &extension("b", "1", 1)).unwrap();
    store.set_extension(one, &extension("a", "2", 2)).unwrap();
    store.set_extension(one, &extension("b", "", 3)).unwrap();
    store.set_extension(other, &extension("c", "4", 1)).unwrap();
    assert_eq!(store.extensions(one, 0).unwrap(), [extension("a", "2", 2), extension("b", "", 3)]);
    assert_eq!(store.extensions(one, 3).unwrap(), [extension("b", "", 3)]);
    assert_eq!(store.extension(one, "a").unwrap(), Some(extension("a", "2", 2)));
    assert_eq!(store.extension(one, "c").unwrap(), None);
    for latest in [3, 4] {
        store.set_extension_seq(one, ExtensionSeq { latest, cleared: 1 }).unwrap();
    }
    assert_eq!(store.extension_seq(one).unwrap(), ExtensionSeq { latest: 4, cleared: 1 });
    store.clear_extensions(one).unwrap();
    assert_eq!(store.extensions(one, 0).unwrap(), []);
    assert_eq!(store.extensions(other, 0).unwrap().len(), 1);
}

pub(crate) fn long_messages_last_as_long_as_they_are_used(store: &mut dyn Store) {
    for (key, used) in [("a", 10), ("b", 20), ("c", 10)] {
        store.add_long_message(key, &format!("[{used}]"), Now::from_ms(used)).unwrap();
    }
    assert!(store.add_long_message("a", "[]", NOW).is_err(), "a key is used once");
    store.touch_long_message("c", Now::from_ms(20)).unwrap();
    store.touch_long_message("c", Now::from_ms(1)).unwrap();
    store.touch_long_message("nobody's", NOW).unwrap();
    store.expire_long_messages(20, 9).unwrap();
    let left: Vec<bool> =
        ["a", "b", "c"].iter().map(|key| store.long_message(key).unwrap().is_some()).collect();
    assert_eq!(left, [false, true, true]);
    assert_eq!(store.long_message("b").unwrap().unwrap(), "[20]");
}

pub(crate) fn old_messages_expire_with_all_that_hangs_on_them(store: &mut dyn Store) {
    let (alice, bob, carol) = (account(store, "alice"), account(store, "bob"), account(store, "carol"));
    let old: Vec<MessageNo> = (0..5).map(|_| send(store, alice, bob, 10, 0, 1)).collect();
    let shown = send(store, carol, bob, 10, 0, 1);
    let young = send(store, alice, bob, 20, 0, 1);
    store.delete_message(alice, old[0]).unwrap();
    store.set_extension(old[0], &extension("k", "v", 1)).unwrap();
    store.set_extension_seq(old[0], ExtensionSeq { latest: 1, cleared: 0 }).unwrap();
    assert_eq!(store.conversation(bob, alice).unwrap().unwrap().unread, 6);

    let mut after = MessageNo(0);
    let mut steps = 0;
    while let Some(next) = store.expire_messages(after, 20, 2, NOW).unwrap() {
        assert!(next > after);
        after = next;
        steps += 1;
    }
    assert_eq!(steps, 3, "two at a time");
    for no in &old {
        assert_eq!(store.message(*no).unwrap(), None);
    }
    assert!(store.message(shown).unwrap().is_some(), "a list shows it");
    assert!(store.message(young).unwrap().is_some());
    assert_eq!(store.extensions(old[0], 0).unwrap(), []);
    assert_eq!(store.extension_seq(old[0]).unwrap(), ExtensionSeq::default());
    assert_eq!(store.conversation(bob, alice).unwrap().unwrap().unread, 1);
    assert_eq!(store.expire_messages(MessageNo(0), 20, 9, NOW).unwrap(), None, "nothing more to do");
    assert!(store.message(young).unwrap().is_some());
}
