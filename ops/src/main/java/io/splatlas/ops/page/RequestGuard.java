package io.splatlas.ops.page;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Turns away what no page of this server asks: writes, names of other hosts (DNS rebinding: a
 * foreign site that lets its name point here), and requests that a foreign site makes a browser
 * send.
 */
final class RequestGuard {
  private static final Pattern LOOPBACK =
      Pattern.compile("(?:localhost|127(?:\\.\\d{1,3}){3}|\\[::1])(?::\\d{1,5})?");

  private RequestGuard() {}

  static void check(HttpExchange exchange) {
    Headers headers = exchange.getRequestHeaders();
    String method = exchange.getRequestMethod();
    if (!method.equals("GET") && !method.equals("HEAD")) {
      exchange.getResponseHeaders().set("Allow", "GET, HEAD");
      throw new HttpProblem(405, "this server only answers; it takes nothing by HTTP");
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

  static boolean isOwnName(@Nullable String host) {
    return host != null && LOOPBACK.matcher(host).matches();
  }
}
