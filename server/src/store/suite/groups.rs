//! Groups, their members, their messages, and what is kept for who is away.

use super::{NOW, account, message};
use crate::message::flag;
use crate::store::{
    Access, AccountId, Application, ApplicationKind, Attribute, Group, GroupKind, GroupNo, Joined, Member,
    MemberPage, Mentioned, Mute, NewGroupMessage, NewMessage, NewNotice, Role, Store, Visibility,
};

fn group(store: &mut dyn Store, id: &str, kind: GroupKind, parent: Option<GroupNo>) -> Group {
    let group = Group {
        parent,
        name: "name".to_owned(),
        introduction: "introduction".to_owned(),
        notification: "notification".to_owned(),
        avatar: "avatar".to_owned(),
        fields: "[]".to_owned(),
        info_seq: 2,
        info_time: 3,
        max_members: 4,
        join_access: Access::Approval,
        muted: true,
        ..Group::begun(id.to_owned(), kind, 1)
    };
    let no = store.add_group(&group).unwrap();
    Group { no, ..group }
}

fn join(store: &mut dyn Store, group: GroupNo, id: AccountId, role: Role, joined: u64) -> Member {
    let member = Member {
        account: store.account(id).unwrap().unwrap(),
        role,
        joined,
        join_seq: 1,
        name_card: "card".to_owned(),
        fields: "[]".to_owned(),
        remind: Mute::None,
        read_seq: 0,
        cleared_upto: 0,
        unlisted_upto: 0,
        last_sent: 0,
        muted_until: 0,
    };
    store.save_member(group, &member).unwrap();
    member
}

fn say(store: &mut dyn Store, group: GroupNo, sender: AccountId, flags: u32, targets: &[AccountId]) -> u32 {
    let message = NewMessage { flags, ..message(sender, group.as_peer(), 5, 10) };
    let new = NewGroupMessage { message, group, priority: 2, mentions: "[]", targets, audience: 1 };
    let (seq, no) = store.add_group_message(&new).unwrap();
    assert_eq!(store.group_message(group, seq).unwrap(), Some(new.placed(seq, no)));
    seq
}

pub(crate) fn groups_are_read_back_as_they_were_stored(store: &mut dyn Store) {
    let alice = account(store, "alice");
    let made = group(store, "g", GroupKind::Public, None);
    assert_eq!(store.group(made.no).unwrap(), Some(made.clone()));
    assert_eq!(store.group_named("g").unwrap(), Some(made.clone()));
    assert_eq!(store.group_named("G").unwrap(), None);
    let changed = Group { owner: Some(alice), name: "other".to_owned(), muted: false, ..made.clone() };
    store.save_group(&changed).unwrap();
    assert_eq!(store.group(made.no).unwrap(), Some(changed));
    let community = group(store, "c", GroupKind::Community, None);
    let room = group(store, "r", GroupKind::AvChatRoom, None);
    let topic = group(store, "t", GroupKind::Community, Some(community.no));
    for no in [made.no, community.no, room.no, topic.no] {
        join(store, no, alice, Role::Member, 1);
    }
    assert_eq!(store.joined_groups(alice, Joined::Groups).unwrap(), [made.no]);
    assert_eq!(store.joined_groups(alice, Joined::Communities { topics: false }).unwrap(), [community.no]);
    assert_eq!((store.joined_count(alice).unwrap(), store.rooms_of(alice).unwrap()), (2, vec![room.no]));
    assert_eq!(store.topics(community.no).unwrap().len(), 1);
    store.remove_group(community.no).unwrap();
    assert_eq!((store.group(topic.no).unwrap(), store.member(topic.no, alice).unwrap()), (None, None));
    assert!(group(store, "c", GroupKind::Community, None).no > topic.no, "no number comes back");
}

