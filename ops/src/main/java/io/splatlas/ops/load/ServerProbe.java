package io.splatlas.ops.load;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at a server's memory, threads and queues by its metrics; not thread-safe. */
final class ServerProbe implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Logger LOG = LoggerFactory.getLogger(ServerProbe.class);
  private static final double MEBIBYTE = 1 << 20;

  private record Sample(
      double heap,
      double resident,
      double threads,
      double processors,
      double backlog,
      double device) {}

  private final HttpClient http = HttpClient.newHttpClient();
  private final URI metrics;
  private final OptionalLong process;
  private final List<Sample> samples = new ArrayList<>();
  private int missed;

  /**
   * @param process id of the server where it runs on this machine
   */
  ServerProbe(URI metrics, OptionalLong process) {
    this.metrics = metrics;
    this.process = process;
  }

  /** Looks once; a server too busy to answer in time is looked at again later, and it counts. */
  void sample() throws IOException, InterruptedException {
    HttpResponse<String> answer;
    try {
      answer =
          http.send(
              HttpRequest.newBuilder(metrics).timeout(PATIENCE).build(),
              HttpResponse.BodyHandlers.ofString());
    } catch (HttpTimeoutException late) {
      LOG.warn("{} did not answer within {}", metrics, PATIENCE, late);
      missed++;
      return;
    }
    if (answer.statusCode() != 200) {
      throw new IOException(metrics + " answered " + answer.statusCode());
    }
    List<String> lines = answer.body().lines().filter(line -> !line.startsWith("#")).toList();
    samples.add(
        new Sample(
            sum(lines, line -> line.startsWith("jvm_memory_used_bytes{area=\"heap\"")),
            resident(),
            sum(lines, line -> line.startsWith("jvm_threads_live_threads")),
            sum(lines, line -> line.startsWith("process_cpu_usage"))
                * Runtime.getRuntime().availableProcessors(),
            sum(lines, line -> line.startsWith("splatlas_frames_backlog")),
            sum(lines, line -> line.startsWith("splatlas_gpu_memory_used_bytes"))));
  }

  private static double sum(List<String> lines, Predicate<String> wanted) {
    return lines.stream()
        .filter(wanted)
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  /** Resident memory as Linux tells it; 0 elsewhere. */
  private double resident() throws IOException {
    Path status = Path.of("/proc", Long.toString(process.orElse(0)), "status");
    if (process.isEmpty() || !Files.isReadable(status)) {
      return 0;
    }
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToDouble(line -> 1024 * Double.parseDouble(line.replaceAll("[^0-9]", "")))
        .sum();
  }

  /** What was seen; the first quarter is warming up. */
  LoadReport.Server report() {
    int quarter = samples.size() / 4;
    if (quarter == 0) {
      throw new IllegalStateException("too few looks at the server: " + samples.size());
    }
    List<Sample> second = samples.subList(quarter, 2 * quarter);
    List<Sample> last = samples.subList(samples.size() - quarter, samples.size());
    double heap = least(last, Sample::heap);
    double resident = mean(last, Sample::resident);
    double threads = most(last, Sample::threads);
    double device = mean(last, Sample::device);
    return new LoadReport.Server(
        heap / MEBIBYTE,
        growth(least(second, Sample::heap), heap),
        resident / MEBIBYTE,
        growth(mean(second, Sample::resident), resident),
        (int) threads,
        (int) (threads - most(second, Sample::threads)),
        mean(samples, Sample::processors),
        (long) samples.getLast().backlog(),
        device / MEBIBYTE,
        (device - mean(second, Sample::device)) / MEBIBYTE,
        samples.size(),
        missed);
  }

  private static double growth(double before, double after) {
    return before == 0 ? 0 : after / before - 1;
  }

  private static double least(List<Sample> of, ToDoubleFunction<Sample> value) {
    return of.stream().mapToDouble(value).min().orElse(0);
  }

  private static double most(List<Sample> of, ToDoubleFunction<Sample> value) {
    return of.stream().mapToDouble(value).max().orElse(0);
  }

  private static double mean(List<Sample> of, ToDoubleFunction<Sample> value) {
    return of.stream().mapToDouble(value).average().orElse(0);
  }

  @Override
  public void close() {
    http.close();
  }
}
