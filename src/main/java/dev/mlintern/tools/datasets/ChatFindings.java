package dev.mlintern.tools.datasets;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// What chat templates and trainers stumble over in conversations.
final class ChatFindings {
  private ChatFindings() {}

  static List<Finding> of(Sample sample) {
    List<Finding> findings = new ArrayList<>();
    sample.chats().forEach(chat -> column(chat, sample, findings));
    return findings;
  }

  private static void column(ChatProfile chat, Sample sample, List<Finding> findings) {
    String name = Names.code(chat.column());
    String example = chat.example().map(row -> " (e.g. row " + row + ")").orElse("");
    if (chat.empty() > 0) {
      findings.add(
          Finding.notable(
              name
                  + " holds no messages in "
                  + sample.share(chat.empty(), sample.rows(), "row")
                  + "."));
    }
    if (chat.read() == 0) {
      return;
    }
    if (chat.blanks() > 0) {
      findings.add(
          Finding.notable(
              name
                  + " has a message without content in "
                  + share(chat.blanks(), chat, sample)
                  + example
                  + "."));
    }
    // Completions hold only the answer: what a whole conversation must look like does not apply.
    boolean whole = !isAnswer(chat.column());
    if (whole && chat.repeats() > 0) {
      findings.add(
          Finding.notable(
              name
                  + " has the same speaker twice in a row in "
                  + share(chat.repeats(), chat, sample)
                  + example
                  + ": templates that demand alternation refuse them."));
    }
    if (whole && chat.badStarts() > 0) {
      findings.add(
          Finding.notable(
              name
                  + " does not start with the user in "
                  + share(chat.badStarts(), chat, sample)
                  + example
                  + "."));
    }
    if (chat.lateSystem() > 0) {
      findings.add(
          Finding.notable(
              name
                  + " has a system message after the first in "
                  + share(chat.lateSystem(), chat, sample)
                  + "."));
    }
    lastRole(chat, name, sample, findings);
    if (chat.withTools() > 0 && sample.find("tools").isEmpty()) {
      findings.add(
          Finding.notable(
              name
                  + " uses tools in "
                  + share(chat.withTools(), chat, sample)
                  + " but there is no `tools` column with their schemas, which chat templates"
                  + " need."));
    }
    List<String> strange =
        chat.strangeRoles().stream()
            .filter(role -> new ChatMessage(role, "", false).plainRole().equals(role))
            .toList();
    if (!strange.isEmpty()) {
      findings.add(
          Finding.notable(
              name + " has roles chat templates do not know: " + Names.list(strange, 5) + "."));
    }
  }

  private static void lastRole(
      ChatProfile chat, String name, Sample sample, List<Finding> findings) {
    int answered =
        chat.lastRoles().entrySet().stream()
            .filter(e -> new ChatMessage(e.getKey(), "", false).plainRole().equals("assistant"))
            .mapToInt(Map.Entry::getValue)
            .sum();
    int others = chat.read() - answered;
    if (chat.column().equalsIgnoreCase("prompt")) {
      if (answered > 0) {
        findings.add(
            Finding.notable(
                name
                    + " ends with the assistant in "
                    + share(answered, chat, sample)
                    + ": a prompt should end with the user."));
      }
    } else if (others > 0) {
      findings.add(
          new Finding(
              others * 2 > chat.read() ? Finding.Severity.SERIOUS : Finding.Severity.NOTABLE,
              name
                  + " does not end with the assistant in "
                  + share(others, chat, sample)
                  + ": the last turn gives nothing to learn."));
    }
  }

  private static String share(int hits, ChatProfile chat, Sample sample) {
    return sample.share(hits, chat.read(), "conversation");
  }

  private static boolean isAnswer(String column) {
    String name = column.toLowerCase(java.util.Locale.ROOT);
    return name.equals("completion") || name.equals("chosen") || name.equals("rejected");
  }
}
