//! A server in the test's own process, and a browser of a few lines.

use std::{
    collections::BTreeMap,
    net::SocketAddr,
    sync::{Arc, Once},
    time::Duration,
};

use app::form::FormError;
use axum::{
    Router,
    body::{Body, to_bytes},
    extract::ConnectInfo,
    http::{HeaderMap, Method, Request, StatusCode, header, request},
};
use domain::{EmailAddress, NewUser, State, Timestamp, UserId};
use server::{
    config::{Config, PublicUrl},
    web::{self, Web},
};
use service::{Caller, ManualClock, OsRng, Service, Vault};
use store::Db;
use tempfile::TempDir;
use tower::ServiceExt as _;

/// Somebody listens to the log all the time. Where nobody does, what is logged for the first time while another test begins to
/// listen may get lost.
static LISTENED: Once = Once::new();

pub(crate) const ORIGIN: &str = "http://localhost:8080";
pub(crate) const PASSWORD: &str = "correct horse battery staple";
pub(crate) const HTML: &str = "text/html,application/xhtml+xml,*/*;q=0.8";

/// All that a test needs.
pub(crate) struct Site {
    pub(crate) url: String,
    pub(crate) db: Db,
    pub(crate) clock: Arc<ManualClock>,
    pub(crate) service: Service,
    pub(crate) web: Web,
    pub(crate) router: Router,
    _folder: TempDir,
}

impl Site {
    /// An empty one.
    pub(crate) async fn open() -> Self {
        Self::at(ORIGIN).await
    }

    /// An empty one with a public URL.
    pub(crate) async fn at(public_url: &str) -> Self {
        let mut config = Config::default();
        config.http.public_url = Some(PublicUrl::try_from(public_url.to_owned()).unwrap());
        Self::with(config).await
    }

    /// An empty one with settings; where the data are, the tests decide.
    pub(crate) async fn with(config: Config) -> Self {
        LISTENED.call_once(|| {
            let _ = tracing::subscriber::set_global_default(tracing_subscriber::registry());
        });
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}", folder.path().join("roster.db").display());
        let db = Db::open(&url).await.unwrap();
        db.migrate().await.unwrap();
        let clock = Arc::new(ManualClock::new(Timestamp::from_micros(1_800_000_000_000_000)));
        let service = Service::new(db.clone(), config.service_settings(), clock.clone(), Arc::new(OsRng)).unwrap();
        let service = service.with_vault(Vault::new(&[7; 32]));
        let web = Web::new(service.clone(), &config);
        Self { url, db, clock, service, router: web::router(web.clone()), web, _folder: folder }
    }

    /// Makes an admin, logs in, and answers the cookie.
    pub(crate) async fn admin(&self) -> String {
        self.person("admin", true).await
    }

    /// Makes a user, logs in, and answers the cookie.
    pub(crate) async fn person(&self, user_id: &str, admin: bool) -> String {
        let host = Caller::host("test");
        let new = NewUser { admin, ..new(user_id) };
        if admin {
            service::users::create_admin(&self.service, &host, new, Some(PASSWORD.to_owned().into())).await.unwrap();
        } else {
            service::users::create(&self.service, &host, new, Some(PASSWORD.to_owned().into())).await.unwrap();
        }
        self.log_in(user_id).await.cookie().unwrap()
    }

    /// Makes a user who can't log in.
    pub(crate) async fn user(&self, user_id: &str) {
        service::users::create(&self.service, &Caller::host("test"), new(user_id), None).await.unwrap();
    }

    pub(crate) async fn log_in(&self, user_id: &str) -> Answer {
        self.post("/fn/sessions/create", "", &[("user_id", user_id), ("password", PASSWORD)]).await
    }

    /// Sends a request as it is.
    pub(crate) async fn send(&self, request: Request<Body>) -> Answer {
        send(&self.router, request).await
    }

    /// Opens a page or reads something.
    pub(crate) async fn get(&self, path: &str, cookie: &str) -> Answer {
        let request = Request::get(path).header(header::COOKIE, cookie).header(header::ACCEPT, HTML);
        self.send(request.body(Body::empty()).unwrap()).await
    }

    /// Posts a form as the console's script does.
    pub(crate) async fn post(&self, path: &str, cookie: &str, fields: &[(&str, &str)]) -> Answer {
        let request = form(path, cookie).header(header::ACCEPT, "application/json");
        self.send(request.body(Body::from(encoded(fields))).unwrap()).await
    }

    /// Posts a form from a page, as a browser without scripts does.
    pub(crate) async fn post_from(&self, page: &str, path: &str, cookie: &str, fields: &[(&str, &str)]) -> Answer {
        let request =
            form(path, cookie).header(header::ACCEPT, HTML).header(header::REFERER, format!("{ORIGIN}{page}"));
        self.send(request.body(Body::from(encoded(fields))).unwrap()).await
    }

    /// Every row of every table.
    pub(crate) async fn contents(&self) -> BTreeMap<String, Vec<Vec<Option<String>>>> {
        let tables = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'";
        let mut contents = BTreeMap::new();
        for table in testdb::rows(&self.url, tables).await {
            let table = table[0].clone().unwrap();
            let columns = testdb::rows(&self.url, &format!("SELECT name FROM pragma_table_info('{table}')")).await;
            let columns: Vec<_> =
                columns.into_iter().map(|row| format!("quote({})", row[0].as_ref().unwrap())).collect();
            let columns = columns.join(", ");
            let rows = format!("SELECT {columns} FROM {table} ORDER BY {columns}");
            contents.insert(table, testdb::rows(&self.url, &rows).await);
        }
        contents
    }

    /// One text of the database.
    pub(crate) async fn text(&self, sql: &str) -> Option<String> {
        testdb::rows(&self.url, sql).await.into_iter().next().and_then(|row| row[0].clone())
    }
}

