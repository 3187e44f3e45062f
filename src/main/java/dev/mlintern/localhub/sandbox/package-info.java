/// The server inside a sandbox (spec tools-act §18) over a folder and local processes.
///
/// It keeps honest work apart, it is no jail: processes run as the user who started the Hub, see
/// the machine's files and its network. What it does hold: no inherited secrets or environment, a
/// folder of its own, file calls confined to that folder, a process group for every command, and
/// an end that leaves no process behind, but one that left its session and cleared its environment
/// on purpose.
package dev.mlintern.localhub.sandbox;
