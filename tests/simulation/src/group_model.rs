//! What every page has to show of groups, computed from the log of the server alone: who is in and as what, what the
//! group is called, what was said and told in it under which number, and what of that each member sees and has read.
//! Written like [`crate::Model`] for being obviously right. Communities and chat rooms are not in it.

use std::collections::{BTreeMap, BTreeSet};

use tim_proto::json::Value;

use crate::exchange::{Exchange, Users, first_text, items, number, text};

/// What a message of a group says.
#[derive(Clone, Debug, PartialEq)]
pub enum Said {
    Text(String),
    /// What the group tells of itself, by its number.
    Tip(u64),
    Revoked,
}

/// A message as everybody finally sees it.
#[derive(Clone, Debug)]
struct Message {
    /// `None`: the group itself.
    from: Option<String>,
    client_seq: u64,
    random: u64,
    said: Said,
    no_unread: bool,
    no_last: bool,
    deleted_by: BTreeSet<String>,
}

#[derive(Clone, Debug)]
pub struct Member {
    pub role: String,
    pub remind: String,
    pub card: String,
    /// Seconds.
    pub muted_until: u64,
    /// Nothing up to this number was said for him.
    before: u64,
    read: u64,
    cleared: u64,
    unlisted: u64,
    pinned: bool,
    listed: bool,
}

pub struct Group {
    pub kind: String,
    /// By the names that pages show.
    pub profile: BTreeMap<&'static str, Value>,
    pub members: BTreeMap<String, Member>,
    /// Until when users are muted (seconds): leaving does not end it.
    muted: BTreeMap<String, u64>,
    /// The message with number n stands at n - 1.
    log: Vec<Message>,
}

/// The conversation of a group as a page has to show it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct GroupShown {
    pub unread: u64,
    pub pinned: bool,
    pub remind: String,
    pub last: Option<Seen>,
}

/// A message as a page has to show it.
#[derive(Clone, Debug, PartialEq)]
pub struct Seen {
    pub sequence: u64,
    pub from: String,
    pub said: Said,
}

#[derive(Default)]
pub struct GroupModel {
    users: Users,
    pub groups: BTreeMap<String, Group>,
}

const SYSTEM: &str = "@TIM#SYSTEM";
pub const OWNER: &str = "Owner";
const MEMBER: &str = "Member";

/// Members of a group's profile: on the wire, and as pages show them.
const PROFILE: [(&str, &str); 6] = [
    ("Name", "name"),
    ("Introduction", "introduction"),
    ("Notification", "notification"),
    ("ApplyJoinOption", "joinOption"),
    ("InviteJoinOption", "inviteOption"),
    ("ShutUpAllMember", "muteAllMembers"),
];

impl GroupModel {
    /// Goes on with the log.
    pub fn replay(&mut self, exchanges: &[Exchange]) {
        for exchange in exchanges {
            let Some(me) = self.users.who(exchange) else { continue };
            let (body, answer) = (&exchange.body, &exchange.answer);
            let (service, command) = exchange.command.split_once('.').unwrap_or_default();
            match (service, command) {
                ("group_open_http_svc", "create_group") => self.create(&me, body, text(answer, "GroupId")),
                ("group_open_http_svc", "destroy_group") => drop(self.groups.remove(text(body, "GroupId"))),
                ("group_open_http_svc", _) => {
                    if let Some(group) = self.groups.get_mut(text(body, "GroupId")) {
                        group.act(command, &me, body, answer, exchange.time);
                    }
                }
                ("openim", "modify_group_msg") => {
                    if let Some(group) = self.groups.get_mut(text(body, "GroupId")) {
                        group.message(number(body, "MsgSeq")).said =
                            Said::Text(first_text(&answer["MsgBody"]));
                    }
                }
                ("openim", "read_all_unread_msg") => {
                    for read in items(answer, "GroupReadInfoArray").iter().filter(|read| read["RetCode"] == 0)
                    {
                        if let Some(group) = self.groups.get_mut(text(read, "GroupId")) {
                            group.read(&me, number(read, "MsgSeq"));
                        }
                    }
                }
                ("recentcontact", _) => self.settle(command, &me, body),
                _ => {}
            }
        }
    }

