package io.splatlas.ops.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.ConsoleAppender;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.slf4j.event.KeyValuePair;

/** The log as the program is configured to write it. */
class LogFormatTest {
  private static final String ROOT = org.slf4j.Logger.ROOT_LOGGER_NAME;

  private final LoggerContext context = new LoggerContext();

  private void configure(String... properties) throws Exception {
    context.setMDCAdapter(new LogbackMDCAdapter());
    for (int i = 0; i < properties.length; i += 2) {
      context.putProperty(properties[i], properties[i + 1]);
    }
    JoranConfigurator configurator = new JoranConfigurator();
    configurator.setContext(context);
    URL file = LogFormatTest.class.getResource("/logback.xml");
    assertNotNull(file);
    configurator.doConfigure(file);
  }

  private ConsoleAppender<ILoggingEvent> appender(String name) {
    @SuppressWarnings("unchecked")
    ConsoleAppender<ILoggingEvent> appender =
        assertInstanceOf(ConsoleAppender.class, context.getLogger(ROOT).getAppender(name));
    assertEquals("System.err", appender.getTarget(), "what commands print stays what they print");
    return appender;
  }

  private LoggingEvent event(String message, Throwable failure) {
    Logger logger = context.getLogger("io.splatlas.actors.distill.Distiller");
    return new LoggingEvent(
        LogFormatTest.class.getName(), logger, Level.ERROR, message, failure, null);
  }

  private JsonNode json(LoggingEvent event) throws IOException {
    String line = new String(appender("json").getEncoder().encode(event), StandardCharsets.UTF_8);
    assertEquals(line.length() - 1, line.indexOf('\n'), "an object is one line");
    return new ObjectMapper().readTree(line);
  }

  @Test
  void shouldWriteAnObjectALineWithSceneAndFrame() throws Exception {
    configure("SPLATLAS_LOG_FORMAT", "json");
    context.getMDCAdapter().put("scene", "desk");
    LoggingEvent event =
        event("Scene desk: keyframe 7 cannot\nbe \"described\"", new IOException("gone"));
    event.setKeyValuePairs(List.of(new KeyValuePair("frame", 7L)));
    JsonNode json = json(event);
    assertEquals("ERROR", json.get("level").asText());
    assertEquals("io.splatlas.actors.distill.Distiller", json.get("loggerName").asText());
    assertEquals(
        "Scene desk: keyframe 7 cannot\nbe \"described\"", json.get("formattedMessage").asText());
    assertEquals("desk", json.get("mdc").get("scene").asText());
    assertEquals("7", json.get("kvpList").get(0).get("frame").asText());
    assertTrue(json.get("timestamp").asLong() > 0);
    assertEquals("gone", json.get("throwable").get("message").asText());
    assertTrue(json.get("throwable").get("stepArray").size() > 0, "with its stack");
    assertNull(context.getLogger(ROOT).getAppender("text"));
  }

  @Test
  void shouldWriteTextForPeopleUnlessToldOtherwise() throws Exception {
    configure();
    String line =
        new String(
            appender("text").getEncoder().encode(event("a message", new IOException("gone"))),
            StandardCharsets.UTF_8);
    assertTrue(line.contains("ERROR") && line.contains("a message") && line.contains("gone"), line);
    assertNull(context.getLogger(ROOT).getAppender("json"));
  }

  @Test
  void shouldBeQuietUnlessToldOtherwise() throws Exception {
    configure();
    assertFalse(context.getLogger("io.splatlas.ops").isInfoEnabled());
    configure("SPLATLAS_LOG", "info");
    assertTrue(context.getLogger("io.splatlas.ops").isInfoEnabled());
    assertFalse(context.getLogger("org.apache.pekko").isInfoEnabled(), "ours only");
  }
}
