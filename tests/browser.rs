//! What only a browser can show: the boundary, handlers and reentrancy, live objects, sockets, the
//! timer, a trap. The cases are written in JavaScript, as an application is (`tests/browser/*.js`), on
//! a network inside the page; here each of them becomes a test. Whether this SDK and a real server
//! understand each other is asked elsewhere.
#![cfg(target_arch = "wasm32")]
// clippy.toml exempts tests, but not what tests call.
#![allow(clippy::unwrap_used, clippy::panic)]

use js_sys::{Array, Function, Object, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

const TYPINGS: &str = include_str!("../pkg/index.d.ts");

const FILES: &[(&str, &str)] = &[
    ("checks", include_str!("browser/checks.js")),
    ("faults", include_str!("browser/faults.js")),
    ("network", include_str!("browser/network.js")),
    ("bridge", include_str!("browser/bridge.js")),
    ("create", include_str!("browser/create.js")),
    ("events", include_str!("browser/events.js")),
    ("messages", include_str!("browser/messages.js")),
    ("reentrancy", include_str!("browser/reentrancy.js")),
    ("frames", include_str!("browser/frames.js")),
    ("media", include_str!("browser/media.js")),
    ("trap", include_str!("browser/trap.js")),
];

thread_local! {
    /// Imports a file by its name.
    static IMPORT: Function = {
        let pair = |(name, text): &(&str, &str)| Array::of2(&JsValue::from(*name), &JsValue::from(*text));
        let files: Array = FILES.iter().map(pair).collect();
        let load = Function::new_with_args("files", include_str!("browser/load.js"));
        load.call1(&JsValue::UNDEFINED, &files).unwrap().into()
    };
}

/// One module per file of cases: a test for each named case, and one that no case is left out.
macro_rules! cases {
    ($file:ident: $($case:ident),* $(,)?) => {
        mod $file {
            use super::*;

            $(
                #[wasm_bindgen_test]
                async fn $case() {
                    run(stringify!($file), stringify!($case)).await;
                }
            )*

            #[wasm_bindgen_test]
            async fn every_case_is_run() {
                let cases = Object::from(member(&module(stringify!($file)).await, "cases"));
                let names: Vec<String> = Object::keys(&cases).iter().filter_map(|name| name.as_string()).collect();
                assert_eq!(names, [$(stringify!($case)),*]);
            }
        }
    };
}

async fn run(file: &str, case: &str) {
    let case = member(&member(&module(file).await, "cases"), case);
    let run = Function::from(member(&module("checks").await, "run"));
    let running = run.call3(&JsValue::UNDEFINED, &case, &tim(), &TYPINGS.into()).unwrap();
    if let Err(fault) = JsFuture::from(Promise::from(running)).await {
        // Firefox has the text in one, Chromium in both.
        panic!("{fault:?}\n{}", member(&fault, "stack").as_string().unwrap_or_default());
    }
}

async fn module(name: &str) -> JsValue {
    let imported = IMPORT.with(|import| import.call1(&JsValue::UNDEFINED, &name.into())).unwrap();
    JsFuture::from(Promise::from(imported)).await.unwrap()
}

fn member(object: &JsValue, name: &str) -> JsValue {
    Reflect::get(object, &name.into()).unwrap()
}

// The modules of the SDK itself, for the cases that look at a part of it.
#[wasm_bindgen(module = "/src/api/bridge.js")]
extern "C" {
    #[wasm_bindgen(thread_local_v2, js_name = Bridge)]
    static BRIDGE: JsValue;
}

#[wasm_bindgen(module = "/src/api/media.js")]
extern "C" {
    #[wasm_bindgen(thread_local_v2, js_name = Uploads)]
    static UPLOADS: JsValue;
}

/// `TIM` as the entries of the package put it together, and for the tests `trap()` and the `parts`.
fn tim() -> JsValue {
    let create = Closure::<dyn Fn(JsValue) -> Result<JsValue, JsValue>>::new(|options: JsValue| {
        tim_wasm::api::create(&options)
    });
    let trap = Closure::<dyn Fn()>::new(tim_wasm::api::trap_in_next_entry);
    let (tim, parts) = (Object::new(), Object::new());
    Reflect::set(&parts, &"Bridge".into(), &BRIDGE.with(JsValue::clone)).unwrap();
    Reflect::set(&parts, &"Uploads".into(), &UPLOADS.with(JsValue::clone)).unwrap();
    for (name, value) in [
        ("parts", parts.into()),
        ("create", create.into_js_value()),
        ("EVENT", tim_wasm::api::event()),
        ("TYPES", tim_wasm::api::types()),
        ("VERSION", tim_wasm::api::version().into()),
        ("trap", trap.into_js_value()),
    ] {
        Reflect::set(&tim, &name.into(), &value).unwrap();
    }
    tim.into()
}

cases! { bridge:
    no_handler_runs_while_objects_are_changed,
    a_setter_that_throws_stops_nothing_else,
    a_hundred_thousand_changes_at_once,
    values_of_every_form,
    a_message_is_told_what_is_not_blank,
    settled_by_a_later_entry,
    frames_of_a_flood_wait_for_each_other,
    frames_of_a_flood_wait_until_there_are_many,
    an_answer_does_not_wait_for_a_flood,
    a_flood_does_not_wait_for_the_timers_of_the_background,
}

cases! { create:
    statics,
    typings_name_what_exists,
    an_instance_is_a_bare_object_of_functions,
    the_same_application_gets_the_same_instance,
    application_0_is_never_cached,
    wrong_options_give_null_and_a_line_in_the_console,
    without_options_it_throws,
    without_a_web_socket_it_throws,
    a_destroyed_instance_is_forgotten,
    destroying_without_a_login_rejects_and_destroys,
    the_log_level_is_shared_and_says_what_it_hides,
    plugins_are_taken_as_an_object,
}

cases! { events:
    handlers_run_in_order_and_get_name_and_data,
    each_registration_keeps_its_own_context,
    off_removes_all_registrations_of_a_handler,
    off_takes_back_what_once_added,
    once_is_over_before_its_handler_runs,
    a_delivery_walks_a_snapshot,
    any_name_will_do,
    wrong_names_and_handlers_are_refused,
    a_handler_that_throws_disturbs_nobody,
    an_unknown_handler_is_only_warned_about,
    instances_do_not_hear_each_other,
}

cases! { messages:
    a_message_has_its_members_in_order,
    payload_is_the_first_element,
    a_message_of_unknown_parts_has_no_payload,
    sending_changes_the_object_itself,
    a_failed_message_can_be_sent_again,
    a_message_behind_a_proxy_is_one,
    a_copy_of_a_message_is_none,
    a_frozen_message_is_sent,
    arguments_without_a_json_form_are_refused,
    arguments_are_read_by_their_json_meaning,
    text_crosses_unchanged,
    numbers_cross_unchanged,
    members_named_like_the_prototype_are_data,
    wrong_arguments_throw_and_say_what_is_expected,
    before_ready_every_method_gives_a_rejected_promise,
    the_own_profile_is_one_object,
}

cases! { reentrancy:
    a_handler_makes_and_sends_a_message,
    a_fault_in_a_handler_s_call_is_thrown_there,
    events_keep_their_order,
    a_handler_takes_itself_back,
    a_handler_logs_out,
    a_handler_destroys_the_instance,
    a_handler_makes_another_instance,
    a_handler_throws,
    a_handler_in_a_circle_lets_the_page_breathe,
    objects_are_changed_before_anybody_hears_of_it,
    a_setter_calls_a_method,
    a_getter_of_an_argument_calls_a_method,
    two_instances_side_by_side,
}

cases! { frames:
    binary_frames_go_out_on_binfo,
    text_frames_go_out_on_info,
    a_text_frame_on_a_binary_socket_is_dropped,
    the_url_names_the_operating_system,
    compressed_frames_arrive_in_order,
    damaged_and_unknown_compression_is_dropped,
    a_frame_above_the_limit_is_dropped,
    a_bomb_is_not_inflated,
    a_broken_socket_is_replaced,
    a_socket_that_never_opens_is_tried_again,
    a_closed_socket_is_not_heard,
    the_deadline_wakes_the_engine,
    after_destroy_nothing_of_the_page_is_held,
}

cases! { media:
    a_file_is_uploaded_and_then_sent,
    an_image_is_measured,
    an_input_element_is_read_at_once,
    what_is_no_file_is_refused,
    a_failed_upload_can_be_repeated,
    a_failed_message_is_not_uploaded_again,
    an_upload_can_be_cancelled,
    the_plugin_is_used,
    a_progress_handler_that_throws_stops_nothing,
    without_a_place_it_fails,
    a_logout_ends_an_upload,
    a_connection_that_breaks_during_an_upload,
    a_connection_that_breaks_before_the_answer,
    proxies_take_the_place_of_hosts,
    a_copy_has_no_file,
}

cases! { trap:
    a_trap_in_a_call_ends_that_instance_only,
    a_trap_while_a_frame_is_taken_in,
    a_trap_in_a_handler_s_call,
    many_traps_do_not_use_up_the_stack,
}
