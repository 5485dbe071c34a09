//! What every store must do, as one list of tests. A store stamps the list with `stamp_store_suite!` and its
//! constructor; so no store can drift from another.

use crate::core::Now;
use crate::message::flag;
use crate::store::{
    AccountId, Conversation, Direction, FieldValue, HistoryFrom, InstId, KickType, MessageNo, NewMessage,
    PageCursor, Pair, Store,
};

mod contacts;
mod groups;
mod relations;
mod states;
pub(crate) use contacts::*;
pub(crate) use groups::*;
pub(crate) use relations::*;
pub(crate) use states::*;

/// Makes a `#[test]` of every function named here, over a fresh store each.
macro_rules! stamp_store_suite {
    ($open:expr) => {
        $crate::store::suite::stamp_store_suite!($open;
            accounts_are_found_by_number_and_by_exact_name,
            profile_fields_keep_their_type_and_their_last_value,
            a_session_is_found_by_its_key_until_it_ends,
            opening_the_session_of_the_same_instance_takes_it_over,
            sessions_end_when_they_expire,
            instance_numbers_never_come_back,
            messages_are_read_back_as_they_were_stored,
            a_message_sent_before_is_found_by_all_four_numbers,
            history_goes_both_ways_through_a_crowded_second,
            messages_since_are_those_of_both_sides_without_ones_own,
            unread_counts_follow_messages_and_read_marks,
            the_conversation_list_is_paged_without_gaps,
            hidden_messages_list_a_conversation_and_do_not_move_it,
            pinned_conversations_stand_before_the_others,
            a_cleared_history_is_hidden_from_its_owner,
            labels_are_read_one_by_one_and_all_together,
            mutes_are_read_by_the_number_of_their_change,
            a_changed_message_is_found_by_the_time_of_its_change,
            a_deleted_message_is_gone_for_one_and_counts_no_more,
            extensions_are_read_in_the_order_of_their_changes,
            long_messages_last_as_long_as_they_are_used,
            old_messages_expire_with_all_that_hangs_on_them,
            a_blacklist_keeps_the_order_of_its_entries,
            subscriptions_end_with_their_session,
            sequences_count_for_each_account_and_subject,
            groups_are_read_back_as_they_were_stored,
            members_are_counted_and_listed_from_the_owner_down,
            messages_of_a_group_have_numbers_without_gaps,
            receipts_name_who_has_read_and_who_has_not,
            applications_and_notices_are_kept_for_a_while,
            attributes_and_counters_have_numbers_of_their_changes,
            a_rolled_back_batch_leaves_nothing,
            an_undone_frame_leaves_the_rest_of_its_batch,
        );
    };
    ($open:expr; $($name:ident),+ $(,)?) => {
        $(#[test]
        fn $name() {
            $crate::store::suite::$name(&mut $open);
        })+
    };
}
pub(crate) use stamp_store_suite;

const NOW: Now = Now::from_ms(1_700_000_000_000);

fn account(store: &mut dyn Store, name: &str) -> AccountId {
    store.register_account(name, NOW).unwrap().id
}

fn message(sender: AccountId, receiver: AccountId, number: u32, time: u64) -> NewMessage<'static> {
    NewMessage {
        sender,
        receiver,
        seq: number,
        random: number,
        time,
        client_time: time,
        body: "[]",
        cloud_custom_data: "",
        flags: 0,
        origin: InstId(1),
    }
}

/// Stores a message and notes it in both lists, as sending does.
fn send(
    store: &mut dyn Store,
    sender: AccountId,
    receiver: AccountId,
    time: u64,
    flags: u32,
    origin: i64,
) -> MessageNo {
    let no = store
        .add_message(&NewMessage { flags, origin: InstId(origin), ..message(sender, receiver, 1, time) })
        .unwrap();
    let shown = flags & flag::NO_LAST_MESSAGE == 0;
    store.note_message(sender, receiver, no, time, shown, false).unwrap();
    store.note_message(receiver, sender, no, time, shown, flags & flag::NO_UNREAD == 0).unwrap();
    no
}

