package io.splatlas.ops.e2e;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Kills the server, as often as {@code -Dsplatlas.kills=200} says, over as many captures as that
 * takes: a capture that has ended has nothing left to lose. {@code -Dsplatlas.kills.seed=7} for
 * other moments.
 */
class KillIT {
  private static final Logger LOG = LoggerFactory.getLogger(KillIT.class);
  private static final int KILLS = Integer.getInteger("splatlas.kills", 5);
  private static final long SEED = Long.getLong("splatlas.kills.seed", 20260101L);

  /** More, and the later ones would find both robots at their ends. */
  private static final int KILLS_PER_CAPTURE = 8;

  @TempDir Path folder = Path.of("");

  @Test
  void shouldContradictNothingWhenItIsKilledAtRandomMoments() throws Exception {
    int done = 0;
    for (int course = 0; done < KILLS; course++) {
      int kills = Math.min(KILLS_PER_CAPTURE, KILLS - done);
      Path data = Files.createDirectory(folder.resolve("course-" + course));
      new KillCourse(data, kills, SEED + course).run();
      done += kills;
      LOG.info("{} of {} kills, nothing was lost or contradicted", done, KILLS);
    }
  }
}
