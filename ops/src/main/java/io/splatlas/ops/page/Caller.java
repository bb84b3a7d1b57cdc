package io.splatlas.ops.page;

import com.sun.net.httpserver.HttpExchange;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.splatlas.ops.client.BearerToken;
import io.splatlas.ops.client.SplatlasClient;
import io.splatlas.proto.v1.ListInstancesRequest;
import io.splatlas.proto.v1.QueryTextRequest;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Who asks: a client of the gateway that shows the token that the request brought, so that every
 * answer needs the rights that gRPC asks for. What is kept for several requests is kept per token.
 *
 * @param client shows the token, if there is one
 * @param key tells callers apart: the token, or nothing
 */
record Caller(SplatlasClient client, String key) {
  /** The cookie that a browser brings its token in. */
  static final String COOKIE = "splatlas-token";

  /** What RFC 6750 lets a bearer token be. */
  private static final Pattern HEADER =
      Pattern.compile("Bearer ([A-Za-z0-9._~+/-]+=*)", Pattern.CASE_INSENSITIVE);

  private static final Pattern IN_COOKIES =
      Pattern.compile("(?:^|;\\s*)" + COOKIE + "=([A-Za-z0-9._~+/-]+=*)");

  /** The caller of a request. */
  static Caller of(HttpExchange exchange, SplatlasClient anybody) {
    Optional<String> token =
        header(exchange)
            .or(() -> find(IN_COOKIES, exchange.getRequestHeaders().getFirst("Cookie")));
    return token
        .map(shown -> new Caller(anybody.as(new BearerToken(shown)), shown))
        .orElse(new Caller(anybody, ""));
  }

  /** The token of the Authorization header, which no other site can make a browser send. */
  static Optional<String> header(HttpExchange exchange) {
    return find(HEADER, exchange.getRequestHeaders().getFirst("Authorization"));
  }

  private static Optional<String> find(Pattern pattern, @Nullable String text) {
    if (text == null) {
      return Optional.empty();
    }
    Matcher matcher = pattern.matcher(text);
    return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
  }

  /**
   * Demands the right to watch a scene, for what telemetry left of it.
   *
   * @throws StatusRuntimeException when it is not there
   */
  void requireWatch(String scene) {
    client
        .instances()
        .listInstances(ListInstancesRequest.newBuilder().setSceneId(scene).setPageSize(1).build());
  }

  /**
   * Demands the right to see a scene, for its frames. A question without words is refused as such
   * once the rights were found to be there, and costs the device nothing.
   *
   * @throws StatusRuntimeException when it is not there
   */
  void requireQuery(String scene) {
    try {
      client.query().queryText(QueryTextRequest.newBuilder().setSceneId(scene).build());
    } catch (StatusRuntimeException refused) {
      if (refused.getStatus().getCode() != Status.Code.INVALID_ARGUMENT) {
        throw refused;
      }
    }
  }
}