pub(crate) fn accounts_are_found_by_number_and_by_exact_name(store: &mut dyn Store) {
    let alice = store.register_account("Alice", NOW).unwrap();
    assert_eq!((alice.nick.as_str(), alice.avatar.as_str()), ("", ""));
    let other = store.register_account("alice", NOW).unwrap();
    assert_ne!(alice.id, other.id);
    store.set_nick(alice.id, "A").unwrap();
    store.set_avatar(alice.id, "a.png").unwrap();
    let read = store.account_named("Alice").unwrap().unwrap();
    assert_eq!((read.id, read.nick.as_str(), read.avatar.as_str()), (alice.id, "A", "a.png"));
    assert_eq!(store.account(alice.id).unwrap(), Some(read));
    assert_eq!(store.account(other.id).unwrap(), Some(other));
    for nobody in ["ALICE", "Alice ", "", "Ali%"] {
        assert_eq!(store.account_named(nobody).unwrap(), None, "{nobody:?}");
    }
    assert_eq!(store.account(AccountId(99)).unwrap(), None);
    assert_eq!(store.account_count().unwrap(), 2);
    assert!(store.register_account("Alice", NOW).is_err(), "names are unique");
}

pub(crate) fn profile_fields_keep_their_type_and_their_last_value(store: &mut dyn Store) {
    let (alice, bob) = (account(store, "alice"), account(store, "bob"));
    let text = |value: &str| FieldValue::Text(value.to_owned());
    store.set_profile_field(alice, "b", &text("1")).unwrap();
    store.set_profile_field(alice, "a", &FieldValue::Number(u32::MAX)).unwrap();
    store.set_profile_field(alice, "b", &text("2")).unwrap();
    store.set_profile_field(bob, "b", &FieldValue::Number(3)).unwrap();
    let read = store.profile_fields(alice).unwrap();
    assert_eq!(read, [("a".to_owned(), FieldValue::Number(u32::MAX)), ("b".to_owned(), text("2"))]);
}

pub(crate) fn a_session_is_found_by_its_key_until_it_ends(store: &mut dyn Store) {
    let alice = account(store, "alice");
    let inst = store.open_session(alice, "page", &[1; 32], NOW, 500).unwrap();
    assert!(inst.0 > 0, "clients take 0 for not logged in");
    let session = store.session_by_key(&[1; 32]).unwrap().unwrap();
    assert_eq!((session.inst, session.account, session.instance.as_str()), (inst, alice, "page"));
    assert_eq!((session.expires, session.last_login, session.kicked), (500, NOW.ms(), None));
    assert_eq!(store.session_by_key(&[2; 32]).unwrap(), None);
    store.renew_session(inst, Now::from_ms(7), 900).unwrap();
    store.kick_session(inst, KickType::OtherInstance).unwrap();
    let session = store.session_by_key(&[1; 32]).unwrap().unwrap();
    assert_eq!(
        (session.expires, session.last_login, session.kicked),
        (900, 7, Some(KickType::OtherInstance))
    );
    store.end_session(inst).unwrap();
    assert_eq!(store.session_by_key(&[1; 32]).unwrap(), None);
    assert!(store.sessions_of(alice).unwrap().is_empty());
}

pub(crate) fn opening_the_session_of_the_same_instance_takes_it_over(store: &mut dyn Store) {
    let (alice, bob) = (account(store, "alice"), account(store, "bob"));
    let inst = store.open_session(alice, "page", &[1; 32], NOW, 500).unwrap();
    store.kick_session(inst, KickType::OtherInstance).unwrap();
    assert_eq!(store.open_session(alice, "page", &[2; 32], NOW, 600).unwrap(), inst);
    assert_eq!(store.session_by_key(&[1; 32]).unwrap(), None, "the former key is void");
    let session = store.session_by_key(&[2; 32]).unwrap().unwrap();
    assert_eq!((session.kicked, session.expires), (None, 600));
    let other_page = store.open_session(alice, "other page", &[3; 32], NOW, 500).unwrap();
    let other_user = store.open_session(bob, "page", &[4; 32], NOW, 500).unwrap();
    assert!(inst != other_page && inst != other_user && other_page != other_user);
    assert_eq!(store.sessions_of(alice).unwrap().len(), 2);
}

