package io.splatlas.ops.cli;

/** Refused model files as a person reads them. */
final class Refusals {
  private Refusals() {}

  /** The error of a file that was refused; its message names the file. */
  static UserError of(Exception refused) {
    UserError error =
        new UserError(
            String.valueOf(refused.getMessage()),
            "nothing was installed; docs/QUERY.md says what a model's folder holds");
    error.initCause(refused);
    return error;
  }
}
