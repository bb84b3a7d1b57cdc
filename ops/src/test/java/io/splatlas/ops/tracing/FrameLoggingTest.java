package io.splatlas.ops.tracing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.splatlas.actors.telemetry.FrameStep;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

class FrameLoggingTest {
  private final Logger logger = (Logger) LoggerFactory.getLogger(FrameLogging.class);
  private final ListAppender<ILoggingEvent> said = new ListAppender<>();
  private final FrameLogging logging = new FrameLogging();

  @BeforeEach
  void listen() {
    said.start();
    logger.addAppender(said);
    logger.setLevel(Level.DEBUG);
  }

  @AfterEach
  void stopListening() {
    logger.detachAppender(said);
    logger.setLevel(null);
    MDC.clear();
  }

  @Test
  void shouldSayWhichFrameOfWhichSceneTookWhichStep() {
    logging.frameStep("desk", 7, FrameStep.TAKEN_UP, Duration.ofMillis(12));
    ILoggingEvent event = said.list.getFirst();
    assertEquals("Scene desk: frame 7 taken_up after 12 ms", event.getFormattedMessage());
    assertEquals("desk", event.getMDCPropertyMap().get("scene"));
    assertEquals(
        "[frame=\"7\", step=\"taken_up\", millis=\"12\"]", event.getKeyValuePairs().toString());
    assertNull(MDC.get("scene"), "nothing is left for what the thread does next");
  }

  @Test
  void shouldLeaveTheThreadWithTheSceneThatItHad() {
    MDC.put("scene", "shelf");
    logging.frameStep("desk", 7, FrameStep.TOLD, Duration.ofMillis(12));
    assertEquals("desk", said.list.getFirst().getMDCPropertyMap().get("scene"));
    assertEquals("shelf", MDC.get("scene"));
  }

  @Test
  void shouldSayNothingUnlessAskedTo() {
    logger.setLevel(Level.INFO);
    logging.frameStep("desk", 7, FrameStep.TOLD, Duration.ofMillis(12));
    assertEquals(0, said.list.size());
  }
}
