//! Serves an org until it is stopped: for trying programs, in any language, by hand.
//!
//! ```console
//! $ cargo run -p okta-testkit --example serve
//! $ curl -H "Authorization: SSWS $OKTA_CLIENT_TOKEN" "$OKTA_CLIENT_ORGURL/api/v1/users?limit=2"
//! ```

use okta_testkit::Org;

#[tokio::main(flavor = "current_thread")]
async fn main() -> std::io::Result<()> {
    let org = Org::builder().users(250).okta_rate_limits().start().await?;
    for (name, value) in org.environment() {
        println!("export {name}={value}");
    }
    let mut told = 0;
    loop {
        let requests = org.requests();
        for request in requests.iter().skip(told) {
            println!("# {request}");
        }
        told = requests.len();
        tokio::time::sleep(std::time::Duration::from_millis(200)).await;
    }
}
