//! Services that answer with what they were asked.

use prost::Message as _;
use proto::{
    Validate as _,
    roster::v1::{
        ImportUserResult, ImportUsersRequest, ImportUsersResponse,
        import_user_result::Outcome,
        user_import_server::{UserImport, UserImportServer},
    },
    v3::{
        entity_registry_search_server::{EntityRegistrySearch, EntityRegistrySearchServer},
        notification_service_server::{NotificationService, NotificationServiceServer},
        user_bookmark_registry_server::{UserBookmarkRegistry, UserBookmarkRegistryServer},
        user_registry_server::{UserRegistry, UserRegistryServer},
        *,
    },
};
use tonic::{Code, Request, Response, Status, service::Routes};

use crate::grpc::status::{error_status, violation_status};

type Answer<T> = Result<Response<T>, Status>;

struct Stub;

/// Something that a layer further out has left with the request.
#[derive(Clone)]
pub(super) struct Layered(pub(super) &'static str);

pub(super) fn routes() -> Routes {
    Routes::new(UserRegistryServer::new(Stub))
        .add_service(EntityRegistrySearchServer::new(Stub))
        .add_service(NotificationServiceServer::new(Stub))
        .add_service(UserBookmarkRegistryServer::new(Stub))
        .add_service(UserImportServer::new(Stub))
}

fn metadata<T>(request: &Request<T>, name: &str) -> String {
    request.metadata().get(name).map_or("", |value| value.to_str().unwrap()).to_owned()
}

#[tonic::async_trait]
impl UserRegistry for Stub {
    async fn create(&self, request: Request<CreateUserRequest>) -> Answer<User> {
        let user = request.into_inner().user;
        Ok(Response::new(user.ok_or_else(|| Status::invalid_argument("no user"))?))
    }

    /// The mask as description, what came with the request as attributes.
    async fn get(&self, request: Request<GetUserRequest>) -> Answer<User> {
        let names = ["authorization", "x-request-id", "grpcgateway-user-agent", "cookie", "if-match"];
        let layered = request.extensions().get::<Layered>().map(|layered| layered.0.to_owned());
        let brought = names.map(|name| (name.to_owned(), metadata(&request, name)));
        let attributes = brought.into_iter().chain(layered.map(|text| ("layered".to_owned(), text)));
        let attributes = attributes.filter(|(_, value)| !value.is_empty()).collect();
        request.get_ref().validate(0).map_err(|violation| violation_status(violation, "c0ffee".to_owned()))?;
        let GetUserRequest { user_ids, field_mask } = request.into_inner();
        let description = field_mask.unwrap_or_default().paths.join(",");
        Ok(Response::new(User { ids: user_ids, description, attributes, ..User::default() }))
    }

    async fn list(&self, request: Request<ListUsersRequest>) -> Answer<Users> {
        let request = request.into_inner();
        let mut response = Response::new(Users::default());
        let headers = response.metadata_mut();
        headers.insert("x-total-count", request.limit.into());
        for warning in ["one", "two"] {
            headers.append("warning", warning.parse().unwrap());
        }
        for name in ["x-rate-limit-limit", "x-rate-limit-available", "x-rate-limit-reset", "x-rate-limit-retry"] {
            headers.insert(name, 7.into());
        }
        headers.insert("x-inner", "hidden".parse().unwrap());
        Ok(response)
    }

    async fn update(&self, request: Request<UpdateUserRequest>) -> Answer<User> {
        if metadata(&request, "if-match") == "\"6\"" {
            let mut status = Status::failed_precondition("changed meanwhile");
            status.metadata_mut().insert("x-http-status", 412.into());
            return Err(status);
        }
        let UpdateUserRequest { user, field_mask } = request.into_inner();
        let description = field_mask.map_or_else(|| "no mask".to_owned(), |mask| mask.paths.join(","));
        let mut response = Response::new(User { description, ..user.unwrap_or_default() });
        response.metadata_mut().insert("etag", "\"7\"".parse().unwrap());
        Ok(response)
    }

    async fn create_temporary_password(&self, _: Request<CreateTemporaryPasswordRequest>) -> Answer<()> {
        std::future::pending().await
    }

    async fn update_password(&self, request: Request<UpdateUserPasswordRequest>) -> Answer<()> {
        Err(Status::aborted(format!("{:?}", request.into_inner())))
    }

    /// Fails with the code that the ID ends in.
    async fn delete(&self, request: Request<UserIdentifiers>) -> Answer<()> {
        let id = request.into_inner().user_id;
        match id.strip_prefix("code-").map(|code| code.parse().unwrap()) {
            Some(code) => Err(Status::new(Code::from_i32(code), "failed “so”")),
            None => Ok(Response::new(())),
        }
    }

    async fn restore(&self, request: Request<UserIdentifiers>) -> Answer<()> {
        let error = domain::Error::user_not_found(&request.into_inner().user_id).because("the disk");
        Err(error_status(&error, "c0ffee".to_owned()))
    }

    async fn purge(&self, _: Request<UserIdentifiers>) -> Answer<()> {
        Ok(Response::new(()))
    }
}

#[tonic::async_trait]
impl EntityRegistrySearch for Stub {
    /// The whole request as the text of an error.
    async fn search_users(&self, request: Request<SearchUsersRequest>) -> Answer<Users> {
        Err(Status::aborted(format!("{:?}", request.into_inner())))
    }

    async fn search_accounts(&self, request: Request<SearchAccountsRequest>) -> Answer<SearchAccountsResponse> {
        Err(Status::aborted(format!("{:?}", request.into_inner().collaborator_of)))
    }
}

#[tonic::async_trait]
impl NotificationService for Stub {
    async fn create(&self, _: Request<CreateNotificationRequest>) -> Answer<CreateNotificationResponse> {
        Ok(Response::new(CreateNotificationResponse::default()))
    }

    async fn list(&self, _: Request<ListNotificationsRequest>) -> Answer<ListNotificationsResponse> {
        let key = ApiKey { id: "K".into(), rights: vec![Right::UserInfo.into(), 99], ..Default::default() };
        let type_url = "type.googleapis.com/ttn.lorawan.v3.APIKey".to_owned();
        let data = Some(prost_types::Any { type_url, value: key.encode_to_vec() });
        let notifications = vec![Notification { data, ..Default::default() }];
        Ok(Response::new(ListNotificationsResponse { notifications }))
    }

    async fn update_status(&self, _: Request<UpdateNotificationStatusRequest>) -> Answer<()> {
        Ok(Response::new(()))
    }
}

#[tonic::async_trait]
impl UserBookmarkRegistry for Stub {
    async fn create(&self, request: Request<CreateUserBookmarkRequest>) -> Answer<UserBookmark> {
        let CreateUserBookmarkRequest { user_ids, entity_ids } = request.into_inner();
        Ok(Response::new(UserBookmark { user_ids, entity_ids, created_at: None }))
    }

    async fn list(&self, _: Request<ListUserBookmarksRequest>) -> Answer<UserBookmarks> {
        Ok(Response::new(UserBookmarks::default()))
    }

    async fn delete(&self, request: Request<DeleteUserBookmarkRequest>) -> Answer<()> {
        Err(Status::aborted(format!("{:?}", request.into_inner().entity_ids.and_then(|entity| entity.ids))))
    }

    async fn batch_delete(&self, request: Request<BatchDeleteUserBookmarksRequest>) -> Answer<()> {
        request.get_ref().validate(0).map_err(|violation| violation_status(violation, String::new()))?;
        Ok(Response::new(()))
    }
}

#[tonic::async_trait]
impl UserImport for Stub {
    async fn import(&self, request: Request<ImportUsersRequest>) -> Answer<ImportUsersResponse> {
        let count = u32::try_from(request.into_inner().records.len()).unwrap();
        let results = (0..count).map(|index| ImportUserResult { index, outcome: Some(Outcome::Created(true)) });
        Ok(Response::new(ImportUsersResponse { results: results.collect(), created: count, ..Default::default() }))
    }
}
