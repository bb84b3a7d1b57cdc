package io.splatlas.ops.page;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageOrBuilder;
import com.google.protobuf.util.JsonFormat;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** How answers of the page are written: headers, errors, JSON. */
final class Answers {
  static final String JSON = "application/json; charset=utf-8";

  /**
   * Scripts, styles, images and connections of this server only; blob: is how a picture is shown
   * and how Spark starts its sorting worker, WebAssembly is what it sorts by.
   */
  static final String CONTENT_POLICY =
      "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; "
          + "img-src 'self' blob:; worker-src 'self' blob:; "
          + "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private static final JsonFormat.Printer PRINTER =
      JsonFormat.printer().omittingInsignificantWhitespace().alwaysPrintFieldsWithNoPresence();

  private Answers() {}

  /** A message of the contract in protobuf's JSON, on one line. */
  static String json(MessageOrBuilder message) {
    try {
      return PRINTER.print(message);
    } catch (InvalidProtocolBufferException impossible) {
      throw new IllegalStateException("a message of the contract has no JSON", impossible);
    }
  }

  /** What every answer carries. */
  static void secure(HttpExchange exchange) {
    Headers headers = exchange.getResponseHeaders();
    headers.set("Content-Security-Policy", CONTENT_POLICY);
    headers.set("X-Content-Type-Options", "nosniff");
    headers.set("Referrer-Policy", "no-referrer");
    headers.set("Cross-Origin-Opener-Policy", "same-origin");
    headers.set("Cross-Origin-Resource-Policy", "same-origin");
    headers.set("Permissions-Policy", "camera=(), microphone=(), geolocation=()");
  }

  static void send(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", type);
    if (!exchange.getResponseHeaders().containsKey("Cache-Control")) {
      exchange.getResponseHeaders().set("Cache-Control", "no-store");
    }
    if (exchange.getRequestMethod().equals("HEAD") || status == 304) {
      exchange.sendResponseHeaders(status, -1);
    } else {
      exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
    }
  }

  static void json(HttpExchange exchange, int status, String json) throws IOException {
    send(exchange, status, JSON, json.getBytes(StandardCharsets.UTF_8));
  }

  static void problem(HttpExchange exchange, HttpProblem problem) throws IOException {
    if (problem.status() == 429 || problem.status() == 503) {
      exchange.getResponseHeaders().set("Retry-After", "1");
    }
    json(exchange, problem.status(), problemJson(problem.status(), problem.told()));
  }

  static String problemJson(int status, String message) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    return node.put("status", status).put("error", message).toString();
  }
}
