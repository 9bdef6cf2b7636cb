//! What is asked, and answered.

use crate::visitor::Visitor;
use serde_json::{Value, json};

#[tokio::test]
async fn each_user_lives_somewhere() {
    let visitor = Visitor::arrive().await;
    let ada = visitor.ada().await;
    let grace = visitor.of("grace", "hopper-1906", "weather.read").await;
    assert_eq!(
        visitor.get(&ada, "/me?language=de").await.body,
        json!({ "id": "user-ada-1815", "name": "Ada", "home": { "id": "berlin", "name": "Berlin", "country": "DE" } })
    );
    let home = visitor.get(&grace, "/me?language=en").await.body["home"].clone();
    assert_eq!(home, json!({ "id": "new_york", "name": "New York", "country": "US" }));
    let own = visitor.own(&[]).await;
    for target in ["/me?language=en", "/forecast?language=en", "/forecast/days?language=en"] {
        assert_eq!(visitor.get(&own, target).await.error(), (404, "no_home"), "{target}");
    }
    assert_eq!(visitor.get(&own, "/forecast?language=en&city=Berlin").await.status, 200);
}

#[tokio::test]
async fn a_forecast_is_of_home_and_today_unless_another_is_asked_for() {
    let visitor = Visitor::arrive().await;
    let ada = visitor.ada().await;
    let today = visitor.get(&ada, "/forecast?language=en").await.body;
    let expected = json!({
        "city": { "id": "berlin", "name": "Berlin", "country": "DE" },
        "forecast": {
            "day": "2026-03-02", "condition": "rain", "description": "rain", "high": 7, "low": 3, "feels_like": 3,
            "rain_chance": 75, "precipitation": 4.2, "wind": 22, "uv": 1,
        },
    });
    assert_eq!(today, expected);
    let same = visitor.get(&ada, "/forecast?language=en&city=berlin&day=2026-03-02&units=metric").await.body;
    assert_eq!(same, expected);
    let there = visitor.get(&ada, "/forecast?language=de&city=New%20York&units=imperial").await.body;
    assert_eq!(there["city"]["name"], "New York");
    let forecast = &there["forecast"];
    assert_eq!(
        (&forecast["high"], &forecast["low"], &forecast["wind"], &forecast["description"]),
        (&json!(32), &json!(21), &json!(19), &json!("Schnee"))
    );
    let munich = visitor.get(&ada, "/forecast?language=en&city=M%C3%BCnchen&day=2026-03-03").await.body;
    assert_eq!(
        (&munich["city"]["name"], &munich["forecast"]["condition"]),
        (&json!("Munich"), &json!("fog"))
    );
    let munich = visitor.get(&ada, "/forecast?language=de&city=munich").await.body;
    assert_eq!(munich["city"]["name"], "München");
}

#[tokio::test]
async fn days_follow_one_another() {
    let visitor = Visitor::arrive().await;
    let ada = visitor.ada().await;
    let days = |body: &Value| -> Vec<String> {
        let list = body["forecasts"].as_array().unwrap();
        list.iter().map(|it| it["day"].as_str().unwrap().to_owned()).collect()
    };
    let three = visitor.get(&ada, "/forecast/days?language=en&city=London").await.body;
    assert_eq!(days(&three), ["2026-03-02", "2026-03-03", "2026-03-04"]);
    let two = visitor.get(&ada, "/forecast/days?language=en&from=2028-02-29&days=2").await.body;
    assert_eq!(days(&two), ["2028-02-29", "2028-03-01"]);
    assert_eq!(two["city"]["id"], "berlin");
    let ten = visitor.get(&ada, "/forecast/days?language=en&days=10").await.body;
    for (at, day) in days(&ten).iter().enumerate() {
        let one = visitor.get(&ada, &format!("/forecast?language=en&day={day}")).await.body;
        assert_eq!(one["forecast"], ten["forecasts"][at]);
    }
}

#[tokio::test]
async fn every_city_that_is_listed_has_forecasts() {
    let visitor = Visitor::arrive().await;
    let ada = visitor.ada().await;
    let list = visitor.get(&ada, "/cities?language=de").await.body;
    let cities = list["cities"].as_array().unwrap();
    assert_eq!(cities.len(), 12);
    for city in cities {
        for name in ["id", "name"] {
            let name = city[name].as_str().unwrap().replace(' ', "%20").replace('ü', "%C3%BC");
            let found = visitor.get(&ada, &format!("/forecast?language=de&city={name}")).await.body;
            assert_eq!(&found["city"], city);
        }
    }
}

#[tokio::test]
async fn what_is_not_there_is_said() {
    let visitor = Visitor::arrive().await;
    let ada = visitor.ada().await;
    for (target, status, error) in [
        ("/forecast?language=en&city=Atlantis", 404, "unknown_city"),
        ("/forecast?language=en&city=", 404, "unknown_city"),
        ("/forecast/days?language=en&city=Atlantis", 404, "unknown_city"),
        ("/forecast?language=en&day=2026-03-01", 404, "no_forecast"),
        ("/forecast/days?language=en&from=2026-03-01", 404, "no_forecast"),
        ("/forecast?language=en&day=tomorrow", 400, "invalid_request"),
        ("/forecast?language=en&day=2026-02-30", 400, "invalid_request"),
        ("/forecast?language=en&units=kelvin", 400, "invalid_request"),
        ("/forecast?language=fr", 400, "invalid_request"),
        ("/forecast", 400, "invalid_request"),
        ("/me", 400, "invalid_request"),
        ("/forecast/days?language=en&days=0", 400, "invalid_request"),
        ("/forecast/days?language=en&days=11", 400, "invalid_request"),
        ("/forecast/days?language=en&days=-1", 400, "invalid_request"),
    ] {
        assert_eq!(visitor.get(&ada, target).await.error(), (status, error), "{target}");
    }
    assert_eq!(visitor.get(&ada, "/elsewhere").await.status, 404);
}
