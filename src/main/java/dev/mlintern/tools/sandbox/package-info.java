/// The life of a sandbox: a job of the Hub that serves commands and files (spec tools-act §3 and
/// §18), from the lease written before it is asked for to the stage read back after it was ended.
///
/// Money is safe by four nets: any failure after the submission cancels the job; the server ends
/// what is unused or past its time, and at its own end all that nobody asked to keep; the next
/// start sweeps what a killed server left; and the job itself carries an idle and a hard time
/// limit.
package dev.mlintern.tools.sandbox;
