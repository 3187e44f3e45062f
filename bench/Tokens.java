import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/// Counts tokens of the o200k_base vocabulary, as the test of the tools' budget does: texts on
/// standard input, each ended by a NUL, one number a line on standard output.
///
///     java -cp jtokkit.jar bench/Tokens.java
final class Tokens {
  private Tokens() {}

  public static void main(String[] arguments) throws IOException {
    Encoding o200k = Encodings.newLazyEncodingRegistry().getEncoding(EncodingType.O200K_BASE);
    String all = new String(System.in.readAllBytes(), StandardCharsets.UTF_8);
    for (int from = 0, to; (to = all.indexOf('\0', from)) >= 0; from = to + 1) {
      System.out.println(o200k.countTokensOrdinary(all.substring(from, to)));
    }
  }
}
