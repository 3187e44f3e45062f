/// The edit engine: text and wishes in, text and an account of what was done out. Pure, no I/O
/// (spec tools-act §7; §7.4 lists what must never happen, §7.5 what it does instead).
package dev.mlintern.tools.sandbox.edit;