pub(crate) fn sessions_end_when_they_expire(store: &mut dyn Store) {
    let alice = account(store, "alice");
    store.open_session(alice, "old", &[1; 32], NOW, 500).unwrap();
    store.open_session(alice, "new", &[2; 32], NOW, 501).unwrap();
    assert_eq!(store.end_expired_sessions(Now::from_ms(501)).unwrap(), 1);
    let left = store.sessions_of(alice).unwrap();
    assert_eq!(left.len(), 1);
    assert_eq!(left[0].instance, "new");
}

pub(crate) fn instance_numbers_never_come_back(store: &mut dyn Store) {
    let alice = account(store, "alice");
    let first = store.open_session(alice, "page", &[1; 32], NOW, 500).unwrap();
    store.end_session(first).unwrap();
    assert_ne!(store.open_session(alice, "page", &[2; 32], NOW, 500).unwrap(), first);
}

pub(crate) fn messages_are_read_back_as_they_were_stored(store: &mut dyn Store) {
    let (alice, bob) = (account(store, "alice"), account(store, "bob"));
    let sent = NewMessage {
        seq: u32::MAX,
        random: 0,
        time: 50,
        client_time: u64::from(u32::MAX) + 1,
        body: "[{\"MsgType\":\"TIMTextElem\",\"MsgContent\":{\"Text\":\"Grüße \\u0000 😀\"}}]",
        cloud_custom_data: "data",
        flags: 15,
        ..message(bob, alice, 1, 50)
    };
    let no = store.add_message(&sent).unwrap();
    let read = store.message(no).unwrap().unwrap();
    assert_eq!((read.no, read.sender, read.receiver), (no, bob, alice));
    assert_eq!((read.seq, read.random, read.flags), (sent.seq, sent.random, sent.flags));
    assert_eq!((read.time, read.client_time), (sent.time, sent.client_time));
    assert_eq!((read.body.as_str(), read.cloud_custom_data.as_str()), (sent.body, "data"));
    assert_eq!(store.newest_message().unwrap(), (no, 50));
    assert!(store.add_message(&sent).unwrap() > no);
    assert_eq!(store.message(MessageNo(99)).unwrap(), None);
}

pub(crate) fn a_message_sent_before_is_found_by_all_four_numbers(store: &mut dyn Store) {
    let (alice, bob) = (account(store, "alice"), account(store, "bob"));
    let sent = NewMessage { seq: 3, random: 4, ..message(alice, bob, 0, 100) };
    store.add_message(&sent).unwrap();
    let mut find = |sender, receiver, seq, random, since| {
        store.sent_message_time(sender, receiver, seq, random, since).unwrap()
    };
    assert_eq!(find(alice, bob, 3, 4, 100), Some(100));
    assert_eq!(find(alice, bob, 3, 4, 101), None);
    assert_eq!(find(bob, alice, 3, 4, 0), None);
    assert_eq!(find(alice, alice, 3, 4, 0), None);
    assert_eq!(find(alice, bob, 4, 4, 0), None);
    assert_eq!(find(alice, bob, 3, 3, 0), None);
    store.add_message(&NewMessage { time: 200, ..sent }).unwrap();
    assert_eq!(store.sent_message_time(alice, bob, 3, 4, 0).unwrap(), Some(200), "the newest");
}

