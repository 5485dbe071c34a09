//! The own profile: fetched once, changed here, by another instance, or by an administrator.

use tim_proto::command;
use tim_proto::constants::event;
use tim_proto::json::Value;

use super::super::argument::Args;
use super::super::context::Ctx;
use super::super::effect::{Class, Effect, ObjectId, Out};
use super::super::error::Error;
use super::super::link::request::Request;
use super::super::state::State;
use super::super::value::{list, text};
use super::{Found, Own, Profiles, fetch, members};

/// Fetched after the login; a failure shows when somebody asks for it.
pub async fn fetch_own(ctx: Ctx) {
    let _ = own(&ctx).await;
}

/// `getMyProfile()`: resolves with the Profile object, the same one every time.
pub async fn get_own(ctx: Ctx, _: Args) -> Result<Out, Error> {
    own(&ctx).await.map(Out::Object)
}

async fn own(ctx: &Ctx) -> Result<ObjectId, Error> {
    if let Some(object) = ctx.with(|state| state.own_profile()) {
        return Ok(object);
    }
    let me = ctx.with(|state| state.me().to_owned());
    let found = fetch(ctx, std::slice::from_ref(&me)).await?.into_iter().next();
    let found = found.map(|(_, found)| found).unwrap_or_default();
    Ok(ctx.with(|state| match state.own_profile() {
        // Somebody else asked at the same time, and was answered first.
        Some(object) => object,
        None => {
            let object = state.create(Class::Profile, members(&found, &me, state.now));
            state.profiles.own = Some(Own { object, found });
            object
        }
    }))
}

/// `updateMyProfile(options)`: resolves with the Profile object, changed in place.
pub async fn update_own(ctx: Ctx, args: Args) -> Result<Out, Error> {
    let (found, items) = Found::from_options(&args.first())?;
    let me = ctx.with(|state| state.me().to_owned());
    let fill = vec![("From_Account", me.into()), ("ProfileItem", Value::Array(items))];
    ctx.request(Request::new(&command::PROFILE_PORTRAIT_SET, fill)).await?;
    let object = own(&ctx).await?;
    ctx.with(|state| state.merge_own(found));
    Ok(Out::Object(object))
}

impl State {
    fn own_profile(&self) -> Option<ObjectId> {
        self.profiles.own.as_ref().map(|own| own.object)
    }

    /// Changes the own profile in place and tells of it, if it is a change.
    fn merge_own(&mut self, changes: Found) {
        let Some(own) = &mut self.profiles.own else { return };
        let object = own.object;
        if own.found.merge(changes) {
            let mut fields = own.found.members();
            fields.push(("lastUpdatedTime", Out::Value(self.now.into())));
            self.patch(object, fields);
            self.emit(event::PROFILE_UPDATED, Out::Objects(vec![object]));
        }
    }

    /// `ProfileDataMod`: of all users, only the own profile is kept here.
    pub fn profiles_pushed(&mut self, item: &Value) {
        for change in list(item, "ProfileDataMod") {
            if text(change, "Profile_Account") == self.me() {
                self.merge_own(Found::from_push(change));
                self.rename_own_messages();
            }
        }
    }

    pub fn forget_profiles(&mut self) {
        if let Some(own) = std::mem::take::<Profiles>(&mut self.profiles).own {
            self.effect(Effect::Release(own.object));
        }
    }
}
