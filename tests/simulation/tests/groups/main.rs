//! Twenty people, some at two pages, on a network that cuts and delays and with a server that dies, do everything that
//! groups know. When all is well again each page, and some that are opened then, shows what a plain model computes from the
//! server's log: which groups, what each is called and who is in it as what, every message under its number, the revoked
//! ones, unread counts and last messages. Numbers have no gaps, and nobody is told of a message twice.

mod acts;
mod shown;

use tim_simulation::{ClientId, Faults, GroupModel, Page, World, search, settle};

const USERS: [&str; 20] = [
    "ada", "ben", "cleo", "dan", "eve", "finn", "gus", "hal", "ida", "joe", "kim", "leo", "mia", "ned",
    "ola", "pam", "quin", "ray", "sue", "tom",
];
/// Who has a second page, and who opens one in the end.
const TWICE: usize = 5;
const LATE: usize = 4;
const STEPS: u32 = 220;
const GROUPS: usize = 5;

const ANYBODY: [&str; 3] = ["Owner", "Admin", "Member"];
const ADMINS: [&str; 2] = ["Owner", "Admin"];
const OWNER: [&str; 1] = ["Owner"];

struct Chaos {
    world: World,
    model: GroupModel,
    pages: Vec<Page>,
    step: u32,
}

impl Chaos {
    fn begin(seed: u64) -> Chaos {
        let mut world = World::with_config(seed, |config| config.login.web_instances = 100);
        world.keep_exchanges();
        let users = USERS.into_iter().chain(USERS.into_iter().take(TWICE));
        let pages = users.map(|user| Page::open(&mut world, user)).collect();
        let mut chaos = Chaos { world, model: GroupModel::default(), pages, step: 0 };
        for _ in 0..3 {
            chaos.create();
        }
        // The first synchronisation tells from where on changes are caught up with.
        chaos.world.run(2_000);
        chaos.world.faults = Faults { delay_ms: 300, cut_one_in: 150 };
        chaos
    }

    fn below(&mut self, below: usize) -> usize {
        usize::try_from(self.world.random(below as u64)).expect("small")
    }

    fn user(&mut self) -> &'static str {
        USERS[self.below(USERS.len())]
    }

    /// The server's log so far.
    fn follow(&mut self) {
        let exchanges = self.world.take_exchanges();
        self.model.replay(&exchanges);
    }

    /// Everything is well again, and has been for a while.
    fn settle(&mut self) {
        settle(&mut self.world, &mut self.pages, &USERS[..LATE]);
        self.follow();
    }
}

/// What went wrong with a seed, if anything.
fn fault(seed: u64) -> Option<String> {
    let mut chaos = Chaos::begin(seed);
    for _ in 0..STEPS {
        chaos.act();
    }
    chaos.settle();
    let pages: Vec<(&str, ClientId)> = chaos.pages.iter().map(|page| (page.user, page.id)).collect();
    let mut faults = pages.into_iter().filter_map(|(user, id)| {
        Some(format!("seed {seed}: {user} at page {}: {}", id.0, chaos.fault(user, id)?))
    });
    faults.next()
}

/// Seeds that have found something, beyond those that every run has.
const FOUND: [u64; 41] = [
    13, 14, 16, 17, 18, 23, 26, 27, 31, 35, 50, 53, 78, 94, 110, 119, 167, 190, 232, 260, 284, 292, 317, 323,
    326, 350, 375, 384, 549, 654, 759, 857, 875, 1150, 1324, 1335, 1519, 1718, 1784, 1799, 1967,
];

/// `TIM_SEEDS=10000` for a long run; `TIM_SEED=n` for one.
#[test]
fn every_page_shows_the_groups_of_the_server_s_log() {
    search(12, &FOUND, fault);
}
