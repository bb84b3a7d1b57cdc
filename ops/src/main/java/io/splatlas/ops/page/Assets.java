package io.splatlas.ops.page;

import com.sun.net.httpserver.HttpExchange;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * The page's files, from the program itself. Browsers keep them and ask each time whether they
 * still hold (ETag), so that a new release shows at once; compressed once, when first asked for.
 */
final class Assets {
  private static final Pattern NAME = Pattern.compile("(?:[a-z0-9_-]+/)*[a-z0-9_-]+\\.[a-z0-9]+");
  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "svg", "image/svg+xml",
          "txt", "text/plain; charset=utf-8");

  private final Map<String, Asset> loaded = new ConcurrentHashMap<>();

  private record Asset(String type, String tag, byte[] plain, byte[] zipped) {}

  void answer(HttpExchange exchange, String path) throws IOException {
    Asset asset =
        find(path.equals("/") ? "index.html" : path.substring(1))
            .orElseThrow(() -> new HttpProblem(404, "there is no such page"));
    exchange.getResponseHeaders().set("Cache-Control", "no-cache");
    exchange.getResponseHeaders().set("ETag", asset.tag());
    exchange.getResponseHeaders().set("Vary", "Accept-Encoding");
    if (asset.tag().equals(exchange.getRequestHeaders().getFirst("If-None-Match"))) {
      Answers.send(exchange, 304, asset.type(), new byte[0]);
    } else if (accepts(exchange.getRequestHeaders().getFirst("Accept-Encoding"))) {
      exchange.getResponseHeaders().set("Content-Encoding", "gzip");
      Answers.send(exchange, 200, asset.type(), asset.zipped());
    } else {
      Answers.send(exchange, 200, asset.type(), asset.plain());
    }
  }

  private static boolean accepts(@Nullable String encodings) {
    return encodings != null && encodings.contains("gzip");
  }

  /** Names that do not exist are not remembered: there is no end of them. */
  private Optional<Asset> find(String name) {
    Asset known = loaded.get(name);
    if (known != null) {
      return Optional.of(known);
    }
    String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
    if (type == null || !NAME.matcher(name).matches()) {
      return Optional.empty();
    }
    try (InputStream in = Assets.class.getResourceAsStream("web/" + name)) {
      if (in == null) {
        return Optional.empty();
      }
      Asset asset = asset(type, in.readAllBytes());
      loaded.put(name, asset);
      return Optional.of(asset);
    } catch (IOException e) {
      throw new UncheckedIOException("the page's file " + name + " cannot be read", e);
    }
  }

  private static Asset asset(String type, byte[] plain) throws IOException {
    ByteArrayOutputStream zipped = new ByteArrayOutputStream(plain.length / 2);
    try (GZIPOutputStream gzip = new GZIPOutputStream(zipped)) {
      gzip.write(plain);
    }
    return new Asset(type, tag(plain), plain, zipped.toByteArray());
  }

  private static String tag(byte[] plain) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(plain);
      return '"' + HexFormat.of().formatHex(digest, 0, 12) + '"';
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every JDK has SHA-256", impossible);
    }
  }
}