    fn create(&mut self, me: &str, body: &Value, id: &str) {
        let kind = text(body, "Type").to_owned();
        let (join, invite) = match kind.as_str() {
            "Private" => ("DisableApply", "FreeAccess"),
            _ => ("FreeAccess", "DisableInvite"),
        };
        let mut profile: BTreeMap<&'static str, Value> =
            PROFILE.iter().map(|(_, name)| (*name, Value::from(""))).collect();
        profile.extend([("joinOption", join.into()), ("inviteOption", invite.into())]);
        profile.extend([("muteAllMembers", false.into()), ("ownerID", me.into())]);
        let mut group =
            Group { kind, profile, members: BTreeMap::new(), muted: BTreeMap::new(), log: Vec::new() };
        group.describe(body);
        if group.kind == "Private" {
            // Members always bring others in, and nobody comes by himself.
            group.profile.extend([("joinOption", join.into()), ("inviteOption", invite.into())]);
        }
        group.admit(me, OWNER);
        for member in items(body, "MemberList") {
            group.admit(text(member, "Member_Account"), MEMBER);
        }
        let known = self.groups.insert(id.to_owned(), group);
        assert!(known.is_none(), "{id} was made twice");
    }

    /// What a user does with conversations.
    fn settle(&mut self, command: &str, me: &str, body: &Value) {
        let named = match command {
            "batch_delete" => items(body, "ContactItem"),
            "top" => items(body, "RecentContactItem"),
            "clear_msg" => std::slice::from_ref(body),
            _ => return,
        };
        for named in named.iter().filter(|named| named["Type"] == 2) {
            let id = ["ToGroupid", "GroupId"].iter().map(|key| text(named, key)).find(|id| !id.is_empty());
            let Some(group) = self.groups.get_mut(id.unwrap_or("")) else { continue };
            let newest = group.newest();
            let Some(member) = group.members.get_mut(me) else { continue };
            match command {
                "top" => {
                    member.pinned = body["OperationType"] == 1;
                    member.listed |= member.pinned;
                }
                "batch_delete" => {
                    (member.listed, member.pinned) = (false, false);
                    (member.read, member.unlisted) = (newest, newest);
                    if body["ClearRamble"] == 1 {
                        member.cleared = newest;
                    }
                }
                _ => {
                    member.listed = true;
                    (member.read, member.cleared) = (newest, newest);
                }
            }
        }
    }

    /// The groups that somebody is in.
    pub fn joined<'a>(&'a self, me: &'a str) -> impl Iterator<Item = (&'a String, &'a Group)> {
        self.groups.iter().filter(|(_, group)| group.members.contains_key(me))
    }
}

