package dev.mlintern.localhub.jobs;

/// How far a local job got; the Hub's words.
enum Stage {
  SCHEDULING,
  RUNNING,
  COMPLETED,
  CANCELED,
  ERROR,
  DELETED;

  boolean isFinal() {
    return this != SCHEDULING && this != RUNNING;
  }
}
