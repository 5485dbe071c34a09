//! What distinguishes the kinds of groups, apart from who may do what ([`super::permission`]): names, limits, defaults.

use crate::config;
use crate::store::{Access, GroupKind, Mute, Role};

/// How the server treats groups of one kind.
pub(crate) struct Traits {
    pub(crate) kind: GroupKind,
    /// Its name on the wire.
    pub(crate) name: &'static str,
    pub(super) join: Access,
    /// Whether administrators may choose who comes in by himself.
    pub(super) join_settable: bool,
    pub(super) invite: Access,
    pub(super) invite_settable: bool,
    pub(super) remind: Mute,
    /// Whether members see what was said before they came.
    pub(crate) earlier_history: bool,
    /// Whether messages count as unread.
    pub(crate) unread: bool,
    /// Whether members are told who comes and goes.
    pub(super) tips: bool,
}

static KINDS: [Traits; 5] = [
    Traits {
        kind: GroupKind::Private,
        name: "Private",
        join: Access::Closed,
        join_settable: false,
        invite: Access::Free,
        invite_settable: false,
        remind: Mute::None,
        earlier_history: false,
        unread: true,
        tips: true,
    },
    Traits {
        kind: GroupKind::Public,
        name: "Public",
        join: Access::Free,
        join_settable: true,
        invite: Access::Closed,
        invite_settable: true,
        remind: Mute::None,
        earlier_history: false,
        unread: true,
        tips: true,
    },
    Traits {
        kind: GroupKind::ChatRoom,
        name: "ChatRoom",
        join: Access::Free,
        join_settable: false,
        invite: Access::Closed,
        invite_settable: true,
        remind: Mute::Silent,
        earlier_history: true,
        unread: false,
        tips: true,
    },
    Traits {
        kind: GroupKind::AvChatRoom,
        name: "AVChatRoom",
        join: Access::Free,
        join_settable: false,
        invite: Access::Closed,
        invite_settable: false,
        remind: Mute::Silent,
        earlier_history: false,
        unread: false,
        tips: true,
    },
    Traits {
        kind: GroupKind::Community,
        name: "Community",
        join: Access::Free,
        join_settable: true,
        invite: Access::Free,
        invite_settable: true,
        remind: Mute::None,
        earlier_history: true,
        unread: true,
        tips: false,
    },
];

/// Other names that requests may use.
const ALIASES: [(&str, &str); 2] = [("Work", "Private"), ("Meeting", "ChatRoom")];

pub(crate) fn traits(kind: GroupKind) -> &'static Traits {
    let [private, public, chat_room, room, community] = &KINDS;
    match kind {
        GroupKind::Private => private,
        GroupKind::Public => public,
        GroupKind::ChatRoom => chat_room,
        GroupKind::AvChatRoom => room,
        GroupKind::Community => community,
    }
}

/// Most members of a group of this kind; 0 is no limit.
pub(super) fn most_members(kind: GroupKind, limits: &config::Group) -> u64 {
    match kind {
        GroupKind::Private => limits.private_members,
        GroupKind::Public => limits.public_members,
        GroupKind::ChatRoom => limits.chat_room_members,
        GroupKind::AvChatRoom => 0,
        GroupKind::Community => limits.community_members,
    }
}

pub(super) fn named(name: &str) -> Option<&'static Traits> {
    let name = ALIASES.iter().find(|(alias, _)| *alias == name).map_or(name, |(_, name)| name);
    KINDS.iter().find(|traits| traits.name == name)
}

pub(super) fn join_name(access: Access) -> &'static str {
    match access {
        Access::Free => "FreeAccess",
        Access::Approval => "NeedPermission",
        Access::Closed => "DisableApply",
    }
}

pub(super) fn invite_name(access: Access) -> &'static str {
    match access {
        Access::Closed => "DisableInvite",
        other => join_name(other),
    }
}

/// What `name` says, in the words of `names`.
pub(super) fn access_named(name: &str, names: fn(Access) -> &'static str) -> Option<Access> {
    [Access::Free, Access::Approval, Access::Closed].into_iter().find(|access| names(*access) == name)
}

pub(super) fn role_name(role: Role) -> &'static str {
    match role {
        Role::Member => "Member",
        Role::Admin => "Admin",
        Role::Owner => "Owner",
    }
}

pub(super) fn role_named(name: &str) -> Option<Role> {
    [Role::Member, Role::Admin, Role::Owner].into_iter().find(|role| role_name(*role) == name)
}

pub(super) fn remind_name(remind: Mute) -> &'static str {
    match remind {
        Mute::None => "AcceptAndNotify",
        Mute::Silent => "AcceptNotNotify",
        Mute::Discard => "Discard",
    }
}

pub(super) fn remind_named(name: &str) -> Option<Mute> {
    [Mute::None, Mute::Silent, Mute::Discard].into_iter().find(|remind| remind_name(*remind) == name)
}
