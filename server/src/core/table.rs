//! Every command this server knows: one row each, in the order in which a client meets them. What has no
//! row is answered with 60009.

use serde_json::Value;
use tim_proto::command::community_variant;

use super::call::{Call, Desk, Guest, Reply};
use super::fault::Fault;
use crate::config::Config;
use crate::store::Store;
use crate::{account, cloud, conversation, group, media, message, profile, relation, room, status};

pub(super) struct Row {
    /// A command's full name, or a service with `.*` for everything of that service.
    pub(super) servcmd: &'static str,
    pub(super) run: Run,
}

/// Who may call, and what the handler gets.
pub(super) enum Run {
    /// Anybody, also with keys that are no longer good. Touches nothing.
    Anyone(fn(&Value, &Config) -> Result<Reply, Fault>),
    /// Anybody; checks for itself who it is. Makes and ends sessions.
    Desk(fn(&mut Desk<'_>, &mut dyn Store) -> Result<Reply, Fault>),
    /// Anybody: what is open to guests.
    Guest(fn(&mut Guest<'_>, &mut dyn Store) -> Result<Reply, Fault>),
    /// Whoever has a good A2 key.
    Session(Handler),
    /// Whoever is logged in on the connection: clients sign these frames with their UserSig instead of the key.
    Signed(Handler),
}

pub(super) type Handler = fn(&mut Call<'_>, &mut dyn Store) -> Result<Reply, Fault>;

#[rustfmt::skip]
static TABLE: &[Row] = &[
    Row { servcmd: "im_open_status.wslogin",                                run: Run::Desk(account::log_in) },
    Row { servcmd: "im_open_status.wslogout",                               run: Run::Desk(account::log_out) },
    Row { servcmd: "im_open_status.wshello",                                run: Run::Session(account::hello) },
    Row { servcmd: "heartbeat.alive",                                       run: Run::Anyone(cloud::accept) },
    Row { servcmd: "imopenstat.*",                                          run: Run::Anyone(cloud::accept) },
    Row { servcmd: "im_sdk_config_mgr.fetch_config",                        run: Run::Session(cloud::fetch_config) },
    Row { servcmd: "im_sdk_config_mgr.fetch_imsdk_purchase_bitsv2",         run: Run::Session(cloud::fetch_purchase_bits) },
    Row { servcmd: "profile.portrait_get_all",                              run: Run::Session(profile::get_all) },
    Row { servcmd: "profile.portrait_set",                                  run: Run::Session(profile::set) },
    Row { servcmd: "sns.black_list_get",                                    run: Run::Session(relation::black_list_get) },
    Row { servcmd: "sns.black_list_add",                                    run: Run::Session(relation::black_list_add) },
    Row { servcmd: "sns.black_list_delete",                                 run: Run::Session(relation::black_list_delete) },
    Row { servcmd: "sns.friend_get",                                        run: Run::Session(relation::friend_get) },
    Row { servcmd: "sns.group_get",                                         run: Run::Session(relation::group_get) },
    Row { servcmd: "sns.pendency_get",                                      run: Run::Session(relation::pendency_get) },
    Row { servcmd: "recentcontact.page_get",                                run: Run::Session(conversation::page_get) },
    Row { servcmd: "recentcontact.get",                                     run: Run::Session(conversation::get) },
    Row { servcmd: "recentcontact.get_contact_group",                       run: Run::Session(conversation::get_labels) },
    Row { servcmd: "recentcontact.batch_delete",                            run: Run::Session(conversation::batch_delete) },
    Row { servcmd: "recentcontact.clear_msg",                               run: Run::Session(conversation::clear_history) },
    Row { servcmd: "recentcontact.top",                                     run: Run::Session(conversation::pin) },
    Row { servcmd: "recentcontact.mark_contact",                            run: Run::Session(conversation::mark) },
    Row { servcmd: "recentcontact.create_contact_group",                    run: Run::Session(conversation::create_group) },
    Row { servcmd: "recentcontact.del_contact_group",                       run: Run::Session(conversation::delete_group) },
    Row { servcmd: "recentcontact.update_contact_group",                    run: Run::Session(conversation::update_group) },
    Row { servcmd: "openim.set_c2c_peer_mute_notifications",                run: Run::Session(conversation::set_mutes) },
    Row { servcmd: "openim.get_c2c_peer_mute_notifications",                run: Run::Session(conversation::get_mutes) },
    Row { servcmd: "group_open_http_svc.get_joined_group_list",                   run: Run::Session(group::joined_groups) },
    Row { servcmd: "million_group_open_http_svc.get_joined_group_list",           run: Run::Session(group::joined_communities) },
    Row { servcmd: "group_open_http_svc.get_group_self_member_info",              run: Run::Session(group::self_info) },
    Row { servcmd: "group_open_http_svc.get_group_public_info",                   run: Run::Session(group::public_info) },
    Row { servcmd: "group_open_http_svc.create_group",                            run: Run::Session(group::create) },
    Row { servcmd: "group_open_http_svc.destroy_group",                           run: Run::Session(group::dismiss) },
    Row { servcmd: "group_open_http_svc.modify_group_base_info",                  run: Run::Session(group::modify) },
    Row { servcmd: "group_open_http_svc.change_group_owner",                      run: Run::Session(group::transfer) },
    Row { servcmd: "group_open_http_svc.apply_join_group",                        run: Run::Session(group::apply) },
    Row { servcmd: "group_open_http_svc.quit_group",                              run: Run::Session(group::quit) },
    Row { servcmd: "group_open_http_svc.get_group_member_info",                   run: Run::Session(group::members) },
    Row { servcmd: "group_open_http_svc.get_specified_group_member_info",         run: Run::Session(group::specified_members) },
    Row { servcmd: "group_open_http_svc.add_group_member",                        run: Run::Session(group::invite) },
    Row { servcmd: "group_open_http_svc.delete_group_member",                     run: Run::Session(group::kick) },
    Row { servcmd: "group_open_http_svc.modify_group_member_info",                run: Run::Session(group::modify_member) },
    Row { servcmd: "group_open_http_svc.get_pendency",                            run: Run::Session(group::pendency) },
    Row { servcmd: "million_group_open_http_svc.get_pendency",                    run: Run::Session(group::pendency_of_communities) },
    Row { servcmd: "group_open_http_svc.handle_apply_join_group",                 run: Run::Session(group::handle_application) },
    Row { servcmd: "group_open_http_svc.handle_invite_join_permission_group",     run: Run::Session(group::handle_invitation) },
    Row { servcmd: "openim.deletemsg",                                            run: Run::Session(group::delete_notices) },
    Row { servcmd: "group_open_http_svc.send_group_msg",                          run: Run::Session(message::send_group) },
    Row { servcmd: "group_open_http_svc.group_msg_get",                           run: Run::Session(message::group_history) },
    Row { servcmd: "group_open_http_svc.msg_read_report",                         run: Run::Session(message::mark_group_read) },
    Row { servcmd: "group_open_http_svc.group_msg_recall",                        run: Run::Session(message::recall) },
    Row { servcmd: "group_open_http_svc.get_group_notify",                        run: Run::Session(message::recalled) },
    Row { servcmd: "group_open_http_svc.delete_group_ramble_msg_by_seq",          run: Run::Session(message::delete_group) },
    Row { servcmd: "group_open_http_svc.group_msg_receipt",                       run: Run::Session(message::confirm_group) },
    Row { servcmd: "group_open_http_svc.get_group_msg_receipt",                   run: Run::Session(message::group_receipts) },
    Row { servcmd: "group_open_http_svc.get_group_msg_receipt_detail",            run: Run::Session(message::group_readers) },
    Row { servcmd: "openim.modify_group_msg",                                     run: Run::Session(message::modify_group) },
    Row { servcmd: "openim_msg_ext_http_svc.group_set_key_values",                run: Run::Session(message::set_group_extensions) },
    Row { servcmd: "openim_msg_ext_http_svc.group_get_key_values",                run: Run::Session(message::get_group_extensions) },
    Row { servcmd: "group_open_http_noauth_svc.apply_join_group",                 run: Run::Guest(room::enter) },
    Row { servcmd: "group_open_long_polling_http_noauth_svc.get_msg",             run: Run::Guest(room::poll) },
    Row { servcmd: "group_open_long_polling_http_svc.get_msg",                    run: Run::Session(room::poll_as_member) },
    Row { servcmd: "group_open_http_svc.get_online_member_num",                   run: Run::Session(room::online_count) },
    Row { servcmd: "group_open_avchatroom_http_svc.get_members",                  run: Run::Session(room::room_members) },
    Row { servcmd: "group_open_avchatroom_http_svc.modify_user_info",             run: Run::Session(room::mark_members) },
    Row { servcmd: "group_open_http_svc.ban_group_member",                        run: Run::Session(room::ban) },
    Row { servcmd: "group_open_http_svc.set_group_attr",                          run: Run::Session(group::replace_attributes) },
    Row { servcmd: "group_open_http_svc.modify_group_attr",                       run: Run::Session(group::change_attributes) },
    Row { servcmd: "group_open_http_svc.delete_group_attr",                       run: Run::Session(group::delete_attributes) },
    Row { servcmd: "group_open_http_svc.clear_group_attr",                        run: Run::Session(group::clear_attributes) },
    Row { servcmd: "group_open_attr_http_svc.get_group_attr",                     run: Run::Session(group::attributes) },
    Row { servcmd: "group_open_http_svc.update_group_counter",                    run: Run::Session(group::count) },
    Row { servcmd: "group_open_http_svc.get_group_counter",                       run: Run::Session(group::counters) },
    Row { servcmd: "million_group_open_http_svc.create_topic",                    run: Run::Session(group::create_topic) },
    Row { servcmd: "million_group_open_http_svc.modify_topic",                    run: Run::Session(group::modify_topic) },
    Row { servcmd: "million_group_open_http_svc.destroy_topic",                   run: Run::Session(group::destroy_topics) },
    Row { servcmd: "million_group_open_http_svc.get_topic",                       run: Run::Session(group::topics) },
    Row { servcmd: "openim.authkey",                                        run: Run::Session(cloud::auth_key) },
    Row { servcmd: "openim.getmsg",                                         run: Run::Session(message::sync) },
    Row { servcmd: "openim.sendmsg",                                        run: Run::Session(message::send) },
    Row { servcmd: "openim.getroammsg",                                     run: Run::Session(message::history) },
    Row { servcmd: "openim.msgreaded",                                      run: Run::Session(message::mark_read) },
    Row { servcmd: "openim.get_peer_read_time",                             run: Run::Session(message::peer_read_time) },
    Row { servcmd: "openim.read_all_unread_msg",                            run: Run::Session(message::mark_all_read) },
    Row { servcmd: "openim.msgwithdraw",                                    run: Run::Session(message::revoke) },
    Row { servcmd: "openim.delete_c2c_msg_ramble",                          run: Run::Session(message::delete) },
    Row { servcmd: "openim.modify_c2c_msg",                                 run: Run::Session(message::modify) },
    Row { servcmd: "openim.c2c_msg_read_receipt",                           run: Run::Session(message::confirm) },
    Row { servcmd: "openim_msg_ext_http_svc.set_key_values",                run: Run::Session(message::set_extensions) },
    Row { servcmd: "openim_msg_ext_http_svc.get_key_values",                run: Run::Session(message::get_extensions) },
    Row { servcmd: "im_long_msg.save_relay_json_msg",                       run: Run::Session(message::save_long) },
    Row { servcmd: "im_long_msg.get_relay_json_msg",                        run: Run::Session(message::get_long) },
    Row { servcmd: "im_cos_msg.pre_sig",                                    run: Run::Signed(media::pre_sign) },
    Row { servcmd: "im_cos_msg.video_cover",                                run: Run::Signed(media::video_cover) },
    Row { servcmd: "im_cos_sign_svr.cos",                                   run: Run::Signed(media::cos_token) },
    Row { servcmd: "im_open_status.ws_set_custom_status",                   run: Run::Session(status::set_custom) },
    Row { servcmd: "im_open_status.ws_get_user_status",                     run: Run::Session(status::query) },
    Row { servcmd: "im_open_status.ws_status_subscribe",                    run: Run::Session(status::subscribe) },
    Row { servcmd: "im_open_status.ws_status_unsubscribe",                  run: Run::Session(status::unsubscribe) },
    Row { servcmd: "im_msg_audit_mgr.get_local_words",                      run: Run::Session(cloud::local_words) },
    Row { servcmd: "im_open_translate.ws_batch_trans_text",                 run: Run::Session(cloud::translate::translate) },
    Row { servcmd: "openim.ws_msg_push_ack",                                run: Run::Session(cloud::push_ack) },
];

/// The row of a command. What a client does to a community it sends under another name; where that has no row of its own
/// it is done like to any group.
pub(super) fn find(servcmd: &str) -> Option<&'static Row> {
    let named = TABLE.iter().find(|row| match row.servcmd.strip_suffix('*') {
        Some(service) => servcmd.starts_with(service),
        None => row.servcmd == servcmd,
    });
    named.or_else(|| TABLE.iter().find(|row| community_variant(row.servcmd) == Some(servcmd)))
}

/// The names of all rows.
#[cfg(test)]
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    TABLE.iter().map(|row| row.servcmd)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_names_a_command_of_the_protocol_once() {
        for (at, row) in TABLE.iter().enumerate() {
            let name = row.servcmd.replace(".*", ".tim_web_report_v2");
            let base = name.replace("million_group", "group");
            assert!(
                tim_proto::command::by_name(&name).is_some() || tim_proto::command::by_name(&base).is_some(),
                "{name} is no command of the protocol"
            );
            let found = TABLE.iter().position(|other| other.servcmd == row.servcmd);
            assert_eq!(found, Some(at), "{} has two rows", row.servcmd);
        }
    }

    #[test]
    fn what_is_done_to_groups_is_done_to_communities_under_their_name() {
        for row in TABLE {
            if let Some(name) = community_variant(row.servcmd) {
                assert!(find(name).is_some(), "{name}");
            }
        }
        // Invitations need nobody's consent but an administrator's.
        let not_built = ["group_open_http_svc.handle_invite_join_group"];
        for command in
            tim_proto::command::ALL.iter().filter(|command| command.servcmd().contains("group_open"))
        {
            let built = find(command.servcmd()).is_some();
            assert_eq!(built, !not_built.contains(&command.servcmd()), "{}", command.servcmd());
        }
    }

    #[test]
    fn a_service_row_takes_its_commands_only() {
        assert_eq!(find("imopenstat.anything").unwrap().servcmd, "imopenstat.*");
        assert!(find("imopenstatx.anything").is_none());
        assert!(find("openim.sendmsg2").is_none());
        assert!(find("").is_none());
    }
}