pub(crate) fn members_are_counted_and_listed_from_the_owner_down(store: &mut dyn Store) {
    let made = group(store, "g", GroupKind::Public, None).no;
    let [a, b, c] = ["a", "b", "c"].map(|name| account(store, name));
    join(store, made, a, Role::Member, 1);
    join(store, made, b, Role::Admin, 2);
    let owner = join(store, made, c, Role::Owner, 3);
    join(store, made, c, Role::Owner, 3);
    assert_eq!(store.group(made).unwrap().unwrap().members, 3);
    let ids = |store: &mut dyn Store, offset, role| -> Vec<AccountId> {
        let members = store.members(made, MemberPage { offset, limit: 2, role }).unwrap();
        members.into_iter().map(|member| member.account.id).collect()
    };
    assert_eq!(ids(store, 0, None), [c, a]);
    assert_eq!(ids(store, 2, None), [b]);
    assert_eq!(ids(store, 0, Some(Role::Admin)), [b]);
    assert_eq!(store.admins(made).unwrap().len(), 2);
    store.set_muted_until(made, c, 9).unwrap();
    store.set_banned_until(made, c, 8).unwrap();
    assert_eq!(store.member(made, c).unwrap(), Some(Member { muted_until: 9, ..owner.clone() }));
    store.remove_member(made, c).unwrap();
    assert_eq!((store.muted_until(made, c).unwrap(), store.banned_until(made, c).unwrap()), (9, 8));
    let deaf = Member { remind: Mute::Discard, ..join(store, made, a, Role::Member, 1) };
    store.save_member(made, &deaf).unwrap();
    let place = store.group(made).unwrap().unwrap();
    assert_eq!(
        (store.listeners(&place).unwrap(), store.member_accounts(made).unwrap()),
        (vec![b], vec![a, b])
    );
    store.set_mark(made, a, 1000, true).unwrap();
    store.set_mark(made, a, 1000, true).unwrap();
    assert_eq!((store.marks(made, a).unwrap(), store.mark_kinds(made).unwrap()), (vec![1000], vec![1000]));
    store.set_mark(made, a, 1000, false).unwrap();
    assert!(store.marks(made, a).unwrap().is_empty());
}

pub(crate) fn messages_of_a_group_have_numbers_without_gaps(store: &mut dyn Store) {
    let made = group(store, "g", GroupKind::Public, None).no;
    let other = group(store, "h", GroupKind::Public, None).no;
    let [a, b, c] = ["a", "b", "c"].map(|name| account(store, name));
    for id in [a, b, c] {
        join(store, made, id, Role::Member, 1);
    }
    store.begin().unwrap();
    assert_eq!(say(store, made, a, 0, &[]), 1);
    store.mark().unwrap();
    assert_eq!(say(store, made, a, 0, &[]), 2);
    store.undo().unwrap();
    assert_eq!(say(store, other, a, 0, &[]), 1);
    assert_eq!(say(store, made, a, flag::NO_UNREAD, &[]), 2);
    assert_eq!(say(store, made, a, flag::NO_LAST_MESSAGE, &[b]), 3);
    store.commit().unwrap();
    let unread = |store: &mut dyn Store, who, read| store.group_unread(made, who, read).unwrap();
    assert_eq!(
        (unread(store, b, 0), unread(store, c, 0), unread(store, a, 0), unread(store, b, 1)),
        (2, 1, 0, 1)
    );
    assert_eq!(store.uncounted(made, c, 0).unwrap(), [2, 3]);
    let page = store.group_messages(made, c, 1, 9).unwrap();
    let seen: Vec<_> = page.iter().map(|(message, visibility)| (message.seq, *visibility)).collect();
    assert_eq!(seen, [(3, Visibility::Targeted), (2, Visibility::Visible), (1, Visibility::Visible)]);
    store.delete_message(c, page[1].0.message.no).unwrap();
    assert_eq!(store.visibility(page[1].0.message.no, c).unwrap(), Visibility::Deleted);
    assert_eq!(store.deleters(page[1].0.message.no).unwrap(), [c]);
    assert!(store.deleters(page[2].0.message.no).unwrap().is_empty());
    let last = |store: &mut dyn Store, who| store.recent_groups(who, false, None, 9).unwrap()[0].last;
    assert_eq!((last(store, a), last(store, b), last(store, c)), (Some(2), Some(2), Some(1)));
    store.set_pinned(b, made.as_peer(), true).unwrap();
    assert!(store.recent_groups(b, false, None, 9).unwrap().is_empty());
    assert!(store.recent_groups(b, true, None, 9).unwrap()[0].pinned);
    assert!(store.recent_groups(a, false, Some((10, made)), 9).unwrap().is_empty());
    let first = store.group_message(made, 1).unwrap().unwrap();
    store.revoke_message(first.message.no, a, NOW).unwrap();
    store.note_recall(made, 1, NOW).unwrap();
    assert_eq!(unread(store, b, 0), 1);
    assert_eq!(store.group(made).unwrap().unwrap().recalled_at, NOW.ms());
    let recalled = store.recalled(made, 0, NOW.ms(), 9).unwrap();
    assert_eq!((recalled.len(), recalled[0].0, recalled[0].1.seq), (1, NOW.ms(), 1));
    assert_eq!(store.sent_group_message(a, made, 5, 5, 10).unwrap(), Some((3, 10)));
    assert_eq!(store.sent_group_message(b, made, 5, 5, 10).unwrap(), None);
}

