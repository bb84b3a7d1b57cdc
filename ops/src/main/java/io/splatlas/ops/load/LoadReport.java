package io.splatlas.ops.load;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.splatlas.ops.picture.TextTable;
import java.util.List;
import java.util.Locale;
import org.HdrHistogram.AbstractHistogram;
import org.jspecify.annotations.Nullable;

/**
 * What a run of load found.
 *
 * @param quiet what was measured without disturbers
 * @param disturbed with them, null when there were none
 * @param disturbance p95 of the disturbed half over that of the quiet one, null when there is none
 * @param server over the whole run
 * @param subscribers that were there at the end
 * @param behind of them that did not have everything a minute after the robots had stopped
 * @param missing events that no subscriber may miss and some did, over all of them
 * @param outOfOrder events that came with a revision not beyond the one before
 * @param reconnects of robots and subscribers, disturbers not counted
 */
public record LoadReport(
    Window quiet,
    @Nullable Window disturbed,
    @Nullable Disturbance disturbance,
    Server server,
    int subscribers,
    long behind,
    long missing,
    long outOfOrder,
    long reconnects) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * A time that was measured.
   *
   * @param seconds it took
   * @param framesPerSecond acknowledged, of all robots together, disturbers not counted
   * @param mebibytesPerSecond of their images and depth
   * @param eventsPerSecond told to all subscribers together
   * @param acknowledgement from sending a frame to its acknowledgement
   * @param event from the server's making a change to a subscriber's having it
   * @param refused frames refused, for good or for now
   * @param conflated updates that were left out in favour of newer ones
   */
  public record Window(
      double seconds,
      double framesPerSecond,
      double mebibytesPerSecond,
      double eventsPerSecond,
      Wait acknowledgement,
      Wait event,
      long refused,
      long conflated) {}

  /**
   * Percentiles of a waiting time, milliseconds, to two digits.
   *
   * @param count of waits
   */
  public record Wait(long count, double p50, double p95, double p99, double max) {
    static Wait of(AbstractHistogram micros) {
      return new Wait(
          micros.getTotalCount(),
          micros.getValueAtPercentile(50) / 1e3,
          micros.getValueAtPercentile(95) / 1e3,
          micros.getValueAtPercentile(99) / 1e3,
          micros.getMaxValue() / 1e3);
    }

    private String[] cells(String what) {
      return new String[] {
        what, Long.toString(count), number(p50), number(p95), number(p99), number(max)
      };
    }
  }

  /** Ratios of the disturbed half's p95 to the quiet one's. */
  public record Disturbance(double acknowledgement, double event) {
    static Disturbance of(Window quiet, Window disturbed) {
      return new Disturbance(
          disturbed.acknowledgement().p95() / quiet.acknowledgement().p95(),
          disturbed.event().p95() / quiet.event().p95());
    }
  }

  /**
   * The server over the run.
   *
   * @param heapMebibytes live heap: the least seen in the last quarter
   * @param heapGrowth of that over the second quarter, as a share
   * @param residentMebibytes memory of the process, the mean of the last quarter; 0 = not known
   * @param residentGrowth of that over the second quarter, as a share
   * @param threads most in the last quarter
   * @param threadGrowth of that over the second quarter
   * @param cpu processors used, mean
   * @param backlog durable frames that training had not taken up at the end
   * @param deviceMebibytes device memory in use, mean of the last quarter; on a CPU device it is
   *     part of the heap
   * @param deviceGrowth of that over the second quarter, MiB
   * @param samples taken
   * @param missed samples that the server did not answer in time
   */
  public record Server(
      double heapMebibytes,
      double heapGrowth,
      double residentMebibytes,
      double residentGrowth,
      int threads,
      int threadGrowth,
      double cpu,
      long backlog,
      double deviceMebibytes,
      double deviceGrowth,
      int samples,
      int missed) {}

  /** One line of JSON. */
  public String toJson() {
    try {
      return JSON.writeValueAsString(this);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("a report of numbers is JSON", impossible);
    }
  }

  /** For people. */
  public String toText() {
    TextTable waits = new TextTable("milliseconds", "count", "p50", "p95", "p99", "max");
    waits.row(quiet.acknowledgement().cells("acknowledgement"));
    waits.row(quiet.event().cells("event"));
    if (disturbed != null) {
      waits.row(disturbed.acknowledgement().cells("acknowledgement, disturbed"));
      waits.row(disturbed.event().cells("event, disturbed"));
    }
    StringBuilder text = new StringBuilder(waits.toString());
    text.append('\n').append(throughput("", quiet));
    if (disturbed != null && disturbance != null) {
      text.append(throughput("disturbed: ", disturbed));
      text.append(
          line(
              "disturbance: p95 of acknowledgements x %.2f, of events x %.2f",
              disturbance.acknowledgement(), disturbance.event()));
    }
    text.append(
        line(
            "left out: %d updates conflated, %d frames refused; missing %d, out of order %d,"
                + " reconnects %d, %d subscribers behind at the end",
            conflatedInAll(), refusedInAll(), missing, outOfOrder, reconnects, behind));
    text.append(
        line(
            "server: heap %.0f MiB (%+.1f %%), resident %.0f MiB (%+.1f %%), %d threads (%+d), %.2f"
                + " processors, backlog %d frames, %d of %d looks unanswered",
            server.heapMebibytes(),
            100 * server.heapGrowth(),
            server.residentMebibytes(),
            100 * server.residentGrowth(),
            server.threads(),
            server.threadGrowth(),
            server.cpu(),
            server.backlog(),
            server.missed(),
            server.samples() + server.missed()));
    text.append(
        line(
            "device memory: %.0f MiB (%+.0f MiB; part of the heap on a CPU device)",
            server.deviceMebibytes(), server.deviceGrowth()));
    return text.toString();
  }

  private long conflatedInAll() {
    return windows().stream().mapToLong(Window::conflated).sum();
  }

  private long refusedInAll() {
    return windows().stream().mapToLong(Window::refused).sum();
  }

  private List<Window> windows() {
    return disturbed == null ? List.of(quiet) : List.of(quiet, disturbed);
  }

  private static String throughput(String when, Window window) {
    return line(
        "%s%.1f frames/s (%.2f MiB/s) acknowledged, %.0f events/s to subscribers, over %.0f s",
        when,
        window.framesPerSecond(),
        window.mebibytesPerSecond(),
        window.eventsPerSecond(),
        window.seconds());
  }

  private static String line(String format, Object... values) {
    return String.format(Locale.ROOT, format + "%n", values);
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }
}
