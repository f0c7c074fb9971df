//! Somebody with a browser, as far as logging in goes.

use ureq::Agent;

use crate::support::Server;

pub(crate) struct Browser {
    agent: Agent,
    cookie: String,
}

impl Browser {
    pub(crate) fn log_in(server: &Server, user_id: &str, password: &str) -> Self {
        let agent: Agent = Agent::config_builder().http_status_as_error(false).max_redirects(0).build().into();
        let url = format!("{}/oauth/api/auth/login", server.base());
        let mut request = agent.post(&url).header("sec-fetch-site", "same-origin");
        request = request.header("origin", &server.base());
        let response = request.send_form([("user_id", user_id), ("password", password)]).unwrap();
        assert!(response.status().is_success(), "{response:?}");
        let cookies = response.headers().get_all("set-cookie").iter();
        let cookies: Vec<_> =
            cookies.map(|cookie| cookie.to_str().unwrap().split(';').next().unwrap().to_owned()).collect();
        Self { agent, cookie: cookies.join("; ") }
    }

    /// Where a page leads.
    fn location(&self, url: &str) -> String {
        let response = self.agent.get(url).header("cookie", &self.cookie).call().unwrap();
        let location = response.headers().get("location").unwrap_or_else(|| panic!("{url}: {response:?}"));
        location.to_str().unwrap().to_owned()
    }

    /// A code for the command line.
    pub(crate) fn code(&self, server: &Server) -> String {
        let query = "client_id=cli&redirect_uri=code&response_type=code";
        let location = self.location(&format!("{}/oauth/authorize?{query}", server.base()));
        let code = location.split(['?', '&']).find_map(|part| part.strip_prefix("code="));
        code.unwrap_or_else(|| panic!("{location}")).to_owned()
    }

    /// Goes where a page leads, up to the program that waits for the code.
    pub(crate) fn follow(&self, url: &str) {
        let base = url.split("/oauth/").next().unwrap().to_owned();
        let mut url = url.to_owned();
        while !url.contains("/oauth/callback") {
            let location = self.location(&url);
            url = if location.starts_with('/') { format!("{base}{location}") } else { location };
        }
        let response = self.agent.get(&url).call().unwrap();
        assert_eq!(response.status(), 200, "{url}");
    }
}
