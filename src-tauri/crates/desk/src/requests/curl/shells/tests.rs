use serde_json::json;

use super::*;

/// Values from a file, a scanner or the server, each with characters that are special to one of the terminals.
const HOSTILE_VALUES: &[&str] = &[
    "S1'00; $(reboot) `x` \"q\" \\ %",
    "\" & calc.exe & \"",
    "a\\\" | calc \\\\\" ^ < > ( ) !x! %PATH% %COMSPEC%",
    "’; calc; ‘‚‛",
    "“ & calc ”",
    "line\nrm -rf x\r\n& calc\u{1b}[201~",
    "$env:PATH $x @(calc) #{`n}",
    "Κουζίνα 😀 \u{202e}\u{0}\u{7f}",
    "ends in \\",
];

fn body(nasty: &str) -> Map<String, Value> {
    let Value::Object(body) =
        json!({"subscription_identifier": {"number": nasty}, "set": [{nasty: 1}, nasty], "start": null, "on": true})
    else {
        panic!("an object")
    };
    body
}

fn expected(nasty: &str) -> Value {
    let mut expected = json!({"token": "T-1", "pin": "0815"});
    expected.as_object_mut().unwrap().extend(body(nasty));
    expected
}

const URL: &str = "https://crm.example/a?b='c'%27&d=!e(f)^`$(g)";

#[cfg(unix)]
mod posix {
    use std::process::Command;

    use super::*;

    /// The arguments that a shell reads from a command.
    fn arguments(command: &str) -> Vec<String> {
        let script = command.replacen("curl", "printf '%s\\0'", 1);
        let output = Command::new("sh").arg("-c").arg(script).env("TOKEN", "T-1").env("PIN", "0815").output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let text = String::from_utf8(output.stdout).unwrap();
        text.split_terminator('\0').map(str::to_owned).collect()
    }

