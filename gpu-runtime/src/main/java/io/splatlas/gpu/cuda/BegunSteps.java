package io.splatlas.gpu.cuda;

import io.splatlas.gpu.PendingSteps;
import io.splatlas.gpu.StepReport;
import java.util.ArrayList;
import java.util.List;

/** The reports of steps that were begun together. */
record BegunSteps(List<StepQueue.Flight<StepReport>> steps) implements PendingSteps {
  @Override
  public List<StepReport> await() {
    List<StepReport> reports = new ArrayList<>(steps.size());
    steps.forEach(step -> reports.add(step.await()));
    return List.copyOf(reports);
  }
}