/// Sends a request to any router.
pub(crate) async fn send(router: &Router, mut request: Request<Body>) -> Answer {
    let method = request.method().clone();
    request.extensions_mut().insert(ConnectInfo(SocketAddr::from(([192, 0, 2, 1], 4711))));
    let response = router.clone().oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap();
    let text = String::from_utf8_lossy(&body).into_owned();
    Answer { method, status: parts.status, headers: parts.headers, text }
}

fn form(path: &str, cookie: &str) -> request::Builder {
    let request = Request::post(path).header(header::COOKIE, cookie).header("sec-fetch-site", "same-origin");
    request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded").header(header::HOST, "localhost:8080")
}

pub(crate) fn encoded(fields: &[(&str, &str)]) -> String {
    serde_urlencoded::to_string(fields).unwrap()
}

pub(crate) fn new(user_id: &str) -> NewUser {
    NewUser {
        user_id: UserId::parse(user_id).unwrap(),
        name: String::new(),
        description: String::new(),
        primary_email_address: EmailAddress::parse(&format!("{user_id}@example.com")).unwrap(),
        email_validated: false,
        state: State::Approved,
        state_description: String::new(),
        admin: false,
        require_password_update: false,
    }
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) method: Method,
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

impl Answer {
    /// A header, or nothing.
    pub(crate) fn header(&self, name: impl header::AsHeaderName) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    pub(crate) fn location(&self) -> &str {
        self.header(header::LOCATION)
    }

    /// The session's cookie as the browser sends it back.
    pub(crate) fn cookie(&self) -> Option<String> {
        let cookie = self.headers.get(header::SET_COOKIE)?.to_str().unwrap();
        Some(cookie.split(';').next().unwrap().to_owned())
    }

    pub(crate) fn error(&self) -> FormError {
        serde_json::from_str(&self.text).unwrap_or_else(|cause| panic!("{cause}: {self:?}"))
    }
}

pub(crate) const HOUR: Duration = Duration::from_hours(1);
