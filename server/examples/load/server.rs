//! The server under load: a process of its own, on a free port and new data.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use tokio::net::TcpStream;

use crate::Failure;

/// A server of our own; stopped and cleaned up when dropped.
pub struct Server {
    child: Child,
    pub address: String,
    pub data: PathBuf,
}

impl Server {
    pub fn start(data: &Path) -> Result<Server, Failure> {
        let data = data.join(std::process::id().to_string());
        let binary = std::env::current_exe()?
            .parent()
            .and_then(Path::parent)
            .ok_or("no target directory")?
            .join("tim-server");
        std::fs::create_dir_all(&data)?;
        std::fs::write(data.join("tim.toml"), "[app]\nkeys = ['load']\n[socket]\ncompress = 'always'\n")?;
        let mut child = Command::new(&binary)
            .args(["serve", "--listen", "127.0.0.1:0", "--data"])
            .arg(&data)
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| format!("{}: {error}", binary.display()))?;
        let stdout = child.stdout.take().ok_or("no stdout")?;
        let mut line = String::new();
        BufReader::new(stdout).read_line(&mut line)?;
        let address =
            line.trim().strip_prefix("listening on http://").ok_or("the server did not start")?.to_owned();
        Ok(Server { child, address, data })
    }

    /// Bytes of its memory: `VmRSS:` now, `VmHWM:` at most so far.
    pub fn memory(&self, what: &str) -> Result<u64, Failure> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let kib: u64 = status
            .lines()
            .find_map(|line| line.strip_prefix(what))
            .and_then(|rest| rest.split_whitespace().next())
            .ok_or("no such memory")?
            .parse()?;
        Ok(kib * 1024)
    }

    pub async fn metrics(&self) -> Result<String, Failure> {
        use tokio::io::{AsyncReadExt, AsyncWriteExt};
        let mut stream = TcpStream::connect(&self.address).await?;
        stream.write_all(b"GET /metrics HTTP/1.1\r\nhost: load\r\nconnection: close\r\n\r\n").await?;
        let mut text = String::new();
        stream.read_to_string(&mut text).await?;
        Ok(text)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _gone = self.child.kill();
        let _gone = self.child.wait();
        let _left = std::fs::remove_dir_all(&self.data);
    }
}
