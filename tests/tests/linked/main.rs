//! Account linking and what comes of it, through the real parts: the embedded cloud with its demo backends as one
//! program, a browser and Alexa before it. Nothing is put into the tables by hand, and nothing is looked at from within.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod accounts;
mod agent;
mod aws;
mod cloud;
mod crash;
mod function;
mod gate;
mod linking;
mod outside;
mod programs;
mod provider;
mod scan;
mod secrets_at_rest;
mod two_skills;
