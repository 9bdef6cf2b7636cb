//! Account linking and what comes of it, through the real parts: the embedded cloud with its demo backends as one
//! program, a browser and Alexa before it. Nothing is looked at from within. What is in the tables was put there by the
//! functions, but for what an operator's hand does where a test says so: it lets time pass, and copies users.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod accounts;
mod addresses;
mod agent;
mod authorizing;
mod aws;
mod cloud;
mod crash;
mod ending;
mod failures;
mod function;
mod gate;
mod grants;
mod limits;
mod linking;
mod outside;
mod page_steps;
mod principals;
mod programs;
mod provider;
mod proxy;
mod proxy_death;
mod proxy_story;
mod proxy_troubles;
mod races;
mod random;
mod raw;
mod rows;
mod scan;
mod secrets_at_rest;
mod site;
mod skill_side;
mod test_tokens;
mod times;
mod two_skills;
