//! Counters and histograms in Prometheus' text format. The core counts for itself ([`crate::core::Tally`]); here its
//! counts are added up and shown.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::core::Tally;

/// Inputs per batch.
const SIZE_BUCKETS: &[f64] = &[1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0, 512.0];
/// Seconds.
const TIME_BUCKETS: &[f64] = &[0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0];
/// Unknown command names that are shown each; as many as the core tells apart at once.
const MAX_UNKNOWN_NAMES: usize = 100;

#[derive(Default)]
pub(super) struct Metrics {
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    open: usize,
    logged_in: usize,
    commands: BTreeMap<(&'static str, i64), u64>,
    unknown_commands: BTreeMap<String, u64>,
    /// Everything that needs no labels, by name.
    counters: BTreeMap<&'static str, u64>,
    batch_size: Histogram,
    batch_time: Histogram,
    commit_time: Histogram,
}

#[derive(Default)]
struct Histogram {
    /// One more than there are buckets: the last is everything larger.
    counts: Vec<u64>,
    sum: f64,
}

impl Histogram {
    fn observe(&mut self, value: f64, buckets: &[f64]) {
        self.counts.resize(buckets.len().saturating_add(1), 0);
        let bucket = buckets.partition_point(|limit| *limit < value);
        if let Some(count) = self.counts.get_mut(bucket) {
            add(count, 1);
        }
        self.sum += value;
    }
}

fn add(count: &mut u64, more: u64) {
    *count = count.saturating_add(more);
}

impl Metrics {
    pub(super) fn batch(&self, size: usize, took: Duration) {
        let mut state = self.lock();
        // At most a few hundred: exact as a float.
        #[allow(clippy::cast_precision_loss)]
        state.batch_size.observe(size as f64, SIZE_BUCKETS);
        state.batch_time.observe(took.as_secs_f64(), TIME_BUCKETS);
    }

    pub(super) fn commit(&self, took: Duration) {
        self.lock().commit_time.observe(took.as_secs_f64(), TIME_BUCKETS);
    }

    pub(super) fn connections(&self, (open, logged_in): (usize, usize)) {
        let mut state = self.lock();
        state.open = open;
        state.logged_in = logged_in;
    }

    pub(super) fn store_error(&self) {
        self.count("store_errors", 1);
    }

    pub(super) fn slow_reader(&self) {
        self.count("slow_readers", 1);
    }

    pub(super) fn upload(&self, bytes: u64) {
        self.count("uploads", 1);
        self.count("upload_bytes", bytes);
    }

    pub(super) fn upload_refused(&self) {
        self.count("uploads_refused", 1);
    }

    fn count(&self, name: &'static str, more: u64) {
        add(self.lock().counters.entry(name).or_default(), more);
    }

    pub(super) fn tally(&self, tally: Tally) {
        let mut state = self.lock();
        for (command, count) in tally.commands {
            add(state.commands.entry(command).or_default(), count);
        }
        for (name, count) in tally.unknown_commands {
            let known = state.unknown_commands.contains_key(&name);
            let name = if known || state.unknown_commands.len() < MAX_UNKNOWN_NAMES {
                name
            } else {
                "other".to_owned()
            };
            add(state.unknown_commands.entry(name).or_default(), count);
        }
        let errors = u64::try_from(tally.store_errors.len()).unwrap_or(u64::MAX);
        for (name, count) in [
            ("bad_frames", tally.bad_frames),
            ("logins", tally.logins),
            ("relogins", tally.relogins),
            ("messages_stored", tally.messages_stored),
            ("messages_online_only", tally.messages_online_only),
            ("messages_duplicate", tally.messages_duplicate),
            ("messages_dropped", tally.messages_dropped),
            ("pushes", tally.pushes),
            ("idle_sockets_closed", tally.idle_closed),
            ("store_errors", errors),
            ("slow_readers", 0),
            ("uploads", 0),
            ("upload_bytes", 0),
            ("uploads_refused", 0),
        ] {
            add(state.counters.entry(name).or_default(), count);
        }
        drop(state);
        for error in tally.store_errors {
            tracing::error!(error, "a command failed in the store");
        }
    }