impl Group {
    fn act(&mut self, command: &str, me: &str, body: &Value, answer: &Value, now: u64) {
        match command {
            "send_group_msg" => self.send(me, body, answer),
            "apply_join_group" if answer["JoinedStatus"] == "JoinedSuccess" => {
                self.admit(me, MEMBER);
                self.tell(1);
            }
            "handle_apply_join_group" if body["HandleMsg"] == "Agree" => {
                let came = self.admit(text(body, "Applicant_Account"), MEMBER);
                self.tell_if(came, 1);
            }
            "handle_invite_join_permission_group" if body["HandleMsg"] == "Agree" => {
                let came = self.admit(text(body, "Invited_Account"), MEMBER);
                self.tell_if(came, 1);
            }
            "add_group_member" => {
                let added = items(answer, "MemberList").iter().filter(|member| member["Result"] == 1);
                let added: Vec<&str> = added.map(|member| text(member, "Member_Account")).collect();
                added.iter().for_each(|member| assert!(self.admit(member, MEMBER), "{member} came twice"));
                self.tell_if(!added.is_empty(), 1);
            }
            "quit_group" => {
                self.members.remove(me).expect("only members quit");
                if self.profile["ownerID"] == me {
                    self.profile.insert("ownerID", "".into());
                }
                self.tell(2);
            }
            "delete_group_member" => {
                let named = items(body, "MemberToDel_Account").iter().filter_map(Value::as_str);
                let gone = named.filter(|member| self.members.remove(*member).is_some()).count();
                self.tell_if(gone > 0, 3);
            }
            "change_group_owner" => {
                let heir = text(body, "NewOwner_Account");
                self.members.values_mut().filter(|member| member.role == OWNER).for_each(|member| {
                    member.role = MEMBER.to_owned();
                });
                self.members.get_mut(heir).expect("a member inherits").role = OWNER.to_owned();
                self.profile.insert("ownerID", heir.into());
                self.tell(6);
            }
            "modify_group_base_info" => {
                let changed = self.describe(body);
                self.tell_if(changed, 6);
            }
            "modify_group_member_info" => self.change_member(body, now),
            "msg_read_report" => self.read(me, number(body, "MsgReadedSeq")),
            "group_msg_recall" => {
                for result in items(answer, "RecallRetList").iter().filter(|result| result["RetCode"] == 0) {
                    self.message(number(result, "MsgSeq")).said = Said::Revoked;
                }
            }
            "delete_group_ramble_msg_by_seq" => {
                let is_listed = self.shown(me).is_some();
                if let Some(member) = self.members.get_mut(me) {
                    member.listed |= is_listed;
                }
                for seq in items(body, "Seqs").iter().filter_map(Value::as_str) {
                    let seq = seq.parse().expect("a number");
                    self.message(seq).deleted_by.insert(me.to_owned());
                }
            }
            _ => {}
        }
    }

    fn newest(&self) -> u64 {
        self.log.len() as u64
    }

    fn message(&mut self, seq: u64) -> &mut Message {
        let at = usize::try_from(seq).ok().and_then(|seq| seq.checked_sub(1));
        at.and_then(|at| self.log.get_mut(at)).expect("the server changed a message that nobody sent")
    }

    fn send(&mut self, me: &str, body: &Value, answer: &Value) {
        if body["OnlineOnlyFlag"] == 1 {
            return;
        }
        let (client_seq, random) = (number(body, "ClientSeq"), number(body, "Random"));
        let again = self.log.iter().position(|message| {
            message.from.as_deref() == Some(me)
                && message.client_seq == client_seq
                && message.random == random
        });
        let seq = number(answer, "MsgSeq");
        if let Some(again) = again {
            assert_eq!(seq, again as u64 + 1, "a message that was sent again has another number");
            return;
        }
        let control = |name: &str| items(body, "SendMsgControl").iter().any(|word| word == name);
        self.log.push(Message {
            from: Some(me.to_owned()),
            client_seq,
            random,
            said: Said::Text(first_text(&body["MsgBody"])),
            no_unread: control("NoUnread"),
            no_last: control("NoLastMsg"),
            deleted_by: BTreeSet::new(),
        });
        assert_eq!(seq, self.newest(), "the numbers of a group have a gap");
    }

    fn tell_if(&mut self, happened: bool, tip: u64) {
        if happened {
            self.tell(tip);
        }
    }

    fn tell(&mut self, tip: u64) {
        self.log.push(Message {
            from: None,
            client_seq: 0,
            random: 0,
            said: Said::Tip(tip),
            no_unread: false,
            no_last: false,
            deleted_by: BTreeSet::new(),
        });
    }

