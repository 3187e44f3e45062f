/// Jobs of the embedded Hub: local processes behind the Hub's own routes (spec hub-api §9.16).
///
/// What isolates a job is little: a folder of its own as working and home directory, a process
/// group of its own that is killed as one, and an environment without the Hub's own variables, so
/// that no secret is inherited. There is no container: the image is recorded and not used, the
/// command runs with this user's rights and this machine's programs. Only run what you would run
/// in a terminal.
///
/// Memory, disk and hardware are not limited either; a flavor is a name here, and nothing is
/// billed. The prices served are those of the real Hub, so that a plan made here reads the same.
package dev.mlintern.localhub.jobs;
