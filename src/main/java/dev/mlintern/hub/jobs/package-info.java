/// Hugging Face Jobs: submit, watch, read logs, stop; schedules (spec hub-api §9.16 and §9.17).
package dev.mlintern.hub.jobs;
