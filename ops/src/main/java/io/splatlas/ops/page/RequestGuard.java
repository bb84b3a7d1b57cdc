package io.splatlas.ops.page;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Turns away what no page of this server asks: writes, names of other hosts (DNS rebinding: a
 * foreign site that lets its name point here), and requests that a foreign site makes a browser
 * send. The only thing that is taken is the picture of a question: no form can send its type, and
 * for scripts of other sites a browser would have to ask first, which is turned away too.
 */
final class RequestGuard {
  private static final Pattern LOOPBACK =
      Pattern.compile("(?:localhost|127(?:\\.\\d{1,3}){3}|\\[::1])(?::\\d{1,5})?");

  private static final Pattern QUESTIONS = Pattern.compile("/api/scenes/[^/]+/(?:query|matches)");

  private RequestGuard() {}

  static void check(HttpExchange exchange) {
    Headers headers = exchange.getRequestHeaders();
    String method = exchange.getRequestMethod();
    if (!method.equals("GET") && !method.equals("HEAD") && !isPicture(exchange)) {
      exchange.getResponseHeaders().set("Allow", "GET, HEAD");
      throw new HttpProblem(
          405, "this server only answers; it takes nothing by HTTP but pictures to ask for");
    }
    if (!isOwnName(headers.getFirst("Host"))) {
      throw new HttpProblem(421, "ask by the server's own name: localhost or 127.0.0.1");
    }
    String site = headers.getFirst("Sec-Fetch-Site");
    String mode = headers.getFirst("Sec-Fetch-Mode");
    if ("cross-site".equals(site) && !"navigate".equals(mode)) {
      throw new HttpProblem(403, "not for pages of other sites");
    }
  }

  private static boolean isPicture(HttpExchange exchange) {
    String type = exchange.getRequestHeaders().getFirst("Content-Type");
    return exchange.getRequestMethod().equals("POST")
        && QUESTIONS.matcher(exchange.getRequestURI().getPath()).matches()
        && ("image/png".equals(type) || "image/jpeg".equals(type));
  }

  static boolean isOwnName(@Nullable String host) {
    return host != null && LOOPBACK.matcher(host).matches();
  }
}
