package io.splatlas.gpu;

import io.splatlas.gpu.cpu.CpuDevice;
import io.splatlas.gpu.cuda.CudaDevice;
import io.splatlas.gpu.cuda.CudaException;
import io.splatlas.gpu.reference.ReferenceDevice;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one place where a device is chosen: {@code auto} takes the best there is, anything else is a
 * wish that is met or refused with the reason.
 */
public final class Devices {
  private static final Logger LOG = LoggerFactory.getLogger(Devices.class);

  /** Share of the heap a device may take by default: the rest is for actors, images and answers. */
  private static final double HEAP_SHARE = 0.6;

  /** Share of the heap that no wish may exceed: beyond it, the JVM would fail before we refuse. */
  private static final double MOST_HEAP = 0.8;

  /**
   * A memory cap that stands for what the device offers: a GPU nearly all of the card's memory, a
   * device in host memory {@link #defaultMemoryCap}.
   */
  public static final long AS_OFFERED = 0;

  private static final Pattern GPU = Pattern.compile("cuda(:[0-9]{1,3})?");

  private Devices() {}

  /** A memory cap for devices in host memory: 60% of the largest heap, bytes. */
  public static long defaultMemoryCap() {
    return (long) (HEAP_SHARE * Runtime.getRuntime().maxMemory());
  }

  /**
   * The devices that a choice names: one, several with commas between them, or {@code cuda:all} for
   * every GPU that the driver shows.
   *
   * @return choices for {@link #create}, at least one
   * @throws IllegalArgumentException when one is named twice (but for {@code cpu}) or an empty one
   *     is
   * @throws IllegalStateException when all GPUs are wanted and there is none
   */
  public static List<String> choices(String choice) {
    List<String> all = new ArrayList<>();
    for (String one : choice.toLowerCase(Locale.ROOT).split(",", -1)) {
      String wanted = one.strip();
      if (wanted.equals("cuda:all")) {
        int gpus = CudaDevice.count();
        for (int k = 0; k < gpus; k++) {
          all.add("cuda:" + k);
        }
      } else {
        all.add(wanted.equals("cuda") ? "cuda:0" : wanted);
      }
    }
    if (all.contains("")) {
      throw new IllegalArgumentException(
          "\"%s\" names no device between two commas".formatted(choice));
    }
    List<String> gpus = all.stream().filter(one -> one.startsWith("cuda")).toList();
    if (Set.copyOf(gpus).size() < gpus.size()) {
      throw new IllegalArgumentException(
          "\"%s\" names a GPU twice: one is shared by all scenes on it anyway".formatted(choice));
    }
    return List.copyOf(all);
  }

  /**
   * Creates the device and says so in one line of the log. A GPU must first show that it computes
   * what the scalar reference computes ({@link AgreementCheck}).
   *
   * @param choice {@code auto}, {@code cpu}, {@code reference}, {@code cuda} or {@code cuda:N} for
   *     the N-th GPU that the driver shows, from 0; {@code auto} takes the first GPU that can be
   *     used
   * @param memoryCap bytes it may hold, at least 1, or {@link #AS_OFFERED}; in host memory at most
   *     80% of the largest heap
   * @throws IllegalArgumentException when there is no such choice
   * @throws IllegalStateException when the choice cannot be had here; the message says why in one
   *     line
   */
  public static GpuDevice create(String choice, long memoryCap) {
    String wanted = choice.toLowerCase(Locale.ROOT);
    GpuDevice device =
        switch (wanted) {
          case "auto" -> best(memoryCap);
          case "reference" -> ReferenceDevice.create(withinHeap(memoryCap), "asked for");
          case "cpu" -> CpuDevice.create(withinHeap(memoryCap), "asked for");
          default -> {
            if (!GPU.matcher(wanted).matches()) {
              throw new IllegalArgumentException(
                  ("there is no device \"%s\"; choose auto, cpu, reference, cuda, cuda:N, cuda:all"
                          + " or several with commas between")
                      .formatted(choice));
            }
            yield gpu(wanted, memoryCap);
          }
        };
    DeviceInfo info = device.info();
    LOG.info(
        "Device {}: {}, at most {} MiB ({})",
        info.kind(),
        info.name(),
        device.memory().cap() >> 20,
        info.reason());
    return device;
  }

  /** The first GPU that can be used, else all cores; never fails for want of a GPU. */
  private static GpuDevice best(long memoryCap) {
    List<String> whyNot = new ArrayList<>();
    int shown = 0;
    try {
      shown = CudaDevice.count();
    } catch (IllegalStateException none) {
      whyNot.add(String.valueOf(none.getMessage()));
    }
    for (int k = 0; k < shown; k++) {
      try {
        return checked(k, memoryCap, "auto: a GPU is here and computes as the processor does");
      } catch (IllegalStateException unusable) {
        whyNot.add((shown > 1 ? "GPU " + k + ": " : "") + unusable.getMessage());
      }
    }
    return CpuDevice.create(withinHeap(memoryCap), "auto: no GPU, " + String.join("; ", whyNot));
  }

  /**
   * A GPU that has shown that it computes as it should.
   *
   * @throws IllegalStateException when it cannot be had or does not; the message says why in one
   *     line
   */
  private static GpuDevice checked(int index, long memoryCap, String reason) {
    GpuDevice device;
    try {
      device = CudaDevice.open(index, memoryCap == AS_OFFERED ? Long.MAX_VALUE : memoryCap, reason);
    } catch (CudaException | DeviceLostException | DeviceMemoryException unusable) {
      throw new IllegalStateException(unusable.getMessage(), unusable);
    }
    String problem;
    try {
      problem = AgreementCheck.disagreement(device);
    } catch (CudaException | DeviceLostException | DeviceMemoryException failed) {
      problem = "it failed a first small task: " + failed.getMessage();
    }
    if (!problem.isEmpty()) {
      device.close();
      throw new IllegalStateException(problem);
    }
    return device;
  }

  /** What devices in host memory may have of what is wished. */
  private static long withinHeap(long memoryCap) {
    if (memoryCap == AS_OFFERED) {
      return defaultMemoryCap();
    }
    long most = (long) (MOST_HEAP * Runtime.getRuntime().maxMemory());
    if (memoryCap > most) {
      LOG.warn(
          "{} MiB of device memory are more than this JVM's heap has room for; {} MiB are used. A"
              + " larger heap (-Xmx) allows more",
          memoryCap >> 20,
          most >> 20);
    }
    return Math.min(memoryCap, most);
  }

  private static GpuDevice gpu(String choice, long memoryCap) {
    int index = choice.equals("cuda") ? 0 : Integer.parseInt(choice.substring("cuda:".length()));
    try {
      return checked(index, memoryCap, "asked for");
    } catch (IllegalStateException unusable) {
      throw new IllegalStateException(
          "no %s device: %s".formatted(choice, unusable.getMessage()), unusable);
    }
  }
}
