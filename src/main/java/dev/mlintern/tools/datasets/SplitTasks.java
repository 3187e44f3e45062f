package dev.mlintern.tools.datasets;

import dev.mlintern.http.CallScope;
import dev.mlintern.hub.DatasetInfo;
import dev.mlintern.hub.DatasetPage;
import dev.mlintern.hub.DatasetParquet;
import dev.mlintern.hub.DatasetStatistics;
import dev.mlintern.hub.DatasetViewer;
import dev.mlintern.hub.DatasetViewer.Target;
import dev.mlintern.tools.Subtasks;
import dev.mlintern.tools.Subtasks.Subtask;
import java.util.Optional;

/// The questions about one split, all under way at once. They have a scope of their own, so that a
/// wrong guess of the split can be dropped without ending the call.
record SplitTasks(
    Target target,
    CallScope scope,
    Subtask<DatasetPage> page,
    Subtask<DatasetInfo> info,
    Subtask<DatasetStatistics> statistics,
    Optional<Subtask<DatasetParquet>> parquet) {

  static SplitTasks start(
      Target target,
      InspectRequest request,
      DatasetViewer viewer,
      Subtasks tasks,
      CallScope parent) {
    CallScope scope = CallScope.lasting(parent.remaining());
    parent.onCancel(scope::cancel);
    return new SplitTasks(
        target,
        scope,
        tasks.start(
            () ->
                request.offset() == 0
                    ? viewer.firstRows(target, scope)
                    : viewer.rows(target, request.offset(), DatasetViewer.MAX_ROWS, scope)),
        tasks.start(() -> viewer.info(target.dataset(), target.config(), scope)),
        tasks.start(() -> viewer.statistics(target, scope)),
        request.includes(Section.FILES)
            ? Optional.of(
                tasks.start(() -> viewer.parquet(target.dataset(), target.config(), scope)))
            : Optional.empty());
  }

  /// Breaks off what is under way.
  void drop() {
    scope.cancel();
  }
}
