package io.splatlas.ops.cli;

import io.splatlas.actors.distill.clip.OriginalRelease;
import io.splatlas.actors.distill.clip.UnusableModelException;
import io.splatlas.ops.models.UnreachableException;
import java.util.List;

/** Refused model files as a person reads them. */
final class Refusals {
  private Refusals() {}

  /** What to do about an installed model that cannot be used, a line each. */
  static List<String> hints(UnusableModelException refused) {
    String name = refused.model();
    return List.of(
        OriginalRelease.named(name).isPresent()
            ? "'splatlas models pull %s' installs it again".formatted(name)
            : "'splatlas models add DIR --name %s' installs it again".formatted(name),
        "'splatlas serve --model built-in' does without it: then no text is answered");
  }

  /** The error of a file that was refused; its message names the file. */
  static UserError of(Exception refused) {
    String what = String.valueOf(refused.getMessage());
    UserError error =
        refused instanceof UnreachableException
            ? new UserError(
                what,
                "behind a proxy: SPLATLAS_JAVA_OPTS='-Dhttps.proxyHost=HOST -Dhttps.proxyPort=PORT'",
                "without a network: 'splatlas models add DIR' takes files from a disk")
            : new UserError(
                what, "nothing was installed; docs/QUERY.md says what a model's folder holds");
    error.initCause(refused);
    return error;
  }
}
