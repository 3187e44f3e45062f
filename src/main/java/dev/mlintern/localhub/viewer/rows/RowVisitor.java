package dev.mlintern.localhub.viewer.rows;

import dev.mlintern.json.JsonObject;
import java.io.IOException;

/// Receives rows one after the other.
@FunctionalInterface
public interface RowVisitor {
  /// @param index from 0, within what is read
  /// @return whether to go on
  boolean visit(long index, JsonObject row) throws IOException;
}
