package io.splatlas.actors.train;

/**
 * Checks of hyper-parameters. Apart from the settings: their defaults are checked while they load.
 */
final class Ranges {
  private Ranges() {}

  static void positive(String name, double value) {
    if (!(value > 0 && Double.isFinite(value))) {
      throw new IllegalArgumentException(name + " must be above 0, got " + value);
    }
  }

  static void within(String name, double value, double least, double most) {
    if (!(value >= least && value <= most)) {
      throw new IllegalArgumentException(
          "%s must be %s to %s, got %s".formatted(name, least, most, value));
    }
  }
}