pub(crate) fn history_goes_both_ways_through_a_crowded_second(store: &mut dyn Store) {
    let (alice, bob, carol) = (account(store, "alice"), account(store, "bob"), account(store, "carol"));
    let mut nos = Vec::new();
    for (number, time) in [(0, 10), (1, 11), (2, 11), (3, 11), (4, 12)] {
        let (from, to) = if number % 2 == 0 { (alice, bob) } else { (bob, alice) };
        nos.push(store.add_message(&message(from, to, number, time)).unwrap());
        store.add_message(&message(alice, carol, 77, time)).unwrap();
    }
    let pair = Pair::new(bob, alice);
    let mut seqs = |from, direction, limit| -> Vec<u32> {
        let messages = store.history(alice, pair, true, from, direction, limit).unwrap();
        messages.into_iter().map(|message| message.seq).collect()
    };
    use Direction::{Newer, Older};
    let at = |time, number: usize| HistoryFrom::Message { time, no: nos[number] };
    assert_eq!(seqs(HistoryFrom::Time(u64::MAX), Older, 3), [4, 3, 2]);
    assert_eq!(seqs(HistoryFrom::Time(11), Older, 9), [3, 2, 1, 0]);
    assert_eq!(seqs(at(11, 2), Older, 9), [1, 0]);
    assert_eq!(seqs(at(10, 0), Older, 9), [0; 0]);
    assert_eq!(seqs(HistoryFrom::Time(0), Newer, 2), [0, 1]);
    assert_eq!(seqs(HistoryFrom::Time(11), Newer, 9), [1, 2, 3, 4]);
    assert_eq!(seqs(at(11, 1), Newer, 2), [2, 3]);
    assert_eq!(seqs(at(12, 4), Newer, 9), [0; 0]);
    assert_eq!(store.message_by_key(pair, 2, 2, 11).unwrap(), Some(nos[2]));
    assert_eq!(store.message_by_key(pair, 2, 2, 12).unwrap(), None);
    assert_eq!(store.message_by_key(pair, 77, 77, 11).unwrap(), None, "another conversation's");
}

pub(crate) fn messages_since_are_those_of_both_sides_without_ones_own(store: &mut dyn Store) {
    let (alice, bob, carol) = (account(store, "alice"), account(store, "bob"), account(store, "carol"));
    let before = send(store, alice, bob, 10, 0, 1);
    let to_bob = send(store, alice, bob, 10, 0, 1);
    send(store, alice, carol, 10, 0, 1);
    let from_carol = send(store, carol, bob, 11, flag::NO_LAST_MESSAGE, 3);
    let own = send(store, bob, alice, 12, 0, 2);
    let own_elsewhere = send(store, bob, alice, 12, 0, 4);
    let mut since = |after, time, origin, limit| -> Vec<MessageNo> {
        let messages = store.messages_since(bob, after, time, InstId(origin), limit).unwrap();
        messages.into_iter().map(|message| message.no).collect()
    };
    assert_eq!(since(before, 10, 2, 9), [to_bob, from_carol, own_elsewhere]);
    assert_eq!(since(before, 10, 2, 2), [to_bob, from_carol], "the oldest first");
    assert_eq!(since(to_bob, 10, 4, 9), [from_carol, own]);
    assert_eq!(since(own_elsewhere, 12, 2, 9), [MessageNo(0); 0]);
}

pub(crate) fn unread_counts_follow_messages_and_read_marks(store: &mut dyn Store) {
    let (alice, bob) = (account(store, "alice"), account(store, "bob"));
    assert_eq!(store.conversation(bob, alice).unwrap(), None);
    let first = send(store, alice, bob, 10, 0, 1);
    send(store, alice, bob, 10, flag::NO_UNREAD, 1);
    let third = send(store, alice, bob, 10, 0, 1);
    let last = send(store, bob, alice, 11, 0, 2);
    assert_eq!(store.conversation(bob, alice).unwrap().unwrap().unread, 2);
    assert_eq!(store.newest_incoming(bob, alice, 11).unwrap(), Some(third));
    assert_eq!(store.newest_incoming(bob, alice, 9).unwrap(), None);
    store.recount_unread(bob, alice, NOW).unwrap();
    assert_eq!(store.conversation(bob, alice).unwrap().unwrap().unread, 2);
    store.set_read(bob, alice, 10, first, NOW).unwrap();
    assert_eq!(store.conversation(bob, alice).unwrap().unwrap().unread, 1);
    let unread = |store: &mut dyn Store, since| -> Vec<(String, u64)> {
        let contacts = store.unread_contacts(bob, since).unwrap();
        contacts.into_iter().map(|contact| (contact.peer_user_id, contact.unread)).collect()
    };
    assert_eq!(unread(store, u64::MAX), [("alice".to_owned(), 1)]);
    let read = Conversation { last: Some(last), unread: 0, read_time: 10, read_upto: third };
    store.set_read(bob, alice, 10, third, NOW).unwrap();
    assert_eq!(store.conversation(bob, alice).unwrap(), Some(read));
    assert!(unread(store, NOW.ms()).is_empty());
    assert_eq!(unread(store, NOW.ms() - 1), [("alice".to_owned(), 0)], "read since then");
    send(store, alice, bob, 12, 0, 1);
    assert_eq!(unread(store, u64::MAX), [("alice".to_owned(), 1)]);
}

