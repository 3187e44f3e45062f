/// What the fuzz targets (`*FuzzTest`, each in the room it attacks) are made of.
///
/// A target is one class with `fuzzerTestOneInput(byte[])`, the signature Jazzer looks for, and a
/// `corpus()` of seeds and words. In the normal build its test is a bounded
/// [dev.mlintern.fuzz.Campaign]: the seeds and a fixed number of seeded mutations, the same ones
/// each time. `bench/fuzz` gives the same classes to Jazzer, guided by coverage and as long as one
/// likes. Jazzer stays out of the test classpath: its JUnit engine attaches an agent to the whole
/// test run, whose sanitizers (no network, no processes) would meddle with every other test.
package dev.mlintern.fuzz;
