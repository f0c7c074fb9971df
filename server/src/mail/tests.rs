//! Mails through a server that the tests play: one that takes them, refuses, dawdles, or hangs up.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use domain::EmailAddress;
use service::mails::{Mail, Mailer as _, Undelivered};
use tokio::{
    io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader},
    net::{TcpListener, TcpStream},
};

use super::{Envelope, Folder, Smtp};
use crate::config::{MailServer, Protection};

/// How a server behaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Manner {
    Friendly,
    /// Nobody is known there.
    Refusing,
    /// It asks to come back later.
    Busy,
    /// It says nothing.
    Silent,
    /// It takes the mail, and hangs up before it says so; the next time it is friendly.
    HangingUp,
}

/// Recipients and text of each mail.
type Taken = Arc<Mutex<Vec<(Vec<String>, String)>>>;

/// A server on this machine, and what it was given.
struct Sink {
    port: u16,
    taken: Taken,
}

impl Sink {
    async fn open(manner: Manner) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let taken = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&taken);
        tokio::spawn(async move {
            let mut manner = manner;
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(converse(stream, manner, Arc::clone(&kept)));
                if manner == Manner::HangingUp {
                    manner = Manner::Friendly;
                }
            }
        });
        Self { port, taken }
    }

    fn mailer(&self, protection: Protection) -> Smtp {
        let server = MailServer { host: "127.0.0.1".into(), port: self.port, protection, credentials: None };
        Smtp::new(&server, Vec::new(), envelope(), Duration::from_millis(300)).unwrap()
    }

    fn taken(&self) -> Vec<(Vec<String>, String)> {
        self.taken.lock().unwrap().clone()
    }
}

async fn converse(stream: TcpStream, manner: Manner, taken: Taken) -> Option<()> {
    let (read, mut write) = stream.into_split();
    let mut lines = BufReader::new(read).lines();
    if manner == Manner::Silent {
        return lines.next_line().await.ok()?.map(|_| ());
    }
    write.write_all(b"220 sink\r\n").await.ok()?;
    let mut recipients = Vec::new();
    while let Some(line) = lines.next_line().await.ok()? {
        let word = line.split([' ', ':']).next().unwrap_or_default().to_ascii_uppercase();
        let answer = match word.as_str() {
            "EHLO" => "250 sink",
            "RCPT" if manner == Manner::Refusing => "550 5.1.1 no such user",
            "RCPT" if manner == Manner::Busy => "451 4.7.1 come back later",
            "RCPT" => {
                recipients.push(line);
                "250 ok"
            }
            "DATA" => {
                write.write_all(b"354 go on\r\n").await.ok()?;
                let mut text = String::new();
                while let Some(line) = lines.next_line().await.ok()?.filter(|line| line != ".") {
                    text.push_str(&line);
                    text.push('\n');
                }
                taken.lock().unwrap().push((std::mem::take(&mut recipients), text));
                if manner == Manner::HangingUp {
                    return None;
                }
                "250 taken"
            }
            "QUIT" => "221 bye",
            _ => "250 ok",
        };
        write.write_all(format!("{answer}\r\n").as_bytes()).await.ok()?;
    }
    Some(())
}

fn envelope() -> Envelope {
    Envelope { from: "Roster <roster@example.com>".parse().unwrap() }
}

fn mail() -> Mail {
    Mail {
        mail_id: "AAAAAAAAAAAAAAAAAAAAAA".into(),
        recipient: EmailAddress::parse("colleague@example.com").unwrap(),
        subject: "You are invited".into(),
        text: "Grüße\n.\nfrom here\n".into(),
        html: "<p>Grüße</p>".into(),
    }
}

#[tokio::test]
async fn a_mail_reaches_one_recipient_as_text_and_html() {
    let sink = Sink::open(Manner::Friendly).await;
    let mailer = sink.mailer(Protection::None);
    mailer.send(&mail()).await.unwrap();
    mailer.send(&mail()).await.unwrap();
    let taken = sink.taken();
    assert_eq!(taken.len(), 2);
    let (recipients, text) = &taken[0];
    assert_eq!(recipients, &["RCPT TO:<colleague@example.com>"]);
    for part in [
        "From: Roster <roster@example.com>\n",
        "To: colleague@example.com\n",
        "Subject: You are invited\n",
        "Message-ID: <AAAAAAAAAAAAAAAAAAAAAA@example.com>\n",
        "Auto-Submitted: auto-generated\n",
        "Content-Type: text/plain; charset=utf-8\n",
        "Content-Type: text/html; charset=utf-8\n",
    ] {
        assert!(text.contains(part), "{part} in {text}");
    }
}