pub(crate) fn receipts_name_who_has_read_and_who_has_not(store: &mut dyn Store) {
    let made = group(store, "g", GroupKind::Public, None).no;
    let [a, b, c] = ["a", "b", "c"].map(|name| account(store, name));
    for id in [a, b, c] {
        join(store, made, id, Role::Member, 1);
    }
    let seq = say(store, made, a, flag::NEED_RECEIPT, &[]);
    let found = store.group_message(made, seq).unwrap().unwrap();
    assert!(store.add_receipt(found.message.no, b).unwrap());
    assert!(!store.add_receipt(found.message.no, b).unwrap());
    assert_eq!(store.receipts(found.message.no).unwrap(), 1);
    let readers = |store: &mut dyn Store, read| store.readers(&found, read, AccountId(0), 9).unwrap();
    assert_eq!(readers(store, true), [(b, "b".to_owned())]);
    assert_eq!(readers(store, false), [(c, "c".to_owned())]);
    store.remove_group(made).unwrap();
    assert_eq!(
        (store.message(found.message.no).unwrap(), store.receipts(found.message.no).unwrap()),
        (None, 0)
    );
}

pub(crate) fn applications_and_notices_are_kept_for_a_while(store: &mut dyn Store) {
    let made = group(store, "g", GroupKind::Public, None).no;
    let [a, b] = ["a", "b"].map(|name| account(store, name));
    join(store, made, a, Role::Owner, 1);
    let application = Application {
        id: 7_000_000,
        group: made,
        kind: ApplicationKind::Join,
        applicant: b,
        subject: b,
        text: "please".to_owned(),
        authentication: "token".to_owned(),
        handler: None,
    };
    assert_eq!(store.add_application(&application).unwrap(), 7_000_000);
    let second = Application { kind: ApplicationKind::Invite, ..application.clone() };
    assert_eq!(store.add_application(&second).unwrap(), 7_000_001, "moved so that it is unique");
    assert_eq!(store.application(7_000_000).unwrap(), Some(application));
    assert_eq!(store.waiting_application(made, b).unwrap().unwrap().id, 7_000_001);
    store.handle_application(7_000_001, a).unwrap();
    assert_eq!(store.waiting_application(made, b).unwrap().unwrap().id, 7_000_000);
    let listed = |store: &mut dyn Store, who, from| store.applications(who, false, from, 9).unwrap().len();
    assert_eq!((listed(store, a, 0), listed(store, a, 7_000_001), listed(store, b, 0)), (2, 1, 0));

    let keep = |store: &mut dyn Store, account, mention| {
        let id = store.next_notice().unwrap();
        store.add_notice(&NewNotice { id, account, random: 3, event: "{}", mention }, NOW, 2).unwrap();
        id
    };
    let ids = |store: &mut dyn Store, who, after| -> Vec<u64> {
        store.notices(who, after).unwrap().into_iter().map(|notice| notice.id).collect()
    };
    let [_, second, third] = [(); 3].map(|()| keep(store, a, None));
    assert_eq!(ids(store, a, 0), [second, third], "the oldest makes room");
    assert_eq!((ids(store, a, second), ids(store, b, 0)), (vec![third], vec![]));
    store.remove_notice(b, third, 3).unwrap();
    store.remove_notice(a, third, 4).unwrap();
    assert_eq!(ids(store, a, 0).len(), 2);
    store.remove_notice(a, third, 3).unwrap();
    let mention = Mentioned { group: made, seq: 1, sender: b };
    let all = keep(store, made.as_peer(), Some(mention));
    assert_eq!((ids(store, a, second), ids(store, b, second)), (vec![all], vec![]));
    let member = store.member(made, a).unwrap().unwrap();
    store.save_member(made, &Member { read_seq: 1, ..member }).unwrap();
    assert!(ids(store, a, second).is_empty(), "what is read is no news");
    store.expire_notices(NOW.seconds() + 1, 9).unwrap();
    assert!(ids(store, a, 0).is_empty());
    assert_eq!(listed(store, a, 0), 0);
}

pub(crate) fn attributes_and_counters_have_numbers_of_their_changes(store: &mut dyn Store) {
    let made = group(store, "g", GroupKind::Public, None).no;
    let attribute = |key: &str, seq| Attribute { key: key.to_owned(), value: "v".to_owned(), seq };
    assert_eq!(store.attributes(made).unwrap(), (0, vec![]));
    for key in ["b", "a"] {
        store.set_attribute(made, &attribute(key, 1)).unwrap();
    }
    store.set_attribute(made, &attribute("b", 2)).unwrap();
    assert_eq!(store.advance_attributes(made).unwrap(), 1);
    assert_eq!(store.attributes(made).unwrap(), (1, vec![attribute("a", 1), attribute("b", 2)]));
    store.remove_attribute(made, "a").unwrap();
    assert_eq!(store.attributes(made).unwrap().1, [attribute("b", 2)]);
    store.set_counter(made, "likes", i64::MIN).unwrap();
    assert_eq!(store.advance_counters(made).unwrap(), 1);
    assert_eq!(store.counters(made).unwrap(), (1, vec![("likes".to_owned(), i64::MIN)]));
}
