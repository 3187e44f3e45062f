/// Takes secrets out of text and JSON before they leave the machine.
///
/// Pure functions over the JDK and room `json`: no regular expressions, no reflection, nothing that
/// costs start-up, because hooks run them too. What is covered, and what is not and why, is listed
/// in `docs/REDACTION.md`.
package dev.mlintern.redact;
