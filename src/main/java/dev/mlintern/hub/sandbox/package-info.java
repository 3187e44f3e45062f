/// The client of the server inside a sandbox (spec tools-act §18).
package dev.mlintern.hub.sandbox;
