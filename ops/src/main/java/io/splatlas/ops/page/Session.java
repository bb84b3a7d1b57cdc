package io.splatlas.ops.page;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;

/**
 * A browser's token: brought once in the Authorization header, which no other site can send, then
 * kept by the browser in a cookie that its scripts cannot read and other sites cannot use. Event
 * streams, images and downloads cannot bring headers of their own.
 */
final class Session {
  private Session() {}

  /** Tries the token and keeps it, or forgets the one that was kept when none is brought. */
  static void answer(HttpExchange exchange, Caller caller, String address) throws IOException {
    String cookie = Caller.COOKIE + "=%s; Path=/api; HttpOnly; SameSite=Strict";
    String told;
    if (Caller.header(exchange).isPresent()) {
      told = ServerView.json(caller.client(), address);
      exchange.getResponseHeaders().set("Set-Cookie", cookie.formatted(caller.key()));
    } else {
      told = "{}";
      exchange.getResponseHeaders().set("Set-Cookie", cookie.formatted("") + "; Max-Age=0");
    }
    Answers.json(exchange, 200, told);
  }
}