#[tokio::test]
async fn a_refused_recipient_is_final_and_everything_else_may_pass() {
    let send = async |manner, protection| {
        let sink = Sink::open(manner).await;
        let outcome = sink.mailer(protection).send(&mail()).await;
        (outcome.unwrap_err(), sink.taken().len())
    };
    let (refused, _) = send(Manner::Refusing, Protection::None).await;
    assert!(matches!(&refused, Undelivered::Refused(why) if why.contains("no such user")), "{refused:?}");
    let (busy, _) = send(Manner::Busy, Protection::None).await;
    assert!(matches!(&busy, Undelivered::Failed(why) if why.contains("come back later")), "{busy:?}");
    let (silent, _) = send(Manner::Silent, Protection::None).await;
    assert!(matches!(silent, Undelivered::Failed(_)), "{silent:?}");
    let (bare, taken) = send(Manner::Friendly, Protection::StartTls).await;
    assert!(matches!(bare, Undelivered::Failed(_)) && taken == 0, "nothing is sent without TLS: {bare:?}");
    let nobody = MailServer { host: "127.0.0.1".into(), port: 1, protection: Protection::Tls, credentials: None };
    let nobody = Smtp::new(&nobody, Vec::new(), envelope(), Duration::from_secs(1)).unwrap().send(&mail()).await;
    assert!(matches!(nobody, Err(Undelivered::Failed(_))), "{nobody:?}");
}

#[tokio::test]
async fn a_server_that_hangs_up_gets_the_same_mail_once_more() {
    let sink = Sink::open(Manner::HangingUp).await;
    let mailer = sink.mailer(Protection::None);
    assert!(matches!(mailer.send(&mail()).await, Err(Undelivered::Failed(_))));
    mailer.send(&mail()).await.unwrap();
    let named = |(_, text): &(Vec<String>, String)| text.contains("Message-ID: <AAAAAAAAAAAAAAAAAAAAAA@example.com>");
    assert_eq!((sink.taken().len(), sink.taken().iter().filter(|taken| named(taken)).count()), (2, 2));
}

#[test]
fn no_value_adds_a_header_a_recipient_or_a_body() {
    let names = |mail: &Mail| {
        let bytes = envelope().wrap(mail).unwrap().formatted();
        let text = String::from_utf8(bytes).unwrap();
        let head = text.split("\r\n\r\n").next().unwrap().to_owned();
        let lines = head.split("\r\n").filter(|line| !line.starts_with([' ', '\t']));
        let names: Vec<_> = lines.map(|line| line.split(':').next().unwrap().to_owned()).collect();
        (names, text.matches("Content-Type: multipart/alternative").count(), text.contains("\r\nBcc:"))
    };
    let ordinary = names(&mail());
    let added = "Bcc: eve@example.com";
    for separator in
        ["\r\n", "\n", "\r", "\0", "\u{2028}", "\u{85}", "\r\n ", "\r\n\t", "\r\n\r\n", "=?utf-8?q?=0D=0A?="]
    {
        for subject in [format!("a{separator}{added}"), format!("{separator}{added}"), format!("é{separator}{added}")]
        {
            assert_eq!(names(&Mail { subject: subject.clone(), ..mail() }), ordinary, "{subject:?}");
        }
        assert!(EmailAddress::parse(&format!("a@example.com{separator}{added}")).is_err());
    }
}

#[tokio::test]
async fn a_folder_has_a_file_for_each_mail_which_others_can_not_read() {
    use std::os::unix::fs::MetadataExt as _;
    let place = tempfile::tempdir().unwrap();
    let folder = Folder::new(place.path().join("mails"), envelope());
    folder.send(&mail()).await.unwrap();
    folder.send(&mail()).await.unwrap();
    let files: Vec<_> = std::fs::read_dir(place.path().join("mails")).unwrap().map(|entry| entry.unwrap()).collect();
    let (name, mode) = (files[0].file_name(), files[0].metadata().unwrap().mode() & 0o777);
    assert_eq!((files.len(), name.to_str(), mode), (1, Some("AAAAAAAAAAAAAAAAAAAAAA.eml"), 0o600));
    std::fs::remove_dir_all(place.path().join("mails")).unwrap();
    std::fs::write(place.path().join("mails"), "a file").unwrap();
    assert!(folder.make().is_err());
    assert!(matches!(folder.send(&mail()).await, Err(Undelivered::Failed(_))));
}
