//! The pages of a random run: who is at which, closed and opened again, and all of them well again at its end.

use tim_proto::json;

use crate::client::ClientId;
use crate::world::{Faults, World};

#[derive(Clone, Copy)]
pub struct Page {
    pub user: &'static str,
    pub id: ClientId,
    /// Its network is gone.
    pub away: bool,
}

impl Page {
    /// A page whose user is logged in.
    pub fn open(world: &mut World, user: &'static str) -> Page {
        Page { user, id: world.login(user), away: false }
    }

    /// The page is closed and opened again; its user begins to log in.
    pub fn reload(&mut self, world: &mut World) {
        world.close_page(self.id);
        let id = world.page();
        let sig = world.user_sig(self.user);
        world.call(id, "login", &[json!({"userID": self.user, "userSig": sig})]);
        *self = Page { id, away: false, ..*self };
    }
}

/// Everything is well again, and has been for a while; then these users open one more page each.
pub fn settle(world: &mut World, pages: &mut Vec<Page>, late: &[&'static str]) {
    world.faults = Faults::NONE;
    for page in &*pages {
        world.give_network(page.id);
    }
    world.run(120_000);
    for page in &*pages {
        if world.client(page.id).count("sdkStateReady") == 0 {
            world.login_on(page.id, page.user);
        }
    }
    for user in late {
        pages.push(Page::open(world, user));
    }
    world.run(5_000);
}
