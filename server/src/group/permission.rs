//! Who may do what: one matrix of operation, kind of group and role. Nothing else in the server decides by role, except
//! that nobody may act upon a member of his own rank or above ([`Seat::check_above`](super::Seat::check_above)).

use crate::core::{Refusal, code};
use crate::store::GroupKind;

/// What somebody is in a group, from the least to the most.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Rank {
    Outsider,
    Member,
    Admin,
    Owner,
    /// An administrator of the application: in no need of being a member.
    App,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Operation {
    /// Ask for one's own state in a group, and what the group is.
    SeeSelf,
    /// Look a group up.
    Search,
    SeeMembers,
    Apply,
    /// As far as the group's own setting lets members invite.
    Invite,
    Quit,
    Kick,
    SetRole,
    Transfer,
    Dismiss,
    /// Name, texts, picture, custom fields.
    SetProfile,
    MuteAll,
    SetJoinOption,
    SetInviteOption,
    MuteMember,
    /// Name card and custom fields of members, also of others.
    SetMember,
    SetRemind,
    HandleApplication,
    Ban,
    MarkMembers,
    SeeHistory,
    Send,
    /// Messages of others.
    Recall,
    ModifyMessage,
    SetAttributes,
    SeeAttributes,
    RunTopics,
}

/// The code for outsider, member, administrator, owner, administrator of the application; 0 allows it.
type Cell = [i64; 5];

const NO: i64 = code::GROUP_NOT_ALLOWED;
const SENSELESS: i64 = code::GROUP_PARAMETER;

const ANYBODY: Cell = [0; 5];
const MEMBERS: Cell = [NO, 0, 0, 0, 0];
const ADMINS: Cell = [NO, NO, 0, 0, 0];
const OWNER: Cell = [NO, NO, NO, 0, 0];
const APP: Cell = [NO, NO, NO, NO, 0];
const NOBODY: Cell = [NO; 5];
/// The owner has to pass the group on, or dismiss it.
const ALL_BUT_OWNER: Cell = [NO, 0, 0, code::OWNER_MAY_NOT_QUIT, NO];
/// The administrator of the application cannot leave what he is not in.
const WHO_IS_IN: Cell = [NO, 0, 0, 0, NO];
/// The kind has no such thing.
const NONE: Cell = [SENSELESS; 5];

/// Columns: Private, Public, ChatRoom, AVChatRoom, Community.
#[rustfmt::skip]
static MATRIX: &[(Operation, [Cell; 5])] = &[
    (Operation::SeeSelf,           [MEMBERS,   MEMBERS,       MEMBERS,       ANYBODY,       MEMBERS]),
    (Operation::Search,            [NOBODY,    ANYBODY,       ANYBODY,       ANYBODY,       ANYBODY]),
    (Operation::SeeMembers,        [MEMBERS,   MEMBERS,       MEMBERS,       MEMBERS,       MEMBERS]),
    (Operation::Apply,             [NOBODY,    ANYBODY,       ANYBODY,       ANYBODY,       ANYBODY]),
    (Operation::Invite,            [MEMBERS,   MEMBERS,       MEMBERS,       NOBODY,        MEMBERS]),
    (Operation::Quit,              [WHO_IS_IN, ALL_BUT_OWNER, ALL_BUT_OWNER, ALL_BUT_OWNER, ALL_BUT_OWNER]),
    (Operation::Kick,              [OWNER,     ADMINS,        ADMINS,        NONE,          ADMINS]),
    (Operation::SetRole,           [NONE,      OWNER,         OWNER,         NONE,          OWNER]),
    (Operation::Transfer,          [OWNER,     OWNER,         OWNER,         NOBODY,        OWNER]),
    (Operation::Dismiss,           [APP,       OWNER,         OWNER,         OWNER,         OWNER]),
    (Operation::SetProfile,        [MEMBERS,   ADMINS,        ADMINS,        OWNER,         ADMINS]),
    (Operation::MuteAll,           [NOBODY,    ADMINS,        ADMINS,        OWNER,         ADMINS]),
    (Operation::SetJoinOption,     [NOBODY,    ADMINS,        NOBODY,        NOBODY,        ADMINS]),
    (Operation::SetInviteOption,   [NOBODY,    ADMINS,        ADMINS,        NOBODY,        ADMINS]),
    (Operation::MuteMember,        [NONE,      ADMINS,        ADMINS,        OWNER,         ADMINS]),
    (Operation::SetMember,         [MEMBERS,   MEMBERS,       MEMBERS,       NOBODY,        MEMBERS]),
    (Operation::SetRemind,         [MEMBERS,   MEMBERS,       MEMBERS,       NOBODY,        MEMBERS]),
    (Operation::HandleApplication, [NOBODY,    ADMINS,        ADMINS,        NOBODY,        ADMINS]),
    (Operation::Ban,               [NONE,      NONE,          NONE,          OWNER,         NONE]),
    (Operation::MarkMembers,       [NONE,      NONE,          NONE,          OWNER,         NONE]),
    (Operation::SeeHistory,        [MEMBERS,   MEMBERS,       MEMBERS,       MEMBERS,       MEMBERS]),
    (Operation::Send,              [MEMBERS,   MEMBERS,       MEMBERS,       MEMBERS,       MEMBERS]),
    (Operation::Recall,            [OWNER,     ADMINS,        ADMINS,        ADMINS,        ADMINS]),
    (Operation::ModifyMessage,     [MEMBERS,   MEMBERS,       MEMBERS,       NOBODY,        MEMBERS]),
    (Operation::SetAttributes,     [MEMBERS,   MEMBERS,       MEMBERS,       MEMBERS,       MEMBERS]),
    (Operation::SeeAttributes,     [MEMBERS,   MEMBERS,       MEMBERS,       MEMBERS,       MEMBERS]),
    (Operation::RunTopics,         [NONE,      NONE,          NONE,          NONE,          ADMINS]),
];

/// The code with which `operation` is refused; 0 when it is allowed.
pub(super) fn verdict(operation: Operation, kind: GroupKind, rank: Rank) -> i64 {
    let column = match kind {
        GroupKind::Private => 0,
        GroupKind::Public => 1,
        GroupKind::ChatRoom => 2,
        GroupKind::AvChatRoom => 3,
        GroupKind::Community => 4,
    };
    let place = match rank {
        Rank::Outsider => 0,
        Rank::Member => 1,
        Rank::Admin => 2,
        Rank::Owner => 3,
        Rank::App => 4,
    };
    let row = MATRIX.iter().find(|(of, _)| *of == operation);
    let cell = row.and_then(|(_, cells)| cells.get::<usize>(column));
    cell.and_then(|cell| cell.get::<usize>(place)).copied().unwrap_or(NO)
}

pub(super) fn check(operation: Operation, kind: GroupKind, rank: Rank) -> Result<(), Refusal> {
    match verdict(operation, kind, rank) {
        0 => Ok(()),
        SENSELESS => Err(Refusal::new(SENSELESS, "groups of this kind do not have that")),
        code::OWNER_MAY_NOT_QUIT => Err(Refusal::new(
            code::OWNER_MAY_NOT_QUIT,
            "the owner cannot leave the group, only dismiss it or pass it on",
        )),
        refused => Err(Refusal::new(refused, "your role in the group does not allow this")),
    }
}
