package io.splatlas.ops.e2e;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Kills the server, as often as {@code -Dsplatlas.kills=200} says, over captures of at most 25
 * kills each. {@code -Dsplatlas.kills.seed=7} for other moments.
 */
class KillIT {
  private static final Logger LOG = LoggerFactory.getLogger(KillIT.class);
  private static final int KILLS = Integer.getInteger("splatlas.kills", 5);
  private static final long SEED = Long.getLong("splatlas.kills.seed", 20260101L);
  private static final int FEWEST = 5;
  private static final int KILLS_PER_CAPTURE = 25;

  @TempDir Path folder = Path.of("");

  @Test
  void shouldContradictNothingWhenItIsKilledAtRandomMoments() throws Exception {
    KillTally tally = new KillTally();
    for (int course = 0; tally.kills() < KILLS; course++) {
      int kills = Math.clamp(KILLS - tally.kills(), FEWEST, KILLS_PER_CAPTURE);
      Path data = Files.createDirectory(folder.resolve("course-" + course));
      new KillCourse(data, kills, SEED + course, tally).run();
      LOG.info("{}; nothing was lost or contradicted", tally);
    }
  }
}
