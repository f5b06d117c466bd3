//! A request as a command for a terminal, to try it by hand or to show it to the server's people.
//!
//! The token and a PIN are in it by name only: whoever runs it puts them into the variables `TOKEN` and `PIN`.

use crmcom::{RequestIdentifier, catalogue::Provider};
use serde_json::{Map, Value};

use crate::{
    Desk, errors,
    problem::{Problem, ProblemCode},
    told::word_of,
};

impl Desk {
    /// What this desk sent, or for a request of others' how the server is asked about it.
    pub async fn request_curl(&self, key: String) -> Result<String, Problem> {
        let (row, sent) = self.find(&key).await?;
        let known = self.connection_of(sent.as_ref())?;
        let client = self.client_of(&known).await?;
        if let Some(sent) = sent {
            self.only_there(&sent)?;
            let url = client.url_of(&sent.path).map_err(|error| errors::call(&error))?;
            return Ok(posted(url.as_str(), &sent.body, sent.has_pin));
        }
        let id = row.server_id.ok_or_else(|| Problem::new(ProblemCode::NotFound, ""))?;
        let nagravision = row.provider == word_of(Provider::Nagravision);
        let provider = if nagravision { Provider::Nagravision } else { Provider::Conax };
        let url = client.show_url(provider, &RequestIdentifier::Id(id)).map_err(|error| errors::call(&error))?;
        Ok(shown(url.as_str()))
    }
}

/// A text that the shell takes as it is.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

/// A member of a JSON object whose value the shell fills in.
fn variable(member: &str, name: &str) -> String {
    format!(r#"'"{member}":"'"${name}"'"'"#)
}

fn posted(url: &str, body: &Map<String, Value>, has_pin: bool) -> String {
    let mut members = vec![variable("token", "TOKEN")];
    members.extend(body.iter().map(|(name, value)| quoted(&format!("{}:{value}", Value::from(name.as_str())))));
    if has_pin {
        members.push(variable("pin", "PIN"));
    }
    format!(
        "curl --request POST {} \\\n  --header 'Content-Type: application/json; charset=UTF-8' \\\n  --data-binary '{{'{}'}}'",
        quoted(url),
        members.join("','"),
    )
}

fn shown(url: &str) -> String {
    format!("curl --header 'Accept: application/json' {}\"$TOKEN\"", quoted(&format!("{url}&token=")))
}

#[cfg(all(test, unix))]
mod tests {
    use std::process::Command;

    use serde_json::json;

    use super::*;

    /// What a shell makes of a command: its arguments, one a line.
    fn arguments(command: &str) -> Vec<String> {
        let script = command.replacen("curl", "printf '%s\\0'", 1);
        let output = Command::new("sh").arg("-c").arg(script).env("TOKEN", "T-1").env("PIN", "0815").output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let text = String::from_utf8(output.stdout).unwrap();
        text.split_terminator('\0').map(str::to_owned).collect()
    }

    #[test]
    fn a_shell_sends_what_was_sent() {
        let Value::Object(body) = json!({
            "subscription_identifier": {"number": "S1'00; $(reboot) `x` \"q\" \\ %"},
            "start": null,
        }) else {
            panic!("an object")
        };
        let command = posted("https://crm.example/a?b='c'", &body, true);
        assert!(!command.contains("T-1") && !command.contains("0815"), "only their names are in it: {command}");
        let arguments = arguments(&command);
        assert_eq!(arguments[2], "https://crm.example/a?b='c'");
        let mut expected = json!({"token": "T-1", "pin": "0815"});
        expected.as_object_mut().unwrap().extend(body);
        assert_eq!(serde_json::from_str::<Value>(arguments.last().unwrap()).unwrap(), expected);
        let bare = posted("https://crm.example/", &Map::new(), false);
        assert!(bare.ends_with(r#"'{''"token":"'"$TOKEN"'"''}'"#), "{bare}");
    }

    #[test]
    fn a_shell_asks_for_what_was_made_elsewhere() {
        let arguments = arguments(&shown("https://crm.example/show?it=id=A%27"));
        assert_eq!(arguments.last().unwrap(), "https://crm.example/show?it=id=A%27&token=T-1");
    }
}
