/// Session transcripts on their way into the user's own private dataset: the queue on disk, what is
/// taken out of them, and the worker that runs after the session is over (harness §3.9).
package dev.mlintern.hooks.upload;