    /// Lets somebody in who is not. What was said before is read, and no reason to list the group.
    fn admit(&mut self, user: &str, role: &str) -> bool {
        let newest = self.newest();
        let sees_earlier = self.kind == "ChatRoom";
        if self.members.contains_key(user) {
            return false;
        }
        let member = Member {
            role: role.to_owned(),
            remind: if sees_earlier { "AcceptNotNotify" } else { "AcceptAndNotify" }.to_owned(),
            card: String::new(),
            muted_until: self.muted.get(user).copied().unwrap_or(0),
            before: if sees_earlier { 0 } else { newest },
            read: newest,
            cleared: 0,
            unlisted: newest,
            pinned: false,
            listed: false,
        };
        self.members.insert(user.to_owned(), member);
        true
    }

    fn read(&mut self, me: &str, seq: u64) {
        let newest = self.newest();
        if let Some(member) = self.members.get_mut(me) {
            member.read = member.read.max(seq.min(newest));
        }
    }

    /// Whether something has become different.
    fn describe(&mut self, body: &Value) -> bool {
        let mut changed = false;
        for (wire, name) in PROFILE {
            if let Some(given) = body[wire].as_str() {
                let given: Value =
                    if name == "muteAllMembers" { (given == "On").into() } else { given.into() };
                changed |= self.profile.insert(name, given.clone()) != Some(given);
            }
        }
        changed
    }

    fn change_member(&mut self, body: &Value, now: u64) {
        let member = self.members.get_mut(text(body, "Member_Account")).expect("a member is changed");
        if let Some(remind) = body["MsgFlag"].as_str() {
            member.remind = remind.to_owned();
        } else if let Some(card) = body["NameCard"].as_str() {
            member.card = card.to_owned();
        } else if let Some(seconds) = body["ShutUpTime"].as_u64() {
            member.muted_until = if seconds == 0 { 0 } else { now + seconds };
            self.muted.insert(text(body, "Member_Account").to_owned(), member.muted_until);
            self.tell(7);
        } else if let Some(role) = body["Role"].as_str().filter(|role| *role != member.role) {
            member.role = role.to_owned();
            self.tell(if role == "Admin" { 4 } else { 5 });
        }
    }

    /// What somebody who is in sees of it, oldest first.
    pub fn history(&self, me: &str) -> Vec<Seen> {
        let Some(member) = self.members.get(me) else { return Vec::new() };
        self.held(me, member.before.max(member.cleared)).map(|(seen, _)| seen).collect()
    }

    /// Whether somebody has deleted a message, or all until then.
    pub fn is_deleted(&self, me: &str, sequence: u64) -> bool {
        let cleared = self.members.get(me).map_or(0, |member| member.cleared);
        sequence <= cleared || !self.held(me, 0).any(|(seen, _)| seen.sequence == sequence)
    }

    /// Messages behind a number that somebody has not deleted.
    fn held<'a>(&'a self, me: &'a str, behind: u64) -> impl Iterator<Item = (Seen, &'a Message)> {
        let numbered = (1_u64..).zip(&self.log);
        let held = numbered.filter(move |(seq, message)| *seq > behind && !message.deleted_by.contains(me));
        held.map(|(sequence, message)| {
            let from = message.from.as_deref().unwrap_or(SYSTEM).to_owned();
            (Seen { sequence, from, said: message.said.clone() }, message)
        })
    }

    /// The conversation of somebody who is in. `None`: it is not in his list.
    pub fn shown(&self, me: &str) -> Option<GroupShown> {
        let member = self.members.get(me)?;
        let counts = self.kind != "ChatRoom" && member.remind != "Discard";
        let unread = self.held(me, member.read).filter(|(seen, message)| {
            seen.from != me && !message.no_unread && message.said != Said::Revoked && counts
        });
        let listed: Vec<_> = self.held(me, member.unlisted.max(member.cleared)).collect();
        let last = listed.iter().rev().find(|(_, message)| !message.no_last).map(|(seen, _)| seen.clone());
        (!listed.is_empty() || member.listed).then(|| GroupShown {
            unread: unread.count() as u64,
            pinned: member.pinned,
            remind: member.remind.clone(),
            last,
        })
    }
}
