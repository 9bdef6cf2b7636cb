//! Alarms and the dashboard, where any stage has them.

use super::{number, part};
use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use sayso_schemas::plan::{Function, Plan};

/// Whether any stage has alarms.
fn any(plan: &Plan) -> bool {
    plan.stages.values().any(|stage| stage.alarms.is_some())
}

/// The lines that make them.
pub(super) fn call(plan: &Plan) -> TokenStream {
    if !any(plan) {
        return TokenStream::new();
    }
    quote! {
        if let Some(alarms) = stage.alarms {
            self::alarms(&at, alarms, &parts)?;
        }
    }
}

pub(super) fn items(plan: &Plan) -> TokenStream {
    if !any(plan) {
        return TokenStream::new();
    }
    let (watch, graphs) = (watch(plan), graphs(plan));
    let (api, table) = (plan.linking.as_ref().map(|_| api()), plan.table.as_ref().map(|_| table()));
    let (topic, alarm) = (topic(), alarm());
    quote! {
        /// Alarms, whom they tell, and a dashboard with what they watch.
        fn alarms(at: &Deployment<'_>, alarms: Alarms, parts: &Parts) -> Result<()> {
            let topic = alarm_topic(at, alarms)?;
            #watch
            let props = cloudwatch::DashboardProps::new().dashboard_name(at.name("dashboard"));
            let dashboard = cloudwatch::Dashboard::new(&at.stack, "Dashboard", props)?;
            dashboard.add_widgets([#graphs])?;
            Ok(())
        }
        #alarm
        #api
        #table
        #topic
    }
}

/// What is watched: metrics by graph.
fn watch(plan: &Plan) -> TokenStream {
    let functions = plan.functions.iter().map(function);
    let api = plan.linking.as_ref().map(|_| quote!(let api = api_alarms(at, &topic, &parts.api)?;));
    let table = plan.table.as_ref().map(|_| quote!(let table = table_alarms(at, &topic, &parts.table)?;));
    quote! {
        let (mut counts, mut durations) = (Vec::new(), Vec::new());
        let functions = [#(#functions),*];
        for (id, name, function, slow) in functions {
            let over = || -> Result<_> { Ok(cloudwatch::MetricOptions::new().period(&Duration::minutes(&at.stack, 5)?)) };
            let errors = function.metric_errors(over()?)?;
            let text = format!("The function {name} failed");
            counts.push(alarm(at, &topic, &format!("{id}Errors"), errors, 1, 1, &text)?);
            let throttles = function.metric_throttles(over()?)?;
            let text = format!("Too many of the function {name} at once");
            counts.push(alarm(at, &topic, &format!("{id}Throttles"), throttles, 1, 1, &text)?);
            let duration = function.metric_duration(over()?.statistic("p99"))?;
            let text = format!("The function {name} takes four fifths of its time");
            durations.push(alarm(at, &topic, &format!("{id}Slow"), duration, slow, 3, &text)?);
        }
        #api
        #table
    }
}

/// Four fifths of its time: Alexa has given up by then, or is about to.
fn function(function: &Function) -> TokenStream {
    let (name, id) = (&function.name, part(&function.name));
    let variable = format_ident!("{name}");
    let slow = number(u32::try_from(function.timeout_ms * 4 / 5).unwrap_or(u32::MAX));
    quote!((#id, #name, &parts.#variable, #slow))
}

fn graphs(plan: &Plan) -> TokenStream {
    let api = plan.linking.as_ref().map(|_| quote!(graph(at, "API", &api)?,));
    let table = plan.table.as_ref().map(|_| quote!(graph(at, "Table: throttles", &table)?,));
    quote! {
        graph(at, "Functions: errors and throttles", &counts)?,
        graph(at, "Functions: duration, p99", &durations)?,
        #api
        #table
    }
}

fn alarm() -> TokenStream {
    quote! {
        /// One alarm; its metric, for the dashboard.
        fn alarm(
            at: &Deployment<'_>,
            topic: &sns::Topic,
            id: &str,
            metric: cloudwatch::Metric,
            threshold: u32,
            periods: u32,
            description: &str,
        ) -> Result<cloudwatch::Metric> {
            let props = cloudwatch::AlarmProps::new(periods, &metric, threshold)
                .alarm_name(at.name(id))
                .alarm_description(description)
                .comparison_operator(cloudwatch::ComparisonOperator::GreaterThanOrEqualToThreshold)
                .treat_missing_data(cloudwatch::TreatMissingData::NotBreaching);
            let alarm = cloudwatch::Alarm::new(&at.stack, id, props)?;
            let tell = cloudwatch_actions::SnsAction::new(topic)?;
            alarm.add_alarm_action([&tell])?;
            alarm.add_ok_action([&tell])?;
            Ok(metric)
        }

        /// One graph, half as wide as the dashboard.
        fn graph(at: &Deployment<'_>, title: &str, metrics: &[cloudwatch::Metric]) -> Result<cloudwatch::GraphWidget> {
            let props = cloudwatch::GraphWidgetProps::new().title(title).left(metrics).width(12);
            Ok(cloudwatch::GraphWidget::new(&at.stack, props)?)
        }
    }
}

fn api() -> TokenStream {
    quote! {
        /// The API fails, or is slower than Alexa waits.
        fn api_alarms(
            at: &Deployment<'_>,
            topic: &sns::Topic,
            api: &apigatewayv2::HttpApi,
        ) -> Result<Vec<cloudwatch::Metric>> {
            let id = api.api_id()?;
            let metric = |name: &str, statistic: &str| -> Result<cloudwatch::Metric> {
                let props = cloudwatch::MetricProps::new(name, "AWS/ApiGateway")
                    .statistic(statistic)
                    .period(&Duration::minutes(&at.stack, 5)?)
                    .dimensions_map([("ApiId", id.as_str()), ("Stage", "$default")]);
                Ok(cloudwatch::Metric::new(&at.stack, props)?)
            };
            let (errors, latency) = (metric("5xx", "Sum")?, metric("Latency", "p99")?);
            Ok(vec![
                alarm(at, topic, "ApiErrors", errors, 5, 1, "The API answers with server errors")?,
                alarm(at, topic, "ApiSlow", latency, 4000, 3, "The API is slower than Alexa waits")?,
            ])
        }
    }
}

fn table() -> TokenStream {
    quote! {
        /// DynamoDB refuses what the functions ask of it.
        fn table_alarms(
            at: &Deployment<'_>,
            topic: &sns::Topic,
            table: &dynamodb::Table,
        ) -> Result<Vec<cloudwatch::Metric>> {
            let mut metrics = Vec::new();
            for (what, does) in [("Read", "read"), ("Write", "write")] {
                let props = cloudwatch::MetricProps::new(format!("{what}ThrottleEvents"), "AWS/DynamoDB")
                    .statistic("Sum")
                    .period(&Duration::minutes(&at.stack, 5)?)
                    .dimensions_map([("TableName", table.table_name()?)]);
                let metric = cloudwatch::Metric::new(&at.stack, props)?;
                let text = format!("DynamoDB refuses what the functions {does}");
                metrics.push(alarm(at, topic, &format!("Table{what}Throttles"), metric, 1, 1, &text)?);
            }
            Ok(metrics)
        }
    }
}

fn topic() -> TokenStream {
    quote! {
        /// Whom alarms tell. It is not encrypted with AWS's key, which alarms cannot use; the messages say which one it is,
        /// and no more. Demanding TLS gives it a policy, which takes the place of the default one that let alarms in.
        fn alarm_topic(at: &Deployment<'_>, alarms: Alarms) -> Result<sns::Topic> {
            let props = sns::TopicProps::new().topic_name(at.name("alarms")).enforce_ssl(true);
            let topic = sns::Topic::new(&at.stack, "Alarms", props)?;
            let cloudwatch = iam::ServicePrincipal::new(&at.stack, "cloudwatch.amazonaws.com", None)?;
            let account = Aws::account_id(&at.stack)?;
            let own = texts([("aws:SourceAccount", account.as_str())]);
            let statement = statements::of("CloudWatchPublishes", "sns", &["Publish"])
                .principals([&cloudwatch])
                .resources([topic.topic_arn()?])
                .conditions([("StringEquals", own)]);
            topic.add_to_resource_policy(&iam::PolicyStatement::new(&at.stack, statement)?)?;
            if let Some(email) = alarms.email {
                topic.add_subscription(&sns_subscriptions::EmailSubscription::new(&at.stack, email, None)?)?;
            }
            Ok(topic)
        }
    }
}
