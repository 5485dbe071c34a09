//! Where the socket goes: the public service's hosts by region, or the proxy server, and the query
//! that every socket carries.

use super::super::options::Options;
use super::super::random::Random;
use super::super::value::words;

/// The version of the official client whose wire behaviour this one speaks; the service is told so.
const SPOKEN_VERSION: &str = "2.27.6";

/// What the service calls a web page.
pub const PLATFORM_WEB: u32 = 7;

/// In the order in which attempts go through them.
const CHINA: &str = "wss.im.qcloud.com wss.tim.qq.com 162.14.13.203";
const OVERSEA: &str = "wss.im.qcloud.com wss.my-imcloud.com";
/// A line for each step of ten million application ids from 20,000,000 and from 1,720,000,000 on.
const REGIONS: &str = "\
wsssgp.im.qcloud.com wsssgp.my-imcloud.com
wsskr.im.qcloud.com wsskr.my-imcloud.com
wssger.im.qcloud.com wssger.my-imcloud.com
wssind.my-imcloud.com wssind.im.qcloud.com
wssjpn.im.qcloud.com wssjpn.my-imcloud.com
wssusa.im.qcloud.com wssusa.my-imcloud.com";

fn hosts(options: &Options) -> &'static str {
    let id = options.sdk_app_id();
    for first in [20_000_000, 1_720_000_000] {
        let step = id.checked_sub(first).and_then(|past| usize::try_from(past / 10_000_000).ok());
        if let Some(region) = step.and_then(|step| REGIONS.split('\n').nth(step)) {
            return region;
        }
    }
    if options.oversea { OVERSEA } else { CHINA }
}

/// The URL of the `attempt`-th socket (from 0). Each attempt without a proxy goes to the next host.
pub fn url(options: &Options, attempt: usize, instance_id: &str, random: &mut Random) -> String {
    let base = match &options.proxy_server {
        Some(proxy) => proxy.clone(),
        None => {
            let hosts = hosts(options);
            // The third host, an address that needs no name service, is tried only once.
            let turn = attempt.checked_sub(words(hosts).count()).map_or(attempt, |past| past % 2);
            let host = words(hosts).nth(turn).unwrap_or_default();
            format!("wss://{host}")
        }
    };
    let path = if options.dev_mode { "info" } else { "binfo" };
    let (id, host) = (options.sdk_app_id(), &options.host);
    let noise = random.below(1_000_000_000);
    format!(
        "{base}/{path}?sdkappid={id}&instanceid={instance_id}&random=0.{noise}&platform={PLATFORM_WEB}\
         &host={host}&version=-1&sdkversion={SPOKEN_VERSION}&compress=gzip"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use tim_proto::json;
    use tim_proto::json::Value;

    #[test]
    fn attempts_go_through_the_region_s_hosts() {
        let check = |options: Value, expected: &[&str]| {
            let options = Options::parse(&options).unwrap();
            for (attempt, host) in expected.iter().enumerate() {
                let url = url(&options, attempt, "ab", &mut Random::new(1));
                assert!(url.starts_with(&format!("{host}/binfo?sdkappid=")), "{url}");
            }
        };
        let china = [
            "wss://wss.im.qcloud.com",
            "wss://wss.tim.qq.com",
            "wss://162.14.13.203",
            "wss://wss.im.qcloud.com",
            "wss://wss.tim.qq.com",
            "wss://wss.im.qcloud.com",
        ];
        check(json!({"SDKAppID": 1400000000}), &china);
        check(
            json!({"SDKAppID": 1400000000, "oversea": true}),
            &["wss://wss.im.qcloud.com", "wss://wss.my-imcloud.com"],
        );
        check(json!({"SDKAppID": 20000000}), &["wss://wsssgp.im.qcloud.com", "wss://wsssgp.my-imcloud.com"]);
        check(json!({"SDKAppID": 50000000}), &["wss://wssind.my-imcloud.com", "wss://wssind.im.qcloud.com"]);
        check(json!({"SDKAppID": 1779999999}), &["wss://wssusa.im.qcloud.com"]);
        check(json!({"SDKAppID": 1780000000}), &["wss://wss.im.qcloud.com"]);
        check(
            json!({"SDKAppID": 5, "proxyServer": "ws://localhost:9000/im"}),
            &["ws://localhost:9000/im", "ws://localhost:9000/im"],
        );
    }

    #[test]
    fn the_query_names_the_instance_and_the_platform() {
        let options =
            Options::parse(&json!({"SDKAppID": 7, "proxyServer": "ws://h", "devMode": true})).unwrap();
        let url = url(&options, 0, "cafe", &mut Random::new(1));
        assert!(url.starts_with("ws://h/info?sdkappid=7&instanceid=cafe&random=0."), "{url}");
        assert!(
            url.ends_with("&platform=7&host=unknown&version=-1&sdkversion=2.27.6&compress=gzip"),
            "{url}"
        );
    }
}
