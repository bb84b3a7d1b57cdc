package io.splatlas.ops.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Headless Chromium by the WebDriver protocol (W3C), as far as our tests need it: Debian's packages
 * chromium and chromium-driver are enough.
 */
final class Browser implements AutoCloseable {
  private static final Pattern STARTED = Pattern.compile("started successfully on port (\\d+)");
  private static final Pattern BUSY = Pattern.compile("responded with a status of (?:429|503)");
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Process driver;
  private final HttpClient http = HttpClient.newHttpClient();
  private final String session;

  private Browser(Process driver, int port, Path profile, List<String> more)
      throws IOException, InterruptedException {
    this.driver = driver;
    ObjectNode body = JSON.createObjectNode();
    ObjectNode wanted = body.putObject("capabilities").putObject("alwaysMatch");
    wanted.putObject("goog:loggingPrefs").put("browser", "ALL").put("performance", "ALL");
    wanted.putObject("timeouts").put("script", PATIENCE.toMillis());
    var arguments = wanted.putObject("goog:chromeOptions").putArray("args");
    List.of(
            "--headless=new",
            "--no-sandbox",
            "--disable-dev-shm-usage",
            "--disable-background-networking",
            "--disable-component-update",
            "--no-first-run",
            "--no-default-browser-check",
            "--use-angle=swiftshader",
            "--enable-unsafe-swiftshader",
            "--force-color-profile=srgb",
            "--window-size=1100,800",
            "--user-data-dir=" + profile)
        .forEach(arguments::add);
    more.forEach(arguments::add);
    JsonNode answer = send("POST", "http://127.0.0.1:" + port + "/session", body);
    session = "http://127.0.0.1:" + port + "/session/" + answer.get("sessionId").asText();
  }

  /** What is missing on this machine to run a browser; empty when nothing is. */
  static Optional<String> missing() {
    return Stream.of("chromium", "chromedriver")
        .filter(command -> Commands.find(command).isEmpty())
        .reduce((a, b) -> a + ", " + b);
  }

