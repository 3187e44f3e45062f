package dev.mlintern.localhub.viewer.rows;

import dev.mlintern.json.JsonObject;
import dev.mlintern.localhub.viewer.feature.Cells;
import dev.mlintern.localhub.viewer.feature.Feature;
import dev.mlintern.localhub.viewer.feature.Feature.Struct;
import dev.mlintern.localhub.viewer.feature.FeatureMerge;
import dev.mlintern.localhub.viewer.feature.FeatureMerge.TypeConflict;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// The rows of a split: those of its files, one file after the other.
public final class SplitRows {
  private static final int FAR_ROWS = 5_000;

  private record Part(DataFile file, Survey survey, long firstRow) {}

  private final List<Part> parts;
  private final Struct columns;
  private final long rows;

  private SplitRows(List<Part> parts, Struct columns, long rows) {
    this.parts = List.copyOf(parts);
    this.columns = columns;
    this.rows = rows;
  }

  /// @param declared the types the dataset card gives, which win over those found
  /// @throws BadData if a file cannot be read or the files do not fit together
  public static SplitRows open(List<DataFile> files, Optional<Struct> declared, Surveys surveys)
      throws IOException {
    List<Part> parts = new ArrayList<>();
    Struct found = Struct.EMPTY;
    long rows = 0;
    for (DataFile file : files) {
      Survey survey = surveys.of(file);
      parts.add(new Part(file, survey, rows));
      rows += survey.rows();
      if (declared.isPresent() || parts.size() > 1) {
        requireNoNewColumns(declared.orElse(found), survey.columns(), file);
      }
      if (declared.isEmpty()) {
        found = merge(found, survey.columns(), file);
      }
    }
    return new SplitRows(parts, declared.orElse(found), rows);
  }

  /// As in the `datasets` library: a later file may lack columns but not bring new ones.
  private static void requireNoNewColumns(Struct known, Struct next, DataFile file) {
    Set<String> added = new TreeSet<>(next.fields().keySet());
    added.removeAll(known.fields().keySet());
    if (!added.isEmpty()) {
      throw new BadData(
          "All the data files must have the same columns, but at some point there are "
              + added.size()
              + " new columns ("
              + String.join(", ", added)
              + "): "
              + file.path());
    }
  }

  private static Struct merge(Struct before, Struct next, DataFile file) {
    try {
      return FeatureMerge.mergeStructs(before, next, "");
    } catch (TypeConflict e) {
      if (file.format() == DataFormat.CSV) {
        return textWhereDifferent(before, next);
      }
      throw new BadData("Couldn't cast " + file.path() + ": " + e.getMessage());
    }
  }

  /// CSV has no types of its own, so text always fits.
  private static Struct textWhereDifferent(Struct before, Struct next) {
    Map<String, Feature> fields = new LinkedHashMap<>(before.fields());
    next.fields()
        .forEach(
            (name, feature) -> {
              Feature known = fields.getOrDefault(name, feature);
              try {
                fields.put(name, FeatureMerge.merge(known, feature, name));
              } catch (TypeConflict _) {
                fields.put(name, Feature.Value.STRING);
              }
            });
    return new Struct(fields);
  }

  public Struct columns() {
    return columns;
  }

  public long rows() {
    return rows;
  }

  /// About what the rows take in memory.
  public long memoryBytes() {
    return parts.stream().mapToLong(part -> part.survey.memoryBytes()).sum();
  }

  /// Reads rows from one on, numbered through the split, cells in the form of their columns.
  ///
  /// @param wanted names of columns; empty for all
  public void scan(long from, Set<String> wanted, RowVisitor visitor) throws IOException {
    Struct shown = project(wanted);
    for (Part part : parts) {
      if (from < part.firstRow + part.survey.rows()) {
        boolean[] goOn = {true};
        RowReader.of(part.file.format())
            .scan(
                part.file,
                part.survey,
                Math.max(0, from - part.firstRow),
                wanted,
                (index, row) -> {
                  goOn[0] = visitor.visit(part.firstRow + index, Cells.row(row, shown));
                  return goOn[0];
                });
        if (!goOn[0]) {
          return;
        }
      }
    }
  }

  /// A run of rows.
  public Map<Long, JsonObject> page(long from, int length) throws IOException {
    Map<Long, JsonObject> page = new LinkedHashMap<>();
    if (length > 0) {
      scan(
          from,
          Set.of(),
          (index, row) -> {
            page.put(index, row);
            return page.size() < length;
          });
    }
    return page;
  }

  /// The rows with these numbers, in the order given.
  public Map<Long, JsonObject> pick(List<Long> indexes) throws IOException {
    Map<Long, JsonObject> found = new LinkedHashMap<>();
    indexes.forEach(index -> found.put(index, JsonObject.EMPTY));
    Deque<Long> open = new ArrayDeque<>(indexes.stream().sorted().toList());
    while (!open.isEmpty()) {
      scan(
          open.peek(),
          Set.of(),
          (index, row) -> {
            if (index == open.peek()) {
              found.put(open.poll(), row);
            }
            // A far row is reached faster by starting anew near it.
            return !open.isEmpty() && open.peek() - index < FAR_ROWS;
          });
    }
    return found;
  }

  private Struct project(Set<String> wanted) {
    if (wanted.isEmpty()) {
      return columns;
    }
    Map<String, Feature> fields = new LinkedHashMap<>(columns.fields());
    fields.keySet().retainAll(wanted);
    return new Struct(fields);
  }
}
