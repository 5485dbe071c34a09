//! The methods of this area, one row each; see [`super::super::method`].

use super::super::method::{Method, Run, row, task};
use super::{application, attribute, change, counter, join, list, mark, member, room, topic};

/// What makers and changers of a group say of it.
macro_rules! profile {
    () => {
        "introduction?:anyText,notification?:anyText,avatar?:anyText,maxMemberNum?:number,joinOption?:text,\
         inviteOption?:text,groupCustomField?:array"
    };
}

/// What makers and changers of a topic say of it.
macro_rules! topic {
    () => {
        "avatar?:anyText,introduction?:anyText,notification?:anyText,customData?:anyText"
    };
}

pub static METHODS: &[Method] = &[
    row(
        "getGroupList(options?:options|{groupProfileFilter?:array})",
        Run::Task(|ctx, args| task(list::get(ctx, args, false))),
    ),
    row("getJoinedCommunityList()", Run::Task(|ctx, args| task(list::get(ctx, args, true)))),
    row(
        "getGroupProfile({groupID:text,groupCustomFieldFilter?:array,memberCustomFieldFilter?:array})",
        Run::Task(|ctx, args| task(list::get_profile(ctx, args))),
    ),
    row(
        concat!(
            "createGroup({name:text,type?:text,groupID?:text,memberList?:array,isSupportTopic?:flag,",
            profile!(),
            "})"
        ),
        Run::Task(|ctx, args| task(change::create(ctx, args))),
    ),
    row("dismissGroup(groupID:text)", Run::Ask(&change::DISMISS)),
    row(
        concat!("updateGroupProfile({groupID:text,name?:anyText,muteAllMembers?:flag,", profile!(), "})"),
        Run::Ask(&change::UPDATE),
    ),
    row(
        "joinGroup({groupID:text,type?:text,applyMessage?:anyText}) at any time",
        Run::Task(|ctx, args| task(join::join(ctx, args))),
    ),
    row("quitGroup(groupID:text) at any time", Run::Ask(&change::QUIT)),
    row("getGroupOnlineMemberCount(groupID:text) at any time", Run::Ask(&room::COUNT)),
    row("searchGroupByID(groupID:text)", Run::Ask(&change::SEARCH)),
    row("changeGroupOwner({groupID:text,newOwnerID:text})", Run::Ask(&change::GIVE)),
    row("getGroupApplicationList()", Run::Task(|ctx, args| task(application::get_list(ctx, args)))),
    row("handleGroupApplication()", Run::Ask(&application::HANDLE)),
    row(
        "getGroupMemberList({groupID:text,count?:number})",
        Run::Task(|ctx, args| task(member::get_list(ctx, args))),
    ),
    row(
        "getGroupMemberProfile({groupID:text,userIDList:texts,memberCustomFieldFilter?:array})",
        Run::Task(|ctx, args| task(member::get_profiles(ctx, args))),
    ),
    row("addGroupMember({groupID:text,userIDList:texts})", Run::Ask(&member::ADD)),
    row(
        "deleteGroupMember({groupID:text,userIDList:texts,reason?:anyText,duration?:number})",
        Run::Ask(&member::DELETE),
    ),
    row(
        "setGroupMemberMuteTime({groupID:text,userID:text,muteTime:size})",
        Run::Task(|ctx, args| task(member::set(ctx, args, member::mute_time))),
    ),
    row(
        "setGroupMemberRole({groupID:text,userID:text,role:text})",
        Run::Task(|ctx, args| task(member::set(ctx, args, member::role))),
    ),
    // Nobody named is the user, here and in the next one.
    row(
        "setGroupMemberNameCard({groupID:text,userID?:anyText,nameCard:anyText})",
        Run::Task(|ctx, args| task(member::set(ctx, args, member::name_card))),
    ),
    row(
        "setGroupMemberCustomField({groupID:text,userID?:anyText,memberCustomField:array})",
        Run::Task(|ctx, args| task(member::set(ctx, args, member::custom))),
    ),
    row(
        "markGroupMemberList({groupID:text,userIDList:texts,markType:mark,enableMark:flag})",
        Run::Ask(&mark::MARK),
    ),
    row("initGroupAttributes({groupID:text,groupAttributes:textsByKey})", Run::Ask(&attribute::INIT)),
    row("setGroupAttributes({groupID:text,groupAttributes:textsByKey})", Run::Ask(&attribute::SET)),
    row("deleteGroupAttributes({groupID:text,keyList:anyTexts})", Run::Ask(&attribute::DELETE)),
    row("getGroupAttributes({groupID:text,keyList:anyTexts})", Run::Ask(&attribute::GET)),
    row("setGroupCounters({groupID:text,counters:object})", Run::Ask(&counter::SET)),
    row("increaseGroupCounter({groupID:text,key:text,value:step})", Run::Ask(&counter::UP)),
    row("decreaseGroupCounter({groupID:text,key:text,value:step})", Run::Ask(&counter::DOWN)),
    row("getGroupCounters({groupID:text,keyList?:anyTexts})", Run::Ask(&counter::GET)),
    row(
        concat!("createTopicInCommunity({groupID:text,topicName:text,", topic!(), "})"),
        Run::Ask(&topic::CREATE),
    ),
    row("deleteTopicFromCommunity({groupID:text,topicIDList?:anyTexts})", Run::Ask(&topic::DELETE)),
    row(
        concat!(
            "updateTopicProfile({groupID:text,topicID:text,topicName?:anyText,muteAllMembers?:flag,",
            topic!(),
            "})"
        ),
        Run::Ask(&topic::UPDATE),
    ),
    row("getTopicList({groupID:text,topicIDList?:anyTexts})", Run::Ask(&topic::LIST)),
];
