package io.splatlas.actors.distill;

import io.splatlas.actors.model.FeatureProjection;

/** What a distiller tells itself. */
final class DistillerMessages {

  record Described(TeacherDesk.Described frame) implements Distiller.Internal {}

  record Undescribable(long number, Throwable failure) implements Distiller.Internal {}

  /** What concerns lifting. */
  sealed interface OfLifting extends Distiller.Internal {}

  record Fitted(FeatureProjection projection) implements OfLifting {}

  record Unfitted(Throwable failure) implements OfLifting {}

  record Lifted(long number, Lifting.Report report) implements OfLifting {}

  record LiftFailed(Throwable failure) implements OfLifting {}

  record LiftedAnew() implements OfLifting {}

  record LiftAnewFailed(Lifting job, Throwable failure) implements OfLifting {}

  record TryAgain() implements OfLifting {}

  private DistillerMessages() {}
}