pub(crate) fn the_conversation_list_is_paged_without_gaps(store: &mut dyn Store) {
    let owner = account(store, "owner");
    let mut expected = Vec::new();
    for number in 0..6 {
        let peer = account(store, &format!("peer{number}"));
        let last = send(store, peer, owner, 10 + number / 3, 0, 1);
        expected.push((peer, 10 + number / 3, Some(last), 1));
    }
    store.set_read(expected[0].0, owner, 7, MessageNo(1), NOW).unwrap();
    expected.reverse();
    for size in [1, 2, 4, 6] {
        let (mut after, mut found) = (None, Vec::new());
        while found.len() <= expected.len() {
            let page = store.recent_contacts(owner, after, 100, size).unwrap();
            let Some(end) = page.last() else { break };
            after = Some(PageCursor { pinned: end.pinned, time: end.time, peer: end.peer });
            found.extend(page);
        }
        let shown: Vec<_> =
            found.iter().map(|entry| (entry.peer, entry.time, entry.last, entry.unread)).collect();
        assert_eq!(shown, expected, "pages of {size}");
        assert_eq!(found[5].peer_user_id, "peer0");
        assert_eq!((found[5].peer_read_time, found[4].peer_read_time), (7, 0));
    }
    // Beyond the list's length only the unread go on.
    for (peer, _, last, _) in &expected[..5] {
        store.set_read(owner, *peer, 11, last.unwrap(), NOW).unwrap();
    }
    let shown = store.recent_contacts(owner, None, 3, 100).unwrap();
    let shown: Vec<_> = shown.iter().map(|entry| entry.peer_user_id.as_str()).collect();
    assert_eq!(shown, ["peer5", "peer4", "peer3", "peer0"]);
}

pub(crate) fn hidden_messages_list_a_conversation_and_do_not_move_it(store: &mut dyn Store) {
    let (alice, bob) = (account(store, "alice"), account(store, "bob"));
    assert_eq!(store.recent_contact(bob, alice).unwrap(), None);
    send(store, alice, bob, 10, flag::NO_LAST_MESSAGE, 1);
    for (owner, peer, unread) in [(alice, bob, 0), (bob, alice, 1)] {
        let listed = store.recent_contacts(owner, None, 10, 10).unwrap();
        assert_eq!((listed[0].last, listed[0].time, listed[0].unread), (None, 0, unread));
        assert_eq!(store.recent_contact(owner, peer).unwrap().as_ref(), Some(&listed[0]));
    }
    let shown = send(store, alice, bob, 12, 0, 1);
    send(store, alice, bob, 13, flag::NO_LAST_MESSAGE, 1);
    let listed = store.recent_contacts(bob, None, 10, 10).unwrap();
    assert_eq!((listed[0].last, listed[0].time), (Some(shown), 12));
    assert_eq!(store.unread_contacts(bob, u64::MAX).unwrap()[0].newest_time, 13);
}

pub(crate) fn a_rolled_back_batch_leaves_nothing(store: &mut dyn Store) {
    store.begin().unwrap();
    account(store, "alice");
    store.rollback().unwrap();
    assert_eq!(store.account_named("alice").unwrap(), None);
    store.rollback().unwrap();
    store.begin().unwrap();
    account(store, "alice");
    store.commit().unwrap();
    assert!(store.account_named("alice").unwrap().is_some());
}

pub(crate) fn an_undone_frame_leaves_the_rest_of_its_batch(store: &mut dyn Store) {
    store.begin().unwrap();
    for (name, kept) in [("alice", true), ("bob", false), ("carol", true)] {
        store.mark().unwrap();
        account(store, name);
        if kept { store.keep() } else { store.undo() }.unwrap();
    }
    store.commit().unwrap();
    assert!(store.account_named("alice").unwrap().is_some());
    assert_eq!(store.account_named("bob").unwrap(), None);
    assert!(store.account_named("carol").unwrap().is_some());
}