    /// All of it as text.
    pub(super) fn text(&self) -> String {
        let state = self.lock();
        let mut out = Lines::default();
        out.gauge("connections", "Open sockets.", state.open);
        out.gauge("connections_logged_in", "Sockets of logged-in clients.", state.logged_in);
        for (name, count) in &state.counters {
            out.counter(name, *count);
        }
        out.head("commands_total", "counter", "Commands answered, by name and ErrorCode.");
        for ((command, code), count) in &state.commands {
            out.line(format_args!("tim_commands_total{{command=\"{command}\",code=\"{code}\"}} {count}"));
        }
        out.head("unknown_commands_total", "counter", "Commands that are not built (60009), by name.");
        for (name, count) in &state.unknown_commands {
            out.line(format_args!("tim_unknown_commands_total{{command=\"{name}\"}} {count}"));
        }
        out.histogram("batch_inputs", "Inputs per batch of the core.", &state.batch_size, SIZE_BUCKETS);
        out.histogram("batch_seconds", "Time of a batch, commit included.", &state.batch_time, TIME_BUCKETS);
        out.histogram("commit_seconds", "Time of a commit.", &state.commit_time, TIME_BUCKETS);
        out.0
    }

    /// A panic elsewhere cannot leave the numbers worse than slightly wrong.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[derive(Default)]
struct Lines(String);

impl Lines {
    fn line(&mut self, line: std::fmt::Arguments<'_>) {
        // Writing to a String cannot fail.
        let _never = writeln!(self.0, "{line}");
    }

    fn head(&mut self, name: &str, kind: &str, help: &str) {
        self.line(format_args!("# HELP tim_{name} {help}"));
        self.line(format_args!("# TYPE tim_{name} {kind}"));
    }

    fn gauge(&mut self, name: &str, help: &str, value: usize) {
        self.head(name, "gauge", help);
        self.line(format_args!("tim_{name} {value}"));
    }

    fn counter(&mut self, name: &str, value: u64) {
        self.line(format_args!("# TYPE tim_{name}_total counter"));
        self.line(format_args!("tim_{name}_total {value}"));
    }

    fn histogram(&mut self, name: &str, help: &str, histogram: &Histogram, buckets: &[f64]) {
        self.head(name, "histogram", help);
        let mut total = 0_u64;
        let limits = buckets.iter().map(ToString::to_string).chain(["+Inf".to_owned()]);
        for (at, limit) in limits.enumerate() {
            total = total.saturating_add(histogram.counts.get(at).copied().unwrap_or(0));
            self.line(format_args!("tim_{name}_bucket{{le=\"{limit}\"}} {total}"));
        }
        self.line(format_args!("tim_{name}_sum {}", histogram.sum));
        self.line(format_args!("tim_{name}_count {total}"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn histograms_add_up() {
        let metrics = Metrics::default();
        for size in [1, 2, 3, 600] {
            metrics.batch(size, Duration::from_millis(2));
        }
        let text = metrics.text();
        for line in [
            "tim_batch_inputs_bucket{le=\"1\"} 1",
            "tim_batch_inputs_bucket{le=\"2\"} 2",
            "tim_batch_inputs_bucket{le=\"4\"} 3",
            "tim_batch_inputs_bucket{le=\"512\"} 3",
            "tim_batch_inputs_bucket{le=\"+Inf\"} 4",
            "tim_batch_inputs_sum 606",
            "tim_batch_seconds_bucket{le=\"0.0025\"} 4",
        ] {
            assert!(text.contains(line), "{line} in\n{text}");
        }
    }

    #[test]
    fn made_up_command_names_cannot_fill_the_output() {
        let metrics = Metrics::default();
        for number in 0..500 {
            let mut tally = Tally::default();
            tally.unknown_commands.insert(format!("made.up{number}"), 1);
            metrics.tally(tally);
        }
        let text = metrics.text();
        let lines = text.lines().filter(|line| line.contains("made.up")).count();
        assert_eq!(lines, MAX_UNKNOWN_NAMES);
        assert!(text.contains("tim_unknown_commands_total{command=\"other\"} 400"), "{text}");
    }
}
