package io.splatlas.gpu.bench;

import io.splatlas.gpu.GaussianBatch;
import io.splatlas.gpu.GaussianLayout;
import io.splatlas.gpu.GaussianSet;
import io.splatlas.gpu.GrowthOptions;
import io.splatlas.gpu.StepReport;
import io.splatlas.gpu.TrainingOptions;
import io.splatlas.gpu.TrainingView;
import io.splatlas.gpu.ViewData;
import io.splatlas.gpu.cpu.CpuDevice;
import io.splatlas.gpu.cpu.PairCount;
import io.splatlas.gpu.cpu.StageTimes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/** A scene on a CPU device of its own that is trained a few steps at a time, each step timed. */
final class TrainingRun implements AutoCloseable {
  static final long MEMORY_CAP = 8L << 30;

  /** What the memory budgets of the design speak of: SH degree 3, 16 semantic channels. */
  static final GaussianLayout LAYOUT = new GaussianLayout(3, 16);

  /** Learning rate of positions, metres a step; its value has no influence on a step's cost. */
  static final TrainingOptions OPTIONS = TrainingOptions.defaults(1e-4f);

  private final CpuDevice device;
  private final GaussianSet set;
  private final List<TrainingView> views = new ArrayList<>();
  private final LongSupplier clock;
  private final Times times = new Times();
  private final StageMeter meter;
  private int steps;
  private int stepsBefore;
  private StepReport last = new StepReport(0, 0, 0, 0, 0, 0);

  /**
   * @param clock nanoseconds, see {@link CpuDevice#create}
   */
  TrainingRun(GaussianBatch scene, List<ViewData> photographs, int threads, LongSupplier clock) {
    this.clock = clock;
    device = CpuDevice.create(MEMORY_CAP, threads, "benchmark", clock);
    meter = new StageMeter(device.times());
    set = device.allocate(scene.layout(), scene.count());
    device.append(set, scene);
    for (ViewData photograph : photographs) {
      views.add(device.upload(photograph));
    }
  }

  /** Trains; one view a step, in turn. */
  void steps(int count) {
    for (int i = 0; i < count; i++) {
      TrainingView view = views.get(steps++ % views.size());
      long start = clock.getAsLong();
      last = device.train(set, List.of(view), OPTIONS).getLast();
      times.add((clock.getAsLong() - start) / 1e6);
    }
  }

  /** Forgets what has been timed. */
  void forget() {
    times.clear();
    stepsBefore = steps;
    meter.restart();
  }

  Times times() {
    return times;
  }

  StepReport last() {
    return last;
  }

  CpuDevice device() {
    return device;
  }

  GaussianSet set() {
    return set;
  }

  /** Milliseconds per step since {@link #forget}, mean. */
  Map<StageTimes.Stage, Double> meanStages() {
    return meter.mean(steps - stepsBefore);
  }

  /** Times one growth step that relocates and adds nothing, milliseconds. */
  double growth() {
    long start = clock.getAsLong();
    device.grow(set, new GrowthOptions(set.count(), 0.005f, 0, 1));
    return (clock.getAsLong() - start) / 1e6;
  }

  /** Pairs of one view, mean. */
  PairCount meanPairs() {
    long visited = 0;
    long blended = 0;
    long entries = 0;
    for (TrainingView view : views) {
      PairCount pairs = device.countPairs(set, view.camera(), OPTIONS.antialiased());
      visited += pairs.visited();
      blended += pairs.blended();
      entries += pairs.entries();
    }
    int n = views.size();
    return new PairCount(visited / n, blended / n, entries / n);
  }

  /** All that the device holds besides Gaussians and photographs. */
  long scratchBytes() {
    long viewBytes = views.stream().mapToLong(TrainingView::bytes).sum();
    return device.memory().used() - set.bytes() - viewBytes;
  }

  @Override
  public void close() {
    views.forEach(TrainingView::close);
    set.close();
    device.close();
  }
}
