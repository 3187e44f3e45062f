import java.util.Scanner;

/// The least a stdio MCP server can be on the JVM: answers the first line, knows nothing else.
final class Bare {
  public static void main(String[] arguments) {
    var in = new Scanner(System.in);
    in.nextLine();
    System.out.println(
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"protocolVersion\":\"2025-11-25\","
            + "\"capabilities\":{},\"serverInfo\":{\"name\":\"bare\",\"version\":\"0\"}}}");
    System.out.flush();
    while (in.hasNextLine()) {
      in.nextLine();
    }
  }
}
