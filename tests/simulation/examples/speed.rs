//! How fast simulated time runs: two clients stay logged in for a day of simulated time, write to each other
//! every minute and lose their connections now and then.
//!
//!     cargo run --release -p tim-simulation --example speed

use std::time::Instant;

use tim_simulation::World;

fn main() {
    let started = Instant::now();
    let mut world = World::new(1);
    let (alice, bob) = (world.login("alice"), world.login("bob"));
    let mut sent = 0;
    for minute in 0..24 * 60 {
        let (from, to) = if minute % 2 == 0 { (alice, "bob") } else { (bob, "alice") };
        world.send_text(from, to, "still here");
        sent += 1;
        if minute % 30 == 0 {
            world.cut_client(alice);
        }
        world.run(60_000);
    }
    let took = started.elapsed();
    let received = world.client(alice).log.received.len() + world.client(bob).log.received.len();
    let ratio = 24.0 * 3600.0 / took.as_secs_f64();
    println!(
        "24 simulated hours, {sent} messages sent, {received} received, in {took:.2?}: {ratio:.0} simulated seconds per second"
    );
}
