//! Commands around the chat itself: signs of life, statistics, the configuration and the feature bits that
//! clients fetch after login.

pub(crate) mod translate;

use serde_json::{Value, json};

use crate::config::Config;
use crate::core::{Call, Fault, Reply};
use crate::store::Store;

/// Every feature that the public service sells is free here: 64 bits, the last character is bit 0.
pub(crate) const PURCHASE_BITS: &str = "1111111111111111111111111111111111111111111111111111111111111111";
/// Seconds after which clients fetch configuration and feature bits again. 0 would make them ask every
/// second.
const REFETCH_EVERY_S: u64 = 3600;

/// `heartbeat.alive` and `imopenstat.*`: taken from anybody, also with keys that are no longer good, and
/// dropped. That something arrived is all there is to it.
pub(crate) fn accept(_: &Value, _: &Config) -> Result<Reply, Fault> {
    Ok(Reply::default())
}

/// `openim.ws_msg_push_ack`: clients confirm pushes that ask for it; none of ours do.
pub(crate) fn push_ack(_: &mut Call<'_>, _: &mut dyn Store) -> Result<Reply, Fault> {
    Ok(Reply::default())
}

/// `openim.authkey`: a key for download links of very old media messages, which this server never had.
pub(crate) fn auth_key(_: &mut Call<'_>, _: &mut dyn Store) -> Result<Reply, Fault> {
    Ok(Reply::default())
}

/// `im_sdk_config_mgr.fetch_config`: the operator's settings for clients. Clients take a configuration
/// only when its version differs from the one they have.
pub(crate) fn fetch_config(call: &mut Call<'_>, _: &mut dyn Store) -> Result<Reply, Fault> {
    let config = &call.config.cloud.config;
    Ok(Reply::with(json!({
        "int32_error_code": 0,
        "str_error_message": "",
        "str_json_config": config,
        "uint32_expired_time": REFETCH_EVERY_S,
        "uint64_version": version(config),
    })))
}

/// 1 for the empty configuration, else a number made from the text, so that a change is a new version.
fn version(config: &str) -> u32 {
    if config == "{}" {
        return 1;
    }
    // FNV-1a, 32 bits.
    let hash =
        config.bytes().fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    hash.max(2)
}

/// `im_sdk_config_mgr.fetch_imsdk_purchase_bitsv2`.
pub(crate) fn fetch_purchase_bits(_: &mut Call<'_>, _: &mut dyn Store) -> Result<Reply, Fault> {
    Ok(Reply::with(json!({
        "int32_error_code": 0,
        "str_error_message": "",
        "str_purchase_bits": PURCHASE_BITS,
        "uint32_expired_time": REFETCH_EVERY_S,
    })))
}

/// `im_msg_audit_mgr.get_local_words`: the words that clients filter by themselves. None: the server does it.
pub(crate) fn local_words(_: &mut Call<'_>, _: &mut dyn Store) -> Result<Reply, Fault> {
    Ok(Reply::with(json!({
        "msg_cmd_error_code": { "uint32_code": 0, "str_err_msg": "" },
        "msg_scene_ctl_config": {},
        "rpt_msg_dirty_word": [],
        "uint64_complete_flag": 1,
        "uint64_version": 0,
        "uint64_expired_time": 86_400,
    })))
}
