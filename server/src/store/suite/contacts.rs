//! What an account has settled about its conversations.

use super::{NOW, account, send};
use crate::store::{
    AccountId, Direction, HistoryFrom, InstId, Labels, MessageNo, Mute, PageCursor, Pair, Store, place_of,
};

fn listed(store: &mut dyn Store, owner: AccountId, after: Option<PageCursor>) -> Vec<(AccountId, bool)> {
    let page = store.recent_contacts(owner, after, 100, 100).unwrap();
    page.into_iter().map(|entry| (entry.peer, entry.pinned)).collect()
}

pub(crate) fn pinned_conversations_stand_before_the_others(store: &mut dyn Store) {
    let (owner, a, b) = (account(store, "owner"), account(store, "a"), account(store, "b"));
    let silent = account(store, "silent");
    send(store, a, owner, 10, 0, 1);
    send(store, b, owner, 11, 0, 1);
    assert!(!store.set_pinned(owner, a, false).unwrap());
    for changed in [true, false] {
        assert_eq!(store.set_pinned(owner, a, true).unwrap(), changed);
        assert_eq!(store.set_pinned(owner, silent, true).unwrap(), changed);
    }
    let all = [(a, true), (silent, true), (b, false)];
    assert_eq!(listed(store, owner, None), all);
    assert_eq!(listed(store, a, None), [(owner, false)], "the other side's is its own");
    for (at, (pinned, time, peer)) in
        [(true, 10, a), (true, 0, silent), (false, 11, b)].into_iter().enumerate()
    {
        assert_eq!(listed(store, owner, Some(PageCursor { pinned, time, peer })), all[at + 1..]);
    }
    store.unlist(owner, a).unwrap();
    assert!(store.set_pinned(owner, silent, false).unwrap());
    assert_eq!(listed(store, owner, None), [(b, false), (silent, false)]);
    send(store, owner, a, 12, 0, 1);
    assert_eq!(listed(store, owner, None), [(a, false), (b, false), (silent, false)]);
}

pub(crate) fn a_cleared_history_is_hidden_from_its_owner(store: &mut dyn Store) {
    let (owner, peer) = (account(store, "owner"), account(store, "peer"));
    let first = send(store, peer, owner, 10, 0, 1);
    let upto = send(store, peer, owner, 10, 0, 1);
    store.revoke_message(first, peer, NOW).unwrap();
    store.clear_history(owner, peer, upto).unwrap();
    store.recount_unread(owner, peer, NOW).unwrap();
    assert_eq!(store.conversation(owner, peer).unwrap().unwrap().unread, 0);
    let new = send(store, peer, owner, 10, 0, 1);
    let pair = Pair::new(owner, peer);
    let mut seen = |reader| {
        let messages =
            store.history(reader, pair, true, HistoryFrom::Time(u64::MAX), Direction::Older, 9).unwrap();
        let since = store.messages_since(reader, MessageNo(0), 0, InstId(9), 9).unwrap();
        (messages.len(), since.len(), store.changed_messages(reader, 0, 9).unwrap().len())
    };
    assert_eq!((seen(owner), seen(peer)), ((1, 1, 0), (3, 3, 1)));
    store.delete_message(owner, new).unwrap();
    assert_eq!(store.newest_shown(owner, pair).unwrap(), None);
    assert_eq!(store.newest_shown(peer, pair).unwrap(), Some((new, 10)));
}

pub(crate) fn labels_are_read_one_by_one_and_all_together(store: &mut dyn Store) {
    let (owner, a, b) = (account(store, "owner"), account(store, "a"), account(store, "b"));
    let other = store.add_contact_group(b, "work").unwrap();
    let (friends, work) =
        (store.add_contact_group(owner, "friends").unwrap(), store.add_contact_group(owner, "work").unwrap());
    assert_ne!(work, other);
    assert_eq!(store.labels(owner, a).unwrap(), Labels::default());
    store.set_marks(owner, a, u64::MAX).unwrap();
    store.set_custom(owner, a, "text").unwrap();
    for added in [true, false] {
        assert_eq!(store.group_contact(owner, a, work).unwrap(), added);
        assert_eq!(store.group_contact(owner, a, friends).unwrap(), added);
        assert_eq!(store.group_contact(owner, b, friends).unwrap(), added);
    }
    let all = Labels { marks: u64::MAX, custom: "text".to_owned(), groups: vec![friends, work] };
    assert_eq!(store.labels(owner, a).unwrap(), all);
    assert_eq!(store.recent_contacts(owner, None, 9, 9).unwrap()[1].labels, all);
    let labelled = store.labelled(owner, 0, 9).unwrap();
    assert_eq!((labelled[0].peer, labelled[0].peer_id.as_str(), &labelled[0].labels), (a, "a", &all));
    assert_eq!(store.labelled(owner, place_of(a), 9).unwrap(), labelled[1..]);
    assert_eq!(store.labelled(owner, 0, 1).unwrap(), labelled[..1]);
    assert_eq!((store.labelled_count(owner).unwrap(), store.labelled_count(b).unwrap()), (2, 0));

    store.rename_contact_group(work, "home").unwrap();
    store.remove_contact_group(friends).unwrap();
    let groups = store.contact_groups(owner).unwrap();
    assert_eq!(
        groups.iter().map(|group| (group.id, group.name.as_str())).collect::<Vec<_>>(),
        [(work, "home")]
    );
    assert_eq!(store.labelled_count(owner).unwrap(), 1, "b was in the removed group only");
    for removed in [true, false] {
        assert_eq!(store.ungroup_contact(owner, a, work).unwrap(), removed);
    }
    store.set_marks(owner, a, 0).unwrap();
    store.set_custom(owner, a, "").unwrap();
    assert_eq!(store.labelled_count(owner).unwrap(), 0);
    assert_eq!(store.contact_groups(b).unwrap().len(), 1);
}

pub(crate) fn mutes_are_read_by_the_number_of_their_change(store: &mut dyn Store) {
    let (owner, a, b) = (account(store, "owner"), account(store, "a"), account(store, "b"));
    send(store, a, owner, 10, 0, 1);
    assert_eq!(store.mute(owner, a).unwrap(), Mute::None);
    store.set_mute(owner, a, Mute::Discard, 1).unwrap();
    store.set_mute(owner, b, Mute::Silent, 2).unwrap();
    assert_eq!((store.mute(owner, a).unwrap(), store.mute(a, owner).unwrap()), (Mute::Discard, Mute::None));
    let b_silent = ("b".to_owned(), Mute::Silent);
    assert_eq!(store.mutes_since(owner, 0).unwrap(), [("a".to_owned(), Mute::Discard), b_silent.clone()]);
    store.set_mute(owner, a, Mute::None, 3).unwrap();
    assert_eq!(store.mutes_since(owner, 1).unwrap(), [b_silent, ("a".to_owned(), Mute::None)]);
    assert_eq!(store.mutes_since(owner, 3).unwrap(), []);
    assert_eq!(listed(store, owner, None), [(a, false)], "b is not listed");
}
