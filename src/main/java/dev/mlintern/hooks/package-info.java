/// Three small programs that Claude Code starts, JSON in and JSON out: approval of a tool call,
/// session start, session end.
///
/// A hook never fails: whatever goes wrong, it exits with 0 and answers the safe side. Exit codes
/// other than 0 and 2 would let the call through (harness App. A).
package dev.mlintern.hooks;