  /**
   * @param profile an empty folder
   * @param more arguments of Chromium
   */
  static Browser start(Path profile, String... more) throws IOException, InterruptedException {
    Process driver =
        new ProcessBuilder("chromedriver", "--port=0").redirectErrorStream(true).start();
    BufferedReader out = driver.inputReader();
    StringBuilder said = new StringBuilder();
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      said.append(line).append('\n');
      Matcher started = STARTED.matcher(line);
      if (started.find()) {
        return new Browser(driver, Integer.parseInt(started.group(1)), profile, List.of(more));
      }
    }
    throw new IOException("chromedriver did not start:\n" + said);
  }

  void open(String url) throws IOException, InterruptedException {
    post("/url", JSON.createObjectNode().put("url", url));
  }

  /** Runs a script and answers what it returns. */
  JsonNode run(String script) throws IOException, InterruptedException {
    ObjectNode body = JSON.createObjectNode().put("script", script);
    body.putArray("args");
    return post("/execute/sync", body);
  }

  /** Runs a script that ends by calling the function {@code done} with what it answers. */
  JsonNode runToEnd(String script) throws IOException, InterruptedException {
    ObjectNode body =
        JSON.createObjectNode()
            .put("script", "const done = arguments[arguments.length - 1];" + script);
    body.putArray("args");
    return post("/execute/async", body);
  }

  /**
   * Waits in the browser until an expression is truthy, and answers it.
   *
   * @param what is awaited, for the failure's message
   */
  JsonNode await(String what, String expression) throws IOException, InterruptedException {
    String script =
        """
        const done = arguments[arguments.length - 1];
        const until = performance.now() + %d;
        const look = () => {
          let value;
          try { value = (%s); } catch (e) { value = null; }
          if (value) done({value});
          else if (performance.now() > until) done({gaveUp: document.body.innerText.slice(0, 2000)});
          else setTimeout(look, 50);
        };
        look();
        """
            .formatted(PATIENCE.toMillis() - 5_000, expression);
    ObjectNode body = JSON.createObjectNode().put("script", script);
    body.putArray("args");
    JsonNode answer = post("/execute/async", body);
    if (answer.has("gaveUp")) {
      throw new AssertionError(
          "no " + what + " within " + PATIENCE + "; the page says:\n" + answer.get("gaveUp"));
    }
    return answer.get("value");
  }

  /** Clicks a place of the window with the mouse, CSS pixels. */
  void click(int x, int y) throws IOException, InterruptedException {
    ObjectNode body = JSON.createObjectNode();
    ObjectNode mouse = body.putArray("actions").addObject();
    mouse.put("type", "pointer").put("id", "mouse");
    var actions = mouse.putArray("actions");
    actions.addObject().put("type", "pointerMove").put("duration", 50).put("x", x).put("y", y);
    actions.addObject().put("type", "pointerDown").put("button", 0);
    actions.addObject().put("type", "pointerUp").put("button", 0);
    post("/actions", body);
  }

  /** Moves the mouse to a place of the window, CSS pixels. */
  void hover(int x, int y) throws IOException, InterruptedException {
    ObjectNode body = JSON.createObjectNode();
    ObjectNode mouse = body.putArray("actions").addObject();
    mouse.put("type", "pointer").put("id", "mouse");
    mouse
        .putArray("actions")
        .addObject()
        .put("type", "pointerMove")
        .put("duration", 50)
        .put("x", x)
        .put("y", y);
    post("/actions", body);
  }

  /** Drags with the left button, CSS pixels. */
  void drag(int x, int y, int dx, int dy) throws IOException, InterruptedException {
    ObjectNode body = JSON.createObjectNode();
    ObjectNode mouse = body.putArray("actions").addObject();
    mouse.put("type", "pointer").put("id", "mouse");
    var actions = mouse.putArray("actions");
    actions.addObject().put("type", "pointerMove").put("duration", 0).put("x", x).put("y", y);
    actions.addObject().put("type", "pointerDown").put("button", 0);
    actions
        .addObject()
        .put("type", "pointerMove")
        .put("duration", 200)
        .put("x", x + dx)
        .put("y", y + dy);
    actions.addObject().put("type", "pointerUp").put("button", 0);
    post("/actions", body);
  }

  /** Presses and releases a key in what has the focus. */
  void key(String key) throws IOException, InterruptedException {
    ObjectNode body = JSON.createObjectNode();
    ObjectNode keys = body.putArray("actions").addObject();
    keys.put("type", "key").put("id", "keys");
    var actions = keys.putArray("actions");
    actions.addObject().put("type", "keyDown").put("value", key);
    actions.addObject().put("type", "keyUp").put("value", key);
    post("/actions", body);
  }

  /** Chooses a file in a file input. */
  void choose(String selector, Path file) throws IOException, InterruptedException {
    ObjectNode how = JSON.createObjectNode().put("using", "css selector").put("value", selector);
    // The answer is one field, whose name the protocol fixes: the element's reference.
    String element = post("/element", how).elements().next().asText();
    post(
        "/element/" + element + "/value",
        JSON.createObjectNode().put("text", file.toAbsolutePath().toString()));
  }

  /** A command of the DevTools protocol. */
  JsonNode devTools(String command, ObjectNode parameters)
      throws IOException, InterruptedException {
    ObjectNode body = JSON.createObjectNode().put("cmd", command);
    body.set("params", parameters);
    return post("/goog/cdp/execute", body);
  }

  void screenshot(Path file) throws IOException, InterruptedException {
    byte[] png = Base64.getDecoder().decode(get("/screenshot").asText());
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.write(file, png);
  }

  /** Errors and warnings on the console since the last look; a busy server is none. */
  List<String> complaints() throws IOException, InterruptedException {
    List<String> complaints = new ArrayList<>();
    for (JsonNode entry : log("browser")) {
      boolean busy = BUSY.matcher(entry.get("message").asText()).find();
      if (!busy && !List.of("INFO", "DEBUG").contains(entry.get("level").asText())) {
        complaints.add(entry.get("message").asText());
      }
    }
    return complaints;
  }

  /** Addresses that were asked for since the last look. */
  List<URI> requests() throws IOException, InterruptedException {
    List<URI> requests = new ArrayList<>();
    for (JsonNode entry : log("performance")) {
      JsonNode message = JSON.readTree(entry.get("message").asText()).get("message");
      if (message.get("method").asText().equals("Network.requestWillBeSent")) {
        String url = message.get("params").get("request").get("url").asText();
        if (url.startsWith("http") || url.startsWith("ws")) {
          requests.add(URI.create(url));
        }
      }
    }
    return requests;
  }

  private JsonNode log(String type) throws IOException, InterruptedException {
    return post("/se/log", JSON.createObjectNode().put("type", type));
  }

  static ObjectNode object() {
    return JSON.createObjectNode();
  }

  private JsonNode get(String path) throws IOException, InterruptedException {
    return send("GET", session + path, JSON.createObjectNode());
  }

  private JsonNode post(String path, ObjectNode body) throws IOException, InterruptedException {
    return send("POST", session + path, body);
  }

  private JsonNode send(String method, String url, ObjectNode body)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url))
            .timeout(PATIENCE.plusSeconds(20))
            .method(
                method,
                method.equals("POST")
                    ? HttpRequest.BodyPublishers.ofString(body.toString())
                    : HttpRequest.BodyPublishers.noBody())
            .build();
    HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
    JsonNode value = JSON.readTree(answer.body()).get("value");
    if (answer.statusCode() != 200) {
      throw new IOException(value.get("error").asText() + ": " + value.get("message").asText());
    }
    return value;
  }

  @Override
  public void close() throws IOException {
    try {
      send("DELETE", session, JSON.createObjectNode());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    } finally {
      http.close();
      driver.destroy();
    }
  }
}
