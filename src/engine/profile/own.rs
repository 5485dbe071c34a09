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
use super::{Found, Own, Profiles, fetch, members};

/// Fetched after the login; a failure shows when somebody asks for it.
pub async fn fetch_own(ctx: Ctx) {
    let _ = own(ctx).await;
}

/// `getMyProfile()`: resolves with the Profile object, the same one every time.
pub async fn get_own(ctx: Ctx, _: &Args) -> Result<Out, Error> {
    own(ctx).await.map(Out::Object)
}

async fn own(ctx: Ctx) -> Result<ObjectId, Error> {
    if let Some(object) = ctx.with(|state| state.own_profile()) {
        return Ok(object);
    }
    let me = ctx.with(|state| state.me().to_owned());
    let found = fetch(ctx, std::slice::from_ref(&me)).await?.into_iter().next();
    Ok(ctx.with(|state| state.own_profile_found(found.map(|(_, found)| found).unwrap_or_default())))
}

/// `updateMyProfile(options)`: resolves with the Profile object, changed in place.
pub async fn update_own(ctx: Ctx, args: &Args) -> Result<Out, Error> {
    let (found, items) = Found::from_options(&args.first())?;
    let me = ctx.with(|state| state.me().to_owned());
    let fill = members![("From_Account", me), ("ProfileItem", Value::from(items))];
    ctx.request(Request::new(&command::PROFILE_PORTRAIT_SET, fill)).await?;
    let object = own(ctx).await?;
    ctx.with(|state| {
        if let Some(changed) = state.merge_own(found) {
            state.emit(event::PROFILE_UPDATED, Out::Objects(vec![changed]));
        }
    });
    Ok(Out::Object(object))
}

impl State {
    fn own_profile(&self) -> Option<ObjectId> {
        self.profiles.own.as_ref().map(|own| own.object)
    }

    /// What the server says of the own profile: the object is made, or changed in place without an event.
    pub fn own_profile_found(&mut self, found: Found) -> ObjectId {
        if let Some(object) = self.own_profile() {
            self.merge_own(found);
            return object;
        }
        let fields = members(&found, self.me(), self.now);
        let object = self.create(Class::Profile, fields);
        self.profiles.own = Some(Own { object, found });
        object
    }

    /// Changes the own profile in place. The object, if it is a change.
    pub fn merge_own(&mut self, changes: Found) -> Option<ObjectId> {
        let own = self.profiles.own.as_mut()?;
        if !own.found.merge(changes) {
            return None;
        }
        let (object, mut fields) = (own.object, own.found.members());
        fields.push(("lastUpdatedTime", Out::Value(self.now.into())));
        self.patch(object, fields);
        Some(object)
    }

    pub fn forget_profiles(&mut self) {
        if let Some(own) = std::mem::take::<Profiles>(&mut self.profiles).own {
            self.effect(Effect::Release(own.object));
        }
    }
}
