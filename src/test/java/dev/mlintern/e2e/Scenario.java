package dev.mlintern.e2e;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;

/// What the scripted model does, turn by turn: in the main conversation, and in the conversations
/// of subagents, told apart by what they were asked.
///
/// A step sees the request it answers, so it can carry a value from a result into the next call.
/// When the steps are used up the model says "Done." and stops.
public record Scenario(List<Function<ModelRequest, Reply>> main, List<Subagent> subagents) {
  /// The script of the subagents whose first message or system prompt fits `task`.
  public record Subagent(Pattern task, List<Function<ModelRequest, Reply>> steps) {
    public Subagent {
      steps = List.copyOf(steps);
    }

    boolean fits(ModelRequest request) {
      return task.matcher(request.firstUserText() + "\n" + request.systemText()).find();
    }
  }

  static final Reply DONE = Reply.text("Done.");

  public Scenario {
    main = List.copyOf(main);
    subagents = List.copyOf(subagents);
  }

  public static Scenario start() {
    return new Scenario(List.of(), List.of());
  }

  public Scenario says(String text) {
    return does(_ -> Reply.text(text));
  }

  public Scenario calls(String tool, Map<String, Object> input) {
    return does(_ -> Reply.call(tool, input));
  }

  public Scenario does(Function<ModelRequest, Reply> step) {
    var longer = new ArrayList<>(main);
    longer.add(step);
    return new Scenario(longer, subagents);
  }

  /// Adds the script of a subagent; `steps` has only main steps.
  public Scenario subagent(String taskRegex, Scenario steps) {
    var longer = new ArrayList<>(subagents);
    longer.add(new Subagent(Pattern.compile(taskRegex), steps.main()));
    return new Scenario(main, longer);
  }
}
