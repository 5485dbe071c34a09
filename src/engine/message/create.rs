//! The `create…Message` methods: they make an object and send nothing. The engine keeps nothing of it:
//! until it is sent, the object is all there is.

use tim_proto::constants::types;
use tim_proto::json::Value;

use super::super::argument::Args;
use super::super::effect::{Class, Effect, Out};
use super::super::error::Error;
use super::super::group::Group;
use super::super::state::State;
use super::super::value::{empty_list, object};
use super::name::root;
use super::object::{Message, priority};

/// Randoms of messages are below this.
const RANDOM_BELOW: u64 = 100_000_000;
/// The counter of a fresh page starts at the time of day, so that two pages of a user do not meet.
const SEQUENCES_PER_SECOND: u64 = 10_000;

pub fn create_text(state: &mut State, args: &Args) -> Result<Out, Error> {
    let at_users = args.get("payload.atUserList").filter(|list| list.is_array()).cloned();
    let content = object(members![("text", args.text("payload.text"))]);
    state.create_message(args, types::MSG_TEXT, content, at_users)
}

/// Data, description and extension are empty texts where they are left out.
pub fn create_custom(state: &mut State, args: &Args) -> Result<Out, Error> {
    let text = |key: &str| Value::from(args.text(key));
    let content = object(members![
        ("data", text("payload.data")),
        ("description", text("payload.description")),
        ("extension", text("payload.extension"))
    ]);
    state.create_message(args, types::MSG_CUSTOM, content, None)
}

/// The payload is taken as it is: further members are kept and sent.
pub fn create_face(state: &mut State, args: &Args) -> Result<Out, Error> {
    let content = args.get("payload").cloned().unwrap_or(Value::NULL);
    state.create_message(args, types::MSG_FACE, content, None)
}

pub fn create_location(state: &mut State, args: &Args) -> Result<Out, Error> {
    let number = |key: &str| args.get(key).cloned().unwrap_or(Value::NULL);
    let content = object(members![
        ("description", args.text("payload.description")),
        ("longitude", number("payload.longitude")),
        ("latitude", number("payload.latitude"))
    ]);
    state.create_message(args, types::MSG_LOCATION, content, None)
}

impl State {
    pub fn create_message(
        &mut self,
        args: &Args,
        kind: &str,
        content: Value,
        at_users: Option<Value>,
    ) -> Result<Out, Error> {
        let message = self.new_message(args, kind, content, at_users)?;
        Ok(self.made(message))
    }

    /// The object of a new message, which from now on is the application's alone.
    pub fn made(&mut self, message: Message) -> Out {
        let object = self.create(Class::Message, message.fields());
        self.effect(Effect::Release(object));
        Out::Object(object)
    }

    pub fn new_message(
        &mut self,
        args: &Args,
        kind: &str,
        content: Value,
        at_users: Option<Value>,
    ) -> Result<Message, Error> {
        let to = args.text("to");
        let (conversation_type, prefix) = match args.text("conversationType").as_str() {
            types::CONV_GROUP => (types::CONV_GROUP, types::CONV_GROUP),
            types::CONV_SYSTEM => (types::CONV_SYSTEM, ""),
            // Whatever else it is, sending refuses it; until then it shows as what it says least.
            types::CONV_C2C => (types::CONV_C2C, types::CONV_C2C),
            other => {
                return Err(Error::argument(format!(
                    "conversationType must be TIM.TYPES.CONV_C2C or TIM.TYPES.CONV_GROUP (got \"{other}\")"
                )));
            }
        };
        let client_sequence = self.next_client_sequence();
        let given = |key: &str| args.get(key).and_then(Value::as_u64);
        let (nick, avatar) = self.profiles.own_nick_and_avatar();
        let group = self.groups.joined(root(to)).filter(|_| conversation_type == types::CONV_GROUP);
        let name_card = group.map_or("", Group::name_card).to_owned();
        Ok(Message {
            tiny_id: self.session.tiny_id().to_owned(),
            conversation_id: format!("{prefix}{to}"),
            conversation_type,
            time: given("time").unwrap_or_else(|| self.now.div_ceil(1000)),
            sequence: given("sequence").unwrap_or(if conversation_type == types::CONV_GROUP {
                0
            } else {
                client_sequence
            }),
            client_sequence,
            random: given("random").unwrap_or_else(|| self.random.below(RANDOM_BELOW)),
            priority: priority(args.get("priority")),
            nick,
            avatar,
            name_card,
            elements: vec![object(members![("type", kind), ("content", content)])],
            from: self.me().to_owned(),
            to: to.clone(),
            out: true,
            is_read: true,
            status: "unSend",
            at_users: at_users.unwrap_or_else(empty_list),
            cloud_custom_data: args.text("cloudCustomData").clone(),
            client_time: given("clientTime").unwrap_or_else(|| self.server_seconds()),
            need_read_receipt: args.flag("needReadReceipt"),
            receipt_read: (conversation_type == types::CONV_C2C && args.flag("needReadReceipt"))
                .then_some(false),
            receiver_list: args.get("receiverList").filter(|list| list.is_array()).cloned(),
            supports_extension: args.flag("isSupportExtension"),
            ..Message::empty()
        })
    }

    fn next_client_sequence(&mut self) -> u64 {
        if self.outgoing.client_sequence == 0 {
            self.outgoing.client_sequence = time_of_day(self.now / 1000).saturating_mul(SEQUENCES_PER_SECOND);
        }
        self.outgoing.client_sequence = self.outgoing.client_sequence.saturating_add(1);
        self.outgoing.client_sequence
    }
}

/// The digits of hours, minutes and seconds. Hours of one digit have a 3 in front, so that the counter always has as many
/// digits: the size of a message does not depend on the time.
fn time_of_day(seconds: u64) -> u64 {
    let hour = seconds / 3600 % 24;
    let hour = if hour < 10 { hour + 30 } else { hour };
    hour * 10_000 + seconds / 60 % 60 * 100 + seconds % 60
}

#[cfg(test)]
mod tests {
    use super::time_of_day;

    #[test]
    fn the_counter_begins_at_the_time_of_day_with_as_many_digits_at_any_hour() {
        for (hour, minute, second, expected) in [
            (0, 0, 0, 300_000),
            (9, 59, 59, 395_959),
            (10, 0, 0, 100_000),
            (23, 59, 59, 235_959),
            (24, 0, 0, 300_000),
        ] {
            assert_eq!(time_of_day((hour * 60 + minute) * 60 + second), expected);
        }
    }
}
