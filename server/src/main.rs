//! The command line.

use std::io::IsTerminal;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use tim_server::shell::{ServeOptions, serve, usersig};

/// A self-contained server of TIM's wire protocol, over SQLite.
#[derive(Parser)]
#[command(name = "tim-server", version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Runs the server until SIGTERM or SIGINT.
    Serve {
        /// Address and port to listen on; port 0 picks a free one and prints it.
        #[arg(long, default_value = "127.0.0.1:9000")]
        listen: String,
        /// Directory of database and settings; made if missing.
        #[arg(long, default_value = "data", value_name = "DIR")]
        data: PathBuf,
        /// Settings file instead of DIR/tim.toml.
        #[arg(long, value_name = "FILE")]
        config: Option<PathBuf>,
        /// Hands out UserSigs at /usersig?user=ID to anybody. For development only.
        #[arg(long)]
        dev: bool,
    },
    /// Prints a UserSig, made with the key in DIR/tim.toml.
    Usersig {
        /// The user it is for.
        #[arg(long, value_name = "ID")]
        user: String,
        /// Seconds that it is valid for.
        #[arg(long, default_value_t = 15_552_000, value_name = "SECONDS")]
        expire: u64,
        /// Data directory of the server.
        #[arg(long, default_value = "data", value_name = "DIR")]
        data: PathBuf,
        /// Settings file instead of DIR/tim.toml.
        #[arg(long, value_name = "FILE")]
        config: Option<PathBuf>,
    },
}

fn main() -> ExitCode {
    log_to_stderr();
    let outcome = match Arguments::parse().command {
        Command::Serve { listen, data, config, dev } => run(ServeOptions { listen, data, config, dev }),
        Command::Usersig { user, expire, data, config } => {
            usersig(&data, config.as_deref(), &user, expire).map(|ticket| println!("{ticket}"))
        }
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("tim-server: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(options: ServeOptions) -> Result<(), String> {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| format!("cannot start: {error}"))?
        .block_on(serve(options))
        .map_err(|error| error.to_string())
}

/// Only stdout's one line is for programs. `RUST_LOG` sets the level, "info" without it.
fn log_to_stderr() {
    let filter = tracing_subscriber::EnvFilter::try_from_default_env()
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("info"));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        .init();
}