    #[test]
    fn the_command_sends_the_original_request() {
        for nasty in HOSTILE_VALUES {
            let command = posted(Terminal::Posix, URL, &body(nasty), true);
            assert!(!command.contains("T-1") && !command.contains("0815"), "only their names are in it: {command}");
            let arguments = arguments(&command);
            assert_eq!(arguments[2], URL);
            assert_eq!(serde_json::from_str::<Value>(arguments.last().unwrap()).unwrap(), expected(nasty));
        }
        let bare = posted(Terminal::Posix, "https://crm.example/", &Map::new(), false);
        assert!(bare.ends_with(r#"'{''"token":"'"$TOKEN"'"''}'"#), "{bare}");
    }

    #[test]
    fn the_command_of_anothers_request_shows_it() {
        let arguments = arguments(&shown(Terminal::Posix, "https://crm.example/show?it=id=A%27"));
        assert_eq!(arguments.last().unwrap(), "https://crm.example/show?it=id=A%27&token=T-1");
    }
}

/// Microsoft's documented rules: those by which the prompt reads a line, and those by which a program of the C library
/// reads the result.
mod cmd {
    use super::*;

    /// The line after variables and carets are replaced; panics on a character that would separate commands.
    fn carried_out(line: &str) -> String {
        assert!(!line.contains(['\n', '\r']), "a second line is a command of its own: {line}");
        // At a prompt, an unknown name stays as it is, and the scan continues at the sign that ended it.
        let mut text = String::new();
        let mut rest = line;
        while let Some(at) = rest.find('%') {
            text.push_str(&rest[..at]);
            let after = &rest[at + 1..];
            let end = after.find('%');
            match end.map(|end| &after[..end]) {
                Some("TOKEN") => text.push_str("T-1"),
                Some("PIN") => text.push_str("0815"),
                Some(name) => {
                    assert!(name.contains('"'), "this may be a variable: {name}");
                    text.push('%');
                    rest = after;
                    continue;
                }
                None => {
                    text.push('%');
                    rest = after;
                    continue;
                }
            }
            rest = &after[end.unwrap() + 1..];
        }
        text.push_str(rest);
        let (mut line, mut quoted, mut letters) = (String::new(), false, text.chars());
        while let Some(letter) = letters.next() {
            match letter {
                '"' => quoted = !quoted,
                '^' if !quoted => {
                    line.extend(letters.next());
                    continue;
                }
                '&' | '|' | '<' | '>' | '(' | ')' | '!' => assert!(quoted && letter == '&', "{letter} in {text}"),
                _ => {}
            }
            line.push(letter);
        }
        line
    }

    /// Splits a line into arguments as Microsoft's C library does.
    fn arguments(line: &str) -> Vec<String> {
        let (mut all, mut one, mut quoted, mut begun, mut slashes) = (Vec::new(), String::new(), false, false, 0);
        for letter in line.chars().chain([' ']) {
            match letter {
                '\\' => {
                    slashes += 1;
                    begun = true;
                    continue;
                }
                '"' => {
                    one.push_str(&"\\".repeat(slashes / 2));
                    if slashes % 2 == 1 {
                        one.push('"');
                    } else {
                        quoted = !quoted;
                    }
                    begun = true;
                }
                letter => {
                    one.push_str(&"\\".repeat(slashes));
                    if letter == ' ' && !quoted {
                        if begun {
                            all.push(std::mem::take(&mut one));
                        }
                        begun = false;
                    } else {
                        one.push(letter);
                        begun = true;
                    }
                }
            }
            slashes = 0;
        }
        assert!(!quoted, "a quotation that does not end: {line}");
        all
    }

    #[test]
    fn cmd_executes_no_value() {
        for nasty in HOSTILE_VALUES {
            let arguments = arguments(&carried_out(&posted(Terminal::Cmd, URL, &body(nasty), true)));
            assert_eq!(arguments[..3], ["curl.exe", "--request", "POST"]);
            assert_eq!(arguments[3], "https://crm.example/a?b=%27c%27%27&d=%21e%28f%29%5E%60%24%28g%29");
            assert_eq!(serde_json::from_str::<Value>(arguments.last().unwrap()).unwrap(), expected(nasty));
            assert_eq!(arguments.len(), 8, "{arguments:?}");
        }
        let shown = shown(Terminal::Cmd, "https://crm.example/show?it=id=A%26%27%25PATH%25");
        let arguments = arguments(&carried_out(&shown));
        assert_eq!(arguments.last().unwrap(), "https://crm.example/show?it=id=A%26%27%25PATH%25&token=T-1");
    }
}

mod powershell {
    use super::*;

    /// Splits a line into texts in single quotation marks, of which PowerShell has five, and the rest.
    fn parts(line: &str) -> (Vec<String>, String) {
        let (mut texts, mut outside, mut text) = (Vec::new(), String::new(), None::<String>);
        for letter in line.chars() {
            match (letter, text.as_mut()) {
                ('\'' | '\u{2018}'..='\u{201b}', Some(_)) => texts.extend(text.take()),
                ('\'' | '\u{2018}'..='\u{201b}', None) => text = Some(String::new()),
                (letter, Some(text)) => text.push(letter),
                (letter, None) => outside.push(letter),
            }
        }
        assert_eq!(text, None, "a quotation that does not end: {line}");
        (texts, outside)
    }

    #[test]
    fn powershell_executes_no_value() {
        for nasty in HOSTILE_VALUES {
            let (texts, outside) = parts(&posted(Terminal::PowerShell, URL, &body(nasty), true));
            assert_eq!(
                outside, "( + $env:TOKEN +  + $env:PIN + ) | curl.exe --request POST  --header  --data-binary ",
                "nothing of a value stands where it would be run"
            );
            let json = format!("{}T-1{}0815{}", texts[0], texts[1], texts[2]);
            assert!(json.is_ascii(), "a pipe of Windows PowerShell knows no other letters");
            assert_eq!(serde_json::from_str::<Value>(&json).unwrap(), expected(nasty));
            assert_eq!(texts[3], "https://crm.example/a?b=%27c%27%27&d=%21e%28f%29%5E%60%24%28g%29");
            assert!(!texts[3..].iter().any(|text| text.contains('"')), "which programs get in different ways");
        }
        let (texts, outside) = parts(&shown(Terminal::PowerShell, "https://crm.example/show?it=id=A%27"));
        assert_eq!(outside, "curl.exe --header  ( + $env:TOKEN)");
        assert_eq!(texts[1], "https://crm.example/show?it=id=A%27&token=");
    }
}
