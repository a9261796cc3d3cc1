//! Anything by its id.

use presswork_tests::{TestApp, each_face, id_of};
use serde_json::json;

each_face! {
    every_kind_of_thing_is_found_by_its_id,
    an_id_of_no_kind_is_refused,
    many_nodes_come_in_the_order_of_their_ids_with_null_for_what_is_not_there,
    more_than_a_hundred_nodes_are_refused,
}

async fn every_kind_of_thing_is_found_by_its_id(app: TestApp) {
    let ada = app.user("ada").await;
    let draft = ada.draft("Hello").await;
    let published = ada.call("publishPost", id_of(&draft)).await.ok();
    app.run_jobs().await;
    let (post, job) = (&published["post"], ada.call("job", id_of(&published["job"])).await.ok());
    let user = ada.call("user", json!({ "id": ada.id })).await.ok();
    for thing in [post, &job, &user, &post["tags"][0]] {
        assert_eq!(ada.call("node", id_of(thing)).await.ok(), *thing);
    }
}

async fn an_id_of_no_kind_is_refused(app: TestApp) {
    for id in ["cat_01h455vb4pex5vsknk084sn02q", "post_", "post_01h455vb4pex5vsknk084sn02", "x", "post", "sess_1"] {
        app.anonymous().call("node", json!({ "id": id })).await.refused(400, "invalid_id");
    }
    for kind in ["user", "post", "tag", "job"] {
        let never = json!({ "id": format!("{kind}_01h455vb4pex5vsknk084sn02q") });
        app.anonymous().call("node", never).await.refused(404, "not_found");
    }
}

async fn many_nodes_come_in_the_order_of_their_ids_with_null_for_what_is_not_there(app: TestApp) {
    let (ada, ben) = (app.user("ada").await, app.user("ben").await);
    let published = ada.published("Hello").await;
    app.run_jobs().await;
    let draft = ada.draft("Secret").await;
    let never = "tag_01h455vb4pex5vsknk084sn02q";
    let ids = json!([published["id"], ada.id, never, draft["id"], published["tags"][0]["id"], published["id"]]);
    let of_ada = ada.call("nodes", json!({ "ids": ids })).await.ok();
    assert_eq!(of_ada[0], ada.call("post", id_of(&published)).await.ok());
    assert_eq!((&of_ada[1]["username"], &of_ada[2]), (&json!("ada"), &json!(null)));
    assert_eq!((&of_ada[3]["id"], &of_ada[4], &of_ada[5]), (&draft["id"], &published["tags"][0], &of_ada[0]));
    let of_ben = ben.call("nodes", json!({ "ids": ids })).await.ok();
    assert_eq!(of_ben[3], json!(null), "somebody else's draft is not there");
}

async fn more_than_a_hundred_nodes_are_refused(app: TestApp) {
    let ids = |n: usize| json!({ "ids": vec!["tag_01h455vb4pex5vsknk084sn02q"; n] });
    assert_eq!(app.anonymous().call("nodes", ids(100)).await.ok().as_array().unwrap().len(), 100);
    assert_eq!(app.anonymous().call("nodes", ids(101)).await.faults(), ["/ids too_many"]);
    app.anonymous()
        .call("nodes", json!({ "ids": ["tag_01h455vb4pex5vsknk084sn02q", "x"] }))
        .await
        .refused(400, "invalid_id");
}
