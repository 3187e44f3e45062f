/// The rules of spending and writing, shared by the approval hook and the server.
///
/// Pure: the only effects are the state files under the state folder (price cache, budget ledger,
/// audit log). Loads nothing but the JDK and the rooms `json`, `redact` and `settings`.
///
/// The approval hook is this room and a `main`, started for every gated call. What it runs through
/// therefore does without pattern switches, whose first use builds a class at run time (10 ms
/// each).
package dev.mlintern.policy;
