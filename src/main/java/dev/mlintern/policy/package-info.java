/// The rules of spending and writing, shared by the approval hook and the server.
///
/// Pure: the only effects are the state files under the state folder (price cache, budget ledger,
/// audit log). Loads nothing but the JDK and the rooms `json`, `redact` and `settings`.
package dev.mlintern.policy;
